import { InputError } from "../errors.js";
import type { Table } from "./dataset-file.js";

/**
 * The values with each row divided by its Euclidean norm, in place (a data set may fill half of the memory). A row's
 * norm then differs from 1 by a few roundings, below (columns + 4) 2^-53.
 * @throws InputError that names the first row of zeros
 */
export function unitRows(table: Table, path: string): Float64Array {
  const { rows, columns, values } = table;
  for (let i = 0; i < rows; i++) {
    const row = values.subarray(i * columns, (i + 1) * columns);
    let largest = 0;
    for (const value of row) largest = Math.max(largest, Math.abs(value));
    if (largest === 0)
      throw new InputError(
        `data set ${path}: ${table.rowName(i)} is all zeros and can't be scaled to unit norm; remove it, or use --raw`,
      );
    let squares = 0;
    for (const value of row) squares += (value / largest) * (value / largest);
    const norm = Math.sqrt(squares);
    for (let j = 0; j < columns; j++) row[j] = row[j] / largest / norm;
  }
  return values;
}
