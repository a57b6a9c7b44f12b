import { bitLength, ceilDivide, integerSquareRoot, magnitude } from "./integers.js";
import type { Rational } from "./rational.js";

/** Bits kept of a radius: more would say nothing. */
const RADIUS_BITS = 30;

/**
 * A real number known to lie in [mid - rad, mid + rad] * 2^exponent, with integers mid and rad >= 0 of any length.
 *
 * Every operation takes the number of bits to which midpoints are cut; what is cut off goes into the radius, so that
 * the result always encloses the exact result for every choice of reals in the operands. `everything` is the ball of
 * which nothing is known.
 */
export class DyadicBall {
  readonly mid: bigint;
  readonly rad: bigint;
  readonly exponent: number;
  readonly known: boolean;

  private constructor(mid: bigint, rad: bigint, exponent: number, known: boolean) {
    this.mid = mid;
    this.rad = rad;
    this.exponent = exponent;
    this.known = known;
  }

  static readonly zero = new DyadicBall(0n, 0n, 0, true);
  static readonly one = new DyadicBall(1n, 0n, 0, true);
  static readonly everything = new DyadicBall(0n, 0n, 0, false);

  /** mid * 2^exponent +- rad * 2^exponent, without any rounding. */
  static of(mid: bigint, exponent = 0, rad = 0n): DyadicBall {
    return new DyadicBall(mid, rad, exponent, true);
  }

  /** The same number with the midpoint cut to `bits` bits, the radius grown by what was cut off. */
  static rounded(mid: bigint, rad: bigint, exponent: number, bits: number): DyadicBall {
    const excess = Math.max(bitLength(mid) - bits, rad === 0n ? 0 : bitLength(rad) - RADIUS_BITS);
    if (excess <= 0) return new DyadicBall(mid, rad, exponent, true);
    const shift = BigInt(excess);
    const cut = mid >> shift;
    if (rad === 0n) return new DyadicBall(cut, cut << shift === mid ? 0n : 1n, exponent + excess, true);
    // Cutting the midpoint errs by less than one unit; cutting the radius, too.
    return new DyadicBall(cut, (rad >> shift) + 2n, exponent + excess, true);
  }

  /** The ball of an interval [low, high] * 2^exponent. */
  static between(low: bigint, high: bigint, exponent: number, bits: number): DyadicBall {
    const mid = (low + high) >> 1n;
    return DyadicBall.rounded(mid, high - mid, exponent, bits);
  }

  static fromRational(value: Rational, bits: number): DyadicBall {
    if (value.denominator === 1n) return DyadicBall.rounded(value.numerator, 0n, value.exponent, bits);
    return DyadicBall.quotient(value.numerator, value.denominator, value.exponent, bits);
  }

  /** numerator / denominator * 2^exponent for a positive denominator. */
  static quotient(numerator: bigint, denominator: bigint, exponent: number, bits: number): DyadicBall {
    const shift = Math.max(0, bits + bitLength(denominator) - bitLength(numerator) + 1);
    const top = numerator << BigInt(shift);
    const mid = top / denominator;
    return DyadicBall.rounded(mid, mid * denominator === top ? 0n : 1n, exponent - shift, bits);
  }

  get low(): bigint {
    return this.mid - this.rad;
  }

  get high(): bigint {
    return this.mid + this.rad;
  }

  /** 1 or -1 where certain, 0 only for the exact zero, undefined otherwise. */
  get sign(): -1 | 0 | 1 | undefined {
    if (!this.known) return undefined;
    if (this.mid > this.rad) return 1;
    if (-this.mid > this.rad) return -1;
    return this.mid === 0n && this.rad === 0n ? 0 : undefined;
  }

  plus(other: DyadicBall, bits: number): DyadicBall {
    if (!this.known || !other.known) return DyadicBall.everything;
    const [upper, lower] = this.exponent >= other.exponent ? [this, other] : [other, this];
    const gap = upper.exponent - lower.exponent;
    if (gap === 0) return DyadicBall.rounded(upper.mid + lower.mid, upper.rad + lower.rad, upper.exponent, bits);
    if (upper.mid === 0n && upper.rad === 0n) return DyadicBall.rounded(lower.mid, lower.rad, lower.exponent, bits);
    if (lower.mid === 0n && lower.rad === 0n) return DyadicBall.rounded(upper.mid, upper.rad, upper.exponent, bits);
    const limit = 2 * bits + 128;
    if (gap <= limit) {
      const shift = BigInt(gap);
      return DyadicBall.rounded(
        (upper.mid << shift) + lower.mid,
        (upper.rad << shift) + lower.rad,
        lower.exponent,
        bits,
      );
    }
    // So far below that its lowest bits cannot matter: cut them first, or the shift would have no bound.
    const drop = BigInt(gap - limit);
    const shift = BigInt(limit);
    return DyadicBall.rounded(
      (upper.mid << shift) + (lower.mid >> drop),
      (upper.rad << shift) + (lower.rad >> drop) + 2n,
      lower.exponent + (gap - limit),
      bits,
    );
  }

