import { CsvError, parse } from "csv-parse/sync";
import { InputError } from "../errors.js";
import type { Table } from "./dataset-file.js";

/** CSV: a header line that names the columns, comma-separated, all columns numbers but the target. */

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
const LARGEST_SHOWN = 40;

interface Line {
  readonly cells: readonly string[];
  /** Counted from 1. */
  readonly line: number;
}

/**
 * @throws InputError that names line and column of what can't be read as a number
 */
export function parseCsv(bytes: Uint8Array, path: string, target: string | undefined): Table {
  const fail = (message: string): never => {
    throw new InputError(`data set ${path}: ${message}`);
  };
  const [header, ...lines] = readLines(decoded(bytes, path), path);
  if (header === undefined) return fail("holds blank lines only; expected a header line and rows");
  const names = columnNames(header, path);
  const targetColumn = target === undefined ? -1 : names.indexOf(target);
  if (target !== undefined && targetColumn < 0)
    return fail(`there is no column ${quoted(target)} for --target; columns are ${names.map(quoted).join(", ")}`);
  const columns = names.length - (targetColumn < 0 ? 0 : 1);
  if (columns === 0) return fail("has no column beside the target");
  if (lines.length === 0) return fail("has a header line but no rows");
  const values = new Float64Array(lines.length * columns);
  let next = 0;
  for (const { cells, line } of lines) {
    if (cells.length !== names.length)
      return fail(`line ${line} has ${cells.length} cells, the header has ${names.length}`);
    for (let j = 0; j < cells.length; j++)
      if (j !== targetColumn) values[next++] = numberIn(cells[j], line, names[j], path);
  }
  return {
    rows: lines.length,
    columns,
    values,
    ...(targetColumn < 0 ? {} : { target: targetValues(lines, targetColumn, names[targetColumn], path) }),
    rowName: (row) => `line ${lines[row].line}`,
  };
}

function decoded(bytes: Uint8Array, path: string): string {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw new InputError(`data set ${path}: is UTF-16 text; expected UTF-8 (save it as "CSV UTF-8")`);
  if (bytes.includes(0)) throw new InputError(`data set ${path}: is neither IDX nor text; expected IDX or CSV`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new InputError(`data set ${path}: is not UTF-8 text; expected IDX, or CSV in UTF-8`);
  }
}

function readLines(text: string, path: string): Line[] {
  const lines: Line[] = [];
  try {
    parse(text, {
      bom: true,
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
      record_delimiter: ["\r\n", "\n", "\r"],
      on_record: (cells: string[], { lines: line }) => {
        lines.push({ cells, line });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === "number" ? `line ${error.lines}` : "the file";
    const problem =
      error.code === "CSV_QUOTE_NOT_CLOSED" ? "a quotation mark is never closed" : "a stray quotation mark";
    throw new InputError(`data set ${path}: ${line} is not CSV: ${problem}`);
  }
  return lines;
}

function columnNames({ cells, line }: Line, path: string): readonly string[] {
  const fail = (message: string): never => {
    throw new InputError(`data set ${path}: ${message}`);
  };
  if (cells.length === 1 && /[;\t]/.test(cells[0]))
    return fail(`line ${line} is separated by ${cells[0].includes(";") ? "semicolons" : "tabs"}; expected commas`);
  if (cells.every((cell) => NUMBER.test(cell)))
    return fail(`line ${line} holds numbers; expected a header line that names the columns`);
  for (const [j, cell] of cells.entries()) {
    if (cell === "") return fail(`line ${line}: column ${j + 1} has no name`);
    if (cells.indexOf(cell) < j) return fail(`line ${line}: two columns are named ${quoted(cell)}`);
  }
  return cells;
}

function numberIn(cell: string, line: number, column: string, path: string): number {
  const where = `data set ${path}: line ${line}, column ${quoted(column)}`;
  if (cell === "") throw new InputError(`${where}: the cell is missing; expected a number (fill it, or drop the row)`);
  const value = NUMBER.test(cell) ? Number(cell) : Number.NaN;
  if (Number.isFinite(value)) return value;
  if (NUMBER.test(cell)) throw new InputError(`${where}: ${quoted(cell)} is beyond the range of doubles`);
  if (/^[-+]?(nan|inf(inity)?)$/i.test(cell)) throw new InputError(`${where}: ${quoted(cell)} is not a finite number`);
  throw new InputError(
    `${where}: ${quoted(cell)} is text; expected a number (a text column must be the target: --target ${shellWord(column)})`,
  );
}

/** Numbers as they are; if any is text, classes 0, 1, 2, … in order of first appearance. */
function targetValues(lines: readonly Line[], column: number, name: string, path: string): Float64Array {
  const cells = lines.map(({ cells: row, line }) => {
    if (row[column] === "")
      throw new InputError(`data set ${path}: line ${line}, column ${quoted(name)}: the target is missing`);
    return row[column];
  });
  if (cells.every((cell) => NUMBER.test(cell)))
    return Float64Array.from(lines, ({ line }, i) => numberIn(cells[i], line, name, path));
  const classes = new Map<string, number>();
  return Float64Array.from(cells, (cell) => {
    const known = classes.get(cell) ?? classes.size;
    classes.set(cell, known);
    return known;
  });
}

function shellWord(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : quoted(text);
}

function quoted(text: string): string {
  return JSON.stringify(text.length > LARGEST_SHOWN ? `${text.slice(0, LARGEST_SHOWN)}…` : text);
}
