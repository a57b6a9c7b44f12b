import type { Json, Simplification } from "../claims/model.js";
import { evaluationCost } from "./cost.js";
import { Pacer } from "./pacer.js";
import type { ShrinkStory } from "./run-record.js";
import type { StopSignal } from "./shared-stop.js";

/** What the shrinker must know of the instances and of the violation that it keeps. */
export interface ShrinkProblem<Data> {
  /** Simpler candidates, boldest first. */
  simplify(data: Data): Iterable<Simplification<Data>>;
  /** Size, compared lexicographically. */
  measure(data: Data): readonly number[];
  serialize(data: Data): Json;
  /**
   * The confirmed violation of the same conclusion, with all hypotheses certified, or null. A pure function.
   */
  violation(data: Data): ShrunkViolation | null;
}

export interface ShrunkViolation {
  readonly margin: number;
  /** True where both sides are zero: `0 < 0` convinces nobody while something else is at hand. */
  readonly zero: boolean;
}

export interface ShrinkOptions {
  /** Instances judged, at most; a very large one counts as several (cost.ts). */
  readonly evaluations: number;
  readonly signal?: StopSignal;
  readonly progress?: (evaluations: number) => void;
}

export interface Shrunk<Data> {
  readonly data: Data;
  /** The start that it came from. */
  readonly from: Data;
  readonly story: ShrinkStory;
}

interface State<Data> {
  readonly data: Data;
  readonly measure: readonly number[];
  readonly violation: ShrunkViolation;
  readonly steps: readonly string[];
}

/** Only so many of the first violations are shrunk: the worst one, and others where evaluations remain. */
const STARTS = 3;

/**
 * Makes a counterexample simpler (law 5). Greedy: the first candidate that is smaller by the model's measure and still
 * violates is taken, and the candidates of the new instance are tried from the first; when none is taken the instance is
 * a fixed point. Each accepted instance keeps at least half of the largest margin seen on the way, which starts as the
 * largest of the given violations, so that no instance walks to the edge of a tolerance. Where evaluations remain, the
 * next worst starts that have such a margin are shrunk likewise, and the smallest result is taken.
 *
 * Deterministic; measures strictly fall, so it ends, after `evaluations` judged instances at the latest (the starts
 * themselves are judged besides). No instance is judged twice.
 * @throws RangeError if none of the starts is violated.
 */
export async function shrink<Data>(
  problem: ShrinkProblem<Data>,
  starts: readonly Data[],
  options: ShrinkOptions,
): Promise<Shrunk<Data>> {
  const known: State<Data>[] = [];
  for (const data of starts) {
    const violation = problem.violation(data);
    if (violation !== null) known.push({ data, measure: problem.measure(data), violation, steps: [] });
  }
  // The sort is stable, so that equal margins keep the order of the trials.
  known.sort((a, b) => b.violation.margin - a.violation.margin);
  if (known.length === 0) throw new RangeError("shrinking starts from a violated instance");
  const worst = known[0].violation.margin;
  const judge = new CountingJudge(problem, options);
  let best: Descent<Data> | undefined;
  for (const start of known.slice(0, STARTS)) {
    if (best !== undefined && (!best.fixedPoint || start.violation.margin < worst / 2)) break;
    const descent = await descend(problem, judge, start, worst);
    const simpler = best === undefined || compareMeasures(descent.end.measure, best.end.measure) < 0;
    if (simpler && (best === undefined || descent.fixedPoint)) best = descent;
  }
  const { start, end, fixedPoint } = best as Descent<Data>;
  return {
    data: end.data,
    from: start.data,
    story: {
      before: start.measure,
      after: end.measure,
      marginBefore: start.violation.margin,
      marginAfter: end.violation.margin,
      evaluations: judge.evaluations,
      budget: options.evaluations,
      steps: end.steps,
      fixedPoint,
    },
  };
}

interface Descent<Data> {
  readonly start: State<Data>;
  readonly end: State<Data>;
  readonly fixedPoint: boolean;
}

async function descend<Data>(
  problem: ShrinkProblem<Data>,
  judge: CountingJudge<Data>,
  start: State<Data>,
  largestMargin: number,
): Promise<Descent<Data>> {
  let current = start;
  let largest = largestMargin;
  search: for (;;) {
    for (const { data, step } of problem.simplify(current.data)) {
      const measure = problem.measure(data);
      if (compareMeasures(measure, current.measure) >= 0) continue;
      const violation = await judge.violation(data);
      if (violation === "ended") return { start, end: current, fixedPoint: false };
      if (violation === null || violation.margin < largest / 2 || (violation.zero && !current.violation.zero)) continue;
      largest = Math.max(largest, violation.margin);
      current = { data, measure, violation, steps: [...current.steps, step] };
      continue search;
    }
    return { start, end: current, fixedPoint: true };
  }
}

/** Judges each instance once, within the budget, and rests now and then. */
class CountingJudge<Data> {
  readonly #problem: ShrinkProblem<Data>;
  readonly #options: ShrinkOptions;
  readonly #known = new Map<string, ShrunkViolation | null>();
  readonly #pacer = new Pacer();
  #spent = 0;
  evaluations = 0;

  constructor(problem: ShrinkProblem<Data>, options: ShrinkOptions) {
    this.#problem = problem;
    this.#options = options;
  }

  async violation(data: Data): Promise<ShrunkViolation | null | "ended"> {
    const key = JSON.stringify(this.#problem.serialize(data));
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#spent >= this.#options.evaluations || this.#options.signal?.aborted === true) return "ended";
    this.evaluations++;
    this.#spent += evaluationCost(key);
    const violation = this.#problem.violation(data);
    this.#known.set(key, violation);
    if (this.#pacer.due) {
      this.#options.progress?.(this.evaluations);
      await this.#pacer.rest();
    }
    return violation;
  }
}

/** Lexicographic comparison; a missing component counts as 0. */
export function compareMeasures(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
