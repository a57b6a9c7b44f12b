import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededStream } from "../../random.js";
import { typescriptKernels as kernels } from "./index.js";

const stream = seededStream(41);
const reals = (length: number, size = 1): Float64Array =>
  Float64Array.from({ length }, () => size * stream.fullPrecision());

/** (I - M)^{-1} by Gauss-Jordan. */
function inverseOf(m: number, matrix: Float64Array): Float64Array {
  const rows = Array.from({ length: m }, (_, i) =>
    Array.from({ length: 2 * m }, (_, j) => (j < m ? (i === j ? 1 : 0) - matrix[i * m + j] : j - m === i ? 1 : 0)),
  );
  for (let k = 0; k < m; k++) {
    const pivot = rows[k][k];
    rows[k] = rows[k].map((x) => x / pivot);
    for (let i = 0; i < m; i++) {
      const factor = rows[i][k];
      if (i !== k) rows[i] = rows[i].map((x, j) => x - factor * rows[k][j]);
    }
  }
  return Float64Array.from(rows.flatMap((row) => row.slice(m)));
}

const transposeOf = (m: number, a: Float64Array): Float64Array => a.map((_, k) => a[(k % m) * m + Math.floor(k / m)]);

function times(m: number, n: number, a: Float64Array, x: Float64Array): Float64Array {
  return Float64Array.from({ length: m * n }, (_, k) => {
    let sum = 0;
    for (let l = 0; l < m; l++) sum += a[Math.floor(k / n) * m + l] * x[l * n + (k % n)];
    return sum;
  });
}

test("fixed points of the layer, and its adjoints, satisfy their equations", () => {
  let inactive = 0;
  for (let trial = 0; trial < 200; trial++) {
    const [m, n] = [stream.integer(1, 14), stream.integer(1, 5)];
    const matrix = reals(m * m, 0.8 / m);
    const phi = reals(m * n);
    const inverse = inverseOf(m, matrix);
    const c = times(m, n, inverse, phi);
    const b = reals(m);
    const right = times(m, 1, transposeOf(m, inverse), b);
    const u = new Float64Array(m * n);
    const z = new Float64Array(m * n);
    assert.is(kernels.solveActiveSets(m, n, inverse, false, c, c, 20, z, right, u), 0);
    const image = times(m, n, matrix, z);
    for (let k = 0; k < m * n; k++)
      assert.ok(Math.abs(Math.max(image[k] + phi[k], 0) - z[k]) < 1e-13, `trial ${trial}: not a fixed point`);
    const again = new Float64Array(m * n);
    assert.is(kernels.solveActiveSets(m, n, transposeOf(m, inverse), true, c, z, 1, again, null, null), 0);
    assert.equal(again, z, "its transpose, from its own signs: one system a column, the same sums");
    // u = D (M^T u + b), D the rows where z > 0.
    const back = times(m, n, transposeOf(m, matrix), u);
    for (let k = 0; k < m * n; k++) {
      const expected = z[k] > 0 ? back[k] + b[Math.floor(k / n)] : 0;
      assert.ok(Math.abs(expected - u[k]) < 1e-13, `trial ${trial}: not the adjoint`);
      if (z[k] === 0) inactive++;
    }
  }
  assert.ok(inactive > 1000, `only ${inactive} inactive units`);
});

test("a set that needs more rounds than given is counted, and so is a system without a positive pivot", () => {
  // M = 0.9 [[0, -1], [-1, 0]] with phi = (1, 0.95): the first guess {} is wrong, one change settles it.
  const matrix = Float64Array.of(0, -0.9, -0.9, 0);
  const inverse = inverseOf(2, matrix);
  const c = times(2, 1, inverse, Float64Array.of(1, 0.5));
  const z = new Float64Array(2);
  assert.ok(c[1] < 0);
  assert.is(kernels.solveActiveSets(2, 1, inverse, false, c, Float64Array.of(1, 1), 1, z, null, null), 1);
  assert.is(kernels.solveActiveSets(2, 1, inverse, false, c, Float64Array.of(1, 1), 2, z, null, null), 0);
  assert.ok(Math.abs(z[0] - 1) < 1e-15);
  assert.is(z[1], 0);
  for (const pivot of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    const x = Float64Array.of(7);
    assert.is(kernels.solveActiveSets(1, 1, Float64Array.of(pivot), false, x, Float64Array.of(0), 3, x, x, x), 1);
    assert.ok(Number.isNaN(x[0]), "an unsolved column is NaN, not a number that looks like a solution");
  }
});

test.run();
