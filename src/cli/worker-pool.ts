import { availableParallelism } from "node:os";
import type { AnyClaim } from "../claims/claim.js";
import type { Dataset } from "../claims/instances.js";
import type { BatchRunner } from "../engine/api.js";
import { builtInModule } from "./load-claims.js";

/** What decides the pool. */
export interface PoolRequest {
  /** `--workers N`; all cores where left out. */
  readonly workers: number | undefined;
  /** Trials a claim: so few that threads would cost more than they bring run on this one. */
  readonly trials: number;
  /** The claims that come with lemmacheck, of those that will run. */
  readonly builtIn: readonly AnyClaim[];
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
export async function workerPool(request: PoolRequest): Promise<BatchRunner | undefined> {
  const workers = request.workers ?? (request.trials < WORTH_A_THREAD ? 1 : availableParallelism());
  if (workers === 1 || import.meta.url.endsWith(".ts")) return undefined;
  const { loadPrecise, PoolRunner, InProcessRunner, withDataset } = await import("../engine/threads.js");
  const { modules, dataset, builtIn } = request;
  return new PoolRunner({
    workers,
    modules: [builtInModule().href, ...modules],
    ...(dataset === undefined ? {} : { dataset }),
    meanwhile: new InProcessRunner(
      builtIn.map((claim) => withDataset(claim, dataset)),
      await loadPrecise(),
    ),
  });
}
