import { kernels } from "./kernels.js";
import { addDown, addUp, divideUp, gammaFactor, multiplyUp, squareRootUp } from "../../src/numerics/rounding.js";

/**
 * A certified upper bound of ||A||_2 and the estimate it grew from; both Infinity where no bound below 1.001 times the
 * estimate is certified. `gram` and `work` are m x m scratch.
 *
 * Tool T1 of the theory: G = fl(A^T A) is within e = gamma_{m+3} ||A||_F^2 of A^T A (for 2^-200 <= max|a_ij| <= 2^200 no
 * underflow matters: all of them together are below m^2 2^-1074); if the floating Cholesky of
 * (c^2 - e - 8u (c^2 + g_ii)) I - G - kappa I completes, kappa = gamma_{m+2} / (1 - gamma_{m+2}) trace(c^2 I - G), then
 * c >= ||A|| (Rump 2006). 8u (c^2 + g_ii) covers the roundings of forming a diagonal entry.
 */
export function spectralNormBound(
  m: number,
  a: Float64Array,
  gram: Float64Array,
  work: Float64Array,
  certified: boolean,
): { estimate: number; bound: number } {
  const failed = { estimate: Number.POSITIVE_INFINITY, bound: Number.POSITIVE_INFINITY };
  kernels.gramMatrix("AtA", m, m, a, gram);
  let trace = 0;
  for (let i = 0; i < m; i++) trace += gram[i * m + i];
  if (!(trace > 2 ** -400 && trace < 2 ** 400)) return failed;
  const square = kernels.largestEigenvalue(m, gram);
  const estimate = Math.sqrt(square);
  if (!certified) return { estimate, bound: estimate };
  // trace is the sum of m entries, each a computed column norm squared.
  const frobeniusSquare = multiplyUp(trace, addUp(1, gammaFactor(2 * m + 2)));
  const e = multiplyUp(gammaFactor(m + 3), frobeniusSquare);
  const gamma = gammaFactor(m + 2);
  const kappaFactor = divideUp(gamma, addDown(1, -gamma));
  // What e and kappa take off the diagonal must be less than the excess, or the matrix is not definite.
  const least = 2 * (e / square + kappaFactor * m);
  for (let excess = Math.max(2 ** -38, least); excess < 1e-3; excess *= 16) {
    const c2 = square * (1 + excess);
    const kappa = multiplyUp(kappaFactor, multiplyUp(m * c2, 1 + 2 ** -50));
    const drop = addUp(e, kappa);
    work.set(gram.subarray(0, m * m));
    kernels.scale(m * m, -1, work);
    for (let i = 0; i < m; i++) work[i * m + i] = c2 - gram[i * m + i] - drop - 2 ** -50 * (c2 + gram[i * m + i]);
    if (kernels.cholesky(m, work)) return { estimate, bound: squareRootUp(c2) };
  }
  return failed;
}

/** ||x||_F of the first n entries, rounded up: the computed sum of squares errs by gamma_n at most (no underflow that matters). */
export function normUp(n: number, x: Float64Array): number {
  return multiplyUp(squareRootUp(kernels.sumOfSquares(n, x)), addUp(1, gammaFactor(n + 2)));
}

/** upper triangle of `work` = that of S - t I. */
function shiftInto(n: number, matrix: Float64Array, t: number, work: Float64Array): void {
  for (let i = 0; i < n; i++) {
    const end = i * n + n;
    for (let k = i * n + i; k < end; k++) work[k] = matrix[k];
    work[i * n + i] -= t;
  }
}

/** For how many matrices the bound 0 stands. */
const restingSteps = 15;

/**
 * Lower bounds of lambda_min of M^T M for a sequence of slowly changing M (rows x n, n <= rows or the answer is 0), of which
 * the computed Gram matrices are given. An estimate is followed by inverse iteration and proved by a Cholesky factor
 * (tool T2: of G - (mu + e + 8u (mu + g_ii) + kappa) I); where that does not work, all eigenvalues are computed.
 * With `certified` false the estimate itself. Where no bound but 0 is certain (some 1e-13 of the trace: samples that are
 * alike), 0 stands for the next matrices as well, and is tried again after them.
 */
export class LeastEigenvalues {
  readonly #work: Float64Array;
  readonly #vectors: Float64Array;
  readonly #values: Float64Array;
  readonly #vector: Float64Array;
  #estimate = Number.NaN;
  #change = 0;
  /** Matrices left for which nothing better than 0 is looked for. */
  #rest = 0;

