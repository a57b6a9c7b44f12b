import { Ball } from "./ball.js";
import { BallMatrix } from "./ball-matrix.js";
import { CompensatedSum } from "./compensated.js";
import type { Matrix } from "./matrix.js";
import { LEAST_SUBNORMAL, multiplyUp, squareRootUp } from "./rounding.js";
import { euclideanNormUpperBound, largestAbsolute, scaleToUnit } from "./scaling.js";
import { singularValues, widenNonnegative } from "./singular-values.js";
import { singleNonzero } from "./structure.js";

/**
 * ||M||_F. For doubles: within 2 units in the last place, exact where the sum of squares is an exact square (3, 4 -> 5).
 * Unknown for entries that are not finite. Scaled by a power of two, so nothing over- or underflows on the way: an entry
 * lost in scaling changes the scaled sum of squares, whose largest term is at least 1, by less than 2^-1072.
 */
export function frobeniusNorm(matrix: Matrix | BallMatrix): Ball {
  if (matrix instanceof BallMatrix)
    return matrix.known ? widenNonnegative(frobeniusNorm(matrix.mid), matrix.rad) : Ball.unknown();
  const largest = largestAbsolute(matrix.data);
  if (largest === 0) return Ball.exact(0);
  if (largest === Number.POSITIVE_INFINITY) return Ball.unknown();
  if (singleNonzero([matrix.data]) !== undefined) return Ball.exact(largest);
  const { data, exponent, rounded } = scaleToUnit(matrix.data);
  const sum = new CompensatedSum().addProducts(data, 0, 1, data, 0, 1, data.length);
  const square = widenNonnegative(new Ball(sum.value(), sum.error()), multiplyUp(8 * rounded, LEAST_SUBNORMAL));
  return square.sqrt().timesPowerOfTwo(exponent);
}

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

/** ||M||_2, the largest singular value; see `singularValues` for the radius. 0 for a matrix without entries. */
export function spectralNorm(matrix: Matrix | BallMatrix): Ball {
  return singularValues(matrix)[0] ?? Ball.exact(0);
}

/** sigma_n(M) for M with n columns: the least singular value, and exactly 0 where M has fewer rows than columns. */
export function leastSingularValue(matrix: Matrix | BallMatrix): Ball {
  if (matrix.rows < matrix.columns) return Ball.exact(0);
  return singularValues(matrix)[matrix.columns - 1] ?? Ball.exact(0);
}

/** A double <= sigma_n(M), and >= 0; 0 where nothing is known. */
export function leastSingularValueLowerBound(matrix: Matrix | BallMatrix): number {
  return Math.max(0, leastSingularValue(matrix).lower());
}
