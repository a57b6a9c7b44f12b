import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { XMLValidator } from "fast-xml-parser";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { schemaError } from "../engine/schema-validation.js";
import { packageRoot, toolVersion } from "../package-root.js";
import { COMMANDS } from "./help.js";
import { folderWith, inParallel, lemmacheck } from "./testing/spawn.js";

/** One unit, gain 0.9, feature 1: Z = 10, and the bound 1/(1 - 0.9) = 10 is attained. */
const LAYER = JSON.stringify({ model: "implicit-relu", gamma: 1, A: [["1/2"]], Phi: [[1]] });
const CLAIMS = `import { atMost, below, claim, instances, minus, over, times } from "lemmacheck";
console.log("noise on stdout");
const shared = { statement: "s", instances: instances.implicitLayer({ width: [1, 6], samples: [1, 3], gain: [0, 0.9] }), given: { contraction: (layer) => below(layer.gain, 1) } };
export const bound = claim({ ...shared, id: "mine/bound", then: { upper: (layer) => atMost(layer.equilibriumNorm, over(layer.featureNorm, minus(1, layer.gain))) } });
export const wrong = claim({ ...shared, id: "mine/wrong", then: { upper: (layer) => atMost(layer.equilibriumNorm, over(layer.featureNorm, minus(1, times(layer.gain, layer.gain)))) } });
export const throws = claim({ ...shared, id: "mine/throws", then: { upper: (layer) => atMost(layer.equilibriumNrm, 1) } });
`;

test("--help and --version; help names every command, its options, exit codes and examples", async () => {
  const [root, version, ...commands] = await inParallel(
    [["--help"], ["--version"], ...Object.keys(COMMANDS).map((name) => [name, "--help"])].map(
      (args) => () => lemmacheck(args),
    ),
  );
  for (const { code, stderr } of [root, version, ...commands]) assert.equal([code, stderr], [0, ""]);
  assert.is(version.stdout, `${toolVersion().version}\n`);
  for (const [index, name] of Object.keys(COMMANDS).entries()) {
    assert.match(root.stdout, new RegExp(`^  ${name} `, "m"));
    assert.match(commands[index].stdout, new RegExp(`^  lemmacheck ${name} `, "m"));
    for (const part of ["Exit codes:", "Examples:", "OPTIONS", "--json", "--config FILE", "--no-color"])
      assert.ok(commands[index].stdout.includes(part), `${name}: ${part}`);
  }
  assert.ok(Math.max(...root.stdout.split("\n").map((line) => line.length)) <= 90);
});

test("without a command: help on stdout, one line on stderr, code 2", async () => {
  const { code, stdout, stderr } = await lemmacheck([]);
  assert.is(code, 2);
  assert.match(stdout, /^lemmacheck tries to falsify/);
  assert.match(stderr, /^lemmacheck: no command given[^\n]*\n$/);
});

test("list: one claim a line, and the document of the contract", async () => {
  const [text, json, some] = await inParallel(
    [["list"], ["list", "--json", "--seed", "3", "--workers", "2"], ["--no-color", "list", "gao-2022/*"]].map(
      (args) => () => lemmacheck(args),
    ),
  );
  const { claims } = JSON.parse(json.stdout);
  assert.ok(claims.length >= 8);
  for (const claim of claims) {
    assert.equal(Object.keys(claim), [
      "id",
      "paper",
      "locator",
      "provenance",
      "quantifier",
      "title",
      "mutants",
      "hypotheses",
      "conclusions",
    ]);
    assert.ok(claim.mutants.length >= 2 && claim.conclusions.length >= 1, claim.id);
    const line = text.stdout.split("\n").find((candidate) => candidate.startsWith(`${claim.id} `)) ?? "";
    assert.ok(
      line.includes(claim.provenance) &&
        line.includes(claim.quantifier) &&
        line.endsWith(`${claim.mutants.length} mutants`),
      line,
    );
  }
  assert.is(text.stdout.trim().split("\n").length, claims.length + 1);
  assert.equal(
    some.stdout
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split("/")[0])
      .filter((paper) => paper !== "gao-2022"),
    [],
  );
});

