// The engines that a work is measured with: how each is started, what it needs, how many cases a run takes.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
const python = join(root, "bench/.venv/bin/python");
const naive = join(root, "bench/peer/naive");

/** Cases a run, about one to five seconds each on a quiet machine. */
const cases = {
  small: {
    equilibrium: { lemmacheck: 25000, numpy: 4000, seed: 1500, arrays: 300, node: 500 },
    gram: { lemmacheck: 15000, numpy: 2000, seed: 1000, arrays: 200, node: 400 },
    contraction: { lemmacheck: 300, numpy: 40, seed: 40, arrays: 60 },
    imbalance: { lemmacheck: 5000, numpy: 300, seed: 200, arrays: 150 },
  },
  medium: {
    equilibrium: { lemmacheck: 80, numpy: 250, seed: 150, arrays: 40, node: 8 },
    gram: { lemmacheck: 50, numpy: 150, seed: 120, arrays: 40, node: 6 },
    contraction: { lemmacheck: 2, numpy: 4, seed: 3, arrays: 6 },
    imbalance: { lemmacheck: 150, numpy: 60, seed: 50, arrays: 40 },
  },
  large: {
    equilibrium: { lemmacheck: 3, numpy: 8, seed: 8, arrays: 4 },
    gram: { lemmacheck: 2, numpy: 5, seed: 5, arrays: 3 },
    contraction: { lemmacheck: 1, numpy: 1, seed: 1 },
    imbalance: { lemmacheck: 8, numpy: 3, seed: 3 },
  },
};

/** Brings the peers' needs into bench/; returns one line for each that is missing. */
export function installPeers() {
  const missing = [];
  if (!existsSync(python)) {
    console.error("bench: making bench/.venv for the Python peers");
    const made = spawnSync("python3", ["-m", "venv", join(root, "bench/.venv")], { stdio: "ignore" });
    if (made.status !== 0) missing.push("NumPy and Hypothesis: python3 -m venv failed (Python 3.11 with venv is needed)");
  }
  if (existsSync(python) && spawnSync(python, ["-c", "import numpy, scipy, hypothesis"]).status !== 0) {
    const got = spawnSync(python, ["-m", "pip", "install", "-q", "-r", join(root, "bench/peer/requirements.txt")], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    if (got.status !== 0) missing.push("NumPy and Hypothesis: pip install -r bench/peer/requirements.txt failed");
  }
  if (!existsSync(join(naive, "node_modules"))) {
    const got = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: naive, stdio: ["ignore", "ignore", "inherit"] });
    if (got.status !== 0) missing.push("fast-check + ml-matrix: npm ci in bench/peer/naive failed");
  }
  return missing;
}

const own = (work, size, n, extra) => ({
  command: process.execPath,
  args: ["--import", "tsx", "bench/works/run.ts", work, "--cases", n, "--size", size, ...extra],
});

/** The command of one engine, or null where it does not do this work at this size. */
function commandOf(engine, work, size) {
  const n = cases[size][work];
  const steps = work === "contraction" && size === "large" ? ["--steps", "40"] : [];
  const peer = (count, engineArguments) =>
    count && existsSync(python)
      ? { command: python, args: ["bench/peer/peer.py", work, "--cases", count, "--size", size, ...engineArguments, ...steps] }
      : null;
  switch (engine) {
    case "lemmacheck":
    case "lemmacheck, all cores":
      return own(work, size, n.lemmacheck, steps);
    case "lemmacheck, uncertified":
      return own(work, size, n.lemmacheck, [...steps, "--uncertified"]);
    case "lemmacheck, TypeScript kernels":
      return { ...own(work, size, Math.ceil(n.lemmacheck / 5), steps), environment: { LEMMACHECK_KERNELS: "typescript" } };
    case "NumPy":
      return peer(n.numpy, ["--engine", "numpy"]);
    case "Hypothesis, seed":
      return peer(n.seed, ["--engine", "hypothesis", "--gen", "seed"]);
    case "Hypothesis, arrays":
      return peer(n.arrays, ["--engine", "hypothesis", "--gen", "arrays"]);
    case "fast-check + ml-matrix":
      return n.node && existsSync(join(naive, "node_modules"))
        ? {
            command: process.execPath,
            args: ["bench/peer/naive/naive.mjs", work, "--cases", n.node, "--size", size, "--elements", "grid", "--seconds", 45],
          }
        : null;
    default:
      throw new Error(`unknown engine ${engine}`);
  }
}

/** Runs a command in the repository; resolves with its output, exit code and wall time in milliseconds. */
export function run(command, args, environment = {}) {
  return new Promise((resolve) => {
    const start = performance.now();
    const child = spawn(command, args.map(String), { cwd: root, env: { ...process.env, ...environment } });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (data) => (stdout += data));
    child.stderr.on("data", (data) => (stderr += data));
    child.on("close", (code) => resolve({ code, stdout, stderr, milliseconds: performance.now() - start }));
  });
}

/** One measurement: cases a second (of all processes together), CPU seconds a case, peak memory; null where not possible. */
export async function measure(engine, work, size, seed) {
  const found = commandOf(engine, work, size);
  if (found === null) return null;
  const processes = engine === "lemmacheck, all cores" ? availableParallelism() : 1;
  const runs = await Promise.all(
    Array.from({ length: processes }, (_, k) =>
      run(found.command, [...found.args, "--seed", seed + 100 * k], found.environment),
    ),
  );
  const records = [];
  for (const { stdout, stderr } of runs) {
    try {
      records.push(JSON.parse(stdout.trim().split("\n").at(-1)));
    } catch {
      console.error(`bench: ${engine} on ${work} ${size} gave no result: ${stderr.trim().split("\n").at(-1)}`);
      return null;
    }
  }
  const total = (key) => records.reduce((sum, record) => sum + record[key], 0);
  return {
    casesPerSecond: total("cases_per_s"),
    casesPerCpuSecond: total("cases") / total("cpu_s"),
    violations: total("violations"),
    undecided: records[0].undecided === undefined ? undefined : total("undecided"),
    peakMegabytes: Math.max(...records.map((record) => record.peak_mb)),
  };
}
