import { BallMatrix } from "./ball-matrix.js";
import { CompensatedSum } from "./compensated.js";
import { type Contraction, distanceBounds, type Residual, residualOf } from "./contraction.js";
import { copyOf, mapped, zeros } from "./doubles.js";
import {
  absoluteProductUpperBound,
  type ExpandedMatrix,
  entryUpperBound,
  identityMinus,
  submatrix,
} from "./expanded-matrix.js";
import { type LinearSolver, linearSolver } from "./linear-solve.js";
import { Matrix } from "./matrix.js";
import { addDown, addUp, multiplyUp } from "./rounding.js";
import { euclideanNormUpperBound } from "./scaling.js";

/** One column phi of size about 1, with bounds of its entries' errors. */
export interface Sample {
  readonly phi: Float64Array;
  readonly errors?: Float64Array;
}

/** The fixed point z* of z -> relu(M z + phi): |z - z*| <= errors entrywise, ||z - z*||_2 <= norm. */
export interface SettledColumn {
  readonly z: Float64Array;
  readonly errors: Float64Array;
  readonly norm: number;
  /** M z* + phi and bounds of its entries' errors. */
  readonly preActivation: Float64Array;
  readonly preActivationErrors: Float64Array;
  /** 1: certainly positive pre-activation, 0: certainly not, -1: not settled. */
  readonly pattern: Int8Array;
}

/** Multiplications that one call may spend on settled patterns; beyond, the contraction's bounds remain. */
const PATTERN_BUDGET = 3e8;
const MAX_ROUNDS = 4;

/** Solvers of I - M_SS, one for each active set S that was asked for. */
export class SettledSystems {
  readonly matrix: ExpandedMatrix;
  readonly #solvers = new Map<string, LinearSolver | undefined>();
  #spent = 0;

  constructor(matrix: ExpandedMatrix) {
    this.matrix = matrix;
  }

  /** Undefined where I - M_SS is not certified regular, or the budget is spent. */
  solverOf(active: readonly number[]): LinearSolver | undefined {
    const key = active.join();
    if (this.#solvers.has(key)) return this.#solvers.get(key);
    this.#spent += 16 * active.length ** 3;
    const solver =
      this.#spent > PATTERN_BUDGET ? undefined : linearSolver(identityMinus(submatrix(this.matrix, active, active)));
    this.#solvers.set(key, solver);
    return solver;
  }

  /** z_S = (I - M_SS)^{-1} (phi_S + M_SU z_U), where z_U is known up to errors. */
  solve(
    sample: Sample,
    active: readonly number[],
    others: readonly number[],
    z: Float64Array,
    errors: Float64Array,
  ): BallMatrix | undefined {
    const solver = this.solverOf(active);
    if (solver === undefined) return undefined;
    const right = new Matrix(active.length, 1);
    const radii = zeros(active.length);
    const sum = new CompensatedSum();
    const { high, low, rad } = this.matrix;
    active.forEach((i, k) => {
      sum.reset().add(sample.phi[i]);
      let spread = sample.errors?.[i] ?? 0;
      for (const j of others) {
        const index = i * high.columns + j;
        sum.addProducts(high.data, index, 1, z, j, 1, 1);
        if (low !== undefined) sum.addProducts(low, index, 1, z, j, 1, 1);
        if (rad !== undefined) spread = addUp(spread, multiplyUp(rad[index], Math.abs(z[j])));
        spread = addUp(spread, multiplyUp(entryUpperBound(this.matrix, index), errors[j]));
      }
      right.data[k] = sum.value();
      radii[k] = addUp(sum.error(), spread);
    });
    const result = solver.solve(BallMatrix.withEntryRadii(right, radii));
    return result.known ? result : undefined;
  }
}

function indicesOf(pattern: Int8Array, state: number): number[] {
  const result: number[] = [];
  for (let i = 0; i < pattern.length; i++) if (pattern[i] === state) result.push(i);
  return result;
}

/** Encloses the fixed point that the contraction proves, starting from any z; undefined where no radius is finite. */
export function encloseColumn(
  matrix: ExpandedMatrix,
  contraction: Contraction,
  sample: Sample,
  proposal: Float64Array,
  systems: SettledSystems,
): SettledColumn | undefined {
  const z = copyOf(proposal);
  const m = z.length;
  let errors = zeros(m).fill(Number.POSITIVE_INFINITY);
  let result: SettledColumn | undefined;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const residual = residualOf(matrix, sample.phi, sample.errors, z);
    const bounds = distanceBounds(matrix, contraction, residual.size);
    errors = mapped(errors, (e, i) => Math.min(e, bounds.entries[i]));
    const previous: SettledColumn | undefined = result;
    result = evaluate(matrix, residual, copyOf(z), copyOf(errors), bounds.norm);
    const { pattern } = result;
    if (round === MAX_ROUNDS - 1 || previous?.pattern.every((state, i) => state === pattern[i])) break;
    for (let i = 0; i < m; i++) if (pattern[i] === 0) z[i] = errors[i] = 0;
    const active = indicesOf(pattern, 1);
    const solution = systems.solve(sample, active, indicesOf(pattern, -1), z, errors);
    active.forEach((i, k) => {
      if (solution === undefined || !(solution.entryRadius(k) <= errors[i])) return;
      z[i] = solution.mid.data[k];
      errors[i] = solution.entryRadius(k);
    });
  }
  return result !== undefined && result.norm < Number.POSITIVE_INFINITY ? result : undefined;
}

