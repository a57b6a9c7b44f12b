import { Ball } from "./ball.js";
import { BallMatrix } from "./ball-matrix.js";
import { CompensatedSum } from "./compensated.js";
import { copyOf, mapped, zeros } from "./doubles.js";
import { kernels } from "./kernels/index.js";
import type { Matrix } from "./matrix.js";
import { orthogonalityDefect, reorthogonalized } from "./orthogonality.js";
import { addDown, addUp, divideUp, LEAST_SUBNORMAL, multiplyUp } from "./rounding.js";
import { euclideanNormUpperBound, largestAbsolute, scaleToUnit } from "./scaling.js";
import { singularValues } from "./singular-values.js";
import type { Columns } from "./structure.js";

/**
 * Enclosures of all eigenvalues of a symmetric matrix, ascending: absolute error about n 2^-53 ||M||_2, and exact where a
 * row and column have no entries off the diagonal. Unknown where an entry is not finite or no eigenvectors were found.
 * For Z'Z call `gramEigenvalues(Z)`: small eigenvalues are far more accurate there.
 *
 * Method, for each block of coupled indices: eigenvectors V are proposed (Householder and QL, capped). T = V'MV is formed
 * with compensated products; Weyl: its eigenvalues lie within ||off(T)||_F of its diagonal, in order. Ostrowski: they are
 * theta_i lambda_i(M) with |theta_i - 1| <= ||V'V - I||. The radius of a BallMatrix is added (Weyl).
 * @throws RangeError unless M is square and its midpoint symmetric.
 */
export function symmetricEigenvalues(matrix: Matrix | BallMatrix): Ball[] {
  const { mid, rad } = BallMatrix.from(matrix);
  const n = mid.rows;
  if (mid.columns !== n) throw new RangeError(`a symmetric matrix is square, got ${n} x ${mid.columns}`);
  const largest = largestAbsolute(mid.data);
  if (!(rad < Number.POSITIVE_INFINITY) || largest === Number.POSITIVE_INFINITY)
    return new Array<Ball>(n).fill(Ball.unknown());
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++)
      if (mid.at(i, j) !== mid.at(j, i))
        throw new RangeError(`entries (${i}, ${j}) and (${j}, ${i}) of a symmetric matrix differ`);
  if (largest === 0) return Array.from({ length: n }, () => new Ball(0, rad));
  const { data, exponent, rounded } = scaleToUnit(mid.data);
  const found = coupledIndices(data, n).flatMap((block) => blockEigenvalues(data, n, block));
  const lost = multiplyUp(rounded, LEAST_SUBNORMAL);
  // In order: the i-th eigenvalue lies between the i-th least lower end and the i-th least upper end.
  return ascending(found).map((ball) => {
    const scaled = (lost === 0 ? ball : new Ball(ball.mid, addUp(ball.rad, lost))).timesPowerOfTwo(exponent);
    return rad === 0 ? scaled : new Ball(scaled.mid, addUp(scaled.rad, rad));
  });
}

/**
 * Eigenvalues of Z'Z, ascending, one for each column of Z: the squares of Z's singular values. Relative accuracy also for
 * the small ones; exactly 0 where Z has fewer rows than columns, or a zero or repeated column.
 */
export function gramEigenvalues(matrix: Matrix | BallMatrix): Ball[] {
  const squares = singularValues(matrix).map((sigma) => sigma.power(2));
  const zeros = new Array<Ball>(Math.max(0, matrix.columns - squares.length)).fill(
    squares.every((ball) => ball.known) ? Ball.exact(0) : Ball.unknown(),
  );
  return [...zeros, ...squares.reverse()];
}

/** Sorts enclosures of a multiset of numbers into enclosures of its members in order. */
function ascending(balls: readonly Ball[]): Ball[] {
  const sorted = [...balls].sort((a, b) => a.mid - b.mid);
  if (sorted.some((ball) => !ball.known)) return sorted.map(() => Ball.unknown());
  const isOrdered = sorted.every((ball, i) => i === 0 || sorted[i - 1].upper() <= ball.lower());
  if (isOrdered) return sorted;
  const lower = sorted.map((ball) => ball.lower()).sort((a, b) => a - b);
  const upper = sorted.map((ball) => ball.upper()).sort((a, b) => a - b);
  return sorted.map((ball, i) =>
    ball.lower() === lower[i] && ball.upper() === upper[i] ? ball : Ball.between(lower[i], upper[i]),
  );
}

/** Index sets of the blocks that the matrix splits into. */
function coupledIndices(data: Float64Array, n: number): number[][] {
  const seen = new Array<boolean>(n).fill(false);
  const blocks: number[][] = [];
  for (let start = 0; start < n; start++) {
    if (seen[start]) continue;
    const block = [start];
    seen[start] = true;
    for (let k = 0; k < block.length; k++)
      for (let j = 0; j < n; j++)
        if (!seen[j] && (data[block[k] * n + j] !== 0 || data[j * n + block[k]] !== 0)) {
          seen[j] = true;
          block.push(j);
        }
    blocks.push(block);
  }
  return blocks;
}

function blockEigenvalues(data: Float64Array, n: number, indices: readonly number[]): Ball[] {
  const size = indices.length;
  if (size === 1) return [Ball.exact(data[indices[0] * n + indices[0]])];
  const block = zeros(size * size);
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) block[i * size + j] = data[indices[i] * n + indices[j]];
  const values = zeros(size);
  const vectors = zeros(size * size);
  const proposed = kernels.symmetricEigen(size, copyOf(block), values, vectors);
  if (!proposed || largestAbsolute(vectors) === Number.POSITIVE_INFINITY)
    return new Array<Ball>(size).fill(Ball.unknown());
  const sum = new CompensatedSum();
  const v = reorthogonalized(
    Array.from({ length: size }, (_, k) => vectors.slice(k * size, (k + 1) * size)),
    sum,
  );
  return fromEigenvectors(block, v, sum);
}

function fromEigenvectors(block: Float64Array, v: Columns, sum: CompensatedSum): Ball[] {
  const n = v.length;
  const defect = orthogonalityDefect(v, sum);
  if (!(defect < 1)) return new Array<Ball>(n).fill(Ball.unknown());
  const images: Float64Array[] = [];
  const errors = zeros(n); // Euclidean norms of the images' errors
  const rounding = zeros(n);
  for (let j = 0; j < n; j++) {
    images.push(
      mapped(v[j], (_, i) => {
        sum.reset().addProducts(block, i * n, 1, v[j], 0, 1, n);
        rounding[i] = sum.error();
        return sum.value();
      }),
    );
    errors[j] = euclideanNormUpperBound(rounding);
  }
  const length = addUp(1, defect); // >= ||v_j||_2
  const off = zeros(n * n);
  const diagonal = v.map((vector, i) => {
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      sum.reset().addProducts(vector, 0, 1, images[j], 0, 1, n);
      const bound = addUp(addUp(Math.abs(sum.value()), sum.error()), multiplyUp(errors[j], length));
      // T is symmetric: the better of the two bounds of t_ij and t_ji holds for both.
      off[i * n + j] = off[j * n + i] = i < j ? bound : Math.min(bound, off[i * n + j]);
    }
    sum.reset().addProducts(vector, 0, 1, images[i], 0, 1, n);
    return new Ball(sum.value(), addUp(sum.error(), multiplyUp(errors[i], length)));
  });
  const spread = euclideanNormUpperBound(off);
  const relative = new Ball(1, divideUp(defect, addDown(1, -defect)));
  return ascending(diagonal).map((t) => new Ball(t.mid, addUp(t.rad, spread)).times(relative));
}
