import { Matrix } from "../numerics/matrix.js";
import type { Candidate } from "./schema.js";

/** Only so many of the largest entries are tried alone, so that large matrices stay affordable. */
const LONE_ENTRIES = 16;

/** The matrix with most of its entries zeroed: all, all but one, all but the diagonal, one triangle, rows, columns. */
export function* simplerStructures(value: Matrix): Iterable<Candidate<Matrix>> {
  const nonzero = nonzeroIndices(value);
  if (nonzero.length === 0) return;
  const keep = (step: string, keeps: (row: number, column: number) => boolean): Candidate<Matrix> => ({
    value: filtered(value, keeps),
    step,
  });
  yield keep("set to zero", () => false);
  if (nonzero.length > 1)
    for (const index of largest(value, nonzero)) {
      const row = Math.floor(index / value.columns);
      const column = index % value.columns;
      yield keep(`keep only [${row}][${column}]`, (i, j) => i === row && j === column);
    }
  if (value.rows === value.columns && value.rows > 1) {
    yield keep("keep the diagonal", (i, j) => i === j);
    yield keep("keep what is above the diagonal", (i, j) => i < j);
    yield keep("keep what is below the diagonal", (i, j) => i > j);
    yield keep("drop what is below the diagonal", (i, j) => i <= j);
    yield keep("drop what is above the diagonal", (i, j) => i >= j);
    yield keep("drop the diagonal", (i, j) => i !== j);
  }
  for (let row = 0; row < value.rows; row++) yield keep(`keep row ${row}`, (i) => i === row);
  for (let column = 0; column < value.columns; column++) yield keep(`keep column ${column}`, (_, j) => j === column);
  for (let row = 0; row < value.rows; row++) yield keep(`zero row ${row}`, (i) => i !== row);
  for (let column = 0; column < value.columns; column++) yield keep(`zero column ${column}`, (_, j) => j !== column);
}

function nonzeroIndices(value: Matrix): number[] {
  return Array.from(value.data.keys()).filter((index) => value.data[index] !== 0);
}

/** The largest entries, those off the diagonal first: they make the smallest matrices that are not normal. */
function largest(value: Matrix, nonzero: readonly number[]): number[] {
  const onDiagonal = (index: number) => (Math.floor(index / value.columns) === index % value.columns ? 1 : 0);
  return [...nonzero]
    .sort((a, b) => Math.abs(value.data[b]) - Math.abs(value.data[a]) || onDiagonal(a) - onDiagonal(b) || a - b)
    .slice(0, LONE_ENTRIES);
}

function filtered(value: Matrix, keeps: (row: number, column: number) => boolean): Matrix {
  const data = value.data.map((x, index) => (keeps(Math.floor(index / value.columns), index % value.columns) ? x : 0));
  return new Matrix(value.rows, value.columns, data);
}
