import { buildCommand } from "@stricli/core";
import type { CampaignResult, RunRecord } from "../../engine/api.js";
import type { PoolRunner } from "../../engine/pool-runner.js";
import type { Comparison } from "../../report/compare/compare.js";
import type { Selection } from "../campaign-setup.js";
import { type CliContext, EXIT, type Output } from "../context.js";
import { COMMANDS, describeCommand } from "../help.js";
import { type CommonFlags, commonFlags } from "../options.js";
import type { Settings } from "../settings.js";

interface Flags extends CommonFlags {
  readonly baseline?: string;
}

/** 130 after Ctrl-C; 1 for a refuted claim or a mutant that survived; 3 for a claim that isn't established; else 0. */
export function exitCodeOf(record: RunRecord, interrupted: boolean): number {
  const { summary } = record;
  if (interrupted) return EXIT.interrupted;
  if (summary.refuted > 0 || summary.mutants.survived > 0) return EXIT.refuted;
  return summary.held === summary.claims ? EXIT.held : EXIT.notEstablished;
}

async function campaign(
  settings: Settings,
  { claims: selected, builtIn, known, modules }: Selection,
  out: string,
  output: Output,
  started: PoolRunner | undefined,
  signal: AbortSignal,
): Promise<CampaignResult> {
  const setup = await import("../campaign-setup.js");
  const { PROFILES, runCampaign } = await import("../../engine/index.js");
  const { helpMeanwhile, workerPool } = await import("../worker-pool.js");
  const { toolVersion } = await import("../../package-root.js");
  const { liveLines, progressEvents } = await import("../../report/progress.js");
  const { loadRenderers, prepareFolder } = await import("../../report/write-report.js");
  const claims = setup.withoutStudies(selected);
  const dataset = await setup.datasetOf(settings);
  if (dataset !== undefined) setup.requireDatasetUse(claims, dataset);
  prepareFolder(out);
  const seed = settings.seed ?? setup.DEFAULT_SEED;
  const profile = settings.profile ?? "ci";
  const { plural } = await import("../../report/numbers.js");
  output.note(
    `lemmacheck: ${plural(claims.length, "claim")}, seed ${seed}, profile ${profile}${dataset === undefined ? "" : `, data ${dataset.name}`}`,
  );
  const live = output.drawsProgress ? await liveLines() : undefined;
  const fixtures = setup.fixturesFolder();
  const trials = settings.trials ?? PROFILES[profile].trials;
  const runner = started ?? (await workerPool({ workers: settings.workers, trials, modules, dataset }));
  try {
    if (runner !== undefined) {
      await helpMeanwhile(runner, builtIn, dataset);
      // This thread has time while others draw; a failure shows when the reports are written.
      loadRenderers().catch(() => {});
    }
    return await runCampaign(
      claims,
      {
        seed,
        profile,
        ...(settings.trials === undefined ? {} : { budgets: { trials: settings.trials } }),
        ...(settings.time === undefined ? {} : { timeLimit: settings.time }),
        ...(fixtures === undefined ? {} : { fixtures }),
        findings: setup.findingsFolder(out),
        known,
        ...(runner === undefined ? {} : { runner }),
        ...(dataset === undefined ? {} : { dataset }),
        signal,
        tool: toolVersion(),
      },
      {
        ...(live === undefined ? {} : progressEvents(live, output.progressPaint, process.stderr.columns || 80)),
        warning: (line) => {
          live?.clear();
          output.warn(line);
        },
      },
    );
  } finally {
    live?.clear();
    await runner?.close();
  }
}

/** Threads that load the built-in claims while this one does, where nothing else is to be loaded before. */
async function startThreads(settings: Settings): Promise<PoolRunner | undefined> {
  if (settings.claims.length > 0 || settings.data !== undefined) return undefined;
  const { PROFILES } = await import("../../engine/profiles.js");
  const { workerPool } = await import("../worker-pool.js");
  const trials = settings.trials ?? PROFILES[settings.profile ?? "ci"].trials;
  return workerPool({ workers: settings.workers, trials, modules: [], dataset: undefined });
}

/** The record to compare with, read before any work is done; undefined where none is asked for. */
async function readBaseline(file: string | undefined): Promise<RunRecord | undefined> {
  if (file === undefined) return undefined;
  const { displayName, readJson } = await import("../input.js");
  const { readRun } = await import("../../report/read-run.js");
  return readRun(readJson(file), displayName(file));
}

