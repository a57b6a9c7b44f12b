import type { Kernels } from "../kernels.js";
import { uncheckedTypescriptKernels as plain } from "../typescript/index.js";
import type { Arena } from "./arena.js";
import type { WasmExports } from "./module.js";
import { isLarge, packSize, roundedUp } from "./sizes.js";

/**
 * Scratch of assembly/active-sets.ts in doubles: two copies of a system, three columns and two sets of up to m entries, each
 * rounded up to four; the weights of all columns, a place for each of them, and what packs them for the product.
 */
function activeSetScratch(m: number, n: number): number {
  const width = roundedUp(m);
  return 2 * width * width + 4 * width + 2 + m * n + Math.ceil((m * n) / 2) + 1 + (m * n > 32768 ? packSize(n, m) : 0);
}

/** The kernels of implicit layers: steps of the fixed-point maps, their solutions, and what a descent step does to them. */
export function layerKernels(
  wasm: WasmExports,
  arena: Arena,
): Pick<
  Kernels,
  | "reluAffine"
  | "finishAffine"
  | "iterateReluAffine"
  | "iterateMaskedAffine"
  | "solveAffineColumns"
  | "solveActiveSets"
  | "followInverse"
  | "followEigenvalue"
  | "finishAdjoint"
  | "compareColumns"
  | "scaleColumns"
> {
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
  };
}
