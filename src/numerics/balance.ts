import { mapped } from "./doubles.js";
import { exponentOf, scaleByPowerOfTwo } from "./rounding.js";

const MAX_SWEEPS = 60;

/**
 * Exponents d such that the entries |a_ij| 2^(d_j - d_i) of an n x n matrix have rows and columns of about equal size
 * (Osborne 1960, with powers of two). D^{-1} A D has A's eigenvalues, and graded matrices lose their grading. Only a
 * proposal: rows or columns without entries off the diagonal keep exponent 0.
 */
export function balancingExponents(data: Float64Array, n: number): Int32Array {
  const d = new Int32Array(n);
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let isBalanced = true;
    for (let i = 0; i < n; i++) {
      const row = largestExponent(n, i, (j) => [data[i * n + j], d[j] - d[i]]);
      const column = largestExponent(n, i, (j) => [data[j * n + i], d[i] - d[j]]);
      if (row === undefined || column === undefined) continue;
      const shift = Math.trunc((row - column) / 2);
      if (shift === 0) continue;
      d[i] += shift;
      isBalanced = false;
    }
    if (isBalanced) break;
  }
  return d;
}

function largestExponent(n: number, i: number, entry: (j: number) => readonly [number, number]): number | undefined {
  let largest: number | undefined;
  for (let j = 0; j < n; j++) {
    if (j === i) continue;
    const [value, shift] = entry(j);
    if (value === 0) continue;
    const exponent = exponentOf(value) + shift;
    if (largest === undefined || exponent > largest) largest = exponent;
  }
  return largest;
}

/** D^{-1} A D for D = diag(2^d), and whether that was exact. */
export function balanced(
  data: Float64Array,
  n: number,
  d: Int32Array,
): { readonly data: Float64Array; readonly isExact: boolean } {
  let isExact = true;
  const result = mapped(data, (x, k) => {
    const shift = d[k % n] - d[Math.floor(k / n)];
    const y = scaleByPowerOfTwo(x, shift);
    if (!(scaleByPowerOfTwo(y, -shift) === x)) isExact = false;
    return y;
  });
  return { data: result, isExact };
}
