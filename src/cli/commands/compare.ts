import { buildCommand } from "@stricli/core";
import { type CliContext, EXIT } from "../context.js";
import { COMMANDS, describeCommand } from "../help.js";
import { type CommonFlags, commonFlags } from "../options.js";

interface Flags extends CommonFlags {
  readonly format?: "text" | "markdown";
}

const EXIT_CODES = `Exit codes:
  0  nothing got worse
  1  something got worse: a verdict, a mutant, coverage, the undecided share, a claim that is gone
  2  bad use or bad input: no run record, or one that was cut, edited, or written by another version`;

async function compareRecords(this: CliContext, flags: Flags, basePath: string, runPath: string): Promise<void> {
  const { settingsOf } = await import("../settings.js");
  const { displayName, readJson } = await import("../input.js");
  const { readRun } = await import("../../report/read-run.js");
  const { compareRuns } = await import("../../report/compare/compare.js");
  const { comparisonMarkdown, comparisonText } = await import("../../report/compare/render.js");
  const settings = await settingsOf(flags);
  const output = await this.output(settings);
  const base = await readRun(readJson(basePath), displayName(basePath));
  const run = await readRun(readJson(runPath), displayName(runPath));
  const comparison = compareRuns(base, run);
  if (settings.json) output.print(JSON.stringify(comparison, null, 2));
  else if (flags.format === "markdown") output.print(comparisonMarkdown(comparison).trimEnd());
  else output.print(comparisonText(comparison));
  this.process.exitCode = comparison.worse > 0 ? EXIT.refuted : EXIT.held;
}

export const compare = buildCommand<Flags, [string, string], CliContext>({
  func: compareRecords,
  parameters: {
    flags: {
      ...commonFlags(),
      format: { kind: "enum", values: ["text", "markdown"], optional: true, brief: "text (default) or markdown" },
    },
    positional: {
      kind: "tuple",
      parameters: [
        { brief: "The earlier run.json", parse: String, placeholder: "BASE.json" },
        { brief: "The later run.json", parse: String, placeholder: "RUN.json" },
      ],
    },
  },
  docs: {
    brief: COMMANDS.compare,
    fullDescription: describeCommand(
      `Says what changed from one run to another: verdicts, mutants, coverage, the share of undecided
trials, the tightest ratio, new and gone claims; what got worse first. lemmacheck run --baseline
FILE does the same at the end of a run.`,
      [
        "lemmacheck compare main/run.json reports/latest/run.json",
        "lemmacheck compare main/run.json reports/latest/run.json --format markdown >> comment.md",
      ],
      EXIT_CODES,
    ),
    customUsage: ["[options] BASE.json RUN.json"],
  },
});
