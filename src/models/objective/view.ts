import type { Real } from "../../numerics/real.js";

/** What a claim sees of a nonnegative objective f with a start x0 and a radius r. B is the closed ball around x0 of radius r. */
export interface Objective {
  /** "least-squares", "product", ... */
  readonly family: string;
  readonly dimension: number;
  readonly radius: Real;
  /** |x0| */
  readonly startNorm: Real;
  /** f(x0) and |grad f(x0)|^2 */
  readonly value: Real;
  readonly gradientSquare: Real;
  /** A certified lower bound of inf |grad f|^2 / f over B; never sampled */
  readonly alpha: Real;
  /** The same with the values at the start in place of the infimum over the ball: no bound of anything */
  readonly alphaAtCentre: Real;
  /** The same with the largest in place of the least singular value: no bound of anything */
  readonly alphaOfLargest: Real;
  /** H >= the spectral norm of the Hessian on the ball of radius 2r */
  readonly hessianBound: Real;
  /** r^2 alpha - 4 f(x0) */
  readonly criterionMargin: Real;
  /** eps = (1 - sqrt(4 f(x0) / (r^2 alpha))) / 2; of use where the margin is positive, not positive elsewhere */
  readonly epsilon: Real;
  /** 2 eps / H, and delta = (1 - eps) alpha 2 eps / H */
  readonly stepSize: Real;
  readonly delta: Real;
  /** 2 sqrt(f(x0) / alpha): bound of the flow's length */
  readonly pathLengthBound: Real;
  /** A zero of f that the flow or descent tends to, where known, and its distance from x0 */
  readonly minimizer: readonly Real[] | undefined;
  readonly minimizerDistance: Real;
  /** y of a product, and |u + v|; unknown elsewhere */
  readonly target: Real;
  readonly mirrorDefect: Real;
  /** max over i and the ball of radius 2r of |df/dx_i|, for least squares; unknown elsewhere */
  readonly coordinateSlope: Real;
  /** sigma_n(J(x0)) and a Lipschitz constant of the Jacobian J of g, for f = |g|^2 of "gauss-newton"; unknown elsewhere */
  readonly leastSingularValue: Real;
  readonly jacobianLipschitz: Real;
  /** a of x^2 + a sin^2 x; unknown elsewhere */
  readonly amplitude: Real;
  /** |u'v - y| for products, | |x|^2 - a^2 | for spheres, |g(x0)| for the families f = |g|^2 with a matrix, radial or curved g; unknown elsewhere */
  readonly residual: Real;
  /** The instance's further point (the start where it gives none) */
  readonly point: ObjectivePoint;
  /** Descent with the instance's step size; its step sizes and numbers of steps */
  readonly descent: {
    readonly stepSize: Real;
    /** The least part of the step size that clipping leaves; 1 where the run is not clipped */
    readonly clipFloor: Real;
    readonly steps: readonly number[];
    readonly length: number;
    at(k: number): ObjectivePoint;
  };
  readonly flow: { readonly times: readonly Real[]; at(i: number): ObjectivePoint };
}

/** What a claim sees of the objective at one point. */
export interface ObjectivePoint {
  readonly value: Real;
  readonly gradientSquare: Real;
  /** Distance from x0, and from the minimizer where that is known */
  readonly travelled: Real;
  readonly minimizerDistance: Real;
}
