import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadOpenBlas } from "../../src/backends/blas/openblas.js";
import { kernels } from "../../src/numerics/kernels/index.js";
import { seededStream } from "../../src/numerics/random.js";
import { affineSolver, reluIterations } from "./blas-iterations.js";

const loaded = loadOpenBlas();
const stream = seededStream(5);
const [m, n] = [150, 12];
const gaussians = (count: number, size = 1): Float64Array => {
  const x = kernels.allocate(count);
  kernels.fillGaussian(stream, count, x);
  kernels.scale(count, size, x);
  return x;
};
/** A contraction by 0.8 or so: the norm of a Gaussian matrix is near 2 sqrt(m). */
const matrix = gaussians(m * m, 0.4 / Math.sqrt(m));
const constant = gaussians(m * n);
const mask = kernels.allocate(m * n).map((_, k) => (k % 3 === 0 ? 0 : 1));

// Where OpenBLAS is missing nothing is measured with it either.
if ("blas" in loaded) {
  const solve = affineSolver(kernels, loaded.blas);

  test("corrections in single precision end where double steps do, and their last step is a double one", () => {
    for (const transposed of [false, true])
      for (const d of [null, mask]) {
        const [z, expected] = [0, 0].map(() => kernels.allocate(m * n));
        const [steps, squares] = [0, 0].map(() => kernels.allocate(n));
        const tolerance = 1e-26;
        const count = solve(m, n, matrix, transposed, constant, d, z, 1000, tolerance, steps);
        kernels.solveAffineColumns(m, n, matrix, transposed, constant, d, expected, 1000, 1e-30, squares);
        assert.ok(steps.reduce((a, b) => a + b, 0) <= n * tolerance, "stopped too early");
        assert.ok(count < 300 * n, `${count / n} steps`);
        assert.ok(kernels.squaredDistance(m * n, z, expected) <= 1e-23, "another fixed point");
      }
  });

  test("a map that does not contract is given up at the limit, or when it overflows", () => {
    const wild = matrix.map((x) => 100 * x);
    const [z, steps] = [kernels.allocate(m * n), kernels.allocate(n)];
    solve(m, n, wild, false, constant, null, z, 400, 1e-26, steps);
    assert.not.ok(steps.reduce((a, b) => a + b, 0) <= 1);
  });

  test("steps with samples as rows are those of the kernels", () => {
    const [phi, z] = [constant.map(Math.abs), gaussians(m * n)];
    const [own, other] = [z.slice(), z.slice()];
    const [ownLast, otherLast] = [new Float64Array(m * n), new Float64Array(m * n)];
    const [ownHistory, otherHistory] = [new Float64Array(120), new Float64Array(120)];
    const count = kernels.iterateReluAffine(m, n, 2, matrix, phi, own, ownLast, 60, 1e-18, ownHistory);
    const found = reluIterations(kernels, loaded.blas)(m, n, 2, matrix, phi, other, otherLast, 60, 1e-18, otherHistory);
    assert.is(found, count);
    for (let k = 0; k < 2 * count; k++)
      assert.ok(Math.abs(Math.sqrt(otherHistory[k]) - Math.sqrt(ownHistory[k])) <= 1e-12, `step ${k}`);
    assert.ok(kernels.squaredDistance(m * n, own, other) < 1e-24);
    assert.ok(kernels.squaredDistance(m * n, ownLast, otherLast) < 1e-24);
  });
} else test("OpenBLAS is not there", () => assert.ok(loaded.problem.length > 0));

test.run();
