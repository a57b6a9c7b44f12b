import { XMLParser, XMLValidator } from "fast-xml-parser";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { paintFor } from "../cli/paint.js";
import type { ClaimRecord, RunRecord } from "../engine/api.js";
import { mutantsText, renderRun, summaryLine, undecidedText } from "./console.js";
import { renderJUnit } from "./junit.js";
import { markdownText, renderMarkdown } from "./markdown.js";
import { claims, counterexample, runRecord } from "./testing/records.js";

const replayCommand = (file: string): string => `lemmacheck replay out/${file}`;
const text = (record: RunRecord, width = 80): string =>
  renderRun(record, { width, paint: paintFor(false), replayCommand });

test("the table has a row a claim with verdict, evidence, trials, undecided, tightest and mutants", () => {
  const lines = text(runRecord).split("\n");
  const row = (name: string): readonly string[] =>
    (lines.find((line) => line.slice(1).startsWith(` ${name} `)) ?? "").trim().split(/\s+/);
  assert.equal(row("one"), ["✓", "one", "held", "certified", "1,000", "0", "%", "1", "-", "1e-8", "2/2"]);
  assert.equal(row("norm").slice(0, 4), ["✗", "norm", "refuted", "certified"]);
  assert.equal(row("two").at(-1), "0/1");
  assert.equal(row("three").slice(0, 4), ["∅", "three", "vacuous", "–"]);
});

test("no line of the table is wider than a terminal of 80 columns", () => {
  const long = claims.map((claim, index) => ({
    ...claim,
    id: index === 0 ? "gao-2022/equilibrium-exists-unique" : claim.id,
  }));
  const lines = text({ ...runRecord, claims: long }).split("\n");
  const table = lines.slice(0, lines.indexOf(""));
  assert.ok(Math.max(...table.map((line) => [...line].length)) <= 80, table.join("\n"));
});

test("watched quantities have a line each, on the terminal and in Markdown", () => {
  const observations = { "actual / predicted rate": { count: 1912, min: 0.99999999, median: 4.05, max: 8362.21 } };
  const record = { ...runRecord, claims: [{ ...claims[0], observations }, claims[1]] };
  const line = "actual / predicted rate 1 - 1e-8 … 4.05 … 8362 (least, median, greatest; 1,912 trials)";
  assert.ok(text(record, 120).includes(`paper/one: ${line}`));
  assert.ok(renderMarkdown(record, replayCommand).includes(`\n- ${markdownText(`paper/one: ${line}`)}\n`));
  assert.not.ok(text(runRecord).includes("least, median, greatest"));
});

test("the first counterexample stands in full, with the command that repeats it", () => {
  const shown = text(runRecord);
  for (const part of [
    "Counterexample to mine/norm",
    "✓ contraction  0.9 < 1",
    "✗ upperBound  10 ≤ 5.25",
    "A = [ 0.9 ]",
    "left    10.0000",
    "right   5.2631578947368421",
    "shrunk in 37 evaluations",
    "lemmacheck replay out/counterexamples/mine/norm/0123456789abcdef.json",
  ])
    assert.ok(shown.includes(part), part);
  assert.not.ok(shown.includes("lowerBound"), "conclusions that hold are not shown as violated");
});

test("a second refuted claim is named with its command", () => {
  const other: ClaimRecord = { ...claims[1], id: "mine/other", counterexample: { ...counterexample, file: "b.json" } };
  assert.ok(
    text({ ...runRecord, claims: [...claims, other] }).includes(
      "mine/other is refuted too:  lemmacheck replay out/b.json",
    ),
  );
});

test("what is not established says why, with the instance; survivors are named", () => {
  const shown = text(runRecord).replace(/\s+/g, " ");
  assert.ok(
    shown.includes(
      "paper/two is undecided: 12 of 1000 trials stayed undecided trial 4, upperBound: within error gamma = 0.5",
    ),
  );
  assert.ok(
    shown.includes(
      "mine/broken ended in an error: 1 trial failed trial 0, upperBound: TypeError: layer.gainn is undefined",
    ),
  );
  assert.ok(shown.includes("mutant tame of paper/two survived 1,000 trials: no violation in 1000 trials"));
});

test("the summary names verdicts, trials, mutants, data set, profile and seed", () => {
  assert.is(
    summaryLine({ ...runRecord, summary: { ...runRecord.summary, interrupted: true } }),
    "5 claims: 1 held, 1 refuted, 1 undecided, 1 vacuous, 1 error; 2,024 trials; 1 tie (both sides agree to 60 digits); mutants killed 2/3; data iris.csv (150 x 4); profile ci; seed 7; 12.3 s; interrupted",
  );
});

