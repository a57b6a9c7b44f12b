import type { AnyClaim } from "../claims/claim.js";
import type { Json } from "../claims/model.js";
import type {
  BatchRunner,
  CampaignEvents,
  ClaimMutation,
  ClaimProgress,
  CorpusFolder,
  MutateClaims,
  MutateOptions,
  PreciseView,
} from "./api.js";
import { drawTrials, type TrialRange, type TrialRunner } from "./draw-trials.js";
import { messageOf } from "./evaluate.js";
import { type FoundViolation, Pursuit } from "./finding.js";
import { InProcessRunner } from "./in-process-runner.js";
import { judgeInstance } from "./ladder.js";
import { necessityOf } from "./necessity.js";
import { type BatchOutcome, emptyOutcome, KEPT_ERRORS, KEPT_VIOLATIONS } from "./outcome.js";
import { loadPrecise } from "./precise-loader.js";
import { type PreparedClaim, prepare, withDataset } from "./prepared.js";
import { groupText, probabilityRecord, testsOf } from "./probability.js";
import { PROFILES } from "./profiles.js";
import type { CounterexampleRecord, MutantRecord, NecessityRecord, ProbabilityRecord } from "./run-record.js";
import type { StopSignal } from "./shared-stop.js";
import { deadline } from "./stop.js";

export interface MutantOptions<S extends StopSignal> {
  readonly seed: number;
  /** Random trials, at most. */
  readonly trials: number;
  readonly runner: TrialRunner<S>;
  readonly precise: PreciseView | undefined;
  /** Ends the drawing. */
  readonly stop?: S;
  /** Shrinks what kills the mutant, and keeps it here; left out: the mutant's death is only recorded. */
  readonly keep?: {
    readonly evaluations: number;
    /** A witness that refutes the mutant is kept as it is, in place of what random search found. */
    readonly witnessFirst?: boolean;
    readonly folder?: CorpusFolder;
    readonly signal?: StopSignal;
  };
  readonly events: CampaignEvents;
}

/**
 * Runs each mutant of the claims, and shows what each hypothesis is needed for.
 * @example
 * import { claims } from "lemmacheck/claims";
 * const bounds = claims.filter(({ id }) => id === "gao-2022/equilibrium-norm-bounds");
 * const [{ mutants }] = await mutateClaims(bounds, { seed: 1, trials: 400 });
 * mutants.every(({ status }) => status === "killed"); // → true
 */
export const mutateClaims: MutateClaims = async (claims, options: MutateOptions, events = {}) => {
  const precise = await (options.precise ?? loadPrecise)();
  const drawn = claims.map((claim) => withDataset(claim, options.dataset));
  const runner: BatchRunner = options.runner ?? new InProcessRunner(drawn, precise);
  if (options.timeLimit !== undefined) await runner.ready?.(drawn.map(({ id }) => id));
  const stop = deadline(options.signal, options.timeLimit);
  const { seed, trials, findings, signal, shrinkEvaluations = PROFILES.ci.shrinkEvaluations } = options;
  const folder = findings === undefined ? {} : { folder: findings };
  const keep = { evaluations: shrinkEvaluations, ...folder, ...(signal === undefined ? {} : { signal }) };
  const shared = { seed, trials, runner, precise, stop: stop.signal, keep, events };
  /** One claim's mutants and necessity: on the runner's threads, where it has some, all at once, else in order. */
  const begin = (claim: AnyClaim): ClaimWork => {
    const names = Object.keys(claim.mutants);
    if (runner.job === undefined)
      return {
        names,
        mutant: (name) => runMutant(claim, name, shared),
        necessity: async () => necessityOf(claim, precise),
      };
    const stops = { stop: stop.signal, interrupt: signal };
    const started = names.map((name) => {
      const job = { kind: "mutant", claim: claim.id, mutant: name, seed, trials } as const;
      return runner.job?.<"mutant">(
        { ...job, keep: { evaluations: shrinkEvaluations, witnessFirst: false, ...folder } },
        stops,
      );
    });
    const necessity = runner.job<"necessity">({ kind: "necessity", claim: claim.id }, stops);
    for (const promise of [...started, necessity]) promise?.catch(() => {}); // awaited in order, later
    return {
      names,
      mutant: async (name) => {
        const outcome = await started[names.indexOf(name)];
        if (outcome?.status === "done") {
          for (const line of outcome.warnings) events.warning?.(line);
          return outcome.result;
        }
        return notRun(name, outcome?.status === "failed" ? outcome.reason : "stopped before it was tried");
      },
      necessity: async () => {
        const outcome = await necessity;
        if (outcome.status === "done") return outcome.result;
        const reason = outcome.status === "failed" ? outcome.reason : "stopped before it was tried";
        return Object.entries(claim.necessity).map(([hypothesis, { alsoDrop = [], breaks }]) => ({
          hypothesis,
          alsoDropped: alsoDrop,
          status: "not run",
          breaks,
          reason,
        }));
      },
    };
  };
  const results: ClaimMutation[] = [];
  try {
    const begun = runner.job === undefined ? [] : drawn.map(begin);
    for (const [position, claim] of drawn.entries()) {
      if (signal?.aborted === true) break;
      events.claimStarted?.({ id: claim.id, title: claim.title, position, claims: drawn.length, trials });
      const { names, mutant: recordOf, necessity } = begun[position] ?? begin(claim);
      const mutants: MutantRecord[] = [];
      for (const name of names) {
        const mutant = await recordOf(name);
        mutants.push(mutant);
        events.mutantFinished?.(claim.id, mutant);
        events.progress?.(mutantProgress(claim.id, mutants, names.length));
      }
      results.push({ claim: claim.id, mutants, necessity: await necessity() });
    }
  } finally {
    stop.clear();
    if (options.runner === undefined) await runner.close();
  }
  return results;
};

