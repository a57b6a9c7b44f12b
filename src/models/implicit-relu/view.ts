import type { Real } from "../../numerics/real.js";
import type { TrainedLayer } from "./training-view.js";

/**
 * What a claim sees of an implicit ReLU layer Z = relu(gamma A Z + Phi): A is m x m, Phi and Z are m x n, one column a
 * sample; q = gamma ||A||_2. Implemented in float64 balls by models/, again in exact arithmetic by precise/.
 * Quantities are computed on demand and once. A quantity that cannot be certified is a Real with `known === false`.
 */
export interface ImplicitLayer extends TrainedLayer {
  /** m */
  readonly width: number;
  /** n */
  readonly samples: number;
  /** Number of Picard steps the instance asks about. */
  readonly steps: number;

  readonly gamma: Real;
  /** ||A||_2 */
  readonly spectralNorm: Real;
  /** q = gamma ||A||_2 */
  readonly gain: Real;
  /** gamma rho(A), rho the spectral radius */
  readonly spectralRadiusGain: Real;
  /** rho(gamma |A|), |A| entrywise */
  readonly absoluteGain: Real;
  /** gamma ||A||_F */
  readonly frobeniusGain: Real;
  /** max |gamma a_ij| */
  readonly largestEntryGain: Real;
  /** gamma ||A||_1 (largest absolute column sum) and gamma ||A||_inf (largest absolute row sum) */
  readonly columnSumGain: Real;
  readonly rowSumGain: Real;
  /** det(I - gamma A) */
  readonly determinant: Real;
  /** The least of the 2^m - 1 principal minors of I - gamma A; unknown for m > 12. */
  readonly leastPrincipalMinor: Real;

  /** ||relu(Phi)||_F, spectral norm and least singular value sigma_n (0 if m < n) of relu(Phi) */
  readonly featureNorm: Real;
  readonly featureSpectralNorm: Real;
  readonly featureLeastSingularValue: Real;
  /** The same of Phi itself, signs kept */
  readonly signedFeatureNorm: Real;
  readonly signedFeatureSpectralNorm: Real;
  readonly signedFeatureLeastSingularValue: Real;
  /** Eigenvalues of Phi^T Phi, ascending, n of them */
  readonly featureGramEigenvalues: readonly Real[];

  /**
   * ||Z||_F, ||Z||_2 and sigma_n(Z) (0 if m < n). Z is the equilibrium: the only one where q < 1 (or another
   * certificate of uniqueness holds), else the instance's chosen one once it is verified exactly; else unknown.
   */
  readonly equilibriumNorm: Real;
  readonly equilibriumSpectralNorm: Real;
  readonly equilibriumLeastSingularValue: Real;
  /** Eigenvalues of Z^T Z, ascending */
  readonly gramEigenvalues: readonly Real[];
  /** lambda_min(Z^T Z) */
  readonly gramLambdaMin: Real;
  /** ||Z - relu(Phi)||_F */
  readonly featureDistance: Real;
  /** Per sample: number of equilibria of z = relu(gamma A z + phi_i), by enumeration of active sets; a continuum counts
   *  as 2; unknown for m > 8. */
  readonly equilibriumCounts: readonly Real[];
  readonly columns: readonly LayerColumn[];
  /** Entry (i, j) of Z, and of Phi. */
  equilibriumEntry(row: number, column: number): Real;
  featureEntry(row: number, column: number): Real;
  /** min |gamma A Z + Phi| over all entries: how far the activation pattern is from a kink */
  readonly patternMargin: Real;
  /** Entries of (I - gamma |A|)^{-1} relu(Phi), row-major; unknown unless absoluteGain < 1 is certified */
  readonly comparisonBound: readonly Real[];
  /** Entries of (I - gamma A)^{-1} relu(Phi), row-major (no absolute values) */
  readonly linearSolution: readonly Real[];

  /** Picard iteration from the instance's start, from its other start, from 0, and from relu(Phi). */
  readonly picard: PicardRun;
  readonly otherPicard: PicardRun;
  readonly unrolled: PicardRun;
  readonly unrolledFromFeatures: PicardRun;
  /** ||Z_k - Z'_k||_F between `picard` and `otherPicard` after k steps */
  picardGap(k: number): Real;

  /** The second layer of a pair, and distances between the two. */
  readonly other: ImplicitLayer;
  readonly pair: LayerPair;

  /** ||u||, and the truncation of output and backward pass; unknown where the instance has no u. */
  readonly outputWeightNorm: Real;
  /** Per sample: |yhat_K - yhat| of the K-step network from Z_0 = 0 */
  outputTruncationErrors(k: number): readonly Real[];
  /** Per sample: ||p^K - p||, p = D(u + gamma A^T p), p^0 = 0, exact pattern D */
  adjointTruncationErrors(k: number): readonly Real[];
}

/** One sample of a layer. */
export interface LayerColumn {
  /** ||relu(phi_i)||, ||phi_i||, ||z_i||, ||z_i - relu(phi_i)|| */
  readonly featureNorm: Real;
  readonly signedFeatureNorm: Real;
  readonly equilibriumNorm: Real;
  readonly featureDistance: Real;
  /** max_j z_ji */
  readonly largestState: Real;
}

/** Z_{k+1} = relu(gamma A Z_k + Phi) from one start. Indices k are >= 0. */
export interface PicardRun {
  /** ||Z_k - Z||_F */
  error(k: number): Real;
  /** ||Z_{k+1} - Z_k||_F */
  step(k: number): Real;
  /** Entries of |Z_k - Z|, row-major */
  entryErrors(k: number): readonly Real[];
  /** Entries of gamma |A| |Z_k - Z|, row-major */
  comparedErrors(k: number): readonly Real[];
  /** Entries of |Z_{k+1} - Z_k|, row-major */
  entrySteps(k: number): readonly Real[];
  /** Entries of (I - gamma |A|)^{-1} |Z_{k+1} - Z_k|, row-major */
  comparedSteps(k: number): readonly Real[];
}

/** Distances between a layer (1) and its other layer (2). */
export interface LayerPair {
  /** ||gamma_1 A_1 - gamma_2 A_2||_2 */
  readonly weightDistance: Real;
  /** ||Z_1^T Z_1 - Z_2^T Z_2||_2 */
  readonly gramDistance: Real;
  /** Per sample: ||N_1 - N_2|| for N = gamma A Z + Phi, and the least of the products N_1 N_2 of corresponding entries */
  readonly preactivationDistances: readonly Real[];
  readonly patternAgreements: readonly Real[];
  /** ||Phi_1 - Phi_2||_F and ||Phi_1 - Phi_2||_2 */
  readonly featureDistance: Real;
  readonly featureSpectralDistance: Real;
  /** ||Z_1 - Z_2||_F and ||Z_1 - Z_2||_2 */
  readonly equilibriumDistance: Real;
  readonly equilibriumSpectralDistance: Real;
  /** s ||(W_1 - W_2) X||_F and s ||X||_2 ||W_1 - W_2||_F where both layers have the same X and s; else unknown */
  readonly inputWeightImage: Real;
  readonly inputWeightBound: Real;
  /** Per sample: ||z_1 - z_2||, ||phi_1 - phi_2|| */
  readonly columnEquilibriumDistances: readonly Real[];
  readonly columnFeatureDistances: readonly Real[];
}
