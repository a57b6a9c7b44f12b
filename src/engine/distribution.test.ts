import { test } from "uvu";
import * as assert from "uvu/assert";
import { counterStream } from "../numerics/random.js";
import { type Distribution, distributionOf, KEPT_VALUES, medianOf, mergeDistributions } from "./distribution.js";

const stream = counterStream(3n, 0);
const many = Array.from({ length: 3 * KEPT_VALUES }, () => stream.uniform(-2, 3) ** 3);

const split = (values: readonly number[], sizes: readonly number[]): Distribution => {
  const parts: Distribution[] = [];
  for (let from = 0, k = 0; from < values.length; k++) {
    const to = from + sizes[k % sizes.length];
    parts.push(distributionOf(values.slice(from, to)));
    from = to;
  }
  return parts.reduce(mergeDistributions);
};

test("any split gives the same, few or many", () => {
  for (const total of [10, KEPT_VALUES, KEPT_VALUES + 1, many.length]) {
    const values = many.slice(0, total);
    const whole = distributionOf(values);
    for (const sizes of [[700, 300], [KEPT_VALUES], [KEPT_VALUES + 5, 1]]) assert.equal(split(values, sizes), whole);
    assert.is(whole.values === null, total > KEPT_VALUES);
  }
});

test("the median: exact for few values, within 0.1 % for many", () => {
  assert.is(medianOf(distributionOf([10, -1, 2, 9])), 2);
  for (const shift of [-9, 0, 5]) {
    const values = many.map((x) => x + shift);
    const exact = Float64Array.from(values).sort()[Math.floor((values.length - 1) / 2)];
    const binned = medianOf(distributionOf(values));
    assert.ok(
      Math.abs(binned) <= Math.abs(exact) && Math.abs(binned - exact) <= 2 ** -10 * Math.abs(exact),
      `${shift}`,
    );
  }
});

test("ends are exact; memory does not grow with the number of values", () => {
  const { least, greatest, bins } = distributionOf(many);
  assert.equal([least, greatest], [many.reduce((a, b) => Math.min(a, b)), many.reduce((a, b) => Math.max(a, b))]);
  const twice = split([...many, ...many], [4096]);
  assert.is(twice.count, 2 * many.length);
  assert.equal(Object.keys(twice.bins ?? {}).sort(), Object.keys(bins ?? {}).sort());
});

test.run();
