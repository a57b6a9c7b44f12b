/**
 * Exact rational arithmetic for tests, as small as it can be and sharing nothing with what it tests: a fraction of
 * BigInts, not reduced. Doubles are read through their bits.
 */
export class Rational {
  readonly numerator: bigint;
  /** > 0 */
  readonly denominator: bigint;

  constructor(numerator: bigint, denominator = 1n) {
    if (denominator === 0n) throw new RangeError("a zero denominator");
    this.numerator = denominator < 0n ? -numerator : numerator;
    this.denominator = denominator < 0n ? -denominator : denominator;
  }

  static of(value: number): Rational {
    if (!Number.isFinite(value)) throw new RangeError(`${value} is no rational`);
    const bits = new BigUint64Array(new Float64Array([value]).buffer)[0];
    const biased = (bits >> 52n) & 0x7ffn;
    const fraction = bits & 0xfffffffffffffn;
    const mantissa = biased === 0n ? fraction : fraction | 0x10000000000000n;
    const exponent = (biased === 0n ? 1n : biased) - 1075n;
    const signed = bits >> 63n === 1n ? -mantissa : mantissa;
    return exponent >= 0n ? new Rational(signed << exponent) : new Rational(signed, 1n << -exponent).shortened();
  }

  plus(other: Rational): Rational {
    if (this.denominator === other.denominator) return new Rational(this.numerator + other.numerator, this.denominator);
    return new Rational(
      this.numerator * other.denominator + other.numerator * this.denominator,
      this.denominator * other.denominator,
    );
  }

  minus(other: Rational): Rational {
    return this.plus(other.negate());
  }

  times(other: Rational): Rational {
    return new Rational(this.numerator * other.numerator, this.denominator * other.denominator);
  }

  over(other: Rational): Rational {
    return new Rational(this.numerator * other.denominator, this.denominator * other.numerator);
  }

  negate(): Rational {
    return new Rational(-this.numerator, this.denominator);
  }

  abs(): Rational {
    return this.numerator < 0n ? this.negate() : this;
  }

  /** -1, 0 or 1. */
  sign(): number {
    return this.numerator > 0n ? 1 : this.numerator < 0n ? -1 : 0;
  }

  /** The sign of this - other. */
  compare(other: Rational): number {
    return this.minus(other).sign();
  }

  /** The same number with its powers of two and common factors taken out. */
  shortened(): Rational {
    let a = this.numerator < 0n ? -this.numerator : this.numerator;
    let b = this.denominator;
    while (b !== 0n) [a, b] = [b, a % b];
    return a === 0n ? new Rational(0n) : new Rational(this.numerator / a, this.denominator / a);
  }

  /** For messages only. */
  toNumber(): number {
    const shift = BigInt(Math.max(0, this.denominator.toString(2).length - this.numerator.toString(2).length + 70));
    return Number((this.numerator << shift) / this.denominator) / 2 ** Number(shift);
  }
}

export const ZERO = new Rational(0n);
export const ONE = new Rational(1n);

/** True when `value` lies within `rad` of `mid`, decided exactly; a radius of Infinity holds everything. */
export function encloses(ball: { readonly mid: number; readonly rad: number }, value: Rational): boolean {
  if (ball.rad === Number.POSITIVE_INFINITY) return true;
  return Rational.of(ball.mid).minus(value).abs().compare(Rational.of(ball.rad)) <= 0;
}