test("explain: everything about a claim in 80 columns", async () => {
  const [{ stdout, code }, json] = await inParallel(
    [
      ["explain", "gao-2022/equilibrium-norm-bounds"],
      ["explain", "equilibrium-norm-bounds", "--json"],
    ].map((args) => () => lemmacheck(args)),
  );
  assert.is(code, 0);
  for (const part of [
    "Statement",
    "Source",
    "provenance: derived",
    "proof: properties/gao-2022/README.md",
    "Hypotheses",
    "  contraction",
    "Conclusions",
    "Mutants",
    "witness 1",
    "Necessity",
  ])
    assert.ok(stdout.includes(part), part);
  const prose = stdout.split("\n").filter((line) => !/https?:/.test(line));
  assert.ok(Math.max(...prose.map((line) => line.length)) <= 80, prose.find((line) => line.length > 80) ?? "");
  assert.is(JSON.parse(json.stdout).id, "gao-2022/equilibrium-norm-bounds");
});

test("inspect: from a file and from standard input; balls hold the known values", async () => {
  const folder = folderWith({ "layer.json": LAYER });
  const [text, json] = await inParallel([
    () => lemmacheck(["inspect", "--instance", "layer.json"], { cwd: folder }),
    () => lemmacheck(["--json", "inspect", "--instance", "-"], { input: LAYER }),
  ]);
  assert.equal([text.code, json.code, text.stderr, json.stderr], [0, 0, "", ""]);
  const { model, shape, quantities } = JSON.parse(json.stdout);
  assert.is(model, "implicit-relu");
  assert.is(shape.width, 1);
  const holds = (ball: { mid: number; rad: number }, truth: number): boolean => Math.abs(ball.mid - truth) <= ball.rad;
  assert.ok(holds(quantities.spectralNorm, 0.5) && holds(quantities.gain, 0.5) && holds(quantities.equilibriumNorm, 2));
  assert.ok(holds(quantities.equilibriumNormUpper, 2) && holds(quantities.gramEigenvalues[0], 4));
  assert.match(text.stdout, /^implicit-relu: width 1/);
  assert.match(text.stdout, /^gain +0\.5/m);
});

test("check: 0 holds, 1 violated, 3 vacuous; the document of the contract", async () => {
  const folder = folderWith({ "layer.json": LAYER, "ill.json": LAYER.replace('"1/2"', "2"), "mine.ts": CLAIMS });
  const claim = "gao-2022/equilibrium-norm-bounds";
  const [holds, vacuous, violated, mutant] = await inParallel(
    [
      ["check", claim, "--instance", "layer.json", "--json"],
      ["check", claim, "--instance", "ill.json", "--json"],
      ["check", "mine/wrong", "--claims", "mine.ts", "--instance", "layer.json"],
      ["check", "--json", claim, "--instance", "layer.json", "--mutant", "squaredGain"],
    ].map((args) => () => lemmacheck(args, { cwd: folder })),
  );
  const document = JSON.parse(holds.stdout);
  assert.equal([holds.code, document.verdict, document.claim], [0, "holds", claim]);
  assert.equal(Object.keys(document.then), ["lowerBound", "upperBound", "signedUpperBound", "drift", "spectralNorm"]);
  for (const judgement of [...Object.values(document.given), ...Object.values(document.then)])
    for (const key of ["left", "relation", "right", "verdict", "evidence", "margin", "tightness"])
      assert.ok(key in (judgement as object), key);
  assert.equal([vacuous.code, JSON.parse(vacuous.stdout).verdict], [3, "vacuous"]);
  assert.is(violated.code, 1);
  assert.match(violated.stdout, /✗ violated/);
  assert.match(violated.stdout, /✗ upper +2 ≤ 1\.333/);
  assert.match(violated.stdout, /left +2\n +right +1\.3333333333/);
  assert.is(violated.stderr, "noise on stdout\n", "what a claim file prints goes to stderr");
  if (mutant.code !== 2) assert.is(JSON.parse(mutant.stdout).mutant, "squaredGain");
});

