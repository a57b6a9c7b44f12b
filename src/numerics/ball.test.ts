import { all, type BigNumber, create } from "mathjs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Ball, float64Arithmetic } from "./ball.js";
import type { Real } from "./real.js";
import { encloses, Rational, ZERO } from "./testing/rational.js";
import { Sampler } from "./testing/sampler.js";

const exact = Ball.exact;
const u = 2 ** -53;
const show = (ball: Ball): string => `${ball.mid} ± ${ball.rad}`;

/** A ball with one number inside it: an end, the middle, or something between. */
function sample(sampler: Sampler): { ball: Ball; value: Rational } {
  const mid = sampler.awkward();
  if (sampler.unit() < 0.4) return { ball: exact(mid), value: Rational.of(mid) };
  const rad = Math.abs(sampler.unit() < 0.5 ? mid * sampler.unit() * 2 ** sampler.integer(-60, 2) : sampler.awkward());
  const ball = Ball.of(mid, rad);
  if (!ball.known) return sample(sampler);
  const place = Rational.of([-1, 0, 1, sampler.signed()][sampler.integer(0, 3)]);
  return { ball, value: Rational.of(mid).plus(Rational.of(rad).times(place)) };
}

test("a hundred thousand random operations enclose the exact rational result", () => {
  const sampler = new Sampler(20240601);
  const operations: [string, (a: Ball, b: Ball) => Ball, (a: Rational, b: Rational) => Rational | undefined][] = [
    ["plus", (a, b) => a.plus(b), (a, b) => a.plus(b)],
    ["minus", (a, b) => a.minus(b), (a, b) => a.minus(b)],
    ["times", (a, b) => a.times(b), (a, b) => a.times(b)],
    ["over", (a, b) => a.over(b), (a, b) => (b.sign() === 0 ? undefined : a.over(b))],
    ["max", (a, b) => a.max(b), (a, b) => (a.compare(b) > 0 ? a : b)],
    ["min", (a, b) => a.min(b), (a, b) => (a.compare(b) < 0 ? a : b)],
    ["abs", (a) => a.abs(), (a) => a.abs()],
    ["square", (a) => a.times(a), (a) => a.times(a)],
    ["cube", (a) => a.power(3), (a) => a.times(a).times(a)],
  ];
  let known = 0;
  for (let trial = 0; trial < 100_000; trial++) {
    const [name, compute, truth] = operations[trial % operations.length];
    const a = sample(sampler);
    let b = sample(sampler);
    // Cancellation: now and then the second operand is next to the first.
    if (sampler.unit() < 0.15) {
      const near = a.ball.mid * (1 + sampler.integer(-3, 3) * 2 ** -52);
      if (Number.isFinite(near)) b = { ball: exact(near), value: Rational.of(near) };
    }
    const result = compute(a.ball, b.ball);
    const value = truth(a.value, b.value);
    if (value === undefined) {
      assert.not(result.known && b.ball.rad === 0, `${name} by zero`);
      continue;
    }
    if (result.known) known++;
    assert.ok(encloses(result, value), `${name}(${show(a.ball)}, ${show(b.ball)}) = ${show(result)} misses`);
    assert.ok(
      !result.known ||
        (Rational.of(result.mid).compare(value) >= 0 ? lowerIsBelow(result, value) : upperIsAbove(result, value)),
      `ends of ${name}(${show(a.ball)}, ${show(b.ball)})`,
    );
  }
  assert.ok(known > 80_000, `only ${known} results were known`);
});

function lowerIsBelow(ball: Ball, value: Rational): boolean {
  return ball.lower() === Number.NEGATIVE_INFINITY || Rational.of(ball.lower()).compare(value) <= 0;
}

function upperIsAbove(ball: Ball, value: Rational): boolean {
  return ball.upper() === Number.POSITIVE_INFINITY || Rational.of(ball.upper()).compare(value) >= 0;
}

test("square roots enclose the root of max(x, 0)", () => {
  const sampler = new Sampler(3);
  for (let trial = 0; trial < 8_000; trial++) {
    const { ball, value } = sample(sampler);
    const root = ball.sqrt();
    const positive = value.sign() < 0 ? ZERO : value;
    const low = Rational.of(Math.max(0, root.lower()));
    const high = Rational.of(root.upper());
    assert.ok(root.upper() >= 0 && low.times(low).compare(positive) <= 0, show(ball));
    assert.ok(high.times(high).compare(positive) >= 0, show(ball));
    // The ball itself, not its rounded ends.
    const top = Rational.of(root.mid).plus(Rational.of(root.rad));
    const bottom = Rational.of(root.mid).minus(Rational.of(root.rad));
    assert.ok(top.times(top).compare(positive) >= 0);
    assert.ok(bottom.sign() <= 0 || bottom.times(bottom).compare(positive) <= 0);
  }
});

