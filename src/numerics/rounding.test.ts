import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  addDown,
  addUp,
  divideDown,
  divideUp,
  exponentOf,
  gammaFactor,
  LEAST_SUBNORMAL,
  multiplyDown,
  multiplyUp,
  nextDown,
  nextUp,
  powerOfTwo,
  productErrorBound,
  quotientErrorBound,
  scaleByPowerOfTwo,
  scaleUp,
  squareRootDown,
  squareRootErrorBound,
  squareRootUp,
  sumErrorBound,
  twoProduct,
  twoSum,
  UNIT_ROUNDOFF,
} from "./rounding.js";
import { ONE, Rational } from "./testing/rational.js";
import { Sampler } from "./testing/sampler.js";

const of = Rational.of;

/** The neighbour of a double by its bits, as an independent definition. */
function neighbourAbove(x: number): number {
  const bits = new BigInt64Array(new Float64Array([x === 0 ? 0 : x]).buffer);
  bits[0] += x >= 0 ? 1n : -1n;
  return new Float64Array(bits.buffer)[0];
}

test("nextUp and nextDown give the neighbours, at every size and sign", () => {
  const sampler = new Sampler(1);
  const specials = [
    0,
    -0,
    LEAST_SUBNORMAL,
    -LEAST_SUBNORMAL,
    2 ** -1022,
    -(2 ** -1022),
    1,
    -1,
    2 ** 1023,
    1 - 2 ** -53,
  ];
  specials.push(
    2 ** -1022 - 2 ** -1074,
    Number.MAX_VALUE,
    2 ** -960,
    2 ** 1020,
    2 ** 32 * 2 ** -1074,
    -(2 ** 32) * 2 ** -1074,
  );
  for (let k = -1074; k < 1024; k += 7) specials.push(powerOfTwo(k), -powerOfTwo(k));
  for (let trial = 0; trial < 20_000; trial++) specials.push(sampler.awkward());
  for (const x of specials) {
    assert.ok(Object.is(nextUp(x) + 0, neighbourAbove(x) + 0), `nextUp(${x}) = ${nextUp(x)}`);
    assert.ok(Object.is(nextDown(x) + 0, -neighbourAbove(-x) + 0), `nextDown(${x})`);
  }
  assert.is(nextUp(Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY);
  assert.is(nextUp(Number.NEGATIVE_INFINITY), -Number.MAX_VALUE);
  assert.is(nextDown(Number.POSITIVE_INFINITY), Number.MAX_VALUE);
  assert.ok(Number.isNaN(nextUp(Number.NaN)));
});

test("powers of two and exponents", () => {
  for (let k = -1074; k < 1024; k++) {
    assert.is(exponentOf(powerOfTwo(k)), k);
    assert.is(exponentOf(-powerOfTwo(k) * (k < -1022 ? 1 : 1.75)), k);
  }
  assert.is(powerOfTwo(0), 1);
  assert.is(powerOfTwo(-3), 0.125);
  assert.is(powerOfTwo(-1075), 0);
  assert.is(powerOfTwo(1024), Number.POSITIVE_INFINITY);
});

test("scaling by powers of two rounds once, and only into subnormals", () => {
  const sampler = new Sampler(2);
  for (let trial = 0; trial < 20_000; trial++) {
    const x = sampler.awkward();
    const exponent = trial % 4 === 0 ? sampler.integer(-20, 20) : sampler.integer(-2200, 2200);
    const result = scaleByPowerOfTwo(x, exponent);
    const power = exponent >= 0 ? new Rational(1n << BigInt(exponent)) : new Rational(1n, 1n << BigInt(-exponent));
    const truth = of(x).times(power);
    if (!Number.isFinite(result)) {
      assert.ok(truth.abs().compare(of(Number.MAX_VALUE)) > 0);
      continue;
    }
    const error = of(result).minus(truth).abs();
    assert.ok(
      error.compare(Math.abs(result) >= 2 ** -1022 ? of(0) : new Rational(1n, 1n << 1075n)) <= 0,
      `${x} 2^${exponent}`,
    );
    const up = scaleUp(Math.abs(x), exponent);
    assert.ok(!Number.isFinite(up) || of(up).compare(truth.abs()) >= 0);
  }
  assert.is(scaleByPowerOfTwo(Number.POSITIVE_INFINITY, -5), Number.POSITIVE_INFINITY);
});

test("error-free transformations: sum and product with their remainders", () => {
  const sampler = new Sampler(3);
  for (let trial = 0; trial < 20_000; trial++) {
    const a = sampler.awkward();
    const b = sampler.awkward();
    const { sum, error } = twoSum(a, b);
    assert.is(
      of(sum)
        .plus(of(error))
        .compare(of(a).plus(of(b))),
      0,
    );
    const product = a * b;
    const size = Math.abs(product);
    const isSafe = size > 2 ** -960 && size < 2 ** 990 && Math.max(Math.abs(a), Math.abs(b)) < 2 ** 990;
    if (!isSafe && a !== 0 && b !== 0) continue;
    const exact = twoProduct(a, b);
    assert.is(
      of(exact.product)
        .plus(of(exact.error))
        .compare(of(a).times(of(b))),
      0,
      `${a} ${b}`,
    );
  }
});

test("error bounds hold, and are the error itself away from the ends of the range", () => {
  const sampler = new Sampler(4);
  for (let trial = 0; trial < 20_000; trial++) {
    const a = sampler.awkward();
    const b = sampler.awkward();
    const holds = (bound: number, value: number, truth: Rational): void => {
      if (!Number.isFinite(value)) return;
      assert.ok(of(bound).compare(of(value).minus(truth).abs()) >= 0, `${a} ${b} ${value} ± ${bound}`);
      const generic = of(UNIT_ROUNDOFF * Math.abs(value)).plus(of(4 * LEAST_SUBNORMAL));
      assert.ok(of(bound).compare(generic.times(of(1 + 2 ** -50))) <= 0, `${bound} is a silly bound for ${value}`);
    };
    holds(sumErrorBound(a, b, a + b), a + b, of(a).plus(of(b)));
    holds(productErrorBound(a, b, a * b), a * b, of(a).times(of(b)));
    if (b !== 0) holds(quotientErrorBound(a, b, a / b), a / b, of(a).over(of(b)));
    const x = Math.abs(a);
    const root = Math.sqrt(x);
    const bound = squareRootErrorBound(x, root);
    const low = of(root).minus(of(bound));
    const high = of(root).plus(of(bound));
    assert.ok(low.sign() <= 0 || low.times(low).compare(of(x)) <= 0, `sqrt ${x}`);
    assert.ok(high.times(high).compare(of(x)) >= 0, `sqrt ${x}`);
  }
});

test("directed operations lie on their side of the truth, within two units", () => {
  const sampler = new Sampler(5);
  const within = (result: number, truth: Rational, side: 1 | -1): void => {
    if (!Number.isFinite(result)) return;
    const gap = of(result).minus(truth).times(of(side));
    assert.ok(gap.sign() >= 0, `${result}`);
    assert.ok(gap.compare(of(4 * UNIT_ROUNDOFF * Math.abs(result) + 2 * LEAST_SUBNORMAL)) <= 0, `${result} is far`);
  };
  for (let trial = 0; trial < 10_000; trial++) {
    const a = sampler.awkward();
    const b = sampler.awkward();
    within(addUp(a, b), of(a).plus(of(b)), 1);
    within(addDown(a, b), of(a).plus(of(b)), -1);
    const [x, y] = [Math.abs(a), Math.abs(b)];
    within(multiplyUp(x, y), of(x).times(of(y)), 1);
    if (Number.isFinite(x * y)) within(multiplyDown(x, y), of(x).times(of(y)), -1);
    if (y !== 0) within(divideUp(x, y), of(x).over(of(y)), 1);
    if (y !== 0 && Number.isFinite(x / y)) within(divideDown(x, y), of(x).over(of(y)), -1);
    assert.ok(
      of(squareRootUp(x))
        .times(of(squareRootUp(x)))
        .compare(of(x)) >= 0,
    );
    assert.ok(
      of(squareRootDown(x))
        .times(of(squareRootDown(x)))
        .compare(of(x)) <= 0,
    );
  }
  assert.is(multiplyUp(0, Number.POSITIVE_INFINITY), 0);
  assert.is(divideUp(1, 0), Number.POSITIVE_INFINITY);
  assert.is(divideUp(0, 3), 0);
  assert.is(addUp(0.5, 0.25), 0.75);
  assert.is(squareRootDown(-1), 0);
});

test("gamma_k is k u / (1 - k u), rounded up", () => {
  assert.is(gammaFactor(0), 0);
  for (const k of [1, 2, 10, 1000, 2 ** 20, 2 ** 40]) {
    const ku = of(k).times(of(UNIT_ROUNDOFF));
    const truth = ku.over(ONE.minus(ku));
    assert.ok(of(gammaFactor(k)).compare(truth) >= 0);
    assert.ok(of(gammaFactor(k)).compare(truth.times(of(1 + 2 ** -50))) <= 0);
  }
  assert.is(gammaFactor(2 ** 53), Number.POSITIVE_INFINITY);
});

test.run();
