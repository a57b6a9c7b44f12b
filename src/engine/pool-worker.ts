import { workerData } from "node:worker_threads";
import type { AnyClaim } from "../claims/claim.js";
import type { BatchTask } from "./api.js";
import { Batch } from "./batch.js";
import { messageOf } from "./evaluate.js";
import type { ClaimJob, JobOutcome, JobResults } from "./jobs.js";
import type { BatchOutcome } from "./outcome.js";
import type { WorkerSetup } from "./pool-runner.js";
import { loadPrecise } from "./precise-loader.js";
import { type PreparedClaim, prepare, withDataset } from "./prepared.js";
import { type StopCells, signalsOf } from "./shared-stop.js";

/** One thread of the pool: loads the claims' modules once, then runs batches and jobs. Its results are plain JSON. */
const { modules, dataset } = (workerData as { readonly setup: WorkerSetup }).setup;

const claims = new Map<string, AnyClaim>();
const prepared = new Map<string, PreparedClaim>();
const ready = Promise.all([loadPrecise(), ...modules.map((module) => import(module) as Promise<object>)]);

function hasId(value: unknown, id: string): value is AnyClaim {
  return typeof value === "object" && value !== null && "id" in value && value.id === id && "instances" in value;
}

async function claimOf(id: string): Promise<AnyClaim> {
  const known = claims.get(id);
  if (known !== undefined) return known;
  const [, ...loaded] = await ready;
  const exported = loaded.flatMap((module) => Object.values(module).flat() as readonly unknown[]);
  const claim = exported.find((value) => hasId(value, id)) as AnyClaim | undefined;
  if (claim === undefined) throw new RangeError(`no claim ${JSON.stringify(id)} in ${modules.join(", ")}`);
  const result = withDataset(claim, dataset);
  claims.set(id, result);
  return result;
}

async function preparedFor({ claim, mutant }: BatchTask): Promise<PreparedClaim> {
  const key = `${claim} ${mutant ?? ""}`;
  const result = prepared.get(key) ?? prepare(await claimOf(claim), mutant);
  prepared.set(key, result);
  return result;
}

// What a claim's code left behind (a timer, a promise that nobody awaits) throws between tasks, or in another claim's: it is
// no part of any trial, and must not end the thread under a claim that has done nothing.
let told = false;
process.on("uncaughtException", (error: unknown) => {
  if (told) return;
  told = true;
  process.stderr.write(
    `lemmacheck: outside of every trial, a claim's code threw ${messageOf(error)}: a claim's functions must not start timers or promises\n`,
  );
});

interface Message<T> {
  readonly task: T;
  readonly cells: StopCells;
}

/** One batch: nothing else happens on this thread meanwhile, so it needs no rest. */
export default async function run({ task, cells }: Message<BatchTask>): Promise<BatchOutcome> {
  const claim = await preparedFor(task);
  const [precise] = await ready;
  const { stop } = signalsOf(cells);
  const batch = new Batch(claim, task, precise);
  while (!stop.aborted && batch.next()) {
    // all the work is in the condition
  }
  return batch.outcome;
}

export async function job({ task, cells }: Message<ClaimJob>): Promise<JobOutcome<JobResults[ClaimJob["kind"]]>> {
  const claim = await claimOf(task.claim);
  const [precise] = await ready;
  const { doJob } = await import("./jobs.js");
  return doJob(task, claim, precise, signalsOf(cells));
}

/** Resolves once the claims are loaded. */
export async function loaded(): Promise<void> {
  await ready;
}
