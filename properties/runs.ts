import {
  type CurvePoint,
  exponential,
  logarithm,
  negate,
  type Operand,
  over,
  power,
  type Real,
  times,
} from "lemmacheck";

/** What is watched of training, and drawn: a loss beside its promise. No part of any statement. */

/** The name under which reports show how much faster than promised training was. */
export const RATE_RATIO = "actual / predicted rate";

/** The title of the runs. */
export const LOSS = "loss, promised and actual";

/** ln(start/end), over the exponent by which the theorem promises the loss to fall at least */
export const rateRatio = (start: Real, end: Real, exponent: Operand): Real =>
  over(logarithm(over(start, end)), exponent);

export interface Sample {
  readonly time: Operand;
  readonly loss: Real;
}

/** loss(t) beside e^{-rate t} loss(0); the samples without the start; empty where there are none. */
export const flowPoints = (start: Real, rate: Operand, samples: readonly Sample[]): readonly CurvePoint[] =>
  samples.length === 0
    ? []
    : [
        { x: 0, actual: start, promised: start },
        ...samples.map(({ time, loss }) => ({
          x: time,
          actual: loss,
          promised: times(exponential(negate(times(rate, time))), start),
        })),
      ];

/** loss_k beside factor^k loss_0 at the given steps, and at 0; empty where there are none. */
export function descentPoints(
  start: Real,
  factor: Operand,
  steps: readonly number[],
  loss: (k: number) => Real,
): readonly CurvePoint[] {
  if (steps.length === 0) return [];
  return [
    { x: 0, actual: start, promised: start },
    ...steps.map((k) => ({ x: k, actual: loss(k), promised: times(power(factor, k), start) })),
  ];
}
