import { Ball } from "./ball.js";
import { BallMatrix } from "./ball-matrix.js";
import { CompensatedSum } from "./compensated.js";
import { orthogonalizingRotations } from "./jacobi.js";
import type { Matrix } from "./matrix.js";
import { orthogonalityDefect, reorthogonalized } from "./orthogonality.js";
import {
  addDown,
  addUp,
  divideDown,
  divideUp,
  LEAST_SUBNORMAL,
  multiplyDown,
  multiplyUp,
  scaleUp,
  squareRootDown,
  squareRootUp,
} from "./rounding.js";
import { euclideanNormUpperBound, largestAbsolute, scaleToUnit } from "./scaling.js";
import {
  type Columns,
  distinctColumns,
  isRankOne,
  nonzeroPart,
  singleNonzero,
  transposed,
  unitColumns,
} from "./structure.js";

const MAX_CORRECTIONS = 3;

const cache = new WeakMap<Matrix, readonly Ball[]>();

/**
 * All singular values, descending, min(rows, columns) of them, each with a certified radius; unknown where an entry is
 * not finite. For a matrix of doubles the relative error is about n 2^-53 for large and small singular values alike while
 * the condition number stays below about 1e14; exact where the columns (or rows) are orthogonal with exact norms, and
 * exactly 0 where a zero or repeated row or column forces it. For a BallMatrix its radius is added (Weyl).
 *
 * Method. One-sided Jacobi proposes V; B = A V is computed with compensated dot products, so that each column errs by
 * about u of its own norm; likewise the defect delta = ||V'V - I||_F. Then B'B = D (I + E) D with D the columns' norms,
 * E of diagonal 0, and (Ostrowski) sigma_i(A) lies in [d_i sqrt(1 - ||E||), d_i sqrt(1 + ||E||)] / sqrt(1 -+ delta).
 * Blocks sharpen it: with E_k the leading k x k block, for every k >= i
 *   d_i^2 (1 - ||E_k||_F) <= sigma_i(B)^2 <= d_i^2 (1 + ||E_k||_F) + sum_{j>k} d_j^2
 * (Cauchy's interlacing below; above, a positive semidefinite matrix exceeds its leading block by at most its trailing one).
 */
export function singularValues(matrix: Matrix | BallMatrix): readonly Ball[] {
  if (matrix instanceof BallMatrix) {
    if (!matrix.known) return new Array<Ball>(Math.min(matrix.rows, matrix.columns)).fill(Ball.unknown());
    return singularValues(matrix.mid).map((sigma) => widenNonnegative(sigma, matrix.rad));
  }
  let result = cache.get(matrix);
  if (result === undefined) {
    result = compute(matrix);
    cache.set(matrix, result);
  }
  return result;
}

/** The ball of a number >= 0 that lies within `rad` of a number in `ball`. */
export function widenNonnegative(ball: Ball, rad: number): Ball {
  if (rad === 0) return ball;
  const wide = new Ball(ball.mid, addUp(ball.rad, rad), ball.estimated);
  return wide.lower() < 0 && wide.known ? Ball.between(0, Math.max(0, wide.upper()), ball.estimated) : wide;
}

function compute(matrix: Matrix): readonly Ball[] {
  const total = Math.min(matrix.rows, matrix.columns);
  const largest = largestAbsolute(matrix.data);
  if (largest === Number.POSITIVE_INFINITY) return new Array<Ball>(total).fill(Ball.unknown());
  if (largest === 0) return new Array<Ball>(total).fill(Ball.exact(0));
  const scaled = scaleToUnit(matrix.data);
  // Zero rows and columns change nothing but the number of zeros; the shorter side becomes the columns.
  const columns = nonzeroPart(scaled.data, matrix.rows, matrix.columns);
  const lost = scaled.rounded === 0 ? 0 : multiplyUp(scaled.rounded, LEAST_SUBNORMAL); // >= sqrt(rounded) 2^-1075
  const values = isRankOne(columns) ? [euclideanNorm(columns)] : ofColumns(columns);
  const rank = Math.min(values.length, distinctColumns(columns), distinctColumns(transposed(columns)));
  return Array.from({ length: total }, (_, i) => {
    if (i < rank) return widenNonnegative(values[i], lost).timesPowerOfTwo(scaled.exponent);
    // Entries lost in scaling could hide a rank that the scaled matrix does not show.
    return Ball.between(0, lost).timesPowerOfTwo(scaled.exponent);
  });
}

