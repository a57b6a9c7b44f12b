import { test } from "uvu";
import * as assert from "uvu/assert";
import { typescriptKernels } from "../../numerics/kernels/index.js";
import { seededStream } from "../../numerics/random.js";
import { koffiVersion, loadOpenBlas, openBlasLibrary } from "./openblas.js";

const stream = seededStream(77);
const reals = (length: number): Float64Array => Float64Array.from({ length }, () => stream.fullPrecision());
const u = 2 ** -53;

/** Every entry within 2 gamma_{k+1} of the sum of absolute terms: both sums are rounded in some order, fused or not. */
function assertClose(found: Float64Array, expected: Float64Array, sizes: Float64Array, inner: number): void {
  for (const [k, x] of expected.entries())
    assert.ok(Math.abs(found[k] - x) <= 2.1 * (inner + 1) * u * sizes[k], `entry ${k}: ${found[k]} is not ${x}`);
}

test("what is missing is said, not thrown", () => {
  const result = loadOpenBlas();
  if (koffiVersion() === undefined || openBlasLibrary() === undefined) assert.ok("problem" in result);
  else assert.ok("blas" in result || /does not load|multiplies wrongly/.test(result.problem));
  assert.is(loadOpenBlas(), result, "loaded once");
});

const result = loadOpenBlas();
if ("blas" in result) {
  const { blas } = result;
  test("products agree with the kernels within the bound of any order of summation", () => {
    for (let trial = 0; trial < 120; trial++) {
      const [rows, columns, inner] = [0, 0, 0].map(() => stream.integer(1, 40));
      const [a, b, c] = [reals(rows * inner), reals(inner * columns), reals(rows * columns)];
      for (const [form, transposeA, transposeB] of [
        ["AB", false, false],
        ["AtB", true, false],
        ["ABt", false, true],
      ] as const) {
        const [expected, sizes, found] = [c.slice(), c.map(Math.abs), c.slice()];
        typescriptKernels.gemm(form, rows, columns, inner, a, b, expected, true);
        typescriptKernels.gemm(form, rows, columns, inner, a.map(Math.abs), b.map(Math.abs), sizes, true);
        blas.gemm(transposeA, transposeB, rows, columns, inner, a, b, 1, found);
        assertClose(found, expected, sizes, inner);
      }
      const x = reals(inner);
      const [expected, sizes, found] = [0, 0, 0].map(() => new Float64Array(rows));
      typescriptKernels.multiplyVector(rows, inner, a, x, expected);
      typescriptKernels.multiplyVector(rows, inner, a.map(Math.abs), x.map(Math.abs), sizes);
      blas.gemv(rows, inner, a, x, found);
      assertClose(found, expected, sizes, inner);
    }
  });

  test("upper triangles: Gram matrices and Cholesky factors; eigenvalues and vectors", () => {
    for (const n of [1, 2, 5, 17, 40]) {
      const a = reals(n * (n + 3));
      for (const transposed of [false, true]) {
        const [expected, found, sizes] = [0, 0, 0].map(() => new Float64Array(n * n));
        const [rows, columns] = transposed ? [n + 3, n] : [n, n + 3];
        typescriptKernels.gramMatrix(transposed ? "AtA" : "AAt", rows, columns, a, expected);
        typescriptKernels.gramMatrix(transposed ? "AtA" : "AAt", rows, columns, a.map(Math.abs), sizes);
        blas.syrk(transposed, n, n + 3, a, found);
        for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) found[i * n + j] = found[j * n + i];
        assertClose(found, expected, sizes, n + 3);
        const factor = found.slice();
        assert.ok(blas.potrf(n, factor));
        for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) factor[i * n + j] = 0;
        const product = new Float64Array(n * n);
        typescriptKernels.gramMatrix("AtA", n, n, factor, product);
        assertClose(product, found, sizes, 4 * n);
        const [values, vectors] = [new Float64Array(n), found.slice()];
        assert.ok(blas.syevd(n, vectors, values, true));
        const image = new Float64Array(n * n);
        typescriptKernels.gemm("AB", n, n, n, vectors, found, image);
        for (let k = 0; k < n * n; k++)
          assert.ok(Math.abs(image[k] - values[Math.floor(k / n)] * vectors[k]) < 1e-11 * (1 + values[n - 1]));
        const alone = new Float64Array(n);
        assert.ok(blas.syevd(n, found.slice(), alone, false));
        for (let k = 0; k < n; k++) assert.ok(Math.abs(alone[k] - values[k]) < 1e-12 * (1 + values[n - 1]));
      }
    }
    assert.not(blas.potrf(2, Float64Array.of(1, 2, 2, 1)));
  });
}

test.run();
