import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Statement } from "../claims/claim.js";
import type { Judgement } from "../claims/judgement.js";
import { evaluate, judgeOn, messageOf } from "./evaluate.js";
import { type PreparedClaim, prepare } from "./prepared.js";
import { cauchySchwarz, toyClaim, toyModel } from "./testing/toy.js";

type Said = "holds" | "violated" | "undecided" | "tie" | "throws";

/** A claim whose parts say what their names' entries say, whatever the instance. */
function claimSaying(given: Record<string, Said>, then: Record<string, Said>): PreparedClaim {
  const statement = (() => []) as Statement<unknown>;
  const parts = (names: Record<string, Said>) =>
    Object.fromEntries(Object.keys(names).map((name) => [name, statement]));
  return prepare(toyClaim({ given: parts(given), then: parts(then) }));
}

function evaluateSaying(given: Record<string, Said>, then: Record<string, Said>, full = false) {
  const asked: string[] = [];
  const said = { ...given, ...then };
  const evidence: Record<string, Judgement["evidence"]> = { estimated: "float64", exact: "exact" };
  const evaluation = evaluate(
    claimSaying(given, then),
    (_, name) => {
      asked.push(name);
      if (said[name] === "throws") throw new RangeError("boom\n  at line 2");
      const tie = said[name] === "tie";
      return {
        left: { mid: 1, rad: 0 },
        relation: "<=",
        right: { mid: 2, rad: 0 },
        verdict: tie ? "undecided" : (said[name] as Judgement["verdict"]),
        evidence: evidence[name] ?? "certified",
        margin: -0.5,
        tightness: 0.5,
        ...(tie ? { reason: "tie" } : {}),
      };
    },
    full,
  );
  return { ...evaluation, asked };
}

test("all parts hold: the instance holds, with the weakest evidence of all", () => {
  const result = evaluateSaying({ exact: "holds" }, { a: "holds", estimated: "holds" });
  assert.is(result.verdict, "holds");
  assert.is(result.evidence, "float64");
  assert.is(result.part, null);
  assert.equal(Object.keys(result.given), ["exact"]);
  assert.equal(Object.keys(result.then), ["a", "estimated"]);
});

test("a violated hypothesis makes it vacuous, without a look at what follows", () => {
  const result = evaluateSaying({ a: "undecided", exact: "violated", c: "throws" }, { d: "violated" });
  assert.is(result.verdict, "vacuous");
  assert.is(result.part, "exact");
  assert.is(result.evidence, "exact", "only the violated hypothesis matters");
  assert.equal(result.asked, ["a", "exact"]);
});

test("an undecided hypothesis makes it undecided, even where a conclusion would be violated", () => {
  const result = evaluateSaying({ a: "undecided", b: "holds" }, { d: "violated" });
  assert.is(result.verdict, "undecided");
  assert.is(result.part, "a");
  assert.equal(result.asked, ["a", "b"]);
});

test("a violated conclusion beats an undecided one, and its evidence counts with that of the hypotheses", () => {
  const result = evaluateSaying({ estimated: "holds" }, { a: "undecided", exact: "violated", c: "holds" });
  assert.is(result.verdict, "violated");
  assert.is(result.part, "exact");
  assert.is(result.evidence, "float64");
});

test("an undecided conclusion makes it undecided; a tie only if all that is undecided are ties", () => {
  assert.is(evaluateSaying({}, { a: "holds", b: "undecided" }).verdict, "undecided");
  assert.is(evaluateSaying({}, { a: "tie", b: "tie" }).tie, true);
  assert.is(evaluateSaying({}, { a: "tie", b: "undecided" }).tie, false);
  assert.is(evaluateSaying({ a: "tie" }, { b: "holds" }).tie, true);
  assert.is(evaluateSaying({ a: "tie" }, { b: "violated" }).verdict, "undecided");
});

test("a part that throws makes it an error with the message in one line", () => {
  const given = evaluateSaying({ a: "holds", b: "throws" }, { c: "holds" });
  assert.is(given.verdict, "error");
  assert.is(given.part, "b");
  assert.is(given.message, "RangeError: boom at line 2");
  assert.equal(given.asked, ["a", "b"]);
  assert.is(evaluateSaying({ a: "holds" }, { b: "throws", c: "violated" }).verdict, "error");
});

test("a full report asks every part, and the verdict stays the same", () => {
  const vacuous = evaluateSaying({ a: "violated", b: "violated" }, { c: "violated", d: "holds" }, true);
  assert.is(vacuous.verdict, "vacuous");
  assert.is(vacuous.part, "a");
  assert.equal(vacuous.asked, ["a", "b", "c", "d"]);
  const undecided = evaluateSaying({ a: "undecided" }, { c: "violated" }, true);
  assert.is(undecided.verdict, "undecided");
  assert.equal(Object.keys(undecided.then), ["c"]);
});

test("on one rung the statement is judged in that rung's arithmetic", () => {
  const data = { values: [1, 2], blur: 0 };
  const evaluation = evaluate(prepare(cauchySchwarz), judgeOn(toyModel.view(data)));
  assert.is(evaluation.verdict, "holds");
  assert.equal(evaluation.then.bound.left, { mid: 9, rad: 0 });
  assert.equal(evaluation.then.bound.right, { mid: 10, rad: 0 });
});

test("whatever is thrown becomes one short line", () => {
  assert.is(messageOf(new TypeError("a\n\tb")), "TypeError: a b");
  assert.is(messageOf("text"), 'thrown: string "text"');
  assert.is(messageOf(undefined), "thrown: undefined undefined");
  assert.is(messageOf(Object.create(null)), "thrown: object {}");
  assert.is(messageOf(new Error("x".repeat(9999))).length, 500);
});

test.run();