test("run: a false claim is refuted with files that replay; a throwing one is an error; the others go on", async () => {
  const folder = folderWith({
    "mine.ts": CLAIMS,
    "lemmacheck.config.json": '{ "claims": ["mine.ts"], "trials": 60, "profile": "smoke", "out": "r" }',
  });
  const json = await lemmacheck(["run", "--json", "--quiet"], { cwd: folder });
  assert.is(json.code, 1, json.stderr);
  const record = JSON.parse(json.stdout);
  assert.is(await schemaError("run", record), null);
  assert.equal(
    record.claims
      .map(({ id, verdict }: { id: string; verdict: string }) => [id, verdict])
      .filter(([id]: string[]) => id !== "mine/bound"),
    [
      ["mine/throws", "error"],
      ["mine/wrong", "refuted"],
    ],
  );
  const strip = ({ timing, environment, ...rest }: Record<string, unknown>): unknown => rest;
  assert.equal(strip(JSON.parse(readFileSync(join(folder, "r", "run.json"), "utf8"))), strip(record));
  assert.is(XMLValidator.validate(readFileSync(join(folder, "r", "junit.xml"), "utf8")), true);
  assert.match(
    readFileSync(join(folder, "r", "report.md"), "utf8"),
    /<summary>Counterexample to <code>mine\/wrong<\/code><\/summary>/,
  );
  const [stored] = readdirSync(join(folder, "r", "counterexamples", "mine", "wrong"));
  const file = join("r", "counterexamples", "mine", "wrong", stored);
  const [text, replayed, piped] = await inParallel([
    () => lemmacheck(["run", "mine/wrong", "mine/throws"], { cwd: folder }),
    () => lemmacheck(["replay", file], { cwd: folder }),
    () => lemmacheck(["replay", "-", "--json"], { cwd: folder, input: readFileSync(join(folder, file), "utf8") }),
  ]);
  assert.is(text.code, 1);
  assert.match(text.stdout, /✗ wrong +refuted/);
  assert.match(text.stdout, /equilibriumNrm|misspelt/, "an error verdict shows what failed");
  const command = /repeat it: +(lemmacheck replay \S+ --claims \S+)/.exec(text.stdout)?.[1].split(" ").slice(1) ?? [];
  assert.equal((await lemmacheck(command, { cwd: folder })).code, 1, "the printed command repeats the finding");
  assert.is(replayed.code, 1);
  assert.match(replayed.stdout, /mine\/wrong: still violated/);
  assert.equal([piped.code, JSON.parse(piped.stdout).replays[0].status], [1, "violated"]);
});

test("run: real rows, whose data set is named in every report", async () => {
  const data = join(packageRoot, "fixtures", "datasets", "iris.csv");
  const folder = folderWith();
  const { code, stdout, stderr } = await lemmacheck(
    [
      "run",
      "gao-2022/picard-contracts",
      "--data",
      data,
      "--target",
      "species",
      "--profile",
      "smoke",
      "--trials",
      "20",
      "--out",
      "r",
    ],
    { cwd: folder },
  );
  assert.ok(code === 0 || code === 3, stderr);
  assert.match(stdout.replace(/\s+/g, " "), /data iris\.csv \(150 x 4\)/);
  for (const file of ["run.json", "report.md", "junit.xml"])
    assert.match(readFileSync(join(folder, "r", file), "utf8"), /iris\\?\.csv/);
});

test("mutate: killed mutants end with 0; a true variant survives and ends with 1", async () => {
  const survivor = CLAIMS.replace(
    'id: "mine/bound",',
    'id: "mine/bound", mutants: { same: { then: { upper: (layer) => atMost(layer.equilibriumNorm, over(layer.featureNorm, minus(1, layer.gain))) } } },',
  );
  const folder = folderWith({ "mine.ts": survivor });
  const [killed, survived] = await inParallel([
    () => lemmacheck(["mutate", "gao-2022/picard-contracts", "--json"], { cwd: folder }),
    () => lemmacheck(["mutate", "mine/bound", "--claims", "mine.ts", "--trials", "40"], { cwd: folder }),
  ]);
  assert.is(killed.code, 0, killed.stderr);
  const [{ mutants, necessity }] = JSON.parse(killed.stdout).claims;
  assert.ok(mutants.length >= 2 && mutants.every(({ status }: { status: string }) => status === "killed"));
  assert.ok(necessity.length >= 1);
  assert.is(survived.code, 1);
  assert.match(survived.stdout, /^mine\/bound$/m);
  assert.match(survived.stdout, /^ {2}same +SURVIVED +40/m);
});

