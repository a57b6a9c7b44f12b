import { Ball } from "./ball.js";
import { copyOf, mapped, zeros } from "./doubles.js";
import { frobeniusNorm } from "./frobenius-norm.js";
import { kernels } from "./kernels/index.js";
import { Matrix } from "./matrix.js";
import { multiply } from "./products.js";
import { addUp, divideUp, gammaFactor, multiplyUp, squareRootDown, squareRootUp, UNIT_ROUNDOFF } from "./rounding.js";
import { largestAbsolute, scaleToUnit } from "./scaling.js";

const MAX_TRIES = 40;
const MAX_INVERSE_STEPS = 3;

/**
 * ||A||_2 for large A (theory, tool T1): certified above by a Cholesky of c^2 I - A'A, below by ||A v|| / ||v||. Relative
 * radius about 1e-12 at order 100 and 1e-11 at 400: the error term grows like p^2 u.
 */
export function spectralNormByCholesky(matrix: Matrix): Ball {
  return scaledBounds(matrix, (gram) => {
    const lower = gram.stretch(gram.largestVector()).lower();
    const estimate = Math.max(gram.largest, lower * lower);
    for (let slack = 1, k = 0; k < MAX_TRIES; k++, slack *= 1.5) {
      const square = estimate + slack * gram.errorAt(estimate);
      if (gram.isAtMost(square)) return Ball.between(Math.max(0, lower), squareRootUp(square));
    }
    return Ball.unknown();
  });
}

/**
 * sigma_n(A) for large A with at least as many rows as columns (theory, tool T2): certified below by a Cholesky of
 * A'A - mu I, above by ||A v|| / ||v||. Forming A'A squares the condition number: from about 1e7 on the lower end is 0.
 */
export function leastSingularValueByCholesky(matrix: Matrix): Ball {
  return scaledBounds(matrix, (gram) => {
    const upper = gram.stretch(gram.leastVector()).upper();
    const estimate = Math.min(gram.least, upper * upper);
    for (let slack = 1, k = 0; k < MAX_TRIES; k++, slack *= 1.5) {
      const mu = estimate - slack * gram.errorAt(estimate);
      if (!(mu > 0)) break;
      if (gram.isAtLeast(mu)) return Ball.between(Math.min(squareRootDown(mu), upper), upper);
    }
    return Ball.between(0, upper);
  });
}

function scaledBounds(matrix: Matrix, bound: (gram: UnitGram) => Ball): Ball {
  const largest = largestAbsolute(matrix.data);
  if (largest === Number.POSITIVE_INFINITY) return Ball.unknown();
  if (largest === 0) return Ball.exact(0);
  const { data, exponent, rounded } = scaleToUnit(matrix.data);
  if (rounded > 0) return Ball.unknown();
  const gram = UnitGram.of(new Matrix(matrix.rows, matrix.columns, data));
  return gram === undefined ? Ball.unknown() : bound(gram).timesPowerOfTwo(exponent);
}

/**
 * G = fl(A'A) (or fl(A A'), the smaller one's nonzero spectrum) for A with largest entry in [1, 2), with what is known of
 * its errors. `e` bounds ||G - A'A||_2: gamma_k || |A| ||_2^2 <= gamma_k ||A||_F^2 for inner dimension k, and k p 2^-1074
 * for underflows, which gamma_{k+1} covers because ||A||_F >= 1.
 */
export class UnitGram {
  readonly #a: Matrix;
  readonly #data: Float64Array;
  readonly #order: number;
  readonly #e: number;
  /** Approximate extreme eigenvalues of G. */
  readonly largest: number;
  readonly least: number;

  private constructor(a: Matrix, data: Float64Array, e: number, values: Float64Array) {
    this.#a = a;
    this.#data = data;
    this.#order = a.columns;
    this.#e = e;
    this.least = values[0];
    this.largest = values[values.length - 1];
  }

  static of(matrix: Matrix): UnitGram | undefined {
    const a = matrix.rows >= matrix.columns ? matrix : matrix.transpose();
    const data = zeros(a.columns * a.columns);
    kernels.gramMatrix("AtA", a.rows, a.columns, a.data, data);
    const values = zeros(a.columns);
    if (!kernels.symmetricEigen(a.columns, copyOf(data), values)) return undefined;
    const frobenius = frobeniusNorm(a).upper();
    return new UnitGram(a, data, multiplyUp(gammaFactor(a.rows + 1), multiplyUp(frobenius, frobenius)), values);
  }

  /**
   * Slack that covers G's error, the rounding of a shifted diagonal and of the Cholesky factorisation: a completed floating
   * Cholesky of a p x p matrix S proves S + kappa I positive semidefinite, kappa = gamma_{p+1} / (1 - gamma_{p+1}) tr S
   * (Rump 2006, Verification of positive definiteness); gamma_{p+2} and 2^-1000 cover underflow.
   */
  errorAt(shift: number): number {
    let trace = 0;
    let most = 0;
    for (let i = 0; i < this.#order; i++) {
      const entry = this.#data[i * this.#order + i];
      trace = addUp(trace, addUp(shift, entry));
      most = Math.max(most, entry);
    }
    const gamma = gammaFactor(this.#order + 2);
    const kappa = multiplyUp(divideUp(gamma, 1 - 2 * gamma), trace);
    const diagonal = multiplyUp(8 * UNIT_ROUNDOFF, addUp(shift, most));
    return addUp(addUp(this.#e, kappa), addUp(diagonal, 2 ** -1000));
  }

  /** True when ||A||_2^2 <= square is certain: a Cholesky of square I - G, less its error. */
  isAtMost(square: number): boolean {
    return this.#completes(-1, square - this.errorAt(square));
  }

  /** True when every eigenvalue of A'A is at least mu for certain: a Cholesky of G - mu I, less its error. */
  isAtLeast(mu: number): boolean {
    return this.#completes(1, -(mu + this.errorAt(mu)));
  }

  #completes(sign: 1 | -1, shift: number): boolean {
    const p = this.#order;
    const shifted = mapped(this.#data, (x) => sign * x);
    for (let i = 0; i < p; i++) shifted[i * p + i] += shift;
    return kernels.cholesky(p, shifted);
  }

  /** ||A v|| / ||v||, which lies between the extreme singular values. */
  stretch(v: Float64Array): Ball {
    const vector = new Matrix(v.length, 1, v);
    return frobeniusNorm(multiply(this.#a, vector)).over(frobeniusNorm(vector));
  }

  largestVector(): Float64Array {
    return this.#inverseIteration(this.largest * (1 + 2 ** -45));
  }

  leastVector(): Float64Array {
    return this.#inverseIteration(this.least - this.largest * 2 ** -52);
  }

  /** An approximate eigenvector of G for the eigenvalue nearest to the shift. */
  #inverseIteration(shift: number): Float64Array {
    const p = this.#order;
    const system = copyOf(this.#data);
    for (let i = 0; i < p; i++) system[i * p + i] -= shift;
    const pivots = new Int32Array(p);
    let v = mapped(zeros(p), (_, i) => 1 + (i % 7) / 16);
    if (!kernels.luFactor(p, system, pivots)) return v;
    for (let step = 0; step < MAX_INVERSE_STEPS; step++) {
      const next = copyOf(v);
      kernels.luSolve(p, 1, system, pivots, next);
      const size = largestAbsolute(next);
      if (!(size > 0 && size < Number.POSITIVE_INFINITY)) return v;
      v = mapped(next, (x) => x / size);
    }
    return v;
  }
}
