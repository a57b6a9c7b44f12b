import { checked } from "../checked.js";
import type { Kernels, TriangularForm } from "../kernels.js";
import { scaling } from "../scaling.js";
import { uncheckedTypescriptKernels as plain } from "../typescript/index.js";
import { maximalLanczosSteps } from "../typescript/lanczos.js";
import { Arena } from "./arena.js";
import { flowKernels } from "./flow.js";
import { layerKernels } from "./layers.js";
import { instantiate, type WasmExports } from "./module.js";
import { fewRows, fewTerms, isLarge, packSize, roundedUp } from "./sizes.js";

/** Scratch of assembly/gaussian.ts in doubles: the 256 random words generated at a time and a few more. */
const gaussianScratch = 130;

/**
 * The WebAssembly kernels over their own memory. Where a call's arrays do not fit into the memory, or would be copied
 * for too little work, the TypeScript twin runs instead: it gives the same bits.
 */
function create(wasm: WasmExports): Kernels {
  const arena = new Arena(wasm);

  function solve(form: TriangularForm, n: number, columns: number, t: number, b: number): void {
    const row = n * 8;
    const transposed = form === "upperTransposed" || form === "lowerTransposed";
    const forward = form === "lower" || form === "unitLower" || form === "upperTransposed";
    const tRow = transposed ? 8 : row;
    const tColumn = transposed ? row : 8;
    const unit = form === "unitLower" ? 1 : 0;
    if (forward) wasm.substitute(n, columns, t, tRow, tColumn, b, columns * 8, unit);
    else {
      const last = n - 1;
      wasm.substitute(n, columns, t + last * (row + 8), -tRow, -tColumn, b + last * columns * 8, -columns * 8, unit);
    }
  }

  return {
    name: "wasm",
    allocate: (length) => arena.allocate(length),
    scope: (work) => arena.scope(work),
    dot(n, x, y) {
      if (!arena.isResident(x) || !arena.isResident(y)) return plain.dot(n, x, y);
      return wasm.dot(n, x.byteOffset, y.byteOffset);
    },
    sumOfSquares(n, x) {
      return arena.isResident(x) ? wasm.dot(n, x.byteOffset, x.byteOffset) : plain.sumOfSquares(n, x);
    },
    squaredDistance(n, x, y) {
      if (!arena.isResident(x) || !arena.isResident(y)) return plain.squaredDistance(n, x, y);
      return wasm.squaredDistance(n, x.byteOffset, y.byteOffset);
    },
    scale(n, factor, x) {
      if (arena.isResident(x)) wasm.scale(n, factor, x.byteOffset);
      else plain.scale(n, factor, x);
    },
    addMultiple(n, factor, x, y) {
      if (arena.isResident(x) && arena.isResident(y)) wasm.addMultiple(n, factor, x.byteOffset, y.byteOffset);
      else plain.addMultiple(n, factor, x, y);
    },
    gemm(form, rows, columns, inner, a, b, c, accumulate = false) {
      if (rows * columns * inner <= fewTerms && !arena.isResident(a))
        return plain.gemm(form, rows, columns, inner, a, b, c, accumulate);
      const pack = form === "ABt" || isLarge(rows, columns, inner);
      const packed = pack ? packSize(columns, inner) : 0;
      if (!arena.begin(rows * inner + inner * columns + rows * columns + packed))
        return plain.gemm(form, rows, columns, inner, a, b, c, accumulate);
      const pa = arena.input(a, rows * inner);
      const pb = arena.input(b, inner * columns);
      const pc = accumulate ? arena.input(c, rows * columns) : arena.output(c, rows * columns);
      const scratch = pack ? arena.scratch(packed) : 0;
      const aRow = form === "AtB" ? 8 : inner * 8;
      const aStep = form === "AtB" ? rows * 8 : 8;
      const bStep = form === "ABt" ? 8 : columns * 8;
      const bColumn = form === "ABt" ? inner * 8 : 8;
      wasm.product(rows, columns, inner, pa, aRow, aStep, pb, bStep, bColumn, pc, accumulate ? 1 : 0, scratch);
      arena.finish(c, rows * columns, pc);
    },
    multiplyVector(rows, columns, a, x, y) {
      if (!arena.isResident(a) || !arena.isResident(x) || !arena.isResident(y))
        return plain.multiplyVector(rows, columns, a, x, y);
      wasm.multiplyVector(rows, columns, a.byteOffset, x.byteOffset, y.byteOffset);
    },
    multiplyTransposedVector(rows, columns, a, x, y) {
      if (!arena.isResident(a) || !arena.isResident(x) || !arena.isResident(y))
        return plain.multiplyTransposedVector(rows, columns, a, x, y);
      wasm.multiplyTransposedVector(rows, columns, a.byteOffset, x.byteOffset, y.byteOffset);
    },
    gramMatrix(form, rows, columns, a, g) {
      if (rows * columns * Math.min(rows, columns) <= fewTerms && !arena.isResident(a))
        return plain.gramMatrix(form, rows, columns, a, g);
      const n = form === "AtA" ? columns : rows;
      const inner = form === "AtA" ? rows : columns;
      const pack = form === "AAt" || isLarge(n, n, inner);
      const packed = pack ? packSize(n, inner) : 0;
      if (!arena.begin(rows * columns + n * n + packed)) return plain.gramMatrix(form, rows, columns, a, g);
      const pa = arena.input(a, rows * columns);
      const pg = arena.output(g, n * n);
      const row = columns * 8;
      if (!pack) wasm.gram(n, inner, pa, row, pg);
      else if (form === "AtA") wasm.gramPacked(n, inner, pa, row, 8, pg, arena.scratch(packed));
      else wasm.gramPacked(n, inner, pa, 8, row, pg, arena.scratch(packed));
      arena.finish(g, n * n, pg);
    },
    cholesky(n, a) {
      if (n <= fewRows && !arena.isResident(a)) return plain.cholesky(n, a);
      const packed = n > 64 ? 64 * roundedUp(n) : 0;
      if (!arena.begin(n * n + packed)) return plain.cholesky(n, a);
      const pa = arena.input(a, n * n);
      const completed = wasm.cholesky(n, pa, arena.scratch(packed)) !== 0;
      arena.finish(a, n * n, pa);
      return completed;
    },
    solveTriangular(form, n, columns, t, b) {
      if (n * n * columns <= fewTerms && !arena.isResident(t)) return plain.solveTriangular(form, n, columns, t, b);
      if (!arena.begin(n * n + n * columns)) return plain.solveTriangular(form, n, columns, t, b);
      const pt = arena.input(t, n * n);
      const pb = arena.input(b, n * columns);
      solve(form, n, columns, pt, pb);
      arena.finish(b, n * columns, pb);
    },
    luFactor(n, a, pivots) {
      if (n <= fewRows && !arena.isResident(a)) return plain.luFactor(n, a, pivots);
      const packed = n > 128 ? 16 * roundedUp(n) : 0;
      if (!arena.begin(n * n + n + packed)) return plain.luFactor(n, a, pivots);
      const pa = arena.input(a, n * n);
      const pp = arena.inputIntegers(pivots, n);
      const completed = wasm.luFactor(n, pa, pp, packed > 0 ? arena.scratch(packed) : 0) !== 0;
      arena.finish(a, n * n, pa);
      arena.finishIntegers(pivots, n, pp);
      return completed;
    },
    luSolve(n, columns, lu, pivots, b) {
      if (n * n * columns <= fewTerms && !arena.isResident(lu)) return plain.luSolve(n, columns, lu, pivots, b);
      if (!arena.begin(n * n + n * columns + n)) return plain.luSolve(n, columns, lu, pivots, b);
      const pl = arena.input(lu, n * n);
      const pp = arena.inputIntegers(pivots, n);
      const pb = arena.input(b, n * columns);
      wasm.applyPivots(n, columns, pp, pb);
      solve("unitLower", n, columns, pl, pb);
      solve("upper", n, columns, pl, pb);
      arena.finish(b, n * columns, pb);
    },
    luInverse(n, lu, pivots, inverse) {
      if (n <= fewRows && !arena.isResident(lu)) return plain.luInverse(n, lu, pivots, inverse);
      if (!arena.begin(2 * n * n + n)) return plain.luInverse(n, lu, pivots, inverse);
      const pl = arena.input(lu, n * n);
      const pp = arena.inputIntegers(pivots, n);
      const pb = arena.output(inverse, n * n);
      wasm.invertLower(n, pl, pb);
      solve("upper", n, n, pl, pb);
      wasm.exchangeColumns(n, pp, pb);
      arena.finish(inverse, n * n, pb);
    },
    symmetricEigen(n, a, values, vectors) {
      if (!arena.begin(2 * n * n + 4 * n)) return plain.symmetricEigen(n, a, values, vectors);
      const pa = arena.input(a, n * n);
      const largest = wasm.largestInLower(n, pa);
      if (!(largest < Number.POSITIVE_INFINITY)) return false;
      const [first, second] = largest === 0 ? [1, 1] : scaling(largest);
      const pv = arena.output(values, n);
      const pw = vectors === undefined ? 0 : arena.output(vectors, n * n);
      const converged = wasm.symmetricEigen(n, pa, pv, pw, first, second, arena.scratch(3 * n)) !== 0;
      arena.finish(a, n * n, pa);
      arena.finish(values, n, pv);
      if (vectors !== undefined) arena.finish(vectors, n * n, pw);
      return converged;
    },
    largestEigenvalue(n, a) {
      if (!arena.begin(n * n + 3 * n + 2 * maximalLanczosSteps)) return plain.largestEigenvalue(n, a);
      const pa = arena.input(a, n * n);
      return wasm.largestEigenvalue(n, pa, arena.scratch(3 * n + 2 * maximalLanczosSteps));
    },
    fillGaussian(stream, count, out) {
      if (!arena.begin(count + gaussianScratch)) return plain.fillGaussian(stream, count, out);
      const target = arena.output(out, count);
      const [key0, key1, index0, index1, lane, position] = stream.getState();
      const offset = position % 4;
      const block = (position - offset) / 4;
      const words = arena.scratch(gaussianScratch);
      const used = wasm.fillGaussian(count, target, block, offset, index0, index1, lane, key0, key1, words);
      arena.finish(out, count, target);
      stream.moveTo(position + used);
    },
    ...layerKernels(wasm, arena),
    ...flowKernels(wasm, arena),
  };
}

let instance: Kernels | null | undefined;

/** The WebAssembly kernels (one instance a thread, made when first asked for), or null where WebAssembly SIMD is missing. */
export function wasmKernels(): Kernels | null {
  if (instance === undefined) {
    const wasm = instantiate();
    instance = wasm === null ? null : checked(create(wasm));
  }
  return instance;
}
