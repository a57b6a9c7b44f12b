import { all, type BigNumber, create } from "mathjs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { DyadicBall } from "./dyadic-ball.js";
import { exponential, logarithm, logTwo } from "./elementary.js";
import { Rational } from "./rational.js";
import { TestRandom } from "./testing/random.js";

/** The oracle: decimal arithmetic of 160 digits, by other people's code. */
const oracle = create(all, { number: "BigNumber", precision: 160 });
const big = (x: string | number): BigNumber => oracle.bignumber(x) as BigNumber;

/** Checks that the oracle's value, right to 150 digits, lies in the ball. */
function assertContains(ball: DyadicBall, value: BigNumber, message: string): void {
  assert.ok(ball.known, `${message}: unknown`);
  const unit = big(2).pow(ball.exponent);
  const slack = value.abs().times(big("1e-150"));
  assert.ok(big(ball.low.toString()).times(unit).minus(slack).lte(value), `${message}: below`);
  assert.ok(big(ball.high.toString()).times(unit).plus(slack).gte(value), `${message}: above`);
}

const decimal = (m: bigint, exponent: number): BigNumber => big(m.toString()).times(big(2).pow(exponent));

test("ln 2", () => {
  for (const bits of [10, 64, 200, 450]) {
    const ball = logTwo(bits);
    assertContains(ball, oracle.log(big(2)) as BigNumber, `${bits}`);
    assert.ok(ball.radiusBits < -bits, `${bits}: 2^${ball.radiusBits}`);
  }
});

test("exp and log enclose the oracle's values, narrowly", () => {
  const random = new TestRandom(37);
  for (let i = 0; i < 60; i++) {
    const bits = [30, 64, 130, 256, 400][i % 5];
    const mantissa = random.integer(60);
    const exponent = random.between(-120, -54);
    const x = DyadicBall.of(mantissa, exponent);
    const e = exponential(x, bits);
    assertContains(e, decimal(mantissa, exponent).exp(), `exp ${i}`);
    assert.ok(e.radiusBits <= e.magnitudeBits - bits, `exp ${i}: ${e.radiusBits} ${e.magnitudeBits} ${bits}`);
    if (mantissa <= 0n) continue;
    const l = logarithm(x, bits);
    assertContains(l, decimal(mantissa, exponent).ln(), `log ${i}`);
    assert.ok(l.radiusBits <= Math.max(l.magnitudeBits, 0) - bits, `log ${i}`);
  }
});

test("log near 1 keeps its relative precision", () => {
  for (const k of [5, 60, 150]) {
    for (const sign of [1n, -1n]) {
      const m = (1n << BigInt(k)) + sign;
      const l = logarithm(DyadicBall.of(m, -k), 100);
      assertContains(l, decimal(m, -k).ln(), `1 + 2^-${k}`);
      assert.ok(l.radiusBits <= l.magnitudeBits - 90, `${k}: ${l.radiusBits} ${l.magnitudeBits}`);
    }
  }
});

test("balls: every point's exponential and logarithm lie in the result", () => {
  const random = new TestRandom(41);
  for (let i = 0; i < 20; i++) {
    const mid = random.integer(40);
    const rad = 1n + (random.integer(38) & 0xffffffffn);
    const exponent = random.between(-45, -36);
    const ball = DyadicBall.of(mid, exponent, rad);
    const e = exponential(ball, 80);
    for (const point of [ball.low, mid, ball.high]) assertContains(e, decimal(point, exponent).exp(), `exp ${i}`);
    const l = logarithm(ball, 80);
    if (ball.low <= 0n) {
      assert.not(l.known);
      continue;
    }
    for (const point of [ball.low, mid, ball.high]) assertContains(l, decimal(point, exponent).ln(), `log ${i}`);
  }
});

test("arguments out of range are unknown, or enclosed trivially", () => {
  assert.not(exponential(DyadicBall.everything, 64).known);
  assert.not(logarithm(DyadicBall.everything, 64).known);
  assert.not(logarithm(DyadicBall.zero, 64).known);
  assert.not(logarithm(DyadicBall.of(-1n), 64).known);
  assert.not(exponential(DyadicBall.of(1n, 40), 64).known);
  const tiny = exponential(DyadicBall.of(-1n, 40), 64);
  assert.ok(tiny.known && tiny.low >= 0n && tiny.magnitudeBits < -1_000_000);
  const one = exponential(DyadicBall.zero, 64);
  assert.ok(one.rad === 0n && Rational.of(one.mid, 1n, one.exponent).equals(Rational.one));
});

test.run();
