import { test } from "uvu";
import * as assert from "uvu/assert";
import type { ClaimRecord, RunRecord } from "../../engine/run-record.js";
import { runRecord } from "../testing/records.js";
import { compareRuns } from "./compare.js";
import { comparisonMarkdown, comparisonText } from "./render.js";

const [held] = runRecord.claims;
const runOf = (...claims: readonly ClaimRecord[]): RunRecord => ({ ...runRecord, claims });
const changed = (part: Partial<ClaimRecord>): ReturnType<typeof compareRuns> =>
  compareRuns(runOf(held), runOf({ ...held, ...part }));
const brief = ({ changes }: ReturnType<typeof compareRuns>): readonly string[] =>
  changes.map(({ kind, direction }) => `${kind} ${direction}`);

test("a run compared with itself has no changes", () => {
  assert.equal(compareRuns(runRecord, runRecord), { worse: 0, better: 0, changes: [] });
  assert.is(comparisonText(compareRuns(runRecord, runRecord)), "nothing changed");
});

test("verdicts: away from held is worse, towards it better, refuted worst", () => {
  assert.equal(brief(changed({ verdict: "refuted" })), ["verdict worse"]);
  assert.equal(brief(changed({ verdict: "undecided" })), ["verdict worse"]);
  const back = compareRuns(runOf({ ...held, verdict: "refuted" }), runOf({ ...held, verdict: "error" }));
  assert.equal(brief(back), ["verdict better"]);
  assert.is(changed({ verdict: "vacuous" }).worse, 1);
});

test("mutants: a survivor and a lost mutant are worse, a new kill is better", () => {
  const [squared, lost] = held.mutants;
  assert.equal(brief(changed({ mutants: [{ ...squared, status: "survived" }, lost] })), ["mutant worse"]);
  assert.equal(brief(changed({ mutants: [squared] })), ["mutant worse"]);
  assert.equal(brief(changed({ mutants: [squared, lost, { ...lost, name: "third" }] })), ["mutant better"]);
  assert.equal(brief(changed({ mutants: [{ ...squared, status: "not run" }, lost] })), ["mutant neutral"]);
});

test("coverage: a stratum that falls short or is gone is worse", () => {
  assert.equal(brief(changed({ coverage: { interior: { trials: 499, required: 500 } } })), ["coverage worse"]);
  assert.equal(brief(changed({ coverage: { interior: { trials: 500, required: 500 } } })), []);
  assert.equal(brief(changed({ coverage: {} })), ["coverage worse"]);
});

test("undecided shares within four deviations are noise", () => {
  const trials = (undecided: number): Partial<ClaimRecord> => ({ trials: { ...held.trials, ties: 0, undecided } });
  // 1 of 1000 before; pooled p = 0.005 for 9 after: deviation 0.00315, difference 0.008 < 4 deviations.
  assert.equal(brief(changed(trials(9))), []);
  assert.equal(brief(changed(trials(60))), ["undecided worse"]);
  assert.equal(brief(compareRuns(runOf({ ...held, ...trials(60) }), runOf(held))), ["undecided better"]);
});

test("tightest ratios beyond a percent are told, without counting as worse", () => {
  const tightest = (ratio: number): Partial<ClaimRecord> => ({
    tightest: { ratio, conclusion: "upperBound", instance: {} },
  });
  assert.equal(brief(changed(tightest(0.995))), []);
  assert.equal(brief(changed(tightest(0.9))), ["tightness neutral"]);
});

test("margins that moved beyond noise are told, without counting as worse", () => {
  const bins = (low: number, high: number) => ({ below: 0, bins: [low, high] });
  const moved = compareRuns(
    runOf({ ...held, tightness: bins(900, 100) }),
    runOf({ ...held, tightness: bins(700, 300) }),
  );
  assert.equal(brief(moved), ["margins neutral"]);
  assert.match(moved.changes[0].text, /towards the bound: mean of left\/right 0\.300 → 0\.400/);
  const noise = compareRuns(
    runOf({ ...held, tightness: bins(900, 100) }),
    runOf({ ...held, tightness: bins(885, 115) }),
  );
  assert.equal(brief(noise), []);
});

test("new and gone claims", () => {
  const other: ClaimRecord = { ...held, id: "paper/other" };
  assert.equal(brief(compareRuns(runOf(held), runOf(held, other))), ["new neutral"]);
  assert.equal(brief(compareRuns(runOf(held), runOf(held, { ...other, verdict: "refuted" }))), ["new worse"]);
  assert.equal(brief(compareRuns(runOf(held, other), runOf(held))), ["gone worse"]);
  assert.equal(brief(changed({ revision: 2 })), ["revision neutral"]);
});

test("text and Markdown put what got worse first, and escape what records say", () => {
  const comparison = compareRuns(
    runOf(held, { ...held, id: "paper/b", verdict: "refuted" }),
    runOf({ ...held, id: "paper/b" }, { ...held, id: "paper/`c`|<b>", verdict: "refuted", reason: "<img src=x>|" }),
  );
  const [headline, first] = comparisonText(comparison).split("\n");
  assert.is(headline, "2 worse, 1 better, 0 other changes");
  assert.match(first, /worse/);
  const markdown = comparisonMarkdown(comparison);
  assert.match(markdown, /❌ worse[\s\S]*✅ better/);
  assert.not.match(markdown.replace(/(`+)[\s\S]*?\1/g, ""), /<img|<b>/);
  // Every row has its three cells, whatever the record holds.
  for (const row of markdown.split("\n").filter((line) => line.startsWith("|")))
    assert.is(row.replaceAll("\\|", "").split("|").length, 5, row);
});

test.run();
