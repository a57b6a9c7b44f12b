import { buildCommand } from "@stricli/core";
import type { ClaimMutation } from "../../engine/api.js";
import { type CliContext, EXIT } from "../context.js";
import { COMMANDS, describeCommand } from "../help.js";
import { type CommonFlags, commonFlags } from "../options.js";

const EXIT_CODES = `Exit codes:
  0    every mutant was killed, and dropping each hypothesis breaks what its witness says
  1    a mutant survived
  2    bad use or bad input
  3    no mutant survived, but one was not run or a necessity was not shown
  130  interrupted`;

/** 130 after Ctrl-C; 1 for a survivor; 3 for what was not run or not shown; else 0. */
export function exitCodeOf(mutations: readonly ClaimMutation[], interrupted: boolean): number {
  if (interrupted) return EXIT.interrupted;
  const mutants = mutations.flatMap((mutation) => mutation.mutants);
  const necessity = mutations.flatMap((mutation) => mutation.necessity);
  if (mutants.some(({ status }) => status === "survived")) return EXIT.refuted;
  const open = [...mutants, ...necessity].some(({ status }) => status === "not run" || status === "not shown");
  return open ? EXIT.notEstablished : EXIT.held;
}

async function mutateClaimsOf(this: CliContext, flags: CommonFlags, ...patterns: readonly string[]): Promise<void> {
  const { settingsOf } = await import("../settings.js");
  const setup = await import("../campaign-setup.js");
  const { mutateClaims, PROFILES } = await import("../../engine/index.js");
  const { interruptible } = await import("../interrupt.js");
  const { renderMutations } = await import("../../report/mutation-text.js");
  const { liveLines, progressEvents } = await import("../../report/progress.js");
  const { prepareFolder } = await import("../../report/write-report.js");
  const settings = await settingsOf(flags);
  const output = await this.output(settings);
  const { claims: selected, modules } = await setup.select(settings, patterns);
  const claims = setup.withoutStudies(selected);
  const dataset = await setup.datasetOf(settings);
  if (settings.out !== undefined) prepareFolder(settings.out);
  const live = output.drawsProgress ? await liveLines() : undefined;
  const seed = settings.seed ?? setup.DEFAULT_SEED;
  const trials = settings.trials ?? Math.max(1, PROFILES[settings.profile ?? "ci"].mutantTrials);
  output.note(`lemmacheck: up to ${trials} trials a mutant, seed ${seed}`);
  const { workerPool } = await import("../worker-pool.js");
  // One claim's mutants are dead before threads are up.
  const share = claims.length === 1 ? 1 : trials;
  const runner = await workerPool({ workers: settings.workers, trials: share, modules, dataset });
  let interrupted = false;
  const mutations = await interruptible(output, async (signal) => {
    const result = await mutateClaims(
      claims,
      {
        seed,
        trials,
        signal,
        ...(settings.time === undefined ? {} : { timeLimit: settings.time }),
        ...(settings.out === undefined ? {} : { findings: setup.findingsFolder(settings.out) }),
        ...(dataset === undefined ? {} : { dataset }),
        ...(runner === undefined ? {} : { runner }),
      },
      {
        ...(live === undefined ? {} : progressEvents(live, output.progressPaint, process.stderr.columns || 80)),
        warning: (line) => output.warn(line),
      },
    );
    interrupted = signal.aborted;
    return result;
  }).finally(async () => {
    live?.clear();
    await runner?.close();
  });
  output.print(
    settings.json
      ? JSON.stringify({ claims: mutations }, null, 2)
      : renderMutations(mutations, output.width, output.paint),
  );
  this.process.exitCode = exitCodeOf(mutations, interrupted);
}

export const mutate = buildCommand<CommonFlags, readonly string[], CliContext>({
  func: mutateClaimsOf,
  parameters: {
    flags: commonFlags("seed", "trials", "profile", "time", "workers", "out", "data", "target", "raw"),
    positional: {
      kind: "array",
      parameter: { brief: "Globs over claim ids; all claims when left out", parse: String, placeholder: "pattern" },
    },
  },
  docs: {
    brief: COMMANDS.mutate,
    fullDescription: describeCommand(
      `Each mutant is a false variant of its claim: the check must refute it, or the check could not
have failed. Mutants are tried on their witnesses and, independently, by random search (up to
--trials, default the profile's). Then each hypothesis is dropped, and its witness must break
a conclusion. With --out, the counterexamples are kept.`,
      [
        "lemmacheck mutate",
        "lemmacheck mutate 'gao-2022/*' --seed 7 --trials 2000",
        "lemmacheck mutate --claims mine.ts --json",
      ],
      EXIT_CODES,
    ),
    customUsage: ["[options] [pattern…]"],
  },
});
