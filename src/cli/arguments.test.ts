import { test } from "uvu";
import * as assert from "uvu/assert";
import { arrangeArguments } from "./arguments.js";

const arranged = (line: string): readonly string[] => arrangeArguments(line === "" ? [] : line.split(" ")).inputs;

test("the command comes first wherever the options stand", () => {
  assert.equal(arranged("--json list a"), ["list", "--json", "a"]);
  assert.equal(arranged("--seed 3 run a --quiet b"), ["run", "--seed", "3", "--quiet", "a", "b"]);
  assert.equal(arranged("--seed=3 run"), ["run", "--seed=3"]);
  assert.equal(arranged(""), []);
});

test("--claims takes the claim files that follow it, and leaves patterns alone", () => {
  assert.equal(arranged("run --claims a.ts b.mjs gao-2022/*"), [
    "run",
    "--claims",
    "a.ts",
    "--claims",
    "b.mjs",
    "gao-2022/*",
  ]);
  assert.equal(arranged("--claims a.ts run b"), ["run", "--claims", "a.ts", "b"]);
  assert.equal(arranged("run --claims folder x.ts --json"), [
    "run",
    "--claims",
    "folder",
    "--claims",
    "x.ts",
    "--json",
  ]);
});

test("a dash alone is standard input, a number is a value, -- ends the options", () => {
  assert.equal(arranged("replay -"), ["replay", "-"]);
  assert.equal(arranged("check a --instance - --json"), ["check", "--instance", "-", "--json", "a"]);
  assert.equal(arranged("run -5"), ["run", "-5"]);
  assert.equal(arranged("run -- --odd"), ["run", "--", "--odd"]);
  assert.equal(arranged("-- list"), ["list"]);
});

test("--version is seen anywhere but as an option's value", () => {
  assert.is(arrangeArguments(["list", "--version"]).wantsVersion, true);
  assert.is(arrangeArguments(["list", "--out", "--version"]).wantsVersion, false);
});

test("words with dashes that are no option in form", () => {
  for (const word of ["--x", "---json", "--SEED", "-abc", "--seed_", "--"]) {
    if (word === "--") assert.equal(arranged(word), []);
    else assert.throws(() => arrangeArguments(["run", word]), /unknown option/);
  }
  assert.throws(() => arrangeArguments(["run", "--seed="]), /--seed is empty/);
});

test.run();