  negate(): DyadicBall {
    return this.known ? new DyadicBall(-this.mid, this.rad, this.exponent, true) : this;
  }

  minus(other: DyadicBall, bits: number): DyadicBall {
    return this.plus(other.negate(), bits);
  }

  times(other: DyadicBall, bits: number): DyadicBall {
    if (!this.known || !other.known) return DyadicBall.everything;
    const mid = this.mid * other.mid;
    let rad = 0n;
    if (this.rad !== 0n) rad += magnitude(other.mid) * this.rad;
    if (other.rad !== 0n) rad += magnitude(this.mid) * other.rad + this.rad * other.rad;
    return DyadicBall.rounded(mid, rad, this.exponent + other.exponent, bits);
  }

  /** Times 2^power, exactly. */
  scaled(power: number): DyadicBall {
    return this.known ? new DyadicBall(this.mid, this.rad, this.exponent + power, true) : this;
  }

  /** Quotient; everything when the divisor's ball contains zero. */
  over(other: DyadicBall, bits: number): DyadicBall {
    if (!this.known || !other.known) return DyadicBall.everything;
    const bottom = magnitude(other.mid);
    if (bottom <= other.rad) return DyadicBall.everything;
    const shift = Math.max(0, bits + bitLength(bottom) - bitLength(this.mid) + 1);
    const amount = BigInt(shift);
    const top = (other.mid < 0n ? -this.mid : this.mid) << amount;
    const mid = top / bottom;
    const exponent = this.exponent - other.exponent - shift;
    if (this.rad === 0n && other.rad === 0n)
      return DyadicBall.rounded(mid, mid * bottom === top ? 0n : 1n, exponent, bits);
    // |x/y - a/b| <= (r_a |b| + |a| r_b) / (|b| (|b| - r_b)) for |x - a| <= r_a, |y - b| <= r_b < |b|; 1 for the cut of a/b.
    const spread = this.rad * bottom + magnitude(this.mid) * other.rad;
    return DyadicBall.rounded(mid, ceilDivide(spread << amount, bottom * (bottom - other.rad)) + 1n, exponent, bits);
  }

  /** Square root of max(x, 0). */
  sqrt(bits: number): DyadicBall {
    if (!this.known) return this;
    if (this.high <= 0n) return DyadicBall.zero;
    let shift = Math.max(0, 2 * bits + 2 - bitLength(this.high));
    if ((this.exponent - shift) % 2 !== 0) shift++;
    const amount = BigInt(shift);
    const exponent = (this.exponent - shift) / 2;
    const top = this.high << amount;
    const highRoot = integerSquareRoot(top);
    const high = highRoot * highRoot === top ? highRoot : highRoot + 1n;
    if (this.rad === 0n) return DyadicBall.between(highRoot, high, exponent, bits);
    const low = this.low <= 0n ? 0n : integerSquareRoot(this.low << amount);
    return DyadicBall.between(low, high, exponent, bits);
  }

  abs(): DyadicBall {
    if (!this.known || this.low >= 0n) return this;
    if (this.high <= 0n) return this.negate();
    const high = magnitude(this.mid) + this.rad;
    // [0, high] with an even sum of ends, so that the midpoint is an integer.
    return new DyadicBall(high, high, this.exponent - 1, true);
  }

  /** A ball that contains max(x, y) for all x, y in the two. */
  max(other: DyadicBall, bits: number): DyadicBall {
    if (!this.known || !other.known) return DyadicBall.everything;
    const difference = this.minus(other, bits);
    if (difference.low >= 0n) return this;
    if (difference.high <= 0n) return other;
    // max(x, y) = (x + y + |x - y|) / 2
    return this.plus(other, bits).plus(difference.abs(), bits).scaled(-1);
  }

  min(other: DyadicBall, bits: number): DyadicBall {
    return this.negate().max(other.negate(), bits).negate();
  }

  power(exponent: number, bits: number): DyadicBall {
    let result = DyadicBall.one;
    let square: DyadicBall = this;
    for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) result = result.times(square, bits);
      if (rest > 1) square = square.times(square, bits);
    }
    return result;
  }

  /** max(x, 0) */
  relu(): DyadicBall {
    if (!this.known || this.low >= 0n) return this;
    if (this.high <= 0n) return DyadicBall.zero;
    return new DyadicBall(this.high, this.high, this.exponent - 1, true);
  }

  /** A number k with |x| < 2^k for all x in the ball; -Infinity for zero. */
  get magnitudeBits(): number {
    if (!this.known) return Number.POSITIVE_INFINITY;
    const high = magnitude(this.mid) + this.rad;
    return high === 0n ? Number.NEGATIVE_INFINITY : bitLength(high) + this.exponent;
  }

  /** A number k with rad < 2^k; -Infinity for an exact ball. */
  get radiusBits(): number {
    if (!this.known) return Number.POSITIVE_INFINITY;
    return this.rad === 0n ? Number.NEGATIVE_INFINITY : bitLength(this.rad) + this.exponent;
  }
}
