import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Real } from "../numerics/real.js";
import { BudgetExceeded } from "./budget.js";
import { DyadicBall } from "./dyadic-ball.js";
import { Rational } from "./rational.js";
import { PreciseReal, preciseArithmetic } from "./real.js";
import { TestRandom } from "./testing/random.js";

const isRangeError = (error: Error): boolean => error instanceof RangeError;
const isTypeError = (error: Error): boolean => error instanceof TypeError;
const { unknown } = preciseArithmetic;
const q = (text: string): Real => preciseArithmetic.rational(text);
const root = (text: string): Real => q(text).sqrt();
/** The number as an enclosure that is refined by what was asked for: what a spectral norm looks like. */
const enclosed = (x: Real): Real =>
  PreciseReal.enclosed((bits) => (x as PreciseReal).at(bits).plus(DyadicBall.of(0n, -bits, 1n), bits));

test("exact comparisons are always decided", () => {
  assert.is(root("8").order(q("2").times(root("2"))), "=");
  assert.is(
    root("2")
      .plus(root("3"))
      .order(q("5").plus(root("24")).sqrt()),
    "=",
  );
  assert.is(root("2").order(q("1.41421356237309504880168872420969807856967187537694")), ">");
  assert.is(root("2").order(q("1.41421356237309504880168872420969807856967187537695")), "<");
  // (1 + 1e-100)^(1/2) and 1 differ in the hundredth digit
  assert.is(q("1").plus(q("1e-100")).sqrt().order(q("1")), ">");
  assert.is(q("4/9").order(q("8/18")), "=");
  assert.is(q("-1").order(q("0")), "<");
});

test("nested roots fall to enclosures: a tie where they agree, decided where they don't", () => {
  // sqrt(1 + sqrt 2)^2 = 1 + sqrt 2, recognised; the fourth root of 2 to the fourth power is an enclosure
  const nested = q("1").plus(root("2")).sqrt();
  assert.is(nested.evidence, "certified");
  assert.is(nested.times(nested).order(q("1").plus(root("2"))), "=");
  const fourth = root("2").sqrt();
  assert.is(fourth.times(fourth.times(root("2"))).order(q("2")), "?");
  assert.is(fourth.times(fourth.times(root("2"))).order(q("2").plus(q("1e-50"))), "<");
  assert.is(fourth.order(fourth), "=");
  assert.ok(fourth.known);
});

test("0 <= an enclosure that is known not to be negative, wherever it reaches", () => {
  const zero = PreciseReal.enclosed(() => DyadicBall.of(0n, -9, 1n), "nonNegative");
  assert.is(q("0").order(zero), "<=");
  assert.is(zero.order(q("0")), ">=");
  assert.is(enclosed(q("0")).abs().order(q("0")), ">=");
});

test("a quotient by what is certainly not zero, and by what may be zero", () => {
  assert.is(
    q("0")
      .over(enclosed(q("3")))
      .order(q("0")),
    "=",
  );
  assert.not(q("1").over(enclosed(q("0"))).known);
  assert.not(q("1").over(q("0")).known);
  assert.not(q("0").over(q("0")).known);
  assert.not(q("1").over(root("8").minus(q("2").times(root("2")))).known);
  assert.is(
    q("1")
      .over(q("1").minus(root("1/2")))
      .order(q("2").plus(root("2"))),
    "=",
  );
});

test("what is unknown stays unknown", () => {
  const one = q("1");
  for (const x of [
    unknown,
    unknown.plus(one),
    one.minus(unknown),
    unknown.times(one),
    unknown.times(q("0")),
    one.over(unknown),
    unknown.negate(),
    unknown.abs(),
    unknown.sqrt(),
    unknown.max(one),
    one.min(unknown),
    unknown.power(2),
    unknown.power(3),
    unknown.exp(),
    unknown.log(),
    q("-1").log(),
    q("0").log(),
    enclosed(q("0")).log(),
    preciseArithmetic.number(Number.NaN),
    preciseArithmetic.number(Number.NEGATIVE_INFINITY),
  ]) {
    assert.not(x.known);
    assert.is(x.order(one), "?");
    assert.is(one.order(x), "?");
    assert.is(x.toBall().rad, Number.POSITIVE_INFINITY);
    assert.is(x.describe(60), "unknown");
  }
  assert.is(unknown.order(unknown), "?");
  assert.is(unknown.power(0).order(one), "=");
});

test("a spent budget makes a number unknown, not a crash", () => {
  const poor = PreciseReal.enclosed((bits) => {
    if (bits > 100) throw new BudgetExceeded("spent");
    return DyadicBall.of(1n, 0, 1n);
  });
  assert.ok(poor.known);
  assert.is(poor.order(q("1")), "?");
  assert.not(poor.known);
  assert.not(PreciseReal.enclosed(() => DyadicBall.of(1n << (2n ** 40n))).known);
  const broken = PreciseReal.enclosed(() => {
    throw new TypeError("a defect");
  });
  assert.throws(() => broken.known, isTypeError);
});

