import { buildCommand } from "@stricli/core";
import type { InstanceVerdict } from "../../engine/api.js";
import { type CliContext, EXIT } from "../context.js";
import { COMMANDS, describeCommand } from "../help.js";
import { type CommonFlags, commonFlags, instanceFlag } from "../options.js";

interface Flags extends CommonFlags {
  readonly instance: string;
  readonly mutant?: string;
}

const EXIT_CODES = `Exit codes:
  0  the claim holds on the instance
  1  it is violated, and a second arithmetic confirms it
  2  bad use or bad input
  3  undecided, or vacuous (a hypothesis is violated), or an error in the claim's own code`;

const EXIT_OF: Readonly<Record<InstanceVerdict, number>> = {
  holds: EXIT.held,
  violated: EXIT.refuted,
  undecided: EXIT.notEstablished,
  vacuous: EXIT.notEstablished,
  error: EXIT.notEstablished,
};

async function checkClaim(this: CliContext, flags: Flags, id: string): Promise<void> {
  const { settingsOf } = await import("../settings.js");
  const { displayName, readJson } = await import("../input.js");
  const { loadClaims } = await import("../load-claims.js");
  const { findById, findMutant } = await import("../patterns.js");
  const { checkInstance } = await import("../../engine/index.js");
  const { renderCheck } = await import("../../report/judgement-text.js");
  const settings = await settingsOf(flags);
  const output = await this.output(settings);
  const claim = findById((await loadClaims(settings.claims)).all, id);
  if (flags.mutant !== undefined) findMutant(claim, flags.mutant);
  const json = readJson(flags.instance);
  const options = flags.mutant === undefined ? {} : { mutant: flags.mutant };
  const result = await checkInstance(claim, json, displayName(flags.instance), options);
  output.print(settings.json ? JSON.stringify(result, null, 2) : renderCheck(result, output.width, output.paint));
  this.process.exitCode = EXIT_OF[result.verdict];
}

export const check = buildCommand<Flags, [string], CliContext>({
  func: checkClaim,
  parameters: {
    flags: {
      ...commonFlags(),
      instance: instanceFlag,
      mutant: {
        kind: "parsed",
        parse: String,
        optional: true,
        placeholder: "NAME",
        brief: "Judge this mutant of the claim instead",
      },
    },
    positional: { kind: "tuple", parameters: [{ brief: "Id of a claim", parse: String, placeholder: "claim" }] },
  },
  docs: {
    brief: COMMANDS.check,
    fullDescription: describeCommand(
      "Judges every hypothesis and every conclusion of one claim on one instance. What float64 with\nerror bounds leaves undecided is judged again in exact arithmetic.",
      [
        "lemmacheck check gao-2022/equilibrium-norm-bounds --instance layer.json",
        "lemmacheck check mine/bound --claims mine.ts --instance - --json < layer.json",
      ],
      EXIT_CODES,
    ),
    customUsage: ["[options] <claim> --instance FILE"],
  },
});
