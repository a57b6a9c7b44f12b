import type { Matrix } from "../../numerics/matrix.js";

/**
 * A two-layer network f(x) = sum_j a_j s(w_j . x + b_j), s(z) = z for z >= 0 and slope z below, with loss sum (f(x_i) - y_i)^2 / 2.
 * Immutable.
 */
export interface HomogeneousData {
  /** samples x inputs */
  readonly X: Matrix;
  readonly y: Float64Array;
  /** width x inputs */
  readonly W: Matrix;
  readonly a: Float64Array;
  /** Trained biases; none where left out */
  readonly b?: Float64Array;
  /** The activation is z for z >= 0 and slope z below: 0 for ReLU, -1 for the absolute value */
  readonly slope: number;
  readonly stepSize: number;
}
