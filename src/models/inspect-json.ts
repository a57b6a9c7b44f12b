import type { Json } from "../claims/model.js";
import type { BallMatrix } from "../numerics/ball-matrix.js";
import type { Real } from "../numerics/real.js";

/** `{ "mid", "rad" }`, or null where nothing is known. */
export function ballJson(value: Real): Json {
  if (!value.known) return null;
  const { mid, rad } = value.toBall();
  return Number.isFinite(mid) && Number.isFinite(rad) ? { mid, rad } : null;
}

/** A list of balls; null where nothing is known of any of them. */
export function ballsJson(values: readonly Real[]): Json {
  const balls = values.map(ballJson);
  return balls.every((ball) => ball === null) ? null : balls;
}

/** `{ "value": rows, "rad" }`, rad bounding the Frobenius norm of the error; null where nothing is known. */
export function matrixJson(matrix: BallMatrix): Json {
  return matrix.known ? { value: matrix.mid.toRows(), rad: matrix.rad } : null;
}
