import { DyadicBall } from "../dyadic-ball.js";
import { Rational } from "../rational.js";
import { PreciseReal } from "../real.js";

const PARTS = 16;
const ROUNDS = 20;
const MOST_CELLS = 4000;
const ENOUGH = 2 ** -11;

type Cell = readonly [number, number];

/** Doubles on either side of a number: its enclosure's ends, moved by more than the rounding of mid +- rad. */
function sides(x: PreciseReal): Cell {
  const { mid, rad } = x.toBall();
  if (!Number.isFinite(rad)) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const slack = (Math.abs(mid) + rad) * 2 ** -50 + Number.MIN_VALUE;
  return [mid - rad - slack, mid + rad + slack];
}

/** A double that is no less than the number; Infinity where nothing is known of it. */
export const greatestDouble = (x: PreciseReal): number => sides(x)[1];

/** A number of which only low <= x <= high is known. */
function within(low: number, high: number): PreciseReal {
  const [a, b] = [Rational.fromNumber(low), Rational.fromNumber(high)];
  const exponent = Math.min(a.exponent, b.exponent);
  const lifted = (x: Rational): bigint => x.numerator << BigInt(x.exponent - exponent);
  return PreciseReal.enclosed((bits) => DyadicBall.between(lifted(a), lifted(b), exponent, bits));
}

/**
 * Encloses the infimum of g(r, r) on 0 < r < last, where g(r, s) increases in r and decreases in s: g(r, s) is below all of a cell
 * [r, s]. Round by round all cells that may hold the infimum are cut into equal parts, until their bounds are within 2^-11 of a value.
 */
export function leastOnCells(g: (r: number, s: number) => PreciseReal, last: number): PreciseReal {
  if (!(last > 0 && last < Number.POSITIVE_INFINITY)) return PreciseReal.unknown;
  let cells: readonly Cell[] = [[0, last]];
  let found: Cell = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  let seen = 0;
  for (let round = 0; round < ROUNDS && seen < MOST_CELLS; round++) {
    const parts = round === 0 ? PARTS : 2;
    const finer = cells.flatMap(([r, s]) => {
      const ends = Array.from({ length: parts + 1 }, (_, k) => (k === parts ? s : r + ((s - r) / parts) * k));
      return ends.slice(1).map((to, k): Cell => [ends[k], to]);
    });
    seen += finer.length;
    const above = finer.map(([, s]) => sides(g(s, s))[1]).reduce((a, b) => Math.min(a, b), found[1]);
    const bounded = finer.map((cell) => ({ cell, below: sides(g(...cell))[0] })).filter(({ below }) => below <= above);
    found = [bounded.reduce((a, { below }) => Math.min(a, below), above), above];
    cells = bounded.map(({ cell }) => cell);
    if (above - found[0] <= ENOUGH * Math.abs(above)) break;
  }
  return found.every(Number.isFinite) ? within(...found) : PreciseReal.unknown;
}
