// The engines that a work is measured with: how each is started, what it needs, how many cases a run takes.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
const python = join(root, "bench/.venv/bin/python");
const naive = join(root, "bench/peer/naive");

/**
 * Cases a run, about a second each on a quiet machine where a case does not take longer. At size large, and for contraction
 * at medium, a run takes several seconds: the number of Picard steps varies tenfold with the gain that a case draws, so that
 * one or two cases would compare draws, not engines.
 */
const cases = {
  small: {
    equilibrium: { lemmacheck: 8000, numpy: 3000, seed: 800, arrays: 180, node: 230 },
    gram: { lemmacheck: 6000, numpy: 1600, seed: 700, arrays: 140, node: 180 },
    contraction: { lemmacheck: 200, numpy: 32, seed: 32, arrays: 40 },
    imbalance: { lemmacheck: 3000, numpy: 220, seed: 190, arrays: 120 },
  },
  medium: {
    equilibrium: { lemmacheck: 60, blas: 120, numpy: 120, seed: 100, arrays: 30, node: 3 },
    gram: { lemmacheck: 40, blas: 80, numpy: 80, seed: 70, arrays: 20, node: 3 },
    contraction: { lemmacheck: 5, blas: 5, numpy: 5, seed: 5, arrays: 5 },
    imbalance: { lemmacheck: 120, blas: 120, numpy: 35, seed: 35, arrays: 24 },
  },
  large: {
    equilibrium: { lemmacheck: 12, blas: 20, numpy: 20, seed: 12, arrays: 3 },
    gram: { lemmacheck: 12, blas: 16, numpy: 16, seed: 10, arrays: 2 },
    contraction: { lemmacheck: 5, blas: 8, numpy: 8, seed: 6 },
    imbalance: { lemmacheck: 20, blas: 20, numpy: 4, seed: 4 },
  },
};

/** Descent steps of one case of the work contraction, for all engines alike. */
const descentSteps = { small: 200, medium: 200, large: 10 };

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

/** lemmacheck's engines; the compilers of Node work in the first tenths of a second, which are not counted (--warm-up). */
const own = (work, size, n, extra) => ({
  command: process.execPath,
  args: ["--import", "tsx", "bench/works/run.ts", work, "--cases", n, "--size", size, "--warm-up", 0.3, ...extra],
});

/** What `npm run bench` compares; the first is what all others are compared with. */
export const engines = [
  "lemmacheck",
  "lemmacheck, all cores",
  "lemmacheck, uncertified",
  "lemmacheck with OpenBLAS",
  "NumPy",
  "Hypothesis, seed",
  "Hypothesis, arrays",
  "fast-check + ml-matrix",
];

/** The command of one engine, or null where it does not do this work at this size. */
function commandOf(engine, work, size) {
  const n = cases[size][work];
  const steps = work === "contraction" ? ["--steps", descentSteps[size]] : [];
  const peer = (count, engineArguments) =>
    count && existsSync(python)
      ? { command: python, args: ["bench/peer/peer.py", work, "--cases", count, "--size", size, ...engineArguments, ...steps] }
      : null;
  switch (engine) {
    case "lemmacheck":
      return own(work, size, n.lemmacheck, steps);
    case "lemmacheck, all cores":
      return size === "large" ? null : own(work, size, n.lemmacheck, steps);
    case "lemmacheck, uncertified":
      // The work imbalance rests on an integrator's estimated error: it has no certificates to leave out.
      return size === "large" || work === "imbalance" ? null : own(work, size, n.lemmacheck, [...steps, "--uncertified"]);
    case "lemmacheck with OpenBLAS":
      return n.blas && hasBlas() ? { ...own(work, size, n.blas, steps), environment: { LEMMACHECK_BENCH_BLAS: "1" } } : null;
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

let blas;
/** Whether OpenBLAS loads and multiplies rightly; asked once, in a process of its own. */
function hasBlas() {
  blas ??=
    spawnSync(
      process.execPath,
      ["--import", "tsx", "--input-type=module", "-e", "const { loadOpenBlas } = await import('./src/backends/blas/openblas.ts'); process.exitCode = 'blas' in loadOpenBlas() ? 0 : 1;"],
      { cwd: root, stdio: "ignore" },
    ).status === 0;
  return blas;
}

/** The peers on a false claim: how long until a counterexample, and how large it is after shrinking. */
export const refuters = [
  ["NumPy (does not shrink)", () => (existsSync(python) ? [python, ["bench/peer/peer.py", "refute", "--cases", 5000, "--engine", "numpy"]] : null)],
  ["Hypothesis, seed", () => (existsSync(python) ? [python, ["bench/peer/peer.py", "refute", "--cases", 5000, "--gen", "seed"]] : null)],
  ["Hypothesis, arrays", () => (existsSync(python) ? [python, ["bench/peer/peer.py", "refute", "--cases", 5000, "--gen", "arrays"]] : null)],
  [
    "fast-check + ml-matrix",
    () =>
      existsSync(join(naive, "node_modules"))
        ? [process.execPath, ["bench/peer/naive/naive.mjs", "refute", "--cases", 5000, "--size", "small", "--elements", "grid", "--seconds", 45]]
        : null,
  ],
];

/** Runs a command in the repository; resolves with its output, exit code and wall time in milliseconds, until its first output and its end. */
export function run(command, args, environment = {}) {
  return new Promise((resolve) => {
    const start = performance.now();
    const child = spawn(command, args.map(String), { cwd: root, env: { ...process.env, ...environment } });
    let [stdout, stderr] = ["", ""];
    let firstOutput;
    child.stdout.on("data", (data) => {
      firstOutput ??= performance.now() - start;
      stdout += data;
    });
    child.stderr.on("data", (data) => (stderr += data));
    child.on("close", (code) => resolve({ code, stdout, stderr, firstOutput, milliseconds: performance.now() - start }));
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
