import { Ball } from "../../numerics/ball.js";
import { BallMatrix } from "../../numerics/ball-matrix.js";
import { zeros } from "../../numerics/doubles.js";
import { Matrix } from "../../numerics/matrix.js";
import { leastSingularValue, spectralNormUpperBound } from "../../numerics/norms.js";
import { multiply, subtract } from "../../numerics/products.js";
import { divideUp } from "../../numerics/rounding.js";
import { symmetricEigenvalues } from "../../numerics/symmetric-eigenvalues.js";
import { choleskyFactor } from "./cholesky-factor.js";

/** Above this order a spectrum of the full matrix costs more than a trial may. */
const MAX_ORDER = 200;

/** Eigenvalues of a symmetric matrix given up to rounding (its two triangles may differ within the radius), descending. */
export function descendingEigenvalues(matrix: BallMatrix): Ball[] {
  const n = matrix.rows;
  if (!matrix.known || n > MAX_ORDER) return new Array<Ball>(n).fill(Ball.unknown());
  // The symmetric matrix made of the lower triangle's midpoints: its entries err by the lower triangle's radii.
  const mid = new Matrix(n, n);
  const radii = zeros(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      mid.data[i * n + j] = mid.data[j * n + i] = matrix.mid.data[i * n + j];
      radii[i * n + j] = radii[j * n + i] = matrix.entryRadius(i * n + j);
    }
  return symmetricEigenvalues(BallMatrix.withEntryRadii(mid, radii)).reverse();
}

/**
 * Eigenvalues of A'JA, descending, for A of p + q rows (p with sign -1 first, then q with sign +1) and h >= p + q columns,
 * from the small Gram matrix G = AA': for any K with F = K^-1 (G - KK') K^-T, ||F|| < 1, the nonzero eigenvalues are
 * theta_i lambda_i(K'JK) with |theta_i - 1| <= ||F|| (polar form of K(I + F)^(1/2), then Ostrowski), and h - p - q are 0.
 * Unknown (undefined) where G is too close to singular: then the full matrix has to do.
 */
export function compressedEigenvalues(gram: BallMatrix, p: number, h: number): Ball[] | undefined {
  const n = gram.rows;
  const K = choleskyFactor(gram.mid);
  if (K === undefined || !gram.known) return undefined;
  const defect = spectralNormUpperBound(subtract(gram, multiply(K, K.transpose())));
  const least = leastSingularValue(K).power(2).lower();
  if (!(least > 0)) return undefined;
  const relative = divideUp(defect, least);
  if (!(relative < 2 ** -10)) return undefined;
  const signed = new Matrix(
    n,
    n,
    K.data.map((x, k) => (Math.floor(k / n) < p ? -x : x) + 0),
  );
  const small = descendingEigenvalues(multiply(K.transpose(), signed));
  const factor = new Ball(1, relative);
  const values = small.map((value) => value.times(factor));
  // The inertia of G is that of J: n - p eigenvalues are positive, p negative.
  const positive = values.slice(0, n - p).map((value) => clipped(value, 1));
  const negative = values.slice(n - p).map((value) => clipped(value, -1));
  return [...positive, ...new Array<Ball>(h - n).fill(Ball.exact(0)), ...negative];
}

/** What is known to have a sign does not reach beyond 0. */
function clipped(ball: Ball, sign: 1 | -1): Ball {
  if (!ball.known) return ball;
  if (sign > 0) return ball.lower() >= 0 ? ball : Ball.between(0, Math.max(0, ball.upper()));
  return ball.upper() <= 0 ? ball : Ball.between(Math.min(0, ball.lower()), 0);
}

/** Sum of absolute values of the eigenvalues. */
export function nuclearNorm(matrix: BallMatrix): Ball {
  return descendingEigenvalues(matrix).reduce((sum, value) => sum.plus(value.abs()), Ball.exact(0));
}

/** max(x, 0) of the k-th largest (from 1), 0 where there is none. */
export function positivePartOf(values: readonly Ball[], k: number): Ball {
  const value = values[k - 1];
  return value === undefined ? Ball.exact(0) : value.max(Ball.exact(0));
}
