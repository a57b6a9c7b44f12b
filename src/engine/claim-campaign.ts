import type { AnyClaim } from "../claims/claim.js";
import type { Json } from "../claims/model.js";
import type { Evidence } from "../numerics/real.js";
import type { CampaignEvents, ClaimProgress, Finding, ReplayResult } from "./api.js";
import type { CampaignContext } from "./campaign.js";
import { isSetAside, type StoredCounterexample } from "./corpus.js";
import { drawTrials } from "./draw-trials.js";
import { messageOf } from "./evaluate.js";
import { type FoundViolation, Pursuit } from "./finding.js";
import { judgeInstance } from "./ladder.js";
import { runMutant } from "./mutation.js";
import { necessityOf } from "./necessity.js";
import { type BatchOutcome, emptyOutcome, KEPT_ERRORS, KEPT_VIOLATIONS, type Violation } from "./outcome.js";
import { type PreparedClaim, prepare } from "./prepared.js";
import { probabilityRecord } from "./probability.js";
import { claimRecord, tightestRecord } from "./record.js";
import { replayEntry } from "./replay.js";
import type { ClaimRecord, CounterexampleRecord, MutantRecord, NotedTrial, TightestRecord } from "./run-record.js";
import { TightnessSearch } from "./sharpen.js";
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
  #pursuit: Pursuit | null = null;
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
    const mutants = await this.#runMutants();
    const { budgets, precise } = this.#context;
    const necessity = budgets.necessity && !this.#interrupted ? necessityOf(this.#source, precise) : [];
    await this.#sharpen();
    if (this.#counterexample === null) this.#recallStored(stored);
    return this.#record(mutants, necessity);
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
    const { budgets, options, runner, stop } = this.#context;
    const { id, revision, quantifier } = this.#claim.claim;
    const always = quantifier.kind === "always";
    const violations = always ? KEPT_VIOLATIONS : Number.MAX_SAFE_INTEGER;
    const range = { claim: id, revision, seed: options.seed, trials: budgets.trials, violations, errors: KEPT_ERRORS };
    const begin = performance.now();
    this.#outcome = await drawTrials(runner, range, stop, (outcome) => {
      this.#outcome = outcome;
      this.#tightest = tightestRecord(outcome);
      if (always && outcome.violations.length > 0 && this.#counterexample === null && this.#pursuit === null) {
        this.#pursuit = this.#pursuitOf(this.#foundBy(outcome.violations[0]));
        this.findings.push(this.#pursuit.keep());
      }
      this.#progress("trials", outcome.to, budgets.trials);
    });
    this.drawingTime = performance.now() - begin;
    if (always && this.#counterexample === null && this.#outcome.violations.length > 0)
      await this.#pursue(this.#outcome.violations.map((violation) => this.#foundBy(violation)));
  }

  #foundBy(violation: Violation): FoundViolation {
    return { ...violation, found: { seed: this.#context.options.seed, index: violation.index } };
  }

  #pursuitOf(first: FoundViolation): Pursuit {
    const { options, budgets, precise, events } = this.#context;
    return new Pursuit(this.#claim, first, {
      precise,
      events,
      evaluations: budgets.shrinkEvaluations,
      ...(options.findings === undefined ? {} : { folder: options.findings }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  }

  /** From the violation on disk to its simplest form. Only the first one of a claim is pursued. */
  async #pursue(violations: readonly FoundViolation[]): Promise<void> {
    if (this.#counterexample !== null) return;
    if (this.#pursuit === null) {
      this.#pursuit = this.#pursuitOf(violations[0]);
      this.findings.push(this.#pursuit.keep());
    }
    const { shrinkEvaluations } = this.#context.budgets;
    this.#progress("shrinking", 0, shrinkEvaluations);
    const finding = await this.#pursuit.simplify(violations);
    this.findings.push(finding);
    const { confirmation, found } = finding.counterexample;
    const source = found.source === undefined || found.source === "trial" ? "trial" : found.source;
    const where = `${source} ${found.index} violates ${confirmation.conclusion}, confirmed in ${confirmation.arithmetic}`;
    this.#counterexample = { record: finding.counterexample, evidence: finding.evidence, where };
  }

  async #runMutants(): Promise<readonly MutantRecord[]> {
    const { budgets, options, runner, precise, stop, events } = this.#context;
    const names = Object.keys(this.#source.mutants);
    if (budgets.mutantTrials === 0 || this.#interrupted) return names.map(notRun);
    const records: MutantRecord[] = [];
    for (const [done, name] of names.entries()) {
      const { seed } = options;
      const record = await runMutant(this.#source, name, {
        seed,
        trials: budgets.mutantTrials,
        runner,
        precise,
        stop,
        keep: {
          evaluations: MUTANT_SHRINK_EVALUATIONS,
          witnessFirst: true,
          ...(options.findings === undefined ? {} : { folder: options.findings }),
          ...(options.signal === undefined ? {} : { signal: options.signal }),
        },
        // A mutant that dies is no news: its counterexample stands in the record and in its file.
        events: withoutFindings(events),
      });
      records.push(record);
      events.mutantFinished?.(this.#claim.claim.id, record);
      this.#progress("mutants", done + 1, names.length);
    }
    return records;
  }

  /** A short search for the tightest instance, from those that the trials met. */
  async #sharpen(): Promise<void> {
    const { budgets, options, precise, stop } = this.#context;
    const { quantifier } = this.#claim.claim;
    if (budgets.sharpenEvaluations === 0 || stop.aborted || quantifier.kind !== "always") return;
    if (this.#counterexample !== null) return;
    const starts = Object.values(this.#outcome.conclusions).map(({ ratio, conclusion, instance }) => ({
      ratio,
      conclusion,
      instance,
    }));
    const search = new TightnessSearch(this.#claim, {
      seed: options.seed,
      evaluations: budgets.sharpenEvaluations,
      precise,
      starts,
      signal: stop,
      progress: (done) => this.#progress("sharpening", done, budgets.sharpenEvaluations),
    });
    const result = await search.run();
    this.#tightest = result.tightest ?? this.#tightest;
    if (result.violation?.check.confirmation === undefined) return;
    const { instance, check } = result.violation;
    const confirmation = result.violation.check.confirmation;
    const found = { seed: options.seed, index: result.evaluations, source: "sharpen" } as const;
    const margin = check.then[confirmation.conclusion]?.margin ?? 0;
    await this.#pursue([{ found, conclusion: confirmation.conclusion, margin, instance, confirmation }]);
  }

  #record(mutants: readonly MutantRecord[], necessity: ReturnType<typeof necessityOf>): ClaimRecord {
    const { budgets, probabilityTests } = this.#context;
    const { claim } = this.#claim;
    const outcome = this.#outcome;
    const counterexample = this.#counterexample;
    const probability =
      claim.quantifier.kind === "withProbability" ? probabilityRecord(outcome, probabilityTests) : null;
    const verdict = verdictOf({
      quantifier: claim.quantifier,
      counts: outcome.counts,
      budget: budgets.trials,
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
      budget: budgets.trials,
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
    return this.#interrupted ? `interrupted after ${drawn} of ${this.#context.budgets.trials} trials` : null;
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

function withoutFindings({ warning }: CampaignEvents): CampaignEvents {
  return warning === undefined ? {} : { warning };
}

function notRun(name: string): MutantRecord {
  return { name, status: "not run", trials: 0, byRandomSearch: false, witnesses: { given: 0, violated: 0 } };
}

function describe(note: NotedTrial | undefined): string | null {
  return note === undefined ? null : `${note.source} ${note.index}: ${note.reason}`;
}
