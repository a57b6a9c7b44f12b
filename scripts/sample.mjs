#!/usr/bin/env node
/**
 * Writes the committed sample and the pictures of README: node scripts/sample.mjs [--render]
 * With --render nothing is run again: the record that is there is rendered.
 *
 * Claims of every paper with their mutants, four examples (three of them false), two studies, into reports/sample; what
 * the terminal shows into docs/pictures/terminal.svg; and, where Chromium is, pictures of the report (scripts/browser.mjs).
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { terminalOutput, terminalSvg } from "./terminal-picture.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const OUT = "reports/sample";
const pictures = join(root, "docs", "pictures");
const EXAMPLES = ["too-good", "crossed-sides", "fast-descent", "equilibrium-norm"].map((name) => `examples/${name}.ts`);
const CLAIMS = [
  "gao-2022/equilibrium-norm-bounds",
  "gao-2022/gram-lower-bound",
  "gao-2022/gradient-descent-linear-rate",
  "gao-2021/gaussian-norm",
  "gao-2021/kernel-positive-definite",
  "min-2021/imbalance-rate",
  "min-2021/min-norm-distance",
  "chatterjee-2022/flow-criterion",
  "chatterjee-2022/descent-criterion",
  "extended/perron-frobenius",
  "extended/deep-linear-balance",
  "extended/sll-1-lipschitz",
];

/** Runs a command of this repository; its output is shown. */
function node(...words) {
  process.stdout.write(`node ${words.join(" ")}\n`);
  const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  return status;
}

/** The program; 1 is the code of a run that refutes something. */
function lemmacheck(...words) {
  const status = node("dist/src/cli/main.js", ...words);
  if (status !== 0 && status !== 1) throw new Error(`lemmacheck ${words[0]} ended with exit code ${status}`);
}

if (!process.argv.includes("--render")) {
  rmSync(join(root, OUT), { recursive: true, force: true });
  lemmacheck("study", "gao-2022/linear-width", "--samples", "4,8,16,32", "--out", OUT, "--seed", "1");
  lemmacheck("study", "phase-diagram", "--out", OUT, "--seed", "1");
  lemmacheck("run", ...CLAIMS, "example/*", "--claims", ...EXAMPLES, "--out", OUT, "--seed", "1", "--trials", "1000");
}
const formats = "html,junit,markdown,sarif,tyche";
lemmacheck("report", `${OUT}/run.json`, "--format", formats, "--out", OUT, "--claims", ...EXAMPLES);

const folder = mkdtempSync(join(tmpdir(), "lemmacheck-pictures-"));
try {
  const shown = ["run", "--claims", "examples/too-good.ts", "--out", join(folder, "out")];
  const output = terminalOutput(shown).replaceAll(join(folder, "out"), "reports/latest");
  writeFileSync(join(pictures, "terminal.svg"), terminalSvg("run --claims examples/too-good.ts", output));
  if (node("scripts/browser.mjs", "--pictures", folder) !== 0) throw new Error("the browser refuses the sample");
  for (const name of ["overview", "counterexample", "training"])
    copyFileSync(join(folder, `${name}.png`), join(pictures, `${name}.png`));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const name of readdirSync(pictures))
  process.stdout.write(`docs/pictures/${name}: ${statSync(join(pictures, name)).size} bytes\n`);
