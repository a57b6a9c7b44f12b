import { test } from "uvu";
import * as assert from "uvu/assert";
import { typescriptKernels as kernels } from "./index.js";

// 3 x 2, worked out by hand.
const z = Float64Array.of(1, 0, -2, 3, Number.NaN, 4);
const other = Float64Array.of(2, 0.5, -1, 3, 1, -4);

test("the adjoint's step ends in the rows where z > 0; its change is measured", () => {
  const u = Float64Array.of(1, 1, 1, 1, 1, 1);
  const square = kernels.finishAdjoint(3, 2, Float64Array.of(10, 20, 30), z, Float64Array.of(1, 2, 3, 4, 5, 6), u);
  assert.equal([...u], [11, 0, 0, 24, 0, 36]);
  assert.is(square, 100 + 1 + 1 + 1 + 23 * 23 + 35 * 35);
});

test("columns are compared by their distance and by the signs that changed", () => {
  const [squares, flips] = [new Float64Array(2), new Float64Array(2)];
  const x = Float64Array.of(1, 0, -2, 3, 0, 4);
  assert.is(kernels.compareColumns(3, 2, x, other, squares, flips), 3);
  assert.equal([...squares], [1 + 1 + 1, 0.25 + 0 + 64]);
  assert.equal([...flips], [1, 2]);
});

test("columns are scaled by weights of their own", () => {
  const out = new Float64Array(6);
  kernels.scaleColumns(3, 2, 2, other, Float64Array.of(3, -1), out);
  assert.equal([...out], [12, -1, -6, -6, 6, 8]);
});

test.run();
