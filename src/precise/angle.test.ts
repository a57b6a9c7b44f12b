import type { BigNumber } from "mathjs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { DECIMAL_PI, decimal, decimalAngle, exactDecimal, isWithin } from "../numerics/testing/decimal.js";
import { angleOf, pi } from "./angle.js";
import { DyadicBall } from "./dyadic-ball.js";
import { Rational } from "./rational.js";

/** Whether the ball contains the oracle's value. */
function encloses({ mid, rad, exponent }: DyadicBall, truth: BigNumber): boolean {
  const unit = decimal(2).pow(exponent);
  return isWithin(truth, decimal(mid.toString()).times(unit), decimal(rad.toString()).times(unit));
}

const ball = (x: number, bits = 400): DyadicBall => DyadicBall.fromRational(Rational.fromNumber(x), bits);

test("pi to any number of bits", () => {
  const truth = DECIMAL_PI;
  for (const bits of [20, 64, 128, 300]) {
    const value = pi(bits);
    assert.ok(encloses(value, truth), `${bits} bits`);
    assert.ok(value.radiusBits < -bits + 20, `${bits} bits are sharp`);
  }
});

test("angles agree with 110 digits, and are as sharp as asked", () => {
  const points = [
    [1, 1],
    [3, 1],
    [-3, 1],
    [1, 7],
    [-1, 7],
    [0, 2],
    [1, 2 ** -60],
    [-1, 2 ** -60],
    [1, 1 - 2 ** -53],
    [0.3, 0.1],
  ];
  for (const [x, y] of points)
    for (const bits of [64, 200, 320]) {
      const angle = angleOf(ball(x), ball(y), bits);
      const truth = decimalAngle(exactDecimal(x), exactDecimal(y));
      assert.ok(encloses(angle, truth), `${x}, ${y} at ${bits} bits`);
      assert.ok(angle.radiusBits < angle.magnitudeBits - bits + 24, `${x}, ${y}: sharp at ${bits} bits`);
    }
});

test("a wide enclosure gives a wide angle, one around the origin nothing", () => {
  const wide = angleOf(DyadicBall.of(16n, -4, 1n), DyadicBall.of(8n, -4, 1n), 100);
  for (const [x, y] of [
    [17 / 16, 7 / 16],
    [15 / 16, 9 / 16],
  ])
    assert.ok(encloses(wide, decimalAngle(exactDecimal(x), exactDecimal(y))));
  assert.not(angleOf(DyadicBall.of(0n, 0, 1n), DyadicBall.of(0n, 0, 1n), 64).known);
  assert.not(angleOf(DyadicBall.zero, DyadicBall.zero, 64).known);
});

test("angles are known at precisions beyond the range of doubles", () => {
  for (const bits of [512, 1024, 2048]) {
    const angle = angleOf(DyadicBall.one, DyadicBall.of(9n, -4), bits);
    assert.ok(angle.known && angle.radiusBits < 8 - bits, `${bits} bits: ${angle.radiusBits}`);
  }
});

test.run();
