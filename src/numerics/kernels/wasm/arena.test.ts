import { test } from "uvu";
import * as assert from "uvu/assert";
import { kernels, typescriptKernels, wasmKernels } from "../index.js";

const wasm = wasmKernels();

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
  const big = new Float64Array(3000 * 3000);
  for (let i = 0; i < 3000; i++) big[i * 3000 + i] = 4;
  assert.ok(wasm?.cholesky(3000, big) ?? true);
  assert.is(big[2999 * 3000 + 2999], wasm === null ? 4 : 2);
});

test("sizes and lengths are checked", () => {
  const a = new Float64Array(4);
  for (const each of [typescriptKernels, wasm ?? typescriptKernels]) {
    assert.throws(() => each.dot(5, a, a), /dot: x holds 4 entries where the sizes ask for 5/);
    assert.throws(() => each.dot(-1, a, a), /non-negative integer/);
    assert.throws(() => each.dot(1.5, a, a), /non-negative integer/);
    assert.throws(() => each.dot(Number.NaN, a, a), /non-negative integer/);
    assert.throws(() => each.gemm("AB", 2, 2, 3, a, a, a), /gemm: a holds 4/);
    assert.throws(() => each.cholesky(3, a), /cholesky: a holds 4 entries where the sizes ask for 9/);
    assert.throws(() => each.luSolve(2, 1, a, Int32Array.of(0, 0), a), /pivots\[1\]/);
    assert.throws(() => each.symmetricEigen(2, a, new Float64Array(1)), /values/);
    assert.throws(() => each.iterateReluAffine(1, 3, 2, a, a, a, a, 1, 0, a), /2 groups do not divide 3/);
    assert.throws(() => each.solveAffineColumns(1, 1, a, false, a, null, a, 0, 0, a), /at least one step/);
  }
});

test.run();
