import { test } from "uvu";
import * as assert from "uvu/assert";
import { atMost, below } from "../claims/inequality.js";
import { IntervalReal, intervals, preciseIntervals } from "../claims/testing/interval-real.js";
import type { Arithmetic, Enclosure } from "../numerics/real.js";
import type { PreciseView } from "./api.js";
import { judgeInstance } from "./ladder.js";
import { prepare } from "./prepared.js";
import { type ToyData, ToyView, toyClaim, toyPreciseView } from "./testing/toy.js";

const data: ToyData = { values: [1, 2], blur: 0.25 };

/** The toy's second arithmetic, claiming other digits. */
function secondWith(digits: number): PreciseView {
  const arithmetic: Arithmetic = { ...preciseIntervals, digits };
  return (_, toy) => ({ arithmetic, view: new ToyView(toy as ToyData, arithmetic, 0) });
}

const sumAtMost2 = prepare(toyClaim({ then: { bound: (toy: ToyView) => atMost(toy.sum, 2, "the sum") } }));

test("the confirmation names the member of a list", () => {
  const then = { bound: (toy: ToyView) => [atMost(toy.sum, 9, "loose"), below(toy.sum, 2, "tight")] };
  const { confirmation } = judgeInstance(prepare(toyClaim({ then })), data, toyPreciseView);
  assert.is(confirmation?.label, "tight");
  assert.is(confirmation?.relation, "<");
});

test("exact arithmetic shows sixty digits; one of fewer digits shows its midpoints", () => {
  assert.is(judgeInstance(sumAtMost2, data, secondWith(Number.POSITIVE_INFINITY)).confirmation?.digits, 60);
  const few = judgeInstance(sumAtMost2, data, secondWith(30)).confirmation;
  assert.equal([few?.digits, few?.left, few?.right], [30, "3", "2"]);
});

test("a tie of the second arithmetic, in a hypothesis or in the conclusion, leaves the violation undecided as a tie", () => {
  // float64 sees points and decides; the second arithmetic sees the blurred numbers.
  const blurred: PreciseView = (_, toy) => ({
    arithmetic: preciseIntervals,
    view: new ToyView(toy as ToyData, preciseIntervals, 0.5),
  });
  const points = { values: [1, 2], blur: 0 };
  const conclusion = judgeInstance(sumAtMost2, { ...points }, blurred);
  assert.equal([conclusion.verdict, conclusion.tie, conclusion.part], ["undecided", true, "bound"]);
  const hypothesis = prepare(
    toyClaim({
      given: { small: (toy: ToyView) => atMost(toy.sum, 3.5) },
      then: { bound: (toy: ToyView) => atMost(toy.sum, 1) },
    }),
  );
  const result = judgeInstance(hypothesis, points, blurred);
  assert.equal([result.verdict, result.tie, result.part], ["undecided", true, "small"]);
});

test("of conclusions that it leaves open the first is named", () => {
  const unknownThere = (bound: number) => (toy: ToyView) => atMost(toy.isPrecise ? toy.unknown : toy.sum, bound);
  const claim = prepare(toyClaim({ then: { first: unknownThere(2), second: unknownThere(1) } }));
  const result = judgeInstance(claim, data, toyPreciseView);
  assert.equal([result.verdict, result.part], ["undecided", "first"]);
});

/** Known to the second arithmetic, but beyond the doubles: no enclosure, no margin. */
class Huge extends IntervalReal {
  override toBall(): Enclosure {
    return { mid: 0, rad: Number.POSITIVE_INFINITY };
  }
}

test("a violation by numbers beyond the doubles is confirmed all the same, with margin 0", () => {
  const huge = (toy: ToyView) => new Huge(8, 8, toy.isPrecise ? preciseIntervals : intervals);
  const then = { first: (toy: ToyView) => atMost(huge(toy), 2), second: (toy: ToyView) => atMost(huge(toy), 1) };
  const result = judgeInstance(prepare(toyClaim({ then })), data, toyPreciseView);
  assert.equal([result.verdict, result.margin, result.part], ["violated", 0, "first"]);
  const beside = { ...then, third: (toy: ToyView) => atMost(toy.sum, 1) };
  assert.is(judgeInstance(prepare(toyClaim({ then: beside })), data, toyPreciseView).part, "third");
});

test("a part that float64 had not decided, and that is confirmed otherwise than it was judged, is undecided", () => {
  // A claim that is no function of its instance: the second arithmetic first says violated, then holds.
  let asked = 0;
  const fickle = (toy: ToyView) =>
    toy.isPrecise ? atMost(asked++ === 0 ? 3 : 1, toy.sum.minus(toy.sum).plus(toy.count)) : atMost(toy.sum, 3);
  const result = judgeInstance(prepare(toyClaim({ then: { bound: fickle } })), data, toyPreciseView);
  assert.is(result.verdict, "undecided");
  assert.match(result.reason ?? "", /says that bound is holds, against float64's estimate/);
});

test.run();
