import type { Matrix } from "../../numerics/matrix.js";

/**
 * A deep linear network with square layers and loss |W_L ... W_1 X - Y|_F^2 / 2 (layers of other shapes are square ones with
 * zero rows and columns). Immutable.
 */
export interface DeepLinearData {
  /** width x samples */
  readonly X: Matrix;
  readonly Y: Matrix;
  /** W_1, ..., W_L, width x width each, L >= 2 */
  readonly weights: readonly Matrix[];
  /** The weights around which a ball is taken; the weights themselves where left out */
  readonly start?: readonly Matrix[];
  /** Radius of that ball; 1/2 where left out */
  readonly radius?: number;
  readonly descent?: { readonly stepSize: number; readonly steps: readonly number[] };
}
