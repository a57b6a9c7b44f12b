import type { ScalingStatement } from "../../claims/scaling.js";
import { counterStream } from "../../numerics/random.js";
import { clopperPearsonUpper } from "../../numerics/statistics.js";
import { drawKey } from "../key.js";
import { Pacer } from "../pacer.js";
import { fitLine, type MeanInterval, meanInterval } from "./regression.js";
import { EVENT_TEXT, type InputSource, type WidthEvent, widthTrial } from "./width-events.js";

/** Widths are tried on the grid 1.12^k. */
export const GRID_RATIO = 1.12;
/** Confidence 1 - level of the exponent's interval. */
export const EXPONENT_LEVEL = 0.05;
/** An exponent up to here is linear up to logarithms and the bias of small n; certainly above it is inconsistent. */
const LINEAR_SLACK = 0.3;
/** "Consistent" needs an interval this narrow, and one that reaches down to exponent + CONSISTENT_SLACK. */
const NARROW = 0.25;
const CONSISTENT_SLACK = 0.25;

export interface WidthStudyOptions {
  /** Enters the draw, with the seed. */
  readonly id: string;
  readonly seed: number;
  readonly event: WidthEvent;
  readonly source: InputSource;
  /** At least two numbers of samples, ascending. */
  readonly samples: readonly number[];
  readonly replicates: number;
  /** Trials per width. */
  readonly trials: number;
  readonly signal?: AbortSignal;
  readonly progress?: (replicate: number, samples: number) => void;
}

/** Least widths of one replicate. */
export interface Replicate {
  readonly widths: readonly {
    readonly samples: number;
    readonly width: number;
    readonly successes: number;
    readonly trials: number;
  }[];
  /** log m* = intercept + slope log n */
  readonly slope: number;
  readonly intercept: number;
}

export interface WidthStudyResult {
  readonly event: WidthEvent;
  readonly eventText: string;
  readonly inputs: string;
  readonly seed: number;
  readonly trials: number;
  readonly evidence: "float64";
  readonly samples: readonly number[];
  readonly replicates: readonly Replicate[];
  /** Slopes of the replicates: mean and Student's interval. */
  readonly exponent: MeanInterval & { readonly confidence: number };
  /** Trials run altogether. */
  readonly evaluations: number;
  readonly interrupted: boolean;
}

/**
 * The protocol of C11: for every n the least width on a geometric grid at which the event happens in at least half of
 * the trials, fresh inputs and weights in each; independent replicates; a line through log m* against log n for each. A
 * pure function of (id, seed, options): every trial has a random stream of its own.
 */
export async function runWidthStudy(options: WidthStudyOptions): Promise<WidthStudyResult> {
  const { id, seed, event, source, samples, signal } = options;
  const key = drawKey(`${id} ${event} ${source.text}`, seed);
  const pacer = new Pacer();
  const replicates: Replicate[] = [];
  let evaluations = 0;
  const stopped = (): boolean => signal?.aborted === true;
  for (let replicate = 0; replicate < options.replicates && !stopped(); replicate++) {
    const widths: { samples: number; width: number; successes: number; trials: number }[] = [];
    let guess = gridIndex(4 * samples[0]);
    for (const n of samples) {
      if (stopped()) break;
      options.progress?.(replicate, n);
      const known = new Map<number, { readonly successes: number; readonly trials: number }>();
      const frequent = async (index: number): Promise<boolean> => {
        let tally = known.get(index);
        if (tally === undefined) {
          tally = await successesAt(n, gridWidth(index), replicate);
          known.set(index, tally);
        }
        return 2 * tally.successes >= options.trials;
      };
      const least = await leastIndex(frequent, guess, stopped);
      if (least === null) break;
      guess = least;
      const tally = known.get(least) as { readonly successes: number; readonly trials: number };
      widths.push({ samples: n, width: gridWidth(least), ...tally });
      // The next n starts where a linear law would put it; any start gives the same kind of bracket.
      const next = samples[samples.indexOf(n) + 1];
      if (next !== undefined) guess = gridIndex((gridWidth(least) * next) / n);
    }
    if (widths.length === samples.length) {
      const points = widths.map(({ samples: n, width }) => ({ x: Math.log(n), y: Math.log(width) }));
      replicates.push({ widths, ...fitLine(points) });
    }
  }
  return {
    event,
    eventText: EVENT_TEXT[event],
    inputs: source.text,
    seed,
    trials: options.trials,
    evidence: "float64",
    samples,
    replicates,
    exponent: {
      ...meanInterval(
        replicates.map(({ slope }) => slope),
        EXPONENT_LEVEL,
      ),
      confidence: 1 - EXPONENT_LEVEL,
    },
    evaluations,
    interrupted: stopped(),
  };

  /** Ends as soon as the trials left cannot change which side of one half the share is on. */
  async function successesAt(n: number, width: number, replicate: number) {
    let successes = 0;
    let trials = 0;
    const half = options.trials / 2;
    for (; trials < options.trials && successes < half && trials - successes <= half && !stopped(); trials++) {
      if (widthTrial(event, source, counterStream(key, streamIndex(replicate, n, width, trials)), n, width))
        successes++;
      evaluations++;
      if (pacer.due) await pacer.rest();
    }
    return { successes, trials };
  }
}

