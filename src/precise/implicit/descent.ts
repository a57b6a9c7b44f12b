import type { TrainingState } from "../../models/implicit-relu/training-view.js";
import type { Budget } from "../budget.js";
import { DyadicBall } from "../dyadic-ball.js";
import { Rational } from "../rational.js";
import { PreciseReal } from "../real.js";
import { guarded, unknowns } from "./quantities.js";
import { contracts, describeRun, type RunState, startPoint, surroundingsOf } from "./run-state.js";
import type { ExactTrainedLayer } from "./training.js";
import { type BallPoint, gradientAt, type Surroundings, stepped } from "./training-step.js";

/** Guard bits at the start, and for every step: interval descents lose a few bits a step. */
const GUARD = 64;
const GUARD_PER_STEP = 8;

/**
 * theta_{k+1} = theta_k - eta g(theta_k) in balls of as many bits as are asked for: each step is the formula itself on
 * balls, so the exact run is enclosed. Unknown once an activation pattern, or gamma ||A_k|| < 1, is not certain.
 */
export class ExactDescent {
  readonly #layer: ExactTrainedLayer;
  readonly #budget: Budget;
  readonly #runs = new Map<number, (RunState | undefined)[]>();
  readonly #states = new Map<number, TrainingState>();

  constructor(layer: ExactTrainedLayer, budget: Budget) {
    this.#layer = layer;
    this.#budget = budget;
  }

  at(k: number): TrainingState {
    if (!Number.isSafeInteger(k) || k < 0) throw new TypeError(`a number of steps is an integer >= 0, got ${k}`);
    let state = this.#states.get(k);
    if (state === undefined) {
      state = guarded(() => this.#describe(k), unknownState(this.#layer.samples));
      this.#states.set(k, state);
    }
    return state;
  }

  #describe(k: number): TrainingState {
    const { data, samples } = this.#layer;
    if (data.u === undefined || data.y === undefined || (k > 0 && data.descent === undefined))
      return unknownState(samples);
    return describeRun(this.#layer, this.#budget, (bits) => this.#run(k, bits), k > 0);
  }

  /** The state after k steps, enclosed in balls of at least so many bits. */
  #run(k: number, wanted: number): RunState | undefined {
    const bits = wanted + GUARD + GUARD_PER_STEP * k;
    // Runs of few different lengths: a later step of a run at this precision serves the earlier ones.
    const rounded = Math.ceil(bits / 64) * 64;
    let run = this.#runs.get(rounded);
    const around = surroundingsOf(this.#layer, rounded, this.#budget);
    if (run === undefined) {
      run = [this.#evaluate(startPoint(this.#layer.data, rounded), around)];
      this.#runs.set(rounded, run);
    }
    const eta = DyadicBall.fromRational(Rational.fromNumber(this.#layer.data.descent?.stepSize ?? 0), rounded);
    while (run.length <= k) {
      const last = run[run.length - 1];
      run.push(last === undefined ? undefined : this.#evaluate(stepped(last.point, last.at, eta, rounded), around));
    }
    return run[k];
  }

  #evaluate(point: BallPoint, around: Surroundings): RunState | undefined {
    if (!contracts(this.#layer, point, around)) return undefined;
    const at = gradientAt(point, around);
    return at === undefined ? undefined : { point, at };
  }
}

/** A state of which nothing is known. */
export function unknownState(samples: number): TrainingState {
  const { unknown } = PreciseReal;
  return {
    residual: unknowns(samples),
    residualNorm: unknown,
    loss: unknown,
    gain: unknown,
    leastSingularValue: unknown,
    gramLambdaMin: unknown,
    displacement: unknown,
    outputDisplacement: unknown,
    weightDisplacement: unknown,
    inputDisplacement: unknown,
  };
}
