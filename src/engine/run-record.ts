import type { Provenance } from "../claims/claim.js";
import type { InequalityVerdict, Judgement, UndecidedReason } from "../claims/judgement.js";
import type { Json } from "../claims/model.js";
import type { TracedInequality } from "../claims/trace.js";
import type { Enclosure, Evidence } from "../numerics/real.js";
import type { Perturbation } from "./perturbation.js";

/** The run record's schema; its JSON Schema is schemas/run.schema.json. */
export const RUN_SCHEMA = "lemmacheck/run@1";

/** What a campaign says of a claim. */
export type ClaimVerdict = "held" | "refuted" | "undecided" | "vacuous" | "error";

/**
 * Counts of trials: drawn = held + violated + undecided + ties + vacuous + error. `escalated` counts the trials, of
 * whatever outcome, for which the second arithmetic was asked.
 */
export interface TrialCounts {
  readonly drawn: number;
  readonly held: number;
  readonly violated: number;
  /** Undecided after the ladder, ties not included. */
  readonly undecided: number;
  /** Undecided because both sides agree to 60 digits. */
  readonly ties: number;
  readonly vacuous: number;
  readonly escalated: number;
  readonly error: number;
}

/** One inequality as files show it: a side of which nothing is known is null. */
export interface JudgementJson {
  readonly left: Enclosure | null;
  readonly relation: Judgement["relation"];
  readonly right: Enclosure | null;
  readonly verdict: InequalityVerdict;
  readonly evidence: Evidence;
  readonly margin: number | null;
  readonly tightness: number | null;
  readonly label?: string;
  readonly reason?: UndecidedReason;
}

/** The second arithmetic's word on a violation. */
export interface Confirmation {
  /** "exact rationals and square roots" */
  readonly arithmetic: string;
  /** Decimal digits to which it can separate two sides. */
  readonly digits: number;
  /** Which conclusion is violated, and which member of its list. */
  readonly conclusion: string;
  readonly label?: string;
  readonly relation: Judgement["relation"];
  /** Both sides in decimal, 60 digits. */
  readonly left: string;
  readonly right: string;
}

/** A share of all trials that must come from a stratum; `required` is the least number of trials that meets it. */
export interface StratumCoverage {
  readonly trials: number;
  readonly required: number;
}

/** The instance on which a bound was found tightest. */
export interface TightestRecord {
  /** Certified lower end of left/right. */
  readonly ratio: number;
  readonly conclusion: string;
  readonly instance: Json;
}

