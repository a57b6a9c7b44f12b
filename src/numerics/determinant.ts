import { Ball } from "./ball.js";
import { BallMatrix } from "./ball-matrix.js";
import { copyOf } from "./doubles.js";
import { type ExpandedMatrix, expand, submatrix } from "./expanded-matrix.js";
import { asSmallIntegers, integerMinor } from "./integer-determinant.js";
import { kernels } from "./kernels/index.js";
import { Matrix } from "./matrix.js";
import { widenNonnegative } from "./nonnegative.js";
import { add, multiply } from "./products.js";
import { addUp } from "./rounding.js";
import { euclideanNormUpperBound, largestAbsolute } from "./scaling.js";
import { singularValues } from "./singular-values.js";

const MAX_MINOR_ORDER = 16;

/**
 * det M, enclosed. Exact where the entries are small integers on a common power of two; relative radius near n^2 2^-53
 * while M is well-conditioned; where M is not certainly regular, a ball around 0 from the product of singular values.
 * @throws RangeError unless M is square.
 */
export function determinant(matrix: Matrix | BallMatrix | ExpandedMatrix): Ball {
  const given = expandedOf(matrix);
  if (given === undefined) return Ball.unknown();
  const n = given.high.rows;
  return exactMinor(given, range(n)) ?? certifiedDeterminant(given);
}

/**
 * All 2^m - 1 principal minors of an m x m matrix, m <= 16; the minor of the index set with bits s stands at s - 1.
 * Schur complements in balls; a minor whose sign that leaves open is computed again by itself, with pivoting. Exact where
 * the entries are small integers on a common power of two.
 * @throws RangeError unless M is square of order at most 16.
 */
export function principalMinors(matrix: Matrix | BallMatrix | ExpandedMatrix): Ball[] {
  const size = "high" in matrix ? matrix.high.rows : matrix.rows;
  if (size > MAX_MINOR_ORDER)
    throw new RangeError(`principal minors are enumerated up to order ${MAX_MINOR_ORDER}, got ${size}`);
  const count = 2 ** size - 1;
  const given = expandedOf(matrix);
  if (given === undefined) return new Array<Ball>(count).fill(Ball.unknown());
  const minors = new Array<Ball>(count).fill(Ball.unknown());
  const entries = range(size).map((i) => range(size).map((j) => entryOf(given, i, j)));
  schurMinors(entries, 0, 0, Ball.exact(1), minors);
  const integers = hasLowPart(given) ? undefined : asSmallIntegers(given.high.data, size);
  return minors.map((minor, index) => {
    const indices = range(size).filter((i) => ((index + 1) >> i) & 1);
    const exact = integers && integerMinor(integers, indices);
    if (integers !== undefined && exact !== undefined)
      return Ball.exact(exact).timesPowerOfTwo(integers.exponent * indices.length);
    if (minor.known && (minor.lower() > 0 || minor.upper() < 0)) return minor;
    const again = certifiedDeterminant(submatrix(given, indices, indices));
    return again.rad < minor.rad ? again : minor;
  });
}