test("max and min, also of what cannot be told apart", () => {
  assert.is(q("1").max(root("2")).order(root("2")), "=");
  assert.is(q("1").min(root("2")).order(q("1")), "=");
  const a = enclosed(q("5"));
  const b = enclosed(q("5"));
  assert.is(a.order(b), "?");
  for (const x of [a.max(b), a.min(b)]) {
    assert.is(x.order(q("5").plus(q("1e-60"))), "<");
    assert.is(x.order(q("5").minus(q("1e-60"))), ">");
  }
});

test("powers", () => {
  assert.is(q("-2/3").power(3).order(q("-8/27")), "=");
  assert.is(q("0").power(0).order(q("1")), "=");
  assert.is(root("2").power(10).order(q("32")), "=");
  // too long to be written down: an enclosure
  const huge = q("1.0000000001").power(1_000_000);
  assert.is(huge.evidence, "certified");
  assert.is(huge.order(q("1.000100004999")), ">");
  assert.is(huge.order(q("1.000100005001")), "<");
  for (const exponent of [-1, 0.5, Number.NaN]) assert.throws(() => q("2").power(exponent), isRangeError);
});

test("exp and log", () => {
  assert.is(q("0").exp().order(q("1")), "=");
  assert.is(q("1").log().order(q("0")), "=");
  assert.is(q("1").exp().order(q("2.718281828459045235360287471352662497757247093699959")), ">");
  assert.is(q("1").exp().order(q("2.718281828459045235360287471352662497757247093699960")), "<");
  assert.is(q("2").log().describe(30), "0.693147180559945309417232121458");
  assert.is(q("10").exp().log().order(q("10")), "?");
  assert.is(q("-1000").exp().order(q("0")), ">");
});

test("toBall encloses, for numbers of every size; exact doubles have radius 0", () => {
  const random = new TestRandom(43);
  for (let i = 0; i < 4000; i++) {
    const value = i % 2 === 0 ? random.rational(random.between(1, 300)) : Rational.fromNumber(random.double());
    const { mid, rad } = PreciseReal.rational(value).toBall();
    if (rad === Number.POSITIVE_INFINITY) continue;
    const distance = value.minus(Rational.fromNumber(mid)).abs();
    assert.ok(distance.compare(Rational.fromNumber(rad)) <= 0, `${i}: ${mid} +- ${rad}`);
    if (i % 2 === 1) assert.ok(distance.isZero && rad === 0, `${i}: ${mid} +- ${rad}`);
    else assert.ok(rad <= Math.max(Math.abs(mid) * 2 ** -52, 5e-322), `${i}: ${mid} +- ${rad}`);
  }
  assert.is(q("1e400").toBall().rad, Number.POSITIVE_INFINITY);
  const tiny = q("1e-400").toBall();
  assert.ok(tiny.mid - tiny.rad <= 0 && tiny.mid + tiny.rad > 0 && tiny.rad < 1e-320);
  const sum = root("2").toBall();
  assert.ok(Math.abs(sum.mid - Math.SQRT2) < 5e-16 && sum.rad < 5e-16 && sum.rad > 0);
});

test("describe prints at least the digits asked for, and no digit that is not known", () => {
  assert.is(q("0").describe(60), "0");
  assert.is(q("-10").describe(60), "-10");
  assert.is(q("0.81").describe(60), "0.81");
  assert.is(q("1e30").describe(60), "1e+30");
  assert.is(q("-1.5e-20").describe(60), "-1.5e-20");
  assert.is(q("0.00001").describe(5), "0.00001");
  assert.is(q("1/3").describe(20), "0.33333333333333333333");
  assert.is(q("200/3").describe(5), "66.667");
  assert.is(root("2").describe(60), "1.41421356237309504880168872420969807856967187537694807317668");
  assert.is(root("2").times(q("1e25")).describe(4), "1.4142e+25");
  assert.match(enclosed(q("0")).describe(60), /^0 \+- \d/);
});

test("numbers of two arithmetics do not mix", () => {
  const foreign = { arithmetic: { name: "another" } } as unknown as Real;
  assert.throws(() => q("1").plus(foreign), isTypeError);
});

test("evidence: exact for root sums, certified for enclosures", () => {
  assert.is(root("2").plus(q("1")).evidence, "exact");
  assert.is(root("2").sqrt().evidence, "certified");
  assert.is(q("1").exp().evidence, "certified");
  assert.ok(preciseArithmetic.digits >= 60);
});

test.run();
