import type { Json, Model } from "../../claims/model.js";
import { float64Arithmetic } from "../../numerics/ball.js";
import type { Real } from "../../numerics/real.js";
import { ballJson } from "../inspect-json.js";
import { float64Algebra } from "../objective/float64-algebra.js";
import type { FeedforwardData } from "./data.js";
import { feedforwardFile } from "./file-form.js";
import { FeedforwardIn } from "./network.js";
import type { Feedforward } from "./view.js";

/** Feedforward networks of any depth with smooth activations, `"model": "feedforward"` in files. */
export const feedforwardModel: Model<FeedforwardData, Feedforward> = {
  ...feedforwardFile,
  view: (data) => ({ arithmetic: float64Arithmetic, view: new FeedforwardIn(float64Algebra, data) }),
  inspect(data) {
    const view = new FeedforwardIn(float64Algebra, data);
    const { samples, inputs, depth, descent } = view;
    // Step sizes are shown where the criterion certainly holds.
    const isMet = view.criterionMargin.order(float64Arithmetic.number(0)) === ">";
    const ifMet = (value: Real): Json => (isMet ? ballJson(value) : null);
    const trajectory = descent.steps.map((step): Json => {
      const { loss, gradientSquare, travelled } = descent.at(step);
      const at = { loss: ballJson(loss), gradientSquare: ballJson(gradientSquare), travelled: ballJson(travelled) };
      return { step, ...at };
    });
    return {
      shape: { samples, inputs, depth },
      quantities: {
        inputGramLambdaMin: ballJson(view.inputGramLambdaMin),
        alpha: ballJson(view.alpha),
        loss: ballJson(view.loss),
        gradientSquare: ballJson(view.point.gradientSquare),
        criterionMargin: ballJson(view.criterionMargin),
        epsilon: ifMet(view.epsilon),
        hessianBound: ballJson(view.hessianBound),
        stepSize: ifMet(view.stepSize),
        delta: ifMet(view.delta),
        positivityMargin: ballJson(view.positivityMargin),
        outputWeightThreshold: ballJson(view.outputWeightThreshold),
        leastOutputWeightThreshold: ballJson(view.leastOutputWeightThreshold),
        ...(trajectory.length === 0 ? {} : { trajectory }),
      },
    };
  },
};
