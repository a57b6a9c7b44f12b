import type { PreciseReal } from "../real.js";
import type { Ring } from "./ring.js";

/** A point of a flow through what its closed form gives. */
export interface ClosedFormPoint {
  readonly value: PreciseReal;
  readonly gradientSquare: PreciseReal;
  readonly travelled: PreciseReal;
}

/** One nonnegative function with its start and radius in exact arithmetic; see models/objective/view.ts for the quantities. */
export interface ExactFamily {
  readonly start: readonly PreciseReal[];
  value(x: readonly PreciseReal[]): PreciseReal;
  /** The gradient over any ring that has its operations */
  gradient<T>(ring: Ring<T>, x: readonly T[]): T[];
  readonly alpha: PreciseReal;
  readonly alphaAtCentre: PreciseReal;
  readonly alphaOfLargest: PreciseReal;
  /** Largest eigenvalue of the Hessian, in absolute value, on the ball of radius rho around x: an upper bound */
  hessianBound(x: readonly PreciseReal[], rho: PreciseReal): PreciseReal;
  /** An upper bound >= 0 of minus the least eigenvalue of the Hessian on that ball; 0 for convex functions */
  concavityBound(x: readonly PreciseReal[], rho: PreciseReal): PreciseReal;
  readonly minimizer: readonly PreciseReal[] | undefined;
  readonly residual: PreciseReal;
  readonly target?: PreciseReal;
  readonly mirrorDefect?: PreciseReal;
  readonly coordinateSlope?: PreciseReal;
  readonly leastSingularValue?: PreciseReal;
  readonly jacobianLipschitz?: PreciseReal;
  readonly amplitude?: PreciseReal;
  /** True where the gradient is linear: a step of descent lengthens numbers by a fixed amount, and does not multiply it */
  readonly hasLinearGradient: boolean;
  /** Where the flow has a closed form */
  closedForm?(time: PreciseReal): ClosedFormPoint | undefined;
}
