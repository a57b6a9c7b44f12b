import { availableParallelism } from "node:os";
import type { Dataset } from "../claims/instances.js";
import { kernels } from "../numerics/kernels/index.js";
import type { CampaignOptions } from "./api.js";
import { curveRecords, observationRecords } from "./observed.js";
import { type BatchOutcome, tightestOf } from "./outcome.js";
import type { PreparedClaim } from "./prepared.js";
import {
  type ClaimRecord,
  type CounterexampleRecord,
  type MutantRecord,
  type NecessityRecord,
  type NotedTrial,
  type ProbabilityRecord,
  RUN_SCHEMA,
  type RunRecord,
  type RunSummary,
  type TightestRecord,
} from "./run-record.js";
import type { Verdict } from "./verdict.js";

/** Everything that a campaign learned of one claim. */
export interface ClaimFindings {
  readonly claim: PreparedClaim;
  readonly budget: number;
  readonly outcome: BatchOutcome;
  readonly verdict: Verdict;
  /** The tightest instance after the search for it. */
  readonly tightest: TightestRecord | null;
  readonly mutants: readonly MutantRecord[];
  readonly necessity: readonly NecessityRecord[];
  readonly counterexample: CounterexampleRecord | null;
  readonly probability: ProbabilityRecord | null;
  /** Undecided and failed instances outside the trials. */
  readonly undecided: readonly NotedTrial[];
  readonly errors: readonly NotedTrial[];
}

/** The claim's part of the run record: a pure function of what was found, in a fixed order of keys. */
export function claimRecord(findings: ClaimFindings): ClaimRecord {
  const { claim } = findings.claim;
  const { outcome, verdict, counterexample } = findings;
  const undecided = [...findings.undecided, ...outcome.undecided];
  const errors = [...findings.errors, ...outcome.errors];
  return {
    id: claim.id,
    revision: claim.revision,
    title: claim.title,
    paper: claim.paper?.key ?? null,
    locator: claim.locator,
    provenance: claim.provenance,
    quantifier: quantifierText(findings.claim),
    statement: claim.statement,
    plain: claim.plain,
    verdict: verdict.verdict,
    evidence: verdict.evidence,
    ...(verdict.reason === undefined ? {} : { reason: verdict.reason }),
    budget: findings.budget,
    trials: outcome.counts,
    coverage: verdict.coverage,
    tightest: findings.tightest,
    tightness: outcome.histogram,
    ...(Object.keys(outcome.observed).length === 0 ? {} : { observations: observationRecords(outcome.observed) }),
    ...(Object.keys(outcome.runs).length === 0 ? {} : { curves: curveRecords(claim, outcome.runs) }),
    mutants: findings.mutants,
    necessity: findings.necessity,
    ...(counterexample === null ? {} : { counterexample }),
    ...(findings.probability === null ? {} : { probability: findings.probability }),
    ...(undecided.length === 0 ? {} : { undecided }),
    ...(outcome.ties.length === 0 ? {} : { ties: outcome.ties }),
    ...(errors.length === 0 ? {} : { errors }),
  };
}

/** "always", "with probability at least 1 - 0.01", "study" */
export function quantifierText({ claim }: PreparedClaim): string {
  const { quantifier } = claim;
  if (quantifier.kind !== "withProbability") return quantifier.kind;
  const { failure } = quantifier;
  return typeof failure === "number" || typeof failure === "string"
    ? `with probability at least 1 - ${failure}`
    : "with probability at least 1 - failure(instance)";
}

/** The trials' tightest instance, without the index that only the merge needs. */
export function tightestRecord(outcome: BatchOutcome): TightestRecord | null {
  const best = tightestOf(outcome.conclusions);
  return best === null ? null : { ratio: best.ratio, conclusion: best.conclusion, instance: best.instance };
}

export interface RunClock {
  readonly started: Date;
  readonly milliseconds: number;
  readonly claims: Readonly<Record<string, { readonly milliseconds: number; readonly trialsPerSecond: number }>>;
}

/** The whole record. Only `timing` and `environment` depend on the machine and the hour. */
export function runRecord(
  claims: readonly ClaimRecord[],
  options: CampaignOptions,
  interrupted: boolean,
  clock: RunClock,
  precise: boolean,
): RunRecord {
  return {
    schema: RUN_SCHEMA,
    tool: { name: options.tool.name, version: options.tool.version },
    seed: options.seed,
    profile: options.profile,
    ...(options.dataset === undefined ? {} : { data: datasetRecord(options.dataset) }),
    claims,
    summary: summaryOf(claims, interrupted),
    timing: {
      started: clock.started.toISOString(),
      milliseconds: clock.milliseconds,
      claims: clock.claims,
    },
    environment: {
      node: process.version,
      platform: process.platform,
      arch: process.arch,
      cpus: availableParallelism(),
      workers: options.runner?.workers ?? 1,
      precise,
      kernels: kernels.name,
      nativeBlas: "not used",
    },
  };
}

function datasetRecord({ name, digest, rows, columns }: Dataset): NonNullable<RunRecord["data"]> {
  return { name, digest, rows, columns };
}

/** Counts of verdicts, trials and mutants. */
export function summaryOf(claims: readonly ClaimRecord[], interrupted: boolean): RunSummary {
  const count = (verdict: ClaimRecord["verdict"]): number => claims.filter((claim) => claim.verdict === verdict).length;
  const mutants = claims.flatMap((claim) => claim.mutants);
  const status = (wanted: MutantRecord["status"]): number =>
    mutants.filter((mutant) => mutant.status === wanted).length;
  return {
    claims: claims.length,
    held: count("held"),
    refuted: count("refuted"),
    undecided: count("undecided"),
    vacuous: count("vacuous"),
    error: count("error"),
    trials: claims.reduce((sum, claim) => sum + claim.trials.drawn, 0),
    mutants: { killed: status("killed"), survived: status("survived"), notRun: status("not run") },
    interrupted,
  };
}
