import { buildCommand } from "@stricli/core";
import type { CampaignResult, RunRecord } from "../../engine/api.js";
import { type CliContext, EXIT, type Output } from "../context.js";
import { COMMANDS, describeCommand } from "../help.js";
import { type CommonFlags, commonFlags } from "../options.js";
import type { Settings } from "../settings.js";

/** 130 after Ctrl-C; 1 for a refuted claim or a mutant that survived; 3 for a claim that isn't established; else 0. */
export function exitCodeOf(record: RunRecord, interrupted: boolean): number {
  const { summary } = record;
  if (interrupted) return EXIT.interrupted;
  if (summary.refuted > 0 || summary.mutants.survived > 0) return EXIT.refuted;
  return summary.held === summary.claims ? EXIT.held : EXIT.notEstablished;
}

async function campaign(
  settings: Settings,
  patterns: readonly string[],
  out: string,
  output: Output,
): Promise<CampaignResult> {
  const setup = await import("../campaign-setup.js");
  const { runCampaign } = await import("../../engine/index.js");
  const { interruptible } = await import("../interrupt.js");
  const { toolVersion } = await import("../../package-root.js");
  const { liveLines, progressEvents } = await import("../../report/progress.js");
  const { prepareFolder } = await import("../../report/write-report.js");
  const selected = await setup.selectClaims(settings, patterns);
  const claims = selected.filter(({ quantifier }) => quantifier.kind !== "study");
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
  try {
    return await interruptible(output, (signal) =>
      runCampaign(
        claims,
        {
          seed,
          profile,
          ...(settings.trials === undefined ? {} : { budgets: { trials: settings.trials } }),
          ...(settings.time === undefined ? {} : { timeLimit: settings.time }),
          ...(fixtures === undefined ? {} : { fixtures }),
          findings: setup.findingsFolder(out),
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
      ),
    );
  } finally {
    live?.clear();
  }
}

async function runClaims(this: CliContext, flags: CommonFlags, ...patterns: readonly string[]): Promise<void> {
  const { settingsOf } = await import("../settings.js");
  const { DEFAULT_OUT, replayCommand, shortPath } = await import("../campaign-setup.js");
  const { renderRun } = await import("../../report/console.js");
  const { writeReport } = await import("../../report/write-report.js");
  const settings = await settingsOf(flags);
  const output = await this.output(settings);
  const out = settings.out ?? DEFAULT_OUT;
  const { record, interrupted, findings } = await campaign(settings, patterns, out, output);
  const command = replayCommand(out, settings);
  const files = await writeReport(record, out, command);
  if (settings.json) output.print(JSON.stringify(record, null, 2));
  else {
    output.print(renderRun(record, { width: output.width, paint: output.paint, replayCommand: command }));
    output.print(`\nreport: ${files.map(shortPath).join(", ")}`);
  }
  if (interrupted) {
    const paths = [...new Set(findings.flatMap(({ path }) => (path === null ? [] : [shortPath(path)])))];
    output.note(`lemmacheck: interrupted; saved ${[...files.map(shortPath), ...paths].join(", ")}`);
  }
  this.process.exitCode = exitCodeOf(record, interrupted);
}

export const run = buildCommand<CommonFlags, readonly string[], CliContext>({
  func: runClaims,
  parameters: {
    flags: commonFlags("seed", "trials", "profile", "time", "workers", "out", "data", "target", "raw"),
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
      ],
    ),
    customUsage: ["[options] [pattern…]"],
  },
});
