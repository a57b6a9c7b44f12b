import type { BigNumber } from "mathjs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { angleOf, arctangent, PI } from "./angle.js";
import { Ball } from "./ball.js";
import { seededStream } from "./random.js";
import { DECIMAL_PI, decimalAngle, exactDecimal, isWithin } from "./testing/decimal.js";

/** Whether the ball contains the oracle's value. */
const encloses = (ball: Ball, truth: BigNumber): boolean =>
  isWithin(truth, exactDecimal(ball.mid), exactDecimal(ball.rad));

test("pi", () => {
  assert.ok(encloses(PI, DECIMAL_PI));
  assert.ok(!encloses(Ball.of(PI.mid, PI.rad / 2), DECIMAL_PI), "half of the radius would be too small");
});

test("the arctangent of any double: enclosed, to a relative 2^-48", () => {
  const stream = seededStream(7);
  const values = [1, -1, 0.5, 2, 1e-300, 1e300, 2 ** -1074, 1 - 2 ** -53, 1 + 2 ** -52];
  for (let k = 0; k < 120; k++) values.push(stream.sign() * stream.openUnit() * 2 ** stream.integer(-60, 60));
  for (const x of values) {
    const ball = arctangent(Ball.exact(x));
    assert.ok(encloses(ball, exactDecimal(x).atan()), `atan ${x}`);
    if (Math.abs(x) > 1e-290) assert.ok(ball.rad <= 2 ** -48 * Math.abs(ball.mid), `atan ${x} is sharp: ${ball.rad}`);
  }
});

test("a ball's arctangent contains that of both of its ends", () => {
  const stream = seededStream(8);
  for (let k = 0; k < 60; k++) {
    const mid = stream.sign() * stream.openUnit() * 4;
    const rad = stream.openUnit() * 2 ** -stream.integer(0, 30);
    const ball = arctangent(Ball.of(mid, rad));
    for (const end of [mid - rad, mid + rad]) assert.ok(encloses(ball, exactDecimal(end).atan()), `${mid} +- ${rad}`);
  }
  assert.not(arctangent(Ball.unknown()).known);
});

test("angles in all of the upper half plane, exact on the positive axis, unknown at the origin", () => {
  const stream = seededStream(9);
  for (let k = 0; k < 100; k++) {
    const x = stream.sign() * stream.openUnit() * 2 ** stream.integer(-20, 20);
    const y = stream.openUnit() * 2 ** stream.integer(-20, 20);
    const truth = decimalAngle(exactDecimal(x), exactDecimal(y));
    assert.ok(encloses(angleOf(Ball.exact(x), Ball.exact(y)), truth), `${x}, ${y}`);
  }
  const flat = angleOf(Ball.exact(3), Ball.exact(0));
  assert.equal([flat.mid, flat.rad], [0, 0]);
  assert.ok(encloses(angleOf(Ball.exact(-3), Ball.exact(0)), DECIMAL_PI));
  assert.not(angleOf(Ball.exact(0), Ball.exact(0)).known);
  assert.not(angleOf(Ball.of(0, 1), Ball.of(0, 1)).known);
});

test.run();
