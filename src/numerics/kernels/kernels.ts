import type { CounterStream } from "../random.js";

/**
 * Dense float64 kernels on row-major `Float64Array`s: one interface, two implementations (plain TypeScript and
 * WebAssembly SIMD) that agree bit for bit, so that no verdict depends on which of them ran.
 *
 * They agree because every result is *defined* by an order of operations, and both follow it. Each operation is one
 * IEEE 754 binary64 +, -, *, / or sqrt, rounded to nearest, never fused.
 *
 * - **Sequential order** (`gemm`, `gramMatrix`, `multiplyTransposedVector`, `cholesky`, `luFactor`, the solves,
 *   `reluAffine`): an output element starts at its first operand (+0 for a product, the entry itself for an update) and
 *   takes its terms one by one, inner index ascending; back substitution takes them descending. The vector lanes run
 *   over *different* output elements, so vector width and blocking leave every element's order as it is.
 * - **Eight-lane order** (`dot`, `sumOfSquares`, `squaredDistance`, `multiplyVector`, and inside `symmetricEigen`):
 *   lane l of eight, starting at +0, takes the terms with k = l (mod 8), ascending; the lanes are then added as
 *   ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7)). There is no special tail.
 *
 * Both are summation orders of the ordinary kind: a sum of k products errs by at most gamma_k = k u / (1 - k u)
 * (u = 2^-53) times the sum of |terms|, plus k * 2^-1075 if products underflow (Higham, Accuracy and Stability of
 * Numerical Algorithms, 2nd ed., sections 2.1 and 3.1).
 *
 * Arguments: sizes are non-negative integers, arrays hold at least the entries that the sizes ask for (a RangeError
 * says so otherwise), and an output must not overlap an input unless said. NaN and infinities go through every
 * product and update (a ReLU keeps NaN); whether a NaN's sign and payload survive is not specified.
 */
export interface Kernels {
  /** Which implementation this is; part of a run record's environment. */
  readonly name: "typescript" | "wasm";

  /**
   * A zeroed array of `length` doubles that lives where the kernels work best (in WebAssembly memory: calls on such
   * arrays copy nothing). It is released, and must not be used again, when an enclosing `scope` ends; outside of any
   * scope it lives as long as the process.
   */
  allocate(length: number): Float64Array;

  /** Runs `work` and then releases everything that was allocated inside it. Scopes nest. */
  scope<T>(work: () => T): T;

  /** Sum of x[k] y[k], k < n, in eight-lane order. */
  dot(n: number, x: Float64Array, y: Float64Array): number;

  /** Sum of x[k]^2, k < n, in eight-lane order. */
  sumOfSquares(n: number, x: Float64Array): number;

  /** Sum of (x[k] - y[k])^2, k < n, in eight-lane order. */
  squaredDistance(n: number, x: Float64Array, y: Float64Array): number;

  /** x[k] = x[k] factor, k < n. */
  scale(n: number, factor: number, x: Float64Array): void;

  /** y[k] = y[k] + factor x[k], k < n, product and sum each rounded. */
  addMultiple(n: number, factor: number, x: Float64Array, y: Float64Array): void;

  /**
   * C = op(A) op(B), or C += with `accumulate`: each element starts at +0 (or at C's entry) and takes inner index 0, 1, ….
   * C is rows x columns. Form "AB": A rows x inner, B inner x columns; "AtB": A inner x rows; "ABt": B columns x inner.
   */
  gemm(
    form: ProductForm,
    rows: number,
    columns: number,
    inner: number,
    a: Float64Array,
    b: Float64Array,
    c: Float64Array,
    accumulate?: boolean,
  ): void;

  /** y = A x for A rows x columns: y[i] is the eight-lane dot product of row i with x. */
  multiplyVector(rows: number, columns: number, a: Float64Array, x: Float64Array, y: Float64Array): void;

  /** y = A^T x for A rows x columns: y[j] takes the rows in ascending order, starting at +0. */
  multiplyTransposedVector(rows: number, columns: number, a: Float64Array, x: Float64Array, y: Float64Array): void;

