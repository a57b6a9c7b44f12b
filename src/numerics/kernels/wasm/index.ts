import { checked } from "../checked.js";
import type { Kernels, TriangularForm } from "../kernels.js";
import { scaling } from "../scaling.js";
import { uncheckedTypescriptKernels as plain } from "../typescript/index.js";
import { maximalLanczosSteps } from "../typescript/lanczos.js";
import { Arena } from "./arena.js";
import { instantiate, type WasmExports } from "./module.js";

/** Inner indices packed at a time, as in assembly/pack.ts. */
const innerBlock = 256;
const roundedUp = (columns: number): number => (columns + 3) & ~3;
/** B's panels, and 64 rows of A where that is packed as well. */
const packSize = (columns: number, inner: number): number => Math.min(innerBlock, inner) * (roundedUp(columns) + 64);
/** B is packed where it would not stay in the second-level cache, and where enough rows share the packing. */
const isLarge = (rows: number, columns: number, inner: number): boolean => columns * inner > 32768 && rows >= 16;

/** Up to so much work, arrays that would have to be copied are not worth it (bench/kernels.mjs). */
const fewTerms = 128;
const fewRows = 5;

/** Scratch of assembly/gaussian.ts in doubles: the 256 random words generated at a time and a few more. */
const gaussianScratch = 130;

/**
 * Scratch of assembly/active-sets.ts in doubles: two copies of a system, three columns and two sets of up to m entries, each
 * rounded up to four; the weights of all columns, a place for each of them, and what packs them for the product.
 */
