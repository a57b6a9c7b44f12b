import type { BallRows } from "../ball-matrix.js";
import { DyadicBall } from "../dyadic-ball.js";

/** Matrices of enclosures, row by row. */

export function product(a: BallRows, b: BallRows, bits: number): DyadicBall[][] {
  const columns = b[0]?.length ?? 0;
  return a.map((row) =>
    Array.from({ length: columns }, (_, j) => {
      let sum = DyadicBall.zero;
      for (let k = 0; k < row.length; k++) sum = sum.plus(row[k].times(b[k][j], bits), bits);
      return sum;
    }),
  );
}

/** a + sign b */
export function combined(a: BallRows, b: BallRows, sign: 1 | -1, bits: number): DyadicBall[][] {
  return a.map((row, i) => row.map((x, j) => (sign > 0 ? x.plus(b[i][j], bits) : x.minus(b[i][j], bits))));
}

export function transposed(a: BallRows): DyadicBall[][] {
  return Array.from({ length: a[0]?.length ?? 0 }, (_, j) => a.map((row) => row[j]));
}

export function scaledRows(a: BallRows, factor: DyadicBall, bits: number): DyadicBall[][] {
  return a.map((row) => row.map((x) => x.times(factor, bits)));
}

/** Sum of the squares of all entries. */
export function squareOf(a: BallRows, bits: number): DyadicBall {
  let sum = DyadicBall.zero;
  for (const row of a) for (const x of row) sum = sum.plus(x.times(x, bits), bits);
  return sum.relu();
}

/** Every entry widened by the radius. */
export function widened(a: BallRows, radius: DyadicBall, bits: number): DyadicBall[][] {
  const spread = DyadicBall.of(0n, radius.exponent, radius.high);
  return a.map((row) => row.map((x) => x.plus(spread, bits)));
}
