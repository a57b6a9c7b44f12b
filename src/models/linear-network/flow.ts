import { Ball } from "../../numerics/ball.js";
import { BallMatrix } from "../../numerics/ball-matrix.js";
import { Matrix } from "../../numerics/matrix.js";
import { frobeniusNorm } from "../../numerics/norms.js";
import { addUp, exponentOf, powerOfTwo } from "../../numerics/rounding.js";
import { lazy, lazyByIndex } from "../lazy.js";
import type { FlowData } from "./data.js";
import { type FlowField, type FlowState, flowStep } from "./flow-step.js";
import { Float64Point } from "./point.js";
import type { LinearFlow } from "./view.js";

const MAX_STEPS = 4000;
/** Times of steps are multiples of the last output time's power of two over 2^40, so that their sums are exact. */
const TIME_BITS = 40;

/** Gradient flow from the instance's weights, enclosed by certified Taylor steps (flow-step.ts): evidence "certified". */
export class Float64LinearFlow implements LinearFlow {
  readonly times: readonly Ball[];
  readonly #start: Float64Point;
  readonly #instants: readonly number[];
  readonly #states = lazy(() => integrate(this.#start, this.#instants));
  readonly #points = lazyByIndex((i) => {
    const { U, V } = this.#start;
    const state = this.#states()[i];
    if (state === undefined)
      return new Float64Point(
        this.#start.design,
        BallMatrix.unknown(U.rows, U.columns),
        BallMatrix.unknown(V.rows, V.columns),
      );
    if (state.rad === 0) return this.#start;
    return new Float64Point(
      this.#start.design,
      BallMatrix.of(state.U, state.rad),
      BallMatrix.of(state.V, state.rad),
      this.#start.hidden,
    );
  });

  constructor(start: Float64Point, data: FlowData | undefined) {
    this.#start = start;
    this.#instants = data?.times ?? [];
    this.times = this.#instants.map((time) => Ball.exact(time));
  }

  at(i: number): Float64Point {
    if (!Number.isInteger(i) || i < 0 || i >= this.times.length)
      throw new RangeError(`the flow has ${this.times.length} times, there is no index ${i}`);
    return this.#points(i);
  }

  travelled(i: number): Ball {
    const state = this.#states()[i];
    if (state === undefined) return Ball.unknown();
    const { U, V } = this.#start;
    const size = state.U.data.length;
    const difference = new Matrix(1, size + state.V.data.length);
    let rounding = state.rad;
    difference.data.forEach((_, k) => {
      const gap =
        k < size
          ? Ball.exact(state.U.data[k]).minus(Ball.exact(U.mid.data[k]))
          : Ball.exact(state.V.data[k - size]).minus(Ball.exact(V.mid.data[k - size]));
      difference.data[k] = gap.mid;
      rounding = addUp(rounding, gap.rad);
    });
    return frobeniusNorm(BallMatrix.of(difference, rounding));
  }
}

/** States at the ascending times; shorter where a step cannot be certified. */
function integrate(start: Float64Point, times: readonly number[]): FlowState[] {
  const states: FlowState[] = [];
  const last = times.at(-1) ?? 0;
  const { design } = start;
  const S = design.gram();
  const K = design.mappedTarget();
  const smoothness =
    design.decision === undefined ? Ball.unknown() : (design.covarianceEigenvalues[0] ?? Ball.exact(0));
  if (!S.known || !K.known || !smoothness.known) return states;
  const field: FlowField = {
    S: S.mid,
    K: K.mid,
    errorS: S.rad,
    errorK: K.rad,
    smoothness: smoothness.upper(),
  };
  const unit = last === 0 ? 1 : powerOfTwo(Math.max(-1000, exponentOf(last) - TIME_BITS));
  let state: FlowState = { U: start.U.mid, V: start.V.mid, rad: 0 };
  let time = 0;
  for (let step = 0; step <= MAX_STEPS && states.length < times.length; step++) {
    const rest = last - time;
    const next = rest > 0 ? flowStep(field, state, rest) : undefined;
    const end = next === undefined ? time : time + Math.floor(next.elapsed / unit) * unit;
    // A step that reaches the last time covers it although that need not be a multiple of the unit.
    const covered = next?.elapsed === rest ? last : end;
    while (states.length < times.length && times[states.length] <= covered) {
      const reached = shortStep(field, state, times[states.length] - time);
      if (reached === undefined) return states;
      states.push(reached);
    }
    if (states.length === times.length || end <= time) break;
    const moved = shortStep(field, state, end - time);
    if (moved === undefined) break;
    state = moved;
    time = end;
  }
  return states;
}

/** The state after exactly this time, which an adaptive step has covered. */
function shortStep(field: FlowField, state: FlowState, elapsed: number): FlowState | undefined {
  if (elapsed === 0) return state;
  const step = flowStep(field, state, elapsed);
  return step?.elapsed === elapsed ? step.state : undefined;
}
