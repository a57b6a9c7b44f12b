// What the module exports. Addresses and strides are bytes; nothing here allocates: scratch comes from the caller.

export { solveActiveSets } from "./active-sets";
export { solveColumns } from "./columns";
export { cholesky } from "./cholesky";
export { largestInLower, symmetricEigen } from "./eigen";
export { affineStep, finishAffine, iterate } from "./iterations";
export { followEigenvalue, followInverse } from "./follow";
export { compareColumns, finishAdjoint, scaleColumns } from "./layers";
export { gram, gramPacked, multiplyTransposedVector, product } from "./products";
export { applyPivots, exchangeColumns, invertLower, luFactor, substitute } from "./solves";
export { addMultiple, dot, multiplyVector, scale, squaredDistance } from "./vectors";
export { largestEigenvalue } from "./lanczos";
export { combineStages, linearNetworkDescent, linearNetworkStages } from "./flow";
export { fillGaussian } from "./gaussian";

/** The first address that is free for the caller: below it lie the module's own tables. */
export function freeAddress(): usize {
  return __heap_base;
}
