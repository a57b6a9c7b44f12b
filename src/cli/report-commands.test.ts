import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { XMLValidator } from "fast-xml-parser";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { runRecord } from "../report/testing/records.js";
import { folderWith, inParallel, lemmacheck } from "./testing/spawn.js";

const HOLDS = `import { atMost, below, claim, instances, minus, over, times } from "lemmacheck";

export default claim({
  id: "mine/norm",
  statement: "q < 1",
  instances: instances.implicitLayer({ width: [1, 6], samples: [1, 2], gain: [0, 0.9] }),
  given: { contraction: (layer) => below(layer.gain, 1) },
  then: { upperBound: (layer) => atMost(layer.equilibriumNorm, over(layer.featureNorm, minus(1, layer.gain))) },
});
`;
const FALSE = HOLDS.replace("minus(1, layer.gain)", "minus(1, times(layer.gain, layer.gain))");
const text = `${JSON.stringify(runRecord)}\n`;

test("report: every format into a folder; HTML beside the record by default; one format on standard output", async () => {
  const cwd = folderWith({ "in/run.json": text });
  const [all, plain, printed, json] = await inParallel([
    () => lemmacheck(["report", "in/run.json", "--format", "html,junit,markdown,sarif,tyche", "--out", "out"], { cwd }),
    () => lemmacheck(["report", "in/run.json"], { cwd }),
    () => lemmacheck(["report", "-", "--format", "markdown", "--out", "-"], { cwd, input: text }),
    () => lemmacheck(["report", "in/run.json", "--format", "sarif", "--json", "--out", "two"], { cwd }),
  ]);
  assert.equal([all.code, all.stderr], [0, ""]);
  const names = ["report.html", "junit.xml", "report.md", "lemmacheck.sarif", "tyche.jsonl"];
  assert.equal(
    all.stdout.trimEnd().split("\n"),
    names.map((name) => join("out", name)),
  );
  assert.match(readFileSync(join(cwd, "out", "report.html"), "utf8"), /^<!doctype html>/);
  assert.is(XMLValidator.validate(readFileSync(join(cwd, "out", "junit.xml"), "utf8")), true);
  assert.is(plain.stdout, `${join("in", "report.html")}\n`);
  assert.ok(existsSync(join(cwd, "in", "report.html")));
  assert.match(printed.stdout, /^## lemmacheck: 1 refuted\n/);
  assert.equal(JSON.parse(json.stdout), { files: { sarif: join("two", "lemmacheck.sarif") } });
});

test("report --only: these claims alone, with their counts; studies beside the record are shown", async () => {
  const diagram = {
    claim: "mine/norm",
    x: { parameter: "gamma", values: [0.1] },
    y: { parameter: "width", values: [4] },
    fixed: {},
    inputs: "the sphere",
    seed: 1,
    trials: 2,
    cells: [
      {
        x: 0.1,
        y: 4,
        trials: 2,
        shares: Object.fromEntries(
          ["held", "violated", "undecided", "vacuous", "error"].map((phase) => [
            phase,
            { count: phase === "held" ? 2 : 0, lower: 0, upper: 1 },
          ]),
        ),
      },
    ],
  };
  const cwd = folderWith({
    "run.json": text,
    "studies/phases.json": JSON.stringify(diagram),
    "studies/broken.json": "{",
  });
  const [one, none] = await inParallel([
    () => lemmacheck(["report", "run.json", "--only", "mine/n*"], { cwd }),
    () => lemmacheck(["report", "run.json", "--only", "mine/x"], { cwd }),
  ]);
  assert.equal([one.code, one.stderr], [0, ""]);
  const html = readFileSync(join(cwd, "report.html"), "utf8");
  assert.match(html, /1 claim: 1 refuted/);
  assert.not.match(html, /paper\/one/);
  assert.match(html, /Phase diagram: gamma × width/);
  assert.is(none.code, 2);
  assert.match(none.stderr, /no claim matches "mine\/x"; did you mean/);
});

test("report and compare: what is no run record is one line and exit code 2", async () => {
  const cwd = folderWith({
    "run.json": text,
    "cut.json": text.slice(0, 900),
    "future.json": text.replace("run@1", "run@7"),
    "edited.json": text.replace('"refuted","evidence"', '"disproved","evidence"'),
    "list.json": "[]",
  });
  const outcomes = await inParallel(
    [
      ["report", "cut.json"],
      ["report", "future.json"],
      ["report", "edited.json"],
      ["report", "list.json"],
      ["report", "missing.json"],
      ["report", "run.json", "--format", "htm"],
      ["report", "run.json", "--format", "html,sarif", "--out", "-"],
      ["report"],
      ["compare", "run.json", "future.json"],
      ["compare", "cut.json", "run.json"],
      ["compare", "run.json"],
      ["run", "--baseline", "future.json"],
    ].map((args) => () => lemmacheck(args, { cwd })),
  );
  const expected = [
    /cut\.json:1:\d+: /,
    /future\.json: schema must be "lemmacheck\/run@1", found "lemmacheck\/run@7"; written by another version/,
    /edited\.json: no valid run record/,
    /list\.json: schema must be .*found no schema/,
    /missing\.json: no such file/,
    /unknown format "htm"; did you mean .*html/,
    /--out - takes one format/,
    /missing argument/,
    /future\.json: schema must be/,
    /cut\.json/,
    /missing argument/,
    /future\.json: schema must be/,
  ];
  for (const [index, { code, stdout, stderr }] of outcomes.entries()) {
    assert.equal([code, stdout], [2, ""], `${expected[index]}: ${stdout}${stderr}`);
    assert.match(stderr, expected[index]);
    assert.is(stderr.trimEnd().split("\n").length, 1, stderr);
  }
});

test("compare: exit code 1 when something got worse, 0 when not; text, Markdown, JSON", async () => {
  const worse = text.replace('"verdict":"held"', '"verdict":"vacuous","reason":"never met"');
  const cwd = folderWith({ "base.json": text, "worse.json": worse });
  const [same, bad, markdown, json, better] = await inParallel(
    [
      ["base.json", "base.json"],
      ["base.json", "worse.json"],
      ["base.json", "worse.json", "--format", "markdown"],
      ["base.json", "worse.json", "--json"],
      ["worse.json", "base.json"],
    ].map((args) => () => lemmacheck(["compare", ...args], { cwd })),
  );
  assert.equal([same.code, same.stdout], [0, "nothing changed\n"]);
  assert.is(bad.code, 1, bad.stderr);
  assert.match(
    bad.stdout,
    /^1 worse, 0 better, 0 other changes\n {2}worse {3}paper\/one: held → vacuous: never met\n$/,
  );
  assert.match(markdown.stdout, /\| ❌ worse \| `paper\/one` \|/);
  assert.equal([json.code, JSON.parse(json.stdout).worse], [1, 1]);
  assert.equal([better.code, better.stdout.split(",")[1]], [0, " 1 better"]);
});

test("run --baseline: a claim that broke since is worse; the record names where the claim is written", async () => {
  const cwd = folderWith({ "claims/norm.ts": HOLDS });
  const args = ["run", "--claims", "claims/norm.ts", "--trials", "100", "--profile", "smoke", "--workers", "1"];
  const first = await lemmacheck([...args, "--out", "base"], { cwd });
  assert.is(first.code, 0, first.stderr);
  const { claims } = JSON.parse(readFileSync(join(cwd, "base", "run.json"), "utf8"));
  assert.equal(claims[0].location, { file: "claims/norm.ts", line: 4 });
  const again = await lemmacheck([...args, "--baseline", "base/run.json"], { cwd });
  assert.is(again.code, 0, again.stderr);
  assert.match(again.stdout, /compared with the baseline: nothing changed/);
  const broken = folderWith({
    "claims/norm.ts": FALSE,
    "base.json": readFileSync(join(cwd, "base", "run.json"), "utf8"),
  });
  const worse = await lemmacheck([...args, "--baseline", "base.json"], { cwd: broken });
  assert.is(worse.code, 1, worse.stderr);
  assert.match(worse.stdout, /1 worse[\s\S]*held → refuted/);
  assert.match(readFileSync(join(broken, "reports/latest/comparison.md"), "utf8"), /❌ worse/);
});

test("init: an empty folder becomes a project; what is there is kept", async () => {
  const cwd = folderWith();
  const first = await lemmacheck(["init", "my claims"], { cwd });
  assert.is(first.code, 0, first.stderr);
  const folder = join(cwd, "my claims");
  const project = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  assert.equal([project.name, project.type, project.private], ["my-claims", "module", true]);
  assert.match(first.stdout, /\n {2}cd 'my claims'\n {2}npm install\n {2}npx lemmacheck run {2}/);
  const again = await lemmacheck(["init", "my claims", "--json"], { cwd });
  assert.equal(JSON.parse(again.stdout).written, []);
  const holds = await lemmacheck(["run", "--profile", "smoke"], { cwd: folder });
  assert.is(holds.code, 0, holds.stdout + holds.stderr);
  const refuted = await lemmacheck(["run", "--claims", "claims/refuted.ts", "--profile", "smoke"], { cwd: folder });
  assert.is(refuted.code, 1, refuted.stdout + refuted.stderr);
  assert.match(refuted.stdout, /Counterexample to mine\/equilibrium-norm-squared/);
});

test("init: an existing package.json keeps its entries; one that is broken, and a file in the way, are refused", async () => {
  const own = { name: "mine", version: "2.0.0", scripts: { test: "mocha" }, dependencies: { lemmacheck: "file:x" } };
  const cwd = folderWith({ "a/package.json": JSON.stringify(own), "b/package.json": "{", c: "" });
  const [kept, broken, file] = await inParallel(
    ["a", "b", "c"].map((name) => () => lemmacheck(["init", name], { cwd })),
  );
  assert.is(kept.code, 0, kept.stderr);
  const { devDependencies, scripts, ...rest } = JSON.parse(readFileSync(join(cwd, "a", "package.json"), "utf8"));
  assert.equal(rest, { name: "mine", version: "2.0.0", dependencies: { lemmacheck: "file:x" } });
  assert.equal([scripts.test, scripts.claims], ["mocha", "lemmacheck run"]);
  assert.equal(Object.keys(devDependencies), ["tsx", "typescript"]);
  assert.equal([broken.code, file.code], [2, 2]);
  assert.match(broken.stderr, /package\.json: no JSON object/);
  assert.match(file.stderr, /^lemmacheck: c: is a file; expected a folder\n$/);
});

test.run();
