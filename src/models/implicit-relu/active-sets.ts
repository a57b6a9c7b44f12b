import { Ball } from "../../numerics/ball.js";
import type { BallMatrix } from "../../numerics/ball-matrix.js";
import { entriesOf } from "./entries.js";
import type { GainMatrix } from "./gain-matrix.js";

/** Widest layer whose 2^m active sets are enumerated. */
const LARGEST_ENUMERATED_WIDTH = 8;

/** What the enumeration found for one column: every equilibrium, or that it could not be decided. */
export interface Enumeration {
  /** Number of equilibria; null where a sign is not certain, or where there may be a continuum of them */
  readonly count: number | null;
  /** The equilibria found, entry by entry: all of them where `count` is known */
  readonly equilibria: readonly (readonly Ball[])[];
}

/** The equilibria of every column of a layer; null for more than 8 units, and where Phi is not known. */
export function enumerateLayer(gain: GainMatrix, features: BallMatrix): readonly Enumeration[] | null {
  const { width } = gain;
  const system = gain.roundedSystem;
  if (width > LARGEST_ENUMERATED_WIDTH || !features.known || !system.known) return null;
  const entries = entriesOf(system);
  return enumerateEquilibria(
    Array.from({ length: width }, (_, i) => entries.slice(i * width, (i + 1) * width)),
    Array.from({ length: features.columns }, (_, i) => entriesOf(features.column(i))),
  );
}

/**
 * All equilibria of z = relu(M z + phi_i), for each column phi_i. An equilibrium has exactly one support S = {j: z_j > 0},
 * and it is the solution of (I - M)_SS z_S = phi_S with z_S > 0 and (M z + phi)_j <= 0 off S; so the sets S are tried
 * one by one, with certified signs.
 *
 * @param system I - M, width x width
 * @param features one array of `width` balls a sample
 */
export function enumerateEquilibria(
  system: readonly (readonly Ball[])[],
  features: readonly (readonly Ball[])[],
): readonly Enumeration[] {
  const width = system.length;
  const searches = features.map(() => ({ decided: true, equilibria: [] as (readonly Ball[])[] }));
  for (let set = 0; set < 2 ** width; set++) {
    const support = Array.from({ length: width }, (_, j) => j).filter((j) => (set & (1 << j)) !== 0);
    const open = features.flatMap((_, sample) => (searches[sample].decided ? [sample] : []));
    if (open.length === 0) break;
    const sides = open.map((sample) => support.map((j) => features[sample][j]));
    const solutions = solveAll(
      support.map((i) => support.map((j) => system[i][j])),
      sides,
    );
    open.forEach((sample, k) => {
      const search = searches[sample];
      const solution = solutions[k];
      if (solution === "none") return;
      if (solution === "unknown") {
        search.decided = false;
        return;
      }
      const verdict = isEquilibrium(system, features[sample], support, solution);
      if (verdict === null) search.decided = false;
      else if (verdict) search.equilibria.push(spread(width, support, solution));
    });
  }
  return searches.map(({ decided, equilibria }) => ({ count: decided ? equilibria.length : null, equilibria }));
}

/** True, false, or null where a sign is not certain. */
function isEquilibrium(
  system: readonly (readonly Ball[])[],
  feature: readonly Ball[],
  support: readonly number[],
  solution: readonly Ball[],
): boolean | null {
  let certain = solution.every((z) => z.lower() > 0);
  for (let i = 0; i < feature.length; i++) {
    if (support.includes(i)) continue;
    // (M z + phi)_i = phi_i - ((I - M) z)_i, since z_i = 0
    let preactivation = feature[i];
    support.forEach((j, k) => {
      preactivation = preactivation.minus(system[i][j].times(solution[k]));
    });
    if (preactivation.lower() > 0) return false;
    if (!(preactivation.upper() <= 0)) certain = false;
  }
  return certain ? true : null;
}

function spread(width: number, support: readonly number[], solution: readonly Ball[]): readonly Ball[] {
  const result = Array.from({ length: width }, () => Ball.exact(0));
  support.forEach((j, k) => {
    result[j] = solution[k];
  });
  return result;
}

type Solution = readonly Ball[] | "none" | "unknown";

/**
 * Gaussian elimination in balls, row pivoting, all right sides at once. "none": a row of exact zeros meets a right side
 * that is certainly not zero, or an entry of the solution is certainly <= 0. "unknown": no pivot is certainly different from zero.
 */
function solveAll(matrix: readonly (readonly Ball[])[], sides: readonly (readonly Ball[])[]): readonly Solution[] {
  const size = matrix.length;
  const rows = matrix.map((row) => [...row]);
  const rights = sides.map((side) => [...side]);
  for (let k = 0; k < size; k++) {
    const pivot = pivotRow(rows, k);
    if (pivot === null) return rights.map((right) => (isContradiction(rows, right, k) ? "none" : "unknown"));
    [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
    for (const right of rights) [right[k], right[pivot]] = [right[pivot], right[k]];
    for (let i = k + 1; i < size; i++) {
      if (isZero(rows[i][k])) continue;
      const factor = rows[i][k].over(rows[k][k]);
      for (let j = k + 1; j < size; j++) rows[i][j] = rows[i][j].minus(factor.times(rows[k][j]));
      for (const right of rights) right[i] = right[i].minus(factor.times(right[k]));
      rows[i][k] = ZERO;
    }
  }
  return rights.map((right) => substituteBack(rows, right));
}

const ZERO = Ball.exact(0);

function substituteBack(rows: readonly (readonly Ball[])[], right: readonly Ball[]): Solution {
  const solution: Ball[] = [...right];
  for (let i = rows.length - 1; i >= 0; i--) {
    let rest = right[i];
    for (let j = i + 1; j < rows.length; j++) rest = rest.minus(rows[i][j].times(solution[j]));
    solution[i] = rest.over(rows[i][i]);
    if (!solution[i].known) return "unknown";
    if (solution[i].upper() <= 0) return "none"; // no support has such a z_i, whatever the others are
  }
  return solution;
}

/** The row, from k on, whose entry k is farthest from zero; null where none is certainly different from zero. */
function pivotRow(rows: readonly (readonly Ball[])[], k: number): number | null {
  let best: number | null = null;
  let distance = 0;
  for (let i = k; i < rows.length; i++) {
    const { mid, rad } = rows[i][k];
    if (Math.abs(mid) - rad > distance && rows[i][k].abs().lower() > 0) {
      best = i;
      distance = Math.abs(mid) - rad;
    }
  }
  return best;
}

function isContradiction(rows: readonly (readonly Ball[])[], right: readonly Ball[], k: number): boolean {
  return rows.some((row, i) => i >= k && row.slice(k).every(isZero) && right[i].abs().lower() > 0);
}

function isZero(ball: Ball): boolean {
  return ball.mid === 0 && ball.rad === 0;
}
