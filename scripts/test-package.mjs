#!/usr/bin/env node
/**
 * A stranger's project: packs lemmacheck, installs the tarball into an empty folder, sets it up by `init`, runs the claims,
 * tests them by each runner, gates by exit code in a shell script, and reads the workflow. Needs the registry; takes a minute
 * or two. Last line: `N passed, N failed`.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import yaml from "js-yaml";

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

let content = { size: 0, unpackedSize: 0, paths: [] };
const project = join(folder, "project");
const lemmacheck = (...args) => run("npx", ["lemmacheck", ...args], project);
try {
  step("npm pack, npm install of the tarball, init, npm install", () => {
    const packed = run("npm", ["pack", "--json", "--pack-destination", folder], root);
    assert.equal(packed.code, 0, packed.text);
    const [{ filename, size, unpackedSize, files }] = JSON.parse(packed.stdout.slice(packed.stdout.indexOf("[")));
    content = { size, unpackedSize, paths: files.map(({ path }) => path) };
    const made = run("npm", ["install", "--prefix", project, join(folder, filename)], folder);
    assert.equal(made.code, 0, made.text);
    const initialized = lemmacheck("init");
    assert.equal(initialized.code, 0, initialized.text);
    const installed = run("npm", ["install"], project);
    assert.equal(installed.code, 0, installed.text);
  });
  step("the package: small, with all that users need and nothing else", () => {
    const { size, unpackedSize, paths } = content;
    assert.ok(size < 2 ** 21, `${size} bytes packed`);
    assert.ok(unpackedSize < 6 * 2 ** 20, `${unpackedSize} bytes`);
    for (const needed of [
      "dist/src/cli/main.js",
      "dist/src/index.d.ts",
      "dist/properties/index.js",
      "schemas/run.schema.json",
      "schemas/counterexample.schema.json",
      "docs/reference.md",
      "docs/tutorial.md",
      "CHANGELOG.md",
      "README.md",
      "LICENSE",
    ])
      assert.ok(paths.includes(needed), `${needed} is missing`);
    for (const [kind, pattern] of Object.entries({
      adapters: /^dist\/src\/adapters\/(uvu|node-test|vitest|jest)\.js$/,
      types: /^dist\/src\/adapters\/(uvu|node-test|vitest|jest)\.d\.ts$/,
    }))
      assert.equal(paths.filter((path) => pattern.test(path)).length, 4, kind);
    assert.ok(paths.some((path) => path.startsWith("fixtures/counterexamples/")));
    const foreign = paths.filter((path) => /\.test\.|\/testing\/|^(src|reports|bench|scripts|coverage|\.)/.test(path));
    assert.deepEqual(foreign, []);
    for (const path of paths.filter((name) => /\.(js|md|json|d\.ts)$/.test(name))) {
      const text = readFileSync(join(project, "node_modules/lemmacheck", path), "utf8");
      assert.ok(!text.includes(root), `${path} names a folder of this machine`);
    }
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
  step("the claims as tests of each runner: the true one passes, the false one fails with its counterexample", () => {
    const tests = join(project, "adapters");
    mkdirSync(tests);
    const fixtures = join(root, "src/adapters/testing");
    for (const file of ["claims.mjs", "uvu.mjs", "node-test.mjs", "vitest.test.mjs", "jest.test.mjs"])
      copyFileSync(join(fixtures, file), join(tests, file));
    const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const runners = ["uvu", "vitest", "jest"].map((name) => `${name}@${devDependencies[name]}`);
    const installed = run("npm", ["install", "--save-dev", ...runners], project);
    assert.equal(installed.code, 0, installed.text);
    const jest = [
      "node_modules/jest/bin/jest.js",
      "--rootDir",
      tests,
      "--testMatch",
      "**/jest.test.mjs",
      "--transform",
      "{}",
    ];
    const commands = {
      uvu: ["npx", ["uvu", "adapters", "^uvu\\.mjs$"], /Passed:\s+1\b/],
      "node:test": ["node", ["--test", "--test-reporter=spec", "adapters/node-test.mjs"], /pass 1\b/],
      vitest: ["npx", ["vitest", "run", "--dir", "adapters", "vitest.test.mjs"], /1 passed/],
      jest: ["node", ["--experimental-vm-modules", ...jest], /1 passed/],
    };
    for (const [name, [command, args, passing]] of Object.entries(commands)) {
      const { code, text } = run(command, args, project);
      const plain = text.replace(/\p{Cc}\[[\d;]*m/gu, "");
      assert.equal(code, 1, `${name}: ${plain}`);
      assert.match(plain, passing, name);
      assert.match(plain, /adapter\/wrong is refuted/, name);
      assert.match(plain, /repeat it: {2}npx lemmacheck replay/, name);
    }
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
  step("a shell script gates by the exit code", () => {
    const gate = `if npx lemmacheck run --quiet --profile smoke --claims "$1" --out reports/gate; then echo MERGED; else echo "STOPPED by $?"; fi\n`;
    writeFileSync(join(project, "gate.sh"), gate);
    if (windows) return;
    const merged = run("sh", ["gate.sh", "claims/holds.ts"], project);
    assert.match(merged.stdout, /^MERGED$/m, merged.text);
    const stopped = run("sh", ["gate.sh", "claims/refuted.ts"], project);
    assert.match(stopped.stdout, /^STOPPED by 1$/m, stopped.text);
    const absent = run("sh", ["gate.sh", "claims/absent.ts"], project);
    assert.match(absent.stdout, /^STOPPED by 2$/m, absent.text);
  });
  step("the workflow: valid YAML; cached install, run in profile ci, comment, SARIF, artifact, gate", () => {
    const text = readFileSync(join(project, ".github/workflows/lemmacheck.yml"), "utf8");
    const { jobs, permissions } = yaml.safeLoad ? yaml.safeLoad(text) : yaml.load(text);
    const { steps } = jobs.claims;
    const at = (part) => steps.findIndex((one) => JSON.stringify(one).includes(part));
    const order = [
      "actions/checkout",
      "actions/setup-node",
      "npm ci",
      "lemmacheck run --profile ci",
      "--format markdown,sarif",
      "gh pr comment",
      "upload-sarif",
      "upload-artifact",
      "exit 1",
    ].map(at);
    assert.ok(
      order.every((place, i) => place >= 0 && (i === 0 || place > order[i - 1])),
      `${order}`,
    );
    assert.equal(steps[at("actions/setup-node")].with.cache, "npm");
    assert.equal(permissions["pull-requests"], "write");
    assert.equal(permissions["security-events"], "write");
    // What the workflow runs, run here.
    const reported = lemmacheck("report", "reports/latest/run.json", "--format", "markdown,sarif");
    assert.equal(reported.code, 0, reported.text);
    for (const file of ["report.md", "lemmacheck.sarif"])
      assert.ok(existsSync(join(project, "reports/latest", file)), file);
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
