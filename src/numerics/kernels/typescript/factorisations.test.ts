import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededStream } from "../../random.js";
import type { TriangularForm } from "../kernels.js";
import { typescriptKernels as kernels } from "./index.js";

const stream = seededStream(12);
const reals = (length: number): Float64Array => Float64Array.from({ length }, () => stream.fullPrecision());
/** gamma_k with room for the rounding of the test's own arithmetic. */
const gamma = (k: number): number => (2 * k * 2 ** -53) / (1 - 2 * k * 2 ** -53);

function positiveDefinite(n: number): Float64Array {
  const a = new Float64Array(n * n);
  kernels.gramMatrix("AAt", n, n + 1, reals(n * (n + 1)), a);
  return a;
}

test("Cholesky: R^T R is A up to gamma_{n+1} |R|^T |R|, and nothing below the diagonal is read or written", () => {
  for (let n = 0; n < 25; n++) {
    const a = positiveDefinite(n);
    const r = a.slice();
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) r[i * n + j] = Number.NaN;
    assert.ok(kernels.cholesky(n, r));
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        if (j < i) assert.ok(Number.isNaN(r[i * n + j]));
        let [sum, size] = [0, 0];
        for (let k = 0; k <= Math.min(i, j); k++) {
          sum += r[k * n + i] * r[k * n + j];
          size += Math.abs(r[k * n + i] * r[k * n + j]);
        }
        assert.ok(Math.abs(sum - a[i * n + j]) <= gamma(n + 1) * size, `n = ${n} (${i}, ${j})`);
      }
  }
});

test("Cholesky refuses what is not certainly positive", () => {
  const n = 6;
  for (let i = 0; i < n; i++)
    for (let j = i; j < n; j++)
      for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        const a = positiveDefinite(n);
        a[i * n + j] = bad;
        assert.not(kernels.cholesky(n, a), `${bad} at (${i}, ${j})`);
      }
  assert.not(kernels.cholesky(1, Float64Array.of(0)));
  assert.not(kernels.cholesky(1, Float64Array.of(-0)));
  assert.not(kernels.cholesky(2, Float64Array.of(1, 1, 1, 1)));
  assert.not(kernels.cholesky(2, Float64Array.of(1, 1e200, 1e200, 1)));
  assert.ok(kernels.cholesky(1, Float64Array.of(5e-324)));
});

test("triangular solves leave a residual below gamma_n |T| |x|", () => {
  const forms: TriangularForm[] = ["upper", "upperTransposed", "lower", "lowerTransposed", "unitLower"];
  for (let n = 0; n < 14; n++)
    for (const form of forms) {
      const columns = stream.integer(1, 6);
      const t = reals(n * n);
      for (let i = 0; i < n; i++) t[i * n + i] += 2;
      const b = reals(n * columns);
      const x = b.slice();
      kernels.solveTriangular(form, n, columns, t, x);
      const entry = (i: number, k: number): number => {
        const [row, column] = form.endsWith("Transposed") ? [k, i] : [i, k];
        if (form.startsWith("upper") ? column < row : column > row) return 0;
        return form === "unitLower" && row === column ? 1 : t[row * n + column];
      };
      for (let i = 0; i < n; i++)
        for (let j = 0; j < columns; j++) {
          let [sum, size] = [0, 0];
          for (let k = 0; k < n; k++) {
            sum += entry(i, k) * x[k * columns + j];
            size += Math.abs(entry(i, k) * x[k * columns + j]);
          }
          assert.ok(Math.abs(sum - b[i * columns + j]) <= gamma(n + 1) * (size + 1), `${form} n = ${n} (${i}, ${j})`);
        }
    }
});

test("LU: the largest pivot is taken, P A = L U up to gamma_n |L| |U|, and solves have small residuals", () => {
  for (let n = 1; n < 20; n++) {
    const a = reals(n * n);
    const lu = a.slice();
    const pivots = new Int32Array(n);
    assert.ok(kernels.luFactor(n, lu, pivots));
    const permuted = a.slice();
    for (let k = 0; k < n; k++)
      for (let j = 0; j < n; j++)
        [permuted[k * n + j], permuted[pivots[k] * n + j]] = [permuted[pivots[k] * n + j], permuted[k * n + j]];
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        if (j < i) assert.ok(Math.abs(lu[i * n + j]) <= 1);
        let [sum, size] = [0, 0];
        for (let k = 0; k <= Math.min(i, j); k++) {
          const term = (k === i ? 1 : lu[i * n + k]) * lu[k * n + j];
          sum += term;
          size += Math.abs(term);
        }
        assert.ok(Math.abs(sum - permuted[i * n + j]) <= gamma(n + 1) * size);
      }
    const [b, columns] = [reals(n * 3), 3];
    const x = b.slice();
    kernels.luSolve(n, columns, lu, pivots, x);
    const image = new Float64Array(n * columns);
    kernels.gemm("AB", n, columns, n, a, x, image);
    const scale = Math.max(...x.map(Math.abs)) * n;
    for (let k = 0; k < n * columns; k++) assert.ok(Math.abs(image[k] - b[k]) <= 1e-13 * n * (scale + 1));
    const [identity, inverse] = [new Float64Array(n * n), new Float64Array(n * n).fill(Number.NaN)];
    for (let k = 0; k < n; k++) identity[k * n + k] = 1;
    kernels.luSolve(n, n, lu, pivots, identity);
    kernels.luInverse(n, lu, pivots, inverse);
    assert.equal(inverse, identity, `inverse, n = ${n}`);
  }
});

test("LU refuses singular and non-finite matrices", () => {
  assert.not(kernels.luFactor(2, Float64Array.of(1, 2, 2, 4), new Int32Array(2)));
  assert.not(kernels.luFactor(1, Float64Array.of(0), new Int32Array(1)));
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY])
    for (let k = 0; k < 9; k++) {
      const a = Float64Array.of(4, 1, 2, 1, 5, 3, 2, 1, 6);
      a[k] = bad;
      assert.not(kernels.luFactor(3, a, new Int32Array(3)), `${bad} at ${k}`);
    }
});

test.run();
