// Measures lemmacheck's works against the peers of bench/peer: npm run bench -- [--quick] [--only WORK,…] [--sizes small,…]
// [--rounds N] [--clock wall|cpu] [--write docs/performance.md] [--works-only] [--out DIR]. Engines take turns within a round, so that a busy
// moment of the machine meets all of them; the tables show medians over the rounds, and the ratios are medians of the ratios
// within a round. Writes bench.json and bench.md into --out; --write also replaces the tables between a document's markers.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { commandTables } from "../bench/commands.mjs";
import { engines, installPeers, measure } from "../bench/engines.mjs";
import { median, number, row, rule, times } from "../bench/tables.mjs";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", default: "equilibrium,gram,contraction,imbalance" },
    sizes: { type: "string" },
    rounds: { type: "string" },
    clock: { type: "string", default: "wall" },
    write: { type: "string" },
    "works-only": { type: "boolean", default: false },
    out: { type: "string", default: "reports/bench" },
  },
});
const works = values.only.split(",");
const sizes = (values.sizes ?? (values.quick ? "small" : "small,medium,large")).split(",");
/** Slow cases vary less than the machine does: the sizes that take long are measured less often. */
const roundsOf = (size) => Number(values.rounds ?? (values.quick ? 1 : { small: 5, medium: 3, large: 1 }[size]));
const clocks = { wall: "casesPerSecond", cpu: "casesPerCpuSecond" };
const speedOf = clocks[values.clock];
if (speedOf === undefined) throw new Error(`--clock ${values.clock} is unknown: wall or cpu`);

/** Goals of lemmacheck's speed as multiples of the peers'. */
const goals = {
  small: {
    equilibrium: { NumPy: 3, "Hypothesis, seed": 10, "Hypothesis, arrays": 45, "fast-check + ml-matrix": 35 },
    gram: { NumPy: 3, "Hypothesis, seed": 10, "Hypothesis, arrays": 45, "fast-check + ml-matrix": 35 },
    contraction: { NumPy: 8 },
    imbalance: { NumPy: 10 },
  },
};

const missing = installPeers();
const started = performance.now();
const all = [];
const lines = [];
const say = (line = "") => {
  console.log(line);
  lines.push(line);
};

say(
  `Node ${process.version}, ${availableParallelism()} cores (${cpus()[0].model}), load ${loadavg()[0].toFixed(1)} at the start; ` +
    `figures by ${values.clock === "cpu" ? "CPU time, since the machine was busy" : "wall-clock time"}.\n`,
);
say(
  "Cases a second, one thread unless said otherwise; in brackets how many times as fast the first column is. All cores: by the wall clock, and as a multiple of one thread.\n",
);
say(row(["work", "size", ...engines]));
say(rule(2, engines.length));
const reached = [];
for (const size of sizes)
  for (const work of works) {
    const measured = engines.map(() => []);
    for (let round = 0; round < roundsOf(size); round++)
      for (const [k, engine] of engines.entries()) {
        const result = await measure(engine, work, size, round + 1);
        measured[k][round] = result;
        if (result !== null) all.push({ size, work, engine, round, load: loadavg()[0], ...result });
      }
    // With all cores, processes share them: only the wall clock shows what is gained.
    const speed = (k, key = speedOf) => median(measured[k].map((result) => result?.[key]));
    const ratio = (k, base = 0, key = speedOf) =>
      median(measured[k].map((result, round) => measured[base][round]?.[key] / result?.[key]));
    const cell = (k) =>
      engines[k] === "lemmacheck, all cores"
        ? `${number(speed(k, clocks.wall))} (${times(1 / ratio(k, 0, clocks.wall))} of one)`
        : `${number(speed(k))} (${times(ratio(k))})`;
    say(
      row([
        work,
        size,
        ...engines.map((_, k) => (k === 0 ? `**${number(speed(k))}**` : speed(k) === undefined ? "–" : cell(k))),
      ]),
    );
    for (const [peer, goal] of Object.entries(goals[size]?.[work] ?? {}))
      reached.push([work, size, `lemmacheck ÷ ${peer}`, goal, ratio(engines.indexOf(peer))]);
    if (size !== "small") {
      const numpy = engines.indexOf("NumPy");
      reached.push([work, size, "lemmacheck ÷ NumPy", 0.3, ratio(numpy)]);
      reached.push([
        work,
        size,
        "lemmacheck with OpenBLAS ÷ NumPy",
        1.2,
        ratio(numpy, engines.indexOf("lemmacheck with OpenBLAS")),
      ]);
    }
    const everyCore = ratio(engines.indexOf("lemmacheck, all cores"), 0, clocks.wall);
    if (everyCore !== undefined && availableParallelism() > 1)
      reached.push([work, size, "all cores ÷ one thread", 0.95 * availableParallelism(), 1 / everyCore]);
    const certified = ratio(engines.indexOf("lemmacheck, uncertified"));
    if (certified !== undefined && size === "small")
      reached.push([work, size, "time with ÷ without certificates", 2, 1 / certified, "most"]);
    for (const { engine, violations, round } of all.filter((result) => result.work === work && result.size === size))
      if (violations > 0) say(`\n${engine}: ${violations} violations of a true claim in round ${round}`);
  }

say("\nGoals, as ratios in this run:\n");
say(row(["work", "size", "ratio", "goal", "reached"]));
say(rule(3, 2));
for (const [work, size, name, goal, found, kind = "least"] of reached) {
  const met = kind === "most" ? found <= goal : found >= goal;
  say(
    row([
      work,
      size,
      name,
      `${kind === "most" ? "≤" : "≥"} ${goal}`,
      found === undefined ? "not measured" : `${times(found)}${met ? "" : " (missed)"}`,
    ]),
  );
}

const peak = (engine, size) =>
  median(all.filter((r) => r.engine === engine && r.size === size).map((r) => r.peakMegabytes));
say("\nPeak memory of one process, MB:\n");
say(row(["size", ...engines]));
say(rule(1, engines.length));
for (const size of sizes) say(row([size, ...engines.map((engine) => number(peak(engine, size)))]));

if (!values["works-only"]) for (const line of await commandTables({ quick: values.quick })) say(line);
for (const line of missing) say(`\nMissing: ${line}`);
// The command as it can be repeated, without where its output went.
const words = process.argv
  .slice(2)
  .join(" ")
  .replace(/--(out|write)[ =]\S+ ?/g, "")
  .trim();
say(
  `\nMeasured in ${Math.round((performance.now() - started) / 1000)} s by \`npm run bench${words && ` -- ${words}`}\`.`,
);

mkdirSync(values.out, { recursive: true });
writeFileSync(
  join(values.out, "bench.json"),
  `${JSON.stringify({ node: process.version, clock: values.clock, results: all }, null, 1)}\n`,
);
writeFileSync(join(values.out, "bench.md"), `${lines.join("\n")}\n`);
if (values.write) {
  const [begin, end] = ["<!-- bench: begin -->", "<!-- bench: end -->"];
  const text = readFileSync(values.write, "utf8");
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from)
    throw new Error(`${values.write} has no ${begin} … ${end}: put these two lines where the tables shall stand`);
  writeFileSync(values.write, `${text.slice(0, from + begin.length)}\n\n${lines.join("\n")}\n\n${text.slice(to)}`);
}
