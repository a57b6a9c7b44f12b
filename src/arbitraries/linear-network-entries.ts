import { Matrix } from "../numerics/matrix.js";
import type { CounterStream } from "../numerics/random.js";
import { fewDigits, filledMatrix, integerMatrix } from "./matrices.js";

export const clamp = (value: number, [least, most]: readonly [number, number]): number =>
  Math.min(most, Math.max(least, value));

/** Multiples of 1/8 in [-scale, scale]. */
export function short(stream: CounterStream, rows: number, columns: number, scale = 1): Matrix {
  return new Matrix(rows, columns, fewDigits(stream, rows * columns, 3)).map((x) => x * scale);
}

export const zero = (rows: number, columns: number): Matrix => new Matrix(rows, columns);

/** Regular in all but rare cases: small integers plus three times a (rectangular) identity. */
export function regular(stream: CounterStream, rows: number, columns: number): Matrix {
  const noise = integerMatrix(stream, rows, columns, 2);
  return filledMatrix(rows, columns, (i, j) => (noise.at(i, j) + (i === j ? 3 * stream.sign() : 0)) / 4);
}

export function timesMatrix(a: Matrix, b: Matrix): Matrix {
  return filledMatrix(a.rows, b.columns, (i, j) => {
    let sum = 0;
    for (let k = 0; k < a.columns; k++) sum += a.at(i, k) * b.at(k, j);
    return sum;
  });
}