test("ties are no undecided trials, mutants that were not run don't count", () => {
  assert.is(undecidedText(claims[0]), "0 %");
  assert.is(undecidedText(claims[2]), "1.2 %");
  assert.is(mutantsText(claims[2]), "0/1");
  assert.is(mutantsText(claims[1]), "–");
});

test("Markdown: a row a claim, remarks, the counterexample, and nothing that a claim's text could break", () => {
  const markdown = renderMarkdown(runRecord, replayCommand);
  const rows = markdown.split("\n").filter((line) => line.startsWith("| `"));
  assert.is(rows.length, 5);
  assert.ok(rows.every((row) => row.split(" | ").length === 7));
  assert.ok(markdown.includes("A false bound \\| with &lt;b&gt;marks&lt;/b&gt; &amp; \\`ticks\\`."));
  assert.ok(markdown.includes("violated  upperBound: 10 <= 5.25"));
  assert.ok(markdown.includes("`lemmacheck replay out/counterexamples/mine/norm/0123456789abcdef.json`"));
  assert.ok(markdown.startsWith("## lemmacheck: 1 refuted\n"));
  assert.is(markdownText("<script>\n*a*"), "&lt;script&gt; \\*a\\*");
});

test("Markdown is short: what held is folded away, and many counterexamples stay below a comment's limit", () => {
  const markdown = renderMarkdown(runRecord, replayCommand);
  const folded = markdown.slice(markdown.indexOf("<details><summary>1 claim held</summary>"));
  assert.match(folded, /^.*\n\n\| claim \|[\s\S]*?\| `paper\/one`[\s\S]*?<\/details>/);
  assert.is(markdown.match(/<details>/g)?.length, markdown.match(/<\/details>/g)?.length);
  const many = Array.from({ length: 200 }, (_, k): ClaimRecord => ({ ...claims[1], id: `mine/norm-${k}` }));
  const long = renderMarkdown({ ...runRecord, claims: many }, replayCommand);
  assert.ok(long.length < 65_536, `${long.length} characters`);
  assert.match(long, /\n\d+ more counterexamples stand in report\.html and run\.json\.\n$/);
});

test("Markdown's heading is green only when every claim held", () => {
  const held = { ...runRecord.summary, claims: 1, refuted: 0, undecided: 0, vacuous: 0, error: 0 };
  assert.match(
    renderMarkdown({ ...runRecord, claims: claims.slice(0, 1), summary: held }, replayCommand),
    /^## lemmacheck: all claims held\n/,
  );
  const open = { ...held, claims: 2 };
  assert.match(
    renderMarkdown({ ...runRecord, summary: open }, replayCommand),
    /^## lemmacheck: not all claims established\n/,
  );
});

test("a code fence is longer than any run of backticks in it", () => {
  const hostile: ClaimRecord = {
    ...claims[1],
    counterexample: { ...counterexample, confirmation: { ...counterexample.confirmation, left: "````\n## owned" } },
  };
  assert.ok(renderMarkdown({ ...runRecord, claims: [hostile] }, replayCommand).includes("\n`````\n"));
});

test("JUnit: valid XML whose counts are those of its cases", () => {
  const xml = renderJUnit(runRecord, replayCommand);
  assert.is(XMLValidator.validate(xml), true);
  const parsed = new XMLParser({
    ignoreAttributes: false,
    isArray: (name) => name === "testcase" || name === "testsuite",
  }).parse(xml);
  const cases = parsed.testsuites.testsuite.flatMap((suite: { testcase: readonly object[] }) => suite.testcase);
  const having = (part: string): number => cases.filter((entry: object) => part in entry).length;
  assert.is(cases.length, 9);
  assert.equal(
    ["tests", "failures", "errors", "skipped"].map((name) => Number(parsed.testsuites[`@_${name}`])),
    [9, having("failure"), having("error"), having("skipped")],
  );
  assert.equal([having("failure"), having("error"), having("skipped")], [2, 1, 3]);
  assert.ok(String(parsed.testsuites["@_name"]).includes("iris.csv"));
});

test("JUnit holds no character that XML can't, whatever a claim says", () => {
  const hostile = { ...claims[1], plain: 'a\u0000\u001b\ud800"<![CDATA[]]>&\ufffe', reason: "</failure>\u0007" };
  const xml = renderJUnit({ ...runRecord, claims: [hostile] }, replayCommand);
  assert.is(XMLValidator.validate(xml), true);
  assert.not.match(xml, /(?![\n])\p{Cc}|\p{Cs}|\ufffe/u);
});

test.run();
