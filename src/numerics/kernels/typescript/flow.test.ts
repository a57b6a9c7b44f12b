import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededStream } from "../../random.js";
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

test.run();
