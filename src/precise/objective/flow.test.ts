import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Json } from "../../claims/model.js";
import { parseInstance } from "../../models/index.js";
import type { Objective } from "../../models/objective/view.js";
import { preciseView } from "../index.js";
import { Rational } from "../rational.js";
import { PreciseReal } from "../real.js";
import { lengthened } from "../step-length.js";

/**
 * Values of independent computations with mpmath, 50 digits, of which 38 are given here: Taylor series of order 36 with
 * steps for 1e-42, mpmath's own integrator, and a closed form.
 */
interface Known {
  readonly instance: object;
  readonly values: readonly string[];
  readonly travelled?: readonly string[];
}

const FLOWS: Readonly<Record<string, Known>> = {
  "a product of matrices": {
    instance: {
      family: "matrix-product",
      M: [
        [1, 2],
        [0, 1],
      ],
      x0: {
        U: [
          [1, 0.5],
          [2, 0],
        ],
        V: [
          [1, 0.25],
          [0, 1],
        ],
      },
      flow: { times: [0.125, 1] },
    },
    values: ["1.130294221445747409599679799079496186307", "0.02691397096948563607268029675181346180117"],
    travelled: ["0.8194697268187137429020823902911550291979", "1.383001239182747575311646804640118746449"],
  },
  "x^2 + 3 sin^2 x": {
    instance: { family: "sine-square", amplitude: 3, x0: [2], flow: { times: [0.125, 1] } },
    values: ["5.9552942990126500195940765290682730436", "0.00015598837379322167558502206582062781041"],
  },
  "a double well": {
    instance: { family: "scalar", coefficients: [-1, 0, 1], x0: [0.5], flow: { times: [0.25, 2] } },
    values: ["0.08338545957090236931324900427344107291795", "1.139774129830260860846895818096499934224e-13"],
    travelled: ["0.3433472560147414506687141215138841400216", "0.4999998311972806626580316037843597507001"],
  },
};

/** The enclosure at so many bits holds the value, to the digits that are given, and is narrow. */
function holds(x: unknown, text: string, bits: number, width: number): void {
  assert.ok(x instanceof PreciseReal);
  const { low, high, exponent, known, radiusBits } = x.at(bits);
  assert.ok(known, `${text}: unknown at ${bits} bits`);
  const truth = Rational.parse(text);
  const cut = truth.abs().times(Rational.parse("1e-36"));
  assert.ok(Rational.of(low, 1n, exponent).compare(truth.plus(cut)) <= 0, `${text} is below at ${bits} bits`);
  assert.ok(Rational.of(high, 1n, exponent).compare(truth.minus(cut)) >= 0, `${text} is above at ${bits} bits`);
  assert.ok(radiusBits < -width, `${text}: 2^${radiusBits} at ${bits} bits`);
}

for (const [name, { instance, values, travelled }] of Object.entries(FLOWS))
  test(`${name}: the flow at 84, 150 and 290 bits`, () => {
    const { data } = parseInstance({ model: "objective", radius: 1, ...instance } as Json);
    const view = preciseView("objective", data)?.view as Objective;
    for (const [bits, width] of [
      [64, 52],
      [128, 110],
      [256, 240],
    ]) {
      for (const [i, text] of values.entries()) holds(view.flow.at(i).value, text, bits, width);
      for (const [i, text] of (travelled ?? []).entries()) holds(view.flow.at(i).travelled, text, bits, width);
    }
  });

test("at rest nothing moves, and time 0 is the start", () => {
  const { data } = parseInstance({
    model: "objective",
    family: "scalar",
    coefficients: [0, 1, 1],
    x0: [0],
    radius: 1,
    flow: { times: [0, 3] },
  } as Json);
  const view = preciseView("objective", data)?.view as Objective;
  for (const i of [0, 1])
    assert.ok(view.flow.at(i).travelled.toBall().mid + view.flow.at(i).travelled.toBall().rad < 1e-20);
  assert.throws(() => view.flow.at(2), /no time with the index 2/);
});

test("steps are lengthened by eighths of a doubling, and cut to four bits", () => {
  const one = Rational.one;
  assert.ok(lengthened(one, 8).equals(Rational.of(2n)));
  assert.ok(lengthened(one, -16).equals(Rational.of(1n, 1n, -2)));
  // 2^(1/2) = 1.0110...b
  assert.ok(lengthened(one, 4).equals(Rational.of(11n, 1n, -3)));
  assert.ok(lengthened(Rational.of(3n, 1n, 5), 0).equals(Rational.of(3n, 1n, 5)));
});

test.run();
