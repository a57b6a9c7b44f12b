// Where a work's time goes, kernel by kernel: node --import tsx bench/profile.ts WORK [--cases N] [--size small] [--steps K]
// [--repeats R]. Every case runs R times and its least time counts, so that other work on the machine matters little;
// µs a case. "rest" is the work's own code, drawing sizes and judging included.
import { parseArgs } from "node:util";
import { kernels } from "./works/kernels.js";
import type { SizeName } from "./works/sizes.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cases: { type: "string", default: "500" },
    size: { type: "string", default: "small" },
    steps: { type: "string", default: "200" },
    repeats: { type: "string", default: "8" },
    uncertified: { type: "boolean", default: false },
  },
});

/** The clock: CPU time where a call is long enough for its grain, so that other work on the machine matters little. */
const now =
  values.size === "small"
    ? () => performance.now()
    : () => {
        const { user, system } = process.cpuUsage();
        return (user + system) / 1e3;
      };
let spent = new Map<string, number>();
let depth = 0;
for (const name of Object.keys(kernels)) {
  const kernel = Reflect.get(kernels, name);
  if (typeof kernel !== "function" || name === "scope" || name === "allocate") continue;
  Reflect.set(kernels, name, (...given: unknown[]): unknown => {
    const start = now();
    depth++;
    const result: unknown = kernel(...given);
    depth--;
    if (depth === 0) spent.set(name, (spent.get(name) ?? 0) + now() - start);
    return result;
  });
}
const { works } = await import("./works/works.js");
const work = works[positionals[0]](values.size as SizeName, !values.uncertified, Number(values.steps));
const [cases, repeats] = [Number(values.cases), Number(values.repeats)];
for (let i = 0; i < cases; i++) work.run(i);

const least = new Map<string, number>();
for (let i = 0; i < cases; i++) {
  const best = new Map<string, number>();
  for (let k = 0; k < repeats; k++) {
    spent = new Map();
    const start = now();
    work.run(1_000_003 + i);
    spent.set("total", now() - start);
    for (const [name, time] of spent) best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, time));
  }
  for (const [name, time] of best) least.set(name, (least.get(name) ?? 0) + time);
}
const total = least.get("total") ?? 0;
least.delete("total");
const known = [...least.values()].reduce((sum, time) => sum + time, 0);
for (const [name, time] of [...least, ["rest", total - known] as const, ["total", total] as const].sort((a, b) => b[1] - a[1]))
  console.log(`${name.padEnd(26)}${((time / cases) * 1e3).toFixed(2).padStart(10)} µs${((time / total) * 100).toFixed(1).padStart(7)} %`);
