import { Piscina } from "piscina";
import type { Dataset } from "../claims/instances.js";
import type { BatchRunner, BatchTask } from "./api.js";
import { messageOf } from "./evaluate.js";
import type { InProcessRunner } from "./in-process-runner.js";
import type { ClaimJob, JobOf, JobOutcome, JobResults } from "./jobs.js";
import { type BatchOutcome, emptyOutcome } from "./outcome.js";
import { abandonTask, BEATS, flagsOf, ownCells, type StopCells, type Stops } from "./shared-stop.js";

/** What a worker needs to build the claims again: claims are functions, and functions do not travel. */
export interface WorkerSetup {
  /** URLs of modules whose exports are claims, or lists of claims. */
  readonly modules: readonly string[];
  readonly dataset?: Dataset;
}

export interface PoolOptions extends WorkerSetup {
  readonly workers: number;
  /** Milliseconds without a sign of life (a trial or an evaluation begun) after which a thread counts as hanging. */
  readonly hangLimit?: number;
}

/**
 * Far above any trial: the second arithmetic has a budget for each instance. Only claim code that never returns reaches
 * it; the time decides that there is an error, never what a claim's verdict is.
 */
const HANG_LIMIT = 300_000;

/**
 * Megabytes of JavaScript heap of a thread, some twenty times what the claims here need. Near a limit Node ends the thread;
 * near its own, larger one, where a claim fills several gigabytes, it may end the whole process instead.
 */
const MOST_HEAP = 2048;

type Attempt<T> =
  | { readonly status: "done"; readonly result: T }
  | { readonly status: "failed"; readonly reason: string }
  | { readonly status: "stopped" };

/**
 * Runs batches and jobs on threads. A worker that dies or hangs costs its task one retry; a batch that fails again comes
 * back as one trial in error, a job as failed, so that the claim's verdict is `error`, and nothing else is touched.
 */
export class PoolRunner implements BatchRunner {
  readonly parallelism: number;
  readonly workers: number;
  readonly #pool: Piscina;
  readonly #hangLimit: number;
  #meanwhile: InProcessRunner | undefined;
  #meanwhileBusy = false;
  #isUp = false;
  readonly #up: Promise<void>;

  constructor({ workers, modules, dataset, hangLimit = HANG_LIMIT }: PoolOptions) {
    const setup: WorkerSetup = { modules, ...(dataset === undefined ? {} : { dataset }) };
    this.#pool = new Piscina({
      filename: new URL("../engine/pool-worker.js", import.meta.url).href,
      minThreads: workers,
      maxThreads: workers,
      idleTimeout: 60_000,
      resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP },
      workerData: { setup },
    });
    // Batches in waiting keep every worker busy while results are merged in order.
    this.parallelism = workers + 1;
    this.workers = workers;
    this.#hangLimit = hangLimit;
    const up = (): void => {
      this.#isUp = true;
      this.#meanwhile = undefined;
    };
    // A thread that cannot load the claims says so again in answer to its first batch.
    this.#up = (this.#pool.run(null, { name: "loaded" }) as Promise<void>).then(up, up);
  }

  /**
   * Claims that are trusted to return: until the first thread is up, their batches run here, so that even a run of a few
   * trials, or of a few tenths of a second, has its trials at once.
   */
  helpMeanwhile(runner: InProcessRunner): void {
    if (!this.#isUp) this.#meanwhile = runner;
  }

  async ready(claims: readonly string[]): Promise<void> {
    if (!claims.every((claim) => this.#meanwhile?.has(claim) === true)) await this.#up;
  }

  /**
   * A stopped batch ends after the trial under way and brings what it has; if that trial takes longer than a second, the
   * batch comes back empty (what it had found is found again when its range is run again).
   */
  async run(task: BatchTask, signal?: AbortSignal, abandoned?: AbortSignal): Promise<BatchOutcome> {
    if (this.#meanwhile?.has(task.claim) === true && !this.#meanwhileBusy) {
      this.#meanwhileBusy = true;
      try {
        return await this.#meanwhile.run(task, signal, abandoned);
      } finally {
        this.#meanwhileBusy = false;
      }
    }
    const flags = flagsOf({ stop: signal });
    const attempt = await this.#attempt<BatchOutcome>("default", task, flags, signal, abandoned);
    if (attempt.status === "done") return attempt.result;
    return attempt.status === "stopped" ? emptyOutcome(task.from) : failed(task, attempt.reason);
  }

  /** A time limit lets jobs end as they see fit; an interrupted one has a second before it is dropped. */
  async job<K extends ClaimJob["kind"]>(job: JobOf<K>, stops: Stops<AbortSignal>): Promise<JobOutcome<JobResults[K]>> {
    const attempt = await this.#attempt<JobOutcome<JobResults[K]>>("job", job, flagsOf(stops), stops.interrupt);
    return attempt.status === "done" ? attempt.result : attempt;
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  /** Two attempts at a task on some thread; `end` drops it, after a while; `abandoned` has it stop when it looks. */
  async #attempt<T>(
    name: string,
    task: unknown,
    flags: Int32Array,
    end?: AbortSignal,
    abandoned?: AbortSignal,
  ): Promise<Attempt<T>> {
    let reason = "";
    for (let attempt = 0; attempt < 2; attempt++) {
      if (isAborted(end) || isAborted(abandoned)) return { status: "stopped" };
      const cells: StopCells = { flags, own: ownCells() };
      const hang = new AbortController();
      const watch = this.#watch(cells.own, hang);
      const drop = (): void => abandonTask(cells.own);
      abandoned?.addEventListener("abort", drop);
      const stop = end === undefined ? hang.signal : AbortSignal.any([after(end, GRACE), hang.signal]);
      try {
        return { status: "done", result: (await this.#pool.run({ task, cells }, { name, signal: stop })) as T };
      } catch (error) {
        if (isAborted(end)) return { status: "stopped" };
        reason = `the worker failed twice: ${hang.signal.aborted ? `no result after ${this.#hangLimit / 1000} s` : messageOf(error)}`;
      } finally {
        abandoned?.removeEventListener("abort", drop);
        clearInterval(watch);
      }
    }
    return { status: "failed", reason };
  }

  /** Aborts once a task has begun and shows no sign of life for the limit. */
  #watch(own: Int32Array, hang: AbortController): NodeJS.Timeout {
    let last = 0;
    let since = performance.now();
    const look = (): void => {
      const now = Atomics.load(own, BEATS);
      if (now === 0 || now !== last) {
        last = now;
        since = performance.now();
      } else if (performance.now() - since >= this.#hangLimit) hang.abort();
    };
    return setInterval(look, Math.min(5000, this.#hangLimit / 10)).unref();
  }
}

/** Milliseconds that a task under way has left when the run is stopped: ten times what a batch aims at. */
const GRACE = 1000;

const followers = new WeakMap<AbortSignal, AbortSignal>();

/** A signal that follows another one after a while; one follower serves all tasks of a run. */
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
  const reason = `trials ${task.from} to ${task.to - 1}: ${failure}`;
  const error = { index: task.from, source: "trial", stratum: "", part: "", reason, instance: null } as const;
  return { ...empty, to: task.from + 1, counts, errors: [error] };
}
