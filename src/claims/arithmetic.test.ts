import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  absolute,
  exponential,
  largest,
  logarithm,
  minus,
  negate,
  over,
  plus,
  positivePart,
  power,
  product,
  realIn,
  smallest,
  square,
  squareRoot,
  sum,
  times,
} from "./arithmetic.js";
import { IntervalReal, intervals } from "./testing/interval-real.js";

const three = new IntervalReal(3);
const text = (value: Parameters<typeof realIn>[0]) => realIn(value, intervals).describe(17);

test("mixes quantities with doubles and rationals on either side", () => {
  assert.is(text(plus(three, 1)), "4");
  assert.is(text(minus(1, three)), "-2");
  assert.is(text(times("1/2", three)), "1.5");
  assert.is(text(over(three, "3/4")), "4");
  assert.is(text(over(three, 0)), "[-Infinity, Infinity]");
});

test("expressions of literals alone wait for an arithmetic", () => {
  assert.is(text(plus(1, "1/4")), "1.25");
  assert.is(text(minus(times(2, over(1, 4)), 0.25)), "0.25");
  assert.is(text(largest(1, 2).plus(realIn(1, intervals))), "3");
  assert.is(text(smallest(1, 2)), "1");
  assert.is(text(negate(minus(1, 3))), "2");
  assert.is(text(absolute(minus(1, 3))), "2");
  assert.is(text(squareRoot(plus(2, 2))), "2");
  assert.is(text(square(plus(1, 2))), "9");
  assert.is(text(exponential(plus(0, 1))), "[2, 4]");
  assert.is(text(logarithm(plus(0, 1))), "[-Infinity, Infinity]");
});

test("helpers agree with their definitions", () => {
  assert.is(text(largest(three, 5, 4)), "5");
  assert.is(text(smallest(5, three, 4)), "3");
  assert.is(text(positivePart(negate(three))), "0");
  assert.is(text(power(three, 0)), "1");
  assert.is(text(power(three, 3)), "27");
  assert.is(text(sum()), "0");
  assert.is(text(sum(1, three, "1/2")), "4.5");
  assert.is(text(product()), "1");
  assert.is(text(product(2, three)), "6");
});

test("a literal knows its order against a quantity, never against another literal", () => {
  assert.is(plus(1, 1).order(three), "<");
  assert.throws(() => plus(1, 1).order(plus(1, 1)), /no order before an arithmetic/);
  assert.throws(() => plus(1, 1).toBall(), /no enclosure before an arithmetic/);
  assert.is(plus(1, 1).describe(3), "constant");
});

test("numbers that are none become unknown; text that is none is refused", () => {
  assert.not(realIn(Number.NaN, intervals).known);
  assert.not(realIn(plus(1, Number.POSITIVE_INFINITY), intervals).known);
  for (const bad of ["", "x", "1//2", "0x10", "1/", "NaN", "1 2"])
    assert.throws(() => plus(bad, three), /is no rational number/);
});

test("a misspelt quantity is named as what it is", () => {
  const view: { readonly gain?: IntervalReal } = {};
  assert.throws(() => plus(view.gain as IntervalReal, 1), /got undefined; is the quantity's name misspelt/);
  assert.throws(() => plus(null as unknown as IntervalReal, 1), /got null/);
});

test("a constant's own arithmetic builds constants", () => {
  const { arithmetic } = plus(1, 1);
  assert.is(text(arithmetic.number(2)), "2");
  assert.is(text(arithmetic.rational("1/2")), "0.5");
  assert.not(realIn(arithmetic.unknown, intervals).known);
});

test.run();
