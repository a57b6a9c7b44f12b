import type { Arithmetic, Enclosure, Evidence, Order, Real } from "../numerics/real.js";
import { realIn } from "./arithmetic.js";
import type { Inequality, Relation } from "./inequality.js";

/** What is known of one inequality on one instance. */
export type InequalityVerdict = "holds" | "violated" | "undecided";

/** Why an inequality is undecided: sides that agree to every digit asked for, or an unknown side, or plain rounding. */
export type UndecidedReason = "tie" | "uncertified" | "not exact" | "within error";

/** One inequality, decided or not, with both sides as enclosures. */
export interface Judgement {
  readonly left: Enclosure;
  readonly relation: Relation;
  readonly right: Enclosure;
  readonly verdict: InequalityVerdict;
  readonly evidence: Evidence;
  /** (left - right) / max(|left|, |right|) at the midpoints, 0 if both are 0, null if a side is unknown. */
  readonly margin: number | null;
  /** Certified lower end of left/right; null unless right > 0 is certain and left is known. */
  readonly tightness: number | null;
  readonly label?: string;
  readonly reason?: UndecidedReason;
  /** Both sides in decimal to 60 digits; only where the second arithmetic judged. */
  readonly text?: { readonly left: string; readonly right: string };
}

const EVIDENCE_RANK: Record<Evidence, number> = { exact: 0, certified: 1, float64: 2, float32: 3 };

/** The weaker of two kinds of evidence. */
export function weakerEvidence(a: Evidence, b: Evidence): Evidence {
  return EVIDENCE_RANK[a] >= EVIDENCE_RANK[b] ? a : b;
}

function decide(relation: Relation, order: Order): InequalityVerdict {
  switch (relation) {
    case "<=":
      return order === "<" || order === "<=" || order === "=" ? "holds" : order === ">" ? "violated" : "undecided";
    case "<":
      return order === "<" ? "holds" : order === "=" || order === ">=" || order === ">" ? "violated" : "undecided";
    case "=":
      return order === "=" ? "holds" : order === "<" || order === ">" ? "violated" : "undecided";
  }
}

function marginOf(left: Enclosure, right: Enclosure): number | null {
  if (!Number.isFinite(left.rad) || !Number.isFinite(right.rad)) return null;
  const scale = Math.max(Math.abs(left.mid), Math.abs(right.mid));
  if (scale === 0) return 0;
  return left.mid / scale - right.mid / scale; // both quotients lie in [-1, 1]
}

function tightnessOf(left: Real, right: Real, zero: Real): number | null {
  if (!left.known || !right.known || right.order(zero) !== ">") return null;
  const ratio = left.over(right);
  if (!ratio.known) return null;
  const { mid, rad } = ratio.toBall();
  if (rad === 0) return mid; // attained bounds show as exactly 1
  const lower = mid - rad * (1 + 2 ** -50);
  return Number.isFinite(lower) ? lower - Math.abs(lower) * 2 ** -52 : null;
}

/** Why an undecided inequality is undecided. */
function reasonOf(relation: Relation, left: Real, right: Real, arithmetic: Arithmetic): UndecidedReason {
  if (!left.known || !right.known) return "uncertified";
  if (arithmetic.digits >= 60) return "tie";
  return relation === "=" ? "not exact" : "within error";
}

/** Both sides to 60 digits: worked out when they are read, which few are, because so many digits may cost a lot. */
const sidesInWords = (left: Real, right: Real): NonNullable<Judgement["text"]> => ({
  get left() {
    return left.describe(60);
  },
  get right() {
    return right.describe(60);
  },
});

/**
 * Judges one inequality in one arithmetic. Violated only where the two enclosures are disjoint in the relation's sense.
 * @example
 * const { arithmetic } = Ball.exact(0);
 * judgeInequality(atMost(Ball.exact(3), "5/2"), arithmetic).verdict; // → violated
 * judgeInequality(atMost(new Ball(1, 0.5), 1), arithmetic).verdict; // → undecided
 */
export function judgeInequality(inequality: Inequality, arithmetic: Arithmetic): Judgement {
  const left = realIn(inequality.left, arithmetic);
  const right = realIn(inequality.right, arithmetic);
  const known = left.known && right.known;
  const verdict = known ? decide(inequality.relation, left.order(right)) : "undecided";
  const leftBall = left.toBall();
  const rightBall = right.toBall();
  return {
    left: leftBall,
    relation: inequality.relation,
    right: rightBall,
    verdict,
    evidence: weakerEvidence(left.evidence, right.evidence),
    margin: marginOf(leftBall, rightBall),
    tightness: tightnessOf(left, right, arithmetic.number(0)),
    ...(inequality.label === undefined ? {} : { label: inequality.label }),
    ...(verdict === "undecided" ? { reason: reasonOf(inequality.relation, left, right, arithmetic) } : {}),
    ...(arithmetic.digits >= 60 ? { text: sidesInWords(left, right) } : {}),
  };
}

const VERDICT_RANK: Record<InequalityVerdict, number> = { violated: 2, undecided: 1, holds: 0 };

/** True when `a` is the worse news: violated, then undecided, then holds; among equals the larger margin. */
export function isWorse(a: Judgement, b: Judgement): boolean {
  if (a.verdict !== b.verdict) return VERDICT_RANK[a.verdict] > VERDICT_RANK[b.verdict];
  return (a.margin ?? Number.NEGATIVE_INFINITY) > (b.margin ?? Number.NEGATIVE_INFINITY);
}

/**
 * Judges a list of inequalities: it counts as its worst member, but its tightness is the largest of the list.
 * @throws RangeError for an empty list, which states nothing.
 * @example
 * const { arithmetic } = Ball.exact(0);
 * const worst = judgeAll([atMost(Ball.exact(1), 2, "step 1"), atMost(Ball.exact(3), 2, "step 2")], arithmetic);
 * worst.label; // → step 2
 */
export function judgeAll(inequalities: Inequality | readonly Inequality[], arithmetic: Arithmetic): Judgement {
  const list: readonly Inequality[] = Array.isArray(inequalities) ? inequalities : [inequalities as Inequality];
  if (list.length === 0) throw new RangeError("an empty list of inequalities states nothing");
  let worst: Judgement | undefined;
  let tightness: number | null = null;
  for (const inequality of list) {
    requireInequality(inequality);
    const judgement = judgeInequality(inequality, arithmetic);
    if (judgement.tightness !== null && (tightness === null || judgement.tightness > tightness))
      tightness = judgement.tightness;
    if (worst === undefined || isWorse(judgement, worst)) worst = judgement;
  }
  return { ...(worst as Judgement), tightness };
}

/** A claim file need not be type-checked: whatever its function returned is looked at before it is judged. */
function requireInequality(value: unknown): asserts value is Inequality {
  const expected = "a hypothesis or conclusion must return atMost(…), below(…), equals(…), near(…) or a list of these";
  if (value instanceof Promise) {
    value.catch(() => undefined); // its rejection must not end the run: the claim ends in an error all the same
    throw new TypeError(`${expected}; it is asynchronous, and returned a promise`);
  }
  if (value === null || typeof value !== "object" || !("relation" in value)) throw new TypeError(expected);
  const { relation } = value;
  if (relation !== "<=" && relation !== "<" && relation !== "=")
    throw new TypeError(`${expected}; its relation is ${JSON.stringify(relation)}, expected "<=", "<" or "="`);
}
