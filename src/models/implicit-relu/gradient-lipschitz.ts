import { Ball } from "../../numerics/ball.js";
import { Matrix } from "../../numerics/matrix.js";
import { frobeniusNorm } from "../../numerics/norms.js";
import type { ImplicitData } from "./data.js";
import { entriesOf } from "./entries.js";
import { product } from "./product.js";
import type { LayerTraining } from "./training.js";

/** Bounds that hold on a ball of parameters around a point on which no activation pattern changes. */
export interface Vicinity {
  /** How far ||r|| and each r_i can be from their values at the centre */
  readonly residualSpread: number;
  /** The same for ||Z||_F, and so for each singular value of Z */
  readonly stateSpread: number;
  /** A Lipschitz constant of theta -> theta - eta g(theta) */
  stepLipschitz(eta: Ball): Ball;
}

const ONE = Ball.exact(1);
const ZERO = Ball.exact(0);

/**
 * The ball of radius e around the point of the instance, over the trained blocks; null unless every pattern is certain to
 * be constant on it. With q' = q + gamma e:
 * - ||dz_i|| <= (gamma e ||z_i|| + s e ||x_i||)/(1 - q'), and N_i moves by no more than that (C5b of the theory);
 *   (W X)_ji moves by at most e ||x_i||. A unit whose row of gamma A is zero and stays so has N_ji = Phi_ji: there the
 *   sign of (W X)_ji alone decides.
 * - ||J||^2 <= ||Z||^2 (1 + gamma^2 ||u||^2/(1-q')^2) + ||Phi||^2 + s^2 (||u||/(1-q') + ||v||)^2 ||X||^2, each norm at its
 *   largest on the ball, each term only for a trained block.
 * - yhat_i has second derivatives of block norms: uA gamma ||z||/(1-q'), uW s ||x||/(1-q'), vW s ||x||,
 *   AA 2 gamma^2 ||u|| ||z||/(1-q')^2, AW gamma s ||u|| ||x||/(1-q')^2, all others 0; the norm of the whole is at most the
 *   Frobenius norm h_i of the matrix of block norms.
 * - I - eta Hessian = (I - eta J^T J) - eta sum r_i (second derivative i), so its norm is at most
 *   max(1, eta ||J||^2 - 1) + eta sum |r_i| h_i, |r_i| at its largest on the ball.
 */
export function ballAround(data: ImplicitData, layer: LayerTraining, radius: number): Vicinity | null {
  const { gamma, trained } = layer;
  const has = (block: "u" | "v" | "A" | "W"): boolean => trained.includes(block);
  const e = Ball.exact(radius);
  const features = data.features;
  const weighted = "Phi" in features ? null : features;
  if (has("W") && weighted === null) return null;
  const moveA = has("A") ? gamma.times(e) : ZERO;
  const scale = weighted === null || !has("W") ? ZERO : Ball.exact(weighted.featureScale);
  const room = ONE.minus(layer.gain.plus(moveA));
  if (!(room.lower() > 0)) return null;
  const inputNorms = Array.from({ length: layer.samples }, (_, i) =>
    weighted === null ? ZERO : frobeniusNorm(new Matrix(weighted.X.rows, 1, weighted.X.column(i))),
  );
  const columns = layer.columns;
  const moves = inputNorms.map((x, i) =>
    moveA
      .times(columns[i].equilibriumNorm as Ball)
      .plus(scale.times(e).times(x))
      .over(room),
  );
  if (!patternsHold(data, layer, has("A"), has("W"), e, inputNorms, moves)) return null;
  const stateMove = moveA
    .times(layer.equilibriumNorm)
    .plus(has("W") ? scale.times(layer.inputSpectralNorm).times(e) : ZERO)
    .over(room);
  const u = layer.outputWeightNorm.plus(has("u") ? e : ZERO);
  const v = layer.skipWeightNorm.plus(has("v") ? e : ZERO);
  const amplified = u.over(room);
  const state = layer.equilibriumSpectralNorm.plus(stateMove).power(2);
  const featureMove = has("W") ? scale.times(layer.inputSpectralNorm).times(e) : ZERO;
  const jacobian = [
    has("u") ? state : ZERO,
    has("A") ? state.times(gamma.times(amplified).power(2)) : ZERO,
    has("v") ? layer.featureSpectralNorm.plus(featureMove).power(2) : ZERO,
    has("W") ? scale.times(amplified.plus(v)).times(layer.inputSpectralNorm).power(2) : ZERO,
  ].reduce((sum, term) => sum.plus(term));
  const spread = jacobian.sqrt().times(e);
  if (!spread.known || !stateMove.known) return null;
  const curvature = layer.residual
    .map((r, i) => {
      const z = (columns[i].equilibriumNorm as Ball).plus(moves[i]);
      const x = scale.times(inputNorms[i]);
      const block = (present: boolean, value: () => Ball): Ball => (present ? value().power(2) : ZERO);
      const mixed = [
        block(has("u") && has("A"), () => gamma.times(z).over(room)),
        block(has("u") && has("W"), () => x.over(room)),
        block(has("v") && has("W"), () => x),
        block(has("A") && has("W"), () => gamma.times(amplified).times(x).over(room)),
      ].reduce((sum, term) => sum.plus(term));
      const pure = block(has("A"), () => gamma.power(2).times(amplified).times(z).over(room).times(Ball.exact(2)));
      return r
        .abs()
        .plus(spread)
        .times(mixed.times(Ball.exact(2)).plus(pure).sqrt());
    })
    .reduce((sum, term) => sum.plus(term));
  return {
    residualSpread: spread.upper(),
    stateSpread: stateMove.upper(),
    stepLipschitz: (eta) => ONE.max(eta.times(jacobian).minus(ONE)).plus(eta.times(curvature)),
  };
}

/** Whether every sign of N_ji and (W X)_ji at the centre is certain to hold on the whole ball. */
function patternsHold(
  data: ImplicitData,
  layer: LayerTraining,
  movesA: boolean,
  movesW: boolean,
  e: Ball,
  inputNorms: readonly Ball[],
  moves: readonly Ball[],
): boolean {
  const { width, samples } = layer;
  const features = data.features;
  if (!layer.preactivation.known || layer.supports.includes(null)) return false;
  const images = "Phi" in features ? null : entriesOf(product(features.W, features.X));
  const states = entriesOf(layer.preactivation);
  const isAlone = Array.from(
    { length: width },
    (_, j) => data.gamma === 0 || (!movesA && data.A.row(j).every((a) => a === 0)),
  );
  // A sample without features has z_i = 0 and N_i = 0 for every A: no kink as long as they stay away.
  const phi = layer.featureMatrix;
  const isSilent = Array.from({ length: samples }, (_, i) =>
    Array.from({ length: width }, (__, j) => phi.at(j, i)).every((x) => x.mid === 0 && x.rad === 0),
  );
  for (let j = 0; j < width; j++)
    for (let i = 0; i < samples; i++) {
      const k = j * samples + i;
      if (images !== null && movesW && !(images[k].abs().lower() > e.times(inputNorms[i]).upper())) return false;
      if (isSilent[i] || states[k].abs().lower() > moves[i].upper()) continue;
      if (!(isAlone[j] && (images === null || !movesW || images[k].upper() < 0))) return false;
    }
  return true;
}
