import { test } from "uvu";
import * as assert from "uvu/assert";
import { exponentText } from "./study-text.js";

test("an exponent with its interval", () => {
  const text = exponentText({ mean: 1.0183, halfWidth: 0.0436, lower: 0.9747, upper: 1.0619, confidence: 0.95 });
  assert.is(text, "1.018, 95 % interval 0.975 to 1.062");
});

test("what an interrupted study does not know is no number, also when read back from JSON", () => {
  const infinite = Number.POSITIVE_INFINITY;
  const none = { mean: Number.NaN, halfWidth: infinite, lower: -infinite, upper: infinite, confidence: 0.95 };
  assert.is(exponentText(none), "unknown (no replicate was finished)");
  assert.is(exponentText(JSON.parse(JSON.stringify(none))), "unknown (no replicate was finished)");
  assert.is(exponentText({ ...none, mean: 0.931 }), "0.931, 95 % interval unknown (one replicate)");
});

test.run();
