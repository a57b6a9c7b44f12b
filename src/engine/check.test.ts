import { test } from "uvu";
import * as assert from "uvu/assert";
import { atMost } from "../claims/inequality.js";
import type { Dataset } from "../claims/instances.js";
import { checkInstance } from "./check.js";
import { prepare, withDataset } from "./prepared.js";
import { budgetsOf } from "./profiles.js";
import { cauchySchwarz, falseSum, type ToyView, toyClaim, toyInstances, toyPrecise } from "./testing/toy.js";

const options = { precise: toyPrecise };

test("every hypothesis and every conclusion is reported, whatever the verdict", async () => {
  const result = await checkInstance(falseSum, { model: "toy", values: [11, 11] }, "x.json", options);
  assert.equal(result, {
    claim: "toy/false-sum",
    verdict: "vacuous",
    evidence: "exact",
    given: {
      bounded: {
        left: { mid: 11, rad: 0 },
        relation: "<=",
        right: { mid: 10, rad: 0 },
        verdict: "violated",
        evidence: "exact",
        margin: result.given.bounded.margin,
        tightness: result.given.bounded.tightness,
      },
    },
    then: {
      bound: {
        left: { mid: 22, rad: 0 },
        relation: "<=",
        right: { mid: 12, rad: 0 },
        verdict: "violated",
        evidence: "exact",
        margin: result.then.bound.margin,
        tightness: result.then.bound.tightness,
      },
    },
    reason: "the hypothesis bounded is violated",
  });
});

test("a violation comes with its confirmation, a mutant with its name", async () => {
  const instance = { model: "toy", values: [1, 1] };
  const result = await checkInstance(cauchySchwarz, instance, "x.json", { ...options, mutant: "lostFactor" });
  assert.equal([result.verdict, result.mutant, result.confirmation?.left], ["violated", "lostFactor", "4"]);
  assert.is(result.reason, undefined);
  assert.is((await checkInstance(cauchySchwarz, instance, "x.json", options)).verdict, "holds");
});

test("what is unknown is null, and JSON all through", async () => {
  const then = { bound: (toy: ToyView) => atMost(toy.unknown, 1, "it") };
  const result = await checkInstance(toyClaim({ then }), { model: "toy", values: [1] }, "x.json", options);
  assert.equal(JSON.parse(JSON.stringify(result.then.bound)), {
    left: null,
    relation: "<=",
    right: { mid: 1, rad: 0 },
    verdict: "undecided",
    evidence: "certified",
    margin: null,
    tightness: null,
    label: "it",
    reason: "uncertified",
  });
});

test("a malformed instance and an unknown mutant are refused", async () => {
  const messageOf = (promise: Promise<unknown>) =>
    promise.then(String, (error: Error) => `${error.name}: ${error.message}`);
  assert.match(await messageOf(checkInstance(falseSum, 3, "x.json", options)), /^InputError: x\.json/);
  const mutant = { ...options, mutant: "none" };
  const instance = { model: "toy", values: [1] };
  assert.match(await messageOf(checkInstance(falseSum, instance, "x.json", mutant)), /^RangeError: .*no mutant "none"/);
});

test("a data set reaches the claims that can use it, and leaves the others as they are", () => {
  const dataset: Dataset = { name: "d", rows: 1, columns: 1, values: new Float64Array(1), digest: "" };
  assert.is(withDataset(cauchySchwarz, undefined), cauchySchwarz);
  assert.is(withDataset(cauchySchwarz, dataset), cauchySchwarz);
  const rows = { ...toyInstances, strata: [] };
  const able = toyClaim({ instances: { ...toyInstances, withDataset: () => rows } });
  assert.is(prepare(withDataset(able, dataset)).claim.instances, rows);
});

test("budgets are counts", () => {
  assert.is(budgetsOf("ci", { trials: 7 }).trials, 7);
  assert.is(budgetsOf("smoke").mutantTrials, 0);
  assert.throws(() => budgetsOf("ci", { trials: -1 }), /budget trials must be a count, got -1/);
  assert.throws(() => budgetsOf("ci", { shrinkEvaluations: 0.5 }), /budget shrinkEvaluations/);
});

test.run();