test("verify: a counterexample to a built-in mutant is verified by the checker, one whose numbers were changed isn't", async () => {
  const folder = folderWith();
  await lemmacheck(["mutate", "gao-2022/equilibrium-norm-bounds", "--out", "r", "--quiet"], { cwd: folder });
  const found = join("r", "counterexamples", "gao-2022", "equilibrium-norm-bounds");
  const names = readdirSync(join(folder, found));
  const file = names.find((name) => readFileSync(join(folder, found, name), "utf8").includes('"squaredGain"')) ?? "";
  const text = readFileSync(join(folder, found, file), "utf8");
  const changed = JSON.stringify({
    ...JSON.parse(text),
    instance: { ...JSON.parse(text).instance, A: [[0]], Phi: [[1]] },
  });
  const [all, piped, false_, foreign, none] = await inParallel([
    () => lemmacheck(["verify", found], { cwd: folder }),
    () => lemmacheck(["verify", "-", "--json"], { cwd: folder, input: text }),
    () => lemmacheck(["verify", "-"], { cwd: folder, input: changed }),
    () => lemmacheck(["verify", "-"], { cwd: folder, input: '{"name":"left-pad"}' }),
    () => lemmacheck(["verify", folderWith()], { cwd: folder }),
  ]);
  assert.is(all.code, 0, all.stdout);
  assert.is(all.stdout.split("\n").filter((line) => line.startsWith("✓ ")).length, names.length);
  assert.equal([piped.code, JSON.parse(piped.stdout).files[0].verified], [0, true]);
  assert.is(false_.code, 3);
  assert.match(
    false_.stdout,
    /^\? standard input: gao-2022\/equilibrium-norm-bounds#squaredGain: no conclusion is certainly violated/,
  );
  assert.equal([foreign.code, none.code], [2, 2]);
  assert.match(foreign.stderr, /^lemmacheck: standard input: no counterexample file; expected an object[^\n]*\n$/);
  assert.match(none.stderr, /no \.json file in this folder/);
});

test("sharpen: the norm bound is attained", async () => {
  const { code, stdout } = await lemmacheck([
    "sharpen",
    "gao-2022/equilibrium-norm-bounds",
    "--trials",
    "300",
    "--json",
  ]);
  assert.is(code, 0);
  assert.ok(JSON.parse(stdout).claims[0].tightest.ratio > 0.999);
});

test("a reader that closes its end early is no error", async () => {
  const { stderr } = await lemmacheck(["explain", "gao-2022/equilibrium-norm-bounds"], {
    running: (child) => child.stdout?.destroy(),
  });
  assert.is(stderr, "");
});

test("Ctrl-C: code 130, the report is saved and named", async () => {
  const folder = folderWith();
  const { code, stderr } = await lemmacheck(["run", "--trials", "1000000", "--profile", "nightly", "--out", "r"], {
    cwd: folder,
    running: (child) => {
      child.stderr?.once("data", () => setTimeout(() => child.kill("SIGINT"), 1500));
    },
  });
  assert.is(code, 130, stderr);
  assert.match(stderr, /interrupted; saved r\/run\.json/);
  assert.is(JSON.parse(readFileSync(join(folder, "r", "run.json"), "utf8")).summary.interrupted, true);
});

test("--time ends the drawing, not the verdict", async () => {
  const folder = folderWith();
  const { code, stdout } = await lemmacheck(
    [
      "run",
      "gao-2022/picard-contracts",
      "--trials",
      "1000000",
      "--profile",
      "smoke",
      "--time",
      "4s",
      "--workers", // one: threads that have not started yet draw nothing
      "1",
      "--json",
      "--out",
      "r",
    ],
    { cwd: folder },
  );
  const { claims } = JSON.parse(stdout);
  assert.ok(claims[0].trials.drawn < 1_000_000 && claims[0].trials.drawn > 0);
  assert.ok(code === 0 || code === 3);
  assert.ok(existsSync(join(folder, "r", "run.json")));
});

test.run();
