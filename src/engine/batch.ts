import { weakerEvidence } from "../claims/judgement.js";
import type { Evidence } from "../numerics/real.js";
import type { BatchTask, PreciseView } from "./api.js";
import { distributionOf } from "./distribution.js";
import { drawKey } from "./key.js";
import { mergeRuns, observe, type Runs, runsOf } from "./observed.js";
import {
  type BatchOutcome,
  emptyOutcome,
  HISTOGRAM_BINS,
  KEPT_ERRORS,
  KEPT_UNDECIDED,
  KEPT_VIOLATIONS,
  type TightestTrial,
  type Violation,
} from "./outcome.js";
import type { PreparedClaim } from "./prepared.js";
import type { NotedTrial, TrialCounts } from "./run-record.js";
import { ratioOf, runTrial, type Trial } from "./trial.js";

type MutableCounts = { -readonly [K in keyof TrialCounts]: TrialCounts[K] };

/** A batch under way: call `next` until it returns false; `outcome` may be taken at any moment. */
export class Batch {
  readonly #claim: PreparedClaim;
  readonly #task: BatchTask;
  readonly #precise: PreciseView | undefined;
  readonly #key: bigint;
  #index: number;
  readonly #counts: MutableCounts = { ...emptyOutcome(0).counts };
  readonly #strata: Record<string, MutableCounts> = {};
  readonly #failureBounds: Record<string, number> = {};
  #evidence: Evidence | null = null;
  readonly #conclusions: Record<string, TightestTrial> = {};
  #below = 0;
  readonly #bins = new Array<number>(HISTOGRAM_BINS).fill(0);
  readonly #observed: Record<string, number[]> = {};
  #runs: Runs = {};
  readonly #violations: Violation[] = [];
  readonly #undecided: NotedTrial[] = [];
  readonly #ties: NotedTrial[] = [];
  readonly #errors: NotedTrial[] = [];

  constructor(claim: PreparedClaim, task: BatchTask, precise: PreciseView | undefined) {
    this.#claim = claim;
    this.#task = task;
    this.#precise = precise;
    this.#key = drawKey(claim.claim.id, task.seed);
    this.#index = task.from;
  }

  /** Runs one trial; false once the batch is done. */
  next(): boolean {
    if (this.done) return false;
    this.#count(runTrial(this.#claim, this.#key, this.#index, this.#precise));
    this.#index++;
    return !this.done;
  }

  get done(): boolean {
    const { to, violations, errors } = this.#task;
    return this.#index >= to || this.#counts.violated >= violations || this.#counts.error >= errors;
  }

  get outcome(): BatchOutcome {
    return {
      from: this.#task.from,
      to: this.#index,
      counts: { ...this.#counts },
      strata: Object.fromEntries(Object.entries(this.#strata).map(([name, counts]) => [name, { ...counts }])),
      failureBounds: { ...this.#failureBounds },
      evidence: this.#evidence,
      conclusions: { ...this.#conclusions },
      histogram: { below: this.#below, bins: [...this.#bins] },
      observed: Object.fromEntries(
        Object.entries(this.#observed).map(([name, values]) => [name, distributionOf([...values])]),
      ),
      runs: this.#runs,
      violations: [...this.#violations],
      undecided: [...this.#undecided],
      ties: [...this.#ties],
      errors: [...this.#errors],
    };
  }

  #count(trial: Trial): void {
    const { judgement, stratum } = trial;
    this.#strata[stratum] ??= { ...emptyOutcome(0).counts };
    for (const counts of [this.#counts, this.#strata[stratum]]) {
      counts.drawn++;
      if (judgement.escalated) counts.escalated++;
      counts[counterOf(trial)]++;
    }
    if (judgement.failureBound !== null)
      this.#failureBounds[stratum] = Math.max(this.#failureBounds[stratum] ?? 0, judgement.failureBound);
    if (judgement.verdict === "holds" || judgement.verdict === "violated")
      this.#evidence =
        this.#evidence === null ? judgement.evidence : weakerEvidence(this.#evidence, judgement.evidence);
    if (judgement.verdict === "holds" || judgement.verdict === "undecided") this.#measure(trial);
    if (judgement.verdict === "holds") this.#watch(trial);
    if (judgement.verdict === "undecided")
      this.#keep(judgement.tie ? this.#ties : this.#undecided, KEPT_UNDECIDED, trial);
    if (judgement.verdict === "error") this.#keep(this.#errors, KEPT_ERRORS, trial);
    if (judgement.verdict === "violated" && this.#violations.length < KEPT_VIOLATIONS)
      this.#violations.push(this.#violation(trial));
  }

  /** Tightness of every conclusion; only where all hypotheses are known to hold, so that the ratio is the claim's. */
  #measure(trial: Trial): void {
    if (Object.values(trial.judgement.given).some((judgement) => judgement.verdict !== "holds")) return;
    let largest: number | null = null;
    for (const [conclusion, judgement] of Object.entries(trial.judgement.then)) {
      const ratio = ratioOf(judgement);
      if (ratio === null) continue;
      if (largest === null || ratio > largest) largest = ratio;
      const best = this.#conclusions[conclusion];
      if (best === undefined || ratio > best.ratio) {
        const instance = this.#claim.model.serialize(trial.data);
        this.#conclusions[conclusion] = { ratio, conclusion, instance, index: trial.index };
      }
    }
    if (largest === null) return;
    if (largest < 0) this.#below++;
    else this.#bins[Math.min(Math.floor(largest * HISTOGRAM_BINS), HISTOGRAM_BINS - 1)]++;
  }

  /** What the claim wants to be watched; the first rung has computed most of it. */
  #watch({ judgement: { first }, index, stratum }: Trial): void {
    const { claim } = this.#claim;
    if (first === null) return;
    for (const [name, value] of Object.entries(observe(claim, first))) {
      this.#observed[name] ??= [];
      this.#observed[name].push(value);
    }
    this.#runs = mergeRuns(this.#runs, runsOf(claim, first, index, stratum));
  }

  #keep(notes: NotedTrial[], most: number, trial: Trial): void {
    if (notes.length >= most) return;
    notes.push({
      index: trial.index,
      source: "trial",
      stratum: trial.stratum,
      part: trial.judgement.part ?? "",
      reason: trial.judgement.reason as string,
      instance: trial.data === undefined ? null : this.#claim.model.serialize(trial.data),
    });
  }

  #violation(trial: Trial): Violation {
    const { part, margin, confirmation } = trial.judgement;
    if (part === null || margin === null || confirmation === null)
      throw new Error(`trial ${trial.index} of ${this.#claim.claim.id}: a violation without its confirmation`);
    const instance = this.#claim.model.serialize(trial.data);
    return { index: trial.index, stratum: trial.stratum, conclusion: part, margin, instance, confirmation };
  }
}

function counterOf(trial: Trial): "held" | "violated" | "undecided" | "ties" | "vacuous" | "error" {
  const { verdict, tie } = trial.judgement;
  if (verdict === "holds") return "held";
  return verdict === "undecided" && tie ? "ties" : verdict;
}

/** Runs the whole batch. */
export function runBatch(claim: PreparedClaim, task: BatchTask, precise: PreciseView | undefined): BatchOutcome {
  const batch = new Batch(claim, task, precise);
  while (batch.next()) {
    // all the work is in the condition
  }
  return batch.outcome;
}