test("order is certain: it never contradicts numbers inside the balls", () => {
  const sampler = new Sampler(5);
  const allowed: Record<string, readonly number[]> = {
    "<": [-1],
    "<=": [-1, 0],
    "=": [0],
    ">=": [0, 1],
    ">": [1],
    "?": [-1, 0, 1],
  };
  for (let trial = 0; trial < 8_000; trial++) {
    const a = sample(sampler);
    const b = trial % 3 === 0 ? { ball: exact(a.ball.upper()), value: a.value } : sample(sampler);
    if (!b.ball.known) continue;
    const value = trial % 3 === 0 ? Rational.of(b.ball.mid) : b.value;
    assert.ok(allowed[a.ball.order(b.ball)].includes(a.value.compare(value)), `${show(a.ball)} ${show(b.ball)}`);
  }
});

test("order: disjoint, touching, overlapping, equal, unknown", () => {
  const order = (a: Ball, b: Ball): string => a.order(b);
  assert.is(order(exact(1), exact(2)), "<");
  assert.is(order(exact(2), exact(1)), ">");
  assert.is(order(exact(0.1), exact(0.1)), "=");
  assert.is(order(Ball.of(1, 0.5), Ball.of(2, 0.5)), "<=");
  assert.is(order(Ball.of(2, 0.5), Ball.of(1, 0.5)), ">=");
  assert.is(order(Ball.of(1, 0.5), Ball.of(2, 0.75)), "?");
  assert.is(order(Ball.of(1, 0.25), Ball.of(2, 0.5)), "<");
  assert.is(order(Ball.of(2, 0.5), Ball.of(1, 0.25)), ">");
  assert.is(order(Ball.unknown(), exact(1)), "?");
  assert.is(order(exact(1), Ball.unknown()), "?");
});

test("results that are doubles have radius 0", () => {
  const cases: [Ball, number][] = [
    [exact(2).times(exact(3)), 6],
    [exact(0.5).plus(exact(0.25)), 0.75],
    [exact(6).over(exact(3)), 2],
    [exact(9).sqrt(), 3],
    [exact(2.25).sqrt(), 1.5],
    [exact(1.5).power(10), 1.5 ** 10],
    [exact(-3).power(3), -27],
    [exact(0).over(exact(0.1)), 0],
    [exact(0).times(Ball.of(0.3, 0.1)), 0],
    [exact(0).sqrt(), 0],
    [exact(-4).sqrt(), 0],
    [exact(2 ** -1000).sqrt(), 2 ** -500],
    [exact(2 ** 1000).sqrt(), 2 ** 500],
    [exact(3 * 2 ** -490).times(exact(5 * 2 ** -490)), 15 * 2 ** -980],
    [exact(15 * 2 ** -980).over(exact(5 * 2 ** 20)), 3 * 2 ** -1000],
    [exact(3 * 2 ** 995).times(exact(5 * 2 ** -20)), 15 * 2 ** 975],
    [exact(0).exp(), 1],
    [exact(1).log(), 0],
    [exact(7).power(0), 1],
    [exact(2 ** -1000).times(exact(0)), 0],
    [exact(3).timesPowerOfTwo(-1070), 3 * 2 ** -1070],
    [exact(-2).abs(), 2],
    [exact(-2).max(exact(3)), 3],
    [exact(-2).min(exact(3)), -2],
  ];
  for (const [ball, value] of cases) {
    assert.is(ball.mid, value);
    assert.is(ball.rad, 0, `radius at ${value}`);
    assert.is(ball.evidence, "exact");
  }
  assert.ok(Object.is(exact(-0).mid, 0));
});

test("radii stay at the size of one rounding", () => {
  const sampler = new Sampler(8);
  for (let trial = 0; trial < 2000; trial++) {
    const a = exact(sampler.signed() + 2);
    const b = exact(sampler.signed() + 2);
    for (const result of [a.plus(b), a.times(b), a.over(b), a.sqrt()])
      assert.ok(result.rad <= u * Math.abs(result.mid) * 1.001, show(result));
    for (const result of [a.exp(), a.log().plus(exact(1))])
      assert.ok(result.rad <= 12 * u * Math.abs(result.mid), show(result));
  }
});

