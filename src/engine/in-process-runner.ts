import type { AnyClaim } from "../claims/claim.js";
import type { BatchRunner, BatchTask, PreciseView } from "./api.js";
import { Batch } from "./batch.js";
import type { BatchOutcome } from "./outcome.js";
import { Pacer } from "./pacer.js";
import { type PreparedClaim, prepare } from "./prepared.js";
import type { StopSignal } from "./shared-stop.js";

/** Runs batches on this thread, resting between trials so that the event loop stays alive. */
export class InProcessRunner implements BatchRunner {
  readonly parallelism = 1;
  readonly #claims: ReadonlyMap<string, AnyClaim>;
  readonly #precise: PreciseView | undefined;
  readonly #prepared = new Map<string, PreparedClaim>();

  constructor(claims: readonly AnyClaim[], precise: PreciseView | undefined) {
    this.#claims = new Map(claims.map((claim) => [claim.id, claim]));
    this.#precise = precise;
  }

  /** An aborted batch returns what it has; its `to` says how far it came. */
  async run(task: BatchTask, signal?: StopSignal, abandoned?: StopSignal): Promise<BatchOutcome> {
    const batch = new Batch(this.#prepare(task), task, this.#precise);
    const pacer = new Pacer();
    while (signal?.aborted !== true && abandoned?.aborted !== true && batch.next()) if (pacer.due) await pacer.rest();
    return batch.outcome;
  }

  async close(): Promise<void> {}

  has(claim: string): boolean {
    return this.#claims.has(claim);
  }

  #prepare(task: BatchTask): PreparedClaim {
    const key = `${task.claim} ${task.mutant ?? ""}`;
    const known = this.#prepared.get(key);
    if (known !== undefined) return known;
    const claim = this.#claims.get(task.claim);
    if (claim === undefined) throw new RangeError(`no claim ${JSON.stringify(task.claim)} in this runner`);
    const prepared = prepare(claim, task.mutant);
    this.#prepared.set(key, prepared);
    return prepared;
  }
}
