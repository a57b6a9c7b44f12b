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

/** One inequality for every step k = 1, ..., K of the run. */
export const eachStep = (length: number, statement: (k: number) => Inequality): readonly Inequality[] =>
  length === 0 ? [atMost(0, 0, "no steps")] : Array.from({ length }, (_, k) => statement(k + 1));

/** f_k <= f_(k-1) (1 - delta) for all steps of the run */
export const stepwise = ({ descent }: Objective, delta: Operand): readonly Inequality[] =>
  eachStep(descent.length, (k) =>
    atMost(descent.at(k).value, times(minus(1, delta), descent.at(k - 1).value), `step ${k}`),
  );

export const stepwiseLoss = ({ descent }: Feedforward, delta: Operand): readonly Inequality[] =>
  eachStep(descent.length, (k) =>
    atMost(descent.at(k).loss, times(minus(1, delta), descent.at(k - 1).loss), `step ${k}`),
  );