/** Norm of all entries of some columns of size about 1; exact for a single nonzero entry. */
function euclideanNorm(columns: Columns): Ball {
  const sum = new CompensatedSum();
  for (const column of columns) sum.addProducts(column, 0, 1, column, 0, 1, column.length);
  const square = new Ball(sum.value(), sum.error());
  if (square.rad === 0) return square.sqrt();
  const single = singleNonzero(columns);
  return single === undefined ? square.sqrt() : Ball.exact(Math.abs(single));
}

function ofColumns(given: Columns): readonly Ball[] {
  const isWide = given.length > given[0].length;
  const isSquare = given.length === given[0].length;
  const columns = isWide || (isSquare && haveOrthogonalRows(given)) ? transposed(given) : given;
  const sum = new CompensatedSum();
  const { v, isPermutation } = orthogonalizingRotations(columns);
  if (isPermutation) {
    const image = { columns: v.map((unit) => columns[unit.indexOf(1)]), errors: new Float64Array(v.length) };
    return enclose(gramOf(image, sum), 0);
  }
  const basis = reorthogonalized(v, sum);
  let defect = orthogonalityDefect(basis, sum);
  let image = product(columns, basis, sum);
  let gram = gramOf(image, sum);
  // Rounding V moves a little of the long columns into the short ones: first-order rotations I + K take it out.
  for (let pass = 0; pass < MAX_CORRECTIONS; pass++) {
    const correction = smallRotation(gram, sum);
    if (correction === undefined) break;
    image = product(image.columns, correction.columns, sum, image.errors);
    gram = gramOf(image, sum);
    defect = addUp(defect, multiplyUp(addUp(1, defect), correction.defect));
  }
  return enclose(gram, defect);
}

function haveOrthogonalRows(columns: Columns): boolean {
  const rows = transposed(columns);
  const lengths = rows.map((row) => Math.sqrt(row.reduce((sum, x) => sum + x * x, 0)));
  return rows.every((row, i) =>
    rows.every((other, j) => {
      if (j >= i) return true;
      const inner = row.reduce((sum, x, k) => sum + x * other[k], 0);
      return Math.abs(inner) <= 2 ** -50 * lengths[i] * lengths[j];
    }),
  );
}

/** Columns B, each known up to a vector of norm `errors[j]`. */
interface Image {
  readonly columns: Columns;
  readonly errors: Float64Array;
}

/** A V column by column, where the columns of A are known up to `given`. */
function product(a: Columns, v: Columns, sum: CompensatedSum, given?: Float64Array): Image {
  const rows = transposed(a);
  const errors = new Float64Array(v.length);
  const columns = v.map((column, j) => {
    const rounding = new Float64Array(rows.length);
    const result = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) {
      sum.reset().addProducts(rows[i], 0, 1, column, 0, 1, column.length);
      rounding[i] = sum.error();
      result[i] = sum.value();
    }
    errors[j] = euclideanNormUpperBound(rounding);
    for (let k = 0; given !== undefined && k < given.length; k++)
      errors[j] = addUp(errors[j], multiplyUp(given[k], Math.abs(column[k])));
    return result;
  });
  return { columns, errors };
}

/** What is certain of B'B = D (I + E) D, E of diagonal 0; all but the norms is free of the columns' scales. */
interface Gram {
  readonly norms: readonly Ball[];
  /** Approximations and bounds of |e_jk|, j and k different. */
  readonly coupling: readonly Float64Array[];
  readonly bounds: readonly Float64Array[];
}

function gramOf(image: Image, sum: CompensatedSum): Gram {
  const n = image.columns.length;
  const length = image.columns[0].length;
  const coupling = image.columns.map(() => new Float64Array(n));
  const bounds = image.columns.map(() => new Float64Array(n));
  // Each column at its own scale: products of short columns don't underflow.
  const scaled = image.columns.map((column, j) => unitColumn(column, image.errors[j]));
  const norms = scaled.map(({ column, error }) => {
    return widenNonnegative(euclideanNorm([column]), error);
  });
  for (let j = 0; j < n; j++)
    for (let k = 0; k < j; k++) {
      sum.reset().addProducts(scaled[j].column, 0, 1, scaled[k].column, 0, 1, length);
      const inner = sum.value();
      coupling[j][k] = coupling[k][j] = inner / (norms[j].mid * norms[k].mid) || 0;
      const drift = addUp(
        multiplyUp(scaled[j].error, addUp(norms[k].upper(), scaled[k].error)),
        multiplyUp(scaled[k].error, addUp(norms[j].upper(), scaled[j].error)),
      );
      const bound = addUp(addUp(Math.abs(inner), sum.error()), drift);
      const scale = multiplyDown(Math.max(0, norms[j].lower()), Math.max(0, norms[k].lower()));
      // |e_jk| <= 1 by Cauchy and Schwarz.
      bounds[j][k] = bounds[k][j] = bound === 0 ? 0 : Math.min(1, divideUp(bound, scale));
    }
  return { norms: norms.map((norm, j) => norm.timesPowerOfTwo(scaled[j].exponent)), coupling, bounds };
}

