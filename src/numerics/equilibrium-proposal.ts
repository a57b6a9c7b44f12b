import { copyOf, mapped, zeros } from "./doubles.js";
import { kernels } from "./kernels/index.js";
import type { Matrix } from "./matrix.js";

const WARM_UP_STEPS = 40;
const MAX_NEWTON_STEPS = 60;
/** Multiplications that plain iteration may spend where Newton's active sets do not settle. */
const PICARD_BUDGET = 2e8;
/** Steps of it at most: a narrow layer at gain 1 would otherwise spend minutes on a call a step. */
const MAX_PICARD_STEPS = 20_000;

/**
 * Proposes z >= 0 with z = relu(M z + phi), nothing promised; `samples` columns phi, each of size about 1 or zero.
 *
 * A few Picard steps, then for each column Newton's method on the active set (solve (I - M_SS) z_S = phi_S, take the new
 * set S = {M z + phi > 0}) until the set repeats; where it does not, or a system is singular, Picard steps on a budget.
 * Returns one column per sample.
 */
export function proposeEquilibrium(matrix: Matrix, phi: readonly Float64Array[]): Float64Array[] {
  const m = matrix.rows;
  const start = phi.map((column) => mapped(column, (x) => Math.max(x, 0)));
  return phi.map((column, c) => {
    const warm = iterate(matrix, column, start[c], WARM_UP_STEPS);
    const first = newton(matrix, column, warm);
    if (first !== undefined) return first;
    const steps = Math.min(MAX_PICARD_STEPS, Math.floor(PICARD_BUDGET / (m * m * phi.length + 1)));
    const long = iterate(matrix, column, warm, steps);
    return newton(matrix, column, long) ?? long;
  });
}

/** At most `steps` Picard steps, ended when a step changes nothing; not-finite iterates end at the start. */
function iterate(matrix: Matrix, phi: Float64Array, start: Float64Array, steps: number): Float64Array {
  const m = phi.length;
  let z = copyOf(start);
  let next = zeros(m);
  for (let step = 0; step < steps; step++) {
    const change = kernels.reluAffine(m, 1, matrix.data, z, phi, next);
    if (!Number.isFinite(change)) return copyOf(start);
    [z, next] = [next, z];
    if (change === 0) break;
  }
  return z;
}

function newton(matrix: Matrix, phi: Float64Array, start: Float64Array): Float64Array | undefined {
  const m = phi.length;
  let active = activeSet(matrix, phi, start);
  const seen = new Set<string>();
  for (let step = 0; step < MAX_NEWTON_STEPS; step++) {
    const z = solveActive(matrix, phi, active);
    if (z === undefined) return undefined;
    const next = activeSet(matrix, phi, z);
    if (next.length === active.length && next.every((index, k) => index === active[k]))
      return mapped(z, (x) => Math.max(x, 0));
    const key = next.join();
    if (seen.has(key) || m === 0) return undefined;
    seen.add(key);
    active = next;
  }
  return undefined;
}

/** Rows where M z + phi > 0. */
function activeSet(matrix: Matrix, phi: Float64Array, z: Float64Array): number[] {
  const m = phi.length;
  const image = zeros(m);
  kernels.multiplyVector(m, m, matrix.data, z, image);
  const result: number[] = [];
  for (let i = 0; i < m; i++) if (image[i] + phi[i] > 0) result.push(i);
  return result;
}

/** z with z_S = (I - M_SS)^{-1} phi_S and zeros elsewhere; undefined where the system is singular in floating point. */
function solveActive(matrix: Matrix, phi: Float64Array, active: readonly number[]): Float64Array | undefined {
  const size = active.length;
  const system = zeros(size * size);
  const right = Float64Array.from(active, (i) => phi[i]);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++)
      system[i * size + j] = (i === j ? 1 : 0) - matrix.data[active[i] * matrix.columns + active[j]];
  const pivots = new Int32Array(size);
  if (!kernels.luFactor(size, system, pivots)) return undefined;
  kernels.luSolve(size, 1, system, pivots, right);
  const z = zeros(phi.length);
  for (let k = 0; k < size; k++) {
    if (!Number.isFinite(right[k])) return undefined;
    z[active[k]] = right[k];
  }
  return z;
}
