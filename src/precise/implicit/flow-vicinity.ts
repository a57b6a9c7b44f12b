import type { TrainedBlock } from "../../models/implicit-relu/data.js";
import { DyadicBall } from "../dyadic-ball.js";
import { BOUND_BITS, upperEnd } from "../linear-network/bounds.js";

/** Upper bounds at a point: of norms (Frobenius), and of gamma ||A||. */
export interface PointNorms {
  readonly gain: DyadicBall;
  readonly u: DyadicBall;
  readonly v: DyadicBall;
  readonly features: DyadicBall;
  readonly states: DyadicBall;
  readonly adjoints: DyadicBall;
  readonly residual: DyadicBall;
}

/** What is the same at every point: gamma, s |X|, the square root of the number of samples, the blocks that move. */
export interface FixedNorms {
  readonly gamma: DyadicBall;
  readonly scale: DyadicBall;
  readonly inputs: DyadicBall;
  readonly rootOfSamples: DyadicBall;
  readonly trained: readonly TrainedBlock[];
}

/** Upper bounds on a ball of parameters around a point, with the pattern of the point. */
export interface Vicinity {
  /** |dZ|, and so the change of each entry of N, per unit of distance from the point */
  readonly slope: DyadicBall;
  /** mu >= -(least eigenvalue of the Hessian of the loss) */
  readonly curvature: DyadicBall;
}

/**
 * Bounds on {|theta - point| <= D} by the formulas z = E (gamma A z + phi), p = E (u + gamma A'p). Let q' = q + gamma D and '
 * mark the moved point:
 *   |Z' - Z| <= (gamma D |Z| + s |X| D)/(1 - q'),   |P' - P| <= (sqrt n D + gamma D |P|)/(1 - q'),   |r' - r| <= |J'| D,
 *   |J'|^2 <= |Z'|^2 + |Phi'|^2 + (gamma |P'||Z'|)^2 + (s (|P'| + |v'|) |X|)^2,
 * each term only for a trained block. Second derivatives of the outputs have block norms uA gamma |Z'|/(1-q'),
 * uW s |X|/(1-q'), vW s |X|, AA 2 gamma^2 |P'||Z'|/(1-q'), AW gamma s |P'||X|/(1-q') (over all samples); mu = |r'| times the
 * norm of all of them, since the Hessian is J'J + sum r_i (second derivative of yhat_i). Undefined unless q' < 1.
 */
export function vicinity(at: PointNorms, fixed: FixedNorms, distance: DyadicBall): Vicinity | undefined {
  const b = BOUND_BITS;
  const { gamma, scale, inputs } = fixed;
  const has = (block: TrainedBlock, value: DyadicBall): DyadicBall =>
    fixed.trained.includes(block) ? value : DyadicBall.zero;
  const D = distance;
  const moveA = has("A", gamma.times(D, b));
  const weightInputs = scale.times(inputs, b);
  const moveW = has("W", weightInputs.times(D, b));
  const room = DyadicBall.one.minus(at.gain, b).minus(moveA, b);
  if (room.sign !== 1) return undefined;
  const sum = (...values: readonly DyadicBall[]) => upperEnd(values.reduce((a, x) => a.plus(x, b), DyadicBall.zero));
  const product = (...values: readonly DyadicBall[]) =>
    upperEnd(values.reduce((a, x) => a.times(x, b), DyadicBall.one));
  // Nothing stays nothing: a quotient by a ball would leave a last bit.
  const amplified = (value: DyadicBall) => (value.sign === 0 ? value : upperEnd(value.over(room, b)));
  const Z = sum(at.states, amplified(sum(product(moveA, at.states), moveW)));
  const P = sum(at.adjoints, amplified(sum(has("u", product(fixed.rootOfSamples, D)), product(moveA, at.adjoints))));
  const Phi = sum(at.features, moveW);
  const v = sum(at.v, has("v", D));
  const jacobian = rootOfSquares([
    has("u", Z),
    has("v", Phi),
    has("A", product(gamma, P, Z)),
    has("W", product(sum(P, v), weightInputs)),
  ]);
  const r = sum(at.residual, product(jacobian, D));
  const both = (one: TrainedBlock, two: TrainedBlock, value: DyadicBall) => has(one, has(two, value));
  const mixed = rootOfSquares([
    both("u", "A", amplified(product(gamma, Z))),
    both("u", "W", amplified(weightInputs)),
    both("v", "W", weightInputs),
    both("A", "W", amplified(product(gamma, P, weightInputs))),
  ]);
  const pure = has("A", amplified(product(gamma, gamma, P, Z).scaled(1)));
  return {
    slope: amplified(sum(has("A", product(gamma, Z)), has("W", weightInputs))),
    curvature: product(r, rootOfSquares([mixed, mixed, pure])),
  };
}

export function rootOfSquares(values: readonly DyadicBall[]): DyadicBall {
  const squares = values.reduce((a, x) => a.plus(x.times(x, BOUND_BITS), BOUND_BITS), DyadicBall.zero);
  return upperEnd(squares.sqrt(BOUND_BITS));
}
