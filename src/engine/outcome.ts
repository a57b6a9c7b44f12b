import { weakerEvidence } from "../claims/judgement.js";
import type { Json } from "../claims/model.js";
import type { Evidence } from "../numerics/real.js";
import { mergeObserved, mergeRuns, type Observed, type Runs } from "./observed.js";
import type { Confirmation, NotedTrial, TightestRecord, TightnessHistogram, TrialCounts } from "./run-record.js";

/** A confirmed violation met by a trial. */
export interface Violation {
  readonly index: number;
  readonly stratum: string;
  readonly conclusion: string;
  /** Relative margin of the violated inequality, > 0, or 0 where a strict inequality fails by equality. */
  readonly margin: number;
  readonly instance: Json;
  readonly confirmation: Confirmation;
}

/** The largest ratio of a conclusion, and the first trial that reached it. */
export interface TightestTrial extends TightestRecord {
  readonly index: number;
}

/** What a batch of trials found: plain JSON, and mergeable in index order. */
export interface BatchOutcome {
  /** Trials from <= index < to were judged. */
  readonly from: number;
  readonly to: number;
  readonly counts: TrialCounts;
  readonly strata: Readonly<Record<string, TrialCounts>>;
  /** Per stratum, the largest claimed failure probability that an instance came with; empty for other claims. */
  readonly failureBounds: Readonly<Record<string, number>>;
  /** The weakest evidence among the trials that held or were violated; null where there are none. */
  readonly evidence: Evidence | null;
  /** Per conclusion, its tightest trial. */
  readonly conclusions: Readonly<Record<string, TightestTrial>>;
  readonly histogram: TightnessHistogram;
  /** Watched quantities and runs of the trials that held; empty where the claim has none. */
  readonly observed: Observed;
  readonly runs: Runs;
  /** The first KEPT_VIOLATIONS violations, in index order; likewise the first undecided trials, ties, and errors. */
  readonly violations: readonly Violation[];
  readonly undecided: readonly NotedTrial[];
  readonly ties: readonly NotedTrial[];
  readonly errors: readonly NotedTrial[];
}

/** Law 5 shrinks from the worst of the first eight violations. */
export const KEPT_VIOLATIONS = 8;
export const KEPT_UNDECIDED = 3;
/** Errors are kept like violations, because they end a batch like them. */
export const KEPT_ERRORS = 8;
export const HISTOGRAM_BINS = 20;

export const NO_TRIALS: TrialCounts = {
  drawn: 0,
  held: 0,
  violated: 0,
  undecided: 0,
  ties: 0,
  vacuous: 0,
  escalated: 0,
  error: 0,
};

/** The outcome of no trials at `index`: the neutral element of the merge. */
export function emptyOutcome(index: number): BatchOutcome {
  return {
    from: index,
    to: index,
    counts: NO_TRIALS,
    strata: {},
    failureBounds: {},
    evidence: null,
    conclusions: {},
    histogram: { below: 0, bins: new Array<number>(HISTOGRAM_BINS).fill(0) },
    observed: {},
    runs: {},
    violations: [],
    undecided: [],
    ties: [],
    errors: [],
  };
}

/**
 * The outcome of both batches; associative, and free of floating sums, so that any split of a range merges to the same
 * value.
 * @throws RangeError unless `second` starts where `first` ends.
 */
export function mergeOutcomes(first: BatchOutcome, second: BatchOutcome): BatchOutcome {
  if (first.to !== second.from)
    throw new RangeError(`batches merge in index order: one ends at ${first.to}, the next starts at ${second.from}`);
  return {
    from: first.from,
    to: second.to,
    counts: addCounts(first.counts, second.counts),
    strata: mergeRecords(first.strata, second.strata, addCounts),
    failureBounds: mergeRecords(first.failureBounds, second.failureBounds, Math.max),
    evidence:
      first.evidence === null || second.evidence === null
        ? (first.evidence ?? second.evidence)
        : weakerEvidence(first.evidence, second.evidence),
    conclusions: mergeRecords(first.conclusions, second.conclusions, tighter),
    histogram: {
      below: first.histogram.below + second.histogram.below,
      bins: first.histogram.bins.map((count, i) => count + second.histogram.bins[i]),
    },
    observed: mergeObserved(first.observed, second.observed),
    runs: mergeRuns(first.runs, second.runs),
    violations: [...first.violations, ...second.violations].slice(0, KEPT_VIOLATIONS),
    undecided: [...first.undecided, ...second.undecided].slice(0, KEPT_UNDECIDED),
    ties: [...first.ties, ...second.ties].slice(0, KEPT_UNDECIDED),
    errors: [...first.errors, ...second.errors].slice(0, KEPT_ERRORS),
  };
}

/** The tighter of the two; among equals the first. */
export function tighter<T extends { readonly ratio: number }>(first: T, second: T): T {
  return second.ratio > first.ratio ? second : first;
}

/** The tightest over all conclusions; among equals the earlier trial, then the claim's order of conclusions. */
export function tightestOf(conclusions: Readonly<Record<string, TightestTrial>>): TightestTrial | null {
  let best: TightestTrial | null = null;
  for (const candidate of Object.values(conclusions))
    if (
      best === null ||
      candidate.ratio > best.ratio ||
      (candidate.ratio === best.ratio && candidate.index < best.index)
    )
      best = candidate;
  return best;
}

export function addCounts(a: TrialCounts, b: TrialCounts): TrialCounts {
  return {
    drawn: a.drawn + b.drawn,
    held: a.held + b.held,
    violated: a.violated + b.violated,
    undecided: a.undecided + b.undecided,
    ties: a.ties + b.ties,
    vacuous: a.vacuous + b.vacuous,
    escalated: a.escalated + b.escalated,
    error: a.error + b.error,
  };
}

function mergeRecords<T>(
  first: Readonly<Record<string, T>>,
  second: Readonly<Record<string, T>>,
  merge: (a: T, b: T) => T,
): Readonly<Record<string, T>> {
  const result: Record<string, T> = { ...first };
  for (const [name, value] of Object.entries(second)) {
    const known = result[name];
    result[name] = known === undefined ? value : merge(known, value);
  }
  return result;
}
