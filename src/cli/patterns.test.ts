import { test } from "uvu";
import * as assert from "uvu/assert";
import { alternatives, editDistance, nearest } from "../models/nearest-word.js";
import { findById, findMutant, globToRegExp, selectByPattern } from "./patterns.js";

const claims = ["gao-2022/picard-contracts", "gao-2022/gram-lower-bound", "extended/p-matrix", "mine/bound"].map(
  (id) => ({ id }),
);
const select = (...patterns: string[]): readonly string[] => selectByPattern(claims, patterns).map(({ id }) => id);
const messageOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing thrown";
};

test("globs: star, question mark, alternatives, character classes; everything else is itself", () => {
  const matches = (glob: string, text: string): boolean => globToRegExp(glob).test(text);
  assert.ok(matches("gao-*/*", "gao-2022/picard-contracts"));
  assert.ok(matches("*", "a/b"));
  assert.ok(matches("a/?", "a/b"));
  assert.not(matches("a/?", "a/bc"));
  assert.ok(matches("{a,b}/c", "b/c"));
  assert.not(matches("{a,b}/c", "c/c"));
  assert.ok(matches("a[xy]", "ay"));
  assert.not(matches("a[!xy]", "ay"));
  assert.not(matches("a.c", "abc"));
  assert.not(matches("a", "ab"));
  assert.ok(matches("a(b)|$^+\\}]", "a(b)|$^+\\}]"));
});

test("an unclosed bracket or brace, and an impossible range, are mistakes", () => {
  for (const glob of ["a[b", "{a,b", "a[z-a]"])
    assert.match(
      messageOf(() => globToRegExp(glob)),
      /^pattern "/,
    );
});

test("no pattern selects all; several select their union in listed order, each claim once", () => {
  assert.is(select().length, 4);
  assert.equal(select("mine/*", "gao-2022/*", "*bound"), [
    "gao-2022/picard-contracts",
    "gao-2022/gram-lower-bound",
    "mine/bound",
  ]);
});

test("without a slash a pattern also matches a paper's key or a claim's name", () => {
  assert.equal(select("gao-2022"), ["gao-2022/picard-contracts", "gao-2022/gram-lower-bound"]);
  assert.equal(select("p-matrix"), ["extended/p-matrix"]);
});

test("a pattern that matches nothing names the nearest ids, even beside one that matches", () => {
  assert.match(
    messageOf(() => select("gao-2022/*", "gao-2022/picard-contract")),
    /^no claim matches "gao-2022\/picard-contract"; did you mean gao-2022\/picard-contracts,/,
  );
  assert.match(
    messageOf(() => select("p-matrx")),
    /did you mean extended\/p-matrix/,
  );
  assert.match(
    messageOf(() => select("mine.ts")),
    /--claims mine\.ts$/,
  );
  assert.match(
    messageOf(() => selectByPattern([], ["x"])),
    /there are no claims to choose from/,
  );
});

test("one claim by id, or by a name that only one has", () => {
  assert.is(findById(claims, "extended/p-matrix").id, "extended/p-matrix");
  assert.is(findById(claims, "p-matrix").id, "extended/p-matrix");
  assert.match(
    messageOf(() => findById(claims, "gao-2022/pmatrix")),
    /^unknown claim "gao-2022\/pmatrix"; did you mean /,
  );
});

test("mutants by name", () => {
  const claim = { id: "a/b", mutants: { squared: {} } };
  findMutant(claim, "squared");
  assert.match(
    messageOf(() => findMutant(claim, "sqared")),
    /no mutant "sqared"; did you mean squared\?/,
  );
  assert.match(
    messageOf(() => findMutant({ id: "a/b", mutants: {} }, "x")),
    /it has none/,
  );
});

test("edit distance and nearest names", () => {
  assert.is(editDistance("kitten", "sitting"), 3);
  assert.is(editDistance("", "abc"), 3);
  assert.equal(nearest("runn", ["list", "run", "replay"], 1), ["run"]);
  assert.equal(nearest("***", ["a", "b"], 1), ["a"]);
  assert.is(alternatives(["a", "b", "c"]), "a, b or c");
  assert.is(alternatives(["a"]), "a");
});

test.run();
