import { realIn } from "../claims/arithmetic.js";
import type { FailureBound, Statement } from "../claims/claim.js";
import { type Judgement, judgeAll } from "../claims/judgement.js";
import type { Rung } from "../claims/model.js";
import { addUp } from "../numerics/rounding.js";
import type { PreciseView } from "./api.js";
import { confirm } from "./confirm.js";
import { type Evaluation, evaluate, type Judge, messageOf } from "./evaluate.js";
import type { PreparedClaim } from "./prepared.js";
import type { Confirmation } from "./run-record.js";

/** A claim judged on one instance by as much arithmetic as it took. */
export interface LadderJudgement extends Evaluation {
  /** True where the second arithmetic was asked. */
  readonly escalated: boolean;
  /** Present where the verdict is "violated": no violation is reported without it. */
  readonly confirmation: Confirmation | null;
  /** Plain words for "undecided" and "error". */
  readonly reason: string | null;
  /** The violated inequality's margin as the second arithmetic has it; null unless violated. */
  readonly margin: number | null;
  /**
   * Certified upper end of the claimed failure probability, at most 1 (where it says nothing, or nothing is known of
   * it); null for claims that always hold, and where the instance is vacuous or an error.
   */
  readonly failureBound: number | null;
  /** The instance in float64, for what is watched and never judged; null where it could not be drawn or built. */
  readonly first: Rung<unknown> | null;
}

/** How much of an instance is judged, and how far up. */
export interface Depth {
  /** All conclusions, also where a hypothesis has settled the matter. */
  readonly full?: boolean;
  /**
   * Conclusions stay undecided where float64 measures them but cannot decide: their ratios are what is wanted. Hypotheses
   * and violations are judged as ever.
   */
  readonly measureOnly?: boolean;
}

/**
 * Judges the claim on one instance: every part in float64 first, each part that stays undecided again in the second
 * arithmetic, and every violation once more in the second arithmetic alone (confirm.ts).
 */
export function judgeInstance(
  claim: PreparedClaim,
  data: unknown,
  precise: PreciseView | undefined,
  { full = false, measureOnly = false }: Depth = {},
): LadderJudgement {
  const ladder = new Ladder(claim, data, precise);
  const hypotheses = measureOnly ? claim.given.map(({ statement }) => statement) : null;
  const judge: Judge = (statement) => ladder.judge(statement, hypotheses !== null && !hypotheses.includes(statement));
  const evaluation = evaluate(claim, judge, full);
  const outcome = (changes: Partial<LadderJudgement>): LadderJudgement => ({
    ...evaluation,
    escalated: ladder.escalated,
    confirmation: null,
    margin: null,
    reason: null,
    failureBound: null,
    first: ladder.first,
    ...changes,
  });
  const judged = settle();
  const { quantifier } = claim.claim;
  if (quantifier.kind !== "withProbability" || judged.verdict === "vacuous" || judged.verdict === "error")
    return judged;
  try {
    return { ...judged, failureBound: ladder.upperEnd(quantifier.failure) };
  } catch (error) {
    return outcome({ verdict: "error", message: messageOf(error), reason: `failure threw ${messageOf(error)}` });
  }

  function settle(): LadderJudgement {
    switch (evaluation.verdict) {
      case "holds":
      case "vacuous":
        return outcome({});
      case "error":
        return outcome({ reason: `${evaluation.part} threw ${evaluation.message}` });
      case "undecided":
        return outcome({ reason: ladder.failure ?? undecidedReason(evaluation) });
      case "violated":
        return outcome(
          confirm(claim, evaluation, ladder.float64Judgements, ladder.second(), ladder.failure, (statement) =>
            ladder.again(statement),
          ),
        );
    }
  }
}

function undecidedReason(evaluation: Evaluation): string {
  const judgement = evaluation.given[evaluation.part as string] ?? evaluation.then[evaluation.part as string];
  return `${evaluation.part} is undecided: ${judgement.reason}`;
}

