import type { Matrix } from "../../numerics/matrix.js";

/** Inputs of a first layer, and the weights of one draw of it. Immutable. */
export interface ReluKernelData {
  /** inputs x samples, one column a sample. */
  readonly X: Matrix;
  /** width x inputs; left out where only the limit kernel matters. */
  readonly W?: Matrix;
}
