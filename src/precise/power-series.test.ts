import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Series, SeriesSheet } from "./power-series.js";

const FRACTION = 80;
const UNIT = 2 ** -FRACTION;

/** A sheet on which the variable is the polynomial with these dyadic coefficients. */
function sheetOf(order: number, coefficients: readonly number[]) {
  const sheet = new SeriesSheet(order, FRACTION);
  const x = sheet.variable();
  return {
    sheet,
    x,
    compute(): void {
      for (let k = 0; k <= order; k++) {
        sheet.set(x, k, BigInt((coefficients[k] ?? 0) * 2 ** 20) << BigInt(FRACTION - 20));
        sheet.compute(k);
      }
      sheet.close();
    },
  };
}

function holds(series: Series, k: number, truth: number): void {
  const value = Number(series.coefficients[k]) * UNIT;
  assert.ok(Math.abs(value - truth) <= series.errors[k] + 1e-15 * Math.abs(truth), `c_${k} is ${value}, not ${truth}`);
  assert.ok(series.errors[k] < 1e-20, `c_${k} has the error ${series.errors[k]}`);
  assert.ok(series.sizes[k] >= Math.abs(truth) * (1 - 1e-15), `c_${k} is bounded by ${series.sizes[k]}`);
}

const isBetween = (x: number, low: number, high: number): void => assert.ok(x >= low && x <= high, `${x}`);

test("products: coefficients up to the order, and the sum of all others", () => {
  // (1 + s + s^2)^2 = 1 + 2s + 3s^2 + 2s^3 + s^4; of its square's 81, 1 + 4 + 10 lie up to s^2
  const { sheet, x, compute } = sheetOf(2, [1, 1, 1]);
  const square = sheet.times(x, x);
  const fourth = sheet.times(square, square);
  compute();
  for (const [k, truth] of [1, 2, 3].entries()) holds(square, k, truth);
  isBetween(square.tail, 3, 3.001);
  for (const [k, truth] of [1, 4, 10].entries()) holds(fourth, k, truth);
  // The product of the two tails is counted twice: 9 more.
  isBetween(fourth.tail, 81 - 15, 75.1);
  isBetween(fourth.norm, 81, 90.1);
});

test("sums, differences and multiples; a constant that is no multiple of the unit has an error", () => {
  const { sheet, x, compute } = sheetOf(1, [0.5, -0.25]);
  const y = sheet.minus(sheet.plus(x, sheet.times(x, x)), sheet.times(sheet.number(-3), x));
  const tiny = sheet.number(2 ** -90);
  compute();
  // x + x^2 + 3x
  holds(y, 0, 2.25);
  holds(y, 1, -1.25);
  isBetween(y.tail, 0.0625, 0.0626);
  assert.ok(tiny.errors[0] >= 2 ** -90);
  assert.is(sheet.number(2).errors[0], 0);
});

test("sine and cosine of a polynomial: 4 s, whose series goes on", () => {
  const { sheet, x, compute } = sheetOf(12, [0, 4]);
  const [s, c] = [sheet.sine(x), sheet.cosine(x)];
  compute();
  let term = 1;
  let rest = [0, 0];
  for (let k = 0; k <= 60; k++) {
    if (k > 0) term *= 4 / k;
    const sign = Math.floor(k / 2) % 2 === 0 ? 1 : -1;
    if (k <= 12) holds(k % 2 === 0 ? c : s, k, sign * term);
    else rest = k % 2 === 0 ? [rest[0], rest[1] + term] : [rest[0] + term, rest[1]];
  }
  isBetween(s.tail, rest[0], 0.1);
  isBetween(c.tail, rest[1], 0.1);
});

test("what cannot be bounded is not", () => {
  const { sheet, x, compute } = sheetOf(2, [1, 1, 1]);
  const ofSeries = sheet.sine(sheet.times(x, x));
  const steep = sheetOf(2, [0, 64]);
  const ofSteep = steep.sheet.sine(steep.x);
  compute();
  steep.compute();
  assert.is(ofSeries.tail, Number.POSITIVE_INFINITY);
  assert.is(ofSteep.tail, Number.POSITIVE_INFINITY);
  assert.throws(() => new SeriesSheet(2, 1000), /up to 900 bits/);
});

test.run();
