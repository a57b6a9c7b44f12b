import { test } from "uvu";
import * as assert from "uvu/assert";
import { nearestWord } from "./nearest-word.js";

const KNOWN = ["gamma", "A", "Phi", "featureScale", "start", "steps"];

test("misspelt words find their meaning", () => {
  assert.is(nearestWord("gama", KNOWN), "gamma");
  assert.is(nearestWord("GAMMA", KNOWN), "gamma");
  assert.is(nearestWord("a", KNOWN), "A");
  assert.is(nearestWord("fi", KNOWN), null);
  assert.is(nearestWord("featurescales", KNOWN), "featureScale");
  assert.is(nearestWord("step", KNOWN), "steps");
  assert.is(nearestWord("star", KNOWN), "start");
  assert.is(nearestWord("feature", KNOWN), "featureScale");
  assert.is(nearestWord("st", KNOWN), null);
});

test("foreign and absurd words find none", () => {
  assert.is(nearestWord("temperature", KNOWN), null);
  assert.is(nearestWord("x".repeat(1e6), KNOWN), null);
  assert.is(nearestWord("anything", []), null);
});

test.run();
