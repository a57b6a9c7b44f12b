import type { Budget } from "../budget.js";
import { solve } from "../integer-matrix.js";
import { bitLength } from "../integers.js";
import { type DyadicMatrix, RationalVector } from "../vectors.js";
import { proposeActiveSet } from "./proposal.js";

const NEWTON_STEPS = 12;

/** Whether z = relu(M z + phi), exactly. */
export function isEquilibrium(weights: DyadicMatrix, features: RationalVector, z: RationalVector): boolean {
  return weights.timesVector(z).plus(features).relu().equals(z);
}

/**
 * The candidates z with z_S = (M z + phi)_S and z = 0 outside S, one for each phi; undefined where (I - M)_SS is singular.
 * Signs are not looked at.
 */
export function solveOnActiveSet(
  complement: DyadicMatrix,
  active: readonly number[],
  features: readonly RationalVector[],
  budget: Budget,
): RationalVector[] | undefined {
  const system = active.map((i) => active.map((j) => complement.entries[i][j]));
  const solution = solve(
    system,
    features.map((phi) => active.map((i) => phi.numerators[i])),
    budget,
  );
  if (solution === undefined) return undefined;
  return solution.numerators.map((numerators, k) => {
    const full = new Array<bigint>(complement.rows).fill(0n);
    active.forEach((i, place) => {
      full[i] = numerators[place];
    });
    // The system was (complement 2^-e) x = phi 2^-f in integers.
    return RationalVector.of(full, solution.denominator, features[k].exponent - complement.exponent);
  });
}

/**
 * An equilibrium of each column, found by active sets and verified exactly; undefined where none was found.
 * Floating point proposes the sets. Where exact signs disagree, Newton steps on exact signs follow, and then
 * single exchanges of the least violated index, which end at the solution whenever I - M is a P-matrix (Murty 1974).
 *
 * @param features columns with denominator 1
 */
export function findEquilibria(
  weights: DyadicMatrix,
  features: readonly RationalVector[],
  budget: Budget,
): (RationalVector | undefined)[] {
  const complement = weights.identityMinus();
  const proposals = proposeActiveSet(weights, features);
  const groups = new Map<string, number[]>();
  proposals.forEach((active, k) => {
    const key = active.join();
    groups.set(key, [...(groups.get(key) ?? []), k]);
  });
  const found = new Array<RationalVector | undefined>(features.length).fill(undefined);
  for (const members of groups.values()) {
    const active = proposals[members[0]];
    const columns = members.map((k) => features[k]);
    const candidates = solveOnActiveSet(complement, active, columns, budget);
    members.forEach((k, place) => {
      const candidate = candidates?.[place];
      payForCheck(weights, candidate, budget);
      found[k] =
        candidate !== undefined && isEquilibrium(weights, features[k], candidate)
          ? candidate
          : exchange(weights, complement, features[k], active, budget);
    });
  }
  return found;
}

function payForCheck(weights: DyadicMatrix, z: RationalVector | undefined, budget: Budget): void {
  if (z !== undefined) budget.spendProducts(weights.rows * weights.rows, z.entryBits, weights.bits);
}

function exchange(
  weights: DyadicMatrix,
  complement: DyadicMatrix,
  features: RationalVector,
  start: readonly number[],
  budget: Budget,
): RationalVector | undefined {
  let active = new Set(start);
  const limit = NEWTON_STEPS + 8 * weights.rows + 40;
  for (let step = 0; step < limit; step++) {
    const sorted = [...active].sort((a, b) => a - b);
    const z = solveOnActiveSet(complement, sorted, [features], budget)?.[0];
    if (z === undefined) {
      // Singular: not a P-matrix. Leave the set by its last index.
      if (sorted.length === 0) return undefined;
      active.delete(sorted[sorted.length - 1]);
      continue;
    }
    payForCheck(weights, z, budget);
    const preactivation = weights.timesVector(z).plus(features);
    const wrong = z.numerators.flatMap((x, i) =>
      active.has(i) ? (x < 0n ? [i] : []) : preactivation.numerators[i] > 0n ? [i] : [],
    );
    if (wrong.length === 0) return isEquilibrium(weights, features, z) ? z : undefined;
    const changes = step < NEWTON_STEPS ? wrong : wrong.slice(0, 1);
    active = new Set(active);
    for (const i of changes) if (!active.delete(i)) active.add(i);
  }
  return undefined;
}

/** Bits of all columns together. */
export function totalBits(columns: readonly RationalVector[]): number {
  return columns.reduce(
    (sum, column) => sum + column.numerators.reduce((s, x) => s + bitLength(x), bitLength(column.denominator)),
    0,
  );
}
