import { Ball } from "../../numerics/ball.js";
import { BallMatrix } from "../../numerics/ball-matrix.js";
import { multiply } from "../../numerics/products.js";
import type { Support } from "./adjoints.js";
import type { ImplicitData } from "./data.js";
import { difference, entriesOf } from "./entries.js";
import type { InputDerivativeForm } from "./training-view.js";

/** What derivatives along a change of W are made of. */
export interface InputPoint {
  readonly data: ImplicitData;
  /** P = [p_1 … p_n] */
  readonly adjoints: BallMatrix;
  /** Active units {j: N_ji > 0} and {j: (W X)_ji > 0}; null where a sign is not certain */
  readonly supports: readonly (Support | null)[];
  readonly inputSupports: readonly (Support | null)[] | null;
}

/**
 * s Q_i^T (W' - W) x_i for each sample, Q_i = (p_i + v) o F_i, W' the other layer's weights; or what a mistaken Q gives.
 * Unknown unless the other layer has the same gamma, A, X and s, and where a pattern is not certain.
 */
export function inputDerivativesOf(point: InputPoint, form: InputDerivativeForm): readonly Ball[] {
  const { data, adjoints, supports, inputSupports } = point;
  const { features, other, u, v } = data;
  const samples = supports.length;
  const unknown = new Array<Ball>(samples).fill(Ball.unknown());
  if ("Phi" in features || other === undefined || "Phi" in other.features || u === undefined) return unknown;
  if (other.gamma !== data.gamma || !sameData(other.A.data, data.A.data)) return unknown;
  if (other.features.featureScale !== features.featureScale || !sameData(other.features.X.data, features.X.data))
    return unknown;
  if (inputSupports === null || !adjoints.known) return unknown;
  const D = difference(BallMatrix.exact(other.features.W), BallMatrix.exact(features.W));
  const images = multiply(D, features.X);
  if (!images.known) return unknown;
  const scale = Ball.exact(features.featureScale);
  return supports.map((support, i) => {
    const inputs = inputSupports[i];
    if (support === null || inputs === null) return Ball.unknown();
    const [active, open] = [new Set(support), new Set(inputs)];
    const moves = entriesOf(images.column(i));
    const p = entriesOf(adjoints.column(i));
    let sum = Ball.exact(0);
    moves.forEach((move, j) => {
      if (form !== "no input pattern" && !open.has(j)) return;
      const ownAdjoint = form === "no feedback" ? Ball.exact(active.has(j) ? u[j] : 0) : p[j];
      const skip = form === "no skip" || v === undefined ? 0 : v[j];
      sum = sum.plus(move.times(ownAdjoint.plus(Ball.exact(skip))));
    });
    return scale.times(sum);
  });
}

const sameData = (a: Float64Array, b: Float64Array): boolean =>
  a === b || (a.length === b.length && a.every((x, k) => x === b[k]));
