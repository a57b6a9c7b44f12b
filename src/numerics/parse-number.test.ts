import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  equalsDouble,
  formatHex,
  fractionOfDouble,
  nearestDouble,
  parseFraction,
  parseNumber,
} from "./parse-number.js";
import { nextDown, nextUp } from "./rounding.js";
import { Rational } from "./testing/rational.js";
import { Sampler } from "./testing/sampler.js";

test("numbers as text", () => {
  const cases: [string, number][] = [
    ["1/6", 1 / 6],
    ["-1/3", -1 / 3],
    [" 2 / 4 ", 0.5],
    ["0x1.8p-3", 0.1875],
    ["-0X1P+4", -16],
    ["0xff", 255],
    ["0x.8", 0.5],
    ["1e-3", 0.001],
    ["-.5", -0.5],
    ["5.", 5],
    ["+7", 7],
    ["0", 0],
    ["-0", 0],
    ["0e5", 0],
    ["1.5e2/3", 50],
    ["1E+2", 100],
    ["0x1p-1074", 2 ** -1074],
    ["1e-400", 0],
  ];
  for (const [text, value] of cases) assert.is(parseNumber(text), value, text);
});

test("what is no number", () => {
  const refused = [
    "",
    " ",
    "1/0",
    "0/0",
    "1/-6",
    "Infinity",
    "-Infinity",
    "NaN",
    "nan",
    "abc",
    "1e",
    "e5",
    ".",
    "-",
    "--1",
    "1,5",
  ];
  refused.push(
    "0x",
    "0xg",
    "0x1p",
    "1p3",
    "1/2/3",
    "1 2",
    "1e400",
    "-0x1p1024",
    "1e99999",
    "1".repeat(10001),
    "0b1",
    "1_000",
    "½",
  );
  for (const text of refused) assert.is(parseNumber(text), undefined, JSON.stringify(text));
});

test("decimal text rounds to nearest, ties to even", () => {
  const ties: [string, number][] = [
    ["9007199254740993", 9007199254740992],
    ["9007199254740995", 9007199254740996],
    ["9007199254740993.0000000000000000000000000000001", 9007199254740994],
    ["1.7976931348623158e308", Number.MAX_VALUE],
    ["4.940656458412465441765687928682213723651e-324", 2 ** -1074],
    ["2.4703282292062327208828439643411e-324", 0],
    ["2.4703282292062328e-324", 2 ** -1074],
    ["7.41098468761869817e-324", 2 ** -1073],
  ];
  for (const [text, value] of ties) assert.is(parseNumber(text), value, text);
  const sampler = new Sampler(1);
  for (let trial = 0; trial < 5000; trial++) {
    const digits = `${sampler.integer(1, 9)}.${sampler.integer(0, 1e9)}${sampler.integer(0, 1e9)}${sampler.integer(0, 1e9)}`;
    const text = `${digits}e${sampler.integer(-330, 307)}`;
    assert.is(parseNumber(text), Number(text), text); // ECMAScript rounds up to 20 digits correctly, V8 all of them
  }
});

test("fractions round to nearest", () => {
  const sampler = new Sampler(2);
  for (let trial = 0; trial < 5000; trial++) {
    const numerator =
      BigInt(sampler.integer(-1000, 1000)) * 10n ** BigInt(sampler.integer(0, 40)) + BigInt(sampler.integer(0, 9));
    const denominator = BigInt(sampler.integer(1, 2 ** 31)) * 3n ** BigInt(sampler.integer(0, 60));
    const value = nearestDouble({ numerator, denominator });
    const truth = new Rational(numerator, denominator);
    const error = Rational.of(value).minus(truth).abs();
    for (const other of [nextUp(value), nextDown(value)])
      assert.ok(Rational.of(other).minus(truth).abs().compare(error) >= 0, `${numerator}/${denominator}`);
  }
});

test("doubles survive hexadecimal text and fractions", () => {
  const sampler = new Sampler(3);
  for (let trial = 0; trial < 5000; trial++) {
    const value = sampler.awkward();
    assert.is(parseNumber(formatHex(value)), value + 0, formatHex(value));
    assert.is(nearestDouble(fractionOfDouble(value)), value + 0);
    assert.ok(equalsDouble(fractionOfDouble(value), value));
  }
  assert.is(formatHex(0.1875), "0x1.8p-3");
  assert.is(formatHex(-1), "-0x1p+0");
  assert.is(formatHex(0), "0x0p+0");
  assert.is(formatHex(-0), "-0x0p+0");
  assert.is(formatHex(2 ** -1074), "0x1p-1074");
  assert.throws(() => formatHex(Number.NaN), RangeError);
  assert.equal(parseFraction("0.75"), { numerator: 75n, denominator: 100n });
});

test.run();
