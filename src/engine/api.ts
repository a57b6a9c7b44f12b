/**
 * What the command line and the adapters ask of the engine. Types only; each signature names the file that implements
 * it, and src/engine/index.ts exports them all.
 */
import type { AnyClaim } from "../claims/claim.js";
import type { Dataset } from "../claims/instances.js";
import type { Json, Rung } from "../claims/model.js";
import type { Evidence } from "../numerics/real.js";
import type { ClaimJob, JobOf, JobOutcome, JobResults } from "./jobs.js";
import type { BatchOutcome } from "./outcome.js";
import type {
  ClaimRecord,
  ClaimVerdict,
  Confirmation,
  CounterexampleRecord,
  Found,
  JudgementJson,
  MutantRecord,
  NecessityRecord,
  RunRecord,
  ShrinkStory,
  TightestRecord,
} from "./run-record.js";
import type { Stops } from "./shared-stop.js";

/** Verdict on one instance. */
export type InstanceVerdict = "holds" | "violated" | "undecided" | "vacuous" | "error";

/**
 * The second arithmetic: the instance of the named model seen through it, or undefined where it has no such model.
 * src/precise/index.ts exports one as `preciseView`.
 */
export type PreciseView = (modelName: string, data: unknown) => Rung<unknown> | undefined;

/** Loads the second arithmetic once, before the first trial; undefined where there is none. */
export type PreciseLoader = () => Promise<PreciseView | undefined>;

// ---------------------------------------------------------------------------------------------------- check

/** One claim judged on one instance: the document of `check --json`, and what a confirmed violation adds to it. */
export interface CheckResult {
  readonly claim: string;
  readonly mutant?: string;
  readonly verdict: InstanceVerdict;
  readonly evidence: Evidence;
  readonly given: Readonly<Record<string, JudgementJson>>;
  readonly then: Readonly<Record<string, JudgementJson>>;
  /** Only where verdict is "violated". */
  readonly confirmation?: Confirmation;
  /** Why it is undecided, vacuous or an error. */
  readonly reason?: string;
}

/** How one instance is judged. */
export interface CheckOptions {
  /** Judge this mutant of the claim instead. */
  readonly mutant?: string;
  readonly precise?: PreciseLoader;
}

/**
 * Judges the claim on the instance file's content, every hypothesis and every conclusion.
 * Implemented in check.ts as `checkInstance`. `at` names the file in messages.
 * @throws InputError for a malformed instance or an instance of another model.
 */
export type CheckInstance = (claim: AnyClaim, json: Json, at: string, options?: CheckOptions) => Promise<CheckResult>;

// ---------------------------------------------------------------------------------------------------- campaign

export type ProfileName = "smoke" | "ci" | "nightly";

/** All counted budgets of a run; profiles.ts has the table. */
export interface Budgets {
  readonly trials: number;
  /** The same for claims whose `cost` is "heavy". */
  readonly heavyTrials: number;
  /** Random trials per mutant; 0 leaves mutants out. */
  readonly mutantTrials: number;
  readonly necessity: boolean;
  /** Evaluations of the search for the tightest instance; 0 leaves it out. */
  readonly sharpenEvaluations: number;
  /** Instances judged by one shrinking, at most. */
  readonly shrinkEvaluations: number;
}

/** A folder of counterexample files. */
export interface CorpusFolder {
  /** How the record names it: "fixtures/counterexamples", "counterexamples". */
  readonly label: string;
  readonly directory: string;
}