function unitColumn(column: Float64Array, error: number) {
  if (largestAbsolute(column) === 0) return { column, error, exponent: 0 };
  const { data, exponent, rounded } = scaleToUnit(column);
  return { column: data, exponent, error: addUp(scaleUp(error, -exponent), multiplyUp(rounded, LEAST_SUBNORMAL)) };
}

/**
 * A nearly orthogonal matrix I + K, K antisymmetric and small, such that (I + K)' B'B (I + K) is diagonal to first order,
 * with a bound of its defect; undefined where nothing is left to gain.
 */
function smallRotation(
  gram: Gram,
  sum: CompensatedSum,
): { readonly columns: Columns; readonly defect: number } | undefined {
  const n = gram.norms.length;
  const columns = unitColumns(n);
  const angles = new Float64Array(n * n);
  let isWorthIt = false;
  for (let j = 0; j < n; j++)
    for (let k = j + 1; k < n; k++) {
      const ratio = gram.norms[k].mid / gram.norms[j].mid;
      if (!(ratio < 0.5)) continue;
      // c_jk + (d_j^2 - d_k^2) K_jk = 0
      const angle = (-gram.coupling[j][k] * ratio) / (1 - ratio * ratio);
      if (!(Math.abs(angle) < 1e-3)) continue;
      columns[k][j] = angles[k * n + j] = angle;
      columns[j][k] = angles[j * n + k] = -angle;
      if (Math.abs(gram.coupling[j][k]) > 1e-14) isWorthIt = true;
    }
  if (!isWorthIt) return undefined;
  // (I + K)'(I + K) = I + K'K: for tiny K its norm is a good bound of the defect, else the columns are mended first.
  const norm = euclideanNormUpperBound(angles);
  if (norm < 1e-9) return { columns, defect: multiplyUp(norm, norm) };
  const mended = reorthogonalized(columns, sum);
  return { columns: mended, defect: orthogonalityDefect(mended, sum) };
}

function enclose(gram: Gram, defect: number): readonly Ball[] {
  const n = gram.norms.length;
  const order = Array.from({ length: n }, (_, j) => j).sort((a, b) => gram.norms[b].mid - gram.norms[a].mid);
  const lower = order.map((j) => Math.max(0, gram.norms[j].lower()));
  const upper = order.map((j) => gram.norms[j].upper());
  // The i-th largest of the true norms is at least the least of the first i lower ends, and likewise above.
  for (let i = 1; i < n; i++) lower[i] = Math.min(lower[i], lower[i - 1]);
  for (let i = n - 2; i >= 0; i--) upper[i] = Math.max(upper[i], upper[i + 1]);
  const coupling = leadingCouplings(gram, order);
  const tails = new Float64Array(n + 1); // tails[k]: sum of upper[j]^2, j >= k
  for (let k = n - 1; k >= 0; k--) tails[k] = addUp(tails[k + 1], multiplyUp(upper[k], upper[k]));
  const isExact = coupling[n] === 0 && defect === 0;
  const shrink = squareRootDown(Math.max(0, addDown(1, -defect)));
  const grow = squareRootUp(addUp(1, defect));
  return order.map((j, i) => {
    if (isExact && lower[i] === Math.max(0, gram.norms[j].lower()) && upper[i] === gram.norms[j].upper())
      return gram.norms[j];
    let least = 0;
    let most = Number.POSITIVE_INFINITY;
    for (let k = i + 1; k <= n; k++) {
      const factor = addDown(1, -coupling[k]);
      if (factor > 0) least = Math.max(least, multiplyDown(lower[i], squareRootDown(factor)));
      const square = addUp(multiplyUp(multiplyUp(upper[i], upper[i]), addUp(1, coupling[k])), tails[k]);
      most = Math.min(most, squareRootUp(square));
    }
    return Ball.between(divideDown(least, grow), divideUp(most, shrink));
  });
}

/** coupling[k] >= ||E_k||_F, E_k the leading k x k block of E in the given order. */
function leadingCouplings(gram: Gram, order: readonly number[]): Float64Array {
  const n = order.length;
  const result = new Float64Array(n + 1);
  let squares = 0;
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < k; i++) {
      const coupling = gram.bounds[order[i]][order[k]];
      squares = addUp(squares, multiplyUp(2, multiplyUp(coupling, coupling)));
    }
    result[k + 1] = squareRootUp(squares);
  }
  return result;
}
