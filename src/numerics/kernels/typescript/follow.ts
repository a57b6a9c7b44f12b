import { cholesky, luFactor, luSolve, solveTriangular } from "./factorisations.js";
import { dotAt, gemm, multiplyVector, scale } from "./products.js";

/** See `followInverse` in ../kernels.ts. */
export function followInverse(
  m: number,
  n: number,
  inverse: Float64Array,
  p: Float64Array,
  z: Float64Array,
  phi: Float64Array | null,
  constant: Float64Array | null,
): boolean {
  const [left, right] = [new Float64Array(m * n), new Float64Array(m * n)];
  const small = new Float64Array(n * n);
  const pivots = new Int32Array(n);
  gemm("AtB", n, m, m, p, inverse, left);
  gemm("AB", m, n, m, inverse, z, right);
  gemm("AB", n, n, m, left, z, small);
  for (let e = 0; e < n * n; e++) small[e] = -small[e];
  for (let e = 0; e < n * n; e += n + 1) small[e] += 1;
  if (!luFactor(n, small, pivots)) return false;
  luSolve(n, m, small, pivots, left);
  gemm("AB", m, m, n, right, left, inverse, true);
  if (phi !== null && constant !== null) {
    gemm("AtB", n, n, m, right, phi, small);
    gemm("AtB", m, n, n, left, small, constant, true);
  }
  return true;
}

/** See `followEigenvalue` in ../kernels.ts. */
export function followEigenvalue(
  n: number,
  s: Float64Array,
  shift: number,
  rounds: number,
  toleranceSquared: number,
  vector: Float64Array,
): number {
  const factor = s.slice(0, n * n);
  const image = new Float64Array(n);
  for (let e = 0; e < n * n; e += n + 1) factor[e] -= shift;
  if (!cholesky(n, factor)) return Number.NaN;
  for (let round = 0; round < rounds; round++) {
    solveTriangular("upperTransposed", n, 1, factor, vector);
    solveTriangular("upper", n, 1, factor, vector);
    scale(n, 1 / Math.sqrt(dotAt(n, vector, 0, vector, 0)), vector);
    multiplyVector(n, n, s, vector, image);
    const value = dotAt(n, vector, 0, image, 0);
    let residual = 0;
    for (let i = 0; i < n; i++) {
      const difference = image[i] - value * vector[i];
      residual += difference * difference;
    }
    if (residual <= toleranceSquared) return value;
  }
  return Number.NaN;
}
