import { buildCommand } from "@stricli/core";
import type { CliContext } from "../context.js";
import { COMMANDS, describeCommand } from "../help.js";
import { type CommonFlags, commonFlags } from "../options.js";

const EXIT_CODES = `Exit codes:
  0  everything that lemmacheck needs is there (optional parts may be missing)
  2  bad use
  3  a required part is missing`;

async function examine(this: CliContext, flags: CommonFlags): Promise<void> {
  const { settingsOf } = await import("../settings.js");
  const { diagnose } = await import("../../backends/diagnosis.js");
  const { EXIT } = await import("../context.js");
  const { renderDiagnosis } = await import("../../report/doctor-text.js");
  const settings = await settingsOf(flags);
  const output = await this.output(settings);
  const diagnosis = await diagnose();
  output.print(
    settings.json ? JSON.stringify(diagnosis, null, 2) : renderDiagnosis(diagnosis, output.width, output.paint),
  );
  this.process.exitCode = diagnosis.ok ? EXIT.held : EXIT.notEstablished;
}

export const doctor = buildCommand<CommonFlags, [], CliContext>({
  func: examine,
  parameters: { flags: commonFlags() },
  docs: {
    brief: COMMANDS.doctor,
    fullDescription: describeCommand(
      "Says what is installed and used: Node, the float64 kernels, the second arithmetic, native BLAS,\nthe TensorFlow engine, the queue of distributed runs; what is missing, and how to get it.",
      ["lemmacheck doctor", "lemmacheck doctor --json | jq .parts"],
      EXIT_CODES,
    ),
    customUsage: ["[options]"],
  },
});
