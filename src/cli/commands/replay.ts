import { buildCommand } from "@stricli/core";
import type { ReplayResult } from "../../engine/api.js";
import { type CliContext, EXIT } from "../context.js";
import { COMMANDS, describeCommand } from "../help.js";
import { type CommonFlags, commonFlags } from "../options.js";

const EXIT_CODES = `Exit codes:
  0  no claim is violated: every counterexample holds now (a mutant's: is still violated)
  1  at least one claim is violated (a mutant: holds now)
  2  bad use or bad input: a file that is missing or no counterexample
  3  undecided, left the domain, or an error in the claim's own code`;

/** What one replayed file says of its claim; a counterexample to a mutant is there to stay violated. */
export function exitCodeOf({ status, mutant }: Pick<ReplayResult, "status" | "mutant">): number {
  if (status === "set aside") return EXIT.held;
  if (status !== "violated" && status !== "holds") return EXIT.notEstablished;
  return (status === "violated") === (mutant === undefined) ? EXIT.refuted : EXIT.held;
}

async function replayStored(this: CliContext, flags: CommonFlags, ...paths: readonly string[]): Promise<void> {
  const { settingsOf } = await import("../settings.js");
  const { InputError } = await import("../../errors.js");
  const { loadClaims } = await import("../load-claims.js");
  const { onDisk } = await import("../standard-input.js");
  const { replayFiles } = await import("../../engine/index.js");
  const { renderReplays } = await import("../../report/replay-text.js");
  const settings = await settingsOf(flags);
  const output = await this.output(settings);
  const { all } = await loadClaims(settings.claims);
  const { files, restore } = onDisk(paths);
  const replays = await replayFiles(files, all);
  const unusable = replays.filter(({ status }) => status === "set aside");
  if (unusable.length === replays.length)
    throw new InputError(
      restore(
        unusable[0]?.warning ?? `${paths.join(", ")}: no counterexample in it; expected .json files of lemmacheck run`,
      ),
    );
  for (const { file, warning } of unusable) output.warn(restore(warning ?? `${file}: set aside`));
  const shown = replays.map((result) => ({ ...result, file: restore(result.file) }));
  output.print(
    settings.json ? JSON.stringify({ replays: shown }, null, 2) : renderReplays(shown, output.width, output.paint),
  );
  // A broken file in a folder is set aside; one that was asked for by name is bad input.
  if (unusable.some(({ file }) => files.includes(file))) this.process.exitCode = EXIT.badUse;
  else {
    const codes = replays.map(exitCodeOf);
    this.process.exitCode = codes.includes(EXIT.refuted) ? EXIT.refuted : Math.max(...codes);
  }
}

export const replay = buildCommand<CommonFlags, readonly string[], CliContext>({
  func: replayStored,
  parameters: {
    flags: commonFlags(),
    positional: {
      kind: "array",
      minimum: 1,
      parameter: {
        brief: "Counterexample files, folders of them, or - for standard input",
        parse: String,
        placeholder: "FILE",
      },
    },
  },
  docs: {
    brief: COMMANDS.replay,
    fullDescription: describeCommand(
      "Judges stored counterexamples again: the values in the file, hypotheses included. Folders are\nwalked; a broken file in a folder is set aside with one warning.",
      [
        "lemmacheck replay fixtures/counterexamples",
        "lemmacheck replay reports/latest/counterexamples --claims mine.ts",
        "lemmacheck replay - < counterexample.json",
      ],
      EXIT_CODES,
    ),
    customUsage: ["[options] FILE…"],
  },
});
