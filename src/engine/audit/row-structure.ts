import { fractionOfDouble } from "../../numerics/parse-number.js";

/** Rows of samples, row-major. */
export interface Rows {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** What the theorems' hypotheses ask of data, decided exactly on the doubles. Rows are counted from 0. */
export interface RowStructure {
  readonly zeroRows: readonly number[];
  /** Each row that equals an earlier one, with the first such. */
  readonly duplicates: readonly (readonly [first: number, again: number])[];
  /** Pairs of nonzero rows that are multiples of each other but not equal; opposite ones among them. */
  readonly parallel: readonly (readonly [number, number])[];
}

const exactlyEqualProducts = (a: number, b: number, c: number, d: number): boolean => {
  const [p, q, r, s] = [a, b, c, d].map(fractionOfDouble);
  return (
    p.numerator * q.numerator * r.denominator * s.denominator ===
    r.numerator * s.numerator * p.denominator * q.denominator
  );
};

/**
 * a b = c d. Each product errs by at most one part in 2^53 (and 2^-1074): apart by more than four parts in 2^53 they differ;
 * closer ones are multiplied out exactly.
 */
function sameProduct(a: number, b: number, c: number, d: number): boolean {
  const [p, q] = [a * b, c * d];
  const size = Math.max(Math.abs(p), Math.abs(q));
  if (size < Number.POSITIVE_INFINITY && Math.abs(p - q) > size * 2 ** -51 + 2 ** -1070) return false;
  return exactlyEqualProducts(a, b, c, d);
}

/** x = t y for a real t, of rows that are not zero: x_k y_l = x_l y_k for all l, x_k the first entry that is not 0. */
function areParallel(x: Float64Array, y: Float64Array, k: number): boolean {
  if (y[k] === 0) return false;
  for (let l = 0; l < x.length; l++) {
    if (x[l] === 0 && y[l] === 0) continue;
    if ((x[l] === 0) !== (y[l] === 0) || !sameProduct(x[k], y[l], x[l], y[k])) return false;
  }
  return true;
}

/** Decides what there is of zero, equal and parallel rows: exact, for finite entries. */
export function rowStructure({ rows, columns, values }: Rows): RowStructure {
  const row = (i: number): Float64Array => values.subarray(i * columns, (i + 1) * columns);
  const pivots = Array.from({ length: rows }, (_, i) => row(i).findIndex((x) => x !== 0));
  const seen = new Map<string, number>();
  const duplicates: [number, number][] = [];
  const distinct: number[] = [];
  for (let i = 0; i < rows; i++) {
    // -0 and 0 are one number.
    const text = Array.from(row(i), (x) => x + 0).join();
    const first = seen.get(text);
    if (first !== undefined) duplicates.push([first, i]);
    else {
      seen.set(text, i);
      if (pivots[i] >= 0) distinct.push(i);
    }
  }
  const parallel: [number, number][] = [];
  for (const [a, i] of distinct.entries())
    for (const j of distinct.slice(a + 1))
      if (pivots[i] === pivots[j] && areParallel(row(i), row(j), pivots[i])) parallel.push([i, j]);
  return { zeroRows: pivots.flatMap((k, i) => (k < 0 ? [i] : [])), duplicates, parallel };
}
