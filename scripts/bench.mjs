// Measures lemmacheck's works against the peers of bench/peer: npm run bench -- [--quick] [--only WORK,…] [--sizes small,…]
// [--rounds N] [--json FILE]. Engines take turns within a round, so that a busy moment of the machine meets all of them;
// the table shows medians over the rounds, and the ratios are medians of the ratios within a round.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { installPeers, measure, root, run } from "../bench/engines.mjs";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", default: "equilibrium,gram,contraction,imbalance" },
    sizes: { type: "string" },
    rounds: { type: "string" },
    json: { type: "string" },
  },
});
const works = values.only.split(",");
const sizes = (values.sizes ?? (values.quick ? "small" : "small,medium,large")).split(",");
const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));

const engines = [
  "lemmacheck",
  "lemmacheck, all cores",
  "lemmacheck, uncertified",
  "NumPy",
  "Hypothesis, seed",
  "Hypothesis, arrays",
  "fast-check + ml-matrix",
];

const median = (numbers) => {
  const sorted = numbers.filter((x) => x !== undefined && !Number.isNaN(x)).sort((a, b) => a - b);
  if (sorted.length === 0) return undefined;
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};
const text = (x, digits = 3) =>
  x === undefined ? "–" : x >= 1000 ? String(Math.round(x)) : Number(x.toPrecision(digits)).toString();
const times = (x) => (x === undefined ? "–" : `${text(x)}×`);
const row = (cells) => `| ${cells.join(" | ")} |`;

const missing = installPeers();
const all = [];
console.log(
  `Node ${process.version}, ${availableParallelism()} cores (${cpus()[0].model}), load ${loadavg()[0].toFixed(1)}, ${rounds} rounds\n`,
);
console.log(
  "Cases a second, one thread unless said otherwise; in brackets how many times as fast the first column is.\n",
);
console.log(row(["work", "size", ...engines]));
console.log(row(["---", "---", ...engines.map(() => "---:")]));
for (const size of sizes)
  for (const work of works) {
    const measured = engines.map(() => []);
    for (let round = 0; round < rounds; round++)
      for (const [k, engine] of engines.entries()) {
        if (size === "large" && engine === "lemmacheck, uncertified") continue;
        const result = await measure(engine, work, size, round + 1);
        measured[k][round] = result;
        if (result !== null) all.push({ size, work, engine, round, load: loadavg()[0], ...result });
      }
    const speed = (k) => median(measured[k].map((result) => result?.casesPerSecond));
    const ratio = (k) =>
      median(measured[k].map((result, round) => measured[0][round]?.casesPerSecond / result?.casesPerSecond));
    console.log(
      row([
        work,
        size,
        ...engines.map((_, k) => (k === 0 ? `**${text(speed(k))}**` : `${text(speed(k))} (${times(ratio(k))})`)),
      ]),
    );
    const bad = all.filter((result) => result.work === work && result.size === size && result.violations > 0);
    for (const result of bad)
      console.log(`\n${result.engine}: ${result.violations} violations of a true claim in round ${result.round}`);
  }

const first = (engine, key) => median(all.filter((r) => r.engine === engine && r.size === "small").map((r) => r[key]));
console.log(
  `\nPeak memory at size small: lemmacheck ${text(first("lemmacheck", "peakMegabytes"))} MB, NumPy ${text(first("NumPy", "peakMegabytes"))} MB, ` +
    `Hypothesis ${text(first("Hypothesis, arrays", "peakMegabytes"))} MB, fast-check + ml-matrix ${text(first("fast-check + ml-matrix", "peakMegabytes"))} MB.`,
);

// The command itself, as built.
const built = await run("npm", ["run", "build", "--silent"]);
if (built.code !== 0) console.log("\nThe build failed; start-up is not measured.");
else {
  const out = mkdtempSync(join(tmpdir(), "lemmacheck-bench-"));
  const cli = (args) => run(process.execPath, [join(root, "dist/src/cli/main.js"), ...args]);
  const timed = async (args, repeats = 5) => {
    const took = [];
    for (let k = 0; k < repeats; k++) took.push((await cli(args)).milliseconds);
    return `${text(median(took))} ms`;
  };
  console.log("\n| command | wall time |\n| --- | ---: |");
  console.log(row(["`lemmacheck --help`", await timed(["--help"])]));
  console.log(
    row([
      "first verdict: `run gao-2022/equilibrium-norm-bounds --trials 1`",
      await timed(["run", "gao-2022/equilibrium-norm-bounds", "--trials", "1", "--quiet", "--out", out]),
    ]),
  );
  console.log(
    row([
      "first counterexample, shrunk, confirmed, stored: `run` of a false claim (bench/false-rate.ts)",
      await timed([
        "run",
        "bench/false-rate",
        "--claims",
        "bench/false-rate.ts",
        "--trials",
        "1000",
        "--quiet",
        "--out",
        out,
      ]),
    ]),
  );
  rmSync(out, { recursive: true, force: true });
}
for (const line of missing) console.log(`\nMissing: ${line}`);
if (values.json) writeFileSync(values.json, all.map((result) => JSON.stringify(result)).join("\n"));