/** A claim's mutants and necessity, under way or still to do. */
interface ClaimWork {
  readonly names: readonly string[];
  readonly mutant: (name: string) => Promise<MutantRecord>;
  readonly necessity: () => Promise<readonly NecessityRecord[]>;
}

/** A mutant that was never tried, and why. */
export function notRun(name: string, reason?: string): MutantRecord {
  const record = { name, trials: 0, byRandomSearch: false, witnesses: { given: 0, violated: 0 } } as const;
  return { ...record, status: "not run", ...(reason === undefined ? {} : { reason }) };
}

/** How far the mutants of a claim are; of trials there is nothing to say. */
function mutantProgress(id: string, done: readonly MutantRecord[], total: number): ClaimProgress {
  const figures = { undecidedShare: 0, tightest: null, violated: 0, rate: 0 };
  return { id, stage: "mutants", done: done.length, total, ...figures };
}

/**
 * Runs one mutant: its witnesses first, each of which must be a confirmed violation, then a random search that does not
 * know them. It is killed by either; the record says which, and what failed.
 */
export async function runMutant<S extends StopSignal>(
  claim: AnyClaim,
  name: string,
  options: MutantOptions<S>,
): Promise<MutantRecord> {
  const prepared = prepare(claim, name);
  const { seed, trials, runner, stop, events, precise } = options;
  const witnesses = judgeWitnesses(prepared, claim.mutants[name].witnesses ?? [], seed, precise);
  const probable = prepared.claim.quantifier.kind === "withProbability";
  const range = { claim: claim.id, revision: claim.revision, mutant: name, seed, trials };
  const { outcome, probability } = probable
    ? await testInLooks(runner, range, testsOf(prepared.claim.instances.strata), stop)
    : { outcome: await drawTrials(runner, { ...range, violations: 1, errors: KEPT_ERRORS }, stop), probability: null };
  const { drawn, violated } = outcome.counts;
  const exceeded = probability?.groups.find(({ verdict }) => verdict === "exceeded");
  const byRandomSearch = probable ? exceeded !== undefined : violated > 0;
  const found: readonly FoundViolation[] = [
    ...outcome.violations.map((violation) => ({ ...violation, found: { seed, index: violation.index } })),
    ...witnesses.violations,
  ];
  const killed = byRandomSearch || (!probable && witnesses.violations.length > 0);
  // Only the whole budget shows that a mutant survives: the clock never does.
  const survived = !killed && drawn >= trials && (trials > 0 || witnesses.given > 0);
  const failure = outcome.errors[0]?.reason;
  const unfinished = drawn < trials && !killed ? `stopped after ${drawn} of ${trials} trials` : undefined;
  const reasons = [
    ...witnesses.failures,
    ...(killed
      ? []
      : [
          failure ??
            unfinished ??
            (probable
              ? `no more failures than claimed in ${drawn} random trials`
              : `no confirmed violation in ${drawn} random trials`),
        ]),
    ...(exceeded === undefined ? [] : [groupText(exceeded)]),
    ...(killed && !byRandomSearch && trials > 0 ? [`random search found no violation in ${drawn} trials`] : []),
  ];
  return {
    name,
    status: killed ? "killed" : survived ? "survived" : "not run",
    trials: drawn,
    byRandomSearch,
    witnesses: { given: witnesses.given, violated: witnesses.violations.length },
    ...(found.length === 0 ? {} : { conclusion: found[0].conclusion }),
    statement: prepared.claim.plain,
    ...(await kept(prepared, killed && !probable ? found : [], options, events)),
    ...(probability === null ? {} : { probability }),
    ...(reasons.length === 0 ? {} : { reason: reasons.join("; ") }),
  };
}

