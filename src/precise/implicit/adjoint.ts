import type { Budget } from "../budget.js";
import { PreciseReal } from "../real.js";
import { RealMatrix } from "../real-matrix.js";
import { type DyadicMatrix, RationalVector } from "../vectors.js";
import { solveOnActiveSet } from "./active-set.js";

/** Adjoint iterates longer than this are not written down. */
const EXACT_BITS = 400_000;

/**
 * ||p^k - p|| for one sample, with p = D(u + M^T p), p^0 = 0, p^{k+1} = D(u + M^T p^k) and the exact pattern
 * D = diag(1[M z + phi > 0]); unknown where the linear system is singular or the iterates grow too long.
 */
export function adjointErrors(
  weights: DyadicMatrix,
  features: RationalVector,
  z: RationalVector,
  u: RationalVector,
  steps: number,
  budget: Budget,
): PreciseReal {
  if (!Number.isSafeInteger(steps) || steps < 0)
    throw new TypeError(`a number of steps is an integer >= 0, got ${steps}`);
  const m = weights.rows;
  const preactivation = weights.timesVector(z).plus(features);
  const active = preactivation.numerators.flatMap((x, i) => (x > 0n ? [i] : []));
  const transposed = weights.transpose();
  const limit = solveOnActiveSet(transposed.identityMinus(), active, [u], budget)?.[0];
  if (limit === undefined) return PreciseReal.unknown;
  let p = RationalVector.zero(m);
  for (let k = 0; k < steps; k++) {
    if (p.bits > EXACT_BITS) return PreciseReal.unknown;
    budget.spendProducts(m * m, Math.max(64, p.entryBits), weights.bits);
    p = transposed.timesVector(p).plus(u).restrictedTo(active);
  }
  return RealMatrix.exactly(m, [p.minus(limit)]).norm();
}
