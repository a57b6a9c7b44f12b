import { test } from "uvu";
import * as assert from "uvu/assert";
import { counterStream } from "../numerics/random.js";
import { compareMeasures, type ShrinkProblem, type ShrunkViolation, shrink } from "./shrink.js";
import { type ToyData, toyModel } from "./testing/toy.js";

type Margin = (values: readonly number[]) => ShrunkViolation | null;

function problemOf(margin: Margin, judged: string[] = []): ShrinkProblem<ToyData> {
  return {
    simplify: (data) => toyModel.simplify(data),
    measure: (data) => toyModel.measure(data),
    serialize: (data) => toyModel.serialize(data),
    violation: (data) => {
      judged.push(JSON.stringify(data.values));
      return margin(data.values);
    },
  };
}

const toy = (...values: number[]): ToyData => ({ values, blur: 0 });
const sumOf = (values: readonly number[]): number => values.reduce((a, b) => a + Math.abs(b), 0);

/** sum |x| > bound, with the relative margin of an inequality. */
function sumAbove(bound: number): Margin {
  return (values) => (sumOf(values) > bound ? { margin: 1 - bound / sumOf(values), zero: false } : null);
}

/** Violations of many shapes: sums, pairs of neighbours, single coordinates, parity. */
const MARGINS: readonly Margin[] = [
  sumAbove(3),
  sumAbove(12),
  (x) => (x.some((a) => a > 2.5) ? { margin: 0.5, zero: false } : null),
  (x) => (x.length >= 3 && x[0] !== x[1] ? { margin: Math.min(1, Math.abs(x[0] - x[1]) / 10), zero: false } : null),
  (x) => (x.filter((a) => a < 0).length >= 2 ? { margin: 1 / x.length, zero: false } : null),
];

/** The property test of the shrinker: everything that law 5 promises, on random starts. */
test("law 5 on random starts: smaller, violated, half of the largest margin, a fixed point, bounded, deterministic", async () => {
  let shrunkTimes = 0;
  for (let index = 0; index < 150; index++) {
    const stream = counterStream(5n, index);
    const starts = Array.from({ length: stream.integer(1, 8) }, () =>
      toy(...Array.from({ length: stream.integer(1, 8) }, () => stream.integer(-40, 40) / 4)),
    );
    for (const margin of MARGINS) {
      const margins = starts.map(({ values }) => margin(values)?.margin ?? Number.NEGATIVE_INFINITY);
      const largest = Math.max(...margins);
      if (largest === Number.NEGATIVE_INFINITY) continue;
      shrunkTimes++;
      const judged: string[] = [];
      const { data, from, story } = await shrink(problemOf(margin, judged), starts, { evaluations: 2000 });
      const result = margin(data.values);
      assert.ok(result !== null, "still violated");
      assert.is(story.marginAfter, result.margin);
      assert.ok(result.margin >= largest / 2, `${result.margin} keeps half of ${largest}`);
      assert.ok(starts.includes(from));
      assert.ok(compareMeasures(story.after, story.before) <= 0, "not larger");
      assert.equal(story.after, toyModel.measure(data));
      assert.ok(story.evaluations <= 2000);
      assert.is(new Set(judged.slice(starts.length)).size, judged.length - starts.length, "nothing is judged twice");
      assert.ok(story.fixedPoint);
      const bar = Math.max(largest, result.margin) / 2;
      for (const { data: candidate } of toyModel.simplify(data)) {
        const violation = margin(candidate.values);
        const smaller = compareMeasures(toyModel.measure(candidate), story.after) < 0;
        assert.not(
          smaller && violation !== null && violation.margin >= Math.max(bar, story.marginAfter),
          "a fixed point",
        );
      }
      const again = await shrink(problemOf(margin), starts, { evaluations: 2000 });
      assert.equal(again.data, data);
      assert.equal(again.story, story);
    }
  }
  assert.ok(shrunkTimes > 500, `${shrunkTimes} shrinkings`);
});

test("shrinking what is shrunk changes nothing, where the margin stays the same", async () => {
  // Elsewhere a second shrinking starts from a smaller margin, and may go further: law 5 asks for half of what was seen.
  for (const margin of MARGINS) {
    const flat: Margin = (values) => (margin(values) === null ? null : { margin: 0.5, zero: false });
    const first = await shrink(problemOf(flat), [toy(10, -9.75, -8, 7.25, 9, 3)], { evaluations: 2000 });
    const second = await shrink(problemOf(flat), [first.data], { evaluations: 2000 });
    assert.equal(second.data, first.data);
    assert.equal(second.story.steps, []);
  }
});