  /**
   * Gram matrix of A, rows x columns: "AtA" (columns x columns) or "AAt" (rows x rows), inner index ascending.
   * The result is exactly symmetric.
   */
  gramMatrix(form: GramForm, rows: number, columns: number, a: Float64Array, g: Float64Array): void;

  /**
   * Cholesky factor R (upper triangular, A = R^T R) of a symmetric A, n x n, in place. Only the diagonal and the part
   * above it are read and written. Returns false, leaving A undefined, unless every pivot is finite and > 0; so NaN and
   * infinities anywhere in the upper triangle end in false (a NaN or infinity above the diagonal reaches a pivot below it).
   * Entry (i, j) is (((a_ij - r_0i r_0j) - r_1i r_1j) - …) / r_ii; a pivot is the square root of such a difference.
   */
  cholesky(n: number, a: Float64Array): boolean;

  /**
   * Solves op(T) X = B in place of B (n x columns, row-major) for the triangle of T (n x n) that `form` names:
   * "upper" T X = B, "upperTransposed" T^T X = B, likewise "lower", "lowerTransposed"; "unitLower" is "lower" with a
   * diagonal of ones that is not read. No test of the diagonal: a zero gives infinities or NaN.
   */
  solveTriangular(form: TriangularForm, n: number, columns: number, t: Float64Array, b: Float64Array): void;

  /**
   * P A = L U with partial pivoting in place of A (n x n): U in the upper triangle, L (unit diagonal not stored) below.
   * `pivots[k] >= k` is the row that was exchanged with row k: the first of largest magnitude in its column.
   * Returns false, leaving A undefined, if a pivot is zero or not finite, or a NaN stands in a pivot column.
   */
  luFactor(n: number, a: Float64Array, pivots: Int32Array): boolean;

  /** Solves A X = B in place of B (n x columns) with the factors of `luFactor`. */
  luSolve(n: number, columns: number, lu: Float64Array, pivots: Int32Array, b: Float64Array): void;

  /**
   * A^{-1} (n x n) from the factors of `luFactor`, for finite factors bit for bit what `luSolve` makes of the identity: L^{-1} in blocks of
   * eight columns, each from its first row on (what stands above is zero), then U, then the columns are exchanged.
   */
  luInverse(n: number, lu: Float64Array, pivots: Int32Array, inverse: Float64Array): void;

  /**
   * Approximate eigenvalues, ascending, of the symmetric matrix whose lower triangle (diagonal included) is A's
   * (n x n, destroyed), and with `vectors` (n x n) its orthonormal eigenvectors: *row* k belongs to values[k].
   * Householder tridiagonalisation and implicit QL, scaled by a power of two. Returns false, results undefined, on
   * input that is not finite or if an eigenvalue takes more than 60 QL sweeps; it always returns.
   * An approximation (error about n u ||A||) without a bound of its own: certify it by its residual or a Cholesky.
   */
  symmetricEigen(n: number, a: Float64Array, values: Float64Array, vectors?: Float64Array): boolean;

  /**
   * A quick estimate, usually good to 1e-12, of the largest eigenvalue of a symmetric positive semidefinite A (n x n,
   * both triangles given): Lanczos without reorthogonalisation, at most 96 steps. Never above the true value by more than
   * rounding, but it may be below it, even far (a start orthogonal to the eigenvector): a proposal, to be tested by a
   * Cholesky of c I - A. Scale A first, its entries are squared. NaN or infinite entries give some number or NaN.
   */
  largestEigenvalue(n: number, a: Float64Array): number;

  /** Fills out[0 … count-1] with what as many calls of `dyadicGaussian(stream)` return, and leaves the stream after them. */
  fillGaussian(stream: CounterStream, count: number, out: Float64Array): void;

  /**
   * One step of the fixed-point map: out = max(M Z + Phi, 0) for M (m x m), Z, Phi, out (m x n, one column a sample);
   * returns ||out - Z||_F^2. An entry is (sum over k of M_jk Z_ki, ascending from +0) + Phi_ji, or 0 if that is
   * negative; NaN stays NaN. Each column's squares are summed row by row from +0, then the columns' sums from +0.
   */
  reluAffine(m: number, n: number, matrix: Float64Array, z: Float64Array, phi: Float64Array, out: Float64Array): number;

