import type { Matrix } from "../../numerics/matrix.js";

/** One draw of a random matrix, and the deviation t that a bound of its norm allows. Immutable. */
export interface GaussianMatrixData {
  /** rows x columns */
  readonly A: Matrix;
  /** t >= 0; 0 where left out */
  readonly deviation?: number;
}
