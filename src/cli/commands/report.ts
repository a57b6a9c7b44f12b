import { dirname, join } from "node:path";
import { buildCommand } from "@stricli/core";
import type { RunRecord } from "../../engine/run-record.js";
import { InputError } from "../../errors.js";
import { didYouMean } from "../../models/nearest-word.js";
import { FORMATS, type Format, isFormat } from "../../report/formats.js";
import { type CliContext, EXIT } from "../context.js";
import { COMMANDS, describeCommand } from "../help.js";
import { type CommonFlags, commonFlags } from "../options.js";

interface Flags extends CommonFlags {
  readonly format?: readonly Format[];
  readonly only?: string;
}

const EXIT_CODES = `Exit codes:
  0  the files are written, whatever the run's verdicts are
  2  bad use or bad input: no run record, or one that was cut, edited, or written by another version`;

function parseFormats(text: string): readonly Format[] {
  const names = text.split(",").map((name) => name.trim());
  return names.map((name) => {
    if (isFormat(name)) return name;
    throw new InputError(`unknown format ${JSON.stringify(name)}; ${didYouMean(name, Object.keys(FORMATS), 1)}`);
  });
}

/** The record of the claims whose ids match: a page of few claims has room for everything that is known of them. */
async function narrowed(record: RunRecord, patterns: string | undefined): Promise<RunRecord> {
  if (patterns === undefined) return record;
  const { selectByPattern } = await import("../patterns.js");
  const { summaryOf } = await import("../../engine/record.js");
  const claims = selectByPattern(record.claims, patterns.split(/,(?![^{]*\})/));
  return { ...record, claims, summary: summaryOf(claims, record.summary.interrupted) };
}

async function renderReport(this: CliContext, flags: Flags, path: string): Promise<void> {
  const { settingsOf } = await import("../settings.js");
  const { displayName, readJson } = await import("../input.js");
  const { replayCommand, shortPath } = await import("../campaign-setup.js");
  const { readRun } = await import("../../report/read-run.js");
  const { prepareFolder } = await import("../../report/write-report.js");
  const { renderAs } = await import("../../report/formats.js");
  const { readStudies } = await import("../../report/study/read-studies.js");
  const settings = await settingsOf(flags);
  const output = await this.output(settings);
  const record = await narrowed(await readRun(readJson(path), displayName(path)), flags.only);
  const formats = [...new Set(flags.format ?? (["html"] as const))];
  // Files that the record names lie beside it, wherever the rendering goes.
  const command = replayCommand(path === "-" ? "." : dirname(path), settings);
  const studies = path === "-" ? [] : readStudies(join(dirname(path), "studies"));
  if (flags.out === "-") {
    if (formats.length !== 1) throw new InputError("--out - takes one format; name it with --format");
    output.print((await renderAs(formats[0], record, command, studies)).trimEnd());
  } else {
    const { writeAtomically } = await import("../../engine/atomic-write.js");
    const folder = flags.out ?? (path === "-" ? "." : dirname(path));
    prepareFolder(folder);
    const files: Record<string, string> = {};
    for (const format of formats) {
      const file = join(folder, FORMATS[format]);
      writeAtomically(file, await renderAs(format, record, command, studies));
      files[format] = shortPath(file);
    }
    output.print(settings.json ? JSON.stringify({ files }, null, 2) : Object.values(files).join("\n"));
  }
  this.process.exitCode = EXIT.held;
}

export const report = buildCommand<Flags, [string], CliContext>({
  func: renderReport,
  parameters: {
    flags: {
      ...commonFlags("out"),
      format: {
        kind: "parsed",
        parse: parseFormats,
        optional: true,
        placeholder: "NAMES",
        brief: "html (default), junit, markdown, sarif, tyche; several with commas",
      },
      only: {
        kind: "parsed",
        parse: String,
        optional: true,
        placeholder: "GLOBS",
        brief: "Only the claims whose ids match, in full; several with commas",
      },
    },
    positional: {
      kind: "tuple",
      parameters: [
        { brief: "A run record (run.json), or - for standard input", parse: String, placeholder: "RUN.json" },
      ],
    },
  },
  docs: {
    brief: COMMANDS.report,
    fullDescription: describeCommand(
      `Renders a run record that lemmacheck run wrote, today or on another machine. Files go beside the
record or into --out DIR: report.html, junit.xml, report.md, lemmacheck.sarif (SARIF 2.1.0, for
code-scanning views), tyche.jsonl (observations, for Tyche). --out - prints a single format.
The page of a whole run stays below 500 kB, where need be by showing counterexamples to mutants in
brief; --only renders a few claims with all that is known of them.`,
      [
        "lemmacheck report reports/latest/run.json --format sarif,markdown",
        "lemmacheck report run.json --only gao-2022/gram-lower-bound --out gram",
        "lemmacheck report run.json --format markdown --out - | gh pr comment --body-file -",
      ],
      EXIT_CODES,
    ),
    customUsage: ["[options] RUN.json"],
  },
});
