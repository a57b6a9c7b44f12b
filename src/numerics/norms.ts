import { Ball } from "./ball.js";
import { BallMatrix } from "./ball-matrix.js";
import { leastSingularValueByCholesky, spectralNormByCholesky } from "./cholesky-bounds.js";
import { CompensatedSum } from "./compensated.js";
import type { Matrix } from "./matrix.js";
import { widenNonnegative } from "./nonnegative.js";
import { multiplyUp, squareRootUp } from "./rounding.js";
import { euclideanNormUpperBound, largestAbsolute } from "./scaling.js";
import { singularValues } from "./singular-values.js";

export { frobeniusNorm } from "./frobenius-norm.js";

/** ||M||_1, the largest absolute column sum: within a unit in the last place for doubles. */
export function oneNorm(matrix: Matrix | BallMatrix): Ball {
  return matrix instanceof BallMatrix
    ? largestSum(matrix.mid, matrix, matrix.columns, matrix.rows, 1, matrix.columns)
    : largestSum(matrix, undefined, matrix.columns, matrix.rows, 1, matrix.columns);
}

/** ||M||_inf, the largest absolute row sum: within a unit in the last place for doubles. */
export function infinityNorm(matrix: Matrix | BallMatrix): Ball {
  return matrix instanceof BallMatrix
    ? largestSum(matrix.mid, matrix, matrix.rows, matrix.columns, matrix.columns, 1)
    : largestSum(matrix, undefined, matrix.rows, matrix.columns, matrix.columns, 1);
}

/** The largest of `lines` sums of |entries|; line l has `length` entries from l * start on, `step` apart. */
function largestSum(
  mid: Matrix,
  radii: BallMatrix | undefined,
  lines: number,
  length: number,
  start: number,
  step: number,
): Ball {
  if (radii !== undefined && !radii.known) return Ball.unknown();
  if (largestAbsolute(mid.data) === Number.POSITIVE_INFINITY) return Ball.unknown();
  let largest = Ball.exact(0);
  const sum = new CompensatedSum();
  // A line's error has Euclidean norm at most rad, so its absolute sum is at most sqrt(length) rad.
  const spread = radii === undefined ? 0 : multiplyUp(radii.rad, squareRootUp(length));
  for (let l = 0; l < lines; l++) {
    sum.reset();
    for (let k = 0; k < length; k++) sum.add(Math.abs(mid.data[l * start + k * step]));
    let line = new Ball(sum.value(), sum.error());
    if (radii?.entryRad !== undefined) {
      sum.reset();
      for (let k = 0; k < length; k++) sum.add(radii.entryRadius(l * start + k * step));
      line = widenNonnegative(line, Math.min(spread, new Ball(sum.value(), sum.error()).upper()));
    } else line = widenNonnegative(line, spread);
    largest = largest.max(line);
  }
  return largest;
}

/**
 * A double >= ||M||_2, quickly: the lesser of ||M||_F and sqrt(||M||_1 ||M||_inf), each rounded up. Never less than
 * ||M||_2 and never more than sqrt(rank) times it. Infinity where nothing is known.
 */
export function spectralNormUpperBound(matrix: Matrix | BallMatrix): number {
  const { mid, rad } = BallMatrix.from(matrix);
  if (!(rad < Number.POSITIVE_INFINITY)) return Number.POSITIVE_INFINITY;
  const frobenius = euclideanNormUpperBound(mid.data);
  const sums = oneNorm(mid).sqrt().times(infinityNorm(mid).sqrt());
  return Ball.exact(Math.min(frobenius, sums.upper())).plus(Ball.exact(rad)).upper();
}

/** Beyond this order singular values one by one cost too much where only the extreme ones are asked for. */
const JACOBI_ORDER = 48;
/** Radii relative to the value that the quick method may leave before the accurate one is called in. */
const GOOD_ENOUGH = 1e-7;
const ACCURATE_ORDER = 256;

/**
 * ||M||_2, the largest singular value. Up to order 48 from `singularValues` (relative radius about n 2^-53); beyond by
 * Cholesky (about 1e-12 at 100, 1e-11 at 400). 0 for a matrix without entries.
 */
export function spectralNorm(matrix: Matrix | BallMatrix): Ball {
  return extreme(matrix, spectralNormByCholesky, (values) => values[0]);
}

/**
 * sigma_n(M) for M with n columns: the least singular value, and exactly 0 where M has fewer rows than columns. Up to order
 * 48 from `singularValues` (relative accuracy up to condition numbers of about 1e14), beyond by Cholesky where that is
 * accurate, else from `singularValues` up to order 256.
 */
export function leastSingularValue(matrix: Matrix | BallMatrix): Ball {
  if (matrix.rows < matrix.columns) return Ball.exact(0);
  return extreme(matrix, leastSingularValueByCholesky, (values) => values[matrix.columns - 1]);
}

function extreme(
  matrix: Matrix | BallMatrix,
  quickly: (m: Matrix) => Ball,
  pick: (values: readonly Ball[]) => Ball | undefined,
): Ball {
  const { mid, rad } = BallMatrix.from(matrix);
  if (!(rad < Number.POSITIVE_INFINITY)) return Ball.unknown();
  const order = Math.min(mid.rows, mid.columns);
  if (order > JACOBI_ORDER) {
    const quick = quickly(mid);
    const isGood = quick.known && quick.rad <= GOOD_ENOUGH * quick.mid;
    if (isGood || (quick.known && order > ACCURATE_ORDER)) return widenNonnegative(quick, rad);
  }
  return widenNonnegative(pick(singularValues(mid)) ?? Ball.exact(0), rad);
}

/** A double <= sigma_n(M), and >= 0; 0 where nothing is known. */
export function leastSingularValueLowerBound(matrix: Matrix | BallMatrix): number {
  return Math.max(0, leastSingularValue(matrix).lower());
}
