import { workerData } from "node:worker_threads";
import type { AnyClaim } from "../claims/claim.js";
import type { BatchTask } from "./api.js";
import { runBatch } from "./batch.js";
import type { BatchOutcome } from "./outcome.js";
import type { WorkerSetup } from "./pool-runner.js";
import { loadPrecise } from "./precise-loader.js";
import { type PreparedClaim, prepare, withDataset } from "./prepared.js";

/** One thread of the pool: loads the claims' modules once, then runs batches. Its results are plain JSON. */
const { modules, dataset } = (workerData as { readonly setup: WorkerSetup }).setup;

const prepared = new Map<string, PreparedClaim>();
const ready = Promise.all([loadPrecise(), ...modules.map((module) => import(module) as Promise<object>)]);

function hasId(value: unknown, id: string): value is AnyClaim {
  return typeof value === "object" && value !== null && "id" in value && value.id === id && "instances" in value;
}

async function claimOf(task: BatchTask): Promise<PreparedClaim> {
  const key = `${task.claim} ${task.mutant ?? ""}`;
  const known = prepared.get(key);
  if (known !== undefined) return known;
  const [, ...loaded] = await ready;
  const exported = loaded.flatMap((module) => Object.values(module).flat() as readonly unknown[]);
  const claim = exported.find((value) => hasId(value, task.claim)) as AnyClaim | undefined;
  if (claim === undefined) throw new RangeError(`no claim ${JSON.stringify(task.claim)} in ${modules.join(", ")}`);
  const result = prepare(withDataset(claim, dataset), task.mutant);
  prepared.set(key, result);
  return result;
}

export default async function run(task: BatchTask): Promise<BatchOutcome> {
  const claim = await claimOf(task);
  const [precise] = await ready;
  return runBatch(claim, task, precise);
}
