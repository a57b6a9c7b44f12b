import type { BatchTask } from "./api.js";
import { type BatchOutcome, emptyOutcome, mergeOutcomes } from "./outcome.js";
import type { StopSignal } from "./shared-stop.js";

/** The part of a runner that trials need. */
export interface TrialRunner<S extends StopSignal> {
  /** How many batches are worth having under way at once; looked at before each. */
  readonly parallelism: number;
  /** `abandoned`: nobody waits for this batch any longer. */
  run(task: BatchTask, signal?: S, abandoned?: AbortSignal): Promise<BatchOutcome>;
}

/** A range of trials to run, in whatever batches. */
export interface TrialRange {
  readonly claim: string;
  readonly revision: number;
  readonly mutant?: string;
  readonly seed: number;
  readonly trials: number;
  /** Ends after the trial that brings the violations, or the errors, to these numbers. */
  readonly violations: number;
  readonly errors: number;
}

/** A batch aims at this time, in milliseconds: progress several times a second. */
const BATCH_TIME = 120;
const FIRST_BATCH = 4;
const LARGEST_BATCH = 4096;

/**
 * Runs the trials 0 … trials - 1, several batches at once where the runner can, and merges in index order. The outcome
 * is the same for every split: batches are pure, the merge is associative, and the end by `violations` is an index (a
 * batch that ran past it, not knowing of those before it, is run again with what is left). Aborting ends with the trials
 * merged so far. Batches that are no longer needed are abandoned, not waited for: a trial of theirs may take its time.
 * What has `begun` already, from trial 0 on, is gone on with.
 */
export async function drawTrials<S extends StopSignal>(
  runner: TrialRunner<S>,
  range: TrialRange,
  signal: S | undefined,
  merged: (outcome: BatchOutcome) => void = () => {},
  begun: BatchOutcome = emptyOutcome(0),
): Promise<BatchOutcome> {
  let outcome = begun;
  let issued = begun.to;
  let size = FIRST_BATCH;
  const { claim, revision, mutant, seed } = range;
  /** A batch may run as far as would be right if the batches still under way found nothing. */
  const taskOf = (from: number, to: number): BatchTask => ({
    claim,
    revision,
    ...(mutant === undefined ? {} : { mutant }),
    seed,
    from,
    to,
    violations: range.violations - outcome.counts.violated,
    errors: range.errors - outcome.counts.error,
  });
  const abandon = new AbortController();
  const underWay: { readonly task: BatchTask; readonly started: number; readonly result: Promise<BatchOutcome> }[] = [];
  const finished = (): boolean => outcome.counts.violated >= range.violations || outcome.counts.error >= range.errors;
  while (!finished() && signal?.aborted !== true) {
    while (underWay.length < runner.parallelism && issued < range.trials) {
      const task = taskOf(issued, Math.min(issued + size, range.trials));
      issued = task.to;
      const result = runner.run(task, signal, abandon.signal);
      result.catch(() => {}); // awaited below; this keeps an abandoned batch from ending the process
      underWay.push({ task, started: performance.now(), result });
    }
    const next = underWay.shift();
    if (next === undefined) break;
    let batch = await next.result;
    const { violated, error } = mergeOutcomes(outcome, batch).counts;
    const allowed = taskOf(batch.from, batch.to);
    const ends = violated >= range.violations || error >= range.errors;
    if (ends && (next.task.violations !== allowed.violations || next.task.errors !== allowed.errors))
      batch = await runner.run(allowed, signal);
    outcome = mergeOutcomes(outcome, batch);
    merged(outcome);
    if (batch.to < next.task.to) break;
    const elapsed = (performance.now() - next.started) / Math.max(1, runner.parallelism);
    const aimed = elapsed > 0 ? (next.task.to - next.task.from) * (BATCH_TIME / elapsed) : size * 2;
    size = Math.max(1, Math.min(Math.round(aimed), size * 2, LARGEST_BATCH));
  }
  abandon.abort();
  return outcome;
}
