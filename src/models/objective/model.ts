import type { Json, Model } from "../../claims/model.js";
import { float64Arithmetic } from "../../numerics/ball.js";
import type { Real } from "../../numerics/real.js";
import { ballJson, ballsJson } from "../inspect-json.js";
import type { ObjectiveData } from "./data.js";
import { objectiveFile } from "./file-form.js";
import { float64Algebra } from "./float64-algebra.js";
import { ObjectiveIn } from "./objective.js";
import type { Objective } from "./view.js";

/** Nonnegative functions with certified local PL constants, `"model": "objective"` in files. */
export const objectiveModel: Model<ObjectiveData, Objective> = {
  ...objectiveFile,
  view: (data) => ({ arithmetic: float64Arithmetic, view: new ObjectiveIn(float64Algebra, data) }),
  inspect(data) {
    const view = new ObjectiveIn(float64Algebra, data);
    // Step sizes are shown where the criterion certainly holds.
    const isMet = view.criterionMargin.order(float64Arithmetic.number(0)) === ">";
    const ifMet = (value: Real): Json => (isMet ? ballJson(value) : null);
    return {
      shape: { dimension: view.dimension },
      quantities: {
        alpha: ballJson(view.alpha),
        value: ballJson(view.value),
        gradientSquare: ballJson(view.gradientSquare),
        startNorm: ballJson(view.startNorm),
        criterionMargin: ballJson(view.criterionMargin),
        epsilon: ifMet(view.epsilon),
        hessianBound: ballJson(view.hessianBound),
        stepSize: ifMet(view.stepSize),
        delta: ifMet(view.delta),
        pathLengthBound: ballJson(view.pathLengthBound),
        minimizer: view.minimizer === undefined ? null : ballsJson(view.minimizer),
        minimizerDistance: ballJson(view.minimizerDistance),
        ...trajectoryOf(view),
      },
    };
  },
};

function trajectoryOf(view: ObjectiveIn): Record<string, Json> {
  const { descent, flow } = view;
  if (descent.steps.length === 0 && flow.times.length === 0) return {};
  const steps = descent.steps.map((step) => {
    const { value, gradientSquare, travelled } = descent.at(step);
    const at = { value: ballJson(value), gradientSquare: ballJson(gradientSquare), travelled: ballJson(travelled) };
    return { step, ...at, x: ballsJson(view.state(step)) };
  });
  const times = flow.times.map((time, i) => {
    const { value, gradientSquare, travelled } = flow.at(i);
    const at = { value: ballJson(value), gradientSquare: ballJson(gradientSquare), travelled: ballJson(travelled) };
    return { time: time.toBall().mid, ...at };
  });
  return { trajectory: [...steps, ...times] };
}
