import { Ball } from "../../numerics/ball.js";
import { Matrix } from "../../numerics/matrix.js";
import { frobeniusNorm } from "../../numerics/norms.js";
import { euclideanNormUpperBound } from "../../numerics/scaling.js";
import { lazy } from "../lazy.js";
import type { ImplicitData, TrainedBlock } from "./data.js";
import { entriesOf } from "./entries.js";
import { ballAround, type Vicinity } from "./gradient-lipschitz.js";
import { type BlockMoves, movesOf, type Point, parametersOf, withParameters } from "./parameters.js";
import type { LayerTraining } from "./training.js";
import type { TrainingState } from "./training-view.js";

/**
 * Exact gradient descent theta_{k+1} = theta_k - eta g(theta_k), enclosed. Doubles theta~_k run along; with theta~_{k+1} the
 * rounded step from theta~_k, off by at most delta_k from the exact step from there, and L_k a Lipschitz constant of the
 * step on the ball of radius e_k around theta~_k,
 *   ||theta_{k+1} - theta~_{k+1}|| <= e_{k+1} = L_k e_k + delta_k,   e_0 = 0.
 * What is known at theta~_k holds at theta_k up to e_k times its own Lipschitz constant. Unknown from the first step on at
 * which an activation pattern is not certain on the whole ball.
 */
export class Float64Descent {
  readonly #steps: (DescentStep | null)[];
  readonly #build: (data: ImplicitData) => LayerTraining;
  readonly #stepSize: number;
  readonly #start: Point;

  constructor(data: ImplicitData, start: LayerTraining, build: (data: ImplicitData) => LayerTraining) {
    this.#build = build;
    this.#stepSize = data.descent?.stepSize ?? Number.NaN;
    this.#start = parametersOf(data);
    this.#steps = [data.u === undefined || data.y === undefined ? null : new DescentStep(data, start, 0)];
  }

  at(k: number): TrainingState {
    while (this.#steps.length <= k) this.#steps.push(this.#next(this.#steps[this.#steps.length - 1]));
    const step = this.#steps[k];
    return step === null ? UNKNOWN_STATE(this.#start.samples) : step.state(this.#start);
  }

  #next(step: DescentStep | null): DescentStep | null {
    if (step === null || !(this.#stepSize > 0)) return null;
    const { layer, data, error } = step;
    const eta = Ball.exact(this.#stepSize);
    const moved = new Map<TrainedBlock, Float64Array>();
    const errors: number[] = [];
    for (const block of layer.trained) {
      const gradient = layer.gradientMatrices[block];
      if (!gradient.known) return null;
      const from = step.point.block(block);
      const entries = entriesOf(gradient).map((g, i) => Ball.exact(from[i]).minus(eta.times(g)));
      if (entries.some((x) => !x.known)) return null;
      moved.set(
        block,
        Float64Array.from(entries, (x) => x.mid),
      );
      errors.push(euclideanNormUpperBound(Float64Array.from(entries, (x) => x.rad)));
    }
    const rounding = euclideanNormUpperBound(Float64Array.from(errors));
    let next = rounding;
    if (error > 0) {
      const vicinity = step.vicinity();
      const lipschitz = vicinity?.stepLipschitz(eta);
      if (lipschitz === undefined || !lipschitz.known) return null;
      next = Ball.exact(error).times(lipschitz).plus(Ball.exact(rounding)).upper();
    }
    if (!Number.isFinite(next)) return null;
    const following = withParameters(data, moved);
    return new DescentStep(following, this.#build(following), next);
  }
}

/** The doubles theta~_k and the radius of the ball around them that contains theta_k. */
class DescentStep {
  readonly data: ImplicitData;
  readonly layer: LayerTraining;
  readonly error: number;
  readonly point: Point;
  readonly vicinity: () => Vicinity | null;

  constructor(data: ImplicitData, layer: LayerTraining, error: number) {
    this.data = data;
    this.layer = layer;
    this.error = error;
    this.point = parametersOf(data);
    this.vicinity = lazy(() => ballAround(data, layer, error));
  }

  state(start: Point): TrainingState {
    const { layer, error } = this;
    const moves = movesOf(start, this.point);
    if (error === 0) return stateOf(layer, layer.residual, moves, 0, 0, 0);
    const vicinity = this.vicinity();
    if (vicinity === null) return UNKNOWN_STATE(layer.samples);
    const spread = vicinity.residualSpread;
    const residual = layer.residual.map((r) => widened(r, spread));
    return stateOf(layer, residual, moves, error, spread, vicinity.stateSpread);
  }
}

function stateOf(
  layer: LayerTraining,
  residual: readonly Ball[],
  moves: BlockMoves,
  error: number,
  residualSpread: number,
  stateSpread: number,
): TrainingState {
  const residualNorm = nonnegative(widened(layer.residualNorm, residualSpread));
  const least = nonnegative(widened(layer.equilibriumLeastSingularValue, stateSpread));
  // What is frozen has not moved, exactly; nor has A without feedback, where its gradient is gamma times something.
  const isMoving = (block: TrainedBlock) => layer.trained.includes(block) && !(block === "A" && layer.gamma.mid === 0);
  const moved = (blocks: readonly TrainedBlock[], by: Ball): Ball =>
    blocks.some(isMoving) ? nonnegative(widened(by, error)) : by;
  return {
    residual,
    residualNorm,
    loss: residualNorm.power(2).times(Ball.exact(0.5)),
    gain: layer.trained.includes("A") ? layer.gain.plus(layer.gamma.times(new Ball(0, error))) : layer.gain,
    leastSingularValue: least,
    gramLambdaMin: least.power(2),
    displacement: nonnegative(widened(moves.all, error)),
    outputDisplacement: moved(["u", "v"], moves.outputs),
    weightDisplacement: moved(["A"], moves.A),
    inputDisplacement: moved(["W"], moves.W),
  };
}

const widened = (x: Ball, by: number): Ball => (by === 0 ? x : x.plus(new Ball(0, by)));

const nonnegative = (x: Ball): Ball =>
  x.known && x.lower() < 0 ? Ball.between(0, Math.max(0, x.upper()), x.estimated) : x;

/** A state of which nothing is known. */
export function UNKNOWN_STATE(samples: number): TrainingState {
  const unknown = Ball.unknown();
  return {
    residual: new Array<Ball>(samples).fill(unknown),
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

/** The state somewhere within `error` of the instance's own parameters; unknown where a pattern could change there. */
export const stateWithin = (data: ImplicitData, layer: LayerTraining, start: Point, error: number): TrainingState =>
  new DescentStep(data, layer, error).state(start);

/** The state at a point of doubles, exactly there. */
export function stateAt(layer: LayerTraining, start: Point, point: Point): TrainingState {
  return stateOf(layer, layer.residual, movesOf(start, point), 0, 0, 0);
}

/** Norm of a list of doubles. */
export const norm = (values: Float64Array): Ball => frobeniusNorm(new Matrix(values.length, 1, values));
