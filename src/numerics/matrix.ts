import { mapped, zeros } from "./doubles.js";
/**
 * Row-major dense matrix of doubles. Immutable by convention: nobody writes to `data` after construction.
 * @example
 * const A = Matrix.fromRows([
 *   [1, 2],
 *   [3, 4],
 * ]);
 * A.at(1, 0); // → 3
 * A.transpose().toRows(); // → [[1,3],[2,4]]
 */
export class Matrix {
  readonly rows: number;
  readonly columns: number;
  /** Entry (i, j) is data[i * columns + j]. */
  readonly data: Float64Array;

  /** @throws RangeError if `data` does not have rows * columns entries. */
  constructor(rows: number, columns: number, data: Float64Array = zeros(rows * columns)) {
    if (data.length !== rows * columns)
      throw new RangeError(`a ${rows} x ${columns} matrix needs ${rows * columns} entries, got ${data.length}`);
    this.rows = rows;
    this.columns = columns;
    this.data = data;
  }

  /** Matrix from nested rows, all of one length. @throws RangeError if the rows are ragged. */
  static fromRows(rows: readonly (readonly number[])[]): Matrix {
    const columns = rows.length === 0 ? 0 : rows[0].length;
    const data = zeros(rows.length * columns);
    for (let i = 0; i < rows.length; i++) {
      if (rows[i].length !== columns)
        throw new RangeError(`row ${i} has ${rows[i].length} entries, row 0 has ${columns}`);
      data.set(rows[i], i * columns);
    }
    return new Matrix(rows.length, columns, data);
  }

  static identity(size: number): Matrix {
    const result = new Matrix(size, size);
    for (let i = 0; i < size; i++) result.data[i * size + i] = 1;
    return result;
  }

  at(row: number, column: number): number {
    return this.data[row * this.columns + column];
  }

  row(index: number): Float64Array {
    const row = zeros(this.columns);
    for (let j = 0, k = index * this.columns; j < row.length; j++, k++) row[j] = this.data[k];
    return row;
  }

  column(index: number): Float64Array {
    const column = zeros(this.rows);
    for (let i = 0, k = index; i < column.length; i++, k += this.columns) column[i] = this.data[k];
    return column;
  }

  transpose(): Matrix {
    const result = new Matrix(this.columns, this.rows);
    for (let i = 0; i < this.rows; i++)
      for (let j = 0; j < this.columns; j++) result.data[j * this.rows + i] = this.data[i * this.columns + j];
    return result;
  }

  map(f: (value: number) => number): Matrix {
    return new Matrix(this.rows, this.columns, mapped(this.data, f));
  }

  toRows(): number[][] {
    const rows: number[][] = [];
    for (let i = 0, k = 0; i < this.rows; i++) {
      const row: number[] = [];
      for (let j = 0; j < this.columns; j++, k++) row.push(this.data[k]);
      rows.push(row);
    }
    return rows;
  }
}
