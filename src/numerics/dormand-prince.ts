/**
 * Dormand–Prince 5(4) with error control, FSAL and dense output. Results carry an *estimated* error and are proposals:
 * what a claim concludes from them has evidence "float64" at best (law 6), unless the curve itself is certified
 * afterwards (a defect bound).
 *
 * Coefficients: Dormand, Prince, J. Comput. Appl. Math. 6 (1980); dense output: Hairer, Nørsett, Wanner, Solving ODEs I,
 * II.6. Only + - * / sqrt are used, so that runs are the same on every machine; the fifth root of the step-size controller
 * is a few of Newton's steps.
 */

import { kernels } from "./kernels/index.js";
import { roundingFloor } from "./rounding-floor.js";
import { euclideanNormUpperBound } from "./scaling.js";

/** Writes y'(t) for the state y into `derivative`; both are lent for the call only. */
export type Derivative = (time: number, state: Float64Array, derivative: Float64Array) => void;

export interface FlowOptions {
  /** Output times, ascending, all >= 0; the start has time 0. */
  readonly times: readonly number[];
  /** Local error per step: |error_i| <= absolute + relative * |y_i|, in the root mean square. */
  readonly relativeTolerance: number;
  readonly absoluteTolerance: number;
  /** Steps, rejected ones included, after which the run gives up. */
  readonly maximalSteps: number;
  /** Ends the run after the first step whose end satisfies it. */
  readonly stop?: (time: number, state: Float64Array) => boolean;
  /**
   * All stages of a step at once, in place of calls of the derivative: rows 1 … 6 of `stages` from row 0, by the tableau's
   * 7 x 7 `weights`; `point` receives the step's end. For autonomous flows that have a kernel.
   */
  readonly sweep?: (
    step: number,
    weights: Float64Array,
    state: Float64Array,
    stages: Float64Array,
    point: Float64Array,
  ) => void;
}

export interface FlowRun {
  /** "gave up": too many steps or a step too small to move the time; "not finite": a NaN or an infinity was met. */
  readonly status: "done" | "stopped" | "gave up" | "not finite";
  /** One state for each output time that was reached, in order. */
  readonly states: readonly Float64Array[];
  /** Time and state of the last accepted step. */
  readonly time: number;
  readonly state: Float64Array;
  readonly steps: number;
  readonly evaluations: number;
}

const A = [
  [],
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
].map((weights) => Float64Array.from(weights));
const TABLEAU = Float64Array.from({ length: 49 }, (_, k) => A[Math.floor(k / 7)][k % 7] ?? 0);
const C = [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1] as const;
/** Fifth-order weights minus fourth-order ones. */
const ERROR = Float64Array.of(71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40);
const DENSE = Float64Array.of(
  -12715105075 / 11282082432,
  0,
  87487479700 / 32700410799,
  -10690763975 / 1880347072,
  701980252875 / 199316789632,
  -1453857185 / 822651844,
  69997945 / 29380423,
);

/** x^(1/5) for 1e-6 <= x <= 1e6, within 1e-14 relative: five of Newton's steps from x^(3/16), which is within 19 percent. */
function fifthRoot(x: number): number {
  const root = Math.sqrt(Math.sqrt(Math.sqrt(Math.sqrt(x))));
  let y = root * root * root;
  for (let k = 0; k < 5; k++) y -= (y - x / (y * y * y * y)) / 5;
  return y;
}

/** The factor that brings the step to the tolerance: 0.9 size^(-1/5), kept within [least, 10]. */
function stepFactor(size: number, least: number): number {
  if (!(size < Number.POSITIVE_INFINITY)) return least;
  return Math.min(10, Math.max(least, 0.9 / fifthRoot(Math.min(1e6, Math.max(1e-6, size)))));
}

function allFinite(vector: Float64Array): boolean {
  for (let i = 0; i < vector.length; i++) if (!Number.isFinite(vector[i])) return false;
  return true;
}

/** Root mean square of v_i / (absolute + relative * max(|a_i|, |b_i|)); a zero tolerance counts as met by a zero error. */
function scaledNorm(v: Float64Array, a: Float64Array, b: Float64Array, options: FlowOptions): number {
  let sum = 0;
  for (let i = 0; i < v.length; i++) {
    if (v[i] === 0) continue;
    const ratio =
      v[i] / (options.absoluteTolerance + options.relativeTolerance * Math.max(Math.abs(a[i]), Math.abs(b[i])));
    sum += ratio * ratio;
  }
  return Math.sqrt(sum / Math.max(1, v.length));
}

/** y(t + theta h) by the continuous extension of order 4, for 0 <= theta <= 1; `correction` is h times the DENSE combination. */
function interpolate(
  theta: number,
  h: number,
  from: Float64Array,
  to: Float64Array,
  first: Float64Array,
  last: Float64Array,
  correction: Float64Array,
): Float64Array {
  const result = new Float64Array(from.length);
  for (let i = 0; i < result.length; i++) {
    const difference = to[i] - from[i];
    const bend = h * first[i] - difference;
    const end = difference - h * last[i] - bend;
    result[i] = from[i] + theta * (difference + (1 - theta) * (bend + theta * (end + (1 - theta) * correction[i])));
  }
  return result;
}

