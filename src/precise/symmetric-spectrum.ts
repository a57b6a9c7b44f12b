import { approximateEigenvalues, type BallRows, countBelow, magnitudeOf, toFixedPoint } from "./ball-matrix.js";
import type { Budget } from "./budget.js";
import { DyadicBall } from "./dyadic-ball.js";
import { type FloatingEigenpairs, floatingEigenpairs, rayleighIteration } from "./eigenvector-proposal.js";

const GUARD_BITS = 32;
/** Isolating intervals reach so many bits below the largest entry on either side: floating point is better than that. */
const ISOLATION_BITS = 40;
/** First half-width tried by inertia, in units of the fixed point: rotations err by some units each. */
const FIRST_WIDTH = 16;

/** An eigenvalue alone in an open interval, with an approximate eigenvector. */
interface Isolated {
  readonly low: DyadicBall;
  readonly high: DyadicBall;
  vector: readonly bigint[];
  fraction: number;
}

/**
 * The eigenvalues of a symmetric matrix, to any precision. Approximations propose, certificates dispose:
 *
 * 1. Inertia: at most k eigenvalues lie below t just when lambda_k >= t (ascending, from k = 0), and at least k + 1 just
 *    when lambda_k < t. Two counts enclose lambda_k; where they are k and k + 1, it is alone in the interval.
 * 2. Residual: for any x and rho some eigenvalue lies within ||G x - rho x|| / ||x|| of rho. If that whole range
 *    lies in the interval in which lambda_k is alone, the eigenvalue is lambda_k.
 *
 * Multiple and clustered eigenvalues are not alone: for them inertia does everything.
 */
export class SymmetricSpectrum {
  readonly size: number;
  readonly #balls: (bits: number) => BallRows;
  readonly #budget: Budget;
  #floating: (FloatingEigenpairs & { readonly scale: number }) | undefined;
  readonly #isolated: (Isolated | "clustered" | undefined)[];
  #rotated: { readonly bits: number; readonly fraction: number; readonly values: readonly bigint[] } | undefined;

  /** @param balls the entries, enclosed to about so many bits each; symmetric */
  constructor(size: number, balls: (bits: number) => BallRows, budget: Budget) {
    this.size = size;
    this.#balls = balls;
    this.#budget = budget;
    this.#isolated = new Array(size).fill(undefined);
  }

  /** lambda_k, ascending from k = 0, to about `bits` bits relative to the largest entry. */
  enclosure(k: number, bits: number): DyadicBall {
    const isolated = this.#isolate(k);
    if (isolated !== "clustered") {
      const ball = this.#byResidual(isolated, bits);
      if (ball.known) return ball;
    }
    return this.#byInertia(k, bits);
  }

