import type { AnyClaim } from "../claims/claim.js";
import type {
  BatchRunner,
  Budgets,
  CampaignEvents,
  CampaignOptions,
  CampaignResult,
  ClaimRecord,
  Finding,
  PreciseView,
  ReplayResult,
  RunCampaign,
} from "./api.js";
import { ClaimCampaign } from "./claim-campaign.js";
import { type CorpusEntry, readCorpus } from "./corpus.js";
import { InProcessRunner } from "./in-process-runner.js";
import { loadPrecise } from "./precise-loader.js";
import { withDataset } from "./prepared.js";
import { testsOf } from "./probability.js";
import { budgetsOf } from "./profiles.js";
import { runRecord } from "./record.js";
import { deadline, type Stop } from "./stop.js";

/** What all claims of a campaign share. */
export interface CampaignContext {
  readonly options: CampaignOptions;
  readonly budgets: Budgets;
  readonly precise: PreciseView | undefined;
  readonly runner: BatchRunner;
  /** Ends the drawing: Ctrl-C or the time limit. */
  readonly stop: AbortSignal;
  readonly events: CampaignEvents;
  /** Stored counterexamples, those of the committed corpus first. */
  readonly corpus: readonly CorpusEntry[];
  /** Number of tests of claimed failure probabilities: they share one level. */
  readonly probabilityTests: number;
}

/**
 * Runs the claims one after the other: stored counterexamples first, then the claim's examples, trials, mutants,
 * necessity, and a search for the tightest instance. What it finds is on disk before it is announced and before it is
 * shrunk. Ctrl-C (`options.signal`) ends it soon and keeps what was found; the time limit ends only the drawing.
 * Claims of kind "study" are skipped: they have no verdict by trials.
 * @throws RangeError for a seed or a budget that is no count; whatever `events` throw.
 */
export const runCampaign: RunCampaign = async (claims, options, events = {}): Promise<CampaignResult> => {
  const started = new Date();
  const begin = performance.now();
  const budgets = budgetsOf(options.profile, options.budgets);
  const precise = await (options.precise ?? loadPrecise)();
  const selected = claims
    .filter(({ quantifier }) => quantifier.kind !== "study")
    .map((claim) => withDataset(claim, options.dataset));
  const corpus = await storedCounterexamples(options, claims, events);
  const stop: Stop = deadline(options.signal, options.timeLimit);
  const runner = options.runner ?? new InProcessRunner(selected, precise);
  const probabilityTests = selected
    .filter(({ quantifier }) => quantifier.kind === "withProbability")
    .reduce((sum, { instances }) => sum + testsOf(instances.strata), 0);
  const shared = { options, budgets, precise, runner, stop: stop.signal, events, corpus, probabilityTests };
  const records: ClaimRecord[] = [];
  const findings: Finding[] = [];
  const replays: ReplayResult[] = setAsideOf(corpus);
  const timing: Record<string, { milliseconds: number; trialsPerSecond: number }> = {};
  try {
    for (const [position, claim] of selected.entries()) {
      const claimBegin = performance.now();
      events.claimStarted?.({
        id: claim.id,
        title: claim.title,
        position,
        claims: selected.length,
        trials: budgets.trials,
      });
      const campaign = new ClaimCampaign(claim, shared);
      const record = await campaign.run();
      records.push(record);
      findings.push(...campaign.findings);
      replays.push(...campaign.replays);
      const milliseconds = performance.now() - claimBegin;
      timing[claim.id] = {
        milliseconds: Math.round(milliseconds),
        trialsPerSecond: Math.round((1000 * record.trials.drawn) / Math.max(campaign.drawingTime, 1e-3)),
      };
      events.claimFinished?.(record, milliseconds);
      if (options.signal?.aborted === true) break;
    }
  } finally {
    stop.clear();
    if (options.runner === undefined) await runner.close();
  }
  const interrupted = options.signal?.aborted === true;
  const clock = { started, milliseconds: Math.round(performance.now() - begin), claims: timing };
  const record = runRecord(records, options, interrupted, clock, precise !== undefined);
  return { record, interrupted, findings, replays };
};

/** Reads both corpora, warning once of every file that is set aside. */
async function storedCounterexamples(
  options: CampaignOptions,
  claims: readonly AnyClaim[],
  events: CampaignEvents,
): Promise<readonly CorpusEntry[]> {
  const folders = [options.fixtures, options.findings].filter((folder) => folder !== undefined);
  const selected = claims.map(({ id }) => id);
  const passedOver = new Set((options.known ?? []).filter((id) => !selected.includes(id)));
  const entries: CorpusEntry[] = [];
  for (const folder of folders) entries.push(...(await readCorpus(folder, claims, passedOver)));
  for (const entry of entries) if ("warning" in entry) events.warning?.(entry.warning);
  return entries;
}

function setAsideOf(corpus: readonly CorpusEntry[]): ReplayResult[] {
  return corpus.flatMap((entry) =>
    "warning" in entry
      ? [{ file: entry.name, claim: entry.claim, status: "set aside" as const, warning: entry.warning }]
      : [],
  );
}
