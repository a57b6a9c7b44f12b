import { Float64ReluKernel } from "../../models/relu-kernel/kernel.js";
import { Ball } from "../../numerics/ball.js";
import { Matrix } from "../../numerics/matrix.js";
import { frobeniusNorm, leastSingularValue, spectralNorm } from "../../numerics/norms.js";
import { gramEigenvalues } from "../../numerics/symmetric-eigenvalues.js";
import type { Rows } from "./row-structure.js";

/** From so many coordinates on the kernel takes areas from norms rather than from all minors. */
const PLAIN_AREAS = 41;
/** Up to so many samples or columns all eigenvalues are computed where the rank is not full. */
const MANY = 120;

/** Enclosed quantities of data X, n x d, that the theorems' constants are made of. */
export interface DataSpectra {
  /** As given: null where it is not decided */
  readonly rank: number | null;
  readonly frobeniusNorm: Ball;
  readonly spectralNorm: Ball;
  /** lambda_min(XX'), n x n: 0 for n > d */
  readonly inputGramLambdaMin: Ball;
  /** The least positive eigenvalue of X'X, sigma_r^2 */
  readonly leastCovarianceEigenvalue: Ball;
  /** lambda_min of K, E relu(w x_i) relu(w x_j), and of the tangent kernel x_i . x_j (pi - angle) / (2 pi) */
  readonly kernelLambdaMin: Ball;
  readonly tangentKernelLambdaMin: Ball;
}

/**
 * Enclosures of the spectra, in seconds for 500 rows.
 * @param rank of the rows, which scaling them leaves as it is
 */
export function dataSpectra({ rows, columns, values }: Rows, rank: number | null): DataSpectra {
  const X = new Matrix(rows, columns, values);
  const samples = X.transpose();
  const isWide = rows <= columns;
  const least = leastSingularValue(isWide ? samples : X);
  // Coordinates that are 0 change no kernel.
  const padded = new Float64Array(Math.max(columns, PLAIN_AREAS) * rows);
  padded.set(samples.data);
  const kernel = new Float64ReluKernel({ X: new Matrix(Math.max(columns, PLAIN_AREAS), rows, padded) });
  return {
    rank,
    frobeniusNorm: frobeniusNorm(X),
    spectralNorm: spectralNorm(X),
    inputGramLambdaMin: isWide ? (rank !== null && rank < rows ? Ball.exact(0) : least.power(2)) : Ball.exact(0),
    leastCovarianceEigenvalue: leastPositive(X, rank, least),
    kernelLambdaMin: kernel.kernelLeastEigenvalue,
    tangentKernelLambdaMin: kernel.tangentLeastEigenvalue,
  };
}

function leastPositive(X: Matrix, rank: number | null, least: Ball): Ball {
  const full = Math.min(X.rows, X.columns);
  if (rank === null || rank === 0) return Ball.unknown();
  if (rank === full) return least.power(2);
  if (full > MANY) return Ball.unknown();
  const ascending = gramEigenvalues(X.rows <= X.columns ? X.transpose() : X);
  return ascending[ascending.length - rank] ?? Ball.unknown();
}
