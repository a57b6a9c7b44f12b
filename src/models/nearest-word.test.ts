import { test } from "uvu";
import * as assert from "uvu/assert";
import { didYouMean, nearest, nearestWord } from "./nearest-word.js";

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

test("names that contain the typed text, or end alike, come first", () => {
  const ids = ["gao-2022/linear-width", "gao-2022/picard-contracts", "extended/p-matrix"];
  assert.equal(nearest("picard", ids, 1), ["gao-2022/picard-contracts"]);
  assert.equal(nearest("p-matrx", ids, 1), ["extended/p-matrix"]);
  assert.is(didYouMean("linear-with", ids, 1), "did you mean gao-2022/linear-width?");
  assert.equal(nearest("*", ids), ids, "nothing typed: the first ones");
});

test.run();
