import type { AnyClaim } from "../claims/claim.js";
import type { Judgement } from "../claims/judgement.js";
import type { Json } from "../claims/model.js";
import type { Enclosure } from "../numerics/real.js";
import type { CheckInstance, CheckOptions, CheckResult, PreciseView } from "./api.js";
import { judgeInstance, type LadderJudgement } from "./ladder.js";
import { loadPrecise } from "./precise-loader.js";
import { type PreparedClaim, prepare } from "./prepared.js";
import type { JudgementJson } from "./run-record.js";

/**
 * Judges the claim on the instance file's content, every hypothesis and every conclusion. `at` names the file.
 * @throws InputError for a malformed instance or one of another model; RangeError for an unknown mutant.
 * @example
 * import { claims } from "lemmacheck/claims";
 * const [bounds] = claims.filter(({ id }) => id === "gao-2022/equilibrium-norm-bounds");
 * const instance = { model: "implicit-relu", gamma: 0.5, A: [[1]], Phi: [[1]] };
 * const result = await checkInstance(bounds, instance, "my instance");
 * result.verdict; // → holds
 */
export const checkInstance: CheckInstance = async (
  claim: AnyClaim,
  json: Json,
  at: string,
  options: CheckOptions = {},
): Promise<CheckResult> => {
  const prepared = prepare(claim, options.mutant);
  const data = prepared.model.parse(json, at);
  return checkData(prepared, data, await (options.precise ?? loadPrecise)());
};

/** The same for an instance at hand. */
export function checkData(prepared: PreparedClaim, data: unknown, precise: PreciseView | undefined): CheckResult {
  return checkResult(prepared, judgeInstance(prepared, data, precise, { full: true }));
}

/** The document of `check --json`. */
export function checkResult(prepared: PreparedClaim, judgement: LadderJudgement): CheckResult {
  const reason =
    judgement.reason ?? (judgement.verdict === "vacuous" ? `the hypothesis ${judgement.part} is violated` : null);
  return {
    claim: prepared.claim.id,
    ...(prepared.mutant === null ? {} : { mutant: prepared.mutant }),
    verdict: judgement.verdict,
    evidence: judgement.evidence,
    given: judgementsJson(judgement.given),
    then: judgementsJson(judgement.then),
    ...(judgement.confirmation === null ? {} : { confirmation: judgement.confirmation }),
    ...(reason === null ? {} : { reason }),
  };
}

export function judgementsJson(
  judgements: Readonly<Record<string, Judgement>>,
): Readonly<Record<string, JudgementJson>> {
  return Object.fromEntries(Object.entries(judgements).map(([name, judgement]) => [name, judgementJson(judgement)]));
}

/** One judgement as files show it: what is unknown is null, never a made-up number. */
export function judgementJson(judgement: Judgement): JudgementJson {
  return {
    left: known(judgement.left),
    relation: judgement.relation,
    right: known(judgement.right),
    verdict: judgement.verdict,
    evidence: judgement.evidence,
    margin: judgement.margin,
    tightness: judgement.tightness,
    ...(judgement.label === undefined ? {} : { label: judgement.label }),
    ...(judgement.reason === undefined ? {} : { reason: judgement.reason }),
  };
}

function known({ mid, rad }: Enclosure): Enclosure | null {
  return Number.isFinite(mid) && Number.isFinite(rad) ? { mid, rad } : null;
}
