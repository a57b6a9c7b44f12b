import { betaQuantile } from "../../numerics/statistics.js";

/** A straight line through points by least squares. */
export interface Line {
  readonly intercept: number;
  readonly slope: number;
}

/** The least-squares line. @throws RangeError for fewer than two different x. */
export function fitLine(points: readonly { readonly x: number; readonly y: number }[]): Line {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const centreX = mean(points.map(({ x }) => x));
  const centreY = mean(points.map(({ y }) => y));
  let spread = 0;
  let product = 0;
  for (const { x, y } of points) {
    spread += (x - centreX) * (x - centreX);
    product += (x - centreX) * (y - centreY);
  }
  if (!(spread > 0)) throw new RangeError("a line needs points at two different places");
  const slope = product / spread;
  return { intercept: centreY - slope * centreX, slope };
}

/**
 * t with P(|T| > t) = level for Student's T with `freedom` degrees of freedom: freedom / (freedom + T^2) has the
 * distribution Beta(freedom / 2, 1/2), whose quantile @stdlib computes.
 */
export function studentQuantile(level: number, freedom: number): number {
  const q = betaQuantile(level, freedom / 2, 0.5);
  return Math.sqrt((freedom * (1 - q)) / q);
}

export interface MeanInterval {
  readonly mean: number;
  /** Half of the width of the confidence interval; Infinity for fewer than two values. */
  readonly halfWidth: number;
  readonly lower: number;
  readonly upper: number;
}

/** Student's interval of the mean of independent replicates, of confidence 1 - level. */
export function meanInterval(values: readonly number[], level: number): MeanInterval {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const variance = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (count - 1);
  const halfWidth =
    count < 2 ? Number.POSITIVE_INFINITY : studentQuantile(level, count - 1) * Math.sqrt(variance / count);
  return { mean, halfWidth, lower: mean - halfWidth, upper: mean + halfWidth };
}
