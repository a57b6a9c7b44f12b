import type { Real } from "../../numerics/real.js";
import type { Vector } from "./real-vectors.js";

/** A point of a flow through what its closed form gives. */
export interface FlowPoint {
  readonly value: Real;
  readonly gradientSquare: Real;
  readonly travelled: Real;
}

/** One nonnegative function in one arithmetic, with a start and a radius. */
export interface Family {
  readonly start: Vector;
  value(x: Vector): Real;
  gradient(x: Vector): readonly Real[];
  /** Lower bound of |grad f|^2 / f on the ball around the start */
  readonly alpha: Real;
  /** The bound that forgets to subtract the radius, and the one with the largest singular value (for mutants) */
  readonly alphaAtCentre: Real;
  readonly alphaOfLargest: Real;
  /** Bound of the Hessian's spectral norm on the ball of radius rho around x */
  hessianBound(x: Vector, rho: Real): Real;
  /**
   * Upper bound >= 0 of minus the least eigenvalue of the Hessian on that ball: two points of the flow, or of a descent,
   * part no faster. Where left out, hessianBound stands in for it (right, but flows are then lost early).
   */
  concavityBound?(x: Vector, rho: Real): Real;
  readonly minimizer: Vector | undefined;
  readonly residual: Real;
  /** For products: y and |u + v|. For least squares: the largest partial derivative on the ball of radius 2r. */
  readonly target?: Real;
  readonly mirrorDefect?: Real;
  readonly coordinateSlope?: Real;
  /** sigma_n(J(x0)) and a Lipschitz constant of the Jacobian J of g, for f = |g|^2 with curved residuals */
  readonly leastSingularValue?: Real;
  readonly jacobianLipschitz?: Real;
  /** a of x^2 + a sin^2 x */
  readonly amplitude?: Real;
  /** Undefined where there is no closed form */
  flow(time: Real): FlowPoint | undefined;
}
