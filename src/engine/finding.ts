import type { Json } from "../claims/model.js";
import type { CampaignEvents, CorpusFolder, Finding, PreciseView } from "./api.js";
import { checkData } from "./check.js";
import { COUNTEREXAMPLE_SCHEMA, type CounterexampleFile, findingName, writeCounterexample } from "./corpus.js";
import { messageOf } from "./evaluate.js";
import { formulaOf } from "./formula.js";
import { judgeInstance, type LadderJudgement } from "./ladder.js";
import { curvesOf } from "./observed.js";
import { perturbationOf } from "./perturbation.js";
import type { PreparedClaim } from "./prepared.js";
import type { Confirmation, CounterexampleRecord, Found, ShrinkStory } from "./run-record.js";
import type { StopSignal } from "./shared-stop.js";
import { type ShrinkProblem, type Shrunk, type ShrunkViolation, shrink } from "./shrink.js";

/** A confirmed violation, wherever it came from. */
export interface FoundViolation {
  readonly found: Found;
  readonly conclusion: string;
  readonly margin: number;
  readonly instance: Json;
  readonly confirmation: Confirmation;
}

export interface PursuitOptions {
  readonly precise: PreciseView | undefined;
  /** Where counterexamples are kept; left out: nowhere. */
  readonly folder?: CorpusFolder;
  readonly evaluations: number;
  readonly signal?: StopSignal;
  readonly events: CampaignEvents;
}

/**
 * One counterexample from its discovery to its simplest form. `keep` puts it on disk and announces it; `simplify` shrinks
 * and replaces the file's content. The file has one name from first to last, so it is there, whole, at every moment.
 */
export class Pursuit {
  readonly #claim: PreparedClaim;
  readonly #options: PursuitOptions;
  readonly #first: FoundViolation;
  readonly #name: string;

  constructor(claim: PreparedClaim, first: FoundViolation, options: PursuitOptions) {
    this.#claim = claim;
    this.#first = first;
    this.#options = options;
    this.#name = findingName(claim.claim.id, claim.mutant ?? undefined, first.instance);
  }

  /** Writes the violation as it was found, then announces it (law 4). */
  keep(): Finding {
    return this.#save(this.#first, this.#first.instance, null, false);
  }

  /** Writes the violation as it was found, for good: a witness is as simple as its author made it. */
  keepAsFound(): Finding {
    return this.#save(this.#first, this.#first.instance, null, true);
  }

  /** Shrinks from the worst of the violations, keeping that one's conclusion violated, and replaces the file's content. */
  async simplify(violations: readonly FoundViolation[]): Promise<Finding> {
    const worst = violations.reduce((a, b) => (b.margin > a.margin ? b : a), this.#first);
    const same = violations.filter(({ conclusion }) => conclusion === worst.conclusion);
    const { model, then } = this.#claim;
    const alone = { ...this.#claim, then: then.filter(({ name }) => name === worst.conclusion) };
    const starts = same.map(({ instance }) => model.parse(instance, "instance"));
    const { evaluations, signal, events, precise } = this.#options;
    const problem: ShrinkProblem<unknown> = {
      simplify: (data) => model.simplify(data),
      measure: (data) => model.measure(data),
      serialize: (data) => model.serialize(data),
      violation: (data) => violationOf(judgeInstance(alone, data, precise)),
    };
    let shrunk: Shrunk<unknown>;
    try {
      shrunk = await shrink(problem, starts, { evaluations, ...(signal === undefined ? {} : { signal }) });
    } catch (error) {
      // What was found stays found, as it was, whatever its model's simplifications do.
      events.warning?.(`${this.#claim.claim.id}: the counterexample could not be made simpler: ${messageOf(error)}`);
      return this.#save(worst, worst.instance, null, true);
    }
    return this.#save(same[starts.indexOf(shrunk.from)], model.serialize(shrunk.data), shrunk.story, true);
  }

  #save(from: FoundViolation, instance: Json, story: ShrinkStory | null, last: boolean): Finding {
    const { claim, mutant, model } = this.#claim;
    const { folder, events, precise } = this.#options;
    const data = model.parse(instance, "instance");
    const check = checkData(this.#claim, data, precise);
    // Where another conclusion can't be evaluated any more (its run was left out), the violated one speaks for itself.
    const { conclusion } = from.confirmation;
    const alone = { ...this.#claim, then: this.#claim.then.filter(({ name }) => name === conclusion) };
    const confirmation = check.confirmation ?? checkData(alone, data, precise).confirmation ?? from.confirmation;
    const simpler = story !== null && story.steps.length > 0;
    const file: CounterexampleFile = {
      schema: COUNTEREXAMPLE_SCHEMA,
      claim: claim.id,
      revision: claim.revision,
      ...(mutant === null ? {} : { mutant }),
      instance,
      found: from.found,
      confirmation,
      shrunkFrom: simpler ? from.instance : null,
      ...(story === null ? {} : { shrink: story }),
    };
    const path = this.#write(file);
    const formula = formulaOf(this.#claim, data, confirmation);
    // An instance that is about to be simplified is of no interest yet.
    const perturbation = last ? perturbationOf(this.#claim, data, confirmation.conclusion, from.found.seed) : undefined;
    const curves = Object.keys(claim.curves).length === 0 ? [] : curvesOf(claim, model.view(data));
    const counterexample: CounterexampleRecord = {
      file: `${folder?.label ?? "counterexamples"}/${this.#name}`,
      instance,
      shrunkFrom: file.shrunkFrom,
      given: check.given,
      then: check.then,
      confirmation,
      ...(formula === undefined ? {} : { formula }),
      found: from.found,
      ...(story === null ? {} : { shrink: story }),
      ...(curves.length === 0 ? {} : { curves }),
      ...(perturbation === undefined ? {} : { perturbation }),
    };
    const finding: Finding = {
      claim: claim.id,
      ...(mutant === null ? {} : { mutant }),
      path,
      counterexample,
      evidence: check.evidence,
      shrunk: story !== null,
    };
    events.finding?.(finding);
    return finding;
  }

  /** Null, with a warning, where the disk refuses: the finding still counts. */
  #write(file: CounterexampleFile): string | null {
    const { folder, events } = this.#options;
    if (folder === undefined) return null;
    try {
      return writeCounterexample(folder, this.#name, file);
    } catch (error) {
      events.warning?.(`the counterexample of ${file.claim} could not be written: ${messageOf(error)}`);
      return null;
    }
  }
}

function violationOf({ verdict, part, margin, then }: LadderJudgement): ShrunkViolation | null {
  if (verdict !== "violated" || part === null || margin === null) return null;
  const { left, right } = then[part];
  return { margin, zero: left.mid === 0 && right.mid === 0 };
}