test("what cannot be known is unknown, and stays so", () => {
  const unknowns: Ball[] = [
    new Ball(1, Number.NaN),
    new Ball(1, -1),
    new Ball(Number.NaN, 0),
    new Ball(Number.POSITIVE_INFINITY, 1),
    new Ball(1, Number.POSITIVE_INFINITY),
    exact(Number.NaN),
    exact(1).over(exact(0)),
    exact(1).over(Ball.of(1, 1)),
    exact(Number.MAX_VALUE).times(exact(2)),
    exact(Number.MAX_VALUE).plus(exact(Number.MAX_VALUE)),
    exact(710).exp(),
    Ball.of(0, 800).exp(),
    exact(0).log(),
    exact(-1).log(),
    Ball.of(1, 1).log(),
    exact(10).power(400),
    Ball.between(2, 1),
    Ball.between(Number.NaN, 1),
    Ball.between(Number.NEGATIVE_INFINITY, 1),
    Ball.unknown(),
    float64Arithmetic.rational("1e400") as Ball,
  ];
  for (const ball of unknowns) {
    assert.not(ball.known);
    assert.is(ball.rad, Number.POSITIVE_INFINITY);
    assert.is(ball.lower(), Number.NEGATIVE_INFINITY);
    assert.is(ball.upper(), Number.POSITIVE_INFINITY);
    assert.is(ball.describe(10), "unknown");
    const one = exact(1);
    const results = [
      ball.plus(one),
      one.minus(ball),
      ball.times(exact(0)),
      one.times(ball),
      ball.over(one),
      one.over(ball),
    ];
    results.push(
      ball.negate(),
      ball.abs(),
      ball.sqrt(),
      ball.max(one),
      ball.min(one),
      ball.power(2),
      ball.exp(),
      ball.log(),
    );
    for (const result of results) assert.not(result.known);
  }
  assert.ok(Ball.unknown().power(0).known, "x^0 = 1 for every x");
});

test("balls around zero", () => {
  assert.equal(Ball.of(1, 2).abs().toBall(), { mid: 1.5, rad: 1.5 });
  assert.equal(Ball.of(-3, 1).abs().toBall(), { mid: 3, rad: 1 });
  const square = Ball.of(0.5, 1).power(2);
  assert.is(square.lower(), 0);
  assert.ok(square.upper() >= 2.25 && square.upper() < 3.3);
  const root = Ball.of(0, 4).sqrt();
  assert.is(root.lower(), 0);
  assert.ok(root.upper() >= 2 && root.upper() < 2.0001);
  assert.equal(Ball.of(-3, 1).sqrt().toBall(), { mid: 0, rad: 0 });
  const self = Ball.of(0.1, 0.2);
  assert.ok(self.times(self).lower() >= 0, "x * x is a square");
});

test("max and min of overlapping balls", () => {
  const larger = Ball.of(1, 1).max(Ball.of(1.5, 0.75));
  assert.is(larger.lower(), 0.75);
  assert.is(larger.upper(), 2.25);
  const smaller = Ball.of(1, 1).min(Ball.of(1.5, 0.75));
  assert.is(smaller.lower(), 0);
  assert.is(smaller.upper(), 2);
});

test("an estimated radius is never a certificate, and shows in every result", () => {
  const estimate = Ball.estimate(2, 1e-6);
  assert.is(estimate.evidence, "float64");
  const one = exact(1);
  const results = [
    estimate.plus(one),
    one.minus(estimate),
    estimate.times(one),
    one.over(estimate),
    estimate.sqrt(),
    estimate.log(),
  ];
  results.push(
    estimate.exp(),
    estimate.power(2),
    estimate.power(0),
    estimate.negate(),
    estimate.abs(),
    one.max(estimate),
    one.min(estimate),
  );
  results.push(
    estimate.max(Ball.of(2, 1)),
    Ball.estimate(0, 1).exp(),
    Ball.estimate(0, 3).exp(),
    estimate.timesPowerOfTwo(3),
  );
  results.push(
    Ball.estimate(3, 2).log(),
    Ball.estimate(1, 2).log(),
    Ball.estimate(0, 1).abs(),
    Ball.estimate(0, 1).sqrt(),
    Ball.estimate(2, 0),
  );
  for (const result of results) assert.is(result.evidence, "float64");
  assert.is(Ball.of(1, 1).evidence, "certified");
});

test("between covers its ends and is tight", () => {
  const sampler = new Sampler(11);
  for (let trial = 0; trial < 5000; trial++) {
    const a = sampler.awkward();
    const b = sampler.awkward();
    const ball = Ball.between(Math.min(a, b), Math.max(a, b));
    assert.ok(encloses(ball, Rational.of(a)) && encloses(ball, Rational.of(b)), `${a} ${b}`);
    const rounding = 2 ** -52 * Math.max(Math.abs(a), Math.abs(b)) + 2 ** -1073;
    assert.ok(ball.rad <= Math.abs(a / 2 - b / 2) + rounding, `${a} ${b}`);
  }
  assert.equal(Ball.between(3, 3).toBall(), { mid: 3, rad: 0 });
  assert.is(Ball.between(-Number.MAX_VALUE, Number.MAX_VALUE).rad, Number.MAX_VALUE);
});

