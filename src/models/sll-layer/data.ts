import type { Matrix } from "../../numerics/matrix.js";

/** The scalar function that all units share, before the gain; "identity" and "relu" are piecewise linear. */
export type SllActivation = "relu" | "identity" | "tanh" | "sigmoid" | "softplus";

/**
 * A residual layer h(x) = x - 2 W T^-1 s(W'x + b), s(z) = gain phi(z), T diagonal and positive, with two inputs. Immutable.
 */
export interface SllLayerData {
  /** inputs x units */
  readonly W: Matrix;
  readonly b: Float64Array;
  /** The diagonal of T, all entries > 0 */
  readonly T: Float64Array;
  /** The weights of the row sums that T dominates, all > 0; ones where left out */
  readonly q?: Float64Array;
  readonly activation: SllActivation;
  /** 1 where left out */
  readonly gain?: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
}
