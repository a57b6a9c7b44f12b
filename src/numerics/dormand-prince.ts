/**
 * Dormand–Prince 5(4) with error control, FSAL and dense output. Results carry an *estimated* error and are proposals:
 * what a claim concludes from them has evidence "float64" at best (law 6), unless the curve itself is certified
 * afterwards (a defect bound).
 *
 * Coefficients: Dormand, Prince, J. Comput. Appl. Math. 6 (1980); dense output: Hairer, Nørsett, Wanner, Solving ODEs I,
 * II.6. Only + - * / sqrt are used, so that runs are the same on every machine: the usual fifth root of the step-size
 * controller is replaced by two square roots and a smaller safety factor, which costs a few more rejected steps.
 */

/** Writes y'(t) for the state y into `derivative`. */
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
] as const;
const C = [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1] as const;
/** Fifth-order weights minus fourth-order ones. */
const ERROR = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40] as const;
const DENSE = [
  -12715105075 / 11282082432,
  0,
  87487479700 / 32700410799,
  -10690763975 / 1880347072,
  701980252875 / 199316789632,
  -1453857185 / 822651844,
  69997945 / 29380423,
] as const;

/** base + h * (weights . stages), entry by entry. */
function combine(
  base: Float64Array,
  h: number,
  weights: readonly number[],
  stages: readonly Float64Array[],
  out: Float64Array,
): void {
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let s = 0; s < weights.length; s++) sum += weights[s] * stages[s][i];
    out[i] = base[i] + h * sum;
  }
}

function allFinite(vector: Float64Array): boolean {
  for (const x of vector) if (!Number.isFinite(x)) return false;
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

/** y(t + theta h) by the continuous extension of order 4, for 0 <= theta <= 1. */
function interpolate(
  theta: number,
  h: number,
  from: Float64Array,
  to: Float64Array,
  stages: readonly Float64Array[],
): Float64Array {
  return from.map((y0, i) => {
    const difference = to[i] - y0;
    const bend = h * stages[0][i] - difference;
    let correction = 0;
    for (let s = 0; s < 7; s++) correction += DENSE[s] * stages[s][i];
    const end = difference - h * stages[6][i] - bend;
    return y0 + theta * (difference + (1 - theta) * (bend + theta * (end + (1 - theta) * h * correction)));
  });
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
  const size = start.length;
  const end = options.times.at(-1) ?? 0;
  const stages = Array.from({ length: 7 }, () => new Float64Array(size));
  const scratch = new Float64Array(size);
  const error = new Float64Array(size);
  const states: Float64Array[] = [];
  let state = Float64Array.from(start);
  let next = new Float64Array(size);
  let time = 0;
  let steps = 0;
  let evaluations = 1;
  const finish = (status: FlowRun["status"]): FlowRun => ({ status, states, time, state, steps, evaluations });
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
    for (let s = 1; s < 7; s++) {
      combine(state, h, A[s], stages, s === 6 ? next : scratch);
      f(time + C[s] * h, s === 6 ? next : scratch, stages[s]);
    }
    evaluations += 6;
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let s = 0; s < 7; s++) sum += ERROR[s] * stages[s][i];
      error[i] = h * sum;
    }
    const size5 =
      allFinite(next) && allFinite(stages[6]) ? scaledNorm(error, state, next, options) : Number.POSITIVE_INFINITY;
    if (!(size5 <= 1)) {
      // A rejected step; an infinite or NaN error shrinks it by the largest factor.
      h *= size5 < Number.POSITIVE_INFINITY ? Math.max(0.1, 0.8 / Math.sqrt(Math.sqrt(size5))) : 0.1;
      if (time + h / 16 === time) return finish(Number.isFinite(size5) ? "gave up" : "not finite");
      continue;
    }
    const reached = last ? end : time + h;
    while (states.length < options.times.length && options.times[states.length] < reached)
      states.push(interpolate((options.times[states.length] - time) / h, h, state, next, stages));
    [state, next] = [next, state];
    stages[0].set(stages[6]);
    time = reached;
    output();
    if (options.stop?.(time, state)) return finish("stopped");
    h *= size5 > 0 ? Math.min(5, Math.max(0.2, 0.8 / Math.sqrt(Math.sqrt(size5)))) : 5;
  }
  return finish("done");
}

/** States at the output times with an estimate of their error. */
export interface EstimatedFlow {
  readonly states: readonly Float64Array[];
  /** Ten times the distance to a run at a hundredth of the tolerance, entry by entry. */
  readonly errors: readonly Float64Array[];
}

/**
 * The flow at two tolerances: the states of the finer run, and ten times their distance to the coarser one as an
 * estimate of the error (not a bound). Undefined where either run did not reach every output time.
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
  const errors = fine.states.map((state, k) => state.map((x, i) => 10 * Math.abs(x - coarse.states[k][i])));
  return { states: fine.states, errors };
}
