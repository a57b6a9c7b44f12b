import type { Matrix } from "./matrix.js";
import { fractionOfDouble } from "./parse-number.js";

/** Beyond this many bit operations the rank is not decided. */
const MAX_WORK = 4e9;

/** The rank of a matrix of doubles together with the rows and columns of a regular submatrix of that size. */
export interface RankDecision {
  readonly rank: number;
  /** Ascending, `rank` of them. */
  readonly rows: readonly number[];
  readonly columns: readonly number[];
}

/**
 * The rank of the real matrix whose entries are exactly these doubles: Bareiss' fraction-free elimination on integers with
 * complete pivoting, no tolerance. The chosen rows and columns meet in a regular submatrix; as each pivot is the largest
 * remaining minor, it is well conditioned as far as the matrix is. Undefined where an entry is not finite or the numbers
 * would grow too long.
 */
export function exactRank(matrix: Matrix): RankDecision | undefined {
  const entries = integerRows(matrix);
  if (entries === undefined) return undefined;
  const { rows: m, columns: n } = matrix;
  const longest = entries.reduce((most, row) => row.reduce((b, x) => Math.max(b, x.toString(16).length * 4), most), 0);
  const steps = Math.min(m, n);
  if (m * n * steps * (50 + ((steps * longest) / 64) ** 2) > MAX_WORK) return undefined;
  const work = entries.map((row) => [...row]);
  const rows = Array.from({ length: m }, (_, i) => i);
  const columns = Array.from({ length: n }, (_, j) => j);
  let previous = 1n;
  let rank = 0;
  for (; rank < steps; rank++) {
    const place = largestEntry(work, rank);
    if (place === undefined) break;
    swap(work, rank, place.row);
    swap(rows, rank, place.row);
    for (const row of work) swap(row, rank, place.column);
    swap(columns, rank, place.column);
    const pivot = work[rank][rank];
    for (let i = rank + 1; i < m; i++) {
      const factor = work[i][rank];
      for (let j = rank + 1; j < n; j++) work[i][j] = (pivot * work[i][j] - factor * work[rank][j]) / previous;
      work[i][rank] = 0n;
    }
    previous = pivot;
  }
  const chosen = (order: readonly number[]) => order.slice(0, rank).sort((a, b) => a - b);
  return { rank, rows: chosen(rows), columns: chosen(columns) };
}

function largestEntry(work: readonly (readonly bigint[])[], from: number) {
  let best = 0n;
  let place: { readonly row: number; readonly column: number } | undefined;
  for (let i = from; i < work.length; i++)
    for (let j = from; j < work[i].length; j++) {
      const size = work[i][j] < 0n ? -work[i][j] : work[i][j];
      if (size > best) {
        best = size;
        place = { row: i, column: j };
      }
    }
  return place;
}

function swap<T>(list: T[], i: number, j: number): void {
  [list[i], list[j]] = [list[j], list[i]];
}

/** The entries times one common power of two that makes them all integers. */
function integerRows(matrix: Matrix): bigint[][] | undefined {
  if (!matrix.data.every(Number.isFinite)) return undefined;
  const fractions = Array.from(matrix.data, fractionOfDouble);
  const common = fractions.reduce((most, { denominator }) => (denominator > most ? denominator : most), 1n);
  return Array.from({ length: matrix.rows }, (_, i) =>
    fractions
      .slice(i * matrix.columns, (i + 1) * matrix.columns)
      .map(({ numerator, denominator }) => numerator * (common / denominator)),
  );
}
