import type { Arithmetic, Real } from "../../numerics/real.js";

/** Vectors of numbers in any arithmetic. */
export type Vector = readonly Real[];

export const total = (arithmetic: Arithmetic, terms: readonly Real[]): Real =>
  terms.reduce((sum, term) => sum.plus(term), arithmetic.number(0));

export const inner = (arithmetic: Arithmetic, x: Vector, y: Vector): Real =>
  total(
    arithmetic,
    x.map((entry, i) => (x === y ? entry.power(2) : entry.times(y[i]))),
  );

export const normOf = (arithmetic: Arithmetic, x: Vector): Real => inner(arithmetic, x, x).sqrt();

export const difference = (x: Vector, y: Vector): Real[] => x.map((entry, i) => entry.minus(y[i]));

/** max(x, 0) */
export const positive = (x: Real): Real => x.max(x.arithmetic.number(0));

/** The solution of M x = b by elimination with row exchange; undefined where no pivot is certainly nonzero. */
export function solution(M: readonly Vector[], b: Vector): Real[] | undefined {
  const rows = M.map((row, i) => [...row, b[i]]);
  const n = rows.length;
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++)
      if (Math.abs(rows[i][k].toBall().mid) > Math.abs(rows[best][k].toBall().mid)) best = i;
    [rows[k], rows[best]] = [rows[best], rows[k]];
    const order = rows[k][k].order(rows[k][k].arithmetic.number(0));
    if (order !== "<" && order !== ">") return undefined;
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = rows[i][k].over(rows[k][k]);
      rows[i] = rows[i].map((entry, j) => (j <= k ? entry : entry.minus(factor.times(rows[k][j]))));
    }
  }
  return rows.map((row, k) => row[n].over(row[k]));
}
