import { Ball } from "../../numerics/ball.js";
import type { Matrix } from "../../numerics/matrix.js";

/**
 * Where entrywise bounds are attained by structure, so that both sides are one real number. Two enclosures of one number
 * can never show that they agree; the quantities of a layer therefore return one and the same ball for both sides where
 * one of the following holds, and two balls that are the same object are equal (Ball.order).
 *
 * 1. D_k = Z_k - Z for a Picard run and gamma >= 0. Where N_k and N are >= 0 at entry (i, c) and all products a_il D_lc are
 *    >= 0, or all <= 0,
 *    |D_{k+1}| = |relu(N_k) - relu(N)| = |N_k - N| = gamma |sum_l a_il D_lc| = gamma sum_l |a_il| |D_lc| = (gamma |A| |D_k|)_ic.
 * 2. Let R be a set of units that A leads out of nowhere (a_jl != 0, j in R => l in R). Where 1. holds for all j in R, and
 *    Z_{k+1} - Z_k and D_{k+1} have opposite signs (D_k = -(Z_{k+1} - Z_k) + D_{k+1}), |D_k| = |Z_{k+1} - Z_k| + gamma |A| |D_k| on R,
 *    so |D_k| = (I - gamma |A|)^{-1} |Z_{k+1} - Z_k| there.
 * 3. For such R with a_jl >= 0 and phi_j >= 0 for all j in R, Z = gamma A Z + Phi on R, so Z = (I - gamma |A|)^{-1} relu(Phi) there.
 */

const isNonnegative = (x: Ball): boolean => x.lower() >= 0;
const isNonpositive = (x: Ball): boolean => x.upper() <= 0;

/** For each unit, the units that A leads to from it, itself among them. */
export function reachableSets(A: Matrix): readonly (readonly number[])[] {
  const m = A.rows;
  const next = Array.from({ length: m }, (_, j) =>
    Array.from({ length: m }, (__, l) => l).filter((l) => A.at(j, l) !== 0),
  );
  if (next.every(({ length }) => length === m)) return new Array<readonly number[]>(m).fill(next[0] ?? []);
  return next.map((_, start) => {
    const reached = new Set([start]);
    for (const j of reached) for (const l of next[j]) reached.add(l);
    return [...reached];
  });
}

/** Entries and their matrix' number of columns, row-major. */
export interface Entries {
  readonly columns: number;
  readonly entries: readonly Ball[];
}

/** Whether 1. holds at the entry (i, c): `from` is D_k, `active` says where N_k and N are >= 0. */
export function isFullyPassed(A: Matrix, from: Entries, active: readonly boolean[], i: number, c: number): boolean {
  if (!active[i * from.columns + c]) return false;
  let [up, down] = [true, true];
  for (let l = 0; l < A.columns && (up || down); l++) {
    const a = A.at(i, l);
    if (a === 0) continue;
    const d = from.entries[l * from.columns + c];
    const [above, below] = [isNonnegative(d), isNonpositive(d)];
    up &&= a > 0 ? above : below;
    down &&= a > 0 ? below : above;
  }
  return up || down;
}

/** Whether the two differ in sign, or one of them is 0. */
export const areOpposite = (x: Ball, y: Ball): boolean =>
  (isNonnegative(x) && isNonpositive(y)) || (isNonpositive(x) && isNonnegative(y));

/** Whether 3. holds for the unit's set R and the column c of Phi. */
export function isNonnegativeSystem(A: Matrix, features: Entries, reachable: readonly number[], c: number): boolean {
  return reachable.every(
    (j) => isNonnegative(features.entries[j * features.columns + c]) && reachable.every((l) => A.at(j, l) >= 0),
  );
}

/** What is known of a number that is >= 0: an absolute value, an entry of (I - gamma |A|)^{-1} = sum (gamma |A|)^k. */
export const nonnegative = (x: Ball): Ball =>
  x.known && x.lower() < 0 ? Ball.between(0, Math.max(0, x.upper()), x.estimated) : x;

/** The sharper of two enclosures of one number. */
export const sharper = (x: Ball, y: Ball): Ball => (y.rad < x.rad ? y : x);
