import { bitLength, gcd, magnitude, trailingZeros } from "./integers.js";

/** Beyond this many bits a common factor is left in place: Euclid's algorithm would cost more than it saves. */
const REDUCED_BITS = 1500;

const VIEW = new DataView(new ArrayBuffer(8));

/**
 * An exact rational number = numerator / denominator * 2^exponent.
 *
 * The powers of two stand apart, because all data are doubles: for a dyadic number the denominator is 1 and no greatest
 * common divisor is ever taken. The numerator is odd or zero, the denominator odd and positive; the fraction is in
 * lowest terms unless it is very long. Equality therefore compares cross products, never the parts.
 */
export class Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
  readonly exponent: number;

  private constructor(numerator: bigint, denominator: bigint, exponent: number) {
    this.numerator = numerator;
    this.denominator = denominator;
    this.exponent = exponent;
  }

  static readonly zero = new Rational(0n, 1n, 0);
  static readonly one = new Rational(1n, 1n, 0);

  /** numerator / denominator * 2^exponent in normal form. @throws RangeError for a zero denominator. */
  static of(numerator: bigint, denominator = 1n, exponent = 0): Rational {
    if (denominator === 0n) throw new RangeError("a rational number needs a denominator other than 0");
    if (numerator === 0n) return Rational.zero;
    let top = denominator < 0n ? -numerator : numerator;
    let bottom = magnitude(denominator);
    let power = exponent;
    if ((top & 1n) === 0n) {
      const zeros = trailingZeros(top);
      top >>= BigInt(zeros);
      power += zeros;
    }
    if ((bottom & 1n) === 0n) {
      const zeros = trailingZeros(bottom);
      bottom >>= BigInt(zeros);
      power -= zeros;
    }
    if (bottom !== 1n && bitLength(bottom) < REDUCED_BITS && bitLength(top) < REDUCED_BITS) {
      const common = gcd(top, bottom);
      if (common !== 1n) {
        top /= common;
        bottom /= common;
      }
    }
    return new Rational(top, bottom, power);
  }

  /** The rational that is exactly this double. @throws RangeError for NaN and infinities. */
  static fromNumber(value: number): Rational {
    const { mantissa, exponent } = decompose(value);
    return Rational.of(mantissa, 1n, exponent);
  }

  /** "4/9", "-0.1", "1e-3", "2.5e3/7". @throws RangeError for any other text. */
  static parse(text: string): Rational {
    const match = /^\s*([-+]?)(\d*)(?:\.(\d*))?(?:e([-+]?\d{1,5}))?\s*(?:\/\s*(\d+)\s*)?$/i.exec(text);
    const digits = `${match?.[2] ?? ""}${match?.[3] ?? ""}`;
    if (match === null || digits === "")
      throw new RangeError(`"${text}" is no rational number; write it like "4/9", "0.1" or "-1e-3"`);
    const power = Number(match[4] ?? 0) - (match[3] ?? "").length;
    const top = BigInt(digits) * (match[1] === "-" ? -1n : 1n);
    const bottom = BigInt(match[5] ?? 1);
    return power >= 0
      ? Rational.of(top * 10n ** BigInt(power), bottom)
      : Rational.of(top, bottom * 10n ** BigInt(-power));
  }

  get isZero(): boolean {
    return this.numerator === 0n;
  }

  get sign(): -1 | 0 | 1 {
    return this.numerator > 0n ? 1 : this.numerator < 0n ? -1 : 0;
  }

  /** Bits that it takes to write the number down, apart from its exponent. */
  get bits(): number {
    return bitLength(this.numerator) + bitLength(this.denominator);
  }

  plus(other: Rational): Rational {
    if (this.isZero) return other;
    if (other.isZero) return this;
    const exponent = Math.min(this.exponent, other.exponent);
    const a = this.numerator << BigInt(this.exponent - exponent);
    const b = other.numerator << BigInt(other.exponent - exponent);
    if (this.denominator === other.denominator) return Rational.of(a + b, this.denominator, exponent);
    return Rational.of(a * other.denominator + b * this.denominator, this.denominator * other.denominator, exponent);
  }

  negate(): Rational {
    return this.isZero ? this : new Rational(-this.numerator, this.denominator, this.exponent);
  }

  abs(): Rational {
    return this.numerator < 0n ? this.negate() : this;
  }

  minus(other: Rational): Rational {
    return this.plus(other.negate());
  }

  times(other: Rational): Rational {
    if (this.isZero || other.isZero) return Rational.zero;
    const exponent = this.exponent + other.exponent;
    if (this.denominator === 1n && other.denominator === 1n)
      return new Rational(this.numerator * other.numerator, 1n, exponent);
    return Rational.of(this.numerator * other.numerator, this.denominator * other.denominator, exponent);
  }

  /** @throws RangeError when dividing by zero. */
  over(other: Rational): Rational {
    if (other.isZero) throw new RangeError("division by zero");
    const top = this.numerator * other.denominator;
    return Rational.of(
      other.numerator < 0n ? -top : top,
      this.denominator * magnitude(other.numerator),
      this.exponent - other.exponent,
    );
  }

  /** The sign of this - other. */
  compare(other: Rational): -1 | 0 | 1 {
    if (this.sign !== other.sign) return this.sign > other.sign ? 1 : -1;
    if (this.isZero) return 0;
    const exponent = Math.min(this.exponent, other.exponent);
    const a = (this.numerator * other.denominator) << BigInt(this.exponent - exponent);
    const b = (other.numerator * this.denominator) << BigInt(other.exponent - exponent);
    return a < b ? -1 : a > b ? 1 : 0;
  }

  equals(other: Rational): boolean {
    return this.compare(other) === 0;
  }
}

/** The double as mantissa * 2^exponent, exactly. @throws RangeError for NaN and infinities. */
export function decompose(value: number): { mantissa: bigint; exponent: number } {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is no rational number`);
  if (Number.isSafeInteger(value)) return { mantissa: BigInt(value), exponent: 0 };
  VIEW.setFloat64(0, value);
  const bits = VIEW.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  return { mantissa: value < 0 ? -mantissa : mantissa, exponent: (biased === 0 ? 1 : biased) - 1075 };
}