  /** How many eigenvalues lie in [low end, high end) of the ball; undefined if that is uncertain. */
  countWithin(ball: DyadicBall, bits: number): number | undefined {
    const work = 3 * bits + 64;
    const matrix = this.#balls(work);
    const below = countBelow(matrix, DyadicBall.of(ball.low, ball.exponent), work, this.#budget);
    const above = countBelow(matrix, DyadicBall.of(ball.high, ball.exponent), work, this.#budget);
    return below === undefined || above === undefined ? undefined : above - below;
  }

  #isolate(k: number): Isolated | "clustered" {
    const known = this.#isolated[k];
    if (known !== undefined) return known;
    const found = this.#tryToIsolate(k);
    this.#isolated[k] = found;
    return found;
  }

  #tryToIsolate(k: number): Isolated | "clustered" {
    const bits = 2 * ISOLATION_BITS + 48;
    const { values, vectors, scale } = this.#approximate();
    if (scale === Number.NEGATIVE_INFINITY || !values.every(Number.isFinite)) return "clustered";
    // Doubles in units of 2^(scale - 60), exactly integers after rounding.
    const middle = BigInt(Math.round(values[k] * 2 ** 60));
    const width = 1n << BigInt(60 - ISOLATION_BITS);
    const low = DyadicBall.of(middle - width, scale - 60);
    const high = DyadicBall.of(middle + width, scale - 60);
    const matrix = this.#balls(bits);
    if (countBelow(matrix, low, bits, this.#budget) !== k) return "clustered";
    if (countBelow(matrix, high, bits, this.#budget) !== k + 1) return "clustered";
    return { low, high, vector: vectors[k].map((x) => BigInt(Math.round(x * 2 ** 60))), fraction: 60 };
  }

  #approximate(): FloatingEigenpairs & { readonly scale: number } {
    if (this.#floating !== undefined) return this.#floating;
    const matrix = this.#balls(96);
    const scale = magnitudeOf(matrix);
    const doubles = matrix.map((row) =>
      row.map((x) => (scale === Number.NEGATIVE_INFINITY ? 0 : Number(toFixedPoint(x, 60 - scale)) * 2 ** -60)),
    );
    this.#budget.spend(400 * this.size ** 3);
    this.#floating = { ...floatingEigenpairs(doubles), scale };
    return this.#floating;
  }

  /** Refines the eigenvector by Rayleigh quotient iteration and bounds the residual. */
  #byResidual(isolated: Isolated, bits: number): DyadicBall {
    const { scale } = this.#approximate();
    const fraction = bits + GUARD_BITS + 24;
    const matrix = this.#balls(fraction + 16);
    const fixed = matrix.map((row) => row.map((x) => toFixedPoint(x, fraction - scale)));
    const start = isolated.vector.map((x) => x << BigInt(Math.max(0, fraction - isolated.fraction)));
    // Each step triples the number of right bits (40 of a double's vector to begin with).
    let steps = 1;
    for (let right = 40; right < bits + GUARD_BITS; right *= 3) steps++;
    const { value, vector } = rayleighIteration(fixed, start, fraction, steps, this.#budget);
    isolated.vector = vector;
    isolated.fraction = fraction;
    const center = DyadicBall.of(value, scale - fraction);
    const radius = this.#residual(matrix, center, vector, fraction + 16);
    if (!radius.known) return radius;
    const work = fraction + 32;
    const ball = center.plus(DyadicBall.of(0n, radius.exponent, radius.high), work);
    const inside =
      DyadicBall.of(ball.low, ball.exponent).minus(isolated.low, work).sign === 1 &&
      isolated.high.minus(DyadicBall.of(ball.high, ball.exponent), work).sign === 1;
    return inside ? ball : DyadicBall.everything;
  }

  /** ||G x - rho x|| / ||x|| */
  #residual(matrix: BallRows, rho: DyadicBall, vector: readonly bigint[], work: number): DyadicBall {
    this.#budget.spendProducts(4 * this.size * this.size, work);
    const x = vector.map((entry) => DyadicBall.of(entry));
    let square = DyadicBall.zero;
    for (let i = 0; i < x.length; i++) {
      let sum = rho.negate().times(x[i], work);
      for (let j = 0; j < x.length; j++) sum = sum.plus(matrix[i][j].times(x[j], work), work);
      square = square.plus(sum.times(sum, 64), 64);
    }
    const length = vector.reduce((sum, entry) => sum + entry * entry, 0n);
    return square.over(DyadicBall.of(length), 64).sqrt(64);
  }

  #byInertia(k: number, bits: number): DyadicBall {
    const { fraction, values } = this.#rotate(bits);
    const middle = values[k];
    for (let attempt = 0; attempt < 6; attempt++) {
      const work = (1 + attempt) * bits + 96;
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

  #rotate(bits: number): { fraction: number; values: readonly bigint[] } {
    if (this.#rotated !== undefined && this.#rotated.bits === bits) return this.#rotated;
    const matrix = this.#balls(bits + GUARD_BITS);
    const scale = magnitudeOf(matrix);
    const fraction = scale === Number.NEGATIVE_INFINITY ? bits : bits + GUARD_BITS - scale;
    const fixed = matrix.map((row) => row.map((x) => toFixedPoint(x, fraction)));
    const values = approximateEigenvalues(fixed, bits + GUARD_BITS, this.#budget);
    this.#rotated = { bits, fraction, values };
    return this.#rotated;
  }
}
