import { loadOpenBlas, type NativeBlas } from "../../src/backends/blas/openblas.js";
import { affineSolver, reluIterations } from "./blas-iterations.js";
import { type Kernels, kernels as ownKernels } from "../../src/numerics/kernels/index.js";

/**
 * What the works compute with: lemmacheck's kernels, or with LEMMACHECK_BENCH_BLAS=1 OpenBLAS for the shapes where it is the
 * faster one. Every certificate of the works bounds the roundings of any order of summation, fused or not.
 */
export type WorkKernels = Omit<Kernels, "name"> & { readonly name: string };
export const usesOpenBlas = process.env.LEMMACHECK_BENCH_BLAS === "1";
export const kernels: WorkKernels = usesOpenBlas ? native() : ownKernels;

function native(): WorkKernels {
  const result = loadOpenBlas();
  if ("problem" in result) throw new Error(`LEMMACHECK_BENCH_BLAS is set, but ${result.problem}`);
  return withBlas(ownKernels, result.blas);
}

/** From here on (bench/kernels.mjs measures it) OpenBLAS is the faster one. */
const leastProduct = 24 ** 3;
const leastFactor = 160;
const leastEigen = 96;
const leastVector = 96;

function withBlas(own: Kernels, blas: NativeBlas): WorkKernels {
  const gemm: Kernels["gemm"] = (form, rows, columns, inner, a, b, c, accumulate = false) => {
    if (rows * columns * inner < leastProduct) own.gemm(form, rows, columns, inner, a, b, c, accumulate);
    else blas.gemm(form === "AtB", form === "ABt", rows, columns, inner, a, b, accumulate ? 1 : 0, c);
  };

  const [iterate, solve] = [reluIterations(own, blas), affineSolver(own, blas)];
  const sums = own.allocate(4096);
  const isSmall = (m: number, n: number): boolean => m * m * n < leastProduct;

  return {
    ...own,
    name: `${own.name} and OpenBLAS ${blas.core}`,
    gemm,
    gramMatrix(form, rows, columns, a, g) {
      const n = form === "AtA" ? columns : rows;
      if (rows * columns * n < 2 * leastProduct) {
        own.gramMatrix(form, rows, columns, a, g);
        return;
      }
      blas.syrk(form === "AtA", n, form === "AtA" ? rows : columns, a, g);
      mirrorUpper(n, g);
    },
    multiplyVector(rows, columns, a, x, y) {
      if (Math.min(rows, columns) < leastVector) own.multiplyVector(rows, columns, a, x, y);
      else blas.gemv(rows, columns, a, x, y);
    },
    cholesky: (n, a) => (n < leastFactor ? own.cholesky(n, a) : blas.potrf(n, a)),
    symmetricEigen(n, a, values, vectors) {
      if (n < leastEigen) return own.symmetricEigen(n, a, values, vectors);
      if (!blas.syevd(n, a, values, vectors !== undefined)) return false;
      if (vectors !== undefined) for (let k = 0; k < n * n; k++) vectors[k] = a[k];
      return true;
    },
    largestEigenvalue: (n, a) => (n < leastVector ? own.largestEigenvalue(n, a) : lanczos(n, a, blas)),
    reluAffine(m, n, matrix, z, phi, out) {
      if (isSmall(m, n)) return own.reluAffine(m, n, matrix, z, phi, out);
      blas.gemm(false, false, m, n, m, matrix, z, 0, out);
      own.finishAffine(m, n, phi, null, z, out, sums);
      let square = 0;
      for (let i = 0; i < n; i++) square += sums[i];
      return square;
    },
    iterateReluAffine(m, n, groups, matrix, phi, z, previous, limit, tolerance, history) {
      if (isSmall(m, n)) return own.iterateReluAffine(m, n, groups, matrix, phi, z, previous, limit, tolerance, history);
      return iterate(m, n, groups, matrix, phi, z, previous, limit, tolerance, history);
    },
    solveAffineColumns(m, n, matrix, transposed, constant, mask, z, limit, tolerance, stepSquares) {
      if (isSmall(m, n))
        return own.solveAffineColumns(m, n, matrix, transposed, constant, mask, z, limit, tolerance, stepSquares);
      return solve(m, n, matrix, transposed, constant, mask, z, limit, tolerance, stepSquares);
    },
  };
}

/** By blocks, so that a block's rows and columns stay in the cache. */
function mirrorUpper(n: number, g: Float64Array): void {
  const block = 32;
  for (let i0 = 0; i0 < n; i0 += block)
    for (let j0 = i0; j0 < n; j0 += block)
      for (let i = i0; i < Math.min(i0 + block, n); i++)
        for (let j = Math.max(j0, i + 1); j < Math.min(j0 + block, n); j++) g[j * n + i] = g[i * n + j];
}

/** The largest eigenvalue by Lanczos' method without reorthogonalisation: a proposal, as `largestEigenvalue` of the kernels. */
function lanczos(n: number, a: Float64Array, blas: NativeBlas): number {
  const most = Math.min(n, 120);
  const [diagonal, off] = [new Float64Array(most), new Float64Array(most)];
  let v = new Float64Array(n).fill(1 / Math.sqrt(n));
  let before = new Float64Array(n);
  const image = new Float64Array(n);
  let [beta, last] = [0, 0];
  for (let k = 0; k < most; k++) {
    blas.gemv(n, n, a, v, image);
    let alpha = 0;
    for (let i = 0; i < n; i++) {
      image[i] -= beta * before[i];
      alpha += image[i] * v[i];
    }
    let square = 0;
    for (let i = 0; i < n; i++) {
      image[i] -= alpha * v[i];
      square += image[i] * image[i];
    }
    diagonal[k] = alpha;
    beta = Math.sqrt(square);
    off[k] = beta;
    if (k % 4 === 3 || k === most - 1 || !(beta > 0)) {
      const value = largestOfTridiagonal(k + 1, diagonal, off);
      if (Math.abs(value - last) <= 1e-13 * value || !(beta > 0)) return value;
      last = value;
    }
    const old = before;
    before = v;
    for (let i = 0; i < n; i++) old[i] = image[i] / beta;
    v = old;
  }
  return last;
}

/** By bisection on Sturm counts. */
function largestOfTridiagonal(k: number, diagonal: Float64Array, off: Float64Array): number {
  let high = 0;
  for (let i = 0; i < k; i++)
    high = Math.max(high, diagonal[i] + (i > 0 ? off[i - 1] : 0) + (i < k - 1 ? off[i] : 0));
  let low = 0;
  for (let round = 0; round < 60 && high - low > 2 ** -52 * high; round++) {
    const middle = (low + high) / 2;
    let [pivot, above] = [1, false];
    for (let i = 0; i < k && !above; i++) {
      pivot = middle - diagonal[i] - (i > 0 ? (off[i - 1] * off[i - 1]) / pivot : 0);
      if (!(pivot > 0)) above = true;
    }
    if (above) low = middle;
    else high = middle;
  }
  return low;
}
