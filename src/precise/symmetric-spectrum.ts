import { approximateEigenvalues, type BallRows, countBelow, magnitudeOf, toFixedPoint } from "./ball-matrix.js";
import type { Budget } from "./budget.js";
import { DyadicBall } from "./dyadic-ball.js";

const GUARD_BITS = 32;
/** First half-width tried, in units of the fixed point: rotations err by some units each. */
const FIRST_WIDTH = 16;

/**
 * The eigenvalues of a symmetric matrix, to any precision. Jacobi rotations propose; for each eigenvalue two counts of
 * inertia, one at each end of a small interval, dispose: lambda_k (ascending, from 0) is >= t just when at most k
 * eigenvalues lie below t, and < t just when at least k + 1 do.
 */
export class SymmetricSpectrum {
  readonly size: number;
  readonly #balls: (bits: number) => BallRows;
  readonly #budget: Budget;
  #proposed: { readonly bits: number; readonly fraction: number; readonly values: readonly bigint[] } | undefined;

  /** @param balls the entries, enclosed to about so many bits each; symmetric */
  constructor(size: number, balls: (bits: number) => BallRows, budget: Budget) {
    this.size = size;
    this.#balls = balls;
    this.#budget = budget;
  }

  /** lambda_k, ascending from k = 0, to about `bits` bits relative to the largest entry. */
  enclosure(k: number, bits: number): DyadicBall {
    const { fraction, values } = this.#propose(bits);
    const middle = values[k];
    for (let attempt = 0; attempt < 6; attempt++) {
      const work = (2 + attempt) * bits + 64;
      const matrix = this.#balls(work);
      const width = 1n << BigInt(FIRST_WIDTH * (1 + attempt));
      const below = countBelow(matrix, DyadicBall.of(middle - width, -fraction), work, this.#budget);
      if (below === undefined || below > k) continue;
      const above = countBelow(matrix, DyadicBall.of(middle + width, -fraction), work, this.#budget);
      if (above === undefined || above <= k) continue;
      return DyadicBall.of(middle, -fraction, width);
    }
    return DyadicBall.everything;
  }

  /** How many eigenvalues lie in the half-open interval between the ends of the ball; undefined if that is uncertain. */
  countWithin(ball: DyadicBall, bits: number): number | undefined {
    const work = 3 * bits + 64;
    const matrix = this.#balls(work);
    const below = countBelow(matrix, DyadicBall.of(ball.low, ball.exponent), work, this.#budget);
    const above = countBelow(matrix, DyadicBall.of(ball.high, ball.exponent), work, this.#budget);
    return below === undefined || above === undefined ? undefined : above - below;
  }

  #propose(bits: number): { fraction: number; values: readonly bigint[] } {
    if (this.#proposed !== undefined && this.#proposed.bits === bits) return this.#proposed;
    const matrix = this.#balls(bits + GUARD_BITS);
    const scale = magnitudeOf(matrix);
    const fraction = scale === Number.NEGATIVE_INFINITY ? bits : bits + GUARD_BITS - scale;
    const fixed = matrix.map((row) => row.map((x) => toFixedPoint(x, fraction)));
    const values = approximateEigenvalues(fixed, bits + GUARD_BITS, this.#budget);
    this.#proposed = { bits, fraction, values };
    return this.#proposed;
  }
}
