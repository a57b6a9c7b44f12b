import type { NativeBlas } from "../../src/backends/blas/openblas.js";
import type { Kernels } from "../../src/numerics/kernels/index.js";

/** From this width on a step of fixed points is worth its conversions to single precision. */
const leastSingle = 128;
/** What a product in single precision leaves of an error, at best. */
const singleAccuracy = 1e-6;

/**
 * `solveAffineColumns` by way of OpenBLAS, all columns together: the last step, which measures what is left, and every step
 * that starts from a new z are double ones. In between the correction e = (fixed point) - z is iterated, e <- T(z + e) - z
 * with d = M z + c - z known and M e multiplied in single precision, at half the cost; that gains six digits each time.
 * With M^T samples stand as rows: the products are up to twice as fast that way round.
 */
export function affineSolver(own: Kernels, blas: NativeBlas): Kernels["solveAffineColumns"] {
  let [product, rows, constantRows, maskRows] = [0, 0, 0, 0].map(() => own.allocate(0));
  let [correction, image, known, fixed] = [0, 0, 0, 0].map(() => new Float32Array(0));
  let matrix32 = new Float32Array(0);

  return (m, n, matrix, transposed, constant, mask, z, limit, tolerance, stepSquares) => {
    const count = m * n;
    if (product.length < count) {
      [product, rows, constantRows, maskRows] = [0, 0, 0, 0].map(() => own.allocate(count));
      [correction, image, known, fixed] = [0, 0, 0, 0].map(() => new Float32Array(count));
    }
    const c = transposed ? constantRows : constant;
    const d = mask !== null && transposed ? maskRows : mask;
    const x = transposed ? rows : z;
    if (transposed) {
      transpose(m, n, z, rows);
      transpose(m, n, constant, constantRows);
      if (mask !== null) transpose(m, n, mask, maskRows);
    }
    let single = m >= leastSingle;
    let converted = false;
    let steps = 0;
    for (;;) {
      if (transposed) blas.gemm(false, false, n, m, m, x, matrix, 0, product);
      else blas.gemm(false, false, m, n, m, matrix, x, 0, product);
      steps++;
      // By the sum of the columns, which is what the works ask for: none leaves the product before the others.
      const square = d === null ? positiveEnd(count, c, x) : maskedEnd(count, c, d, x);
      const done = square <= n * tolerance || !(square < Number.POSITIVE_INFINITY) || steps >= limit;
      if (done) {
        columnSquares(m, n, transposed, x, stepSquares);
        if (transposed) transpose(n, m, product, z);
        else z.set(product.subarray(0, count));
        return steps * n;
      }
      if (!single || square <= 4 * n * tolerance) {
        x.set(product.subarray(0, count));
        continue;
      }
      if (!converted) {
        if (matrix32.length < m * m) matrix32 = new Float32Array(m * m);
        copy(m * m, matrix, matrix32);
        converted = true;
      }
      copy(count, d ?? x, fixed);
      const enough = Math.max(singleAccuracy * singleAccuracy * square, 0.5 * n * tolerance);
      let change = square;
      for (let before = Number.POSITIVE_INFINITY; change > enough && change < before && steps < limit; steps++) {
        if (transposed) blas.singleGemm(false, false, n, m, m, correction, matrix32, image);
        else blas.singleGemm(false, false, m, n, m, matrix32, correction, image);
        before = change;
        change = d === null ? positiveStep(count) : maskedStep(count);
      }
      // A step that came out worse than the one before it is at the end of what single precision can tell, or beyond its range.
      if (!(change < square)) single = false;
      else addTo(count, correction, x);
    }
  };

  // The loops name their arrays first: variables of an outer function are looked up for every entry.

  /**
   * product = max(product + c, 0), of which the squared distance to x is returned; the first correction, and what later ones
   * start from: d = product + c - x. (v + |v|) / 2 is max(v, 0) without a branch.
   */
  function positiveEnd(count: number, c: Float64Array, x: Float64Array): number {
    const [p, e, d] = [product, correction, known];
    let square = 0;
    for (let k = 0; k < count; k++) {
      const value = p[k] + c[k];
      const next = 0.5 * (value + Math.abs(value));
      const step = next - x[k];
      square += step * step;
      p[k] = next;
      e[k] = step;
      d[k] = value - x[k];
    }
    return square;
  }

  /** product = (product + c) mask; likewise, only that a linear map's corrections all start from the first. */
  function maskedEnd(count: number, c: Float64Array, mask: Float64Array, x: Float64Array): number {
    const [p, e, d] = [product, correction, known];
    let square = 0;
    for (let k = 0; k < count; k++) {
      const next = (p[k] + c[k]) * mask[k];
      const step = next - x[k];
      square += step * step;
      p[k] = next;
      e[k] = step;
      d[k] = step;
    }
    return square;
  }

  /** e = max(x + d + M e, 0) - x with x in `fixed`; returns the square of e's change. */
  function positiveStep(count: number): number {
    const [e, d, me, x] = [correction, known, image, fixed];
    let change = 0;
    for (let k = 0; k < count; k++) {
      const value = d[k] + me[k] + x[k];
      const next = 0.5 * (value + Math.abs(value)) - x[k];
      const difference = next - e[k];
      change += difference * difference;
      e[k] = next;
    }
    return change;
  }

  /** e = d + mask M e with the mask in `fixed`. */
  function maskedStep(count: number): number {
    const [e, d, me, mask] = [correction, known, image, fixed];
    let change = 0;
    for (let k = 0; k < count; k++) {
      const next = d[k] + mask[k] * me[k];
      const difference = next - e[k];
      change += difference * difference;
      e[k] = next;
    }
    return change;
  }

  /** squares[i] = the squared distance of x and `product` in sample i. */
  function columnSquares(m: number, n: number, samplesAreRows: boolean, x: Float64Array, squares: Float64Array): void {
    const p = product;
    const [sampleStep, entryStep] = samplesAreRows ? [m, 1] : [1, n];
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0, k = i * sampleStep; j < m; j++, k += entryStep) sum += (p[k] - x[k]) ** 2;
      squares[i] = sum;
    }
  }
}

function copy(count: number, x: Float64Array, target: Float32Array): void {
  for (let k = 0; k < count; k++) target[k] = x[k];
}

function addTo(count: number, x: Float32Array, target: Float64Array): void {
  for (let k = 0; k < count; k++) target[k] += x[k];
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
