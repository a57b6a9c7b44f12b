import type { Json } from "../claims/model.js";
import type { Evidence } from "../numerics/real.js";
import type { Confirmation, NotedTrial, TightestRecord, TrialCounts } from "./run-record.js";

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

/** What a batch of trials found: plain JSON, and mergeable in index order. */
export interface BatchOutcome {
  /** Trials from <= index < to were judged. */
  readonly from: number;
  readonly to: number;
  readonly counts: TrialCounts;
  readonly strata: Readonly<Record<string, TrialCounts>>;
  /** The weakest evidence among the trials that held or were violated; null where there are none. */
  readonly evidence: Evidence | null;
  readonly tightest: (TightestRecord & { readonly index: number }) | null;
  /** Largest ratio per conclusion. */
  readonly conclusions: Readonly<Record<string, TightestRecord & { readonly index: number }>>;
  readonly histogram: { readonly below: number; readonly bins: readonly number[] };
  /** The first violations, in index order. */
  readonly violations: readonly Violation[];
  readonly undecided: readonly NotedTrial[];
  readonly errors: readonly NotedTrial[];
}
