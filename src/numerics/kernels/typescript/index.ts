import { dyadicGaussian } from "../../random-gaussian.js";
import { checked } from "../checked.js";
import type { Kernels } from "../kernels.js";
import { solveActiveSets } from "./active-sets.js";
import { symmetricEigen } from "./eigen.js";
import { cholesky, luFactor, luInverse, luSolve, solveTriangular } from "./factorisations.js";
import { combineStages, linearNetworkDescent, linearNetworkStages } from "./flow.js";
import { followEigenvalue, followInverse } from "./follow.js";
import { largestEigenvalue } from "./lanczos.js";
import { compareColumns, finishAdjoint, scaleColumns } from "./layers.js";
import {
  addMultiple,
  dotAt,
  gemm,
  gramMatrix,
  multiplyTransposedVector,
  multiplyVector,
  scale,
  squaredDistance,
} from "./products.js";
import { finishAffine, iterateMaskedAffine, iterateReluAffine, reluAffine, solveAffineColumns } from "./relu-affine.js";

/** Without the checks of lengths, for those who have made them. */
export const uncheckedTypescriptKernels: Kernels = {
  name: "typescript",
  allocate: (length) => new Float64Array(length),
  scope: (work) => work(),
  dot: (n, x, y) => dotAt(n, x, 0, y, 0),
  sumOfSquares: (n, x) => dotAt(n, x, 0, x, 0),
  squaredDistance,
  scale,
  addMultiple,
  gemm,
  multiplyVector,
  multiplyTransposedVector,
  gramMatrix,
  cholesky,
  solveTriangular,
  luFactor,
  luSolve,
  luInverse,
  symmetricEigen,
  largestEigenvalue,
  fillGaussian(stream, count, out) {
    for (let k = 0; k < count; k++) out[k] = dyadicGaussian(stream);
  },
  reluAffine,
  finishAffine,
  iterateReluAffine,
  iterateMaskedAffine,
  solveAffineColumns,
  solveActiveSets,
  followInverse,
  followEigenvalue,
  finishAdjoint,
  compareColumns,
  scaleColumns,
  linearNetworkDescent,
  linearNetworkStages,
  combineStages,
};

/** The kernels in plain TypeScript: the fallback where WebAssembly is missing, and the other's oracle in tests. */
export const typescriptKernels: Kernels = checked(uncheckedTypescriptKernels);
