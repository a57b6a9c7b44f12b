import { test } from "uvu";
import * as assert from "uvu/assert";
import { implicitLayer } from "../arbitraries/index.js";
import { minus, over, times } from "../claims/arithmetic.js";
import { claim } from "../claims/claim.js";
import { atMost, below, equals } from "../claims/inequality.js";
import { objectiveModel } from "../models/objective/model.js";
import { perturbationOf } from "./perturbation.js";
import { prepare } from "./prepared.js";

const falsehood = prepare(
  claim({
    id: "test/squared-gain",
    statement: "false",
    instances: implicitLayer({ width: [1, 2], samples: [1, 1] }),
    given: { contraction: (layer) => below(layer.gain, 1) },
    then: {
      upper: (layer) => atMost(layer.equilibriumNorm, over(layer.featureNorm, minus(1, times(layer.gain, layer.gain)))),
      other: (layer) => atMost(layer.gain, 2),
    },
  }),
);
const layer = (gain: number): unknown =>
  falsehood.model.parse({ model: "implicit-relu", gamma: 1, A: [[gain]], Phi: [[1]] }, "instance");

test("the radius is where all perturbed instances still violate, by counting", () => {
  // Z = 1 / (1 - a) > 1 / (1 - a^2) exactly for 0 < a < 1: gamma A = 0.6 (1 + s t) (1 + s t') stays there up to s = 0.29.
  const found = perturbationOf(falsehood, layer(0.6), "upper", 1);
  assert.is(found?.radius, 0.1);
  assert.equal(
    found?.sizes.map(({ size }) => size),
    [1, 0.3, 0.1],
  );
  for (const { violated, held, vacuous, undecided } of found?.sizes ?? [])
    assert.is(violated + held + vacuous + undecided, 16);
  // 0.6 (1.3)^2 = 1.014: at 0.3 the sample that moves everything upwards leaves the hypothesis.
  assert.ok((found?.sizes[0].vacuous ?? 0) > 0);
  assert.equal(perturbationOf(falsehood, layer(0.6), "upper", 1), found, "a pure function");
});

test("a smaller margin to the hypothesis has a smaller radius", () => {
  // 0.9999 (1 + s)^2 < 1 needs s < 5e-5.
  assert.is(perturbationOf(falsehood, layer(0.9999), "upper", 1)?.radius, 1e-6);
});

test("a conclusion that holds has no radius, and a violation by equality of the hypotheses none either", () => {
  assert.is(perturbationOf(falsehood, layer(0.6), "other", 1)?.radius, null);
  const exact = prepare(
    claim({
      id: "test/exactly-half",
      statement: "false",
      instances: implicitLayer({ width: [1, 2], samples: [1, 1] }),
      given: { half: (view) => equals(view.gain, 0.5) },
      then: { small: (view) => atMost(view.equilibriumNorm, 1) },
    }),
  );
  const found = perturbationOf(exact, layer(0.5), "small", 1);
  assert.is(found?.radius, null);
  assert.is(found?.sizes[0].vacuous, 16);
});

test("counts stay as they are, and a quadratic stays one", () => {
  const A = [
    [2, 1],
    [1, 3],
  ];
  const quadratic = { model: "objective", family: "quadratic", A, x0: [1, 0], radius: 1 };
  const data = objectiveModel.parse({ ...quadratic, descent: { stepSize: 0.1, steps: [3] } }, "instance");
  let calls = 0;
  const changed = objectiveModel.serialize(
    objectiveModel.changeNumbers?.(data, (x) => x * (1 + ++calls / 100)) ?? data,
  );
  const after = changed as unknown as { A: number[][]; descent: { steps: number[] } };
  assert.is(after.A[0][1], after.A[1][0]);
  assert.is.not(after.A[0][0], 2);
  assert.equal(after.descent.steps, [3]);
});

test.run();
