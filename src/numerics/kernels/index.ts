import type { Kernels } from "./kernels.js";
import { typescriptKernels } from "./typescript/index.js";

export type { GramForm, Kernels, ProductForm, TriangularForm } from "./kernels.js";
export { typescriptKernels };

/** The kernels that numerics/ uses, chosen once. Both implementations give the same bits. */
export const kernels: Kernels = typescriptKernels;
