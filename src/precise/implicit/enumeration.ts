import type { Budget } from "../budget.js";
import type { DyadicMatrix, RationalVector } from "../vectors.js";
import { isEquilibrium, solveOnActiveSet } from "./active-set.js";
import { singularSolutions } from "./solution-polyhedron.js";

/** What enumeration found for one column: finitely many equilibria, or a continuum. */
export interface EquilibriumSet {
  readonly points: readonly RationalVector[];
  readonly continuum: boolean;
}

/**
 * All equilibria of z = relu(M z + phi) for each phi, by all 2^m active sets S: z_S = (M z + phi)_S >= 0, z = 0 outside S
 * and (M z + phi) <= 0 there. Where (I - M)_SS is singular its solutions form a polyhedron, which may be empty, one point
 * or a continuum. Active sets that give the same z (kinks) count once. Once a continuum is found, the search ends.
 */
export function enumerateEquilibria(
  weights: DyadicMatrix,
  features: readonly RationalVector[],
  budget: Budget,
): EquilibriumSet[] {
  const m = weights.rows;
  const complement = weights.identityMinus();
  const points: RationalVector[][] = features.map(() => []);
  const continuum = features.map(() => false);
  const add = (k: number, z: RationalVector): void => {
    if (isEquilibrium(weights, features[k], z) && !points[k].some((known) => known.equals(z))) points[k].push(z);
  };
  for (let mask = 0; mask < 2 ** m; mask++) {
    budget.spend(200);
    const active = Array.from({ length: m }, (_, i) => i).filter((i) => (mask >> i) & 1);
    const candidates = solveOnActiveSet(complement, active, features, budget);
    features.forEach((phi, k) => {
      if (continuum[k]) return;
      if (candidates !== undefined) {
        const z = candidates[k];
        if (z.numerators.every((x) => x >= 0n)) add(k, z);
        return;
      }
      const solutions = singularSolutions(weights, active, phi, budget);
      if (solutions.length > 1) continuum[k] = true;
      for (const z of solutions) add(k, z);
    });
  }
  return points.map((list, k) => ({ points: list, continuum: continuum[k] }));
}
