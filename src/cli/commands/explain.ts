import { buildCommand } from "@stricli/core";
import type { CliContext } from "../context.js";
import { COMMANDS, describeCommand } from "../help.js";
import { type CommonFlags, commonFlags } from "../options.js";

const EXIT_CODES = `Exit codes:
  0  the claim was explained
  2  bad use: unknown claim (the nearest ids are named), a claim file can't be loaded`;

async function explainOne(this: CliContext, flags: CommonFlags, id: string): Promise<void> {
  const { settingsOf } = await import("../settings.js");
  const { loadClaims } = await import("../load-claims.js");
  const { findById } = await import("../patterns.js");
  const { claimDocument, explainClaim } = await import("../../report/claim-text.js");
  const settings = await settingsOf(flags);
  const output = await this.output(settings);
  const claim = findById((await loadClaims(settings.claims)).all, id);
  output.print(
    settings.json ? JSON.stringify(claimDocument(claim), null, 2) : explainClaim(claim, output.width, output.paint),
  );
}

export const explain = buildCommand<CommonFlags, [string], CliContext>({
  func: explainOne,
  parameters: {
    flags: commonFlags(),
    positional: { kind: "tuple", parameters: [{ brief: "Id of a claim", parse: String, placeholder: "claim" }] },
  },
  docs: {
    brief: COMMANDS.explain,
    fullDescription: describeCommand(
      "Shows a claim's statement, its source and where its proof stands, its hypotheses and\nconclusions, the strata its instances are drawn from, its mutants and witnesses.",
      ["lemmacheck explain gao-2022/equilibrium-norm-bounds", "lemmacheck explain mine/bound --claims mine.ts"],
      EXIT_CODES,
    ),
    customUsage: ["[options] <claim>"],
  },
});
