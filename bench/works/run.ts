import { parseArgs } from "node:util";
import { kernels } from "./kernels.js";
import type { SizeName } from "./sizes.js";
import { works } from "./works.js";

// One work of the peers with lemmacheck's kernels: node --import tsx bench/works/run.ts WORK --cases N --seed S
// --size small|medium|large [--uncertified] [--warm-up SECONDS]; one JSON line with the keys of bench/peer/peer.py.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cases: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    size: { type: "string", default: "small" },
    steps: { type: "string", default: "200" },
    uncertified: { type: "boolean", default: false },
    /** Seconds of cases that are not counted: the compilers' time. */
    "warm-up": { type: "string", default: "0" },
  },
});
const name = positionals[0];
const work = works[name](values.size as SizeName, !values.uncertified, Number(values.steps));
const cases = Number(values.cases);
const seed = Number(values.seed);
for (let i = 0, end = performance.now() + 1000 * Number(values["warm-up"]); performance.now() < end; i++) work.run(-1 - i);
const startup = performance.now() / 1000;
const cpu = process.cpuUsage();
const start = performance.now();
let [iterations, held, undecided, violated, m, n] = [0, 0, 0, 0, 0, 0];
for (let i = 0; i < cases; i++) {
  const outcome = work.run(seed * 1_000_003 + i);
  iterations += outcome.iterations;
  held += outcome.held;
  undecided += outcome.undecided;
  violated += outcome.violated;
  m += outcome.m;
  n += outcome.n;
}
const seconds = (performance.now() - start) / 1000;
const used = process.cpuUsage(cpu);
const round = (x: number, digits = 4): number => Number(x.toFixed(digits));
console.log(
  JSON.stringify({
    work: name,
    size: values.size,
    engine: `lemmacheck:${kernels.name}${values.uncertified ? ":uncertified" : ""}`,
    seed,
    threads: 1,
    cases,
    seconds: round(seconds),
    cases_per_s: round(cases / seconds),
    cpu_s: round((used.user + used.system) / 1e6),
    violations: violated,
    undecided,
    held,
    startup_s: round(startup, 3),
    iters_per_case: round(iterations / cases, 1),
    mean_m: round(m / cases, 1),
    mean_n: round(n / cases, 1),
    peak_mb: round(process.resourceUsage().maxRSS / 1024, 1),
  }),
);
