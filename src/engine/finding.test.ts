import { test } from "uvu";
import * as assert from "uvu/assert";
import { linearNetwork } from "../arbitraries/index.js";
import { claim } from "../claims/claim.js";
import { atMost, below } from "../claims/inequality.js";
import { runCampaign } from "./campaign.js";

/** False where the loss is positive; the other conclusion has nothing to say once shrinking has left the flow out. */
const twofold = claim({
  id: "mine/twofold",
  statement: "L \\le 0",
  instances: linearNetwork({ samples: [1, 3], inputs: [1, 3], width: [1, 4], flow: true }),
  given: {},
  then: {
    loss: (network) => atMost(network.loss, 0),
    flow: (network) => network.flow.times.map((time) => below(-1, time)),
  },
});

test("the confirmation is that of the shrunk instance, also where another conclusion cannot be evaluated on it", async () => {
  const { record } = await runCampaign([twofold], {
    seed: 1,
    profile: "smoke",
    tool: { name: "lemmacheck", version: "test" },
  });
  const { counterexample } = record.claims[0];
  if (counterexample === undefined) throw new Error("no counterexample");
  const { instance, confirmation, then, shrink } = counterexample;
  assert.ok((shrink?.steps.length ?? 0) > 0);
  assert.not("flow" in (instance as object), "shrinking leaves the flow out");
  assert.is(confirmation.conclusion, "loss");
  assert.is(Number(confirmation.left), then.loss.left?.mid);
});

test.run();
