import { Ball } from "../../numerics/ball.js";
import { BallMatrix } from "../../numerics/ball-matrix.js";
import { Matrix } from "../../numerics/matrix.js";
import { entriesOf, fromEntries } from "./entries.js";
import { product } from "./product.js";

/** Output weights u, v (v = 0 where left out) and labels y. */
export interface OutputData {
  readonly u: Float64Array;
  readonly v?: Float64Array;
  readonly y: Float64Array;
}

/** The residual r = Z^T u + Phi^T v - y, n x 1. */
export function residualOf({ u, v, y }: OutputData, Z: BallMatrix, Phi: BallMatrix): BallMatrix {
  if (!Z.known || !Phi.known) return BallMatrix.unknown(y.length, 1);
  const state = entriesOf(weighted(u, Z));
  const skip = v === undefined ? null : entriesOf(weighted(v, Phi));
  const entries = state.map((x, i) => (skip === null ? x : x.plus(skip[i])).minus(Ball.exact(y[i])));
  return fromEntries(y.length, 1, entries);
}

/** ||r||^2 / 2 */
export function lossOf(residual: BallMatrix): Ball {
  if (!residual.known) return Ball.unknown();
  const squares = entriesOf(residual).map((r) => r.power(2));
  return squares.reduce((sum, square) => sum.plus(square), Ball.exact(0)).times(Ball.exact(0.5));
}

const weighted = (weights: Float64Array, matrix: BallMatrix): BallMatrix =>
  product(new Matrix(1, weights.length, weights), matrix);
