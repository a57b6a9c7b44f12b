import { bitLength } from "../integers.js";
import type { DyadicMatrix, RationalVector } from "../vectors.js";

const PICARD_STEPS = 60;
const NEWTON_STEPS = 30;

/**
 * Guesses, in floating point, which units of z = relu(M z + phi) are active, for each phi. A wrong guess costs time,
 * nothing else: every equilibrium is verified exactly.
 */
export function proposeActiveSet(weights: DyadicMatrix, features: readonly RationalVector[]): number[][] {
  const m = weights.rows;
  const M = weights.entries.map((row) => row.map((x) => nearby(x, weights.exponent)));
  return features.map((column) => {
    // The solution scales with phi: bring the largest entry near 1.
    const size = column.numerators.reduce((most, x) => Math.max(most, bitLength(x)), 0);
    const phi = column.numerators.map((x) => nearby(x, -size));
    let z = phi.map((x) => Math.max(x, 0));
    const preactivation = (): number[] =>
      phi.map((x, i) => {
        let sum = x;
        for (let j = 0; j < m; j++) sum += M[i][j] * z[j];
        return sum;
      });
    for (let k = 0; k < PICARD_STEPS; k++) z = preactivation().map((x) => Math.max(x, 0));
    if (!z.every(Number.isFinite)) z = phi.map((x) => Math.max(x, 0));
    let key = "";
    for (let k = 0; k < NEWTON_STEPS; k++) {
      const pattern = preactivation();
      const active = pattern.flatMap((x, i) => (x > 0 ? [i] : []));
      if (active.join() === key) return active;
      key = active.join();
      const solution = gaussian(
        active.map((i) => active.map((j) => (i === j ? 1 : 0) - M[i][j])),
        active.map((i) => phi[i]),
      );
      if (solution === undefined) return active;
      z = new Array<number>(m).fill(0);
      active.forEach((i, place) => {
        z[i] = solution[place];
      });
    }
    return key === "" ? [] : key.split(",").map(Number);
  });
}

/** A double near x * 2^exponent. */
function nearby(x: bigint, exponent: number): number {
  const excess = Math.max(0, bitLength(x) - 60);
  const mantissa = Number(x >> BigInt(excess));
  const power = exponent + excess;
  const half = Math.trunc(power / 2);
  return mantissa * 2 ** half * 2 ** (power - half);
}

/** Gaussian elimination with row exchanges; undefined when it breaks down. */
function gaussian(matrix: number[][], rightHandSide: readonly number[]): number[] | undefined {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, rightHandSide[i]]);
  for (let k = 0; k < n; k++) {
    let place = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(rows[i][k]) > Math.abs(rows[place][k])) place = i;
    [rows[k], rows[place]] = [rows[place], rows[k]];
    if (!(Math.abs(rows[k][k]) > 0)) return undefined;
    for (let i = k + 1; i < n; i++) {
      const factor = rows[i][k] / rows[k][k];
      if (factor !== 0) for (let j = k; j <= n; j++) rows[i][j] -= factor * rows[k][j];
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    let sum = rows[i][n];
    for (let j = i + 1; j < n; j++) sum -= rows[i][j] * x[j];
    x[i] = sum / rows[i][i];
  }
  return x.every(Number.isFinite) ? x : undefined;
}
