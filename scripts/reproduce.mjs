/**
 * Runs the NumPy scripts of counterexamples, outside of the repository, with a Python that has nothing but NumPy: a virtual
 * environment in .reproduce/, made at the first run. Where there is no Python 3.9 with venv and pip, it says so and ends well.
 * Last line: `N passed, N failed`.
 *
 *   node --conditions=lemmacheck-source --import tsx scripts/reproduce.mjs [part of a name]
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { objection, standAloneCounterexamples } from "../properties/testing/counterexamples.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const environment = join(root, ".reproduce");
const inside = join(environment, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");

const run = (command, args, options = {}) => spawnSync(command, args, { encoding: "utf8", ...options });
const hasNumpy = () => existsSync(inside) && run(inside, ["-c", "import numpy"]).status === 0;

/** A Python with NumPy, or why there is none. */
function python() {
  if (hasNumpy()) return undefined;
  const test = "import sys; sys.exit(0 if sys.version_info >= (3, 9) else 1)";
  const found = ["python3", "python"].find((name) => run(name, ["-c", test]).status === 0);
  if (found === undefined) return "no Python 3.9 or later";
  rmSync(environment, { recursive: true, force: true });
  if (run(found, ["-m", "venv", environment]).status !== 0) return "this Python makes no virtual environments";
  const installed = run(inside, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "numpy"]);
  return installed.status === 0 && hasNumpy() ? undefined : "NumPy could not be installed";
}

const missing = python();
if (missing !== undefined) {
  process.stdout.write(`${missing}: the NumPy scripts are left out\n0 passed, 0 failed\n`);
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), "lemmacheck-reproduce-"));
let passed = 0;
let failed = 0;
for (const counterexample of await standAloneCounterexamples(process.argv[2])) {
  const file = join(folder, "counterexample.py");
  writeFileSync(file, counterexample.numpy);
  const { stdout, stderr, status } = run(inside, [file], { cwd: folder });
  const wrong = status === 0 ? objection(stdout, counterexample) : `it ended with code ${status}: ${stderr}`;
  if (wrong === undefined) passed++;
  else failed++;
  process.stdout.write(`${wrong === undefined ? "ok  " : "FAIL"} ${counterexample.name}\n`);
  if (wrong !== undefined) process.stdout.write(`${wrong}\n${stdout}\n`);
}
rmSync(folder, { recursive: true, force: true });
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