/**
 * Verifies a fixed point without any contraction: z_S solves (I - M_SS) z_S = phi_S for the proposal's active set S, and
 * certainly z_S >= 0 and (M z + phi)_i <= 0 for i outside S. Undefined where that is not certain.
 */
export function verifyColumn(
  matrix: ExpandedMatrix,
  sample: Sample,
  proposal: Float64Array,
  systems: SettledSystems,
): SettledColumn | undefined {
  const m = proposal.length;
  const active = Array.from(proposal.keys()).filter((i) => proposal[i] > 0);
  const z = zeros(m);
  const errors = zeros(m);
  const solution = systems.solve(sample, active, [], z, errors);
  if (solution === undefined) return undefined;
  active.forEach((i, k) => {
    z[i] = solution.mid.data[k];
    errors[i] = solution.entryRadius(k);
  });
  const residual = residualOf(matrix, sample.phi, sample.errors, z);
  // The signs are judged before `evaluate`, which may only be told what is known to enclose the fixed point.
  const spread = absoluteProductUpperBound(matrix, errors);
  const isActive = new Set(active);
  const isVerified = z.every((value, i) =>
    isActive.has(i)
      ? addDown(value, -errors[i]) >= 0
      : addUp(residual.preActivation[i], addUp(residual.preActivationErrors[i], spread[i])) <= 0,
  );
  return isVerified ? evaluate(matrix, residual, z, errors, Number.POSITIVE_INFINITY) : undefined;
}

/** Pre-activations of the fixed point that lies within `errors` of z, and the signs that they settle. */
function evaluate(
  matrix: ExpandedMatrix,
  residual: Residual,
  z: Float64Array,
  errors: Float64Array,
  norm: number,
): SettledColumn {
  const { preActivation, preActivationErrors } = residual;
  const spread = absoluteProductUpperBound(matrix, errors);
  const pattern = new Int8Array(z.length).fill(-1);
  for (let i = 0; i < z.length; i++) {
    const error = addUp(preActivationErrors[i], spread[i]);
    preActivationErrors[i] = error;
    if (addDown(preActivation[i], -error) > 0) pattern[i] = 1;
    else if (addUp(preActivation[i], error) <= 0) pattern[i] = 0;
    if (pattern[i] === 1 && errors[i] <= error) {
      // z* = N there, and z is the sharper enclosure.
      preActivation[i] = z[i];
      preActivationErrors[i] = errors[i];
    }
  }
  return {
    z,
    errors,
    norm: Math.min(norm, euclideanNormUpperBound(errors)),
    preActivation,
    preActivationErrors,
    pattern,
  };
}