/** How a campaign is run. */
export interface CampaignOptions {
  /** A safe integer >= 0. */
  readonly seed: number;
  readonly profile: ProfileName;
  /** Overrides single budgets of the profile (`--trials N` is { trials: N }). */
  readonly budgets?: Partial<Budgets>;
  /** Stops drawing new trials this many milliseconds after the start. */
  readonly timeLimit?: number;
  /** Committed counterexamples, replayed first and never written to. */
  readonly fixtures?: CorpusFolder;
  /** Where findings are written (and replayed from in the next run); label "counterexamples". Left out: not written. */
  readonly findings?: CorpusFolder;
  /**
   * Ids of all claims that were loaded, selected or not: a stored counterexample of one that is not selected is passed
   * over in silence, one of a claim that nobody knows is set aside with a warning. Left out: the selected ones.
   */
  readonly known?: readonly string[];
  /** Rows of X come from here for every claim whose instances have an X. */
  readonly dataset?: Dataset;
  /** Ctrl-C: stops soon, keeps what was found. */
  readonly signal?: AbortSignal;
  readonly precise?: PreciseLoader;
  readonly runner?: BatchRunner;
  /** For the record's `tool`. */
  readonly tool: { readonly name: string; readonly version: string };
}

/** A counterexample, already on disk when it is announced. */
export interface Finding {
  readonly claim: string;
  readonly mutant?: string;
  /** Absolute path; null where no folder for findings was given, or where it could not be written (a warning says so). */
  readonly path: string | null;
  /** Of the violation as the second arithmetic confirmed it. */
  readonly evidence: Evidence;
  readonly counterexample: CounterexampleRecord;
  /** False when announced as found, true once shrunk. */
  readonly shrunk: boolean;
}

export interface ClaimStarted {
  readonly id: string;
  readonly title: string;
  /** Position among the selected claims, from 0, and their number. Claims are announced in this order. */
  readonly position: number;
  readonly claims: number;
  readonly trials: number;
}

export interface ClaimProgress {
  readonly id: string;
  readonly stage: "replay" | "examples" | "trials" | "shrinking" | "mutants" | "necessity" | "sharpening";
  readonly done: number;
  readonly total: number;
  /** (undecided + ties) / drawn */
  readonly undecidedShare: number;
  readonly tightest: number | null;
  readonly violated: number;
  /** Trials a second since the claim started. */
  readonly rate: number;
}

/**
 * Every callback is optional and synchronous; one that throws ends the campaign. Where claims overlap, each one's are
 * called together, in the order of the claims; only findings and warnings come at once.
 */
export interface CampaignEvents {
  claimStarted?(started: ClaimStarted): void;
  /** A few times a second at most. */
  progress?(progress: ClaimProgress): void;
  /** Called after the file is on disk, once as found and once when shrunk. */
  finding?(finding: Finding): void;
  mutantFinished?(claim: string, mutant: MutantRecord): void;
  claimFinished?(record: ClaimRecord, milliseconds: number): void;
  /** One line for stderr: a corpus file that was set aside, an instance that left the domain. */
  warning?(line: string): void;
}

/** What a campaign leaves behind: the run record, and its counterexamples. */
export interface CampaignResult {
  readonly record: RunRecord;
  /** True after Ctrl-C: exit code 130. */
  readonly interrupted: boolean;
  readonly findings: readonly Finding[];
  readonly replays: readonly ReplayResult[];
}

/** Runs the claims, several at once where the runner has threads. Implemented in campaign.ts as `runCampaign`. Claims of kind "study" are skipped. */
export type RunCampaign = (
  claims: readonly AnyClaim[],
  options: CampaignOptions,
  events?: CampaignEvents,
) => Promise<CampaignResult>;

// ---------------------------------------------------------------------------------------------------- replay

/** One stored counterexample, judged again. */
export interface ReplayResult {
  /** As given, or relative to its corpus with the corpus' label in front. */
  readonly file: string;
  readonly claim: string | null;
  readonly mutant?: string;
  /**
   * "left the domain": a hypothesis is violated now; "set aside": the file could not be used, `warning` says why in one line.
   */
  readonly status: "violated" | "holds" | "left the domain" | "undecided" | "error" | "set aside";
  readonly check?: CheckResult;
  readonly instance?: Json;
  readonly warning?: string;
}

