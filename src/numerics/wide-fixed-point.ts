import { Ball } from "./ball.js";
import { BallMatrix } from "./ball-matrix.js";
import { mapped, zeros } from "./doubles.js";
import type { FixedPoint } from "./fixed-point.js";
import { kernels } from "./kernels/index.js";
import { Matrix } from "./matrix.js";
import { multiply } from "./products.js";
import { addDown, addUp, divideUp, multiplyUp } from "./rounding.js";
import { euclideanNormUpperBound, largestAbsolute } from "./scaling.js";

/** From so many multiplications a step on, systems solved column by column cost more than all columns at once. */
const WIDE = 2 ** 18;
const MOST_GAIN = 0.99;
/** Iteration ends where q^k is below this: at most 4137 steps for q = 0.99. */
const FAR_ENOUGH = 2 ** -60;
const ZERO = Ball.exact(0);

/** Whether all columns at once are worth it; they need q = gamma ||A||_2 clearly below 1. */
export const isWide = (m: number, n: number, gain: number): boolean => m * m * n >= WIDE && gain <= MOST_GAIN;

/**
 * The fixed points of z -> relu(gamma A z + phi), all columns at once; undefined for gains
 * above 0.99, and where something overflows.
 */
export function wideFixedPoint(gamma: number, A: Matrix, phi: BallMatrix, gain: number): FixedPoint | undefined {
  const proposal = phi.known && gain <= MOST_GAIN ? picard(gamma, A, phi.mid, gain) : undefined;
  return proposal === undefined ? undefined : aroundProposal(gamma, A, phi, gain, proposal);
}

/**
 * Encloses the fixed points by any proposal Z~ >= 0: with the true residual R = relu(gamma A Z~ + Phi) - Z~ enclosed, ||z*_c - z~_c|| <= ||R_c|| / (1 - q) (theory, tool T3). So
 *   |N* - (gamma A Z~ + Phi)| <= ||gamma A (z* - z~)_c|| <= q ||R_c|| / (1 - q) in every entry of column c, and Z* = relu(N*).
 * Radii are about m 2^-53 / (1 - q) of the column, larger than those of systems solved exactly, for a small part of the
 * work. Undefined unless gain, an upper bound of q, is below 1, and where something overflows.
 */
export function aroundProposal(
  gamma: number,
  A: Matrix,
  phi: BallMatrix,
  gain: number,
  proposal: Matrix,
): FixedPoint | undefined {
  const m = A.rows;
  const n = phi.columns;
  const room = addDown(1, -gain);
  if (!(room > 0)) return undefined;
  const product = multiply(A, proposal);
  if (!product.known) return undefined;
  const factor = Ball.exact(gamma);
  const images = new Array<Ball>(m * n);
  const residuals = Array.from({ length: n }, () => zeros(m));
  for (let k = 0; k < m * n; k++) {
    const image = factor
      .times(new Ball(product.mid.data[k], product.entryRadius(k)))
      .plus(new Ball(phi.mid.data[k], phi.entryRadius(k)));
    images[k] = image;
    const residual = image.max(ZERO).minus(Ball.exact(proposal.data[k])).abs();
    residuals[k % n][Math.floor(k / n)] = residual.upper();
  }
  const moves = residuals.map((column) => multiplyUp(gain, divideUp(euclideanNormUpperBound(column), room)));
  if (!moves.every(Number.isFinite)) return undefined;
  const Z = new Matrix(m, n);
  const N = new Matrix(m, n);
  const radii = zeros(m * n);
  const preActivationRadii = zeros(m * n);
  const pattern = new Int8Array(m * n);
  for (let k = 0; k < m * n; k++) {
    const preActivation = new Ball(images[k].mid, addUp(images[k].rad, moves[k % n]));
    const state = preActivation.max(ZERO);
    N.data[k] = preActivation.mid;
    preActivationRadii[k] = preActivation.rad;
    Z.data[k] = state.mid;
    radii[k] = state.rad;
    pattern[k] = preActivation.lower() > 0 ? 1 : preActivation.upper() <= 0 ? 0 : -1;
  }
  const enclosure = BallMatrix.withEntryRadii(Z, radii);
  const preActivation = BallMatrix.withEntryRadii(N, preActivationRadii);
  return enclosure.known && preActivation.known
    ? { Z: enclosure, preActivation, certificate: "contraction", pattern }
    : undefined;
}

/** Iterates from relu(Phi) until steps are of the size of rounding, or must be; nothing promised. */
function picard(gamma: number, A: Matrix, Phi: Matrix, gain: number): Matrix | undefined {
  const m = A.rows;
  const n = Phi.columns;
  const matrix = mapped(A.data, (a) => gamma * a);
  const z = mapped(Phi.data, (x) => Math.max(x, 0));
  const size = largestAbsolute(z);
  if (!(size < 2 ** 400)) return undefined;
  const tolerance = size * 2 ** -52;
  const previous = zeros(m * n);
  let limit = 4;
  for (let power = gain; power > FAR_ENOUGH; power *= gain) limit++;
  const history = zeros(limit);
  kernels.iterateReluAffine(m, n, 1, matrix, Phi.data, z, previous, limit, tolerance * tolerance * m * n, history);
  return largestAbsolute(z) < Number.POSITIVE_INFINITY ? new Matrix(m, n, z) : undefined;
}
