import { test } from "uvu";
import * as assert from "uvu/assert";
import { integrateFlow } from "../../dormand-prince.js";
import { seededStream } from "../../random.js";
import { kernels as chosen } from "../index.js";
import { typescriptKernels as kernels } from "./index.js";

const stream = seededStream(15);
const integers = (length: number): Float64Array => Float64Array.from({ length }, () => stream.integer(-4, 4));

test("the descent direction of the linear network is minus the gradient of its loss", () => {
  // The loss 1/2 ||Y - X U V^T||^2 is quadratic in one entry of (U, V): central differences at step 1 are exact in integers.
  const [n, d, o, h] = [4, 3, 2, 5];
  const [x, y, state] = [integers(n * d), integers(n * o), integers((d + o) * h)];
  const [s, c, derivative] = [new Float64Array(d * d), new Float64Array(d * o), new Float64Array((d + o) * h)];
  kernels.gramMatrix("AtA", n, d, x, s);
  kernels.gemm("AtB", d, o, n, x, y, c);
  kernels.linearNetworkDescent(d, o, h, s, c, state, derivative);
  const loss = (w: Float64Array): number => {
    const [product, output] = [new Float64Array(d * o), new Float64Array(n * o)];
    kernels.gemm("ABt", d, o, h, w, w.subarray(d * h), product);
    kernels.gemm("AB", n, o, d, x, product, output);
    return kernels.squaredDistance(n * o, y, output) / 2;
  };
  for (let k = 0; k < (d + o) * h; k++) {
    const [up, down] = [state.slice(), state.slice()];
    up[k] += 1;
    down[k] -= 1;
    assert.ok(derivative[k] === -(loss(up) - loss(down)) / 2, `entry ${k}`);
  }
});

test("combined stages", () => {
  const out = Float64Array.of(1, 2);
  const stages = Float64Array.of(1, 10, 100, 1000, 5, 5);
  kernels.combineStages(2, 2, Float64Array.of(2, 3), 0.5, out, stages, out);
  assert.equal(out, Float64Array.of(1 + 0.5 * 302, 2 + 0.5 * 3020));
  kernels.combineStages(2, 0, new Float64Array(0), 0.5, Float64Array.of(7, 8), stages, out);
  assert.equal(out, Float64Array.of(7, 8));
});

test("a flow by whole sweeps of stages is the flow by single derivatives, bit for bit", () => {
  const [d, o, h] = [3, 2, 4];
  const [s, c] = [Float64Array.of(2, 0, 1, 0, 1, 0, 1, 0, 3), integers(d * o)];
  const start = Float64Array.from({ length: (d + o) * h }, () => stream.fullPrecision());
  const options = { times: [0, 0.1, 0.7, 1], relativeTolerance: 1e-8, absoluteTolerance: 1e-10, maximalSteps: 1000 };
  const single = integrateFlow((_time, w, dw) => chosen.linearNetworkDescent(d, o, h, s, c, w, dw), start, options);
  const whole = integrateFlow((_time, w, dw) => chosen.linearNetworkDescent(d, o, h, s, c, w, dw), start, {
    ...options,
    sweep: (step, weights, state, stages, point) =>
      chosen.linearNetworkStages(d, o, h, s, c, 7, weights, step, state, stages, point),
  });
  assert.is(single.status, "done");
  assert.ok(single.steps > 10);
  assert.equal(whole, single);
});

test.run();