/** Says what changed: on standard output, or beside --json's document on standard error; and in comparison.md. */
async function compareWith(
  base: RunRecord,
  record: RunRecord,
  out: string,
  print: (text: string) => void,
): Promise<Comparison> {
  const { join } = await import("node:path");
  const { writeAtomically } = await import("../../engine/atomic-write.js");
  const { compareRuns } = await import("../../report/compare/compare.js");
  const { comparisonMarkdown, comparisonText } = await import("../../report/compare/render.js");
  const comparison = compareRuns(base, record);
  writeAtomically(join(out, "comparison.md"), comparisonMarkdown(comparison));
  print(`\ncompared with the baseline: ${comparisonText(comparison)}`);
  return comparison;
}

async function runClaims(this: CliContext, flags: Flags, ...patterns: readonly string[]): Promise<void> {
  const { settingsOf } = await import("../settings.js");
  const { DEFAULT_OUT, replayCommand, select, shortPath } = await import("../campaign-setup.js");
  const { renderRun } = await import("../../report/console.js");
  const { writeReport } = await import("../../report/write-report.js");
  const settings = await settingsOf(flags);
  const output = await this.output(settings);
  const out = settings.out ?? DEFAULT_OUT;
  const base = await readBaseline(flags.baseline);
  const { withLocations } = await import("../claim-locations.js");
  const { interruptible } = await import("../interrupt.js");
  const command = replayCommand(out, settings);
  const started = await startThreads(settings);
  const act = async () => {
    // While claim files load, a signal ends the process as signals do: there is nothing to save, and a file may never return.
    const selection = await select(settings, patterns);
    return interruptible(output, async (signal) => {
      const result = await campaign(settings, selection, out, output, started, signal);
      const placed = withLocations(result.record, settings.claims);
      // The verdict comes before the reports, which take a while.
      if (!settings.json) output.print(renderRun(placed, { ...output, replayCommand: command }));
      return { ...result, record: placed, files: await writeReport(placed, out, command) };
    });
  };
  const { interrupted, findings, record, files } = await act().finally(() => started?.close());
  if (settings.json) output.print(JSON.stringify(record, null, 2));
  else output.print(`\nreport: ${files.map(shortPath).join(", ")}`);
  if (interrupted) {
    const paths = [...new Set(findings.flatMap(({ path }) => (path === null ? [] : [shortPath(path)])))];
    output.note(`lemmacheck: interrupted; saved ${[...files.map(shortPath), ...paths].join(", ")}`);
  }
  const worse =
    base !== undefined && (await compareWith(base, record, out, settings.json ? output.note : output.print)).worse > 0;
  this.process.exitCode = worse && !interrupted ? EXIT.refuted : exitCodeOf(record, interrupted);
}

export const run = buildCommand<Flags, readonly string[], CliContext>({
  func: runClaims,
  parameters: {
    flags: {
      ...commonFlags("seed", "trials", "profile", "time", "workers", "out", "data", "target", "raw"),
      baseline: {
        kind: "parsed",
        parse: String,
        optional: true,
        placeholder: "FILE",
        brief: "Compare with this earlier run.json; exit code 1 if something got worse",
      },
    },
    positional: {
      kind: "array",
      parameter: {
        brief: "Globs over claim ids; left out: all claims, or with --claims those of the files",
        parse: String,
        placeholder: "pattern",
      },
    },
  },
  docs: {
    brief: COMMANDS.run,
    fullDescription: describeCommand(
      `Runs the claims whose ids match (all when no pattern is given; those of the files when only
--claims is given): replays stored counterexamples, draws random instances, judges each with
certified error bounds, confirms violations in exact arithmetic, shrinks them, tries the
claims' mutants, and searches the tightest instance. Writes run.json, report.html,
report.md, junit.xml and the counterexamples found into --out.`,
      [
        "lemmacheck run",
        "lemmacheck run 'gao-2022/*' --trials 20000 --time 60s",
        "lemmacheck run --data fixtures/datasets/mnist-zero-one-images-idx3-ubyte.gz",
        "lemmacheck run --data iris.csv --target species",
        "lemmacheck run --claims mine.ts theirs.ts",
        "lemmacheck run --profile smoke --json | jq .summary",
        "lemmacheck run --baseline main/run.json",
      ],
    ),
    customUsage: ["[options] [pattern…]"],
  },
});