  /**
   * The rest of such a step where `out` (m x n) holds the product already, by whatever means it was computed: out =
   * max(out + C, 0), or with a mask out = (out + C) * mask entrywise. squares[i] receives the sum of (out - z)^2 over
   * column i, row by row from +0.
   */
  finishAffine(
    m: number,
    n: number,
    constant: Float64Array,
    mask: Float64Array | null,
    z: Float64Array,
    out: Float64Array,
    squares: Float64Array,
  ): void;

  /**
   * Repeats `reluAffine`, starting from and ending in z, until each of `groups` equal blocks of consecutive columns has
   * a squared step ||Z_{k+1} - Z_k||_F^2 <= toleranceSquared, or a step is not finite, or `limit` steps are done.
   * Returns the number of steps K. history[k * groups + g] is the squared step of group g in step k < K (columns' sums
   * added ascending from +0); `previous` (m x n) receives the last iterate but one. A K of `limit`, or a last step that
   * is above the tolerance or NaN, means no convergence. `groups` divides n.
   */
  iterateReluAffine(
    m: number,
    n: number,
    groups: number,
    matrix: Float64Array,
    phi: Float64Array,
    z: Float64Array,
    previous: Float64Array,
    limit: number,
    toleranceSquared: number,
    history: Float64Array,
  ): number;

  /**
   * The same for the linear map U -> D * (op(M) U + C), entrywise times the mask D (m x n; zeros and ones where it is an
   * activation pattern); op(M) is M^T if `transposed`: the adjoint iteration of the implicit layer has M = gamma A transposed.
   */
  iterateMaskedAffine(
    m: number,
    n: number,
    groups: number,
    matrix: Float64Array,
    transposed: boolean,
    constant: Float64Array,
    mask: Float64Array,
    u: Float64Array,
    previous: Float64Array,
    limit: number,
    toleranceSquared: number,
    history: Float64Array,
  ): number;

  /**
   * Solves for every column by itself: repeats z <- max(M z + phi, 0), or with a mask D z <- d * (op(M) z + c), from the
   * given Z on until the column's squared step is at most `toleranceSquared` (or not finite), for at most `limit` >= 1
   * steps. Columns that are done leave the product, so that a few slow ones cost little. stepSquares[i] is column i's last
   * squared step: above the tolerance (or NaN) it means no convergence. Returns the steps of all columns together.
   */
  solveAffineColumns(
    m: number,
    n: number,
    matrix: Float64Array,
    transposed: boolean,
    constant: Float64Array,
    mask: Float64Array | null,
    z: Float64Array,
    limit: number,
    toleranceSquared: number,
    stepSquares: Float64Array,
  ): number;

  /**
   * Solutions of x = c + N w, column by column, with x_j = 0 on a set of rows and w_j = 0 outside it; N is the m x m
   * `inverse`, or its transpose if `transposed`. A column's set is where `signs` (m x n) is not > 0; with `rounds` 0 it
   * stays so. Otherwise rows of the set with w_j < 0 leave it and rows outside with x_j < 0 enter it until none does, for
   * at most `rounds` systems: then x, w >= 0. With N = (I - M)^{-1}, ||M|| < 1, and c = N phi, that x is the fixed point
   * of z -> max(M z + phi, 0). `adjoint` (m x n) then receives g + N^T v, with v supported on the column's last set and
   * zero result there, for the m entries g of `adjointConstant`: with g = N^T b it is D (I - M D)^{-T} b, D the active rows.
   * Both are proposals, to be tested by a step of the map.
   * The small systems N_SS w = -c_S are factored without pivoting, by multiplication with the reciprocal of the pivot (the
   * symmetric part of such an N is positive definite); sums take their terms in the order of the set, those of a
   * substitution as their components become known; N^T v, v dense with its zeros, is `gemm`'s. Returns how many columns did not settle: they keep the last x, or
   * NaN where a pivot was not positive and finite. x may be `signs`.
   */
  solveActiveSets(
    m: number,
    n: number,
    inverse: Float64Array,
    transposed: boolean,
    constant: Float64Array,
    signs: Float64Array,
    rounds: number,
    x: Float64Array,
    adjointConstant: Float64Array | null,
    adjoint: Float64Array | null,
  ): number;

