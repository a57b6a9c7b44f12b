import { buildCommand } from "@stricli/core";
import type { CliContext } from "../context.js";
import { COMMANDS, describeCommand } from "../help.js";
import { type CommonFlags, commonFlags, instanceFlag } from "../options.js";

interface Flags extends CommonFlags {
  readonly instance: string;
}

const EXIT_CODES = `Exit codes:
  0  the quantities were printed; those that could not be certified are unknown (null in JSON)
  2  bad input: the line on stderr names file, place, what was expected and what was found`;

async function inspectInstance(this: CliContext, flags: Flags): Promise<void> {
  const { settingsOf } = await import("../settings.js");
  const { displayName, readJson } = await import("../input.js");
  const { parseInstance } = await import("../../models/index.js");
  const { renderInspection } = await import("../../report/inspect-text.js");
  const settings = await settingsOf(flags);
  const output = await this.output(settings);
  const { model, data } = parseInstance(readJson(flags.instance), displayName(flags.instance));
  const inspection = { model: model.name, ...model.inspect(data) };
  output.print(settings.json ? JSON.stringify(inspection, null, 2) : renderInspection(inspection, output.paint));
}

export const inspect = buildCommand<Flags, [], CliContext>({
  func: inspectInstance,
  parameters: { flags: { ...commonFlags(), instance: instanceFlag } },
  docs: {
    brief: COMMANDS.inspect,
    fullDescription: describeCommand(
      "Prints every derived quantity of one instance, each as an enclosure that contains the true\nvalue (mid ± rad). No claim is involved.",
      [
        "lemmacheck inspect --instance layer.json",
        "lemmacheck inspect --json --instance - < layer.json | jq .quantities.gain",
      ],
      EXIT_CODES,
    ),
    customUsage: ["[options] --instance FILE"],
  },
});
