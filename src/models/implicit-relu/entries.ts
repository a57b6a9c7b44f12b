import { Ball } from "../../numerics/ball.js";
import { BallMatrix } from "../../numerics/ball-matrix.js";
import { zeros } from "../../numerics/doubles.js";
import { Matrix } from "../../numerics/matrix.js";

/** Entries as balls, row-major. */
export function entriesOf(matrix: BallMatrix): Ball[] {
  const { data } = matrix.mid;
  const entries = new Array<Ball>(data.length);
  for (let k = 0; k < data.length; k++) entries[k] = new Ball(data[k], matrix.entryRadius(k));
  return entries;
}

/** The matrix of the given entries, row-major; nothing is known of it where an entry is unknown. */
export function fromEntries(rows: number, columns: number, entries: readonly Ball[]): BallMatrix {
  const mid = new Matrix(rows, columns);
  const radii = zeros(entries.length);
  let largest = 0;
  for (let k = 0; k < entries.length; k++) {
    mid.data[k] = entries[k].mid;
    radii[k] = entries[k].rad;
    largest = Math.max(largest, entries[k].rad);
  }
  return largest === 0 ? BallMatrix.exact(mid) : BallMatrix.withEntryRadii(mid, radii);
}

/** f of each entry; of a matrix of which nothing is known, nothing. */
export function mapEntries(matrix: BallMatrix, f: (entry: Ball, index: number) => Ball): BallMatrix {
  if (!matrix.known) return BallMatrix.unknown(matrix.rows, matrix.columns);
  return fromEntries(matrix.rows, matrix.columns, entriesOf(matrix).map(f));
}

/** f of each pair of entries of two matrices of one shape. */
export function zipEntries(a: BallMatrix, b: BallMatrix, f: (x: Ball, y: Ball) => Ball): BallMatrix {
  const second = entriesOf(b);
  return mapEntries(a, (x, k) => f(x, second[k]));
}

const ZERO = Ball.exact(0);

/** max(entry, 0) of each entry. */
export const relu = (matrix: BallMatrix): BallMatrix => mapEntries(matrix, (x) => x.max(ZERO));

export const absolute = (matrix: BallMatrix): BallMatrix => mapEntries(matrix, (x) => x.abs());

/** a - b */
export const difference = (a: BallMatrix, b: BallMatrix): BallMatrix => zipEntries(a, b, (x, y) => x.minus(y));

/** c * matrix, c a double. */
export function multiple(c: number, matrix: BallMatrix): BallMatrix {
  const factor = Ball.exact(c);
  return c === 1 ? matrix : mapEntries(matrix, (x) => factor.times(x));
}

/** The columns side by side, each a matrix of one column. */
export function fromColumns(rows: number, columns: readonly BallMatrix[]): BallMatrix {
  const entries = Array.from({ length: rows * columns.length }, (_, k) =>
    columns[k % columns.length].at(Math.floor(k / columns.length), 0),
  );
  return fromEntries(rows, columns.length, entries);
}
