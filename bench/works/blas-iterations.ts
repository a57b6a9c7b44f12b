import type { NativeBlas } from "../../src/backends/blas/openblas.js";
import type { Kernels } from "../../src/numerics/kernels/index.js";

/** From this width on a step of fixed points is worth its conversions to single precision. */
const leastSingle = 128;
/** What a product in single precision leaves of an error, at best. */
const singleAccuracy = 1e-6;

/**
 * `solveAffineColumns` by way of OpenBLAS, all columns together: the last step, which measures what is left, and every step
 * that starts from a new z are double ones. In between the correction e = (fixed point) - z is iterated, e <- T(z + e) - z
 * with M z + c known and M e multiplied in single precision, at half the cost; that gains six digits each time.
 */
export function affineSolver(own: Kernels, blas: NativeBlas): Kernels["solveAffineColumns"] {
  let [product, constantPlus] = [own.allocate(0), own.allocate(0)];
  let [matrix32, correction, image] = [new Float32Array(0), new Float32Array(0), new Float32Array(0)];

  return (m, n, matrix, transposed, constant, mask, z, limit, tolerance, stepSquares) => {
    const count = m * n;
    if (product.length < count) {
      [product, constantPlus] = [own.allocate(count), own.allocate(count)];
      [correction, image] = [new Float32Array(count), new Float32Array(count)];
    }
    let single = m >= leastSingle;
    let converted = false;
    let steps = 0;
    for (;;) {
      blas.gemm(transposed, false, m, n, m, matrix, z, 0, product);
      if (single) constantPlus.set(product.subarray(0, count));
      own.finishAffine(m, n, constant, mask, z, product, stepSquares);
      steps++;
      let square = 0;
      for (let i = 0; i < n; i++) square += stepSquares[i];
      // By the sum of the columns, which is what the works ask for: none leaves the product before the others.
      const done = square <= n * tolerance || !(square < Number.POSITIVE_INFINITY) || steps >= limit;
      if (done || !single || square <= 4 * n * tolerance) {
        z.set(product.subarray(0, count));
        if (done) return steps * n;
        continue;
      }
      if (!converted) {
        if (matrix32.length < m * m) matrix32 = new Float32Array(m * m);
        for (let k = 0; k < m * m; k++) matrix32[k] = matrix[k];
        converted = true;
      }
      for (let k = 0; k < count; k++) {
        constantPlus[k] += constant[k];
        correction[k] = product[k] - z[k];
      }
      const enough = Math.max(singleAccuracy * singleAccuracy * square, 0.5 * n * tolerance);
      let change = square;
      for (let before = Number.POSITIVE_INFINITY; change > enough && change < before && steps < limit; steps++) {
        blas.singleGemm(transposed, false, m, n, m, matrix32, correction, image);
        before = change;
        change = mask === null ? positiveStep(count, z) : maskedStep(count, mask, z);
      }
      // A step that came out worse than the one before it is at the end of what single precision can tell, or beyond its range.
      if (!(change < square)) single = false;
      else for (let k = 0; k < count; k++) z[k] += correction[k];
    }
  };

  /** e = max(M z + c + M e, 0) - z; returns the square of e's change. (v + |v|) / 2 is max(v, 0) without a branch. */
  function positiveStep(count: number, z: Float64Array): number {
    let change = 0;
    for (let k = 0; k < count; k++) {
      const value = constantPlus[k] + image[k];
      const next = Math.fround(0.5 * (value + Math.abs(value)) - z[k]);
      const difference = next - correction[k];
      change += difference * difference;
      correction[k] = next;
    }
    return change;
  }

  function maskedStep(count: number, mask: Float64Array, z: Float64Array): number {
    let change = 0;
    for (let k = 0; k < count; k++) {
      const next = Math.fround((constantPlus[k] + image[k]) * mask[k] - z[k]);
      const difference = next - correction[k];
      change += difference * difference;
      correction[k] = next;
    }
    return change;
  }
}

/**
 * `iterateReluAffine` by way of OpenBLAS, with samples as rows: its products are a sixth faster that way round, so copies
 * of the iterates before the first step and after the last cost less than they save.
 */
export function reluIterations(own: Kernels, blas: NativeBlas): Kernels["iterateReluAffine"] {
  let [phiRows, first, second, squares] = [0, 0, 0, 0].map(() => own.allocate(0));
  return (m, n, groups, matrix, phi, z, previous, limit, tolerance, history) => {
    const count = m * n;
    if (phiRows.length < count) [phiRows, first, second] = [0, 0, 0].map(() => own.allocate(count));
    if (squares.length < m) squares = own.allocate(m);
    transpose(m, n, phi, phiRows);
    transpose(m, n, z, first);
    const height = n / groups;
    const size = height * m;
    let [from, to] = [first, second];
    let steps = 0;
    for (let done = false; steps < limit && !done; steps++) {
      blas.gemm(false, true, n, m, m, from, matrix, 0, to);
      done = true;
      for (let g = 0; g < groups; g++) {
        const part = (x: Float64Array): Float64Array => x.subarray(g * size, (g + 1) * size);
        own.finishAffine(height, m, part(phiRows), null, part(from), part(to), squares);
        let square = 0;
        for (let j = 0; j < m; j++) square += squares[j];
        history[steps * groups + g] = square;
        if (!(square <= tolerance) && square < Number.POSITIVE_INFINITY) done = false;
      }
      [from, to] = [to, from];
    }
    transpose(n, m, from, z);
    if (steps > 0) transpose(n, m, to, previous);
    return steps;
  };
}

/** target (columns x rows) = the transpose of A (rows x columns), by blocks that stay in the cache. */
function transpose(rows: number, columns: number, a: Float64Array, target: Float64Array): void {
  const block = 16;
  for (let i0 = 0; i0 < rows; i0 += block)
    for (let j0 = 0; j0 < columns; j0 += block)
      for (let i = i0; i < Math.min(i0 + block, rows); i++)
        for (let j = j0; j < Math.min(j0 + block, columns); j++) target[j * rows + i] = a[i * columns + j];
}
