import type { AnyClaim } from "../claims/claim.js";
import type { Json } from "../claims/model.js";
import type { Evidence } from "../numerics/real.js";
import type { ClaimProgress, Finding, ReplayResult } from "./api.js";
import type { CampaignContext } from "./campaign.js";
import { INSTANCE_ONLY } from "./confirm.js";
import { isSetAside, type StoredCounterexample } from "./corpus.js";
import { drawTrials } from "./draw-trials.js";
import { messageOf } from "./evaluate.js";
import { type FoundViolation, Pursuit } from "./finding.js";
import { type ClaimJob, doJob, type JobOf, type JobResults } from "./jobs.js";
import { judgeInstance } from "./ladder.js";
import { notRun } from "./mutation.js";
import { type BatchOutcome, emptyOutcome, KEPT_ERRORS, KEPT_VIOLATIONS, type Violation } from "./outcome.js";
import { type PreparedClaim, prepare } from "./prepared.js";
import { probabilityRecord } from "./probability.js";
import { trialsOf } from "./profiles.js";
import { claimRecord, tightestRecord } from "./record.js";
import { replayEntry } from "./replay.js";
import type {
  ClaimRecord,
  CounterexampleRecord,
  MutantRecord,
  NecessityRecord,
  NotedTrial,
  TightestRecord,
} from "./run-record.js";
import { verdictOf } from "./verdict.js";

/** A mutant without witnesses gets a smaller counterexample, not the smallest: `lemmacheck mutate` shrinks in earnest. */
const MUTANT_SHRINK_EVALUATIONS = 100;

