import type { Statement } from "../claims/claim.js";
import { type Judgement, weakerEvidence } from "../claims/judgement.js";
import type { Rung } from "../claims/model.js";
import type { Evidence } from "../numerics/real.js";
import { type Evaluation, judgeOn, messageOf } from "./evaluate.js";
import type { LadderJudgement } from "./ladder.js";
import type { NamedStatement, PreparedClaim } from "./prepared.js";
import type { Confirmation } from "./run-record.js";

/** The hint where a claim answers differently when it is asked again. */
export const INSTANCE_ONLY =
  "a claim's functions may look at the instance only, not at the clock, at chance or at earlier calls";

type Confirmed = Pick<LadderJudgement, "verdict" | "confirmation" | "margin" | "reason" | "evidence" | "part" | "tie">;

/**
 * Judges a violation again in the second arithmetic alone: all hypotheses must hold there and a conclusion be violated.
 * What it leaves undecided is undecided. What it denies although float64 was certain is a defect of this program, and an
 * error; where float64 only estimated its error, the second arithmetic simply has the last word.
 */
export function confirm(
  claim: PreparedClaim,
  evaluation: Evaluation,
  float64: ReadonlyMap<Statement<unknown>, Judgement>,
  second: Rung<unknown> | undefined,
  failure: string | null,
  again: (statement: Statement<unknown>) => Judgement | undefined = () => undefined,
): Confirmed {
  const undecided = (part: string, reason: string, tie = false): Confirmed => ({
    ...UNCONFIRMED,
    verdict: "undecided",
    evidence: evaluation.evidence,
    part,
    reason,
    tie,
  });
  const first = evaluation.part as string;
  if (second === undefined) return undecided(first, `a violation in float64 without confirmation: ${failure}`);
  const judge = judgeOn(second);
  let evidence: Evidence = "exact";
  try {
    for (const hypothesis of claim.given) {
      const judgement = judge(hypothesis.statement, hypothesis.name);
      evidence = weakerEvidence(evidence, judgement.evidence);
      if (judgement.verdict === "violated") return denied(hypothesis, judgement, "vacuous");
      if (judgement.verdict === "undecided")
        return undecided(hypothesis.name, unsettled(hypothesis.name, judgement), judgement.reason === "tie");
    }
    let worst: { readonly name: string; readonly judgement: Judgement } | undefined;
    let open: { readonly name: string; readonly judgement: Judgement } | undefined;
    for (const conclusion of claim.then) {
      if (evaluation.then[conclusion.name]?.verdict !== "violated") continue;
      const judgement = judge(conclusion.statement, conclusion.name);
      if (judgement.verdict === "holds") return denied(conclusion, judgement, "holds");
      if (judgement.verdict === "undecided") open ??= { name: conclusion.name, judgement };
      else if (worst === undefined || (judgement.margin ?? 0) > (worst.judgement.margin ?? 0))
        worst = { name: conclusion.name, judgement };
    }
    if (worst !== undefined)
      return {
        verdict: "violated",
        evidence: weakerEvidence(evidence, worst.judgement.evidence),
        part: worst.name,
        tie: false,
        reason: null,
        margin: worst.judgement.margin ?? 0,
        confirmation: confirmationOf(worst.name, worst.judgement, second),
      };
    const left = open as { readonly name: string; readonly judgement: Judgement };
    return undecided(left.name, unsettled(left.name, left.judgement), left.judgement.reason === "tie");
  } catch (error) {
    return undecided(first, `a violation in float64 without confirmation: ${messageOf(error)}`);
  }

  function denied(part: NamedStatement, judgement: Judgement, verdict: "vacuous" | "holds"): Confirmed {
    const said = float64.get(part.statement);
    if (said?.evidence === "exact" || said?.evidence === "certified") {
      const repeated = again(part.statement)?.verdict ?? said.verdict;
      if (repeated !== said.verdict)
        return {
          ...UNCONFIRMED,
          verdict: "error",
          evidence: evaluation.evidence,
          part: part.name,
          tie: false,
          reason: `${part.name} is ${said.verdict} at first, ${repeated} when it is judged again: ${INSTANCE_ONLY}`,
        };
      return {
        ...UNCONFIRMED,
        verdict: "error",
        evidence: evaluation.evidence,
        part: part.name,
        tie: false,
        reason: `the two arithmetics disagree on ${part.name}: float64 says ${said.verdict} with a certificate, ${second?.arithmetic.name} says ${judgement.verdict}; a defect of lemmacheck, please report it with this instance`,
      };
    }
    // float64 had only estimated its error there, so the second arithmetic has the last word.
    const last = verdict === "vacuous" ? "vacuous" : "undecided";
    const reason = `${second?.arithmetic.name} says that ${part.name} is ${judgement.verdict}, against float64's estimate`;
    return { ...UNCONFIRMED, verdict: last, evidence: judgement.evidence, part: part.name, tie: false, reason };
  }
}

const SHOWN_DIGITS = 60;

const UNCONFIRMED = { confirmation: null, margin: null } as const;

function unsettled(name: string, judgement: Judgement): string {
  return `a violation in float64 that the second arithmetic cannot confirm: ${name} is undecided there (${judgement.reason})`;
}

function confirmationOf(conclusion: string, judgement: Judgement, rung: Rung<unknown>): Confirmation {
  return {
    arithmetic: rung.arithmetic.name,
    // Exact arithmetic separates any two sides; what is shown of them has 60 digits.
    digits: Number.isFinite(rung.arithmetic.digits) ? rung.arithmetic.digits : SHOWN_DIGITS,
    conclusion,
    ...(judgement.label === undefined ? {} : { label: judgement.label }),
    relation: judgement.relation,
    // Worked out when read: shrinking confirms many violations of which one is shown.
    get left() {
      return judgement.text?.left ?? String(judgement.left.mid);
    },
    get right() {
      return judgement.text?.right ?? String(judgement.right.mid);
    },
  };
}
