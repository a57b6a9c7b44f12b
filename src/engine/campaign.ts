import type { AnyClaim } from "../claims/claim.js";
import type {
  BatchRunner,
  Budgets,
  CampaignEvents,
  CampaignOptions,
  CampaignResult,
  ClaimRecord,
  PreciseView,
  ReplayResult,
  RunCampaign,
} from "./api.js";
import { ClaimCampaign } from "./claim-campaign.js";
import { type CorpusEntry, readCorpus } from "./corpus.js";
import { InProcessRunner } from "./in-process-runner.js";
import { OrderedEvents } from "./ordered-events.js";
import { loadPrecise } from "./precise-loader.js";
import { withDataset } from "./prepared.js";
import { testsOf } from "./probability.js";
import { budgetsOf, trialsOf } from "./profiles.js";
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
 * Runs the claims, several at once where the runner has threads (what is found does not depend on it): stored counterexamples first, then the claim's examples, trials, mutants,
 * necessity, and a search for the tightest instance. What it finds is on disk before it is announced and before it is
 * shrunk. Ctrl-C (`options.signal`) ends it soon and keeps what was found; the time limit ends only the drawing.
 * Claims of kind "study" are skipped: they have no verdict by trials.
 * @throws RangeError for a seed or a budget that is no count; whatever `events` throw.
 * @example
 * import { claims } from "lemmacheck/claims";
 * const bounds = claims.filter(({ id }) => id === "gao-2022/equilibrium-norm-bounds");
 * const tool = { name: "mine", version: "1.0.0" };
 * const { record } = await runCampaign(bounds, { seed: 1, profile: "smoke", tool });
 * record.claims[0].verdict; // → held
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
  if (options.timeLimit !== undefined) await options.runner?.ready?.(selected.map(({ id }) => id));
  const stop: Stop = deadline(options.signal, options.timeLimit);
  const runner: BatchRunner = options.runner ?? new InProcessRunner(selected, precise);
  const probabilityTests = selected
    .filter(({ quantifier }) => quantifier.kind === "withProbability")
    .reduce((sum, { instances }) => sum + testsOf(instances.strata), 0);
  const ordered = new OrderedEvents(events);
  const inFlight = new Set<number>();
  // Batches are shared out among the claims under way, so that the last one has all threads to itself.
  const share: BatchRunner = {
    get parallelism() {
      return Math.max(1, Math.ceil(runner.parallelism / Math.max(1, inFlight.size)));
    },
    run: (task, signal, abandoned) => runner.run(task, signal, abandoned),
    close: () => runner.close(),
    ...(runner.job === undefined ? {} : { job: runner.job.bind(runner) }),
  };
  const shared = { options, budgets, precise, runner: share, stop: stop.signal, corpus, probabilityTests };
  const done: ({ readonly record: ClaimRecord; readonly campaign: ClaimCampaign } | undefined)[] = [];
  const timing: Record<string, { milliseconds: number; trialsPerSecond: number }> = {};
  let next = 0;
  let failed = false;
  /** Takes up one claim after the other. */
  const lane = async (): Promise<void> => {
    while (next < selected.length && !failed && (next === 0 || options.signal?.aborted !== true)) {
      const position = next++;
      const claim = selected[position];
      const claimBegin = performance.now();
      const own = ordered.of(position);
      inFlight.add(position);
      try {
        const { id, title } = claim;
        own.claimStarted?.({ id, title, position, claims: selected.length, trials: trialsOf(budgets, claim) });
        const campaign = new ClaimCampaign(claim, { ...shared, events: own });
        const record = await campaign.run();
        done[position] = { record, campaign };
        const milliseconds = performance.now() - claimBegin;
        timing[id] = {
          milliseconds: Math.round(milliseconds),
          trialsPerSecond: Math.round((1000 * record.trials.drawn) / Math.max(campaign.drawingTime, 1e-3)),
        };
        own.claimFinished?.(record, milliseconds);
      } catch (error) {
        failed = true;
        throw error;
      } finally {
        inFlight.delete(position);
      }
    }
  };
  try {
    // With threads, one claim more than they are: while one is between two stages, there is work for all of them.
    const lanes = runner.job === undefined ? 1 : runner.parallelism;
    const outcomes = await Promise.allSettled(Array.from({ length: lanes }, lane));
    const failure = outcomes.find((outcome) => outcome.status === "rejected");
    if (failure !== undefined) throw failure.reason;
  } finally {
    stop.clear();
    if (options.runner === undefined) await runner.close();
  }
  const finished = done.filter((one) => one !== undefined);
  const records = finished.map(({ record }) => record);
  const findings = finished.flatMap(({ campaign }) => campaign.findings);
  const replays = [...setAsideOf(corpus), ...finished.flatMap(({ campaign }) => campaign.replays)];
  const interrupted = options.signal?.aborted === true;
  const milliseconds = Math.round(performance.now() - begin);
  const claimTimes = Object.fromEntries(records.map(({ id }) => [id, timing[id]]));
  const clock = { started, milliseconds, claims: claimTimes };
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
