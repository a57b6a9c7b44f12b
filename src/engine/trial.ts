import type { Judgement } from "../claims/judgement.js";
import type { PreciseView } from "./api.js";
import { messageOf } from "./evaluate.js";
import { judgeInstance, type LadderJudgement } from "./ladder.js";
import type { PreparedClaim } from "./prepared.js";

/** One trial: the instance drawn at (key, index), and what is known of the claim on it. */
export interface Trial {
  readonly index: number;
  readonly stratum: string;
  /** Undefined where drawing itself failed. */
  readonly data: unknown;
  readonly judgement: LadderJudgement;
}

/** A pure function of (claim id, seed, index); the first two are in the key. */
export function runTrial(claim: PreparedClaim, key: bigint, index: number, precise: PreciseView | undefined): Trial {
  try {
    const { data, stratum } = claim.claim.instances.draw(key, index);
    return { index, stratum, data, judgement: judgeInstance(claim, data, precise) };
  } catch (error) {
    return { index, stratum: "?", data: undefined, judgement: failedDraw(messageOf(error)) };
  }
}

function failedDraw(message: string): LadderJudgement {
  return {
    verdict: "error",
    evidence: "exact",
    given: {},
    then: {},
    part: null,
    tie: false,
    message,
    escalated: false,
    confirmation: null,
    reason: `drawing the instance threw ${message}`,
    margin: null,
    failureBound: null,
    first: null,
  };
}

/**
 * The ratio left/right of a conclusion where it says something: the hypotheses hold, the conclusion is not violated, and
 * it is an inequality (the ratio of an equation's sides is 1 by its own statement).
 */
export function ratioOf(judgement: Judgement): number | null {
  return judgement.relation === "=" || judgement.verdict === "violated" ? null : judgement.tightness;
}