/** The least principal minor: positive if and only if M is a P-matrix. Unknown where one of them is, or M is 0 x 0. */
export function leastPrincipalMinor(matrix: Matrix | BallMatrix | ExpandedMatrix): Ball {
  const [first, ...others] = principalMinors(matrix);
  return others.reduce((least, minor) => least.min(minor), first ?? Ball.unknown());
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Undefined where nothing is known of an entry. */
function expandedOf(matrix: Matrix | BallMatrix | ExpandedMatrix): ExpandedMatrix | undefined {
  if (matrix instanceof BallMatrix && !matrix.known) return undefined;
  const given = "high" in matrix ? matrix : expand(matrix);
  if (given.high.rows !== given.high.columns)
    throw new RangeError(`a determinant needs a square matrix, got ${given.high.rows} x ${given.high.columns}`);
  return largestAbsolute(given.high.data) === Number.POSITIVE_INFINITY ? undefined : given;
}

const hasLowPart = (matrix: ExpandedMatrix): boolean => matrix.low !== undefined || matrix.rad !== undefined;

function entryOf(matrix: ExpandedMatrix, i: number, j: number): Ball {
  const k = i * matrix.high.columns + j;
  const low = new Ball(matrix.low?.[k] ?? 0, matrix.rad?.[k] ?? 0);
  return Ball.exact(matrix.high.data[k]).plus(low);
}

function exactMinor(matrix: ExpandedMatrix, indices: readonly number[]): Ball | undefined {
  const integers = hasLowPart(matrix) ? undefined : asSmallIntegers(matrix.high.data, matrix.high.rows);
  const exact = integers && integerMinor(integers, indices);
  return integers === undefined || exact === undefined
    ? undefined
    : Ball.exact(exact).timesPowerOfTwo(integers.exponent * indices.length);
}

/** Minors of all index sets that continue `mask` (of determinant `minor`) by indices >= `first`, whose Schur complement is s. */
function schurMinors(s: readonly (readonly Ball[])[], first: number, mask: number, minor: Ball, minors: Ball[]): void {
  if (s.length === 0) return;
  const rest = s.slice(1).map((row) => row.slice(1));
  schurMinors(rest, first + 1, mask, minor, minors);
  const pivot = s[0][0];
  const next = mask | (1 << first);
  const value = minor.times(pivot);
  minors[next - 1] = value;
  if (rest.length === 0 || !Ball.exact(1).over(pivot).known) return; // supersets are left unknown
  const complement = rest.map((row, i) => {
    const factor = s[i + 1][0].over(pivot);
    return row.map((x, j) => x.minus(factor.times(s[0][j + 1])));
  });
  schurMinors(complement, first + 1, next, value, minors);
}

/**
 * With P M = L U approximately, X_L near L^{-1} (unit lower triangular) and X_U near U^{-1}: B = X_L P M X_U is near I, and
 * det M = det P det B / det X_U. The eigenvalues of B lie within rho = ||B - I||_inf of 1, so |det B - 1| <= (1 + rho)^n - 1.
 */
function certifiedDeterminant(matrix: ExpandedMatrix): Ball {
  const n = matrix.high.rows;
  if (n === 0) return Ball.exact(1);
  if (n === 1) return entryOf(matrix, 0, 0);
  const factors = copyOf(matrix.high.data);
  const pivots = new Int32Array(n);
  if (!kernels.luFactor(n, factors, pivots)) return aroundZero(matrix);
  const order = range(n);
  let sign = 1;
  pivots.forEach((row, k) => {
    if (row !== k) sign = -sign;
    [order[k], order[row]] = [order[row], order[k]];
  });
  const permuted = submatrix(matrix, order, range(n));
  const lowerInverse = Matrix.identity(n);
  kernels.solveTriangular("unitLower", n, n, factors, lowerInverse.data);
  const upperInverse = Matrix.identity(n);
  kernels.solveTriangular("upper", n, n, factors, upperInverse.data);
  // Whatever the solves left, the determinants of X_L and X_U are read off triangles with a unit diagonal and theirs.
  for (let i = 0; i < n; i++) {
    lowerInverse.data[i * n + i] = 1;
    for (let j = 0; j < i; j++) upperInverse.data[i * n + j] = lowerInverse.data[j * n + i] = 0;
  }
  const right = multiplyExpanded(permuted, upperInverse);
  const product = multiply(lowerInverse, right);
  if (!product.known) return aroundZero(matrix);
  let rho = 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) {
      const entry = product
        .at(i, j)
        .minus(Ball.exact(i === j ? 1 : 0))
        .abs();
      sum = addUp(sum, entry.upper());
    }
    rho = Math.max(rho, sum);
  }
  if (!(rho < 0.5)) return aroundZero(matrix);
  const spread = Ball.exact(1).plus(Ball.exact(rho)).power(n).minus(Ball.exact(1)).upper();
  let result = new Ball(sign, spread);
  for (let i = 0; i < n; i++) result = result.over(Ball.exact(upperInverse.data[i * n + i]));
  return result.known ? result : aroundZero(matrix);
}

function multiplyExpanded(matrix: ExpandedMatrix, right: Matrix): BallMatrix {
  const n = matrix.high.rows;
  const high = multiply(
    matrix.rad === undefined ? matrix.high : BallMatrix.withEntryRadii(matrix.high, matrix.rad),
    right,
  );
  return matrix.low === undefined ? high : add(high, multiply(new Matrix(n, n, matrix.low), right));
}

/** |det M| is the product of the singular values. */
function aroundZero(matrix: ExpandedMatrix): Ball {
  const { high, low, rad } = matrix;
  const apart = addUp(
    low === undefined ? 0 : euclideanNormUpperBound(low),
    rad === undefined ? 0 : euclideanNormUpperBound(rad),
  );
  const size = singularValues(high).reduce(
    (product, sigma) => product.times(widenNonnegative(sigma, apart)),
    Ball.exact(1),
  );
  return size.known ? new Ball(0, Math.max(0, size.upper())) : Ball.unknown();
}
