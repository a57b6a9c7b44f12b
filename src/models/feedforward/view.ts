import type { Real } from "../../numerics/real.js";

/** What a claim sees of a feedforward network: S = sum (f(x_i) - y_i)^2, weights w0 = (W_1, ..., W_L), radius r. */
export interface Feedforward {
  readonly samples: number;
  readonly inputs: number;
  readonly depth: number;
  readonly radius: Real;
  /** S(w0), |y| */
  readonly loss: Real;
  readonly targetNorm: Real;
  /** Extreme eigenvalues of XX' (n x n) */
  readonly inputGramLambdaMin: Real;
  readonly inputGramLambdaMax: Real;
  /** The least eigenvalue of X'X (d x d), for a mutant */
  readonly covarianceLambdaMin: Real;
  /** Certified lower bound 4 lambda_min(XX') Q(r)^2 of inf |grad S|^2 / S on the ball; 0 unless the weights above are >= r */
  readonly alpha: Real;
  /** The same formula whatever the signs above: a bound only where positivityMargin >= 0 */
  readonly alphaFormula: Real;
  /** With the least eigenvalue of X'X */
  readonly alphaOfCovariance: Real;
  /** Without subtracting r; with the slope at 0; with the slope of the first layer's range in all layers; with lambda_max */
  readonly alphaWithoutRadius: Real;
  readonly alphaSlopeAtZero: Real;
  readonly alphaFirstRange: Real;
  readonly alphaOfLargest: Real;
  /** The least entry of W_2, ..., W_L minus r for L >= 3; |W_2| - r for L = 2 */
  readonly positivityMargin: Real;
  /** |W_1|_F */
  readonly firstLayerNorm: Real;
  /** H >= ||Hess S|| on the ball of radius 2r */
  readonly hessianBound: Real;
  readonly criterionMargin: Real;
  readonly epsilon: Real;
  readonly stepSize: Real;
  readonly delta: Real;
  /** A*(r): if W_1 = 0 and all output weights exceed it (their norm, for L = 2), the criterion holds; with the least of them */
  readonly outputWeightThreshold: Real;
  readonly leastOutputWeight: Real;
  /** A* = inf of A*(r) over r > 0 (below the least hidden weight); unknown where that is not positive */
  readonly leastOutputWeightThreshold: Real;
  /** sup of r^2 alpha(r) over 0 < r <= the least weight above the first layer (|W_2| for two layers); 0 where none is left */
  readonly largestCriterionLevel: Real;
  /** The instance's further weights (w0 where it gives none) */
  readonly point: FeedforwardPoint;
  readonly descent: {
    readonly stepSize: Real;
    readonly steps: readonly number[];
    readonly length: number;
    at(k: number): FeedforwardPoint;
  };
}

/** What a claim sees of the network at one choice of its weights. */
export interface FeedforwardPoint {
  readonly loss: Real;
  readonly gradientSquare: Real;
  readonly firstLayerGradientSquare: Real;
  /** min and max over the samples of |q_i|^2, q_i = D_1 W_2' D_2 ... D_(L-1) W_L' */
  readonly backwardLeastSquare: Real;
  readonly backwardLargestSquare: Real;
  /** Distance from w0 */
  readonly travelled: Real;
}
