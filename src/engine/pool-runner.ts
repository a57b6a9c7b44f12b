import { Piscina } from "piscina";
import type { Dataset } from "../claims/instances.js";
import type { BatchRunner, BatchTask } from "./api.js";
import { messageOf } from "./evaluate.js";
import { type BatchOutcome, emptyOutcome } from "./outcome.js";

/** What a worker needs to build the claims again: claims are functions, and functions do not travel. */
export interface WorkerSetup {
  /** URLs of modules whose exports are claims, or lists of claims. */
  readonly modules: readonly string[];
  readonly dataset?: Dataset;
}

export interface PoolOptions extends WorkerSetup {
  readonly workers: number;
  /** Milliseconds after which a batch counts as hanging. */
  readonly hangLimit?: number;
}

/**
 * Far above any batch: batches aim at a tenth of a second, and the second arithmetic has a budget for each instance. Only
 * claim code that never returns reaches it; the time decides that there is an error, never what a claim's verdict is.
 */
const HANG_LIMIT = 300_000;

/**
 * Runs batches on threads. A worker that dies or hangs costs its batch one retry; if that fails as well, the batch comes
 * back as one trial in error, so that the claim's verdict is `error`, and nothing else is touched.
 */
export class PoolRunner implements BatchRunner {
  readonly parallelism: number;
  readonly workers: number;
  readonly #pool: Piscina;
  readonly #hangLimit: number;

  constructor({ workers, modules, dataset, hangLimit = HANG_LIMIT }: PoolOptions) {
    const setup: WorkerSetup = { modules, ...(dataset === undefined ? {} : { dataset }) };
    this.#pool = new Piscina({
      filename: new URL("./pool-worker.js", import.meta.url).href,
      minThreads: workers,
      maxThreads: workers,
      idleTimeout: 60_000,
      workerData: { setup },
    });
    // Batches in waiting keep every worker busy while results are merged in order.
    this.parallelism = workers + 1;
    this.workers = workers;
    this.#hangLimit = hangLimit;
  }

  /**
   * A batch under way when the run is stopped may still end within a second; after that it comes back empty (what it had
   * found is found again when its range is run again).
   */
  async run(task: BatchTask, signal?: AbortSignal): Promise<BatchOutcome> {
    let failure = "";
    for (let attempt = 0; attempt < 2; attempt++) {
      if (isAborted(signal)) return emptyOutcome(task.from);
      const limit = AbortSignal.timeout(this.#hangLimit);
      const stop = signal === undefined ? limit : AbortSignal.any([after(signal, GRACE), limit]);
      try {
        return (await this.#pool.run(task, { signal: stop })) as BatchOutcome;
      } catch (error) {
        if (isAborted(signal)) return emptyOutcome(task.from);
        failure = limit.aborted ? `no result after ${this.#hangLimit / 1000} s` : messageOf(error);
      }
    }
    return failed(task, failure);
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

/** Milliseconds that a batch under way has left when the run is stopped: ten times what a batch aims at. */
const GRACE = 1000;

const followers = new WeakMap<AbortSignal, AbortSignal>();

/** A signal that follows another one after a while; one follower serves all batches of a run. */
function after(signal: AbortSignal, milliseconds: number): AbortSignal {
  const known = followers.get(signal);
  if (known !== undefined) return known;
  const controller = new AbortController();
  followers.set(signal, controller.signal);
  const follow = (): void => {
    setTimeout(() => controller.abort(), milliseconds).unref();
  };
  signal.addEventListener("abort", follow, { once: true });
  return controller.signal;
}

const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted === true;

/** The whole batch as one trial in error, at its first index. */
function failed(task: BatchTask, failure: string): BatchOutcome {
  const empty = emptyOutcome(task.from);
  const counts = { ...empty.counts, drawn: 1, error: 1 };
  return {
    ...empty,
    to: task.from + 1,
    counts,
    errors: [
      {
        index: task.from,
        source: "trial",
        stratum: "",
        part: "",
        reason: `trials ${task.from} to ${task.to - 1}: the worker failed twice: ${failure}`,
        instance: null,
      },
    ],
  };
}
