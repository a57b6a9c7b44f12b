import { test } from "uvu";
import * as assert from "uvu/assert";
import { instanceLines, modelOf } from "./instance-text.js";

test("scalars, vectors, aligned matrices and nested parts, by name", () => {
  const instance = {
    model: "implicit-relu",
    gamma: 0.1,
    A: [
      [1, -0.25],
      ["1/3", 10],
    ],
    u: [1, 2],
    descent: { stepSize: 0.5, steps: [1, 2] },
    note: null,
  };
  assert.equal(instanceLines(instance), [
    "gamma = 0.1",
    "A = [   1  -0.25 ]",
    "    [ 1/3     10 ]",
    "u = (1, 2)",
    "descent:",
    "  stepSize = 0.5",
    "  steps = (1, 2)",
    "note = null",
  ]);
  assert.is(modelOf(instance), "implicit-relu");
  assert.is(modelOf(null), "instance");
});

test("large matrices and vectors are cut, and their size is said", () => {
  const rows = Array.from({ length: 20 }, (_, i) => Array.from({ length: 30 }, (_, j) => i + j));
  const lines = instanceLines({ A: rows, y: rows[0] });
  assert.is(lines.length, 8 + 1 + 1);
  assert.match(lines[0], /7 {2}… \]$/);
  assert.is(lines[8], "    … (20 x 30)");
  assert.match(lines[9], /^y = \(0, .*15, … \(30 entries\)\)$/);
});

test("what is no object is shown as JSON", () => {
  assert.equal(instanceLines([1, 2]), ["[1,2]"]);
  assert.equal(instanceLines({ odd: [[1], 2] }), ["odd = [[1],2]"]);
});

test.run();
