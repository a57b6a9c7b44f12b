import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Json } from "../claims/model.js";
import { paintFor } from "../cli/paint.js";
import type { CheckResult, ReplayResult } from "../engine/api.js";
import { renderInspection } from "./inspect-text.js";
import { renderCheck } from "./judgement-text.js";
import { renderReplays } from "./replay-text.js";
import { counterexample } from "./testing/records.js";

const paint = paintFor(false);

test("inspect: balls, unknowns, matrices, lists and nested parts", () => {
  const text = renderInspection(
    {
      model: "implicit-relu",
      shape: { width: 1, samples: 2 },
      quantities: {
        gain: { mid: 0.5, rad: 1e-17 },
        isPMatrix: true,
        equilibrium: { value: Array.from({ length: 9 }, () => Array.from({ length: 9 }, () => 2)), rad: 1e-15 },
        determinant: null,
        none: [],
        many: Array.from({ length: 9 }, (_, i) => ({ mid: i, rad: 0 })),
        flowCertificate: { applies: null, rate: { mid: 3, rad: 0 } },
        trajectory: [{ step: 0, loss: { mid: 1, rad: 0 } }],
      },
    },
    paint,
  );
  for (const part of [
    "implicit-relu: width 1, samples 2",
    /^gain +0\.5 ± 1e-17$/m,
    /^isPMatrix +true$/m,
    /^equilibrium +9 x 9, Frobenius norm of the error at most 1e-15$/m,
    /^ {2}\[ +2( +2){7} … \]$/m,
    /^determinant +unknown$/m,
    /^none +none$/m,
    "  … 9 in all",
    /^flowCertificate\n {2}applies +unknown\n {2}rate +3$/m,
    "  step 0  loss 1",
  ])
    assert.ok(typeof part === "string" ? text.includes(part) : part.test(text), `${part} in\n${text}`);
});

const check: CheckResult = {
  claim: "mine/norm",
  verdict: "violated",
  evidence: "exact",
  given: counterexample.given,
  then: {
    ...counterexample.then,
    tied: {
      ...counterexample.then.lowerBound,
      left: null,
      verdict: "undecided",
      reason: "tie",
      margin: null,
      label: "step 3",
    },
  },
  confirmation: { ...counterexample.confirmation, label: "sample 0" },
  reason: "upperBound is violated",
};

test("check: verdict, evidence, reason, hypotheses, conclusions, confirmation", () => {
  const text = renderCheck({ ...check, mutant: "squared" }, 80, paint);
  for (const part of [
    "mine/norm, mutant squared: ✗ violated (evidence: exact)",
    "  upperBound is violated",
    "  ✓ contraction  0.9 < 1  (certified)",
    "✗ upperBound",
    "? tied (step 3)  unknown ≤ 10  (certified, tie: both sides agree to 60 digits)",
    "confirmed for upperBound (sample 0)",
  ])
    assert.ok(text.includes(part), `${part} in\n${text}`);
});

test("replay: one in full, several in a line each, set-aside files not counted", () => {
  const one: ReplayResult = {
    file: "a.json",
    claim: "mine/norm",
    status: "violated",
    check,
    instance: counterexample.instance,
  };
  const full = renderReplays([one, { file: "b.json", claim: null, status: "set aside", warning: "b" }], 80, paint);
  assert.ok(
    full.includes("a.json\n  mine/norm: still violated") &&
      full.includes("    A = [ 0.9 ]") &&
      full.includes("right   5.26"),
  );
  const others = (["holds", "left the domain", "undecided", "error"] as const).map((status) => ({
    ...one,
    status,
    mutant: "m",
  }));
  const several = renderReplays([one, ...others], 80, paint);
  assert.not.ok(several.includes("A = "));
  assert.ok(several.includes("mine/norm, mutant m: left the domain"));
  assert.ok(several.endsWith("5 counterexamples judged again: 1 still violated"));
});

test("a trajectory names the sizes of what has many entries", () => {
  const one = { mid: 1, rad: 0 };
  const states = [{ step: 1, loss: one, U: { value: [[1, 2]], rad: 0 }, x: { value: [1, 2, 3], rad: 0 } }];
  const inspection = { model: "linear-network", shape: {}, quantities: { trajectory: states as unknown as Json } };
  const text = renderInspection(inspection, paint);
  assert.ok(text.includes("step 1  loss 1  U (1 x 2)  x (3 entries)"), text);
});

test.run();