test("exp and log enclose 60-digit values", () => {
  const math = create(all, { number: "BigNumber", precision: 70 });
  const sampler = new Sampler(13);
  // A double's own value: mathjs would take its shortest decimal text.
  const precise = (x: number): BigNumber => {
    const { numerator, denominator } = Rational.of(x);
    return math.bignumber(numerator.toString()).div(math.bignumber(denominator.toString()));
  };
  const misses = (ball: Ball, value: BigNumber): boolean =>
    ball.known && value.minus(precise(ball.mid)).abs().greaterThan(precise(ball.rad));
  for (let trial = 0; trial < 1500; trial++) {
    const x =
      trial % 3 === 0
        ? sampler.signed() * 745
        : trial % 3 === 1
          ? sampler.signed()
          : sampler.signed() * 2 ** -sampler.integer(1, 60);
    assert.not(misses(exact(x).exp(), precise(x).exp()), `exp ${x}`);
    const y = trial % 2 === 0 ? Math.abs(sampler.awkward()) || 1 : 1 + sampler.signed() * 2 ** -sampler.integer(1, 52);
    assert.not(misses(exact(y).log(), precise(y).ln()), `log ${y}`);
    const ball = Ball.of(x / 100, Math.abs(sampler.signed()) * 2 ** sampler.integer(-40, 2));
    for (const end of [-1, 1]) {
      const point = precise(ball.mid).plus(precise(ball.rad).times(end));
      assert.not(misses(ball.exp(), point.exp()), `exp ${show(ball)}`);
    }
    const positive = Ball.of(y, Math.abs(sampler.unit() * y * 2 ** sampler.integer(-50, -1)));
    if (positive.known && positive.lower() > 0)
      for (const end of [-1, 1]) {
        const point = precise(positive.mid).plus(precise(positive.rad).times(end));
        assert.not(misses(positive.log(), point.ln()), `log ${show(positive)}`);
      }
  }
  assert.ok(exact(-800).exp().upper() > 0 && exact(-800).exp().upper() < 1e-320);
  assert.ok(Ball.of(-700, 5).exp().lower() >= 0, "a wide ball's exponential is not negative");
});

test("scaling by powers of two encloses, also where digits fall off", () => {
  const sampler = new Sampler(19);
  for (let trial = 0; trial < 5000; trial++) {
    const { ball, value } = sample(sampler);
    const exponent = sampler.integer(-1200, 1200);
    const power = exponent >= 0 ? new Rational(1n << BigInt(exponent)) : new Rational(1n, 1n << BigInt(-exponent));
    assert.ok(encloses(ball.timesPowerOfTwo(exponent), value.times(power)), `${show(ball)} ${exponent}`);
  }
});

test("literals: doubles and rationals", () => {
  assert.equal(float64Arithmetic.rational("0.5").toBall(), { mid: 0.5, rad: 0 });
  assert.equal(float64Arithmetic.number(0.1).toBall(), { mid: 0.1, rad: 0 });
  const ninth = float64Arithmetic.rational("4/9");
  assert.ok(encloses(ninth.toBall(), new Rational(4n, 9n)));
  assert.ok(ninth.toBall().rad > 0 && ninth.toBall().rad <= 2 ** -53);
  assert.ok(encloses(float64Arithmetic.rational("-1e-320").toBall(), new Rational(-1n, 10n ** 320n)));
  assert.throws(() => float64Arithmetic.rational("four"), /rational/);
  assert.not(float64Arithmetic.unknown.known);
  assert.is(exact(1).arithmetic, float64Arithmetic);
});

test("what is printed of a ball still encloses it", () => {
  assert.is(exact(0.5).describe(3), "0.5");
  assert.is(exact(100).describe(3), "100");
  assert.is(exact(1e300).describe(5), "1e+300");
  assert.is(exact(0.1).describe(60), "0.1000000000000000055511151231257827021181583404541015625");
  const sampler = new Sampler(17);
  for (let trial = 0; trial < 500; trial++) {
    const ball = Ball.of(sampler.signed(), Math.abs(sampler.signed()) * 2 ** -sampler.integer(0, 60));
    const [mid, rad] = ball.describe(sampler.integer(1, 40)).split(" ± ").map(Number);
    assert.ok(mid - rad <= ball.lower() && mid + rad >= ball.upper(), ball.describe(17));
  }
});

test("misuse is refused", () => {
  assert.throws(() => exact(1).power(-1), RangeError);
  assert.throws(() => exact(1).power(0.5), RangeError);
  const foreign = { arithmetic: { name: "another arithmetic" } } as unknown as Real;
  assert.throws(() => exact(1).plus(foreign), /another arithmetic/);
});

test.run();
