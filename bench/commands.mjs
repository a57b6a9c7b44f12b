// Tables of the command itself, as built: start-up, the way from a false claim to a confirmed counterexample, scaling.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { refuters, root, run } from "./engines.mjs";
import { median, number, row, rule, times } from "./tables.mjs";

const nonZeros = (value) =>
  Array.isArray(value) ? value.reduce((sum, x) => sum + nonZeros(x), 0) : typeof value === "number" && value !== 0 ? 1 : 0;

/** Lines of Markdown. */
export async function commandTables({ quick }) {
  const lines = [];
  const built = await run("npm", ["run", "build", "--silent"]);
  if (built.code !== 0) return ["\nThe build failed; the command is not measured."];
  const out = mkdtempSync(join(tmpdir(), "lemmacheck-bench-"));
  const cli = (...args) => run(process.execPath, [join(root, "dist/src/cli/main.js"), ...args]);
  const timed = async (repeats, command, moment = "milliseconds") => {
    const taken = [];
    for (let k = 0; k < repeats; k++) taken.push((await command())[moment] / 1000);
    return median(taken);
  };
  try {
    const norms = "gao-2022/equilibrium-norm-bounds";
    lines.push("\nThe command, start of the process to its end, median:\n", row(["command", "seconds", "goal"]), rule(1, 2));
        lines.push(row(["`node -e 0`, for comparison", number(await timed(7, () => run(process.execPath, ["-e", "0"]))), "–"]));
    lines.push(row(["`lemmacheck --help`", number(await timed(7, () => cli("--help"))), "< 0.1"]));
    // With --quiet the table of verdicts is the first thing that is printed.
    const single = () => cli("run", norms, "--trials", "1", "--quiet", "--out", out);
    const verdict = await timed(quick ? 3 : 7, single, "firstOutput");
    const whole = await timed(quick ? 3 : 7, single);
    lines.push(row([`first verdict, mutants and search included: \`run ${norms} --trials 1\` until it is printed`, number(verdict), "< 1"]));
    lines.push(row(["the same to the end, all reports written", number(whole), "–"]));
    const trials = quick ? 2000 : 10000;
    const cores = availableParallelism();
    const campaign = (workers) => () =>
      cli("run", norms, "--trials", trials, "--workers", workers, "--quiet", "--out", out);
    const one = await timed(1, campaign(1));
    const every = await timed(1, campaign(cores));
    lines.push(row([`\`run ${norms} --trials ${trials} --workers 1\``, number(one), "–"]));
    lines.push(row([`the same with ${cores} workers: ${times(one / every)} as fast`, number(every), `≥ ${0.95 * cores}×`]));

    lines.push(
      "\nFrom a false claim (the spectral radius for the norm) to the shrunk counterexample, start of the process included; lemmacheck also",
      "confirms it in exact arithmetic, tries the claim's mutants, stores it and writes the reports:\n",
      row(["engine", "seconds", "counterexample: m x n, non-zeros"]),
      rule(1, 2),
    );
    const refute = () =>
      cli("run", "bench/false-rate", "--claims", "bench/false-rate.ts", "--trials", "1000", "--quiet", "--out", out);
    const seconds = await timed(quick ? 1 : 3, refute);
    const { instance } = JSON.parse(readFileSync(join(out, "run.json"), "utf8")).claims[0].counterexample;
    const entries = nonZeros(Object.values(instance));
    lines.push(row(["lemmacheck", number(seconds), `${instance.A.length} x ${instance.Phi[0].length}, ${entries}`]));
    for (const [name, commandOf] of refuters) {
      const command = commandOf();
      if (command === null) continue;
      const found = [];
      for (let seed = 1; seed <= (quick ? 1 : 3); seed++) {
        const { milliseconds, stdout } = await run(command[0], [...command[1], "--seed", seed]);
        const record = JSON.parse(stdout.trim().split("\n").at(-1));
        found.push({ seconds: milliseconds / 1000, ...(record.shrunk ?? record.found) });
      }
      found.sort((a, b) => a.seconds - b.seconds);
      const middle = found[found.length >> 1];
      lines.push(row([name, number(middle.seconds), `${middle.m} x ${middle.n}, ${middle.nonzeros}`]));
    }
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
  return lines;
}
