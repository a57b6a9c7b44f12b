import type { AnyClaim, Claim, Necessity } from "../claims/claim.js";
import { withoutHypotheses } from "../claims/claim.js";
import type { Json } from "../claims/model.js";
import type { PreciseView } from "./api.js";
import { messageOf } from "./evaluate.js";
import { judgeInstance, type LadderJudgement } from "./ladder.js";
import { prepareOpen } from "./prepared.js";
import type { NecessityRecord } from "./run-record.js";

/** What breaks when each hypothesis is dropped, shown on the witnesses that the claim ships. */
export function necessityOf(claim: AnyClaim, precise: PreciseView | undefined): readonly NecessityRecord[] {
  return Object.entries(claim.necessity).map(([hypothesis, necessity]) =>
    showNecessity(claim, hypothesis, necessity, precise),
  );
}

function showNecessity(
  claim: AnyClaim,
  hypothesis: string,
  necessity: Necessity,
  precise: PreciseView | undefined,
): NecessityRecord {
  const open = claim as unknown as Claim<unknown, unknown>;
  const dropped = [hypothesis, ...(necessity.alsoDrop ?? [])];
  const without = prepareOpen(withoutHypotheses(open, dropped));
  const only = prepareOpen({ ...open, given: { [hypothesis]: open.given[hypothesis] }, necessity: {}, mutants: {} });
  const record: NecessityRecord = {
    hypothesis,
    alsoDropped: necessity.alsoDrop ?? [],
    status: "not shown",
    breaks: necessity.breaks,
  };
  if (necessity.witnesses.length === 0) return { ...record, status: "not run", reason: "the claim ships no witness" };
  let conclusion: string | undefined;
  let meaningless = false;
  for (const [index, witness] of necessity.witnesses.entries()) {
    const where = `witness ${index + 1}`;
    try {
      const data = without.model.parse(witness as Json, where);
      const domain = judgeInstance(only, data, precise);
      if (domain.given[hypothesis]?.verdict !== "violated")
        return { ...record, reason: `${where} does not violate ${hypothesis}${because(domain)}` };
      const judgement = judgeInstance(without, data, precise, { full: true });
      if (judgement.verdict === "violated") conclusion ??= judgement.part ?? undefined;
      else if (necessity.meaningless === true && hasNoMeaning(judgement)) meaningless = true;
      else return { ...record, reason: `${where} is ${judgement.verdict} without ${hypothesis}${because(judgement)}` };
    } catch (error) {
      return { ...record, reason: `${where} cannot be read: ${messageOf(error)}` };
    }
  }
  if (conclusion !== undefined) return { ...record, status: "shown", conclusion };
  return meaningless ? { ...record, status: "meaningless" } : record;
}

/** The instance is undecided because a quantity of the claim is unknown in both arithmetics: there is no such number. */
function hasNoMeaning(judgement: LadderJudgement): boolean {
  const parts = [...Object.values(judgement.given), ...Object.values(judgement.then)];
  return judgement.verdict === "undecided" && parts.some(({ reason }) => reason === "uncertified");
}

function because(judgement: LadderJudgement): string {
  return judgement.reason === null ? "" : ` (${judgement.reason})`;
}
