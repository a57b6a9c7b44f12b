import type { Json } from "../claims/model.js";
import { InputError } from "../errors.js";
import { Matrix } from "../numerics/matrix.js";
import { numberCost, type Rounding, simplerNumbers } from "./number-cost.js";
import { parseEntry } from "./parse-entry.js";
import { type Candidate, type Cost, type Field, found, meetAxis, NO_COST, type Place, type Stage } from "./schema.js";
import { simplerStructures } from "./simplify-structure.js";

const ENTRIES = "entries must be finite numbers";

/** A matrix of numbers, written as a list of rows; both axes are named. */
export function matrix(rows: string, columns: string): Field<Matrix> {
  const expected = `a ${rows} x ${columns} matrix: a list of rows of numbers`;
  return {
    expected,
    presence: "required",
    parse: (json, place) => parseMatrix(json, place, rows, columns, expected),
    serialize: (value) => value.toRows(),
    cost: matrixCost,
    sizes(value, axes) {
      axes.set(rows, value.rows);
      axes.set(columns, value.columns);
    },
    restrict(value, axis, kept) {
      const narrowed = rows === axis ? selectRows(value, kept) : value;
      return columns === axis ? selectRows(narrowed.transpose(), kept).transpose() : narrowed;
    },
    rounded: (value, rounding) => value.map((x) => roundedEntry(x, rounding)),
    *simpler(value, stage): Iterable<Candidate<Matrix>> {
      if (stage === "structure") yield* simplerStructures(value);
      if (stage === "entries")
        for (const { index, entry } of simplerEntries(value.data))
          yield {
            value: new Matrix(value.rows, value.columns, withEntry(value.data, index, entry)),
            step: `set [${Math.floor(index / value.columns)}][${index % value.columns}] to ${entry}`,
          };
    },
  };
}

/** A vector of numbers, written as a list. */
export function vector(axis: string): Field<Float64Array> {
  return {
    expected: `a list of numbers, one for each of ${axis}`,
    presence: "required",
    parse(json, place) {
      if (!Array.isArray(json)) throw new InputError(`${place.at} is ${found(json)}; expected ${this.expected}`);
      if (json.length === 0) throw new InputError(`${place.at} is empty; expected at least one number`);
      meetAxis(place, axis, json.length, "entries");
      return Float64Array.from(json, (entry: Json, i) => parseEntry(entry, `${place.at}[${i}]`, ENTRIES));
    },
    serialize: (value) => Array.from(value),
    cost: (value) => entriesCost(value),
    sizes: (value, axes) => void axes.set(axis, value.length),
    restrict: (value, name, kept) => (name === axis ? Float64Array.from(kept, (i) => value[i]) : value),
    rounded: (value, rounding) => value.map((x) => roundedEntry(x, rounding)),
    *simpler(value, stage: Stage): Iterable<Candidate<Float64Array>> {
      if (stage === "structure" && value.some((x) => x !== 0))
        yield { value: new Float64Array(value.length), step: "set to zero" };
      if (stage === "entries")
        for (const { index, entry } of simplerEntries(value))
          yield { value: withEntry(value, index, entry), step: `set [${index}] to ${entry}` };
    },
  };
}

/** A vector of positive numbers; simplifying keeps them positive. */
export function positiveVector(axis: string): Field<Float64Array> {
  const plain = vector(axis);
  const isPositive = (value: Float64Array): boolean => value.every((x) => x > 0);
  return {
    ...plain,
    expected: `a list of positive numbers, one for each of ${axis}`,
    parse(json, place) {
      const value = plain.parse(json, place);
      const bad = value.findIndex((x) => !(x > 0));
      if (bad >= 0) throw new InputError(`${place.at}[${bad}] is ${value[bad]}; expected a number > 0`);
      return value;
    },
    rounded: (value, rounding) => plain.rounded(value, rounding).map((x, i) => (x > 0 ? x : value[i])),
    *simpler(value, stage): Iterable<Candidate<Float64Array>> {
      for (const candidate of plain.simpler(value, stage)) if (isPositive(candidate.value)) yield candidate;
    },
  };
}

function parseMatrix(json: Json, place: Place, rows: string, columns: string, expected: string): Matrix {
  const { at } = place;
  if (!Array.isArray(json)) throw new InputError(`${at} is ${found(json)}; expected ${expected}`);
  if (json.length === 0) throw new InputError(`${at} is empty; expected at least one row and one column`);
  const table = json.map((row: Json, i) => {
    if (!Array.isArray(row)) throw new InputError(`${at}[${i}] is ${found(row)}; expected a row: a list of numbers`);
    return row as readonly Json[];
  });
  const width = table[0].length;
  if (width === 0) throw new InputError(`${at} row 0 is empty; expected at least one column`);
  table.forEach((row, i) => {
    if (row.length !== width)
      throw new InputError(`${at} row ${i} has ${row.length} entries, row 0 has ${width}; expected rows of one length`);
  });
  if (rows === columns && table.length !== width)
    throw new InputError(`${at} is ${table.length} x ${width}; expected a square matrix (${rows} x ${columns})`);
  meetAxis(place, rows, table.length, "rows");
  meetAxis(place, columns, width, "columns");
  const result = new Matrix(table.length, width);
  table.forEach((row, i) => {
    row.forEach((entry, j) => {
      result.data[i * width + j] = parseEntry(entry, `${at}[${i}][${j}]`, ENTRIES);
    });
  });
  return result;
}

function selectRows(value: Matrix, kept: readonly number[]): Matrix {
  const result = new Matrix(kept.length, value.columns);
  kept.forEach((from, to) => {
    result.data.set(value.data.subarray(from * value.columns, (from + 1) * value.columns), to * value.columns);
  });
  return result;
}

/** The rounded entry; zeros are +0. */
function roundedEntry(x: number, rounding: Rounding): number {
  return rounding.round(x) || 0;
}

function withEntry(data: Float64Array, index: number, entry: number): Float64Array {
  const result = data.slice();
  result[index] = entry;
  return result;
}

/** Single entries replaced, the largest first, since they tend to matter least in their digits. */
function* simplerEntries(data: Float64Array): Iterable<{ index: number; entry: number }> {
  const order = Array.from(data.keys()).sort((a, b) => Math.abs(data[b]) - Math.abs(data[a]) || a - b);
  for (const index of order) for (const entry of simplerNumbers(data[index])) yield { index, entry };
}

const costs = new WeakMap<Float64Array, Cost>();

/** Cost of all entries; remembered by identity, since arrays of instances are never written to. */
function entriesCost(data: Float64Array): Cost {
  const known = costs.get(data);
  if (known !== undefined) return known;
  let nonzeros = 0;
  let digits = 0;
  let magnitude = 0;
  let negatives = 0;
  for (const x of data) {
    const cost = numberCost(x);
    nonzeros += cost.nonzero;
    digits += cost.digits;
    magnitude += cost.magnitude;
    negatives += cost.negative;
  }
  const cost = { ...NO_COST, nonzeros, digits, magnitude, negatives };
  costs.set(data, cost);
  return cost;
}

function matrixCost(value: Matrix): Cost {
  const rows = new Set<number>();
  const columns = new Set<number>();
  value.data.forEach((x, index) => {
    if (x === 0) return;
    rows.add(Math.floor(index / value.columns));
    columns.add(index % value.columns);
  });
  return { ...entriesCost(value.data), lines: rows.size + columns.size };
}
