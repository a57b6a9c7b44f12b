import {
  atMost,
  below,
  type Feedforward,
  type Inequality,
  minus,
  type Objective,
  type Operand,
  over,
  power,
  squareRoot,
  times,
} from "lemmacheck";

/** 4 f(x0) < r^2 alpha */
export const criterion = (value: Operand, radius: Operand, alpha: Operand, four: Operand = 4): Inequality =>
  below(times(four, value), times(power(radius, 2), alpha));

/** (1 - sqrt(4 f / (r^2 alpha))) / 2 */
export const epsilonOf = (value: Operand, radius: Operand, alpha: Operand) =>
  over(minus(1, squareRoot(over(times(4, value), times(power(radius, 2), alpha)))), 2);

/** For k = 1, ..., K: what stands in the list, one inequality a step. */
export const eachStep = (steps: readonly number[], statement: (k: number) => Inequality): readonly Inequality[] =>
  steps.map(statement);

/** f_k <= f_(k-1) (1 - delta) for all steps of the run */
export const stepwise = (objective: Objective, delta: Operand): readonly Inequality[] =>
  eachStep(objective.descent.steps, (k) =>
    atMost(
      objective.descent.at(k).value,
      times(minus(1, delta), objective.descent.at(Math.max(0, k - 1)).value),
      `step ${k}`,
    ),
  );

export const stepwiseLoss = (network: Feedforward, delta: Operand): readonly Inequality[] =>
  eachStep(network.descent.steps, (k) =>
    atMost(
      network.descent.at(k).loss,
      times(minus(1, delta), network.descent.at(Math.max(0, k - 1)).loss),
      `step ${k}`,
    ),
  );