/**
 * Judges stored counterexamples again; folders are walked. Never throws for what stands in a file.
 * Implemented in replay.ts as `replayFiles`.
 * @throws InputError for a path that does not exist.
 */
export type ReplayFiles = (
  paths: readonly string[],
  claims: readonly AnyClaim[],
  options?: { readonly precise?: PreciseLoader },
) => Promise<readonly ReplayResult[]>;

// ---------------------------------------------------------------------------------------------------- mutate, sharpen

/** How mutants are tried. */
export interface MutateOptions {
  readonly seed: number;
  /** Random trials per mutant. */
  readonly trials: number;
  readonly shrinkEvaluations?: number;
  readonly findings?: CorpusFolder;
  readonly dataset?: Dataset;
  readonly signal?: AbortSignal;
  readonly timeLimit?: number;
  readonly precise?: PreciseLoader;
  readonly runner?: BatchRunner;
}

/** A claim's mutants and necessity witnesses, tried. */
export interface ClaimMutation {
  readonly claim: string;
  readonly mutants: readonly MutantRecord[];
  readonly necessity: readonly NecessityRecord[];
}

/** Implemented in mutation.ts as `mutateClaims`. */
export type MutateClaims = (
  claims: readonly AnyClaim[],
  options: MutateOptions,
  events?: CampaignEvents,
) => Promise<readonly ClaimMutation[]>;

/** How the tightest instance is searched for. */
export interface SharpenOptions {
  readonly seed: number;
  /** Instances judged, at most. */
  readonly evaluations: number;
  readonly signal?: AbortSignal;
  readonly dataset?: Dataset;
  readonly precise?: PreciseLoader;
}

/** The tightest instance that was found. */
export interface SharpenResult {
  readonly claim: string;
  /** The tightest instance over all conclusions; null where no ratio is known. */
  readonly tightest: TightestRecord | null;
  /** The same per conclusion. */
  readonly conclusions: Readonly<Record<string, TightestRecord | null>>;
  readonly evaluations: number;
  /** A confirmed violation met on the way. */
  readonly violation?: { readonly instance: Json; readonly check: CheckResult };
}

/** Implemented in sharpen.ts as `sharpenClaim`. */
export type SharpenClaim = (
  claim: AnyClaim,
  options: SharpenOptions,
  progress?: (evaluations: number, best: number | null) => void,
) => Promise<SharpenResult>;

// ---------------------------------------------------------------------------------------------------- batches

/** The unit of work for threads, shards and machines: a pure function of this value and the code. */
export interface BatchTask {
  readonly claim: string;
  readonly revision: number;
  readonly mutant?: string;
  readonly seed: number;
  /** Trials from <= index < to. */
  readonly from: number;
  readonly to: number;
  /** Ends after the trial that brings the violations, or the errors, to these numbers. */
  readonly violations: number;
  readonly errors: number;
}

/** Runs batches somewhere. Results must not depend on where: batch.ts has the value and its merge. */
export interface BatchRunner {
  /** How many batches are worth having under way at once. */
  readonly parallelism: number;
  /** Threads at work; 1 where left out. */
  readonly workers?: number;
  /** `abandoned`: nobody waits for this batch any longer; it should end soon, with whatever. */
  run(task: BatchTask, signal?: AbortSignal, abandoned?: AbortSignal): Promise<BatchOutcome>;
  /** Does other work on a claim somewhere else; left out where there is only the calling thread. */
  job?<K extends ClaimJob["kind"]>(job: JobOf<K>, stops: Stops<AbortSignal>): Promise<JobOutcome<JobResults[K]>>;
  /** Resolves when trials of these claims can begin: a time limit counts from then on. */
  ready?(claims: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export type {
  ClaimRecord,
  ClaimVerdict,
  Confirmation,
  CounterexampleRecord,
  Found,
  JudgementJson,
  MutantRecord,
  NecessityRecord,
  RunRecord,
  ShrinkStory,
  TightestRecord,
};
