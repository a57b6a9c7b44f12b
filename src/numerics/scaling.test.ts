import { test } from "uvu";
import * as assert from "uvu/assert";
import { balanced, balancingExponents } from "./balance.js";
import { euclideanNormUpperBound, largestAbsolute, scaleToUnit } from "./scaling.js";
import { Rational, ZERO } from "./testing/rational.js";
import { Sampler } from "./testing/sampler.js";

const of = Rational.of;

test("the norm's upper bound is above the exact norm, and close, at every scale", () => {
  const sampler = new Sampler(1);
  for (let trial = 0; trial < 2000; trial++) {
    const shift = sampler.integer(-1060, 1015);
    const entry = trial % 2 === 0 ? () => sampler.awkward() : () => sampler.signed() * 2 ** shift;
    const data = new Float64Array(sampler.integer(1, 8)).map(entry);
    const bound = euclideanNormUpperBound(data);
    if (bound === Number.POSITIVE_INFINITY) {
      assert.ok(largestAbsolute(data) > 2 ** 1021);
      continue;
    }
    const square = Array.from(data).reduce((sum, x) => sum.plus(of(x).times(of(x))), ZERO);
    assert.ok(of(bound).times(of(bound)).compare(square) >= 0, `${data}`);
    const shrunk = of(bound)
      .minus(of(2 ** -1073))
      .times(of(1 - 2 ** -48));
    assert.ok(shrunk.sign() <= 0 || shrunk.times(shrunk).compare(square) <= 0, `${data}: ${bound} is too large`);
  }
  assert.is(euclideanNormUpperBound(new Float64Array(4)), 0);
  assert.is(euclideanNormUpperBound(Float64Array.of(1, Number.NaN)), Number.POSITIVE_INFINITY);
});

test("scaling to unit size is by a power of two, and says what it lost", () => {
  const sampler = new Sampler(2);
  for (let trial = 0; trial < 2000; trial++) {
    const data = new Float64Array(5).map(() => sampler.awkward());
    if (largestAbsolute(data) === 0) continue;
    const { data: scaled, exponent, rounded } = scaleToUnit(data);
    const largest = largestAbsolute(scaled);
    assert.ok(largest >= 1 && largest < 2);
    const power = exponent >= 0 ? new Rational(1n << BigInt(exponent)) : new Rational(1n, 1n << BigInt(-exponent));
    let lost = 0;
    data.forEach((x, k) => {
      const error = of(scaled[k]).times(power).minus(of(x));
      if (error.sign() !== 0) lost++;
      assert.ok(error.abs().compare(power.times(new Rational(1n, 1n << 1075n))) <= 0);
    });
    assert.is(rounded, lost);
  }
});

test("balancing evens out rows and columns by exact powers of two", () => {
  const data = Float64Array.of(1, 2 ** 400, 2 ** -400, 1);
  const { data: even, isExact } = balanced(data, 2, balancingExponents(data, 2));
  assert.ok(isExact);
  assert.ok(
    even.every((x) => x >= 0.5 && x <= 2),
    `${even}`,
  );
  const triangular = Float64Array.of(1, 1e300, 0, 1);
  assert.equal(Array.from(balancingExponents(triangular, 2)), [0, 0]);
  const lossy = balanced(Float64Array.of(1, 3 * 2 ** -1074, 1, 1), 2, Int32Array.of(1, 0));
  assert.not(lossy.isExact);
});

test.run();