/** A stream of its own for every trial; the ranges are those that the command line allows. */
function streamIndex(replicate: number, samples: number, width: number, trial: number): number {
  if (replicate >= 64 || samples >= 2 ** 14 || width >= 2 ** 15 || trial >= 2 ** 12)
    throw new RangeError("a width study has at most 63 replicates, 16383 samples, width 32767 and 4095 trials");
  return ((replicate * 2 ** 14 + samples) * 2 ** 15 + width) * 2 ** 12 + trial;
}

/** round(1.12^k) */
export function gridWidth(index: number): number {
  return Math.round(GRID_RATIO ** index);
}

function gridIndex(width: number): number {
  return Math.max(0, Math.round(Math.log(width) / Math.log(GRID_RATIO)));
}

/** A width beyond this is not looked for. */
const LARGEST_INDEX = gridIndex(20_000);

/** The least index at which `frequent` holds, above one at which it does not; null where there is none, or on a stop. */
async function leastIndex(
  frequent: (index: number) => Promise<boolean>,
  start: number,
  stopped: () => boolean,
): Promise<number | null> {
  let high = Math.min(start, LARGEST_INDEX);
  let low = -1;
  let step = 2;
  if (await frequent(high)) {
    for (low = high - step; low >= 0 && (await frequent(low)) && !stopped(); low -= step) {
      high = low;
      step *= 2;
    }
    low = Math.max(low, -1);
  } else {
    low = high;
    for (high = low + step; high <= LARGEST_INDEX && !(await frequent(high)) && !stopped(); high += step) {
      low = high;
      step *= 2;
    }
    if (high > LARGEST_INDEX) return null;
  }
  while (high - low > 1 && !stopped()) {
    const middle = Math.floor((low + high) / 2);
    if (await frequent(middle)) high = middle;
    else low = middle;
  }
  return stopped() ? null : high;
}

export type StudyOutcome = "consistent" | "inconsistent" | "undecided";

export interface StudyVerdict {
  readonly outcome: StudyOutcome;
  readonly reason: string;
}

/** What the study says of a statement on its exponent. Never a proof: a study sees finitely many n. */
export function judgeScaling(
  statement: Exclude<ScalingStatement, { readonly kind: "width" }>,
  result: Pick<WidthStudyResult, "exponent" | "replicates" | "interrupted">,
): StudyVerdict {
  const { mean, lower, upper, halfWidth } = result.exponent;
  const { exponent } = statement;
  if (result.interrupted || !Number.isFinite(halfWidth))
    return { outcome: "undecided", reason: `too few replicates (${result.replicates.length})` };
  const figures = `exponent ${figure(mean)}, 95 % interval ${figure(lower)} to ${figure(upper)}`;
  if (statement.kind === "suffices") {
    if (lower > exponent + LINEAR_SLACK)
      return { outcome: "inconsistent", reason: `${figures}: all of it above ${figure(exponent + LINEAR_SLACK)}` };
    if (halfWidth <= NARROW && lower <= exponent + CONSISTENT_SLACK)
      return { outcome: "consistent", reason: `${figures}: an exponent of ${exponent} suffices` };
    return { outcome: "undecided", reason: `${figures}: the interval is too wide or too high to say` };
  }
  const least = exponent - CONSISTENT_SLACK;
  if (upper < least) return { outcome: "inconsistent", reason: `${figures}: all of it below ${figure(least)}` };
  if (halfWidth <= NARROW && lower >= least) return { outcome: "consistent", reason: figures };
  return { outcome: "undecided", reason: `${figures}: the interval does not decide` };
}

const figure = (x: number): string => (Number.isFinite(x) ? x.toFixed(3) : String(x));

/** Level of the test that a width fails more than half of the time, one-sided. */
const WIDTH_LEVEL = 1e-6;

/** Whether the width factor n^exponent itself succeeds half of the time, by as many trials again at every n. */
export async function judgeWidth(
  statement: Extract<ScalingStatement, { readonly kind: "width" }>,
  options: Omit<WidthStudyOptions, "replicates" | "progress">,
): Promise<StudyVerdict> {
  const { id, seed, event, source } = options;
  const key = drawKey(`${id} ${event} ${source.text} width ${statement.factor} ${statement.exponent}`, seed);
  const pacer = new Pacer();
  for (const n of options.samples) {
    const width = Math.max(1, Math.round(statement.factor * n ** statement.exponent));
    let successes = 0;
    for (let trial = 0; trial < options.trials; trial++) {
      if (options.signal?.aborted === true) return { outcome: "undecided", reason: "interrupted" };
      if (widthTrial(event, source, counterStream(key, streamIndex(63, n, width, trial)), n, width)) successes++;
      if (pacer.due) await pacer.rest();
    }
    if (clopperPearsonUpper(successes, options.trials, WIDTH_LEVEL / options.samples.length) < 0.5)
      return {
        outcome: "inconsistent",
        reason: `at n = ${n}, m = ${width} the event happened in ${successes} of ${options.trials} trials`,
      };
  }
  return { outcome: "undecided", reason: "no width of the grid fails certainly more than half of the time" };
}