function activeSetScratch(m: number, n: number): number {
  const width = roundedUp(m);
  return 2 * width * width + 4 * width + 2 + m * n + Math.ceil((m * n) / 2) + 1 + (m * n > 32768 ? packSize(n, m) : 0);
}

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

  function iterate(
    m: number,
    n: number,
    groups: number,
    matrix: Float64Array,
    transposed: boolean,
    constant: Float64Array,
    mask: Float64Array | null,
    z: Float64Array,
    previous: Float64Array,
    limit: number,
    toleranceSquared: number,
    history: Float64Array,
  ): number {
    const large = isLarge(m, n, m);
    if (!arena.begin(m * m + 4 * m * n + limit * groups + n + (large ? packSize(n, m) : 0))) return -1;
    const pm = arena.input(matrix, m * m);
    const pc = arena.input(constant, m * n);
    const pd = mask === null ? 0 : arena.input(mask, m * n);
    const pz = arena.input(z, m * n);
    const pp = arena.output(previous, m * n);
    const ph = arena.output(history, limit * groups);
    const squares = arena.scratch(n);
    const scratch = large ? arena.scratch(packSize(n, m)) : 0;
    const steps = wasm.iterate(
      m,
      n,
      groups,
      pm,
      transposed ? 1 : 0,
      pc,
      pd,
      pz,
      pp,
      limit,
      toleranceSquared,
      ph,
      squares,
      scratch,
    );
    arena.finish(z, m * n, pz);
    if (steps > 0) arena.finish(previous, m * n, pp);
    arena.finish(history, steps * groups, ph);
    return steps;
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
    reluAffine(m, n, matrix, z, phi, out) {
      const large = isLarge(m, n, m);
      if (!arena.begin(m * m + 3 * m * n + n + (large ? packSize(n, m) : 0)))
        return plain.reluAffine(m, n, matrix, z, phi, out);
      const pm = arena.input(matrix, m * m);
      const pz = arena.input(z, m * n);
      const pp = arena.input(phi, m * n);
      const po = arena.output(out, m * n);
      const squares = arena.scratch(n);
      const square = wasm.affineStep(m, n, pm, 0, pp, 0, pz, po, squares, large ? arena.scratch(packSize(n, m)) : 0);
      arena.finish(out, m * n, po);
      return square;
    },
    finishAffine(m, n, constant, mask, z, out, squares) {
      if (!arena.begin(4 * m * n + n)) return plain.finishAffine(m, n, constant, mask, z, out, squares);
      const pc = arena.input(constant, m * n);
      const pd = mask === null ? 0 : arena.input(mask, m * n);
      const pz = arena.input(z, m * n);
      const po = arena.input(out, m * n);
      const ps = arena.output(squares, n);
      wasm.finishAffine(m, n, pc, pd, pz, po, ps);
      arena.finish(out, m * n, po);
      arena.finish(squares, n, ps);
    },
    iterateReluAffine(m, n, groups, matrix, phi, z, previous, limit, tolerance, history) {
      const steps = iterate(m, n, groups, matrix, false, phi, null, z, previous, limit, tolerance, history);
      if (steps >= 0) return steps;
      return plain.iterateReluAffine(m, n, groups, matrix, phi, z, previous, limit, tolerance, history);
    },
    iterateMaskedAffine(m, n, groups, matrix, transposed, constant, mask, u, previous, limit, tolerance, history) {
      const steps = iterate(m, n, groups, matrix, transposed, constant, mask, u, previous, limit, tolerance, history);
      if (steps >= 0) return steps;
      return plain.iterateMaskedAffine(
        m,
        n,
        groups,
        matrix,
        transposed,
        constant,
        mask,
        u,
        previous,
        limit,
        tolerance,
        history,
      );
    },
    solveAffineColumns(m, n, matrix, transposed, constant, mask, z, limit, tolerance, stepSquares) {
      const large = isLarge(m, n, m);
      const buffers = 4 * m * n + 2 * n + (m <= 160 ? m * m + 4 * m : 0);
      if (!arena.begin(m * m + 3 * m * n + n + buffers + (large ? packSize(n, m) : 0)))
        return plain.solveAffineColumns(m, n, matrix, transposed, constant, mask, z, limit, tolerance, stepSquares);
      const pm = arena.input(matrix, m * m);
      const pc = arena.input(constant, m * n);
      const pd = mask === null ? 0 : arena.input(mask, m * n);
      const pz = arena.input(z, m * n);
      const ps = arena.output(stepSquares, n);
      const pb = arena.scratch(buffers);
      const scratch = large ? arena.scratch(packSize(n, m)) : 0;
      const total = wasm.solveColumns(m, n, pm, transposed ? 1 : 0, pc, pd, pz, limit, tolerance, ps, pb, scratch);
      arena.finish(z, m * n, pz);
      arena.finish(stepSquares, n, ps);
      return total;
    },
    solveActiveSets(m, n, inverse, transposed, constant, signs, rounds, x, adjointConstant, adjoint) {
      const scratch = activeSetScratch(m, n);
      if (!arena.begin(m * m + 4 * m * n + m + scratch))
        return plain.solveActiveSets(m, n, inverse, transposed, constant, signs, rounds, x, adjointConstant, adjoint);
      const pi = arena.input(inverse, m * m);
      const pc = arena.input(constant, m * n);
      const ps = arena.input(signs, m * n);
      const px = arena.output(x, m * n);
      const pg = adjointConstant === null ? 0 : arena.input(adjointConstant, m);
      const pu = adjoint === null ? 0 : arena.output(adjoint, m * n);
      const flag = transposed ? 1 : 0;
      const unsettled = wasm.solveActiveSets(m, n, pi, flag, pc, ps, rounds, px, pg, pu, arena.scratch(scratch));
      arena.finish(x, m * n, px);
      if (adjoint !== null) arena.finish(adjoint, m * n, pu);
      return unsettled;
    },
    followInverse(m, n, inverse, p, z, phi, constant) {
      const scratch = 2 * m * n + n * n + n + 16 * roundedUp(n);
      if (!arena.begin(m * m + 4 * m * n + scratch)) return plain.followInverse(m, n, inverse, p, z, phi, constant);
      const pi = arena.input(inverse, m * m);
      const pp = arena.input(p, m * n);
      const pz = arena.input(z, m * n);
      const pf = phi === null ? 0 : arena.input(phi, m * n);
      const pc = constant === null ? 0 : arena.input(constant, m * n);
      const done = wasm.followInverse(m, n, pi, pp, pz, pf, pc, arena.scratch(scratch)) !== 0;
      arena.finish(inverse, m * m, pi);
      if (constant !== null) arena.finish(constant, m * n, pc);
      return done;
    },
    followEigenvalue(n, s, shift, rounds, tolerance, vector) {
      const scratch = n * n + n + 64 * roundedUp(n);
      if (!arena.begin(n * n + n + scratch)) return plain.followEigenvalue(n, s, shift, rounds, tolerance, vector);
      const ps = arena.input(s, n * n);
      const pv = arena.input(vector, n);
      const value = wasm.followEigenvalue(n, ps, shift, rounds, tolerance, pv, arena.scratch(scratch));
      arena.finish(vector, n, pv);
      return value;
    },
    finishAdjoint(m, n, constant, z, image, u) {
      if (!arena.begin(m + 3 * m * n)) return plain.finishAdjoint(m, n, constant, z, image, u);
      const pc = arena.input(constant, m);
      const pz = arena.input(z, m * n);
      const pi = arena.input(image, m * n);
      const pu = arena.input(u, m * n);
      const square = wasm.finishAdjoint(m, n, pc, pz, pi, pu);
      arena.finish(u, m * n, pu);
      return square;
    },
    compareColumns(m, n, x, y, squares, flips) {
      if (!arena.begin(2 * m * n + 2 * n)) return plain.compareColumns(m, n, x, y, squares, flips);
      const px = arena.input(x, m * n);
      const py = arena.input(y, m * n);
      const ps = arena.output(squares, n);
      const pf = arena.output(flips, n);
      const total = wasm.compareColumns(m, n, px, py, ps, pf);
      arena.finish(squares, n, ps);
      arena.finish(flips, n, pf);
      return total;
    },
    scaleColumns(m, n, factor, x, weights, out) {
      if (!arena.begin(2 * m * n + n)) return plain.scaleColumns(m, n, factor, x, weights, out);
      const px = arena.input(x, m * n);
      const pw = arena.input(weights, n);
      const po = arena.output(out, m * n);
      wasm.scaleColumns(m, n, factor, px, pw, po);
      arena.finish(out, m * n, po);
    },
    linearNetworkDescent(d, o, h, s, c, state, derivative) {
      const scratch = 2 * d * o + packSize(o, h);
      if (!arena.begin(d * d + d * o + 2 * (d + o) * h + scratch))
        return plain.linearNetworkDescent(d, o, h, s, c, state, derivative);
      const ps = arena.input(s, d * d);
      const pc = arena.input(c, d * o);
      const pw = arena.input(state, (d + o) * h);
      const pd = arena.output(derivative, (d + o) * h);
      const v = d * h * 8;
      wasm.linearNetworkDescent(d, o, h, ps, pc, pw, pw + v, pd, pd + v, arena.scratch(scratch));
      arena.finish(derivative, (d + o) * h, pd);
    },
    linearNetworkStages(d, o, h, s, c, count, weights, step, state, stages, point) {
      const scratch = 2 * d * o + packSize(o, h);
      const n = (d + o) * h;
      if (!arena.isResident(stages) || !arena.begin(d * d + d * o + count * count + 2 * n + scratch))
        return plain.linearNetworkStages(d, o, h, s, c, count, weights, step, state, stages, point);
      const ps = arena.input(s, d * d);
      const pc = arena.input(c, d * o);
      const pa = arena.input(weights, count * count);
      const pw = arena.input(state, n);
      const pp = arena.output(point, n);
      const pk = stages.byteOffset;
      wasm.linearNetworkStages(d, o, h, ps, pc, count, pa, step, pw, pk, pp, arena.scratch(scratch));
      // With one stage nothing is written: a copy of `point` would come back as whatever was there.
      if (count > 1) arena.finish(point, n, pp);
    },
    combineStages(n, count, weights, h, base, stages, out) {
      if (!arena.isResident(stages) || !arena.begin(2 * n + count))
        return plain.combineStages(n, count, weights, h, base, stages, out);
      const pw = arena.input(weights, count);
      const pb = arena.input(base, n);
      const po = arena.output(out, n);
      wasm.combineStages(n, count, pw, h, pb, stages.byteOffset, po);
      arena.finish(out, n, po);
    },
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
