import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededStream } from "../../random.js";
import { typescriptKernels as kernels } from "./index.js";

const stream = seededStream(11);
const integers = (length: number): Float64Array => Float64Array.from({ length }, () => stream.integer(-1000, 1000));
const reals = (length: number): Float64Array => Float64Array.from({ length }, () => stream.fullPrecision());

test("products of integers are exact, in every form", () => {
  for (let trial = 0; trial < 300; trial++) {
    const [rows, columns, inner] = [stream.integer(0, 9), stream.integer(0, 9), stream.integer(0, 9)];
    const [a, b, c] = [integers(rows * inner), integers(inner * columns), integers(rows * columns)];
    const at = new Float64Array(rows * inner);
    const bt = new Float64Array(inner * columns);
    for (let i = 0; i < rows; i++) for (let k = 0; k < inner; k++) at[k * rows + i] = a[i * inner + k];
    for (let k = 0; k < inner; k++) for (let j = 0; j < columns; j++) bt[j * inner + k] = b[k * columns + j];
    const expected = (i: number, j: number): number => {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += a[i * inner + k] * b[k * columns + j];
      return sum;
    };
    for (const [form, left, right] of [
      ["AB", a, b],
      ["AtB", at, b],
      ["ABt", a, bt],
    ] as const) {
      const product = new Float64Array(rows * columns).fill(Number.NaN);
      kernels.gemm(form, rows, columns, inner, left, right, product);
      const added = c.slice();
      kernels.gemm(form, rows, columns, inner, left, right, added, true);
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++) {
          assert.ok(product[i * columns + j] === expected(i, j), `${form} (${i}, ${j})`);
          assert.ok(added[i * columns + j] === c[i * columns + j] + expected(i, j), `${form} accumulated (${i}, ${j})`);
        }
    }
  }
});

test("an element of a product takes its terms one by one, also when it continues a sum", () => {
  const [rows, columns, inner] = [7, 9, 31];
  const [a, b, c] = [reals(rows * inner), reals(inner * columns), reals(rows * columns)];
  const product = c.slice();
  kernels.gemm("AB", rows, columns, inner, a, b, product, true);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      let sum = c[i * columns + j];
      for (let k = 0; k < inner; k++) sum += a[i * inner + k] * b[k * columns + j];
      assert.is(product[i * columns + j], sum);
    }
});

test("eight-lane sums are what their definition says", () => {
  for (let n = 0; n < 40; n++) {
    const [x, y] = [reals(n), reals(n)];
    const s = new Array<number>(8).fill(0);
    const d = new Array<number>(8).fill(0);
    for (let k = 0; k < n; k++) {
      s[k % 8] += x[k] * y[k];
      d[k % 8] += (x[k] - y[k]) * (x[k] - y[k]);
    }
    const combined = (t: number[]): number => t[0] + t[4] + (t[2] + t[6]) + (t[1] + t[5] + (t[3] + t[7]));
    assert.is(kernels.dot(n, x, y), combined(s));
    assert.is(kernels.squaredDistance(n, x, y), combined(d));
    assert.is(kernels.sumOfSquares(n, x), kernels.dot(n, x, x));
  }
});

test("matrix times vector and transposed matrix times vector", () => {
  for (let trial = 0; trial < 100; trial++) {
    const [rows, columns] = [stream.integer(0, 12), stream.integer(0, 12)];
    const [a, x, t] = [integers(rows * columns), integers(columns), integers(rows)];
    const y = new Float64Array(rows);
    const z = new Float64Array(columns).fill(Number.NaN);
    kernels.multiplyVector(rows, columns, a, x, y);
    kernels.multiplyTransposedVector(rows, columns, a, t, z);
    for (let i = 0; i < rows; i++) assert.ok(y[i] === x.reduce((sum, v, j) => sum + a[i * columns + j] * v, 0));
    for (let j = 0; j < columns; j++) assert.ok(z[j] === t.reduce((sum, v, i) => sum + a[i * columns + j] * v, 0));
  }
});

test("scaling and adding a multiple", () => {
  const [x, y] = [Float64Array.of(1, -2, 4, 9), Float64Array.of(10, 20, 30, 9)];
  kernels.scale(3, 0.5, x);
  assert.equal(x, Float64Array.of(0.5, -1, 2, 9));
  kernels.addMultiple(3, 2, x, y);
  assert.equal(y, Float64Array.of(11, 18, 34, 9));
});

test("Gram matrices are exactly symmetric and equal to the product", () => {
  for (const [rows, columns] of [
    [5, 9],
    [9, 5],
    [1, 6],
    [6, 1],
    [13, 13],
  ]) {
    const a = reals(rows * columns);
    for (const form of ["AtA", "AAt"] as const) {
      const n = form === "AtA" ? columns : rows;
      const [gram, product] = [new Float64Array(n * n), new Float64Array(n * n)];
      kernels.gramMatrix(form, rows, columns, a, gram);
      kernels.gemm(form === "AtA" ? "AtB" : "ABt", n, n, form === "AtA" ? rows : columns, a, a, product);
      assert.equal(gram, product);
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) assert.is(gram[i * n + j], gram[j * n + i]);
    }
  }
});

test.run();