  /**
   * Moves N^T in place, N = (I - M)^{-1}, to where M + P Z^T would have it (P, Z m x n, n small): by Sherman-Morrison-Woodbury
   * N^T + R S^{-1} L with L = P^T N^T, R = N^T Z and S = I - L Z, in the orders of `gemm`, `luFactor` and `luSolve`; an entry of
   * S is negated, and the diagonal then raised by 1. With `phi` (m x n) also C = N phi: plus (S^{-1} L)^T (R^T phi). Returns
   * false, leaving everything as it was, where S has no factors.
   */
  followInverse(
    m: number,
    n: number,
    inverse: Float64Array,
    p: Float64Array,
    z: Float64Array,
    phi: Float64Array | null,
    constant: Float64Array | null,
  ): boolean;

  /**
   * Inverse iteration for an eigenvalue of the symmetric S (n x n) above `shift`, from `vector` on and in place of it, by
   * the Cholesky factor of S - shift I: at most `rounds` times two substitutions, division by the length (as a multiplication
   * by its reciprocal) and the quotient v^T S v, which is returned once the squared residual ||S v - (v^T S v) v||^2, summed
   * in ascending order, is at most `toleranceSquared`. NaN where S - shift I is not definite, or no round got there.
   */
  followEigenvalue(
    n: number,
    s: Float64Array,
    shift: number,
    rounds: number,
    toleranceSquared: number,
    vector: Float64Array,
  ): number;

  /**
   * The rest of a step of the adjoint u -> D (M^T u + b) where `image` (m x n) holds M^T u already, by whatever means: u =
   * image + constant_j in row j where z > 0, and 0 elsewhere (where z is NaN as well). Returns the squared change of u: each
   * column's squares summed row by row from +0, then the columns' sums from +0.
   */
  finishAdjoint(
    m: number,
    n: number,
    constant: Float64Array,
    z: Float64Array,
    image: Float64Array,
    u: Float64Array,
  ): number;

  /**
   * Compares two m x n iterates: squares[i] receives the squared distance of their columns i, row by row from +0; flips[i]
   * how many rows of it have exactly one of x, y > 0. Returns the number of all flips.
   */
  compareColumns(
    m: number,
    n: number,
    x: Float64Array,
    y: Float64Array,
    squares: Float64Array,
    flips: Float64Array,
  ): number;

  /** out[j, i] = factor (x[j, i] weights[i]), m x n; `out` may be x. */
  scaleColumns(m: number, n: number, factor: number, x: Float64Array, weights: Float64Array, out: Float64Array): void;

  /**
   * Descent direction of the linear network's loss 1/2 ||Y - X U V^T||_F^2, by way of S = X^T X (d x d) and
   * C = X^T Y (d x o): dU = P V, dV = P^T U, P = C - S (U V^T); each product in `gemm`'s order. `state` holds U (d x h) and
   * then V (o x h), `derivative` receives dU and dV likewise.
   */
  linearNetworkDescent(
    d: number,
    o: number,
    h: number,
    s: Float64Array,
    c: Float64Array,
    state: Float64Array,
    derivative: Float64Array,
  ): void;

  /**
   * Stages 1, 2, … of an explicit Runge-Kutta step of that flow: stage k is the descent direction at `point` = state +
   * step (sum over r < k of weights[k * count + r] times stage r), by the two kernels' orders. `stages` holds `count` rows,
   * the first of them given; `point` ends as the last stage's.
   */
  linearNetworkStages(
    d: number,
    o: number,
    h: number,
    s: Float64Array,
    c: Float64Array,
    count: number,
    weights: Float64Array,
    step: number,
    state: Float64Array,
    stages: Float64Array,
    point: Float64Array,
  ): void;

  /** out = base + h (sum over s < count of weights[s] times row s of `stages`), s ascending from +0; `out` may be `base`. */
  combineStages(
    n: number,
    count: number,
    weights: Float64Array,
    h: number,
    base: Float64Array,
    stages: Float64Array,
    out: Float64Array,
  ): void;
}

export type ProductForm = "AB" | "AtB" | "ABt";
export type GramForm = "AtA" | "AAt";
export type TriangularForm = "upper" | "upperTransposed" | "lower" | "lowerTransposed" | "unitLower";
