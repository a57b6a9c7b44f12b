import type { Statement } from "../claims/claim.js";
import { type Judgement, judgeAll, weakerEvidence } from "../claims/judgement.js";
import type { Rung } from "../claims/model.js";
import type { Evidence } from "../numerics/real.js";
import type { InstanceVerdict } from "./api.js";
import type { NamedStatement, PreparedClaim } from "./prepared.js";

/** What is known of a claim on one instance. */
export interface Evaluation {
  readonly verdict: InstanceVerdict;
  /** The weakest evidence among the parts that the verdict rests on. */
  readonly evidence: Evidence;
  /** Hypotheses and conclusions that were judged; a vacuous instance has no conclusions unless all were asked for. */
  readonly given: Readonly<Record<string, Judgement>>;
  readonly then: Readonly<Record<string, Judgement>>;
  /** The hypothesis or conclusion that the verdict hangs on; null where the instance holds. */
  readonly part: string | null;
  /** True where every undecided part is a tie. */
  readonly tie: boolean;
  /** The message of the exception, for verdict "error". */
  readonly message: string | null;
}

/** Decides one hypothesis or conclusion: on one rung, or by climbing a ladder of them. */
export type Judge = (statement: Statement<unknown>, name: string) => Judgement;

/** The judge that stays on one rung. */
export function judgeOn(rung: Rung<unknown>): Judge {
  return (statement) => judgeAll(statement(rung.view), rung.arithmetic);
}

/**
 * Judges every hypothesis, then the conclusions. A violated hypothesis makes the instance vacuous; an undecided one makes
 * it undecided; otherwise it is violated if some conclusion is, undecided if some is, and else it holds. A part that
 * throws makes it an error. Conclusions are not looked at where a hypothesis has settled the matter, unless `full`.
 */
export function evaluate(claim: PreparedClaim, judge: Judge, full = false): Evaluation {
  const given = judgeParts(claim.given, judge, full ? undefined : "violated");
  const settled = given.thrown !== null || given.violated.length > 0 || given.undecided.length > 0;
  const then = settled && !full ? NOTHING : judgeParts(claim.then, judge, undefined);
  const parts = { given: given.judgements, then: then.judgements };
  const thrown = given.thrown ?? then.thrown;
  if (thrown !== null) {
    const evidence = weakest([]);
    return { verdict: "error", evidence, ...parts, part: thrown.part, tie: false, message: thrown.message };
  }
  const decided = (verdict: InstanceVerdict, names: Parts, which: readonly string[], also?: Parts): Evaluation => {
    const judgements = which.map((name) => names.judgements[name]);
    const evidence = weakest([...judgements, ...(also === undefined ? [] : Object.values(also.judgements))]);
    const tie = verdict === "undecided" && judgements.every((judgement) => judgement.reason === "tie");
    return { verdict, evidence, ...parts, part: which[0], tie, message: null };
  };
  if (given.violated.length > 0) return decided("vacuous", given, given.violated.slice(0, 1));
  if (given.undecided.length > 0) return decided("undecided", given, given.undecided);
  if (then.violated.length > 0) return decided("violated", then, then.violated, given);
  if (then.undecided.length > 0) return decided("undecided", then, then.undecided, given);
  const evidence = weakest([...Object.values(given.judgements), ...Object.values(then.judgements)]);
  return { verdict: "holds", evidence, ...parts, part: null, tie: false, message: null };
}

interface Parts {
  readonly judgements: Readonly<Record<string, Judgement>>;
  readonly violated: readonly string[];
  readonly undecided: readonly string[];
  readonly thrown: { readonly part: string; readonly message: string } | null;
}

const NOTHING: Parts = { judgements: {}, violated: [], undecided: [], thrown: null };

function judgeParts(statements: readonly NamedStatement[], judge: Judge, stopAt: "violated" | undefined): Parts {
  const judgements: Record<string, Judgement> = {};
  const violated: string[] = [];
  const undecided: string[] = [];
  for (const { name, statement } of statements) {
    try {
      const judgement = judge(statement, name);
      judgements[name] = judgement;
      if (judgement.verdict === "violated") violated.push(name);
      else if (judgement.verdict === "undecided") undecided.push(name);
      if (judgement.verdict === stopAt) break;
    } catch (error) {
      return { judgements, violated, undecided, thrown: { part: name, message: messageOf(error) } };
    }
  }
  return { judgements, violated, undecided, thrown: null };
}

function weakest(judgements: readonly Judgement[]): Evidence {
  return judgements.reduce<Evidence>((evidence, judgement) => weakerEvidence(evidence, judgement.evidence), "exact");
}

/** One line for whatever was thrown. */
export function messageOf(error: unknown): string {
  const text =
    error instanceof Error ? `${error.name}: ${error.message}` : `thrown: ${typeof error} ${JSON.stringify(error)}`;
  return text.replaceAll(/\s+/g, " ").slice(0, 500);
}
