import { test } from "uvu";
import * as assert from "uvu/assert";
import { atMost, below, equals, type Inequality, near, type Relation } from "./inequality.js";
import { judgeAll, judgeInequality, weakerEvidence } from "./judgement.js";
import { IntervalReal, intervals, preciseIntervals } from "./testing/interval-real.js";

const interval = (lower: number, upper = lower) => new IntervalReal(lower, upper);
const verdict = (left: IntervalReal, relation: Relation, right: IntervalReal) =>
  judgeInequality({ left, relation, right }, intervals).verdict;

test("every relation against every position of two enclosures", () => {
  const table: [IntervalReal, IntervalReal, string, string, string][] = [
    // left, right, <=, <, =
    [interval(1, 2), interval(3, 4), "holds", "holds", "violated"],
    [interval(1, 3), interval(3, 4), "holds", "undecided", "undecided"],
    [interval(1, 3), interval(2, 4), "undecided", "undecided", "undecided"],
    [interval(3), interval(3), "holds", "violated", "holds"],
    [interval(3, 4), interval(1, 3), "undecided", "violated", "undecided"],
    [interval(3, 4), interval(1, 2), "violated", "violated", "violated"],
  ];
  for (const [left, right, atMostVerdict, belowVerdict, equalsVerdict] of table) {
    assert.is(verdict(left, "<=", right), atMostVerdict);
    assert.is(verdict(left, "<", right), belowVerdict);
    assert.is(verdict(left, "=", right), equalsVerdict);
  }
});

test("an unknown side never decides anything", () => {
  const unknown = intervals.unknown as IntervalReal;
  for (const relation of ["<=", "<", "="] as const)
    for (const [left, right] of [
      [unknown, interval(1)],
      [interval(1), unknown],
      [unknown, unknown],
    ] as const) {
      const judgement = judgeInequality({ left, relation, right }, intervals);
      assert.is(judgement.verdict, "undecided");
      assert.is(judgement.reason, "uncertified");
      assert.is(judgement.margin, null);
      assert.is(judgement.tightness, null);
    }
});

test("reasons: within error, not exact, tie", () => {
  const wide = interval(1, 3);
  assert.is(judgeInequality(atMost(wide, 2), intervals).reason, "within error");
  assert.is(judgeInequality(equals(wide, 2), intervals).reason, "not exact");
  const precise = new IntervalReal(1, 3, preciseIntervals);
  const tie = judgeInequality(atMost(precise, 2), preciseIntervals);
  assert.is(tie.reason, "tie");
  assert.equal(tie.text, { left: "[1, 3]", right: "2" });
  assert.is(judgeInequality(atMost(1, 2), intervals).reason, undefined);
});

test("margin and tightness", () => {
  const judgement = judgeInequality(atMost(interval(1), interval(4)), intervals);
  assert.is(judgement.margin, -0.75);
  assert.is(judgement.tightness, 0.25);
  const wide = judgeInequality(atMost(interval(1, 1.5), interval(4)), intervals).tightness;
  assert.ok(wide !== null && wide <= 0.25 && wide > 0.25 - 1e-15, "the lower end, rounded down");
  assert.is(judgeInequality(atMost(0, 0), intervals).margin, 0);
  assert.is(judgeInequality(atMost(1, 0), intervals).tightness, null, "no ratio over zero");
  assert.is(judgeInequality(atMost(1, interval(-1, 2)), intervals).tightness, null, "no ratio over an uncertain sign");
  assert.is(judgeInequality(atMost(-3, 3), intervals).margin, -2);
  const huge = judgeInequality(atMost(interval(1e308), interval(1e-308)), intervals);
  assert.is(huge.margin, 1);
  assert.is(huge.tightness, null, "an overflowing ratio is no ratio");
  const everything = interval(-Number.MAX_VALUE, Number.MAX_VALUE);
  assert.is(judgeInequality(atMost(everything, 1), intervals).tightness, null, "a lower end that is no double is none");
});

test("evidence is the weaker of the two sides", () => {
  assert.is(judgeInequality(atMost(1, 2), intervals).evidence, "exact");
  assert.is(judgeInequality(atMost(interval(0, 1), 2), intervals).evidence, "certified");
  assert.is(weakerEvidence("exact", "float32"), "float32");
  assert.is(weakerEvidence("float64", "certified"), "float64");
});

test("a list counts as its worst member, its tightness is the largest", () => {
  const holds = atMost(3, 4, "tight");
  const loose = atMost(1, 4, "loose");
  const undecided = atMost(interval(1, 3), 2, "undecided");
  const violated = atMost(3, 2, "violated");
  assert.is(judgeAll([loose, holds], intervals).label, "tight");
  assert.is(judgeAll([loose, undecided, holds], intervals).label, "undecided");
  assert.is(judgeAll([violated, undecided], intervals).label, "violated");
  assert.is(judgeAll([undecided, violated, atMost(4, 2, "more violated")], intervals).label, "more violated");
  const list = judgeAll([undecided, holds], intervals);
  assert.is(list.verdict, "undecided");
  assert.ok((list.tightness ?? 0) > 0.74);
  const unknown = atMost(intervals.unknown, 1, "unknown");
  assert.is(judgeAll([unknown, undecided], intervals).label, "undecided", "a known margin is worse news than none");
  assert.is(judgeAll([undecided, unknown], intervals).label, "undecided");
});

test("what is no inequality is refused", () => {
  assert.throws(() => judgeAll([], intervals), /empty list/);
  assert.throws(() => judgeAll(undefined as never, intervals), /must return atMost/);
  assert.throws(() => judgeAll([true as never], intervals), /must return atMost/);
});

test("near and below build what they say", () => {
  assert.is(judgeInequality(near(interval(3), 2.5, 0.5), intervals).verdict, "holds");
  assert.is(judgeInequality(near(interval(3), 2.5, 0.25), intervals).verdict, "violated");
  assert.is(judgeInequality(below(1, 1, "strict"), intervals).label, "strict");
  assert.not("label" in judgeInequality(below(1, 2), intervals));
});

test("what is no inequality is refused: an unknown relation would hold of everything", () => {
  for (const relation of ["<>", ">=", ">", "", undefined, null])
    assert.throws(
      () => judgeAll({ left: interval(2), relation, right: interval(1) } as unknown as Inequality, intervals),
      /expected "<=", "<" or "="/,
    );
  const rejected = Promise.reject(new Error("asynchronous claim")) as unknown as Inequality;
  assert.throws(() => judgeAll(rejected, intervals), /returned a promise/);
  assert.throws(() => judgeAll([[]] as unknown as Inequality, intervals), /must return atMost/);
});

test.run();
