import { availableParallelism } from "node:os";
import type { AnyClaim } from "../claims/claim.js";
import type { Dataset } from "../claims/instances.js";
import type { PoolRunner } from "../engine/pool-runner.js";
import { builtInModule } from "./load-claims.js";

/** What decides the pool. */
export interface PoolRequest {
  /** `--workers N`; all cores where left out. */
  readonly workers: number | undefined;
  /** Trials a claim: so few that threads would cost more than they bring run on this one. */
  readonly trials: number;
  /** URLs of the compiled claim files. */
  readonly modules: readonly string[];
  readonly dataset: Dataset | undefined;
}

/** Starting a thread costs about as much as this many trials. */
const WORTH_A_THREAD = 500;

/**
 * A pool of threads, or undefined where one thread does: it was asked for, there is one core, or the work is small.
 * What a run finds does not depend on it. Sources that were not built (tests through a loader) run on one thread, since
 * Node starts threads from JavaScript only.
 */
export async function workerPool({ workers, trials, modules, dataset }: PoolRequest): Promise<PoolRunner | undefined> {
  const threads = workers ?? (trials < WORTH_A_THREAD ? 1 : availableParallelism());
  if (threads === 1 || import.meta.url.endsWith(".ts")) return undefined;
  const { PoolRunner } = await import("../engine/threads.js");
  const data = dataset === undefined ? {} : { dataset };
  return new PoolRunner({ workers: threads, modules: [builtInModule().href, ...modules], ...data });
}

/** Until the first thread is up, this one runs batches of the claims that come with lemmacheck, of those that will run. */
export async function helpMeanwhile(
  pool: PoolRunner,
  builtIn: readonly AnyClaim[],
  dataset: Dataset | undefined,
): Promise<void> {
  const { loadPrecise, InProcessRunner, withDataset } = await import("../engine/threads.js");
  const claims = builtIn.map((claim) => withDataset(claim, dataset));
  pool.helpMeanwhile(new InProcessRunner(claims, await loadPrecise()));
}
