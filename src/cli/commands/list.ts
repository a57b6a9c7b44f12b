import { buildCommand } from "@stricli/core";
import type { CliContext } from "../context.js";
import { COMMANDS, describeCommand } from "../help.js";
import { type CommonFlags, commonFlags } from "../options.js";

const EXIT_CODES = `Exit codes:
  0  the claims were listed
  2  bad use: a pattern matches nothing, a claim file can't be loaded, an unknown option`;

async function listClaims(this: CliContext, flags: CommonFlags, ...patterns: readonly string[]): Promise<void> {
  const { settingsOf } = await import("../settings.js");
  const { loadClaims } = await import("../load-claims.js");
  const { selectByPattern } = await import("../patterns.js");
  const { claimEntry, claimLines } = await import("../../report/claim-text.js");
  const settings = await settingsOf(flags);
  const output = await this.output(settings);
  const { all } = await loadClaims(settings.claims);
  const claims = selectByPattern(all, patterns);
  output.print(
    settings.json ? JSON.stringify({ claims: claims.map(claimEntry) }, null, 2) : claimLines(claims, output.paint),
  );
}

export const list = buildCommand<CommonFlags, readonly string[], CliContext>({
  func: listClaims,
  parameters: {
    flags: commonFlags(),
    positional: {
      kind: "array",
      parameter: { brief: "Globs over claim ids; all claims when left out", parse: String, placeholder: "pattern" },
    },
  },
  docs: {
    brief: COMMANDS.list,
    fullDescription: describeCommand(
      "Lists the claims whose ids match, one a line: id, paper, quantifier, provenance, number of\nmutants. With --claims, your own claims are listed behind the built-in ones.",
      ["lemmacheck list", "lemmacheck list 'gao-2022/*'", "lemmacheck list --json | jq -r '.claims[].id'"],
      EXIT_CODES,
    ),
    customUsage: ["[options] [pattern…]"],
  },
});