/**
 * Integrates y' = f(t, y) from y(0) = `start` to the last output time.
 * @throws RangeError unless the output times are finite, ascending and >= 0.
 */
export function integrateFlow(f: Derivative, start: Float64Array, options: FlowOptions): FlowRun {
  options.times.forEach((time, i) => {
    if (!(time >= (i === 0 ? 0 : options.times[i - 1]) && time < Number.POSITIVE_INFINITY))
      throw new RangeError(`times[${i}] is ${time}; output times must be finite, ascending and >= 0`);
  });
  return kernels.scope(() => integrate(f, start, options));
}

function integrate(f: Derivative, start: Float64Array, options: FlowOptions): FlowRun {
  const size = start.length;
  const end = options.times.at(-1) ?? 0;
  // The seven stages are rows of one array.
  const rows = kernels.allocate(7 * size);
  const stages = Array.from({ length: 7 }, (_, s) => rows.subarray(s * size, (s + 1) * size));
  const [scratch, error, correction, zero] = [0, 0, 0, 0].map(() => kernels.allocate(size));
  const states: Float64Array[] = [];
  let [state, next] = [kernels.allocate(size), kernels.allocate(size)];
  state.set(start);
  let time = 0;
  let steps = 0;
  let evaluations = 1;
  const finish = (status: FlowRun["status"]): FlowRun => ({
    status,
    states,
    time,
    state: Float64Array.from(state),
    steps,
    evaluations,
  });
  const output = (): void => {
    while (states.length < options.times.length && options.times[states.length] <= time)
      states.push(Float64Array.from(state));
  };
  f(0, state, stages[0]);
  if (!allFinite(state) || !allFinite(stages[0])) return finish("not finite");
  output();
  const slope = scaledNorm(stages[0], state, state, options);
  let h = Math.min(end, slope > 0 ? (0.01 * Math.max(1, scaledNorm(state, state, state, options))) / slope : end);
  while (time < end) {
    if (steps >= options.maximalSteps) return finish("gave up");
    steps++;
    const last = time + h >= end;
    if (last) h = end - time;
    if (options.sweep !== undefined) options.sweep(h, TABLEAU, state, rows, next);
    else
      for (let s = 1; s < 7; s++) {
        const point = s === 6 ? next : scratch;
        kernels.combineStages(size, s, A[s], h, state, rows, point);
        f(time + C[s] * h, point, stages[s]);
      }
    evaluations += 6;
    kernels.combineStages(size, 7, ERROR, h, zero, rows, error);
    const size5 =
      allFinite(next) && allFinite(stages[6]) ? scaledNorm(error, state, next, options) : Number.POSITIVE_INFINITY;
    if (!(size5 <= 1)) {
      // A rejected step; an infinite or NaN error shrinks it by the largest factor.
      h *= stepFactor(size5, 0.1);
      if (time + h / 16 === time) return finish(Number.isFinite(size5) ? "gave up" : "not finite");
      continue;
    }
    const reached = last ? end : time + h;
    if (states.length < options.times.length && options.times[states.length] < reached) {
      kernels.combineStages(size, 7, DENSE, h, zero, rows, correction);
      do {
        const theta = (options.times[states.length] - time) / h;
        states.push(interpolate(theta, h, state, next, stages[0], stages[6], correction));
      } while (states.length < options.times.length && options.times[states.length] < reached);
    }
    [state, next] = [next, state];
    stages[0].set(stages[6]);
    time = reached;
    output();
    if (options.stop?.(time, state)) return finish("stopped");
    h *= stepFactor(size5, 0.2);
  }
  return finish("done");
}

/** States at the output times with an estimate of their error. */
export interface EstimatedFlow {
  readonly states: readonly Float64Array[];
  /** Ten times the distance to a run at a hundredth of the tolerance, entry by entry, and the rounding floor. */
  readonly errors: readonly Float64Array[];
}

/**
 * The flow at two tolerances: the states of the finer run, and ten times their distance to the coarser one, with the rounding
 * floor, as an estimate of the error (not a bound). Undefined where either run did not reach every output time.
 */
export function estimatedFlow(
  f: Derivative,
  start: Float64Array,
  options: Omit<FlowOptions, "stop">,
): EstimatedFlow | undefined {
  const coarse = integrateFlow(f, start, options);
  if (coarse.status !== "done") return undefined;
  const fine = integrateFlow(f, start, {
    ...options,
    relativeTolerance: options.relativeTolerance / 100,
    absoluteTolerance: options.absoluteTolerance / 100,
    maximalSteps: options.maximalSteps * 4,
  });
  if (fine.status !== "done") return undefined;
  // Both tolerances share the rounding of the stored states, which their distance does not show: rule T1, for a run that
  // need not contract, so that its steps' roundings add up.
  const floors = fine.states.map((state) =>
    roundingFloor({
      parameters: state.length,
      residuals: state.length,
      scale: euclideanNormUpperBound(start) + euclideanNormUpperBound(state),
      delta: 1 / Math.max(1, fine.steps),
    }),
  );
  const errors = fine.states.map((state, k) => state.map((x, i) => 10 * Math.abs(x - coarse.states[k][i]) + floors[k]));
  return { states: fine.states, errors };
}
