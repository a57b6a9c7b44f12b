import type { AnyClaim } from "../claims/claim.js";
import type { Json } from "../claims/model.js";
import { type CounterStream, counterStream } from "../numerics/random.js";
import type { PreciseView, SharpenClaim, SharpenResult } from "./api.js";
import { checkResult } from "./check.js";
import { instanceCost } from "./cost.js";
import { drawKey } from "./key.js";
import { judgeInstance, type LadderJudgement } from "./ladder.js";
import { neighbours, numberAt, numberPaths, withNumber } from "./numeric-moves.js";
import { Pacer } from "./pacer.js";
import { loadPrecise } from "./precise-loader.js";
import { type PreparedClaim, prepare, withDataset } from "./prepared.js";
import type { TightestRecord } from "./run-record.js";
import type { StopSignal } from "./shared-stop.js";
import { ratioOf } from "./trial.js";

/** The share of the evaluations that draws recipes; the rest climbs from the best of them. */
const DRAWN_SHARE = 0.4;

/** A ratio so near 1 is attained; from there the instance is only made simpler. */
const ATTAINED = 1 - 2 ** -40;

/** Numeric steps shrink to this part of the number before a climb gives up. */
const FINEST = 2 ** -24;

export interface SearchOptions {
  readonly seed: number;
  /** Instances judged, at most; a very large one counts as several (cost.ts). */
  readonly evaluations: number;
  readonly signal?: StopSignal;
  readonly precise: PreciseView | undefined;
  /** Instances known to be tight, one a conclusion: a campaign hands over those of its trials, and draws none. */
  readonly starts?: readonly TightestRecord[];
  readonly progress?: (evaluations: number, best: number | null) => void;
}

interface Violated {
  readonly data: unknown;
  readonly judgement: LadderJudgement;
}

/**
 * Searches for the instance on which a bound is tightest: draws recipes, then climbs from the best one of every
 * conclusion by simplifications that do not lower the ratio and by changes of single numbers that raise it. All
 * hypotheses stay certified. Deterministic: it depends on claim, seed and the number of evaluations only.
 * @example
 * import { claims } from "lemmacheck/claims";
 * const [bounds] = claims.filter(({ id }) => id === "gao-2022/equilibrium-norm-bounds");
 * const { tightest } = await sharpenClaim(bounds, { seed: 1, evaluations: 50 });
 * (tightest?.ratio ?? 0) > 0.5; // → true
 */
export const sharpenClaim: SharpenClaim = async (claim: AnyClaim, options, progress) => {
  const prepared = prepare(withDataset(claim, options.dataset));
  const precise = await (options.precise ?? loadPrecise)();
  const { seed, evaluations, signal } = options;
  const search = new TightnessSearch(prepared, {
    seed,
    evaluations,
    precise,
    ...(signal === undefined ? {} : { signal }),
    ...(progress === undefined ? {} : { progress }),
  });
  return search.run();
};

export class TightnessSearch {
  readonly #claim: PreparedClaim;
  readonly #options: SearchOptions;
  readonly #best = new Map<string, TightestRecord>();
  readonly #pacer = new Pacer();
  readonly #key: bigint;
  #evaluations = 0;
  /** What the evaluations cost: as many, but for very large instances. */
  #spent = 0;
  #violated: Violated | undefined;

  constructor(claim: PreparedClaim, options: SearchOptions) {
    this.#claim = claim;
    this.#options = options;
    this.#key = drawKey(claim.claim.id, options.seed);
  }

