#!/usr/bin/env node
/**
 * Runs every *.test.ts under src/, properties/ and bench/works/ with uvu through tsx, one child process a file, two at a time.
 *
 *   node scripts/test.mjs [part of a path…]      only files whose path contains one of the parts
 *
 * uvu by itself ends with code 0 when a file forgot test.run() or has no test at all; here such a file fails, and so does
 * one with test.only left in. The last line is `N passed, N failed`, alone; exit code 1 if anything failed.
 * Children inherit NODE_V8_COVERAGE, so the script can run under c8.
 */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** A file that takes longer hangs; under coverage everything takes longer. */
const LIMIT = (process.env.NODE_V8_COVERAGE ? 40 : 10) * 60_000;

function testFiles(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".test.ts"))
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)));
}

/** What uvu can't see: suites that are never run, and tests that are run alone. */
function oversight(file) {
  const source = readFileSync(join(root, file), "utf8").replace(/^\s*(\/\/|\*|\/\*).*$/gm, "");
  if (/\.only\s*\(/.test(source)) return "test.only leaves the other tests out";
  const suites = [...source.matchAll(/\b(?:const|let)\s+(\w+)\s*=\s*suite\s*[(<]/g)].map((match) => match[1]);
  if (/import\s*\{[^}]*\btest\b[^}]*\}\s*from\s*["']uvu["']/.test(source)) suites.push("test");
  if (suites.length === 0) return "no suite of uvu in it";
  const forgotten = suites.filter((name) => !new RegExp(`\\b${name}\\.run\\(\\)`).test(source));
  if (forgotten.length > 0) return `${forgotten.join(", ")}.run() is missing`;
  const late = suites.filter((name) => new RegExp(`\\b${name}\\.run\\(\\)[^]*^${name}\\(`, "m").test(source));
  return late.length === 0 ? undefined : `tests stand behind ${late.join(", ")}.run(), where they never run`;
}

function runFile(file) {
  const environment = { ...process.env, LEMMACHECK_TEST_BUILT: process.env.NODE_V8_COVERAGE ? "" : "1" };
  return new Promise((resolve) => {
    const started = Date.now();
    const child = spawn(process.execPath, ["--conditions=lemmacheck-source", "--import", "tsx", file], {
      cwd: root,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), LIMIT);
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ file, output, code, signal, seconds: (Date.now() - started) / 1000, ...totals(output) });
    });
  });
}

function totals(output) {
  // uvu colours its figures where it believes in a terminal.
  const plain = output.replace(/\p{Cc}\[\d+m/gu, "");
  const last = (label) =>
    Number([...plain.matchAll(new RegExp(`^\\s*${label}:\\s+(\\d+)\\s*$`, "gm"))].at(-1)?.[1] ?? 0);
  return { total: last("Total"), passed: last("Passed"), skipped: last("Skipped") };
}

/** Why a file counts as failed although none of its tests did. */
function problem({ file, code, signal, total, passed }) {
  if (signal !== null) return `ended by ${signal}`;
  const seen = oversight(file);
  if (seen !== undefined) return seen;
  if (total === 0) return code === 0 ? "ran no test" : "failed before its first test";
  if (code !== 0 && passed === total) return `ended with code ${code}`;
  return undefined;
}

const parts = process.argv.slice(2);
const files = ["src", "properties", "bench/works"]
  .flatMap(testFiles)
  .filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)))
  .sort((a, b) => Number(b.includes("cli")) - Number(a.includes("cli")) || a.localeCompare(b));

let passed = 0;
let failed = 0;
let skipped = 0;
const queue = [...files];
async function worker() {
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    const result = await runFile(file);
    const extra = problem(result);
    const failures = result.total - result.passed + (extra === undefined ? 0 : 1);
    passed += result.passed;
    failed += failures;
    skipped += result.skipped;
    const facts = `${result.passed} passed${failures > 0 ? `, ${failures} failed` : ""} (${result.seconds.toFixed(1)} s)`;
    process.stdout.write(`${failures > 0 ? "FAIL" : "ok  "} ${file}  ${facts}\n`);
    if (failures > 0) process.stdout.write(`${result.output}${extra === undefined ? "" : `\n${file}: ${extra}\n`}\n`);
  }
}
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker));

if (files.length === 0) {
  process.stdout.write("no test file found\n");
  failed++;
}
if (skipped > 0) process.stdout.write(`${skipped} skipped\n`);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
