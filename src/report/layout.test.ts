import { test } from "uvu";
import * as assert from "uvu/assert";
import { hanging, harmless, wrap } from "./layout.js";

test("wrapped lines keep to the width and lose no word", () => {
  const words = "If q = gamma ||A|| < 1 then the equilibrium exists and is unique for every Phi".split(" ");
  const lines = wrap(words.join(" "), 24, "  ").split("\n");
  assert.ok(lines.every((line) => line.length <= 24 && line.startsWith("  ")));
  assert.equal(
    lines.flatMap((line) => line.trim().split(" ")),
    words,
  );
});

test("a word longer than the width stands alone; line breaks of the text stay", () => {
  assert.is(wrap("a verylongword b\nc", 6), "a\nverylongword\nb\nc");
  assert.is(wrap("", 10), "");
});

test("a label hangs before its text, or above it when it is too long", () => {
  assert.is(hanging("ab", "one two three", 4, 12), "ab  one two\n    three");
  assert.is(hanging("abcdef", "one", 4, 12), "abcdef\n    one");
});

test("control and direction characters are made visible", () => {
  assert.is(harmless("a\u001b[31mb\u202ec\nd"), "a\ufffd[31mb\ufffdc\nd");
});

test.run();
