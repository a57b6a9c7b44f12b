import { test } from "uvu";
import * as assert from "uvu/assert";
import { compareCost, numberCost, ROUNDINGS, simplerNumbers } from "./number-cost.js";

const simplestFirst = (numbers: readonly number[]) =>
  [...numbers].sort((a, b) => compareCost(numberCost(a), numberCost(b)));

test("zero, then small integers, then simple fractions, then decimals, then full doubles", () => {
  const sorted = [0, 1, -1, 2, 3, 0.5, -0.5, 0.25, 0.375, 0.1, 0.125, 12.5, 1 / 3];
  const shuffled = [12.5, 0.1, 0.375, -1, 0.125, 3, 1 / 3, 0.5, 0, 2, 0.25, 1, -0.5];
  assert.is(simplestFirst(shuffled)[0], 0);
  assert.equal(simplestFirst(shuffled).slice(0, 5), sorted.slice(0, 5));
  assert.is(simplestFirst(shuffled).at(-1), 1 / 3);
});

test("digits are those of the shorter of decimal and fraction", () => {
  assert.is(numberCost(0.375).digits, "3/8".length);
  assert.is(numberCost(0.1).digits, "0.1".length);
  assert.is(numberCost(1e-100).digits, "1e-100".length);
  assert.is(numberCost(-7).digits, 1);
  assert.is(numberCost(1 / 3).digits, String(1 / 3).length);
});

test("magnitude is numerator plus denominator, and capped", () => {
  assert.is(numberCost(1).magnitude, 2);
  assert.is(numberCost(0.5).magnitude, 3);
  assert.is(numberCost(0.75).magnitude, 7);
  assert.is(numberCost(0.1).magnitude, 11);
  assert.is(numberCost(1e300).magnitude, 2 ** 31);
  assert.is(numberCost(5e-324).magnitude, 2 ** 31);
});

test("simpler numbers cost less, are finite, distinct and sorted, for numbers of every scale", () => {
  const numbers = [0.123456789, -3.75, 1e-100, -1e300, 5e-324, Number.MAX_VALUE, 17, -1, 2, 0.5, 1 / 3, 999999, -0.05];
  for (const x of numbers) {
    const simpler = simplerNumbers(x);
    assert.ok(simpler.length > 0, `${x} has simpler numbers`);
    assert.is(simpler[0], 0);
    assert.is(new Set(simpler).size, simpler.length);
    for (const candidate of simpler) {
      assert.ok(Number.isFinite(candidate) && !Object.is(candidate, -0));
      assert.ok(compareCost(numberCost(candidate), numberCost(x)) < 0, `${candidate} is simpler than ${x}`);
    }
    assert.equal(simplestFirst(simpler), simpler);
  }
  assert.equal(simplerNumbers(0), []);
  assert.equal(simplerNumbers(1), [0]);
  assert.equal(simplerNumbers(-1), [0, 1]);
});

test("repeated simplification ends from anywhere", () => {
  let x = -0.7243918274;
  let rounds = 0;
  for (; x !== 0 && rounds < 1000; rounds++) x = simplerNumbers(x).at(-1) as number;
  assert.is(x, 0);
});

test("roundings never turn a finite number into anything else", () => {
  for (const { round, step } of ROUNDINGS)
    for (const x of [Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324, 0.3, -2.5])
      assert.ok(Number.isFinite(round(x)), `${step} of ${x}`);
});

test.run();
