import { mapped } from "./doubles.js";
import { addUp, exponentOf, gammaFactor, multiplyUp, scaleByPowerOfTwo, scaleUp, squareRootUp } from "./rounding.js";

/** The largest absolute value; Infinity if any entry is NaN or infinite; 0 for no entries. */
export function largestAbsolute(data: Float64Array): number {
  let largest = 0;
  for (let k = 0; k < data.length; k++) {
    const size = Math.abs(data[k]);
    if (!(size <= largest)) {
      if (!(size < Number.POSITIVE_INFINITY)) return Number.POSITIVE_INFINITY;
      largest = size;
    }
  }
  return largest;
}

/** Entries times 2^-exponent. */
export interface Scaled {
  readonly data: Float64Array;
  readonly exponent: number;
  /** How many entries were rounded (into subnormals), each by at most 2^-1075. */
  readonly rounded: number;
}

/** Scales finite entries, not all 0, by a power of two so that the largest absolute value lies in [1, 2). */
export function scaleToUnit(data: Float64Array): Scaled {
  const exponent = exponentOf(largestAbsolute(data));
  if (exponent === 0) return { data, exponent, rounded: 0 };
  let rounded = 0;
  const scaled = mapped(data, (x) => {
    const y = scaleByPowerOfTwo(x, -exponent);
    if (Math.abs(y) < 2 ** -1000 && scaleByPowerOfTwo(y, exponent) !== x) rounded++;
    return y;
  });
  return { data: scaled, exponent, rounded };
}

/**
 * A double >= the Euclidean norm of the entries, too large by at most about (n + 9) 2^-53 relative; 0 for zero entries,
 * Infinity for NaN or infinite ones. Scaled, so nothing over- or underflows: the sum of squares is at least 1 and all
 * underflows together are below n 2^-1072. The computed sum is at least (1 - gamma_n) times the true one, and the root of
 * 1 / (1 - gamma_n - n 2^-1072) is below 1 + gamma_{n+1}.
 */
export function euclideanNormUpperBound(data: Float64Array): number {
  const largest = largestAbsolute(data);
  if (largest === 0 || largest === Number.POSITIVE_INFINITY) return largest;
  const exponent = exponentOf(largest);
  let sum = 0;
  if (Math.abs(exponent) < 400) {
    for (let k = 0; k < data.length; k++) sum += data[k] * data[k];
    return multiplyUp(squareRootUp(sum), addUp(1, gammaFactor(data.length + 2)));
  }
  for (let k = 0; k < data.length; k++) {
    const x = scaleByPowerOfTwo(data[k], -exponent);
    sum += x * x;
  }
  return scaleUp(multiplyUp(squareRootUp(sum), addUp(1, gammaFactor(data.length + 2))), exponent);
}
