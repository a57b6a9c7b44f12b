import { test } from "uvu";
import * as assert from "uvu/assert";
import { budgetsOf, PROFILES, trialsOf } from "./profiles.js";

test("a number of trials is meant for all claims, unless one for heavy claims stands beside it", () => {
  assert.equal(budgetsOf("ci"), PROFILES.ci);
  const { trials, heavyTrials, mutantTrials } = budgetsOf("ci", { trials: 70 });
  assert.equal([trials, heavyTrials, mutantTrials], [70, 70, PROFILES.ci.mutantTrials]);
  assert.is(budgetsOf("ci", { trials: 70, heavyTrials: 9 }).heavyTrials, 9);
  assert.is(budgetsOf("nightly", { sharpenEvaluations: 1 }).heavyTrials, PROFILES.nightly.heavyTrials);
});

test("heavy claims have trials of their own", () => {
  const budgets = budgetsOf("ci");
  assert.is(trialsOf(budgets, { cost: "light" }), budgets.trials);
  assert.is(trialsOf(budgets, { cost: "heavy" }), budgets.heavyTrials);
});

test("what ci promises: 5000 trials a claim, 1000 where they are heavy", () => {
  assert.ok(PROFILES.ci.trials >= 5000 && PROFILES.ci.heavyTrials >= 1000);
});

test("a budget that is no count is refused", () => {
  for (const bad of [-1, 0.5, Number.NaN])
    for (const name of ["trials", "heavyTrials", "mutantTrials", "sharpenEvaluations", "shrinkEvaluations"] as const)
      assert.throws(
        () => budgetsOf("ci", { [name]: bad }),
        (error: Error) => error.message.includes(name) || name === "trials",
      );
});

test.run();
