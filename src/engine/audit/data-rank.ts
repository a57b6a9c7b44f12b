import { exactRank } from "../../numerics/exact-rank.js";
import { Matrix } from "../../numerics/matrix.js";
import { fractionOfDouble } from "../../numerics/parse-number.js";
import { type Rows, rowStructure } from "./row-structure.js";

/** The largest prime below 2^26: products of residues are exact doubles. */
const PRIME = 67_108_859;

function power(base: number, exponent: number): number {
  let result = 1;
  for (let b = base, e = exponent; e > 0; e = Math.floor(e / 2), b = (b * b) % PRIME)
    if (e % 2 === 1) result = (result * b) % PRIME;
  return result;
}

const inverse = (x: number): number => power(x, PRIME - 2);

/** A double m / 2^k in the field of PRIME elements, where 2 can be divided by. */
function residue(x: number): number {
  if (x === 0) return 0;
  const { numerator, denominator } = fractionOfDouble(x);
  const p = BigInt(PRIME);
  const top = Number(((numerator % p) + p) % p);
  return denominator === 1n ? top : (top * inverse(Number(denominator % p))) % PRIME;
}

/** The rank in the field: never above the true one, since a minor that is not 0 there is not 0. */
function rankInField({ rows, columns, values }: Rows): number {
  const cache = new Map<number, number>();
  const of = (x: number): number => {
    const known = cache.get(x) ?? residue(x);
    if (cache.size < 1e5) cache.set(x, known);
    return known;
  };
  const M = Array.from({ length: rows }, (_, i) =>
    Float64Array.from(values.subarray(i * columns, (i + 1) * columns), of),
  );
  let rank = 0;
  for (let j = 0; j < columns && rank < rows; j++) {
    const k = M.findIndex((row, i) => i >= rank && row[j] !== 0);
    if (k < 0) continue;
    [M[k], M[rank]] = [M[rank], M[k]];
    const scale = inverse(M[rank][j]);
    for (let i = rank + 1; i < rows; i++) {
      const factor = (M[i][j] * scale) % PRIME;
      if (factor === 0) continue;
      // (PRIME - factor) * entry + entry stays below 2^53.
      for (let l = j; l < columns; l++) M[i][l] = (M[i][l] + (PRIME - factor) * M[rank][l]) % PRIME;
    }
    rank++;
  }
  return rank;
}

function independentRowsAtMost(rows: Rows): number {
  const { zeroRows, duplicates, parallel } = rowStructure(rows);
  const repeated = new Set([
    ...zeroRows,
    ...duplicates.map(([, again]) => again),
    ...parallel.map(([, again]) => again),
  ]);
  return rows.rows - repeated.size;
}

/**
 * The rank of the matrix of exactly these doubles; null where it is not decided. A lower bound comes from a finite field, an
 * upper one from counting rows and columns without zero, equal and parallel ones; where they differ, by exact elimination, if
 * that is not too long.
 */
export function dataRank(data: Rows): number | null {
  const { rows, columns, values } = data;
  const transposed = new Matrix(rows, columns, values).transpose();
  const most = Math.min(
    independentRowsAtMost(data),
    independentRowsAtMost({ rows: columns, columns: rows, values: transposed.data }),
  );
  const least = rankInField(data);
  return least === most ? least : (exactRank(new Matrix(rows, columns, values))?.rank ?? null);
}
