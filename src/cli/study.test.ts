import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { lemmacheck } from "./testing/spawn.js";

const test = suite("study and doctor");
const folder = mkdtempSync(join(tmpdir(), "lemmacheck-study-"));
test.after(() => rmSync(folder, { recursive: true, force: true }));

test("study --json: the exponent and what it says of every statement; JSON and CSV beside it", async () => {
  const sizes = ["--samples", "4,8,16", "--replicates", "4", "--inputs", "n"];
  const { code, stdout } = await lemmacheck(["study", "gao-2022/linear-width", "--json", ...sizes, "--out", folder]);
  assert.is(code, 0);
  const document = JSON.parse(stdout);
  assert.is(document.outcome, "consistent");
  assert.ok(document.exponent.lower < document.exponent.mean && document.exponent.mean < document.exponent.upper);
  const outcomes = Object.fromEntries(
    document.statements.map(({ mutant, outcome }: { mutant: string | null; outcome: string }) => [mutant, outcome]),
  );
  assert.is(outcomes.quadraticNecessary, "inconsistent");
  assert.is(outcomes.asManyAsSamples, "inconsistent");
  const file = join(folder, "studies", "gao-2022-linear-width-gram");
  assert.equal(JSON.parse(readFileSync(`${file}.json`, "utf8")), document);
  assert.match(readFileSync(`${file}.svg`, "utf8"), /^<svg xmlns[\s\S]*exponent [\s\S]*<\/svg>\n$/);
  assert.match(readFileSync(`${file}.html`, "utf8"), /^<!doctype html>[\s\S]*<h4>Study[\s\S]*<svg/);
  assert.is(readFileSync(`${file}.csv`, "utf8").split("\n")[0], "replicate,samples,width,successes,trials,slope");
});

test("a phase diagram: one cell a pair of values", async () => {
  const axes = ["--across", "gamma=0.1,3", "--upward", "width=2,4", "--trials", "3"];
  const { code, stdout } = await lemmacheck(["study", "phase-diagram", "--json", ...axes, "--out", folder]);
  assert.is(code, 0);
  const { cells } = JSON.parse(stdout);
  assert.equal(
    cells.map(({ x, y, trials }: { x: number; y: number; trials: number }) => [x, y, trials]),
    [
      [0.1, 2, 3],
      [3, 2, 3],
      [0.1, 4, 3],
      [3, 4, 3],
    ],
  );
  assert.is(cells[0].shares.held.count, 3);
});

test("mistakes: one line that says what was expected", async () => {
  for (const [args, message] of [
    [["nothing"], /no study "nothing"; expected gao-2022\/linear-width or phase-diagram/],
    [["gao-2022/linear-width", "--inputs", "0"], /--inputs: expected a dimension/],
    [["gao-2022/linear-width", "--samples", "8,4"], /--samples: expected ascending/],
    [["phase-diagram", "--across", "depth=1"], /--across: expected NAME=V1/],
    [["phase-diagram", "--across", "width=1.5"], /whole numbers from 1 to 512/],
  ] as const) {
    const { code, stderr } = await lemmacheck(["study", ...args]);
    assert.is(code, 2, stderr);
    assert.match(stderr, message);
    assert.is(stderr.trim().split("\n").length, 1);
  }
});

test("run, mutate and sharpen never pass on studies alone", async () => {
  for (const command of ["run", "mutate", "sharpen"]) {
    const { code, stderr } = await lemmacheck([command, "gao-2022/linear-width", "--quiet", "--out", folder]);
    assert.is(code, 2);
    assert.match(stderr, /gao-2022\/linear-width is a study, .*use lemmacheck study gao-2022\/linear-width/);
  }
});

test("doctor: every part, what is missing with advice, nothing required missing", async () => {
  const { code, stdout, stderr } = await lemmacheck(["doctor", "--json"]);
  assert.equal([code, stderr], [0, ""]);
  const { ok, parts } = JSON.parse(stdout);
  assert.is(ok, true);
  const names = parts.map(({ name }: { name: string }) => name);
  assert.equal(names, ["node", "kernels", "second arithmetic", "native BLAS", "TensorFlow", "queue"]);
  for (const { status, advice } of parts) assert.ok(status !== "missing" || advice.length > 10);
});

test.run();
