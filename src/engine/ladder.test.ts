import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Claim } from "../claims/claim.js";
import { atMost, below } from "../claims/inequality.js";
import { IntervalReal, intervals, preciseIntervals } from "../claims/testing/interval-real.js";
import type { Real } from "../numerics/real.js";
import type { PreciseView } from "./api.js";
import { judgeInstance, type LadderJudgement } from "./ladder.js";
import { prepare } from "./prepared.js";
import { type ToyData, type ToyView, toyClaim, toyModel, toyPreciseView } from "./testing/toy.js";

function judge(
  parts: Partial<Claim<ToyData, ToyView>>,
  data: ToyData,
  precise: PreciseView | undefined = toyPreciseView,
): LadderJudgement {
  return judgeInstance(prepare(toyClaim(parts)), data, precise);
}

const sumAtMost = (bound: number) => ({ then: { bound: (toy: ToyView) => atMost(toy.sum, bound) } });
const blurred = { values: [1, 2], blur: 0.25 };

test("what float64 decides for the claim is not asked again", () => {
  const forbidden: PreciseView = () => {
    throw new Error("asked");
  };
  const result = judge(sumAtMost(5), blurred, forbidden);
  assert.is(result.verdict, "holds");
  assert.is(result.escalated, false);
});

test("a part that float64 leaves undecided is taken from the second arithmetic", () => {
  const result = judge(sumAtMost(3), blurred);
  assert.is(result.verdict, "holds");
  assert.is(result.escalated, true);
  assert.equal(result.then.bound.left, { mid: 3, rad: 0 });
  assert.is(judge({ ...sumAtMost(2.75), given: {} }, blurred).verdict, "violated");
  const undecidedGiven = { given: { g: (toy: ToyView) => below(toy.sum, 3) }, ...sumAtMost(0) };
  assert.is(judge(undecidedGiven, blurred).verdict, "vacuous");
});

test("measuring only, the second arithmetic decides hypotheses and violations, and what float64 knows nothing of", () => {
  const measured = (parts: Partial<Claim<ToyData, ToyView>>): LadderJudgement =>
    judgeInstance(prepare(toyClaim(parts)), blurred, toyPreciseView, { measureOnly: true });
  const { verdict, escalated, then } = measured(sumAtMost(3));
  assert.equal([verdict, escalated], ["undecided", false]);
  assert.ok((then.bound.tightness as number) > 0.8 && (then.bound.tightness as number) < 1);
  const given = { given: { g: (toy: ToyView) => below(toy.sum, 3) }, ...sumAtMost(0) };
  assert.is(measured(given).verdict, "vacuous");
  assert.is(measured(sumAtMost(2)).confirmation?.arithmetic, preciseIntervals.name);
  const unknown = { then: { bound: (toy: ToyView) => atMost(toy.isPrecise ? toy.sum : toy.unknown, 3) } };
  assert.is(measured(unknown).verdict, "holds");
});

test("a violation carries its confirmation: arithmetic, digits, both sides, conclusion", () => {
  const result = judge(sumAtMost(2), { values: [1, 2], blur: 0.25 });
  assert.is(result.verdict, "violated");
  assert.equal(result.confirmation, {
    arithmetic: preciseIntervals.name,
    digits: 64,
    conclusion: "bound",
    relation: "<=",
    left: "3",
    right: "2",
  });
  assert.is(result.evidence, "exact");
  assert.ok(Math.abs((result.margin as number) - 1 / 3) < 1e-12);
});

test("a claim that answers differently when it is asked again is told from a disagreement of the arithmetics", () => {
  let calls = 0;
  const moody = { then: { bound: (toy: ToyView) => atMost(toy.sum, ++calls === 1 ? -9 : 9) } };
  const result = judge(moody, { values: [1, 2], blur: 0 });
  assert.is(result.verdict, "error");
  assert.match(result.reason ?? "", /^bound is violated at first, holds when it is judged again: .* the instance only/);
});

test("a violation that the second arithmetic cannot decide stays undecided", () => {
  const murky = { values: [1, 2], blur: 0.25, murky: true };
  assert.is(judge(sumAtMost(2), murky).verdict, "violated", "decided in spite of the blur");
  const unknownThere = { then: { bound: (toy: ToyView) => atMost(toy.isPrecise ? toy.unknown : toy.sum, 2) } };
  const result = judge(unknownThere, blurred);
  assert.is(result.verdict, "undecided");
  assert.match(result.reason ?? "", /cannot confirm: bound is undecided there \(uncertified\)/);
});

test("without a second arithmetic nothing is refuted", () => {
  for (const precise of [undefined, () => undefined] as const) {
    const result = judgeInstance(prepare(toyClaim(sumAtMost(2))), blurred, precise);
    assert.is(result.verdict, "undecided");
    assert.match(result.reason ?? "", /without confirmation: no second arithmetic for the model "toy"/);
  }
});