test("starts from the largest margin of the given violations, not from the first", async () => {
  const { story } = await shrink(problemOf(sumAbove(12)), [toy(7, 6), toy(10, 10, 10, 10)], { evaluations: 500 });
  assert.is(story.marginBefore, 0.7);
  assert.ok(story.marginAfter >= 0.35);
});

test("does not walk to the edge of the inequality", async () => {
  const { data } = await shrink(problemOf(sumAbove(12)), [toy(10, 10, 10, 10)], { evaluations: 500 });
  assert.ok(1 - 12 / sumOf(data.values) >= 0.35, `${data.values}`);
});

test("never ends in 0 < 0 where something else is at hand", async () => {
  // x < x, "violated by equality" everywhere: the margin is 0, and so is that of the simplest instance
  const equality: Margin = (x) => ({ margin: 0, zero: x.every((a) => a === 0) });
  const { data } = await shrink(problemOf(equality), [toy(3.25, -2)], { evaluations: 500 });
  assert.equal(data.values, [1]);
  const zero = await shrink(problemOf(equality), [toy(0, 0)], { evaluations: 500 });
  assert.equal(zero.data.values, [0], "from zero it may go on");
});

test("stops when the evaluations are used up, with the best so far, and says that it is no fixed point", async () => {
  for (const evaluations of [0, 1, 2, 5]) {
    const judged: string[] = [];
    const start = toy(10, -9.75, -8, 7.25, 9, 3);
    const { data, story } = await shrink(problemOf(sumAbove(3), judged), [start], { evaluations });
    assert.is(story.evaluations, evaluations);
    assert.is(judged.length, evaluations + 1);
    assert.is(story.fixedPoint, false);
    assert.ok(sumOf(data.values) > 3);
  }
});

test("an abort keeps the best so far", async () => {
  const controller = new AbortController();
  let judged = 0;
  const margin: Margin = (values) => {
    if (++judged === 4) controller.abort();
    return sumAbove(3)(values);
  };
  const options = { evaluations: 2000, signal: controller.signal };
  const { story } = await shrink(problemOf(margin), [toy(10, -9.75, -8, 7.25, 9, 3)], options);
  assert.is(story.fixedPoint, false);
  assert.is(judged, 4);
});

test("a candidate that is not smaller is not even judged", async () => {
  const judged: string[] = [];
  const growing: ShrinkProblem<ToyData> = {
    ...problemOf(() => ({ margin: 1, zero: false }), judged),
    *simplify(data) {
      yield { data: toy(...data.values, 1), step: "grow" };
      yield { data, step: "stay" };
    },
  };
  const { data, story } = await shrink(growing, [toy(1)], { evaluations: 10 });
  assert.equal(data.values, [1]);
  assert.is(story.evaluations, 0);
  assert.is(judged.length, 1);
});

test("another start is shrunk too, and the smaller result is taken", async () => {
  // From (1, 9) nothing smaller is violated; from (8, 8, 8) it goes down to one number.
  const margin: Margin = (x) => {
    if (x.length === 2 && x[0] === 1 && x[1] === 9) return { margin: 0.9, zero: false };
    return x.every((a) => a === 8) ? { margin: 0.8, zero: false } : null;
  };
  const { data, from, story } = await shrink(problemOf(margin), [toy(1, 9), toy(8, 8, 8)], { evaluations: 500 });
  assert.equal(data.values, [8]);
  assert.equal(from.values, [8, 8, 8]);
  assert.is(story.marginBefore, 0.8);
});

test("another start below half of the largest margin is left alone", async () => {
  const margin: Margin = (x) => {
    if (x.length === 2) return { margin: 0.9, zero: false };
    return x.length === 3 ? { margin: 0.4, zero: false } : null;
  };
  const { from } = await shrink(problemOf(margin), [toy(8, 8, 8), toy(1, 9)], { evaluations: 500 });
  assert.equal(from.values, [1, 9]);
});

test("nothing to shrink is an error of the caller", async () => {
  let message = "";
  await shrink(
    problemOf(() => null),
    [toy(1)],
    { evaluations: 10 },
  ).catch((error: Error) => {
    message = error.message;
  });
  assert.is(message, "shrinking starts from a violated instance");
});

test.run();
