import { zeros } from "../numerics/doubles.js";
import { Matrix } from "../numerics/matrix.js";
import type { CounterStream } from "../numerics/random.js";
import { dyadicGaussian } from "../numerics/random-gaussian.js";
import { exponentOf, powerOfTwo } from "../numerics/rounding.js";

/** Random matrices. Entries lie on the grid 2^-30 unless said otherwise, so that exact arithmetic on them is cheap. */

/** The nearest point of the grid 2^-30; exact for |x| < 2^22. */
export function toGrid(x: number): number {
  return Math.round(x * 2 ** 30) * 2 ** -30 + 0; // + 0 turns -0 into 0
}

/** rows x columns, entry by entry in row-major order. */
export function filledMatrix(rows: number, columns: number, entry: (row: number, column: number) => number): Matrix {
  const data = zeros(rows * columns);
  for (let i = 0, k = 0; i < rows; i++) for (let j = 0; j < columns; j++) data[k++] = entry(i, j) + 0; // no -0
  return new Matrix(rows, columns, data);
}

/** Independent N(0, 1) entries. */
export function gaussianMatrix(stream: CounterStream, rows: number, columns: number): Matrix {
  const data = zeros(rows * columns);
  for (let k = 0; k < data.length; k++) data[k] = dyadicGaussian(stream);
  return new Matrix(rows, columns, data);
}

/** Independent entries, uniform in [-1, 1). */
export function uniformMatrix(stream: CounterStream, rows: number, columns: number): Matrix {
  const data = zeros(rows * columns);
  for (let k = 0; k < data.length; k++) data[k] = stream.dyadic();
  return new Matrix(rows, columns, data);
}

/** Independent entries, uniform in (-1, 1), with all 53 bits in use: off the grid. */
export function fullPrecisionMatrix(stream: CounterStream, rows: number, columns: number): Matrix {
  const data = zeros(rows * columns);
  for (let k = 0; k < data.length; k++) data[k] = stream.fullPrecision();
  return new Matrix(rows, columns, data);
}

/** Independent integers in [-bound, bound]. */
export function integerMatrix(stream: CounterStream, rows: number, columns: number, bound: number): Matrix {
  const data = zeros(rows * columns);
  for (let k = 0; k < data.length; k++) data[k] = stream.integer(-bound, bound);
  return new Matrix(rows, columns, data);
}

/** Gaussian entries, each kept with probability 3/10. */
export function sparseMatrix(stream: CounterStream, rows: number, columns: number): Matrix {
  return filledMatrix(rows, columns, () => (stream.chance(3, 10) ? dyadicGaussian(stream) : 0));
}

/** A uniformly random order of 0 … size - 1. */
export function permutation(stream: CounterStream, size: number): number[] {
  const order = Array.from({ length: size }, (_, i) => i);
  for (let i = size - 1; i > 0; i--) {
    const j = stream.below(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** One entry a row and column, 1 or -1. */
export function signedPermutationMatrix(stream: CounterStream, size: number, signed: boolean): Matrix {
  const order = permutation(stream, size);
  const result = new Matrix(size, size);
  for (let i = 0; i < size; i++) result.data[i * size + order[i]] = signed ? stream.sign() : 1;
  return result;
}

/**
 * Orthogonal up to rounding to the grid: a product of min(size, 3) random Householder reflections and a random signed
 * permutation. |Q^T Q - I| <= 2^-27 size entrywise.
 */
export function orthogonalMatrix(stream: CounterStream, size: number): Matrix {
  const result = signedPermutationMatrix(stream, size, true);
  const { data } = result;
  const v = zeros(size);
  for (let reflection = Math.min(size, 3); reflection > 0; reflection--) {
    let squares = 0;
    for (let i = 0; i < size; i++) {
      v[i] = dyadicGaussian(stream);
      squares += v[i] * v[i];
    }
    if (squares === 0) continue;
    for (let j = 0; j < size; j++) {
      let dot = 0;
      for (let i = 0; i < size; i++) dot += v[i] * data[i * size + j];
      const factor = (2 * dot) / squares;
      for (let i = 0; i < size; i++) data[i * size + j] -= factor * v[i];
    }
  }
  return result.map(toGrid);
}

/** Entries 1 and -1: Sylvester's Hadamard matrix where the size is a power of two, cut out of one otherwise. */
export function hadamardMatrix(stream: CounterStream, rows: number, columns: number): Matrix {
  const rowSigns = Array.from({ length: rows }, () => stream.sign());
  return filledMatrix(rows, columns, (i, j) => {
    let parity = 0;
    for (let bits = i & j; bits > 0; bits &= bits - 1) parity ^= 1;
    return parity === 1 ? -rowSigns[i] : rowSigns[i];
  });
}

/** left right^T for integer or grid vectors of few digits. */
export function outerProduct(left: ArrayLike<number>, right: ArrayLike<number>): Matrix {
  return filledMatrix(left.length, right.length, (i, j) => left[i] * right[j]);
}

/** Entries k / 2^digits with k uniform in [-2^digits, 2^digits]: few-digit numbers, products of which stay on the grid. */
export function fewDigits(stream: CounterStream, length: number, digits: number): Float64Array {
  const bound = powerOfTwo(digits);
  return Float64Array.from({ length }, () => stream.integer(-bound, bound) / bound);
}

/** Multiplies by a power of two, or rows by powers of two; exact short of overflow and underflow. */
export function scaled(matrix: Matrix, factor: number): Matrix {
  return matrix.map((value) => value * factor);
}

/** The matrix with entry (i, j) replaced by its absolute value. */
export function absoluteMatrix(matrix: Matrix): Matrix {
  return matrix.map((value) => (value < 0 ? -value : value));
}

/** D A D^{-1} for a diagonal of powers of two, 2^e with e uniform in [-range, range]: exact. */
export function diagonallyScaled(stream: CounterStream, matrix: Matrix, range: number): Matrix {
  const d = Array.from({ length: matrix.rows }, () => powerOfTwo(stream.integer(-range, range)));
  return filledMatrix(matrix.rows, matrix.columns, (i, j) => (matrix.at(i, j) * d[i]) / d[j]);
}

/** The power of two in [max |entry|, 2 max |entry|), 1 for the zero matrix. */
export function powerOfTwoAbove(matrix: Matrix): number {
  let largest = 0;
  for (const value of matrix.data) largest = Math.max(largest, value < 0 ? -value : value);
  if (largest === 0) return 1;
  const below = powerOfTwo(exponentOf(largest));
  return below === largest ? below : 2 * below;
}
