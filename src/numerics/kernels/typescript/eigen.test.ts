import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededStream } from "../../random.js";
import { typescriptKernels as kernels } from "./index.js";

const stream = seededStream(13);

/** Largest entry of |A V^T - V^T Lambda| and of |V V^T - I|, relative to ||A||. */
function defects(n: number, a: Float64Array, values: Float64Array, vectors: Float64Array): [number, number] {
  const size = Math.max(1e-300, ...values.map(Math.abs));
  let [residual, defect] = [0, 0];
  const image = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    kernels.multiplyVector(n, n, a, vectors.subarray(k * n, (k + 1) * n), image);
    for (let i = 0; i < n; i++)
      residual = Math.max(residual, Math.abs(image[i] - values[k] * vectors[k * n + i]) / size);
    for (let j = 0; j < n; j++) {
      const inner = kernels.dot(n, vectors.subarray(k * n), vectors.subarray(j * n));
      defect = Math.max(defect, Math.abs(inner - (j === k ? 1 : 0)));
    }
  }
  return [residual, defect];
}

function check(name: string, n: number, a: Float64Array, expected?: readonly number[]): void {
  const [values, alone, vectors] = [new Float64Array(n), new Float64Array(n), new Float64Array(n * n)];
  assert.ok(kernels.symmetricEigen(n, a.slice(), values, vectors), name);
  assert.ok(kernels.symmetricEigen(n, a.slice(), alone), name);
  assert.equal(alone, values, `${name}: values alone`);
  for (let k = 1; k < n; k++) assert.ok(values[k - 1] <= values[k], `${name}: ascending`);
  const [residual, defect] = defects(n, a, values, vectors);
  assert.ok(residual <= 20 * n * 2 ** -53, `${name}: residual ${residual}`);
  assert.ok(defect <= 20 * n * 2 ** -53, `${name}: orthogonality ${defect}`);
  const size = Math.max(...values.map(Math.abs));
  expected?.forEach((value, k) => {
    assert.ok(Math.abs(values[k] - value) <= 10 * n * 2 ** -53 * size, `${name}: ${values[k]}, not ${value}`);
  });
}

test("known spectra", () => {
  check("empty", 0, new Float64Array(0));
  check("one entry", 1, Float64Array.of(-3), [-3]);
  check("two by two", 2, Float64Array.of(2, 1, 1, 2), [1, 3]);
  check("zero", 4, new Float64Array(16), [0, 0, 0, 0]);
  for (const n of [3, 10, 33]) {
    const second = new Float64Array(n * n);
    const ones = new Float64Array(n * n).fill(1);
    const diagonal = new Float64Array(n * n);
    const graded = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      second[i * n + i] = 2;
      if (i > 0) second[i * n + i - 1] = second[(i - 1) * n + i] = -1;
      diagonal[i * n + i] = ((i * 7) % n) - 2;
      for (let j = 0; j < n; j++) graded[i * n + j] = 10 ** -(i + j);
    }
    const angles = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)));
    check(`second difference, n = ${n}`, n, second, angles);
    check(`all ones, n = ${n}`, n, ones, [...new Array<number>(n - 1).fill(0), n]);
    const sorted = Array.from({ length: n }, (_, i) => ((i * 7) % n) - 2).sort((x, y) => x - y);
    check(`diagonal, n = ${n}`, n, diagonal, sorted);
    check(`graded, n = ${n}`, n, graded);
    const huge = second.map((x) => x * 2 ** 1021);
    const tiny = second.map((x) => x * 2 ** -1060);
    const hugeValues = new Float64Array(n);
    assert.ok(kernels.symmetricEigen(n, huge, hugeValues));
    for (let k = 0; k < n; k++) assert.ok(Math.abs(hugeValues[k] / 2 ** 1021 - angles[k]) < 1e-13);
    const tinyValues = new Float64Array(n);
    assert.ok(kernels.symmetricEigen(n, tiny, tinyValues));
    for (let k = 0; k < n; k++) assert.ok(Math.abs(tinyValues[k] * 2 ** 530 * 2 ** 530 - angles[k]) < 1e-3);
  }
});

test("random symmetric matrices, also with entries of very different sizes", () => {
  for (let trial = 0; trial < 150; trial++) {
    const n = stream.integer(1, 24);
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) {
        const size = trial % 3 === 0 ? 2 ** -stream.integer(0, 900) : 1;
        a[i * n + j] = a[j * n + i] = stream.fullPrecision() * size;
      }
    check(`trial ${trial}, n = ${n}`, n, a);
  }
});

test("only the lower triangle is read", () => {
  const a = Float64Array.of(2, Number.NaN, 1, 2);
  const values = new Float64Array(2);
  assert.ok(kernels.symmetricEigen(2, a, values));
  assert.ok(Math.abs(values[0] - 1) < 1e-15 && Math.abs(values[1] - 3) < 1e-15);
});

test("input that is not finite is refused", () => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
    for (const place of [0, 3, 4, 6, 7, 8]) {
      const a = Float64Array.of(2, 0, 0, 1, 3, 0, 1, 1, 4);
      a[place] = bad;
      assert.not(kernels.symmetricEigen(3, a, new Float64Array(3)), `${bad} at ${place}`);
    }
});

test("the estimate of the largest eigenvalue: good to 1e-9 on random Gram matrices, never too large, scale by scale", () => {
  for (let trial = 0; trial < 300; trial++) {
    const n = stream.integer(1, 30);
    const scale = 2 ** stream.integer(-100, 100);
    const a = Float64Array.from({ length: n * n }, () => stream.fullPrecision() * scale);
    const gram = new Float64Array(n * n);
    kernels.gramMatrix("AtA", n, n, a, gram);
    const values = new Float64Array(n);
    assert.ok(kernels.symmetricEigen(n, gram.slice(), values));
    const ratio = kernels.largestEigenvalue(n, gram) / values[n - 1];
    assert.ok(ratio > 1 - 1e-9 && ratio < 1 + 1e-13, `n = ${n}: ${ratio}`);
  }
  assert.is(kernels.largestEigenvalue(0, new Float64Array(0)), 0);
  assert.is(kernels.largestEigenvalue(2, new Float64Array(4)), 0);
});

test.run();
