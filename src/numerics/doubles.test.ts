import { test } from "uvu";
import * as assert from "uvu/assert";
import { copyOf, mapped, zeros } from "./doubles.js";

test("arrays are zero and share nothing, across the ends of slabs and for every length", () => {
  const arrays: Float64Array[] = [];
  // Lengths that leave ends of slabs over, on both sides of the longest that is cut from one.
  for (let k = 0; k < 400; k++) {
    const length = k % 7 === 0 ? 1000 + (k % 50) : (k * 37) % 200;
    const array = zeros(length);
    assert.is(array.length, length);
    assert.ok(
      array.every((x) => x === 0),
      `array ${k} is zero`,
    );
    array.fill(k + 1);
    arrays.push(array);
  }
  for (const [k, array] of arrays.entries())
    assert.ok(
      array.every((x) => x === k + 1),
      `array ${k} kept its own`,
    );
});

test("a copy is the array's own, bit by bit", () => {
  for (const length of [0, 1, 5, 32, 33, 1025]) {
    const values = new Float64Array(length).map((_, k) => (k % 3 === 0 ? -0 : k % 3 === 1 ? Number.NaN : 1 / k));
    const copy = copyOf(values);
    assert.equal(Array.from(copy), Array.from(values));
    assert.ok(copy.every((x, k) => Object.is(x, values[k])));
    if (length > 0) copy[0] = 7;
    assert.ok(length === 0 || values[0] !== 7);
  }
});

test("mapped goes through the entries in order, with their places", () => {
  const seen: number[] = [];
  const squares = mapped(Float64Array.of(3, 4, 5), (x, k) => {
    seen.push(k);
    return x * x + k;
  });
  assert.equal(Array.from(squares), [9, 17, 27]);
  assert.equal(seen, [0, 1, 2]);
});

test("a length that is no count is refused, as by Float64Array", () => {
  assert.throws(
    () => zeros(-1),
    (error: Error) => error instanceof RangeError,
  );
});

test.run();
