import { buildCommand } from "@stricli/core";
import type { SharpenResult } from "../../engine/api.js";
import { type CliContext, EXIT } from "../context.js";
import { COMMANDS, describeCommand } from "../help.js";
import { type CommonFlags, commonFlags } from "../options.js";

const EXIT_CODES = `Exit codes:
  0    the search ended; the tightest ratio is printed
  1    the search met a confirmed violation: the claim is refuted
  2    bad use or bad input
  3    no ratio of left to right side is known on any instance
  130  interrupted; the tightest instance so far is printed`;

/** Evaluations when --trials is not given. */
const EVALUATIONS = 5000;

async function sharpenClaims(this: CliContext, flags: CommonFlags, ...patterns: readonly string[]): Promise<void> {
  const { settingsOf } = await import("../settings.js");
  const setup = await import("../campaign-setup.js");
  const { sharpenClaim } = await import("../../engine/index.js");
  const { interruptible } = await import("../interrupt.js");
  const { renderSharpened } = await import("../../report/mutation-text.js");
  const { count, ratioText } = await import("../../report/numbers.js");
  const { liveLines } = await import("../../report/progress.js");
  const settings = await settingsOf(flags);
  const output = await this.output(settings);
  const claims = setup.withoutStudies(await setup.selectClaims(settings, patterns));
  const dataset = await setup.datasetOf(settings);
  const live = output.drawsProgress ? await liveLines() : undefined;
  const evaluations = settings.trials ?? EVALUATIONS;
  const seed = settings.seed ?? setup.DEFAULT_SEED;
  output.note(`lemmacheck: up to ${count(evaluations)} evaluations a claim, seed ${seed}`);
  const results: SharpenResult[] = [];
  const interrupted = await interruptible(output, async (signal) => {
    for (const claim of claims) {
      if (signal.aborted) break;
      const options = {
        seed,
        evaluations,
        signal,
        ...(dataset === undefined ? {} : { dataset }),
      };
      results.push(
        await sharpenClaim(claim, options, (done, best) =>
          live?.draw([`${claim.id}  ${count(done)}/${count(evaluations)}  tightest ${ratioText(best)}`]),
        ),
      );
    }
    return signal.aborted;
  }).finally(() => live?.clear());
  output.print(settings.json ? JSON.stringify({ claims: results }, null, 2) : renderSharpened(results, output.paint));
  if (interrupted) this.process.exitCode = EXIT.interrupted;
  else if (results.some(({ violation }) => violation !== undefined)) this.process.exitCode = EXIT.refuted;
  else this.process.exitCode = results.every(({ tightest }) => tightest !== null) ? EXIT.held : EXIT.notEstablished;
}

export const sharpen = buildCommand<CommonFlags, readonly string[], CliContext>({
  func: sharpenClaims,
  parameters: {
    flags: commonFlags("seed", "trials", "data", "target", "raw"),
    positional: {
      kind: "array",
      minimum: 1,
      parameter: { brief: "Claims, as ids or globs", parse: String, placeholder: "claim" },
    },
  },
  docs: {
    brief: COMMANDS.sharpen,
    fullDescription: describeCommand(
      "Maximises the ratio of left to right side over the claim's instances, first over random ones,\nthen over their entries. --trials N is the number of instances judged (default 5000).",
      [
        "lemmacheck sharpen gao-2022/equilibrium-norm-bounds",
        "lemmacheck sharpen mine/bound --claims mine.ts --trials 20000 --json",
      ],
      EXIT_CODES,
    ),
    customUsage: ["[options] <claim…>"],
  },
});