/** One claim of a campaign, stage by stage. */
export class ClaimCampaign {
  readonly findings: Finding[] = [];
  readonly replays: ReplayResult[] = [];
  /** Milliseconds spent on trials. */
  drawingTime = 0;
  readonly #source: AnyClaim;
  readonly #claim: PreparedClaim;
  readonly #context: CampaignContext;
  readonly #began = performance.now();
  #outcome: BatchOutcome = emptyOutcome(0);
  #tightest: TightestRecord | null = null;
  #counterexample: {
    readonly record: CounterexampleRecord;
    readonly evidence: Evidence;
    readonly where: string;
  } | null = null;
  /** A violation was none when it was judged again. */
  #isErratic = false;
  /** The violation that is pursued: it is on disk. */
  #first: FoundViolation | null = null;
  readonly #undecided: NotedTrial[] = [];
  readonly #errors: NotedTrial[] = [];

  constructor(claim: AnyClaim, context: CampaignContext) {
    this.#source = claim;
    this.#claim = prepare(claim);
    this.#context = context;
  }

  async run(): Promise<ClaimRecord> {
    const stored = this.#replay();
    await this.#judgeExamples();
    await this.#draw();
    // On threads these go on at once; on this one, one after the other.
    const others = [() => this.#runMutants(), () => this.#showNecessity(), () => this.#sharpen()] as const;
    const inOrder = this.#context.runner.job === undefined;
    const mutants = inOrder ? await others[0]() : others[0]();
    const necessity = inOrder ? await others[1]() : others[1]();
    await Promise.all([mutants, necessity, others[2]()]);
    if (this.#counterexample === null) this.#recallStored(stored);
    return this.#record(await mutants, await necessity);
  }

  /**
   * What a job comes to, on whichever thread; null where it was stopped, or where its threads died, which is an error of
   * the claim.
   */
  async #job<K extends ClaimJob["kind"]>(job: JobOf<K>): Promise<JobResults[K] | null> {
    const { runner, precise, stop, options, events } = this.#context;
    const stops = { stop, interrupt: options.signal };
    const outcome = await (runner.job?.<K>(job, stops) ?? doJob<K>(job, this.#source, precise, stops));
    if (outcome.status === "failed") {
      const part = "mutant" in job ? job.mutant : "";
      const reason = `${job.kind}: ${outcome.reason}`;
      this.#errors.push({ index: 0, source: "trial", stratum: "", part, reason, instance: null });
    }
    if (outcome.status !== "done") return null;
    for (const line of outcome.warnings) events.warning?.(line);
    return outcome.result;
  }

  get #trials(): number {
    return trialsOf(this.#context.budgets, this.#source);
  }

  get #interrupted(): boolean {
    return this.#context.options.signal?.aborted === true;
  }

  /** Judges what the corpus has of this claim; returns what is still violated. */
  #replay(): readonly StoredCounterexample[] {
    const { corpus, precise, events } = this.#context;
    const entries = corpus.flatMap((entry) =>
      isSetAside(entry) || entry.claim.id !== this.#claim.claim.id ? [] : [entry],
    );
    const violated: StoredCounterexample[] = [];
    for (const [done, entry] of entries.entries()) {
      if (this.#interrupted) break;
      const result = replayEntry(entry, precise);
      this.replays.push(result);
      if (result.warning !== undefined) events.warning?.(result.warning);
      if (result.status === "violated" && entry.file.mutant === undefined) violated.push(entry);
      this.#progress("replay", done + 1, entries.length);
    }
    return violated;
  }

  /** A stored counterexample refutes where nothing of this run did: what was found once is not forgotten. */
  #recallStored(stored: readonly StoredCounterexample[]): void {
    const [entry] = stored;
    if (entry === undefined) return;
    const check = this.replays.find(({ file }) => file === entry.name)?.check;
    if (check?.confirmation === undefined) return;
    const { instance, shrunkFrom, found, shrink } = entry.file;
    this.#counterexample = {
      where: `the stored counterexample ${entry.name} violates ${check.confirmation.conclusion}`,
      evidence: check.evidence,
      record: {
        file: entry.name,
        instance,
        shrunkFrom: shrunkFrom ?? null,
        given: check.given,
        then: check.then,
        confirmation: check.confirmation,
        found,
        ...(shrink === undefined ? {} : { shrink }),
      },
    };
  }

  /** The claim's own examples: each must hold or be vacuous. */
  async #judgeExamples(): Promise<void> {
    const { examples } = this.#claim.claim;
    if (this.#claim.claim.quantifier.kind !== "always") return;
    for (const [index, example] of examples.entries()) {
      if (this.#interrupted) return;
      const instance = example as Json;
      const note = (part: string, reason: string): NotedTrial => ({
        index,
        source: "example",
        stratum: "example",
        part,
        reason,
        instance,
      });
      try {
        const data = this.#claim.model.parse(instance, `example ${index + 1}`);
        const judgement = judgeInstance(this.#claim, data, this.#context.precise);
        const { verdict, part, margin, confirmation, reason } = judgement;
        if (verdict === "undecided" && !judgement.tie) this.#undecided.push(note(part ?? "", reason ?? ""));
        if (verdict === "error") this.#errors.push(note(part ?? "", reason ?? ""));
        if (verdict === "violated" && part !== null && margin !== null && confirmation !== null) {
          const found = { seed: this.#context.options.seed, index, source: "example" } as const;
          await this.#pursue([{ found, conclusion: part, margin, instance, confirmation }]);
        }
      } catch (error) {
        this.#errors.push(note("", `example ${index + 1} cannot be read: ${messageOf(error)}`));
      }
      this.#progress("examples", index + 1, examples.length);
    }
  }

  async #draw(): Promise<void> {
    const { options, runner, stop } = this.#context;
    const { id, revision, quantifier } = this.#claim.claim;
    const always = quantifier.kind === "always";
    const violations = always ? KEPT_VIOLATIONS : Number.MAX_SAFE_INTEGER;
    const range = { claim: id, revision, seed: options.seed, trials: this.#trials, violations, errors: KEPT_ERRORS };
    const begin = performance.now();
    this.#outcome = await drawTrials(runner, range, stop, (outcome) => {
      this.#outcome = outcome;
      this.#tightest = tightestRecord(outcome);
      if (always && outcome.violations.length > 0 && this.#counterexample === null && this.#first === null)
        this.#keep(this.#foundBy(outcome.violations[0]));
      this.#progress("trials", outcome.to, this.#trials);
    });
    this.drawingTime = performance.now() - begin;
    if (always && this.#counterexample === null && this.#outcome.violations.length > 0)
      await this.#pursue(this.#outcome.violations.map((violation) => this.#foundBy(violation)));
  }

  #foundBy(violation: Violation): FoundViolation {
    return { ...violation, found: { seed: this.#context.options.seed, index: violation.index } };
  }

  /** Puts the first violation on disk as it was found, and announces it, if it is one when it is judged again, too. */
  #keep(first: FoundViolation): void {
    const { options, budgets, precise, events } = this.#context;
    if (!this.#isRepeatable(first)) return;
    const folder = options.findings === undefined ? {} : { folder: options.findings };
    const evaluations = budgets.shrinkEvaluations;
    this.#first = first;
    this.findings.push(new Pursuit(this.#claim, first, { precise, events, evaluations, ...folder }).keep());
  }

  /** Whether the violation is one again; an error of the claim where not: a replay would not show it. */
  #isRepeatable({ found, conclusion, instance, stratum = "" }: FoundViolation & Partial<Violation>): boolean {
    if (this.#isErratic) return false;
    const data = this.#claim.model.parse(instance, "instance");
    const { verdict } = judgeInstance(this.#claim, data, this.#context.precise);
    if (verdict === "violated") return true;
    this.#isErratic = true;
    const reason = `${conclusion} was violated, but the instance ${verdict === "holds" ? "holds" : `is ${verdict}`} when it is judged again: ${INSTANCE_ONLY}`;
    this.#errors.push({ index: found.index, source: "trial", stratum, part: conclusion, reason, instance });
    return false;
  }

  /** From the violation on disk to its simplest form. Only the first one of a claim is pursued. */
  async #pursue(violations: readonly FoundViolation[]): Promise<void> {
    if (this.#counterexample !== null) return;
    if (this.#first === null) this.#keep(violations[0]);
    if (this.#first === null) return;
    const { budgets, options, events } = this.#context;
    this.#progress("shrinking", 0, budgets.shrinkEvaluations);
    const simplified = await this.#job<"simplify">({
      kind: "simplify",
      claim: this.#claim.claim.id,
      first: this.#first,
      violations,
      evaluations: budgets.shrinkEvaluations,
      ...(options.findings === undefined ? {} : { folder: options.findings }),
    });
    const finding = simplified ?? this.findings[this.findings.length - 1];
    if (simplified !== null) {
      this.findings.push(simplified);
      events.finding?.(simplified);
    }
    const { confirmation, found } = finding.counterexample;
    const source = found.source === undefined || found.source === "trial" ? "trial" : found.source;
    const where = `${source} ${found.index} violates ${confirmation.conclusion}, confirmed in ${confirmation.arithmetic}`;
    this.#counterexample = { record: finding.counterexample, evidence: finding.evidence, where };
  }

  async #runMutants(): Promise<readonly MutantRecord[]> {
    const { budgets, options, runner, events } = this.#context;
    const names = Object.keys(this.#source.mutants);
    if (budgets.mutantTrials === 0 || this.#interrupted) return names.map((name) => notRun(name));
    let done = 0;
    const run = async (name: string): Promise<MutantRecord> => {
      const record = await this.#job<"mutant">({
        kind: "mutant",
        claim: this.#claim.claim.id,
        mutant: name,
        seed: options.seed,
        trials: budgets.mutantTrials,
        keep: {
          evaluations: MUTANT_SHRINK_EVALUATIONS,
          witnessFirst: true,
          ...(options.findings === undefined ? {} : { folder: options.findings }),
        },
      });
      this.#progress("mutants", ++done, names.length);
      return record ?? notRun(name, "stopped before it was tried");
    };
    const records: MutantRecord[] = [];
    const started = runner.job === undefined ? [] : names.map(run);
    for (const [position, name] of names.entries()) {
      const record = await (started[position] ?? run(name));
      records.push(record);
      events.mutantFinished?.(this.#claim.claim.id, record);
    }
    return records;
  }

  async #showNecessity(): Promise<readonly NecessityRecord[]> {
    if (!this.#context.budgets.necessity || this.#interrupted) return [];
    return (await this.#job<"necessity">({ kind: "necessity", claim: this.#claim.claim.id })) ?? [];
  }

  /** A short search for the tightest instance, from those that the trials met. */
  async #sharpen(): Promise<void> {
    const { budgets, options, stop } = this.#context;
    const { quantifier, id } = this.#claim.claim;
    const { sharpenEvaluations: evaluations } = budgets;
    if (evaluations === 0 || stop.aborted || quantifier.kind !== "always") return;
    if (this.#counterexample !== null) return;
    const starts = Object.values(this.#outcome.conclusions).map(({ ratio, conclusion, instance }) => ({
      ratio,
      conclusion,
      instance,
    }));
    this.#progress("sharpening", 0, evaluations);
    const result = await this.#job<"tightness">({
      kind: "tightness",
      claim: id,
      seed: options.seed,
      evaluations,
      starts,
    });
    if (result === null) return;
    this.#tightest = result.tightest ?? this.#tightest;
    if (result.violation?.check.confirmation === undefined) return;
    const { instance, check } = result.violation;
    const confirmation = result.violation.check.confirmation;
    const found = { seed: options.seed, index: result.evaluations, source: "sharpen" } as const;
    const margin = check.then[confirmation.conclusion]?.margin ?? 0;
    await this.#pursue([{ found, conclusion: confirmation.conclusion, margin, instance, confirmation }]);
  }

  #record(mutants: readonly MutantRecord[], necessity: readonly NecessityRecord[]): ClaimRecord {
    const { probabilityTests } = this.#context;
    const { claim } = this.#claim;
    const outcome = this.#outcome;
    const counterexample = this.#counterexample;
    const probability =
      claim.quantifier.kind === "withProbability" ? probabilityRecord(outcome, probabilityTests) : null;
    const verdict = verdictOf({
      quantifier: claim.quantifier,
      counts: outcome.counts,
      budget: this.#trials,
      strata: outcome.strata,
      declared: claim.instances.strata,
      evidence: outcome.evidence,
      counterexample,
      errorElsewhere: describe(this.#errors[0]),
      undecidedElsewhere: this.#undecidedElsewhere(),
      firstError: describe(outcome.errors[0]),
      firstUndecided: describe(outcome.undecided[0]),
      probability,
    });
    return claimRecord({
      claim: this.#claim,
      budget: this.#trials,
      outcome,
      verdict,
      tightest: this.#tightest,
      mutants,
      necessity,
      counterexample: counterexample?.record ?? null,
      probability,
      undecided: this.#undecided,
      errors: this.#errors,
    });
  }

  #undecidedElsewhere(): string | null {
    const first = describe(this.#undecided[0]);
    if (first !== null) return first;
    const { drawn } = this.#outcome.counts;
    return this.#interrupted ? `interrupted after ${drawn} of ${this.#trials} trials` : null;
  }

  #progress(stage: ClaimProgress["stage"], done: number, total: number): void {
    const { counts } = this.#outcome;
    this.#context.events.progress?.({
      id: this.#claim.claim.id,
      stage,
      done,
      total,
      undecidedShare: counts.drawn === 0 ? 0 : (counts.undecided + counts.ties) / counts.drawn,
      tightest: this.#tightest?.ratio ?? null,
      violated: counts.violated,
      rate: counts.drawn / Math.max((performance.now() - this.#began) / 1000, 1e-3),
    });
  }
}

function describe(note: NotedTrial | undefined): string | null {
  return note === undefined ? null : `${note.source} ${note.index}: ${note.reason}`;
}
