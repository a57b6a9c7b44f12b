import { test } from "uvu";
import * as assert from "uvu/assert";
import { runCampaign } from "./index.js";
import { falseSum, toyPrecise } from "./testing/toy.js";

test("a counterexample's record says the violated inequality as formulas of its quantities", async () => {
  const { record } = await runCampaign([falseSum], {
    seed: 1,
    profile: "smoke",
    precise: toyPrecise,
    tool: { name: "lemmacheck", version: "0" },
  });
  const { counterexample } = record.claims[0];
  assert.ok(counterexample?.formula, "there is a formula");
  assert.is(counterexample?.formula?.relation, counterexample?.confirmation.relation);
  assert.match(JSON.stringify(counterexample?.formula?.left), /"quantity":/);
});

test.run();
