import type { Kernels } from "../kernels.js";
import { uncheckedTypescriptKernels as plain } from "../typescript/index.js";
import type { Arena } from "./arena.js";
import type { WasmExports } from "./module.js";
import { packSize } from "./sizes.js";

/** The kernels of linear networks' flows and of Runge-Kutta steps. */
export function flowKernels(
  wasm: WasmExports,
  arena: Arena,
): Pick<Kernels, "linearNetworkDescent" | "linearNetworkStages" | "combineStages"> {
  return {
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
