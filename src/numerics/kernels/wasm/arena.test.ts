import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededStream } from "../../random.js";
import { type Kernels, kernels, typescriptKernels, wasmKernels } from "../index.js";

const wasm = wasmKernels();
/** Whether an array is in WebAssembly memory: ordinary ones of this size have a buffer of their own. */
const isResident = (array: Float64Array): boolean => array.buffer.byteLength !== array.byteLength;

test("the WebAssembly kernels are there and chosen by default", () => {
  assert.ok(wasm !== null);
  assert.is(kernels.name, process.env.LEMMACHECK_KERNELS === "typescript" ? "typescript" : "wasm");
});

for (const each of [typescriptKernels, wasm ?? typescriptKernels]) {
  test(`${each.name}: arrays are zeroed, also where memory is used again, and apart from each other`, () => {
    each.scope(() => {
      const [a, b] = [each.allocate(5), each.allocate(7)];
      a.fill(1);
      b.fill(2);
      assert.is(a.length, 5);
      assert.equal(Array.from(a), [1, 1, 1, 1, 1]);
    });
    each.scope(() => {
      const a = each.allocate(40);
      assert.ok(a.every((x) => x === 0));
      const inner = each.scope(() => {
        const b = each.allocate(40).fill(3);
        return each.sumOfSquares(40, b);
      });
      assert.is(inner, 360);
      assert.ok(a.every((x) => x === 0));
    });
  });

  test(`${each.name}: a scope ends with an error, too, and hands it on`, () => {
    assert.throws(() =>
      each.scope(() => {
        each.allocate(10);
        throw new Error("from inside");
      }),
    );
    each.scope(() => assert.ok(each.allocate(10).every((x) => x === 0)));
  });

  test(`${each.name}: views with an offset are taken from their own start`, () => {
    const whole = Float64Array.of(9, 1, 2, 3, 9);
    assert.is(each.dot(3, whole.subarray(1), whole.subarray(1)), 14);
    each.scope(() => {
      const place = each.allocate(5);
      place.set(whole);
      assert.is(each.dot(3, place.subarray(1), whole.subarray(1)), 14);
      const c = new Float64Array(2).fill(7);
      each.gemm("AB", 1, 1, 3, place.subarray(1), whole.subarray(1), c);
      assert.equal(c, Float64Array.of(14, 7));
    });
  });
}

test("what does not fit into the memory runs all the same", () => {
  // 256 MB of resident arrays fill the first memory: further ones are ordinary arrays, and products run on them as well.
  wasm?.scope(() => {
    const large = wasm.allocate(33_540_000);
    large[33_539_999] = 5;
    const more = wasm.allocate(20_000).fill(1);
    assert.is(more.length, 20_000);
    assert.is(wasm.sumOfSquares(20_000, more), 20_000);
    const c = new Float64Array(100 * 100);
    wasm.gemm("ABt", 100, 100, 200, more, more, c);
    assert.ok(c.every((x) => x === 200));
    assert.is(large[33_539_999], 5, "the memory did not grow under a living array");
  });
  // With nothing resident the memory grows instead.
  const [rows, tall] = [2, 17_000_000];
  const gram = new Float64Array(4);
  (wasm ?? typescriptKernels).gramMatrix("AAt", rows, tall, new Float64Array(rows * tall).fill(1), gram);
  assert.equal(gram, new Float64Array(4).fill(tall));
});

test("a memory that is all but full is never overrun: what does not fit runs in TypeScript", () => {
  if (wasm === null) return;
  const stream = seededStream(16);
  const [m, n] = [19, 21];
  const [a, b, c, z] = [m * m, m * n, n * n, m * n].map((length) => {
    const array = new Float64Array(length);
    typescriptKernels.fillGaussian(stream, length, array);
    return array.map((x) => x / 20);
  });
  const s = new Float64Array(m * m);
  typescriptKernels.gramMatrix("AAt", m, m, a, s);
  /** All results of one pass through the kernels. */
  const pass = (k: Kernels): number[] => {
    const results: Float64Array[] = [];
    const copy = (x: Float64Array): Float64Array => {
      const taken = x.slice();
      results.push(taken);
      return taken;
    };
    const pivots = new Int32Array(m);
    k.gemm("ABt", m, m, n, b, z, copy(s));
    k.gemm("AtB", n, n, m, b, z, copy(c));
    k.gramMatrix("AAt", m, n, b, copy(s));
    k.gramMatrix("AtA", m, n, b, copy(c));
    k.cholesky(m, copy(s));
    k.solveTriangular("lowerTransposed", m, n, a, copy(b));
    const lu = copy(a);
    k.luFactor(m, lu, pivots);
    k.luSolve(m, n, lu, pivots, copy(b));
    k.symmetricEigen(m, copy(s), copy(z), copy(a));
    results.push(Float64Array.of(k.largestEigenvalue(m, s), k.reluAffine(m, n, a, b, z, copy(b))));
    k.fillGaussian(seededStream(3), m * n, copy(b));
    k.iterateReluAffine(m, n, 3, a, b, copy(z), copy(b), 5, 0, copy(b));
    k.iterateMaskedAffine(m, n, 3, a, true, b, z, copy(z), copy(b), 5, 0, copy(b));
    k.solveAffineColumns(m, n, a, false, b, null, copy(z), 5, 1e-9, copy(b));
    k.solveActiveSets(m, n, a, true, b, z, 3, copy(b), z, copy(b));
    k.linearNetworkDescent(5, 3, n, a, b, s, copy(b));
    return results.flatMap((x) => Array.from(x));
  };
  const expected = pass(typescriptKernels);
  /** Allocates ever smaller pieces, as long as `left` doubles more would fit as well. */
  const fill = (largest: number, smallest: number, left: number): void => {
    for (let size = largest; size >= smallest; size /= 2)
      while (wasm.scope(() => isResident(wasm.allocate(size + left)))) wasm.allocate(size);
  };
  wasm.scope(() => {
    fill(2 ** 24, 2 ** 17, 2 ** 16);
    for (let left = 0; left < 8_000; left += left < 3_000 ? 150 : 1_000)
      wasm.scope(() => {
        fill(2 ** 16, 2 ** 5, left);
        const found = pass(wasm);
        for (const [k, x] of expected.entries()) assert.ok(Object.is(found[k], x), `${left} left, result ${k}`);
      });
  });
});

test.run();
