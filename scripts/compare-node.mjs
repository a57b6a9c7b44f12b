#!/usr/bin/env node
/**
 * Runs the same claims under this Node and under another one, and compares the records: without timing and environment
 * they must be the same, byte for byte (law 1: nothing of the machine enters a verdict).
 *
 *   node scripts/compare-node.mjs                          # eleven claims, 300 trials, against Node 24
 *   node scripts/compare-node.mjs --node PATH --trials 50 'gao-2022/*'
 *
 * Without --node, npm's package `node` (version 24) is installed into .cache/node-24. Needs the build (npm run build).
 * Exit code 0: the same; 1: not; 2: could not be tried.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/** Every model, every kind of number: Gaussian draws, square roots, exponentials, angles, flows, exact ranks. */
const CLAIMS = [
  "gao-2022/picard-contracts",
  "gao-2022/gram-lower-bound",
  "gao-2022/implicit-gradient",
  "gao-2022/gradient-flow-linear-rate",
  "gao-2021/gaussian-norm",
  "gao-2021/relu-kernel",
  "min-2021/imbalance-rate",
  "min-2021/min-norm-distance",
  "chatterjee-2022/flow-criterion",
  "chatterjee-2022/positive-init-converges",
  "extended/deep-linear-balance",
];

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values, positionals } = parseArgs({
  options: {
    node: { type: "string" },
    trials: { type: "string", default: "300" },
    seed: { type: "string", default: "1" },
  },
  allowPositionals: true,
});

function fail(message) {
  console.error(`compare-node: ${message}`);
  process.exit(2);
}

function installed() {
  const folder = join(root, ".cache", "node-24");
  const binary = join(folder, "node_modules", "node", "bin", "node");
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  const options = { cwd: folder, stdio: ["ignore", "ignore", "inherit"], shell: process.platform === "win32" };
  const install = spawnSync(
    "npm",
    ["install", "--no-save", "--no-audit", "--no-fund", "--prefix", folder, "node@24"],
    options,
  );
  if (install.status !== 0 || !existsSync(binary))
    fail("node@24 could not be installed; give another Node with --node PATH");
  return binary;
}

const main = join(root, "dist", "src", "cli", "main.js");
if (!existsSync(main)) fail("the build is missing; npm run build");
const other = values.node ?? installed();
const folder = mkdtempSync(join(tmpdir(), "lemmacheck-compare-"));

/** The record without what belongs to the machine and the hour. */
function recordOf(node, name) {
  const out = join(folder, name);
  const patterns = positionals.length > 0 ? positionals : CLAIMS;
  const run = spawnSync(
    node,
    [main, "run", ...patterns, "--trials", values.trials, "--seed", values.seed, "--quiet", "--out", out],
    { cwd: folder, encoding: "utf8" },
  );
  if (run.status !== 0 && run.status !== 1 && run.status !== 3) fail(`${node} ended with ${run.status}: ${run.stderr}`);
  const { timing, environment, ...record } = JSON.parse(readFileSync(join(out, "run.json"), "utf8"));
  return {
    version: environment.node,
    milliseconds: timing.milliseconds,
    text: JSON.stringify(record, null, 1),
    record,
  };
}

try {
  const [ours, theirs] = [recordOf(process.execPath, "ours"), recordOf(other, "theirs")];
  const what = `${ours.record.claims.length} claims, ${ours.record.summary.trials} trials`;
  if (ours.text === theirs.text) {
    console.log(
      `the same record on ${ours.version} and ${theirs.version}: ${what}, ${ours.text.length} bytes ` +
        `(${ours.milliseconds} ms, ${theirs.milliseconds} ms)`,
    );
  } else {
    const [a, b] = [ours.text.split("\n"), theirs.text.split("\n")];
    const line = a.findIndex((text, i) => text !== b[i]);
    console.error(
      `${ours.version} and ${theirs.version} differ (${what}), first in line ${line + 1}:\n- ${a[line]}\n+ ${b[line]}`,
    );
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
