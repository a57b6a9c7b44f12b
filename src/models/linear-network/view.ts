import type { Real } from "../../numerics/real.js";

/**
 * What a claim sees of a two-layer linear network with loss L = |Y - X U V'|_F^2 / 2; X is n x D, Y n x m, U D x h, V m x h.
 * P = X^+ X and Q = X X^+ are the orthogonal projectors onto the row and the column space of X, r = rank X (decided exactly),
 * sigma_1 >= ... >= sigma_r > 0 its singular values. U1 = P U is what the data see of U, U2 = (I - P) U what they do not
 * (both as D x h matrices: with an orthonormal basis of the row space they have the same Gram matrices and norms).
 * |M| is the Frobenius, ||M|| the spectral norm. Implemented in float64 balls by models/, again exactly by precise/.
 */
export interface LinearNetwork extends LinearNetworkPoint {
  /** n, D, m, h */
  readonly samples: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly width: number;
  /** r; 0 where X = 0 or where it would take too long to decide (then every quantity that needs it is unknown) */
  readonly rank: number;

  /** The nonzero eigenvalues of X'X, descending: sigma_1^2, ..., sigma_r^2 */
  readonly covarianceEigenvalues: readonly Real[];
  /** sigma_1^2 and sigma_r^2; unknown where X = 0 */
  readonly largestCovarianceEigenvalue: Real;
  readonly leastCovarianceEigenvalue: Real;
  /** L* = |(I - Q) Y|^2 / 2, the infimum of the loss over all product matrices */
  readonly optimalLoss: Real;
  /** Theta = X^+ Y, row-major: the least-squares solution of least Frobenius norm */
  readonly minNormSolution: readonly Real[];
  /** |Q Y| */
  readonly reachableTargetNorm: Real;

  /** Eigenvalues of Lambda = U1'U1 - V'V, descending, h of them */
  readonly imbalanceEigenvalues: readonly Real[];
  /** The same of U'U - V'V, without the projector */
  readonly unprojectedImbalanceEigenvalues: readonly Real[];
  /** c = [lambda_r(Lambda)]_+ + [lambda_m(-Lambda)]_+, where lambda_k is the k-th largest eigenvalue and 0 stands in for those beyond the h-th */
  readonly imbalanceLevel: Real;
  /** sigma_(r+m) of the stacked factors [V; U1], 0 for h < r + m, and their largest singular value */
  readonly factorLeastSingularValue: Real;
  readonly factorLargestSingularValue: Real;
  /** The least of the min(r + m, h) singular values of the stacked factors */
  readonly factorShortSingularValue: Real;
  /** ||Z||, Z = [V; U1] U2' */
  readonly hiddenOverlap: Real;
  /** 2 sigma_r^2 c */
  readonly rate: Real;
  /** sqrt(2 l / (sigma_r^2 c)) */
  readonly pathLengthBound: Real;
  /** |E| / (c sigma_r) */
  readonly minNormExponent: Real;
  /** e^(-|E| / (c sigma_r)), and e^(-sigma_1 |E| / (c sigma_r^2)); 0 where c = 0 */
  readonly minNormDecay: Real;
  readonly paperMinNormDecay: Real;
  /** ln ||Z|| + |E| / (c sigma_r): the logarithm of the bound of the limit's distance from the min-norm solution */
  readonly logMinNormDistanceBound: Real;

  /** |d Lambda / dt| along gradient flow, and the same of U1'U1 + V'V */
  readonly imbalanceDerivative: Real;
  readonly gramSumDerivative: Real;
  /** |dU2/dt| */
  readonly hiddenFactorDerivative: Real;
  /** |(dV/dt) U2'| and |(dU1/dt) U2'|: how fast the overlaps with U2 change */
  readonly outputOverlapDerivative: Real;
  readonly featureOverlapDerivative: Real;

  /** Gradient descent with the instance's step size (no steps where it gives none). */
  readonly descent: LinearDescent;
  /** Gradient flow at the instance's times (none where it gives none). */
  readonly flow: LinearFlow;
  /** Entries of U and V are N(0, h^(-2a)): a, and the deviation t. Unknown where the instance does not say. */
  readonly initialisation: { readonly exponent: Real; readonly deviation: Real };
}

/** Quantities of one pair (U, V): the instance's own, one after k steps, or one at a time of the flow. */
export interface LinearNetworkPoint {
  /** L */
  readonly loss: Real;
  /** l = L - L* = |E|^2 / 2, computed from E = Q Y - X U V' */
  readonly excessLoss: Real;
  /** |E| = sqrt(2 l) */
  readonly residualNorm: Real;
  /** |grad L|^2 */
  readonly gradientSquare: Real;
  /** |X'R| = |S E| and ||X'R||, R = Y - X U V', S the diagonal matrix of singular values */
  readonly mappedResidualNorm: Real;
  readonly mappedResidualSpectralNorm: Real;
  /** |U V' - Theta| */
  readonly minNormDistance: Real;
  /** |U2 V'| and |U2 U1'| */
  readonly hiddenOutputOverlap: Real;
  readonly hiddenFeatureOverlap: Real;
  /** ||U2 V'||, its spectral norm */
  readonly hiddenOutputOverlapSpectral: Real;
}

/** A run of gradient descent with the instance's step size. */
export interface LinearDescent {
  /** eta; unknown where there is no run */
  readonly stepSize: Real;
  /** The numbers of steps after which the instance looks, and the largest of them (0 where there is no run) */
  readonly steps: readonly number[];
  readonly length: number;
  /** After k steps, 0 <= k <= length */
  at(k: number): LinearNetworkPoint;
  /** Sum of the absolute eigenvalues of Lambda_k - Lambda_0 */
  imbalanceDrift(k: number): Real;
  /** |Lambda_1 - Lambda_0|, and |Lambda_1 - Lambda_0 - eta^2 (G1'G1 - G2'G2)| for G1 = X'R V, G2 = R'X U */
  readonly stepChange: Real;
  readonly stepIdentityDefect: Real;
}

/** Gradient flow at the instance's times. */
export interface LinearFlow {
  readonly times: readonly Real[];
  /** At time i */
  at(i: number): LinearNetworkPoint;
  /** |(U, V)(t_i) - (U, V)(0)| */
  travelled(i: number): Real;
}
