import type { Budget } from "./budget.js";
import { bitLength, integerSquareRoot } from "./integers.js";

/** Approximate eigenpairs of a symmetric matrix of doubles, ascending; eigenvector k is vectors[k], of length 1. */
export interface FloatingEigenpairs {
  readonly values: readonly number[];
  readonly vectors: readonly (readonly number[])[];
}

/** Jacobi's cyclic rotations in floating point. A proposal: nothing depends on its being right. */
export function floatingEigenpairs(matrix: readonly (readonly number[])[]): FloatingEigenpairs {
  const n = matrix.length;
  const t = matrix.map((row) => [...row]);
  const v: number[][] = matrix.map((_, i) => matrix.map((__, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 30; sweep++) {
    let rotated = false;
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        const off = t[p][q];
        if (!(Math.abs(off) > 2 ** -54 * Math.sqrt(Math.abs(t[p][p] * t[q][q]))) || Math.abs(off) < 2 ** -900) continue;
        rotated = true;
        const theta = (t[q][q] - t[p][p]) / (2 * off);
        const tangent = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const cosine = 1 / Math.sqrt(tangent * tangent + 1);
        const sine = tangent * cosine;
        for (let k = 0; k < n; k++) {
          const a = t[k][p];
          const b = t[k][q];
          t[k][p] = cosine * a - sine * b;
          t[k][q] = sine * a + cosine * b;
        }
        for (let k = 0; k < n; k++) {
          const a = t[p][k];
          const b = t[q][k];
          t[p][k] = cosine * a - sine * b;
          t[q][k] = sine * a + cosine * b;
          const x = v[p][k];
          const y = v[q][k];
          v[p][k] = cosine * x - sine * y;
          v[q][k] = sine * x + cosine * y;
        }
      }
    if (!rotated) break;
  }
  const order = t.map((_, i) => i).sort((i, j) => t[i][i] - t[j][j]);
  return { values: order.map((i) => t[i][i]), vectors: order.map((i) => v[i]) };
}

/** An approximate eigenpair in units of 2^-fraction. */
export interface FixedEigenpair {
  readonly value: bigint;
  readonly vector: readonly bigint[];
}

/**
 * Rayleigh quotient iteration in fixed point, from an approximate unit eigenvector; converges cubically. A proposal.
 *
 * @param matrix symmetric, in units of 2^-fraction, entries about 1 in size
 */
export function rayleighIteration(
  matrix: readonly (readonly bigint[])[],
  start: readonly bigint[],
  fraction: number,
  steps: number,
  budget: Budget,
): FixedEigenpair {
  const n = matrix.length;
  const unit = BigInt(fraction);
  let vector = normalized(start, fraction);
  let value = quotient(matrix, vector, unit);
  for (let step = 0; step < steps; step++) {
    budget.spendProducts((n * n * n) / 3 + 3 * n * n, 2 * fraction);
    const next = solveShifted(matrix, value, vector, unit);
    if (next === undefined) break;
    vector = normalized(next, fraction);
    value = quotient(matrix, vector, unit);
  }
  return { value, vector };
}

/** The vector scaled to Euclidean length about 1 in units of 2^-fraction. */
function normalized(vector: readonly bigint[], fraction: number): bigint[] {
  // Cut to a fixed length first: solutions of nearly singular systems are long.
  const longest = vector.reduce((most, x) => Math.max(most, bitLength(x)), 1);
  const excess = BigInt(Math.max(0, longest - fraction - 8));
  const cut = vector.map((x) => x >> excess);
  const length = integerSquareRoot(cut.reduce((sum, x) => sum + x * x, 0n));
  return length === 0n ? cut : cut.map((x) => (x << BigInt(fraction)) / length);
}

function quotient(matrix: readonly (readonly bigint[])[], vector: readonly bigint[], unit: bigint): bigint {
  let top = 0n;
  let bottom = 0n;
  for (let i = 0; i < vector.length; i++) {
    let sum = 0n;
    for (let j = 0; j < vector.length; j++) sum += matrix[i][j] * vector[j];
    top += vector[i] * (sum >> unit);
    bottom += vector[i] * vector[i];
  }
  return bottom === 0n ? 0n : (top << unit) / bottom;
}

/** (matrix - value I)^-1 vector by Gaussian elimination with row exchanges in fixed point. */
function solveShifted(
  matrix: readonly (readonly bigint[])[],
  value: bigint,
  vector: readonly bigint[],
  unit: bigint,
): bigint[] | undefined {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row.map((x, j) => (i === j ? x - value : x)), vector[i]]);
  const size = (x: bigint): bigint => (x < 0n ? -x : x);
  for (let k = 0; k < n; k++) {
    let place = k;
    for (let i = k + 1; i < n; i++) if (size(rows[i][k]) > size(rows[place][k])) place = i;
    [rows[k], rows[place]] = [rows[place], rows[k]];
    // A pivot that rounds to zero belongs to the eigenvalue itself: one unit stands for it.
    if (rows[k][k] === 0n) rows[k][k] = 1n;
    const top = rows[k];
    for (let i = k + 1; i < n; i++) {
      const row = rows[i];
      if (row[k] === 0n) continue;
      const factor = (row[k] << unit) / top[k];
      for (let j = k + 1; j <= n; j++) row[j] -= (factor * top[j]) >> unit;
    }
  }
  const x = new Array<bigint>(n).fill(0n);
  for (let i = n - 1; i >= 0; i--) {
    let sum = rows[i][n] << unit;
    for (let j = i + 1; j < n; j++) sum -= rows[i][j] * x[j];
    x[i] = sum / rows[i][i];
  }
  return x.some((y) => y !== 0n) ? x : undefined;
}
