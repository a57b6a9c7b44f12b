import { test } from "uvu";
import * as assert from "uvu/assert";
import { decompose, Rational } from "./rational.js";
import { TestRandom } from "./testing/random.js";

/** numerator/denominator as one pair of integers, by the definition. */
function pair(x: Rational): [bigint, bigint] {
  return x.exponent >= 0
    ? [x.numerator << BigInt(x.exponent), x.denominator]
    : [x.numerator, x.denominator << BigInt(-x.exponent)];
}

function assertEquals(x: Rational, top: bigint, bottom: bigint, message: string): void {
  const [a, b] = pair(x);
  assert.ok(a * bottom === top * b, message);
}

const isRangeError = (error: Error): boolean => error instanceof RangeError;

test("arithmetic agrees with cross multiplication of integer pairs", () => {
  const random = new TestRandom(17);
  for (let i = 0; i < 3000; i++) {
    const bits = [4, 40, 200, 1600][i % 4];
    const x = random.rational(bits);
    const y = random.rational(bits);
    const [a, b] = pair(x);
    const [c, d] = pair(y);
    assertEquals(x.plus(y), a * d + c * b, b * d, "plus");
    assertEquals(x.minus(y), a * d - c * b, b * d, "minus");
    assertEquals(x.times(y), a * c, b * d, "times");
    if (c !== 0n) assertEquals(x.over(y), c < 0n ? -a * d : a * d, c < 0n ? -b * c : b * c, "over");
    const difference = a * d - c * b;
    assert.is(x.compare(y), difference < 0n ? -1 : difference > 0n ? 1 : 0);
    assert.is(x.sign, a < 0n ? -1 : a > 0n ? 1 : 0);
    assert.ok(x.abs().sign >= 0 && (x.abs().equals(x) || x.abs().equals(x.negate())));
  }
});

test("normal form: odd numerator and denominator, lowest terms", () => {
  const x = Rational.of(-24n, -36n, 3);
  assert.equal([x.numerator, x.denominator, x.exponent], [1n, 3n, 4]);
  assert.equal(Rational.of(0n, 7n, 9), Rational.zero);
  assert.throws(() => Rational.of(1n, 0n), isRangeError);
  assert.throws(() => Rational.one.over(Rational.zero), isRangeError);
});

test("equality does not depend on the representation of very long fractions", () => {
  const common = (1n << 4000n) + 1n;
  const x = Rational.of(3n * common, 7n * common);
  const y = Rational.of(3n, 7n);
  assert.ok(x.equals(y));
  assert.ok(x.minus(y).isZero);
});

test("a double is taken exactly, down to the least subnormal and up to the largest", () => {
  const random = new TestRandom(19);
  const special = [
    0,
    -0,
    1,
    -1,
    0.1,
    2 ** -1074,
    -(2 ** -1074),
    2 ** -1022,
    Number.MAX_VALUE,
    2 ** 53 - 1,
    2 ** 53 + 2,
  ];
  for (const value of [...special, ...Array.from({ length: 3000 }, () => random.double())]) {
    const { mantissa, exponent } = decompose(value);
    // Scaled back through doubles in two exact steps.
    const half = Math.trunc(exponent / 2);
    assert.is(Number(mantissa) * 2 ** half * 2 ** (exponent - half) + 0, value + 0, `${value}`);
    assert.ok(mantissa < 1n << 53n && mantissa > -(1n << 53n));
    assert.ok(Rational.fromNumber(value).equals(Rational.of(mantissa, 1n, exponent)));
  }
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY])
    assert.throws(() => Rational.fromNumber(value), isRangeError);
});

test("text: fractions, decimals, exponents", () => {
  const cases: [string, bigint, bigint][] = [
    ["4/9", 4n, 9n],
    ["-1e-3", -1n, 1000n],
    ["0.1", 1n, 10n],
    ["+2.50", 5n, 2n],
    [".5", 1n, 2n],
    ["5.", 5n, 1n],
    [" 1.5e2 / 7 ", 150n, 7n],
    ["1E2", 100n, 1n],
    ["-0", 0n, 1n],
  ];
  for (const [text, top, bottom] of cases) assertEquals(Rational.parse(text), top, bottom, text);
  for (const text of ["", "x", "1/0", "1/-2", "0x10", "1e", ".", "1/2/3", "NaN", "1e999999", "--1"])
    assert.throws(() => Rational.parse(text), isRangeError, text);
});

test.run();
