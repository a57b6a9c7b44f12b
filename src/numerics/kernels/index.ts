import type { Kernels } from "./kernels.js";
import { typescriptKernels } from "./typescript/index.js";
import { wasmKernels } from "./wasm/index.js";

export type { GramForm, Kernels, ProductForm, TriangularForm } from "./kernels.js";
export { typescriptKernels, wasmKernels };

/**
 * The kernels that numerics/ uses, chosen once: WebAssembly where it is available, unless the environment variable
 * LEMMACHECK_KERNELS is "typescript". Both give the same bits, so nothing but speed depends on it.
 */
export const kernels: Kernels =
  process.env.LEMMACHECK_KERNELS === "typescript" ? typescriptKernels : (wasmKernels() ?? typescriptKernels);
