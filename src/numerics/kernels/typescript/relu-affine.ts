import { gemm, squaredDistance } from "./products.js";

export function reluAffine(
  m: number,
  n: number,
  matrix: Float64Array,
  z: Float64Array,
  phi: Float64Array,
  out: Float64Array,
): number {
  gemm("AB", m, n, m, matrix, z, out);
  for (let k = 0; k < m * n; k++) out[k] = Math.max(out[k] + phi[k], 0);
  return squaredDistance(m * n, out, z);
}
