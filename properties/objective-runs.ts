import {
  type Curve,
  logarithm,
  minus,
  type Objective,
  type Observation,
  type Operand,
  type Real,
  times,
} from "lemmacheck";
import { descentPoints, flowPoints, rateRatio } from "./runs.js";

/** f(x(t)) beside e^{-rate t} f(x_0) */
export const objectiveFlowRun = (rate: (objective: Objective) => Operand): Curve<Objective> => ({
  x: "time",
  y: "f",
  points: (objective) =>
    flowPoints(
      objective.value,
      rate(objective),
      objective.flow.times.map((time, i) => ({ time, loss: objective.flow.at(i).value })),
    ),
  size: (objective) => objective.dimension,
});

/** ln(f(x_0)/f(x(T))) / (rate T) at the last time */
export const objectiveFlowRatio =
  (rate: (objective: Objective) => Operand): Observation<Objective> =>
  (objective) => {
    const last = objective.flow.times.length - 1;
    return last < 0
      ? null
      : rateRatio(objective.value, objective.flow.at(last).value, times(rate(objective), objective.flow.times[last]));
  };

/** f(x_k) beside (1 - delta)^k f(x_0), k = 0, …, K */
export const objectiveDescentRun = (delta: (objective: Objective) => Real): Curve<Objective> => ({
  x: "step",
  y: "f",
  points: (objective) =>
    descentPoints(
      objective.value,
      minus(1, delta(objective)),
      Array.from({ length: objective.descent.length }, (_, k) => k + 1),
      (k) => objective.descent.at(k).value,
    ),
  size: (objective) => objective.dimension,
});

/** ln(f(x_0)/f(x_K)) / (-K ln(1 - delta)) after all steps */
export const objectiveDescentRatio =
  (delta: (objective: Objective) => Real): Observation<Objective> =>
  (objective) => {
    const K = objective.descent.length;
    const exponent = () => times(-K, logarithm(minus(1, delta(objective))));
    return K === 0 ? null : rateRatio(objective.value, objective.descent.at(K).value, exponent());
  };
