import { buildCommand } from "@stricli/core";
import type { Json } from "../../claims/model.js";
import { type CliContext, EXIT } from "../context.js";
import { COMMANDS, describeCommand } from "../help.js";
import { type CommonFlags, commonFlags } from "../options.js";

const EXIT_CODES = `Exit codes:
  0  every counterexample is verified: hypotheses certainly met, a conclusion certainly violated
  2  bad use or bad input: a file that is missing or no counterexample
  3  at least one is not verified; the line about it says why`;

/** What the checker says of one file. */
interface Verification {
  readonly file: string;
  readonly verified: boolean;
  readonly message: string;
  readonly left?: string;
  readonly right?: string;
}

async function verifyFile(file: string): Promise<Verification> {
  const { InputError } = await import("../../errors.js");
  const { displayName, readJson } = await import("../input.js");
  const { verifyCounterexample } = await import("../../verify/checker.js");
  const name = displayName(file);
  const json = readJson(file);
  const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
    value !== null && typeof value === "object" && !Array.isArray(value);
  if (!isObject(json) || typeof json.claim !== "string" || !isObject(json.instance))
    throw new InputError(`${name}: no counterexample file; expected an object with "claim" and "instance"`);
  const { ok, message, left, right } = verifyCounterexample(json);
  return {
    file: name,
    verified: ok,
    message,
    ...(left === undefined ? {} : { left }),
    ...(right === undefined ? {} : { right }),
  };
}

async function verifyFiles(this: CliContext, flags: CommonFlags, ...paths: readonly string[]): Promise<void> {
  const { settingsOf } = await import("../settings.js");
  const { jsonFilesIn } = await import("../input.js");
  const settings = await settingsOf(flags);
  const output = await this.output(settings);
  const files: Verification[] = [];
  for (const file of paths.flatMap(jsonFilesIn)) files.push(await verifyFile(file));
  if (settings.json) output.print(JSON.stringify({ files }, null, 2));
  else
    for (const { file, verified, message, left, right } of files) {
      output.print(`${verified ? output.paint.green("✓") : output.paint.yellow("?")} ${file}: ${message}`);
      if (left !== undefined) output.print(`    left   ${left}`);
      if (right !== undefined) output.print(`    right  ${right}`);
    }
  this.process.exitCode = files.every(({ verified }) => verified) ? EXIT.held : EXIT.notEstablished;
}

export const verify = buildCommand<CommonFlags, readonly string[], CliContext>({
  func: verifyFiles,
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
    brief: COMMANDS.verify,
    fullDescription: describeCommand(
      `For someone who trusts none of our code: a checker of a few pages, with its own fractions and its
own statements of the algebraic claims, judges the stored instance anew. It shares no code with
the numerics, the models or the engine. Widths up to 8.`,
      ["lemmacheck verify reports/latest/counterexamples", "lemmacheck verify --json - < counterexample.json"],
      EXIT_CODES,
    ),
    customUsage: ["[options] FILE…"],
  },
});
