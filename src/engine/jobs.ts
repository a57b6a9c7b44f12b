import type { AnyClaim } from "../claims/claim.js";
import type { CorpusFolder, Finding, PreciseView, SharpenResult } from "./api.js";
import { type FoundViolation, Pursuit } from "./finding.js";
import { InProcessRunner } from "./in-process-runner.js";
import { runMutant } from "./mutation.js";
import { necessityOf } from "./necessity.js";
import { prepare } from "./prepared.js";
import type { MutantRecord, NecessityRecord, TightestRecord } from "./run-record.js";
import type { Stops } from "./shared-stop.js";
import { TightnessSearch } from "./sharpen.js";

/**
 * Work on one claim beside its trials. Like a batch, a job is a plain value and its result a pure function of it (but for
 * being stopped), so that it may be done on any thread.
 */
export type ClaimJob =
  | {
      readonly kind: "mutant";
      readonly claim: string;
      readonly mutant: string;
      readonly seed: number;
      readonly trials: number;
      readonly keep: { readonly evaluations: number; readonly witnessFirst: boolean; readonly folder?: CorpusFolder };
    }
  | { readonly kind: "necessity"; readonly claim: string }
  | {
      readonly kind: "tightness";
      readonly claim: string;
      readonly seed: number;
      readonly evaluations: number;
      readonly starts: readonly TightestRecord[];
    }
  | {
      readonly kind: "simplify";
      readonly claim: string;
      /** The violation that is on disk already. */
      readonly first: FoundViolation;
      readonly violations: readonly FoundViolation[];
      readonly evaluations: number;
      readonly folder?: CorpusFolder;
    };

export type JobOf<K extends ClaimJob["kind"]> = Extract<ClaimJob, { readonly kind: K }>;

/** What each kind of job comes to: plain JSON. */
export interface JobResults {
  readonly mutant: MutantRecord;
  readonly necessity: readonly NecessityRecord[];
  readonly tightness: SharpenResult;
  readonly simplify: Finding;
}

/** What is left of a job: its result, why its thread failed twice, or nothing, where it was stopped before it ended. */
export type JobOutcome<T> =
  | { readonly status: "done"; readonly result: T; readonly warnings: readonly string[] }
  | { readonly status: "failed"; readonly reason: string }
  | { readonly status: "stopped" };

/** Does the job on this thread. @throws RangeError for a mutant that the claim does not have. */
export async function doJob<K extends ClaimJob["kind"]>(
  job: JobOf<K>,
  claim: AnyClaim,
  precise: PreciseView | undefined,
  stops: Stops,
): Promise<JobOutcome<JobResults[K]>> {
  const warnings: string[] = [];
  const warning = (line: string): void => void warnings.push(line);
  const result = (await resultOf(job, claim, precise, stops, warning)) as JobResults[K];
  return { status: "done", result, warnings };
}

async function resultOf(
  job: ClaimJob,
  claim: AnyClaim,
  precise: PreciseView | undefined,
  { stop, interrupt }: Stops,
  warning: (line: string) => void,
): Promise<JobResults[ClaimJob["kind"]]> {
  const interrupted = interrupt === undefined ? {} : { signal: interrupt };
  switch (job.kind) {
    case "mutant":
      return runMutant(claim, job.mutant, {
        seed: job.seed,
        trials: job.trials,
        runner: new InProcessRunner([claim], precise),
        precise,
        ...(stop === undefined ? {} : { stop }),
        keep: { ...job.keep, ...interrupted },
        // A mutant that dies is no news: its counterexample stands in the record and in its file.
        events: { warning },
      });
    case "necessity":
      return necessityOf(claim, precise);
    case "tightness": {
      const { seed, evaluations, starts } = job;
      const signal = stop === undefined ? {} : { signal: stop };
      return new TightnessSearch(prepare(claim), { seed, evaluations, precise, starts, ...signal }).run();
    }
    case "simplify": {
      const { first, violations, evaluations, folder } = job;
      const kept = folder === undefined ? {} : { folder };
      const options = { precise, events: { warning }, evaluations, ...kept, ...interrupted };
      return new Pursuit(prepare(claim), first, options).simplify(violations);
    }
  }
}
