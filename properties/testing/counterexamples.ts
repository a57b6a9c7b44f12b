import { applyMutant, type Claim, runCampaign } from "lemmacheck";
import { type ReproductionScripts, reproductionScripts } from "../../src/report/reproduce/scripts.js";
import { claims } from "../index.js";

/** Of every model that has counterexamples some, float64 and exact ones, runs of descent and flow among them. */
const CHOSEN = [
  "gao-2022/equilibrium-norm-bounds",
  "gao-2022/gram-lower-bound",
  "gao-2022/picard-contracts",
  "gao-2022/equilibrium-lipschitz",
  "gao-2022/gradient-descent-linear-rate rateDoubled",
  "gao-2021/kernel-positive-definite",
  "min-2021/imbalance-conserved",
  "min-2021/imbalance-pl",
  "min-2021/min-norm-invariant-set outputsOnly",
  "chatterjee-2022/flow-criterion",
  "chatterjee-2022/alpha-certificates",
  "chatterjee-2022/first-layer-pl",
  "extended/deep-linear-balance",
  "extended/homogeneous-balance",
  "extended/p-matrix",
];

/** A counterexample as stand-alone scripts, with the model it is of and both sides as they were confirmed. */
export interface StandAlone extends ReproductionScripts {
  readonly name: string;
  readonly model: string;
  readonly left: string;
  readonly right: string;
  /** Sides that differ by less than float64 tells apart. */
  readonly isExact: boolean;
}

/** Counterexamples to mutants of the chosen claims, found anew. @throws Error where one has no scripts */
export async function standAloneCounterexamples(only = ""): Promise<readonly StandAlone[]> {
  const found: StandAlone[] = [];
  for (const claim of claims)
    for (const name of Object.keys(claim.mutants)) {
      const full = `${claim.id} ${name}`;
      if (!CHOSEN.some((chosen) => full === chosen || chosen === claim.id) || !full.includes(only)) continue;
      const mutant = applyMutant(claim as unknown as Claim<unknown, unknown>, name);
      const { record } = await runCampaign([mutant], {
        seed: 1,
        profile: "smoke",
        tool: { name: "lemmacheck", version: "0.0.0" },
      });
      const { counterexample } = record.claims[0];
      if (counterexample?.formula === undefined) continue;
      const instance = counterexample.instance as Readonly<Record<string, unknown>>;
      const { confirmation, formula } = counterexample;
      const scripts = reproductionScripts({
        title: `${claim.id}, mutant ${name}`,
        statement: mutant.statement,
        instance,
        formula,
        sides: confirmation,
      });
      if (scripts === undefined) throw new Error(`${full} has no stand-alone scripts`);
      const isExact = scripts.numpy.includes("from fractions import");
      const { left, right } = confirmation;
      found.push({ name: full, model: String(instance.model), left, right, isExact, ...scripts });
    }
  return found;
}

/** What is wrong with the output of a script: undefined where it shows the violation, with the sides that were confirmed. */
export function objection(output: string, { left, right }: StandAlone): string | undefined {
  if (!/^VIOLATED: left (<=|<|=) right is false$/m.test(output)) return "it does not print the violation";
  for (const [side, confirmed] of Object.entries({ left, right })) {
    const printed = new RegExp(`^${side} +(.*)$`, "m").exec(output)?.[1] ?? "";
    const value = printed.includes("/")
      ? Number(printed.split("/")[0]) / Number(printed.split("/")[1])
      : Number(printed);
    // Scripts integrate flows to 1e-8.
    if (!(printed === confirmed || Math.abs(value - Number(confirmed)) <= 1e-6 * Math.abs(Number(confirmed)) + 1e-12))
      return `its ${side} side is ${printed}, confirmed was ${confirmed}`;
  }
  return undefined;
}
