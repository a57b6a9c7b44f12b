import type { Real } from "../../numerics/real.js";

/**
 * What a claim sees of a deep linear network with loss l = |W_L ... W_1 X - Y|_F^2 / 2, all layers width x width.
 * D_j = W_{j+1}' W_{j+1} - W_j W_j' for j = 1 ... L - 1; "all D_j together" is the root of the sum of their squared norms.
 */
export interface DeepLinear {
  /** L, the width and the number of samples */
  readonly depth: number;
  readonly width: number;
  readonly samples: number;
  readonly loss: Real;
  /** |grad l|^2 over all layers */
  readonly gradientSquare: Real;
  /** All D_j together: they, their derivatives along gradient flow, and those of W_{j+1} W_{j+1}' - W_j' W_j */
  readonly balanceNorm: Real;
  readonly balanceDerivative: Real;
  readonly transposedBalanceDerivative: Real;
  /** Gradient descent with the instance's step size; unknown where it gives none */
  readonly stepSize: Real;
  /** The largest number of steps that the instance asks about; 0 where there is no descent */
  readonly steps: number;
  lossAfter(k: number): Real;
  gradientSquareAfter(k: number): Real;
  /** Sum of the absolute eigenvalues of D_j(k) - D_j(0), for each j */
  balanceDrifts(k: number): readonly Real[];
  /** All D_j together: their change in one step, and what is left after subtracting eta^2 (G_{j+1}' G_{j+1} - G_j G_j') */
  readonly stepChange: Real;
  readonly stepIdentityDefect: Real;

  /** Around the start weights: all W_j'W_j - I together, the distance of the weights from the start, the radius */
  readonly orthogonalityDefect: Real;
  readonly startDistance: Real;
  readonly radius: Real;
  /** |grad l|^2 and |E X'|^2 at the start, E = W_L ... W_1 X - Y */
  readonly startGradientSquare: Real;
  readonly startMappedResidualSquare: Real;
  /** lambda_min(X'X): sigma_n(X)^2 for n samples, 0 for n > width */
  readonly dataLeastEigenvalue: Real;
}
