import { zeros } from "../numerics/doubles.js";
import type { Matrix } from "../numerics/matrix.js";
import { powerOfTwo } from "../numerics/rounding.js";

/**
 * Upper bounds that gains are prescribed with. They only steer the drawing: whether a hypothesis holds on the instance
 * drawn is judged anew, with certificates, by whoever tries a claim on it.
 */

/** Relative margin that is added to every bound: far above the rounding of what precedes it. */
const MARGIN = 2 ** -36;
/** Beyond this order the tridiagonal form costs too much; a Lanczos estimate with a wide margin takes its place. */
const TRIDIAGONAL_LIMIT = 160;

/** Above ||A||_2, by a relative 2^-35 up to order 160 and by at most 5 % beyond; 0 for the zero matrix. */
export function spectralNormBound(matrix: Matrix): number {
  let largest = 0;
  for (const value of matrix.data) largest = Math.max(largest, value < 0 ? -value : value);
  if (largest === 0) return 0;
  if (matrix.rows === 1 && matrix.columns === 1) return largest;
  const scale = 1 / largest;
  const order = matrix.columns;
  if (order > TRIDIAGONAL_LIMIT) return largest * powerNormBound(matrix, scale);
  return largest * Math.sqrt(largestEigenvalueBound(gram(matrix, scale), order)) * (1 + MARGIN);
}

/** (scale A)^T (scale A), row-major. */
function gram(matrix: Matrix, scale: number): Float64Array {
  const { rows, columns, data } = matrix;
  const result = zeros(columns * columns);
  for (let k = 0; k < rows; k++)
    for (let i = 0; i < columns; i++) {
      const left = data[k * columns + i] * scale;
      if (left === 0) continue;
      for (let j = i; j < columns; j++) result[i * columns + j] += left * data[k * columns + j] * scale;
    }
  for (let i = 0; i < columns; i++) for (let j = 0; j < i; j++) result[i * columns + j] = result[j * columns + i];
  return result;
}

/** Largest eigenvalue of a symmetric positive semidefinite matrix: Householder's tridiagonal form, then bisection. */
function largestEigenvalueBound(a: Float64Array, n: number): number {
  const diagonal = zeros(n);
  const offDiagonal = zeros(n);
  const v = zeros(n);
  const p = zeros(n);
  for (let k = 0; k < n - 1; k++) {
    diagonal[k] = a[k * n + k];
    let squares = 0;
    for (let i = k + 1; i < n; i++) {
      v[i] = a[i * n + k];
      squares += v[i] * v[i];
    }
    const norm = Math.sqrt(squares);
    const head = v[k + 1] > 0 ? -norm : norm;
    offDiagonal[k] = head;
    const factor = squares - v[k + 1] * head;
    v[k + 1] -= head;
    if (!(factor > 0)) continue;
    let product = 0;
    for (let i = k + 1; i < n; i++) {
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += a[i * n + j] * v[j];
      p[i] = sum / factor;
      product += p[i] * v[i];
    }
    const half = product / (2 * factor);
    for (let i = k + 1; i < n; i++) p[i] -= half * v[i];
    for (let i = k + 1; i < n; i++) for (let j = k + 1; j < n; j++) a[i * n + j] -= v[i] * p[j] + p[i] * v[j];
  }
  diagonal[n - 1] = a[n * n - 1];
  let low = 0;
  let high = 0;
  for (let i = 0; i < n; i++) {
    const left = i > 0 ? Math.abs(offDiagonal[i - 1]) : 0;
    high = Math.max(high, diagonal[i] + left + Math.abs(offDiagonal[i]));
    low = Math.max(low, diagonal[i]);
  }
  for (let step = 0; step < 60 && high - low > high * 2 ** -40; step++) {
    const middle = (low + high) / 2;
    if (exceedsAllEigenvalues(diagonal, offDiagonal, n, middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Sturm: all pivots of x I - T are positive. */
function exceedsAllEigenvalues(diagonal: Float64Array, offDiagonal: Float64Array, n: number, x: number): boolean {
  let pivot = x - diagonal[0];
  for (let i = 1; i < n && pivot > 0; i++) pivot = x - diagonal[i] - (offDiagonal[i - 1] * offDiagonal[i - 1]) / pivot;
  return pivot > 0;
}

/** Power iteration, 5 % up, never above the bounds that need no iteration. */
function powerNormBound(matrix: Matrix, scale: number): number {
  const { rows, columns, data } = matrix;
  let rowSum = 0;
  let squares = 0;
  const columnSums = zeros(columns);
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let j = 0; j < columns; j++) {
      const value = Math.abs(data[i * columns + j]) * scale;
      sum += value;
      squares += value * value;
      columnSums[j] += value;
    }
    rowSum = Math.max(rowSum, sum);
  }
  const simple = Math.min(Math.sqrt(rowSum * columnSums.reduce((a, b) => Math.max(a, b))), Math.sqrt(squares));
  let x = Float64Array.from({ length: columns }, (_, j) => 1 + ((j * 7919) % 101) / 101);
  let norm = 0;
  for (let step = 0; step < 60; step++) {
    const y = zeros(rows);
    for (let i = 0; i < rows; i++) {
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += data[i * columns + j] * scale * x[j];
      y[i] = sum;
    }
    const next = zeros(columns);
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) next[j] += data[i * columns + j] * scale * y[i];
    const length = Math.sqrt(next.reduce((sum, value) => sum + value * value, 0));
    const before = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));
    if (length === 0) return simple;
    norm = Math.sqrt(length / before);
    x = next.map((value) => value / length);
  }
  return Math.min(simple * (1 + MARGIN), norm * 1.05);
}

/**
 * Above rho(|A|), entrywise absolute values: Collatz and Wielandt's max (|A| w)_i / w_i for the positive vector w that
 * a shifted power iteration ends with.
 */
export function absoluteRadiusBound(matrix: Matrix): number {
  const n = matrix.rows;
  const { data } = matrix;
  let w = zeros(n).fill(1);
  let best = Number.POSITIVE_INFINITY;
  for (let step = 0; step < 80; step++) {
    const next = zeros(n);
    let bound = 0;
    let largest = 0;
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += Math.abs(data[i * n + j]) * w[j];
      next[i] = sum;
      bound = Math.max(bound, sum / w[i]);
      largest = Math.max(largest, sum);
    }
    if (largest === 0) return 0;
    const settled = bound >= best * (1 - 2 ** -30);
    best = Math.min(best, bound);
    if (settled && step > 20) break;
    const shift = bound / 4;
    let peak = 0;
    for (let i = 0; i < n; i++) {
      next[i] += shift * w[i];
      peak = Math.max(peak, next[i]);
    }
    w = next.map((value) => Math.max(value / peak, 2 ** -200));
  }
  return best * (1 + MARGIN);
}

/** The largest number of `bits` significant bits (up to one unit) that is not above x > 0; x < 2^900. */
export function roundDown(x: number, bits: number): number {
  const lowered = x * (1 - powerOfTwo(1 - bits));
  const high = lowered * (powerOfTwo(53 - bits) + 1);
  return high - (high - lowered);
}

/** gamma of `bits` significant bits with gamma * bound <= target, short of it by at most a relative 2^(3 - bits). */
export function scaleToReach(target: number, bound: number, bits = 26): number {
  if (bound === 0 || target === 0) return target === 0 ? 0 : 1;
  return roundDown((target / bound) * (1 - 2 ** -50), bits);
}
