#!/usr/bin/env node
/**
 * A stranger's project: packs lemmacheck, installs the tarball into an empty folder, sets it up by `init`, runs the claims,
 * tests by node:test, and gates by exit code. Needs the registry; takes about a minute. Last line: `N passed, N failed`.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), "lemmacheck-package-"));
const windows = process.platform === "win32";
let passed = 0;
let failed = 0;

function run(command, args, cwd) {
  // What this repository's runners set is not the stranger's.
  const { NODE_OPTIONS: _, NODE_V8_COVERAGE: __, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8", env, shell: windows });
  return { code: status, stdout, text: `${stdout}${stderr}` };
}

function step(name, act) {
  try {
    act();
    passed++;
    process.stdout.write(`ok   ${name}\n`);
  } catch (error) {
    failed++;
    process.stdout.write(`FAIL ${name}\n${error.stack}\n`);
  }
}

const project = join(folder, "project");
const lemmacheck = (...args) => run("npx", ["lemmacheck", ...args], project);
try {
  step("npm pack, npm install of the tarball, init, npm install", () => {
    const packed = run("npm", ["pack", "--json", "--pack-destination", folder], root);
    assert.equal(packed.code, 0, packed.text);
    const [{ filename }] = JSON.parse(packed.stdout.slice(packed.stdout.indexOf("[")));
    const made = run("npm", ["install", "--prefix", project, join(folder, filename)], folder);
    assert.equal(made.code, 0, made.text);
    const initialized = lemmacheck("init");
    assert.equal(initialized.code, 0, initialized.text);
    const installed = run("npm", ["install"], project);
    assert.equal(installed.code, 0, installed.text);
  });
  step("run: the claim holds, exit code 0, a report", () => {
    const { code, text } = lemmacheck("run", "--profile", "smoke");
    assert.equal(code, 0, text);
    assert.ok(existsSync(join(project, "reports/latest/report.html")));
  });
  step("run: the false claim is refuted, exit code 1, a counterexample that replays", () => {
    const { code, text } = lemmacheck("run", "--claims", "claims/refuted.ts", "--out", "reports/refuted");
    assert.equal(code, 1, text);
    const [{ counterexample, location }] = JSON.parse(
      readFileSync(join(project, "reports/refuted/run.json"), "utf8"),
    ).claims;
    assert.equal(location.file, "claims/refuted.ts");
    const replayed = lemmacheck(
      "replay",
      join("reports/refuted", counterexample.file),
      "--claims",
      "claims/refuted.ts",
    );
    assert.equal(replayed.code, 1, replayed.text);
  });
  step("npm test: the claim as a test of node:test", () => {
    const { code, text } = run("npm", ["test"], project);
    assert.equal(code, 0, text);
  });
  step("npm run typecheck: the claim files type-check against the package's types", () => {
    const { code, text } = run("npm", ["run", "typecheck"], project);
    assert.equal(code, 0, text);
  });
  step("the built-in claims come with the package", () => {
    const { code, text } = lemmacheck(
      "run",
      "gao-2022/equilibrium-norm-bounds",
      "--profile",
      "smoke",
      "--out",
      "reports/own",
    );
    assert.equal(code, 0, text);
  });
  step("compare gates by exit code", () => {
    assert.equal(lemmacheck("compare", "reports/latest/run.json", "reports/latest/run.json").code, 0);
    assert.equal(lemmacheck("compare", "reports/latest/run.json", "reports/refuted/run.json").code, 1);
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