/** Shares of the budget after which a mutant's failure bound is tested. */
const LOOKS = [1 / 32, 1 / 8, 1 / 4, 1 / 2, 1];

/**
 * Tests a mutant's claimed failure probability on growing parts of its budget: most die early, and every failure costs a
 * confirmation. Each look at each stratum is a test of its own in the level, so that looking often is paid for. The looks
 * are counted in trials, so the outcome is the same however fast they are drawn.
 */
async function testInLooks<S extends StopSignal>(
  runner: TrialRunner<S>,
  range: Omit<TrialRange, "violations" | "errors">,
  strata: number,
  stop: S | undefined,
): Promise<{ readonly outcome: BatchOutcome; readonly probability: ProbabilityRecord }> {
  let outcome = emptyOutcome(0);
  let probability = probabilityRecord(outcome, LOOKS.length * strata);
  for (const share of LOOKS) {
    const trials = Math.ceil(share * range.trials);
    const limits = { violations: Number.MAX_SAFE_INTEGER, errors: KEPT_ERRORS };
    outcome = await drawTrials(runner, { ...range, ...limits, trials }, stop, () => {}, outcome);
    probability = probabilityRecord(outcome, LOOKS.length * strata);
    const ended = outcome.counts.drawn < trials || outcome.counts.error > 0;
    if (ended || probability.groups.some(({ verdict }) => verdict === "exceeded")) break;
  }
  return { outcome, probability };
}

/** Puts on disk what killed the mutant: shrunk, or the witness as its author wrote it. */
async function kept(
  prepared: PreparedClaim,
  found: readonly FoundViolation[],
  options: MutantOptions<StopSignal>,
  events: CampaignEvents,
): Promise<{ readonly counterexample?: CounterexampleRecord }> {
  if (options.keep === undefined || found.length === 0) return {};
  const witness = found.find(({ found: { source } }) => source === "witness");
  if (options.keep.witnessFirst === true && witness !== undefined) {
    const pursuit = new Pursuit(prepared, witness, { ...options.keep, precise: options.precise, events });
    return { counterexample: pursuit.keepAsFound().counterexample };
  }
  const pursuit = new Pursuit(prepared, found[0], { ...options.keep, precise: options.precise, events });
  pursuit.keep();
  const finding = await pursuit.simplify(found.slice(0, KEPT_VIOLATIONS));
  return { counterexample: finding.counterexample };
}

interface WitnessOutcome {
  readonly given: number;
  readonly violations: readonly FoundViolation[];
  /** One line for each witness that is not a confirmed violation. */
  readonly failures: readonly string[];
}

/** Judges the instances that a mutant's author says refute it. */
function judgeWitnesses(
  prepared: PreparedClaim,
  witnesses: readonly object[],
  seed: number,
  precise: PreciseView | undefined,
): WitnessOutcome {
  const violations: FoundViolation[] = [];
  const failures: string[] = [];
  for (const [index, witness] of witnesses.entries()) {
    const where = `witness ${index + 1}`;
    try {
      const data = prepared.model.parse(witness as Json, where);
      const { verdict, part, margin, confirmation, reason } = judgeInstance(prepared, data, precise);
      if (verdict === "violated" && part !== null && margin !== null && confirmation !== null) {
        const found = { seed, index, source: "witness" } as const;
        const instance = prepared.model.serialize(data);
        violations.push({ found, conclusion: part, margin, instance, confirmation });
      } else failures.push(`${where} is ${verdict}${reason === null ? "" : ` (${reason})`}`);
    } catch (error) {
      failures.push(`${where} cannot be read: ${messageOf(error)}`);
    }
  }
  return { given: witnesses.length, violations, failures };
}
