import type { Real } from "../../numerics/real.js";

/**
 * Inputs x_1 … x_n and, where W is given, the features relu(W X)/sqrt(m) of m units. K is the limit of their Gram matrix:
 * K_ij = E relu(w x_i) relu(w x_j) for w ~ N(0, I), Cho and Saul's kernel of degree one over 2.
 * Indices are from 0. All methods throw RangeError for an index out of range.
 */
export interface ReluKernel {
  readonly samples: number;
  readonly inputs: number;
  /** m: rows of W; 0 without W. */
  readonly width: number;
  readonly pi: Real;
  /** ||x_i||_2 */
  inputNorm(i: number): Real;
  /** x_i . x_j */
  innerProduct(i: number, j: number): Real;
  /** ||x_i|| ||x_j|| sin(angle), the area of the parallelogram: exactly 0 just where x_i and x_j are parallel or zero. */
  area(i: number, j: number): Real;
  /** ||x_i - x_j||_2 */
  inputDistance(i: number, j: number): Real;
  /** The angle between x_i and x_j in [0, pi]; unknown where one of them is zero. */
  angle(i: number, j: number): Real;
  /** ||X||_F */
  readonly inputFrobeniusNorm: Real;
  /** K_ij = (area + (pi - angle) x_i . x_j) / (2 pi) */
  kernelEntry(i: number, j: number): Real;
  /** E relu(w x_i)^2 relu(w x_j)^2 = (3 area x_i . x_j + (pi - angle)(||x_i||^2 ||x_j||^2 + 2 (x_i . x_j)^2)) / (2 pi) */
  kernelSecondMoment(i: number, j: number): Real;
  /** Eigenvalues of K, ascending. */
  readonly kernelEigenvalues: readonly Real[];
  /** lambda_min(K): exactly 0 in the second arithmetic where K is singular. */
  readonly kernelLeastEigenvalue: Real;
  /** E 1{w x_i >= 0} 1{w x_j >= 0} = (pi - angle) / (2 pi); unknown where one of the inputs is zero. */
  activationOverlap(i: number, j: number): Real;
  /** The limit of the tangent kernel's Gram matrix: x_i . x_j (pi - angle) / (2 pi) */
  tangentEntry(i: number, j: number): Real;
  /** lambda_min of that limit: exactly 0 in the second arithmetic where it is singular. */
  readonly tangentLeastEigenvalue: Real;
  /** The share of the m units with w x_i >= 0 and w x_j >= 0; unknown without W. */
  activeShare(i: number, j: number): Real;
  /** (relu(W X)' relu(W X) / m)_ij; unknown without W. */
  gramEntry(i: number, j: number): Real;
  /** Eigenvalues of relu(W X)' relu(W X) / m, ascending; unknown without W. */
  readonly gramEigenvalues: readonly Real[];
  /** lambda_min of relu(W X)' relu(W X) / m; exactly 0 where m < n. */
  readonly gramLeastEigenvalue: Real;
}