test("a certified violation that the second arithmetic denies is an error", () => {
  const denied = { then: { bound: (toy: ToyView) => atMost(toy.sum, toy.isPrecise ? 4 : 2) } };
  const result = judge(denied, blurred);
  assert.is(result.verdict, "error");
  assert.match(result.reason ?? "", /^the two arithmetics disagree on bound: float64 says violated/);
});

test("so is a certified hypothesis that it denies where a conclusion is violated", () => {
  const given = { g: (toy: ToyView) => atMost(toy.sum, toy.isPrecise ? 2 : 4) };
  const result = judge({ given, ...sumAtMost(2) }, blurred);
  assert.is(result.verdict, "error");
  assert.match(result.reason ?? "", /disagree on g: float64 says holds/);
});

test("a hypothesis that it leaves undecided makes a violation undecided", () => {
  const given = { g: (toy: ToyView) => atMost(toy.isPrecise ? toy.unknown : toy.sum, 4) };
  assert.is(judge({ given, ...sumAtMost(2) }, blurred).verdict, "undecided");
});

/** A number whose error is only estimated. */
class Estimated extends IntervalReal {
  override get evidence(): "float64" {
    return "float64";
  }
}

function estimate(toy: ToyView, lower: number, upper: number, truth: number): Real {
  return toy.isPrecise ? new IntervalReal(truth, truth, preciseIntervals) : new Estimated(lower, upper, intervals);
}

test("an estimated violation is judged by the second arithmetic, and denied without ado", () => {
  const estimatedSum = (truth: number) => ({
    then: { bound: (toy: ToyView) => atMost(estimate(toy, 3, 3, truth), 2) },
  });
  assert.is(judge(estimatedSum(1), blurred).verdict, "holds");
  assert.is(judge(estimatedSum(3), blurred).verdict, "violated");
  assert.is(judgeInstance(prepare(toyClaim(estimatedSum(3))), blurred, undefined).verdict, "undecided");
});

test("an estimated hypothesis that the second arithmetic denies makes a violated instance vacuous", () => {
  const given = { g: (toy: ToyView) => atMost(estimate(toy, 1, 1, 9), 2) };
  const result = judge({ given, ...sumAtMost(2) }, blurred);
  assert.is(result.verdict, "vacuous");
  assert.is(result.part, "g");
});

test("of several violated conclusions the one of the largest confirmed margin is reported", () => {
  const then = {
    small: (toy: ToyView) => atMost(toy.sum, 2.5),
    large: (toy: ToyView) => atMost(toy.sum, 1),
    held: (toy: ToyView) => atMost(toy.sum, 100),
    open: (toy: ToyView) => atMost(toy.isPrecise ? toy.unknown : toy.sum, 1),
  };
  const result = judge({ then }, blurred);
  assert.is(result.verdict, "violated");
  assert.is(result.part, "large");
});

test("ties come from the second arithmetic only", () => {
  const murky = { values: [1, 2], blur: 0.25, murky: true };
  const result = judge(sumAtMost(3), murky);
  assert.is(result.verdict, "undecided");
  assert.is(result.tie, true);
  assert.is(judgeInstance(prepare(toyClaim(sumAtMost(3))), murky, undefined).tie, false);
});

test("an exception in the claim is an error; one that only the second arithmetic raises decides nothing", () => {
  const throwing = {
    then: {
      bound: () => {
        throw new TypeError("misspelt");
      },
    },
  };
  const result = judge(throwing, blurred);
  assert.is(result.verdict, "error");
  assert.is(result.reason, "bound threw TypeError: misspelt");
  const broken: PreciseView = () => {
    throw new RangeError("Maximum BigInt size exceeded");
  };
  for (const bound of [2, 3]) {
    const undecided = judge(sumAtMost(bound), blurred, broken);
    assert.is(undecided.verdict, "undecided", `bound ${bound}`);
    assert.match(undecided.reason ?? "", /Maximum BigInt size exceeded/);
  }
  const failing = (bound: number) => ({
    then: {
      bound: (toy: ToyView) => {
        if (toy.isPrecise) throw new RangeError("out of bits");
        return atMost(toy.sum, bound);
      },
    },
  });
  for (const bound of [2, 3]) assert.is(judge(failing(bound), blurred).verdict, "undecided");
});

test("where neither arithmetic knows a quantity, float64's enclosure is kept and the reason is `uncertified`", () => {
  const then = { bound: (toy: ToyView) => atMost(toy.isPrecise ? toy.unknown : toy.sum, 3) };
  const result = judge({ then }, blurred);
  assert.is(result.then.bound.reason, "uncertified");
  assert.equal(result.then.bound.left, { mid: 3, rad: 0.5 });
  assert.is(result.tie, false);
});

test("an instance that its model cannot even look at is an error", () => {
  const model = {
    ...toyModel,
    view: () => {
      throw new Error("no view");
    },
  };
  const claim = toyClaim({});
  const result = judgeInstance(prepare({ ...claim, instances: { ...claim.instances, model } }), blurred, undefined);
  assert.is(result.verdict, "error");
});

test.run();