/** Both rungs of one instance; the second one is built when it is first needed. */
class Ladder {
  readonly #claim: PreparedClaim;
  readonly #data: unknown;
  readonly #precise: PreciseView | undefined;
  #first: Rung<unknown> | undefined;
  #second: Rung<unknown> | null | undefined;
  escalated = false;
  /** Why the second arithmetic could not be used, in one line. */
  failure: string | null = null;
  /** What float64 alone said, by part, for the parts it decided for good. */
  readonly float64Judgements = new Map<Statement<unknown>, Judgement>();

  constructor(claim: PreparedClaim, data: unknown, precise: PreciseView | undefined) {
    this.#claim = claim;
    this.#data = data;
    this.#precise = precise;
  }

  /** The first rung, where it was built. */
  get first(): Rung<unknown> | null {
    return this.#first ?? null;
  }

  judge(statement: Statement<unknown>, measureOnly: boolean): Judgement {
    this.#first ??= this.#claim.model.view(this.#data);
    const first = judgeAll(statement(this.#first.view), this.#first.arithmetic);
    const estimated = first.evidence === "float64" || first.evidence === "float32";
    // An estimated error may establish, with its weaker evidence said aloud; it never refutes.
    if (first.verdict === "holds" || (first.verdict === "violated" && !estimated)) {
      this.float64Judgements.set(statement, first);
      return first;
    }
    const left: Judgement = { ...first, verdict: "undecided", reason: first.reason ?? "uncertified" };
    if (measureOnly && first.tightness !== null && !estimated) return left;
    const second = this.second();
    if (second === undefined) return left;
    try {
      const judgement = judgeAll(statement(second.view), second.arithmetic);
      // Of a quantity that neither arithmetic certifies, float64's enclosure says more than "unknown".
      return judgement.reason === "uncertified" ? { ...left, reason: "uncertified" } : judgement;
    } catch (error) {
      // Whatever the second arithmetic cannot do leaves the part as undecided as it was (law 1).
      this.failure = `the second arithmetic failed: ${messageOf(error)}`;
      return { ...left, reason: "uncertified" };
    }
  }

  /** What float64 says when it is asked once more, of the instance seen anew; undefined where that throws. */
  again(statement: Statement<unknown>): Judgement | undefined {
    try {
      const { view, arithmetic } = this.#claim.model.view(this.#data);
      return judgeAll(statement(view), arithmetic);
    } catch {
      return undefined;
    }
  }

  /** The least certified number above a claimed probability, at most 1; float64 first, then the second arithmetic. */
  upperEnd(failure: FailureBound<unknown>): number {
    this.#first ??= this.#claim.model.view(this.#data);
    const first = certifiedUpperEnd(failure, this.#first);
    if (first !== null) return first;
    const second = this.second();
    return (second === undefined ? null : certifiedUpperEnd(failure, second)) ?? 1;
  }

  /** The second rung; undefined where the model has none or it could not be built. */
  second(): Rung<unknown> | undefined {
    if (this.#second === undefined) {
      this.escalated = true;
      try {
        this.#second = this.#precise?.(this.#claim.model.name, this.#data) ?? null;
        if (this.#second === null)
          this.failure ??= `no second arithmetic for the model ${JSON.stringify(this.#claim.model.name)}`;
      } catch (error) {
        this.#second = null;
        this.failure = `the second arithmetic failed: ${messageOf(error)}`;
      }
    }
    return this.#second ?? undefined;
  }
}

/** null where the bound is unknown, or its error only estimated. */
function certifiedUpperEnd(failure: FailureBound<unknown>, rung: Rung<unknown>): number | null {
  const bound = realIn(typeof failure === "function" ? failure(rung.view) : failure, rung.arithmetic);
  if (!bound.known || bound.evidence === "float64" || bound.evidence === "float32") return null;
  const { mid, rad } = bound.toBall();
  const end = addUp(mid, rad);
  return Number.isNaN(end) ? null : Math.min(1, Math.max(0, end));
}
