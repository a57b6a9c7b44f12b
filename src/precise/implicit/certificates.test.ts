import { test } from "uvu";
import * as assert from "uvu/assert";
import { trainedLayer } from "../../arbitraries/trained-layer.js";
import { implicitReluModel } from "../../models/implicit-relu/model.js";
import { Matrix } from "../../numerics/matrix.js";
import { preciseView } from "../index.js";
import { PreciseReal } from "../real.js";
import type { ExactTrainedLayer } from "./training.js";

type Fields = Readonly<Record<string, unknown>>;

/** Every number of a certificate, by name. */
function* numbers(certificate: object, prefix = ""): Generator<[string, { toBall(): { mid: number; rad: number } }]> {
  for (const [name, value] of Object.entries(certificate as Fields)) {
    if (name === "simple") yield* numbers(value as object, "simple ");
    else if (name !== "applies") yield [prefix + name, value as PreciseReal];
  }
}

/** Formulas written twice meet, and are told from a formula that is off by a millionth. */
function compare(float64: object, exact: object, where: string): number {
  const precise = new Map(numbers(exact));
  let narrow = 0;
  for (const [name, value] of numbers(float64)) {
    const other = precise.get(name);
    assert.ok(other instanceof PreciseReal, `${where}: ${name} is missing`);
    const [a, b] = [value.toBall(), other.toBall()];
    if (!Number.isFinite(a.rad) || !Number.isFinite(b.rad)) continue;
    const gap = Math.abs(a.mid - b.mid);
    assert.ok(gap <= (a.rad + b.rad) * (1 + 2 ** -40) + Number.MIN_VALUE, `${where}: ${name} is ${a.mid} and ${b.mid}`);
    if (a.mid !== 0 && a.rad + b.rad < 1e-6 * Math.abs(a.mid)) narrow++;
  }
  return narrow;
}

test("both certificates of 90 drawn layers are the same in both arithmetics", () => {
  let narrow = 0;
  let decided = 0;
  const families = [trainedLayer(), trainedLayer({ theorem: "descent", steps: [1, 4] })];
  for (const [f, family] of families.entries())
    for (let index = 0; index < 45; index++) {
      const { data } = family.draw(31n, index);
      const { view } = implicitReluModel.view(data);
      const exact = preciseView("implicit-relu", data)?.view as ExactTrainedLayer;
      for (const name of ["flowCertificate", "descentCertificate"] as const) {
        const where = `family ${f}, ${index}, ${name}`;
        narrow += compare(view[name], exact[name], where);
        if (view[name].applies === null) continue;
        decided++;
        assert.is(exact[name].applies, view[name].applies, where);
      }
    }
  assert.ok(narrow > 2000, `${narrow} numbers were told from their neighbours`);
  assert.ok(decided > 150, `${decided} conditions were decided`);
});

/** Figures of the theory for one unit and one sample: gamma = 0, w = 1, y = 0, u and W trained. */
function single(u: number, y: number, stepSize?: number): ExactTrainedLayer {
  const one = new Matrix(1, 1, Float64Array.of(1));
  const data = {
    gamma: 0,
    A: new Matrix(1, 1),
    features: { W: one, X: one, featureScale: 1 },
    u: Float64Array.of(u),
    y: Float64Array.of(y),
    trained: ["u", "W"],
    ...(stepSize === undefined ? {} : { descent: { stepSize, steps: [1] } }),
  };
  return preciseView("implicit-relu", data)?.view as ExactTrainedLayer;
}

const near = (x: { toBall(): { mid: number } }, truth: number, within: number): void =>
  assert.ok(Math.abs(x.toBall().mid - truth) <= within, `${x.toBall().mid} is not ${truth}`);

test("the flow from u = 1/5: R = .28284 <= .29289", () => {
  const { applies, radius, drift, allowance, rate, simple } = single(0.2, 0).flowCertificate as never as {
    applies: boolean;
    simple: Fields;
  } & Record<string, PreciseReal>;
  assert.is(applies, true);
  near(radius, 0.28284, 1e-5);
  near(simple.drift as PreciseReal, 0.28284, 1e-5);
  near(simple.allowance as PreciseReal, 0.29289, 1e-5);
  near(rate, 1, 1e-15);
  assert.ok(drift.toBall().mid <= allowance.toBall().mid);
});

test("descent: h3 .0709 <= .125 and h2 .0142 <= .146 at u = .02; h3 is 400.5 at u = 10, y = 9.999", () => {
  const small = single(0.02, 0, 0.5).descentCertificate;
  assert.is(small.applies, true);
  near(small.epsilon, 0.0709, 5e-5);
  near(small.epsilonMax, 0.125, 1e-15);
  near(small.drift, 0.0142, 5e-5);
  near(small.allowance, 0.1464, 5e-5);
  const large = single(10, 9.999, 0.598).descentCertificate;
  assert.is(large.applies, false);
  near(large.epsilon, 400.5, 0.05);
  near(large.stepSizeMax, 0.598239, 1e-6);
  assert.is(single(0.02, 0, 2.5).descentCertificate.applies, false);
});

test.run();