  async run(): Promise<SharpenResult> {
    for (const start of this.#options.starts ?? []) this.#best.set(start.conclusion, start);
    if (this.#options.starts === undefined) await this.#draw();
    const names = this.#claim.then.map(({ name }) => name);
    for (let i = 0; i < names.length; i++) {
      // What one conclusion leaves over is shared by those after it.
      const left = this.#options.evaluations - this.#spent;
      await this.#climb(names[i], this.#spent + Math.floor(left / (names.length - i)), i);
    }
    for (const name of names) this.#settle(name);
    return this.#result(names);
  }

  async #draw(): Promise<void> {
    const draws = Math.floor(this.#options.evaluations * DRAWN_SHARE);
    for (let index = 0; index < draws && !this.#ended(draws); index++) {
      const { data } = this.#claim.claim.instances.draw(this.#key, index);
      for (const [conclusion, ratio] of await this.#ratios(data, this.#claim.model.serialize(data))) {
        const best = this.#best.get(conclusion);
        if (best !== undefined && best.ratio >= ratio) continue;
        this.#best.set(conclusion, { ratio, conclusion, instance: this.#claim.model.serialize(data) });
      }
    }
  }

  /** Climbs one conclusion's ratio until `until` evaluations are used, or nothing helps. */
  async #climb(conclusion: string, until: number, lane: number): Promise<void> {
    const start = this.#best.get(conclusion);
    if (start === undefined) return;
    const stream = counterStream(this.#key, 0, lane + 1);
    let best = start;
    let scale = 1;
    while (scale >= FINEST && !this.#ended(until)) {
      const attained = best.ratio >= ATTAINED;
      const simpler = scale === 1 ? await this.#simpler(best, until) : null;
      if (simpler === null && attained) break;
      const next = simpler ?? (await this.#nudged(best, scale, stream, until));
      if (next === null) scale /= 4;
      else {
        best = next;
        scale = Math.min(1, scale * 4);
      }
    }
    this.#best.set(conclusion, best);
  }

  /** What the climb ended with, judged by both arithmetics: its ratio as sharp as it can be had, or a violation. */
  #settle(conclusion: string): void {
    const best = this.#best.get(conclusion);
    if (best === undefined || this.#violated !== undefined || this.#options.starts?.includes(best) === true) return;
    const data = this.#claim.model.parse(best.instance, "instance");
    const judgement = judgeInstance(this.#claim, data, this.#options.precise);
    if (judgement.verdict === "violated") this.#violated = { data, judgement };
    const ratio = judgement.then[conclusion] === undefined ? null : ratioOf(judgement.then[conclusion]);
    if (ratio !== null && ratio > best.ratio) this.#best.set(conclusion, { ...best, ratio });
  }

  /** The first simplification that keeps the ratio, or keeps it attained. */
  async #simpler(best: TightestRecord, until: number): Promise<TightestRecord | null> {
    const { model } = this.#claim;
    for (const { data } of model.simplify(model.parse(best.instance, "instance"))) {
      if (this.#ended(until)) return null;
      const instance = model.serialize(data);
      const ratio = (await this.#ratios(data, instance)).get(best.conclusion);
      if (ratio !== undefined && ratio >= Math.min(best.ratio, ATTAINED)) return { ...best, ratio, instance };
    }
    return null;
  }

  /** The first change of a single number that raises the ratio; each number is tried once, in random order. */
  async #nudged(
    best: TightestRecord,
    scale: number,
    stream: CounterStream,
    until: number,
  ): Promise<TightestRecord | null> {
    const paths = shuffled(numberPaths(best.instance), stream);
    for (const path of paths)
      for (const value of neighbours(numberAt(best.instance, path), scale, stream)) {
        if (this.#ended(until)) return null;
        const instance = withNumber(best.instance, path, value);
        const data = this.#parsed(instance);
        if (data === undefined) continue;
        const ratio = (await this.#ratios(data, instance)).get(best.conclusion);
        if (ratio !== undefined && ratio > best.ratio) return { ...best, ratio, instance };
      }
    return null;
  }

  /** An instance that its model refuses (a fractional count, a negative scale) is no neighbour. */
  #parsed(instance: Json): unknown {
    try {
      return this.#claim.model.parse(instance, "instance");
    } catch {
      return undefined;
    }
  }

  /**
   * Ratios of all conclusions where all hypotheses hold; none where one does not. Float64 measures; the second arithmetic,
   * many times slower near equality, is asked about hypotheses and violations only.
   */
  async #ratios(data: unknown, instance: Json): Promise<ReadonlyMap<string, number>> {
    this.#evaluations++;
    this.#spent += instanceCost(instance);
    const judgement = judgeInstance(this.#claim, data, this.#options.precise, { measureOnly: true });
    if (judgement.verdict === "violated") this.#violated ??= { data, judgement };
    const ratios = new Map<string, number>();
    const certified = Object.values(judgement.given).every(({ verdict }) => verdict === "holds");
    if (certified && (judgement.verdict === "holds" || judgement.verdict === "undecided"))
      for (const [name, conclusion] of Object.entries(judgement.then)) {
        const ratio = ratioOf(conclusion);
        if (ratio !== null) ratios.set(name, ratio);
      }
    if (this.#pacer.due) {
      const known = [...this.#best.values()].map(({ ratio }) => ratio);
      this.#options.progress?.(this.#evaluations, known.length === 0 ? null : Math.max(...known));
      await this.#pacer.rest();
    }
    return ratios;
  }

  #ended(until: number): boolean {
    return this.#spent >= until || this.#violated !== undefined || this.#options.signal?.aborted === true;
  }

  #result(names: readonly string[]): SharpenResult {
    let tightest: TightestRecord | null = null;
    for (const name of names) {
      const best = this.#best.get(name);
      if (best !== undefined && (tightest === null || best.ratio > tightest.ratio)) tightest = best;
    }
    const result: SharpenResult = {
      claim: this.#claim.claim.id,
      tightest,
      conclusions: Object.fromEntries(names.map((name) => [name, this.#best.get(name) ?? null])),
      evaluations: this.#evaluations,
    };
    if (this.#violated === undefined) return result;
    const { data, judgement } = this.#violated;
    const violation = { instance: this.#claim.model.serialize(data), check: checkResult(this.#claim, judgement) };
    return { ...result, violation };
  }
}

function shuffled<T>(members: readonly T[], stream: CounterStream): readonly T[] {
  const result = [...members];
  for (let i = result.length - 1; i > 0; i--) {
    const j = stream.below(i + 1);
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}
