import { test } from "uvu";
import * as assert from "uvu/assert";
import { DyadicBall } from "./dyadic-ball.js";
import { Rational } from "./rational.js";
import { TestRandom } from "./testing/random.js";

const end = (mantissa: bigint, ball: DyadicBall): Rational => Rational.of(mantissa, 1n, ball.exponent);
const low = (ball: DyadicBall): Rational => end(ball.low, ball);
const high = (ball: DyadicBall): Rational => end(ball.high, ball);

function contains(ball: DyadicBall, x: Rational): boolean {
  return !ball.known || (low(ball).compare(x) <= 0 && high(ball).compare(x) >= 0);
}

/** A ball and an exact point in it: an end, the midpoint, or somewhere between. */
function sample(random: TestRandom, bits: number): { ball: DyadicBall; point: Rational } {
  const mid = random.integer(bits);
  const wide = random.below(3);
  const rad = wide === 0 ? 0n : random.integer(wide === 1 ? 8 : bits);
  const ball = DyadicBall.of(mid, random.between(-bits, bits), rad < 0n ? -rad : rad);
  const steps = random.between(-4, 4);
  return { ball, point: Rational.of(4n * ball.mid + BigInt(steps) * ball.rad, 4n, ball.exponent) };
}

const random = new TestRandom(23);
const ROUNDS = 30_000;

test("sums, differences, products and quotients enclose the exact results", () => {
  let finite = 0;
  for (let i = 0; i < ROUNDS; i++) {
    const bits = random.between(1, 140);
    const work = random.between(2, 90);
    const x = sample(random, bits);
    const y = sample(random, bits);
    assert.ok(contains(x.ball.plus(y.ball, work), x.point.plus(y.point)), `plus ${i}`);
    assert.ok(contains(x.ball.minus(y.ball, work), x.point.minus(y.point)), `minus ${i}`);
    assert.ok(contains(x.ball.times(y.ball, work), x.point.times(y.point)), `times ${i}`);
    const quotient = x.ball.over(y.ball, work);
    if (quotient.known) {
      finite++;
      assert.ok(contains(quotient, x.point.over(y.point)), `over ${i}`);
    } else assert.ok(y.ball.low <= 0n && y.ball.high >= 0n);
  }
  assert.ok(finite > ROUNDS / 4, `${finite} quotients`);
});

test("max, min, abs, relu and powers enclose the exact results", () => {
  for (let i = 0; i < ROUNDS / 3; i++) {
    const bits = random.between(1, 100);
    const work = random.between(2, 90);
    const x = sample(random, bits);
    const y = sample(random, bits);
    const larger = x.point.compare(y.point) >= 0 ? x.point : y.point;
    const smaller = x.point.compare(y.point) >= 0 ? y.point : x.point;
    assert.ok(contains(x.ball.max(y.ball, work), larger), `max ${i}`);
    assert.ok(contains(x.ball.min(y.ball, work), smaller), `min ${i}`);
    assert.ok(contains(x.ball.abs(), x.point.abs()), `abs ${i}`);
    assert.ok(low(x.ball.abs()).sign >= 0, `abs ${i} reaches below zero`);
    assert.ok(contains(x.ball.relu(), x.point.sign > 0 ? x.point : Rational.zero), `relu ${i}`);
    const exponent = random.between(0, 9);
    let power = Rational.one;
    for (let k = 0; k < exponent; k++) power = power.times(x.point);
    assert.ok(contains(x.ball.power(exponent, work), power), `power ${i}`);
  }
});

test("square roots: the squares of the ends enclose the radicand", () => {
  for (let i = 0; i < ROUNDS / 3; i++) {
    const x = sample(random, random.between(1, 120));
    const root = x.ball.sqrt(random.between(2, 90));
    const radicand = x.point.sign > 0 ? x.point : Rational.zero;
    const bottom = low(root);
    assert.ok(bottom.sign < 0 || bottom.times(bottom).compare(radicand) <= 0, `low ${i}`);
    assert.ok(high(root).times(high(root)).compare(radicand) >= 0, `high ${i}`);
  }
  const exact = DyadicBall.of(9n, -2).sqrt(53);
  assert.ok(exact.rad === 0n && low(exact).equals(Rational.of(3n, 2n)));
});

test("rounded results are as narrow as the precision allows", () => {
  for (let i = 0; i < 2000; i++) {
    const work = random.between(20, 90);
    const a = DyadicBall.of(random.integer(120) | 1n, random.between(-50, 50));
    const b = DyadicBall.of(random.integer(120) | 1n, random.between(-50, 50));
    for (const result of [a.times(b, work), a.over(b, work), a.abs().sqrt(work)])
      assert.ok(
        result.radiusBits <= result.magnitudeBits - work + 3,
        `${i}: ${result.radiusBits}, ${result.magnitudeBits}`,
      );
  }
});

test("exponents far apart cost no memory and lose no enclosure", () => {
  const huge = DyadicBall.of(1n, 1_000_000);
  const tiny = DyadicBall.of(1n, -1_000_000);
  const sum = huge.plus(tiny, 64);
  assert.ok(contains(sum, Rational.of(1n, 1n, 1_000_000).plus(Rational.of(1n, 1n, -1_000_000))));
  assert.is(sum.sign, 1);
  assert.is(huge.minus(tiny, 64).sign, 1);
  assert.is(tiny.minus(huge, 64).sign, -1);
});

test("signs are told only where they are certain", () => {
  assert.is(DyadicBall.of(3n, 0, 2n).sign, 1);
  assert.is(DyadicBall.of(3n, 0, 3n).sign, undefined);
  assert.is(DyadicBall.of(-3n, 5, 2n).sign, -1);
  assert.is(DyadicBall.zero.sign, 0);
  assert.is(DyadicBall.everything.sign, undefined);
});

test("what is not known stays unknown", () => {
  const { everything, one, zero } = DyadicBall;
  for (const ball of [
    everything.plus(one, 53),
    one.minus(everything, 53),
    everything.times(zero, 53),
    one.over(everything, 53),
    one.over(zero, 53),
    one.over(DyadicBall.of(1n, 0, 1n), 53),
    everything.sqrt(53),
    everything.abs(),
    everything.relu(),
    everything.negate(),
    everything.scaled(3),
    everything.max(one, 53),
    everything.min(one, 53),
    everything.power(2, 53),
  ])
    assert.not(ball.known);
  assert.is(everything.magnitudeBits, Number.POSITIVE_INFINITY);
  assert.is(everything.radiusBits, Number.POSITIVE_INFINITY);
});

test("fromRational encloses", () => {
  for (let i = 0; i < 3000; i++) {
    const x = random.rational(random.between(1, 200));
    const ball = DyadicBall.fromRational(x, random.between(2, 100));
    assert.ok(contains(ball, x));
  }
});

test.run();
