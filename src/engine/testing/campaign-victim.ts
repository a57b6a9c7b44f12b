import { resolve } from "node:path";
import { runCampaign } from "../campaign.js";
import { falseSum, toyPrecise } from "./toy.js";

/** Finds, shrinks and announces counterexamples for ever: the victim of a test that kills it. */
const [directory] = process.argv.slice(2);
for (;;)
  await runCampaign(
    [falseSum],
    {
      seed: 1,
      profile: "smoke",
      findings: { label: "counterexamples", directory: resolve(directory) },
      precise: toyPrecise,
      tool: { name: "victim", version: "0" },
    },
    { finding: ({ path }) => process.stdout.write(`${path}\n`) },
  );
