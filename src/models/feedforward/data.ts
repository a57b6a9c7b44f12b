import type { Matrix } from "../../numerics/matrix.js";

/**
 * "tanh", "atan", "softplus0": log(1 + e^z) - log 2, or leakySoftplus0: beta z + (1 - beta) softplus0(z). All vanish at 0 and
 * have slopes in (0, 1].
 */
export type ActivationData = "tanh" | "softplus0" | "atan" | { readonly leakySoftplus0: number };

/** A network f(x) = W_L sigma(... sigma(W_1 x)) without biases and with one output; loss S = sum (f(x_i) - y_i)^2. Immutable. */
export interface FeedforwardData {
  /** samples x inputs */
  readonly X: Matrix;
  readonly y: Float64Array;
  /** W_1, ..., W_L; W_L has one row */
  readonly weights: readonly Matrix[];
  readonly activation: ActivationData;
  /** r > 0 */
  readonly radius: number;
  /** Further weights of the same shapes, at which pointwise statements are looked at */
  readonly point?: readonly Matrix[];
  readonly descent?: { readonly stepSize: number; readonly steps: readonly number[] };
}
