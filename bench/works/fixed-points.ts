import { kernels } from "./kernels.js";

/** Rounds of active sets that a column may take; Picard steps go on where they do not settle. */
const rounds = 12;

/** Up to this width the inverse costs less than the Picard steps that it saves. */
export const directWidth = 96;

/**
 * Solves fixed points and adjoints of one layer directly: one inverse for all columns, then systems of the size of a
 * column's inactive set. Whatever comes out is a proposal: the Picard step that follows measures its residual.
 */
export class DirectSolver {
  /** (I - M)^{-T}. */
  readonly inverse: Float64Array;
  readonly #factors: Float64Array;
  /** (I - M)^{-1} phi of the last solution. */
  readonly constant: Float64Array;
  readonly #adjointConstant: Float64Array;
  readonly #pivots: Int32Array;

  /** For layers of width <= m and at most n samples. */
  constructor(m: number, n: number) {
    this.inverse = kernels.allocate(m * m);
    this.#factors = kernels.allocate(m * m);
    this.constant = kernels.allocate(m * n);
    this.#adjointConstant = kernels.allocate(m);
    this.#pivots = new Int32Array(m);
  }

  /** Takes M; false where I - M has no LU factors. */
  factor(m: number, matrix: Float64Array): boolean {
    const factors = this.#factors;
    for (let i = 0, k = 0; i < m; i++) for (let j = 0; j < m; j++, k++) factors[j * m + i] = -matrix[k];
    for (let k = 0; k < m * m; k += m + 1) factors[k] += 1;
    if (!kernels.luFactor(m, factors, this.#pivots)) return false;
    kernels.luInverse(m, factors, this.#pivots, this.inverse);
    return true;
  }

  /**
   * Proposes z = max(M z + phi, 0) for every column, the first sets being those of `signs` (null: of (I - M)^{-1} phi),
   * and u = D (M^T u + b) with D the rows where z > 0. `followed`: `constant` is up to date already.
   */
  solve(
    m: number,
    n: number,
    phi: Float64Array,
    signs: Float64Array | null,
    z: Float64Array,
    b: Float64Array | null,
    u: Float64Array | null,
    followed = false,
  ): void {
    const [constant, g] = [this.constant, b === null ? null : this.#adjointConstant];
    if (!followed) kernels.gemm("AtB", m, n, m, this.inverse, phi, constant);
    if (b !== null && g !== null) kernels.multiplyVector(m, m, this.inverse, b, g);
    if (kernels.solveActiveSets(m, n, this.inverse, true, constant, signs ?? constant, rounds, z, g, u) === 0) return;
    for (let k = 0; k < m * n; k++) {
      z[k] = z[k] > 0 ? z[k] : 0;
      if (u !== null && Number.isNaN(u[k])) u[k] = 0;
    }
  }
}
