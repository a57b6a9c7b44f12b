import { test } from "uvu";
import * as assert from "uvu/assert";
import { paintFor } from "../cli/paint.js";
import type { CheckResult, ClaimMutation } from "../engine/api.js";
import { renderMutations, renderSharpened } from "./mutation-text.js";
import { claims } from "./testing/records.js";

const paint = paintFor(false);
const mutation: ClaimMutation = {
  claim: "paper/two",
  mutants: [...claims[0].mutants, ...claims[2].mutants],
  necessity: [
    { hypothesis: "contraction", alsoDropped: ["small"], status: "shown", breaks: "two equilibria" },
    { hypothesis: "rank", alsoDropped: [], status: "not shown", breaks: "the bound", reason: "the witness holds" },
    { hypothesis: "later", alsoDropped: [], status: "not run", breaks: "nothing known" },
  ],
};

test("mutants: status, trials, random search, witnesses, what broke; then necessity; then the count", () => {
  const lines = renderMutations([mutation], 80, paint).split("\n");
  const cells = (name: string): readonly string[] =>
    (lines.find((line) => line.startsWith(`  ${name} `)) ?? "").trim().split(/ {2,}/);
  assert.equal(cells("squared"), ["squared", "killed", "3", "yes", "1/1"]);
  assert.equal(cells("lost"), ["lost", "killed", "5", "yes", "–"]);
  assert.equal(cells("tame"), ["tame", "SURVIVED", "1,000", "no", "–", "no violation in 1000 trials"]);
  assert.equal(cells("later"), ["later", "not run", "0", "no", "–"]);
  const text = lines.join("\n");
  assert.ok(text.includes("  without contraction and small (shown):\n    two equilibria\n"));
  assert.ok(text.includes("  without rank (not shown):\n    the bound (the witness holds)\n"));
  assert.is(lines.at(-1), "2 of 4 mutants killed");
});

test("claims without mutants or necessity leave no empty tables", () => {
  assert.is(renderMutations([{ claim: "a/b", mutants: [], necessity: [] }], 80, paint), "0 of 0 mutants killed");
});

test("sharpen: the ratio in full, its instance, every conclusion, and a violation met on the way", () => {
  const instance = { model: "implicit-relu", gamma: 0.5 };
  const check: CheckResult = { claim: "a/b", verdict: "violated", evidence: "exact", given: {}, then: {} };
  const tightest = { ratio: 0.99999999999, conclusion: "upper", instance };
  const text = renderSharpened(
    [
      {
        claim: "a/b",
        tightest,
        conclusions: { upper: tightest, other: null },
        evaluations: 300,
        violation: { instance, check },
      },
      { claim: "a/c", tightest: null, conclusions: {}, evaluations: 1 },
    ],
    paint,
  );
  for (const part of [
    "a/b: tightest 1 - 1e-11 after 300 evaluations",
    "  other: –",
    "ratio 0.99999999999:\n    gamma = 0.5",
    "a violation was met on the way, on the instance:\n    gamma = 0.5",
    "a/c: tightest – after 1 evaluation",
  ])
    assert.ok(text.includes(part), part);
});

test.run();
