import type { BallMatrix } from "./ball-matrix.js";
import { copyOf, mapped, zeros } from "./doubles.js";
import { Matrix } from "./matrix.js";
import {
  addUp,
  gammaFactor,
  LEAST_SUBNORMAL,
  multiplyUp,
  productErrorBound,
  productIsSafe,
  productRemainder,
  sumErrorBound,
  sumRemainder,
} from "./rounding.js";

/**
 * A matrix known to about 106 bits: entry k lies within rad[k] of high.data[k] + low[k]. The two parts are never added:
 * residuals take both. So I - gamma A costs no accuracy although its entries are no doubles.
 */
export interface ExpandedMatrix {
  readonly high: Matrix;
  readonly low?: Float64Array;
  readonly rad?: Float64Array;
}

/** A matrix of doubles or of balls as an expanded one. A matrix of unknown entries gets infinite radii. */
export function expand(matrix: Matrix | BallMatrix): ExpandedMatrix {
  if (matrix instanceof Matrix) return { high: matrix };
  return matrix.rad === 0 ? { high: matrix.mid } : { high: matrix.mid, rad: matrix.entryRadii() };
}

/** factor * A: the remainder of each product is kept, exactly unless it underflows. */
export function scaledMatrix(factor: number, matrix: Matrix): ExpandedMatrix {
  const high = matrix.map((x) => factor * x);
  const low = zeros(matrix.data.length);
  const rad = zeros(matrix.data.length);
  for (let k = 0; k < low.length; k++) {
    const product = high.data[k];
    if (productIsSafe(factor, matrix.data[k], product)) low[k] = productRemainder(factor, matrix.data[k], product);
    else rad[k] = productErrorBound(factor, matrix.data[k], product);
  }
  return compact(high, low, rad);
}

/** I - M, for a square M. The radius grows by at most one rounding of the low part. */
export function identityMinus(matrix: ExpandedMatrix): ExpandedMatrix {
  const n = matrix.high.rows;
  const high = matrix.high.map((x) => -x + 0);
  const low = matrix.low === undefined ? zeros(n * n) : mapped(matrix.low, (x) => -x + 0);
  const rad = matrix.rad === undefined ? zeros(n * n) : copyOf(matrix.rad);
  for (let i = 0; i < n; i++) {
    const k = i * n + i;
    const sum = 1 + high.data[k];
    const remainder = sumRemainder(1, high.data[k], sum);
    high.data[k] = sum;
    const tail = low[k] + remainder;
    rad[k] = addUp(rad[k], Number.isFinite(tail) ? sumErrorBound(low[k], remainder, tail) : Number.POSITIVE_INFINITY);
    low[k] = tail;
  }
  return compact(high, low, rad);
}

/** The submatrix of the given rows and columns. */
export function submatrix(matrix: ExpandedMatrix, rows: ArrayLike<number>, columns: ArrayLike<number>): ExpandedMatrix {
  const width = matrix.high.columns;
  const pick = (data: Float64Array): Float64Array => {
    const result = zeros(rows.length * columns.length);
    for (let i = 0; i < rows.length; i++)
      for (let j = 0; j < columns.length; j++) result[i * columns.length + j] = data[rows[i] * width + columns[j]];
    return result;
  };
  return {
    high: new Matrix(rows.length, columns.length, pick(matrix.high.data)),
    ...(matrix.low === undefined ? {} : { low: pick(matrix.low) }),
    ...(matrix.rad === undefined ? {} : { rad: pick(matrix.rad) }),
  };
}

/** An upper bound of the absolute value of entry k. */
export function entryUpperBound(matrix: ExpandedMatrix, k: number): number {
  const size = addUp(Math.abs(matrix.high.data[k]), Math.abs(matrix.low?.[k] ?? 0));
  return addUp(size, matrix.rad?.[k] ?? 0);
}

const absoluteBounds = new WeakMap<ExpandedMatrix, Float64Array>();

/** Upper bounds of all |m_ij|, row-major, computed once for each matrix. */
function absoluteUpperBounds(matrix: ExpandedMatrix): Float64Array {
  let bounds = absoluteBounds.get(matrix);
  if (bounds === undefined) {
    bounds = mapped(matrix.high.data, (_, k) => entryUpperBound(matrix, k));
    absoluteBounds.set(matrix, bounds);
  }
  return bounds;
}

/**
 * Upper bounds of sum_j |m_ij| x_j for x >= 0; exactly 0 where every term is. A plain sum of n terms is low by at most a
 * factor 1 - gamma_n and n underflows.
 */
export function absoluteProductUpperBound(matrix: ExpandedMatrix, x: ArrayLike<number>): Float64Array {
  const { rows, columns } = matrix.high;
  const bounds = absoluteUpperBounds(matrix);
  const factor = addUp(1, gammaFactor(columns + 1));
  const result = zeros(rows);
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    let terms = 0;
    for (let j = 0, k = i * columns; j < columns; j++, k++) {
      if (bounds[k] === 0 || x[j] === 0) continue;
      sum += bounds[k] * x[j];
      terms++;
    }
    if (terms > 0) result[i] = multiplyUp(addUp(sum, multiplyUp(terms, LEAST_SUBNORMAL)), factor);
  }
  return result;
}

function compact(high: Matrix, low: Float64Array, rad: Float64Array): ExpandedMatrix {
  return {
    high,
    ...(low.some((x) => x !== 0) ? { low } : {}),
    ...(rad.some((x) => x !== 0) ? { rad } : {}),
  };
}
