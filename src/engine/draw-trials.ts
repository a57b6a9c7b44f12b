import type { BatchRunner, BatchTask } from "./api.js";
import { type BatchOutcome, emptyOutcome, mergeOutcomes } from "./outcome.js";

/** A range of trials to run, in whatever batches. */
export interface TrialRange {
  readonly claim: string;
  readonly revision: number;
  readonly mutant?: string;
  readonly seed: number;
  readonly trials: number;
  /** Ends after the trial that brings the violations (or the errors) to this number. */
  readonly violations: number;
}

/** A batch aims at this time, in milliseconds: progress several times a second. */
const BATCH_TIME = 120;
const FIRST_BATCH = 16;
const LARGEST_BATCH = 4096;

/**
 * Runs the trials 0 … trials - 1, several batches at once where the runner can, and merges in index order. The outcome
 * is the same for every split: batches are pure, the merge is associative, and the end by `violations` is an index (a
 * batch that ran past it is run again up to it). Aborting ends with the trials merged so far.
 */
export async function drawTrials(
  runner: BatchRunner,
  range: TrialRange,
  signal: AbortSignal | undefined,
  merged: (outcome: BatchOutcome) => void = () => {},
): Promise<BatchOutcome> {
  let outcome = emptyOutcome(0);
  let issued = 0;
  let size = FIRST_BATCH;
  const { claim, revision, mutant, seed } = range;
  const taskOf = (from: number, to: number, violations: number): BatchTask => ({
    claim,
    revision,
    ...(mutant === undefined ? {} : { mutant }),
    seed,
    from,
    to,
    violations,
  });
  const underWay: { readonly task: BatchTask; readonly started: number; readonly result: Promise<BatchOutcome> }[] = [];
  const finished = (): boolean =>
    outcome.counts.violated >= range.violations || outcome.counts.error >= range.violations;
  while (!finished() && signal?.aborted !== true) {
    while (underWay.length < runner.parallelism && issued < range.trials) {
      const task = taskOf(issued, Math.min(issued + size, range.trials), range.violations);
      issued = task.to;
      const result = runner.run(task, signal);
      result.catch(() => {}); // awaited below; this keeps an abandoned batch from ending the process
      underWay.push({ task, started: performance.now(), result });
    }
    const next = underWay.shift();
    if (next === undefined) break;
    let batch = await next.result;
    const excess = overshoot(outcome, batch, range.violations);
    if (excess !== null) batch = await runner.run(taskOf(batch.from, excess, range.violations), signal);
    outcome = mergeOutcomes(outcome, batch);
    merged(outcome);
    if (batch.to < next.task.to) break;
    const elapsed = (performance.now() - next.started) / Math.max(1, runner.parallelism);
    const aimed = elapsed > 0 ? (next.task.to - next.task.from) * (BATCH_TIME / elapsed) : size * 2;
    size = Math.max(1, Math.min(Math.round(aimed), size * 2, LARGEST_BATCH));
  }
  await Promise.allSettled(underWay.map(({ result }) => result));
  return outcome;
}

/** Where the batch should have ended, had it known what came before it; null where it ran no further. */
function overshoot(before: BatchOutcome, batch: BatchOutcome, limit: number): number | null {
  const ends = [
    endOf(before.counts.violated, batch.violations, limit),
    endOf(before.counts.error, batch.errors, limit),
  ].filter((end): end is number => end !== null && end < batch.to);
  return ends.length === 0 ? null : Math.min(...ends);
}

function endOf(before: number, found: readonly { readonly index: number }[], limit: number): number | null {
  const last = found[limit - before - 1];
  return last === undefined ? null : last.index + 1;
}