  constructor(n: number) {
    [this.#work, this.#vectors] = [0, 0].map(() => kernels.allocate(n * n));
    [this.#values, this.#vector] = [0, 0].map(() => kernels.allocate(n));
  }

  /** The next matrix has nothing to do with the last. */
  restart(): void {
    this.#estimate = Number.NaN;
    this.#rest = 0;
  }

  next(n: number, gram: Float64Array, rows: number, certified: boolean): number {
    if (n > rows) return 0;
    if (this.#rest > 0) {
      this.#rest--;
      return 0;
    }
    if (this.#follow(n, gram)) {
      const bound = certified ? this.#certify(n, gram, rows, 1) : this.#estimate;
      if (bound > 0) return bound;
    }
    const bound = this.#compute(n, gram, rows, certified);
    if (certified && !(bound > 0)) this.#rest = restingSteps;
    return bound;
  }

  #compute(n: number, gram: Float64Array, rows: number, certified: boolean): number {
    for (let k = 0; k < n * n; k++) this.#work[k] = gram[k];
    this.#estimate = Number.NaN;
    if (!kernels.symmetricEigen(n, this.#work, this.#values, this.#vectors)) return 0;
    if (!(this.#values[0] > 0)) return 0;
    this.#estimate = this.#values[0];
    this.#change = 0.01 * this.#estimate;
    for (let i = 0; i < n; i++) this.#vector[i] = this.#vectors[i];
    return certified ? this.#certify(n, gram, rows, 4) : this.#estimate;
  }

  /**
   * Inverse iteration from the last vector, shifted to just below where the eigenvalue is expected; where it went below that,
   * or is slow, once more with a shift further off.
   */
  #follow(n: number, gram: Float64Array): boolean {
    // The value errs by the square of its residual over the distance to the other eigenvalues; for a tiny one roundings
    // of the products, some 2^-53 of the trace each, are all that is left.
    let trace = 0;
    for (let k = 0; k < n * n; k += n + 1) trace += gram[k];
    const tolerance = Math.max(1e-7 * this.#estimate, 2 ** -47 * trace);
    const margin = Math.max(8 * this.#change, 1e-5 * this.#estimate);
    for (const shift of [this.#estimate - margin, this.#estimate - Math.max(8 * margin, 0.01 * this.#estimate)]) {
      if (!(shift > 0)) return false;
      const value = kernels.followEigenvalue(n, gram, shift, 4, tolerance * tolerance, this.#vector);
      if (Number.isNaN(value)) continue;
      this.#change = Math.max(Math.abs(value - this.#estimate), 0.7 * this.#change);
      this.#estimate = value;
      return true;
    }
    return false;
  }

  #certify(n: number, gram: Float64Array, rows: number, attempts: number): number {
    const approximation = this.#estimate;
    let trace = 0;
    for (let i = 0; i < n; i++) trace += gram[i * n + i];
    // ||M||_F^2 <= computed trace times 1 + gamma_{2 rows}.
    const e = multiplyUp(gammaFactor(rows + 3), multiplyUp(trace, addUp(1, gammaFactor(rows + n + 2))));
    const gamma = gammaFactor(n + 2);
    const drop = addUp(e, multiplyUp(divideUp(gamma, addDown(1, -gamma)), multiplyUp(trace, 1 + 2 ** -40)));
    let slack = 4 * drop;
    for (let attempt = 0; attempt < attempts && slack < approximation; attempt++, slack *= 16) {
      const mu = approximation - slack;
      shiftInto(n, gram, 0, this.#work);
      for (let k = 0; k < n * n; k += n + 1) this.#work[k] = gram[k] - mu - drop - 2 ** -50 * (mu + gram[k]);
      if (kernels.cholesky(n, this.#work)) return mu;
    }
    return 0;
  }
}

/**
 * Eigenvalues of the symmetric matrix S (n x n, exactly symmetric) into `values`, ascending; returns a certified radius for
 * all of them, or Infinity. `copy`, `vectors`, `residual` are n x n scratch. Uncertified: radius 0, values alone.
 *
 * For the computed V (rows v_k) and values l_k let R = S V^T - V^T L, delta = ||V V^T - I||_F < 1/2 and Q the orthogonal
 * polar factor of V^T: ||V^T - Q|| <= delta, so S Q - Q L = R + S (Q - V^T) - (Q - V^T) L has norm at most
 * ||R||_F + delta (||S|| + max|l|), and by Weyl the k-th eigenvalue lies that near to the k-th value. ||S|| <= max|l| + that.
 */
export function certifiedEigenvalues(
  n: number,
  matrix: Float64Array,
  values: Float64Array,
  scratch: { readonly copy: Float64Array; readonly vectors: Float64Array; readonly residual: Float64Array },
  certified: boolean,
): number {
  const { copy, vectors, residual } = scratch;
  for (let k = 0; k < n * n; k++) copy[k] = matrix[k];
  if (!kernels.symmetricEigen(n, copy, values, certified ? vectors : undefined)) return Number.POSITIVE_INFINITY;
  if (!certified) return 0;
  const largest = Math.max(Math.abs(values[0]), Math.abs(values[n - 1]));
  // Rows of V S - L V; each entry of the product errs by gamma_n ||v|| ||s||, the rest by two roundings.
  kernels.gemm("AB", n, n, n, vectors, matrix, residual);
  for (let k = 0, e = 0; k < n; k++) for (let i = 0; i < n; i++, e++) residual[e] -= values[k] * vectors[e];
  const frobenius = normUp(n * n, matrix);
  const vectorNorm = normUp(n * n, vectors);
  const rounding = multiplyUp(multiplyUp(gammaFactor(n + 3), addUp(frobenius, largest)), 2 * vectorNorm);
  const r = addUp(normUp(n * n, residual), rounding);
  kernels.gramMatrix("AAt", n, n, vectors, copy);
  for (let i = 0; i < n; i++) copy[i * n + i] -= 1;
  const delta = addUp(normUp(n * n, copy), multiplyUp(gammaFactor(n + 2), multiplyUp(vectorNorm, vectorNorm)));
  if (!(delta < 0.25)) return Number.POSITIVE_INFINITY;
  // radius <= r + delta (2 largest + radius)
  return divideUp(addUp(r, multiplyUp(delta, 2 * largest)), addDown(1, -delta));
}

/** True if lambda_min(S) >= mu is certain for the symmetric S (n x n): the Cholesky of S - (mu + kappa) I completes. */
export function isAtLeast(n: number, matrix: Float64Array, mu: number, work: Float64Array): boolean {
  let size = 0;
  for (let i = 0; i < n; i++) size += Math.abs(matrix[i * n + i]) + Math.abs(mu);
  const gamma = gammaFactor(n + 6);
  const kappa = multiplyUp(divideUp(gamma, addDown(1, -gamma)), multiplyUp(size, 1 + 2 ** -40));
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) work[i * n + j] = matrix[i * n + j];
    work[i * n + i] -= mu + kappa;
  }
  return kernels.cholesky(n, work);
}
