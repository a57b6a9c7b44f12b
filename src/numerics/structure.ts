import { zeros } from "./doubles.js";
import { productIsSafe, productRemainder } from "./rounding.js";

/** Columns of equal length. */
export type Columns = readonly Float64Array[];

/** The columns of a row-major matrix without its zero rows and zero columns. */
export function nonzeroPart(data: Float64Array, rows: number, columns: number): Columns {
  const keptRows: number[] = [];
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      if (data[i * columns + j] !== 0) {
        keptRows.push(i);
        break;
      }
  const result: Float64Array[] = [];
  for (let j = 0; j < columns; j++) {
    const column = zeros(keptRows.length);
    for (let i = 0; i < column.length; i++) column[i] = data[keptRows[i] * columns + j];
    if (column.some((x) => x !== 0)) result.push(column);
  }
  return result;
}

export function transposed(columns: Columns): Columns {
  const rows: Float64Array[] = [];
  for (let i = 0; i < columns[0].length; i++) {
    const row = zeros(columns.length);
    for (let j = 0; j < row.length; j++) row[j] = columns[j][i];
    rows.push(row);
  }
  return rows;
}

/** How many columns differ from each other and from each other's negatives: an upper bound of the rank. */
export function distinctColumns(columns: Columns): number {
  const seen = new Map<number, Float64Array[]>();
  let count = 0;
  for (const column of columns) {
    let key = 0; // equal for equal columns, opposite for opposite ones: every step is odd in the column
    for (let i = 0; i < column.length; i++) key = 0.6180339887498949 * key + column[i];
    const group = seen.get(Math.abs(key)) ?? [];
    if (group.some((other) => areParallelUnits(column, other))) continue;
    group.push(column);
    seen.set(Math.abs(key), group);
    count++;
  }
  return count;
}

function areParallelUnits(x: Float64Array, y: Float64Array): boolean {
  return x.every((value, i) => value === y[i]) || x.every((value, i) => value === -y[i]);
}

/** True when the columns (none zero) are certainly multiples of one vector: every 2 x 2 minor with a pivot is exactly 0. */
export function isRankOne(columns: Columns): boolean {
  const first = columns[0];
  let row = 0;
  for (let i = 1; i < first.length; i++) if (Math.abs(first[i]) > Math.abs(first[row])) row = i;
  const pivot = first[row];
  for (let j = 1; j < columns.length; j++)
    for (let i = 0; i < first.length; i++)
      if (!haveEqualProducts(columns[j][i], pivot, columns[j][row], first[i])) return false;
  return true;
}

/** True when a b = c d is certain. */
function haveEqualProducts(a: number, b: number, c: number, d: number): boolean {
  const product = a * b;
  if (product !== c * d) return false;
  if (product === 0) return (a === 0 || b === 0) && (c === 0 || d === 0);
  return (
    productIsSafe(a, b, product) &&
    productIsSafe(c, d, product) &&
    productRemainder(a, b, product) === productRemainder(c, d, product)
  );
}

/** The only nonzero entry of all columns; undefined where there are none or several. */
export function singleNonzero(columns: Columns): number | undefined {
  let found: number | undefined;
  for (const column of columns)
    for (let i = 0; i < column.length; i++) {
      if (column[i] === 0) continue;
      if (found !== undefined) return undefined;
      found = column[i];
    }
  return found;
}

/** The columns of the n x n identity. */
export function unitColumns(n: number): Float64Array[] {
  const columns: Float64Array[] = [];
  for (let j = 0; j < n; j++) {
    columns.push(zeros(n));
    columns[j][j] = 1;
  }
  return columns;
}
