import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededStream } from "../../random.js";
import { typescriptKernels as kernels } from "./index.js";

const stream = seededStream(14);
const reals = (length: number): Float64Array => Float64Array.from({ length }, () => stream.fullPrecision());

/** max(M z + phi, 0) for one column, its sums taken one by one. */
function naive(m: number, n: number, matrix: Float64Array, z: Float64Array, phi: Float64Array): Float64Array {
  const out = new Float64Array(m * n);
  for (let j = 0; j < m; j++)
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let k = 0; k < m; k++) sum += matrix[j * m + k] * z[k * n + i];
      out[j * n + i] = sum + phi[j * n + i] > 0 ? sum + phi[j * n + i] : 0;
    }
  return out;
}

test("one step and its squared norm", () => {
  for (let trial = 0; trial < 60; trial++) {
    const [m, n] = [stream.integer(1, 12), stream.integer(1, 6)];
    const [matrix, z, phi, out] = [reals(m * m), reals(m * n), reals(m * n), new Float64Array(m * n)];
    const square = kernels.reluAffine(m, n, matrix, z, phi, out);
    assert.equal(out, naive(m, n, matrix, z, phi));
    const expected = out.reduce((sum, x, k) => sum + (x - z[k]) ** 2, 0);
    assert.ok(Math.abs(square - expected) <= 1e-14 * expected);
  }
});

test("NaN and infinities are not hidden by the ReLU", () => {
  const out = new Float64Array(1);
  assert.ok(
    Number.isNaN(kernels.reluAffine(1, 1, Float64Array.of(Number.NaN), Float64Array.of(1), Float64Array.of(1), out)),
  );
  assert.ok(Number.isNaN(out[0]));
  kernels.reluAffine(1, 1, Float64Array.of(1e308), Float64Array.of(10), Float64Array.of(1), out);
  assert.is(out[0], Number.POSITIVE_INFINITY);
});

test("iteration: steps, history and the last two iterates are those of single steps", () => {
  const [m, n, groups] = [6, 4, 2];
  const matrix = reals(m * m).map((x) => x / 6);
  const [phi, start] = [reals(m * n), reals(m * n)];
  for (const limit of [0, 1, 2, 7, 200]) {
    const [z, previous, history] = [start.slice(), new Float64Array(m * n), new Float64Array(limit * groups)];
    const steps = kernels.iterateReluAffine(m, n, groups, matrix, phi, z, previous, limit, 1e-20, history);
    let [current, before]: [Float64Array, Float64Array] = [start.slice(), new Float64Array(m * n)];
    let done = 0;
    let finished = false;
    while (done < limit && !finished) {
      before = current;
      current = naive(m, n, matrix, before, phi);
      finished = true;
      for (let g = 0; g < groups; g++) {
        let square = 0;
        for (let j = 0; j < m; j++)
          for (let i = 2 * g; i < 2 * g + 2; i++) square += (current[j * n + i] - before[j * n + i]) ** 2;
        assert.ok(Math.abs(history[done * groups + g] - square) <= 1e-14 * square);
        if (history[done * groups + g] > 1e-20) finished = false;
      }
      done++;
    }
    assert.is(steps, done, `limit ${limit}`);
    assert.equal(z, current);
    if (limit > 0) assert.equal(previous, before);
  }
});

test("iteration ends at once when a step is not finite, and says so in its history", () => {
  const history = new Float64Array(100);
  const z = Float64Array.of(1);
  const steps = kernels.iterateReluAffine(
    1,
    1,
    1,
    Float64Array.of(1e200),
    Float64Array.of(1),
    z,
    new Float64Array(1),
    100,
    1e-20,
    history,
  );
  assert.is(steps, 1);
  assert.is(history[0], Number.POSITIVE_INFINITY);
});

test("the masked iteration solves the adjoint equation u = d (M^T u + c)", () => {
  const [m, n] = [7, 3];
  const matrix = reals(m * m).map((x) => x / 7);
  const [constant, mask] = [reals(m * n), Float64Array.from({ length: m * n }, () => stream.integer(0, 1))];
  for (const transposed of [true, false]) {
    const [u, history] = [new Float64Array(m * n), new Float64Array(300)];
    const steps = kernels.iterateMaskedAffine(
      m,
      n,
      1,
      matrix,
      transposed,
      constant,
      mask,
      u,
      new Float64Array(m * n),
      300,
      1e-28,
      history,
    );
    assert.ok(steps < 300);
    for (let j = 0; j < m; j++)
      for (let i = 0; i < n; i++) {
        let sum = constant[j * n + i];
        for (let k = 0; k < m; k++) sum += (transposed ? matrix[k * m + j] : matrix[j * m + k]) * u[k * n + i];
        assert.ok(Math.abs(u[j * n + i] - mask[j * n + i] * sum) < 1e-13);
      }
    const [again, squares] = [new Float64Array(m * n), new Float64Array(n)];
    kernels.solveAffineColumns(m, n, matrix, transposed, constant, mask, again, 300, 1e-28, squares);
    for (let k = 0; k < m * n; k++) assert.ok(Math.abs(again[k] - u[k]) < 1e-13);
  }
});

test("columns solved one by one stop by themselves", () => {
  const [m, n] = [5, 4];
  const matrix = reals(m * m).map((x) => x / 5);
  const phi = reals(m * n).map((x, k) => (k % n === 2 ? 0 : x));
  const [z, squares] = [new Float64Array(m * n), new Float64Array(n)];
  const total = kernels.solveAffineColumns(m, n, matrix, false, phi, null, z, 500, 1e-26, squares);
  let expected = 0;
  for (let i = 0; i < n; i++) {
    const own = Float64Array.from({ length: m }, (_, j) => phi[j * n + i]);
    const [column, history] = [new Float64Array(m), new Float64Array(500)];
    const steps = kernels.iterateReluAffine(m, 1, 1, matrix, own, column, new Float64Array(m), 500, 1e-26, history);
    expected += steps;
    for (let j = 0; j < m; j++) assert.is(z[j * n + i], column[j]);
    assert.is(squares[i], history[steps - 1]);
    if (i === 2) assert.is(steps, 1, "a column that starts at its solution takes one step");
  }
  assert.is(total, expected);
  kernels.solveAffineColumns(m, n, matrix, false, phi, null, z.fill(1), 2, 0, squares);
  assert.ok(squares[0] > 0, "the limit leaves the step above the tolerance");
});

test.run();