/** A watched quantity over all trials that held and have it; the median is the lower one of two in the middle. */
export interface ObservationRecord {
  readonly count: number;
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** One place on a curve: what the instance does, and what the theorem promises. */
export interface CurvePointRecord {
  readonly x: number;
  readonly actual: Enclosure;
  readonly promised: Enclosure;
}

/** A run beside the envelope that the theorem promises: ascending in x, the start first. */
export interface CurveRecord {
  readonly title: string;
  /** Names of the axes. */
  readonly x: string;
  readonly y: string;
  /** Whether the vertical axis is logarithmic. */
  readonly log: boolean;
  /** The trial that it comes from, and its stratum; left out for a counterexample's. */
  readonly index?: number;
  readonly stratum?: string;
  readonly points: readonly CurvePointRecord[];
}

/** A confirmed counterexample, as the record shows it. */
export interface CounterexampleRecord {
  /** Relative to the folder of the run, or to the project for the committed corpus. */
  readonly file: string;
  readonly instance: Json;
  /** The instance as it was drawn; null where nothing could be made simpler. */
  readonly shrunkFrom: Json | null;
  readonly given: Readonly<Record<string, JudgementJson>>;
  readonly then: Readonly<Record<string, JudgementJson>>;
  readonly confirmation: Confirmation;
  /** The violated inequality as formulas of the instance's quantities, for typeset pages and stand-alone scripts. */
  readonly formula?: TracedInequality;
  readonly found: Found;
  readonly shrink?: ShrinkStory;
  /** The instance's runs beside what the claim promises of them. */
  readonly curves?: readonly CurveRecord[];
  /** How far the instance can be perturbed; left out where its model can't perturb instances. */
  readonly perturbation?: Perturbation;
}

/** Where an instance came from: trial `index` of `seed`, or member `index` of a list that the claim ships. */
export interface Found {
  readonly seed: number;
  readonly index: number;
  /** "trial" where left out. */
  readonly source?: "trial" | "example" | "witness" | "corpus" | "sharpen";
}

/** How shrinking went. */
export interface ShrinkStory {
  /** Sizes by the model's measure. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly marginBefore: number;
  readonly marginAfter: number;
  /** Instances judged; at most the budget. */
  readonly evaluations: number;
  readonly budget: number;
  /** The accepted simplifications, in order, in words. */
  readonly steps: readonly string[];
  /** True when no simplification of the result is accepted; false when the budget ended first. */
  readonly fixedPoint: boolean;
}

/** What became of one mutant. */
export interface MutantRecord {
  readonly name: string;
  readonly status: "killed" | "survived" | "not run";
  /** Random trials until the first confirmed violation; all trials of the budget where none was found. */
  readonly trials: number;
  /** Whether random search, without the witnesses, killed it. */
  readonly byRandomSearch: boolean;
  /** The claim's own witnesses against it: how many there are, and how many were confirmed to violate it. */
  readonly witnesses: { readonly given: number; readonly violated: number };
  /** Which conclusion broke first. */
  readonly conclusion?: string;
  /** The mutant's own statement. */
  readonly statement?: string;
  readonly counterexample?: CounterexampleRecord;
  /** Only where the claim bounds a failure probability. */
  readonly probability?: ProbabilityRecord;
  /** Why it survived, or which witness failed. */
  readonly reason?: string;
}

/** What broke when one hypothesis was dropped. */
export interface NecessityRecord {
  readonly hypothesis: string;
  readonly alsoDropped: readonly string[];
  /** "shown": a witness violates a conclusion, confirmed; "meaningless": no equilibrium (or the like) exists there. */
  readonly status: "shown" | "meaningless" | "not shown" | "not run";
  /** Plain words of the claim. */
  readonly breaks: string;
  readonly conclusion?: string;
  readonly reason?: string;
}

/** A stratum of a claim with a claimed failure probability: `failures` of `trials` against `bound`. */
export interface ProbabilityGroup {
  readonly stratum: string;
  /** Trials in the domain; undecided ones count, as trials that did not fail. */
  readonly trials: number;
  /** Confirmed failures. */
  readonly failures: number;
  /** The largest claimed failure probability in the stratum; 1 where it says nothing. */
  readonly bound: number;
  /** Clopper-Pearson interval of the failure probability, for the record's confidence. */
  readonly measured: { readonly lower: number; readonly upper: number };
  readonly verdict: "consistent" | "exceeded" | "vacuous";
}

/** The exact binomial tests of one claim or mutant. */
export interface ProbabilityRecord {
  /** Level of each test: 1e-6 divided by the number of tests. */
  readonly level: number;
  readonly tests: number;
  readonly confidence: number;
  readonly groups: readonly ProbabilityGroup[];
}

/** Counts of trials per interval of tightness: bins[i] counts ratios in [i/20, (i+1)/20), the last one includes 1. */
export interface TightnessHistogram {
  readonly below: number;
  readonly bins: readonly number[];
}

/** Where a claim is written down: `file` relative to the folder of the run, with "/"; `line` from 1. */
export interface ClaimLocation {
  readonly file: string;
  readonly line: number;
}

/** One claim of a run. */
export interface ClaimRecord {
  readonly id: string;
  readonly revision: number;
  readonly title: string;
  readonly paper: string | null;
  readonly locator: string;
  readonly provenance: Provenance;
  readonly quantifier: string;
  /** Where it is written down; left out where its source is not below the folder of the run. */
  readonly location?: ClaimLocation;
  readonly statement: string;
  readonly plain: string;
  readonly verdict: ClaimVerdict;
  readonly evidence: Evidence | null;
  /** One sentence: why the verdict is not "held". */
  readonly reason?: string;
  /** Trials that were asked for; more than `trials.drawn` where time, Ctrl-C or enough violations ended the drawing. */
  readonly budget: number;
  readonly trials: TrialCounts;
  readonly coverage: Readonly<Record<string, StratumCoverage>>;
  readonly tightest: TightestRecord | null;
  readonly tightness: TightnessHistogram;
  /** Watched quantities by name; only where the claim has some and a trial showed them. */
  readonly observations?: Readonly<Record<string, ObservationRecord>>;
  /** Runs of trials beside what the claim promises; only where the claim has curves. */
  readonly curves?: readonly CurveRecord[];
  readonly mutants: readonly MutantRecord[];
  readonly necessity: readonly NecessityRecord[];
  readonly counterexample?: CounterexampleRecord;
  /** Only where the claim bounds a failure probability. */
  readonly probability?: ProbabilityRecord;
  /** The first few trials that stayed undecided, tied or failed, with their instances. */
  readonly undecided?: readonly NotedTrial[];
  readonly ties?: readonly NotedTrial[];
  readonly errors?: readonly NotedTrial[];
}

/** A trial worth looking at. */
export interface NotedTrial {
  readonly index: number;
  readonly source: "trial" | "example" | "corpus" | "sharpen";
  readonly stratum: string;
  /** Which hypothesis or conclusion. */
  readonly part: string;
  readonly reason: string;
  readonly instance: Json;
}

export interface RunSummary {
  readonly claims: number;
  readonly held: number;
  readonly refuted: number;
  readonly undecided: number;
  readonly vacuous: number;
  readonly error: number;
  readonly trials: number;
  readonly mutants: { readonly killed: number; readonly survived: number; readonly notRun: number };
  /** True where Ctrl-C or the time limit ended the drawing before the budget. */
  readonly interrupted: boolean;
}

/** Wall-clock figures: outside the deterministic part. */
export interface RunTiming {
  readonly started: string;
  readonly milliseconds: number;
  readonly claims: Readonly<Record<string, { readonly milliseconds: number; readonly trialsPerSecond: number }>>;
}

export interface RunEnvironment {
  readonly node: string;
  readonly platform: string;
  readonly arch: string;
  readonly cpus: number;
  readonly workers: number;
  /** Whether the second arithmetic was there: without it nothing is refuted. */
  readonly precise: boolean;
  /** Which float64 kernels computed; they agree bit for bit. Absent in older records. */
  readonly kernels?: "typescript" | "wasm";
  /** A run never computes with one, installed or not: docs/decisions/native-blas.md. */
  readonly nativeBlas?: "not used";
}

/** The run record. Without `timing` and `environment` a pure function of seed, claims, options and version. */
export interface RunRecord {
  readonly schema: typeof RUN_SCHEMA;
  readonly tool: { readonly name: string; readonly version: string };
  readonly seed: number;
  readonly profile: string;
  /** Name and digest of the real data set, where one was given. */
  readonly data?: { readonly name: string; readonly digest: string; readonly rows: number; readonly columns: number };
  readonly claims: readonly ClaimRecord[];
  readonly summary: RunSummary;
  readonly timing: RunTiming;
  readonly environment: RunEnvironment;
}
