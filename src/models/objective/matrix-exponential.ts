import type { Real } from "../../numerics/real.js";
import type { Algebra } from "./algebra.js";
import { inner, type Vector } from "./real-vectors.js";

const TERMS = 20;
const MAX_SQUARINGS = 40;

/**
 * exp(-t M) v for a symmetric M. A diagonal M is done entry by entry, any other by
 * scaling and squaring: s with |t M|_F / 2^s <= 1/2, Taylor's polynomial of degree TERMS - 1, whose remainder is entrywise
 * below (1/2)^TERMS / TERMS! * 2 < 2^-80, and s squarings in ball arithmetic. Undefined where s would exceed MAX_SQUARINGS.
 */
export function symmetricExponential(
  { arithmetic, between }: Algebra,
  M: readonly Vector[],
  time: Real,
  v: Vector,
): Real[] | undefined {
  const zero = arithmetic.number(0);
  if (M.every((row, i) => row.every((entry, j) => i === j || entry.order(zero) === "=")))
    return v.map((entry, i) => entry.times(M[i][i].times(time).negate().exp()));
  const n = M.length;
  let size = 0;
  for (const row of M) for (const entry of row) size += Math.abs(entry.times(time).toBall().mid) + entry.toBall().rad;
  if (!(size < 2 ** MAX_SQUARINGS)) return undefined;
  let squarings = 0;
  while (size * 2 ** -squarings > 0.49) squarings++;
  const step = time.over(arithmetic.number(2 ** squarings)).negate();
  const S = M.map((row) => row.map((entry) => entry.times(step)));
  const identity = (i: number, j: number): Real => arithmetic.number(i === j ? 1 : 0);
  // Horner: I + S (I + S/2 (I + S/3 (...)))
  let sum: Real[][] = M.map((row, i) => row.map((_, j) => identity(i, j)));
  for (let k = TERMS - 1; k >= 1; k--) {
    const over = arithmetic.number(k);
    sum = multiplied(S, sum).map((row, i) => row.map((entry, j) => entry.over(over).plus(identity(i, j))));
  }
  const slack = between(-(2 ** -80), 2 ** -80);
  sum = sum.map((row) => row.map((entry) => entry.plus(slack)));
  for (let k = 0; k < squarings; k++) sum = multiplied(sum, sum);
  return Array.from({ length: n }, (_, i) => inner(arithmetic, sum[i], v));

  function multiplied(a: readonly Vector[], b: readonly Vector[]): Real[][] {
    const columns = b[0].map((_, j) => b.map((row) => row[j]));
    return a.map((row) => columns.map((other) => inner(arithmetic, row, other)));
  }
}
