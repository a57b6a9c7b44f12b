import type { Matrix } from "../numerics/matrix.js";
import { DyadicBall } from "./dyadic-ball.js";
import { bitLength, gcd, trailingZeros } from "./integers.js";
import { decompose, Rational } from "./rational.js";

const REDUCED_BITS = 1500;

/** Entry i is numerators[i] / denominator * 2^exponent; the denominator is odd and positive. Immutable. */
export class RationalVector {
  readonly numerators: readonly bigint[];
  readonly denominator: bigint;
  readonly exponent: number;

  private constructor(numerators: readonly bigint[], denominator: bigint, exponent: number) {
    this.numerators = numerators;
    this.denominator = denominator;
    this.exponent = exponent;
  }

  /** The same vector without common powers of two and, while numbers are short, without common factors. */
  static of(numerators: readonly bigint[], denominator = 1n, exponent = 0): RationalVector {
    let tops = denominator < 0n ? numerators.map((x) => -x) : numerators;
    let bottom = denominator < 0n ? -denominator : denominator;
    let power = exponent;
    if ((bottom & 1n) === 0n) {
      const zeros = trailingZeros(bottom);
      bottom >>= BigInt(zeros);
      power -= zeros;
    }
    let zeros = Number.POSITIVE_INFINITY;
    for (const top of tops) if (top !== 0n && zeros > 0) zeros = Math.min(zeros, trailingZeros(top));
    if (zeros === Number.POSITIVE_INFINITY) return new RationalVector(tops, 1n, 0);
    if (zeros > 0) {
      const shift = BigInt(zeros);
      tops = tops.map((x) => x >> shift);
      power += zeros;
    }
    if (bottom !== 1n && bitLength(bottom) < REDUCED_BITS) {
      let common = bottom;
      for (const top of tops) if (common !== 1n && top !== 0n) common = gcd(common, top);
      if (common !== 1n) {
        tops = tops.map((x) => x / common);
        bottom /= common;
      }
    }
    return new RationalVector(tops, bottom, power);
  }

  static zero(length: number): RationalVector {
    return new RationalVector(new Array<bigint>(length).fill(0n), 1n, 0);
  }

  /** The vector that is exactly these doubles. */
  static fromNumbers(values: Iterable<number>): RationalVector {
    const parts = Array.from(values, decompose);
    const exponent = parts.reduce(
      (least, part) => (part.mantissa === 0n ? least : Math.min(least, part.exponent)),
      2000,
    );
    return RationalVector.of(
      parts.map((part) => (part.mantissa === 0n ? 0n : part.mantissa << BigInt(part.exponent - exponent))),
      1n,
      exponent,
    );
  }

  get length(): number {
    return this.numerators.length;
  }

  get isZero(): boolean {
    return this.numerators.every((x) => x === 0n);
  }

  /** Bits of the longest entry. */
  get entryBits(): number {
    return this.numerators.reduce((most, x) => Math.max(most, bitLength(x)), 0) + bitLength(this.denominator);
  }

  /** Bits of all entries together. */
  get bits(): number {
    return this.numerators.reduce((sum, x) => sum + bitLength(x), bitLength(this.denominator));
  }

  entry(i: number): Rational {
    return Rational.of(this.numerators[i], this.denominator, this.exponent);
  }

  ball(i: number, bits: number): DyadicBall {
    if (this.denominator === 1n) return DyadicBall.rounded(this.numerators[i], 0n, this.exponent, bits);
    return DyadicBall.quotient(this.numerators[i], this.denominator, this.exponent, bits);
  }

  negate(): RationalVector {
    return new RationalVector(
      this.numerators.map((x) => -x),
      this.denominator,
      this.exponent,
    );
  }

  abs(): RationalVector {
    return new RationalVector(
      this.numerators.map((x) => (x < 0n ? -x : x)),
      this.denominator,
      this.exponent,
    );
  }

  /** Entrywise max(x, 0). */
  relu(): RationalVector {
    return RationalVector.of(
      this.numerators.map((x) => (x < 0n ? 0n : x)),
      this.denominator,
      this.exponent,
    );
  }

  /** The vector with zeros outside these places. */
  restrictedTo(places: readonly number[]): RationalVector {
    const kept = new Set(places);
    return RationalVector.of(
      this.numerators.map((x, i) => (kept.has(i) ? x : 0n)),
      this.denominator,
      this.exponent,
    );
  }

  plus(other: RationalVector): RationalVector {
    if (this.isZero) return other;
    if (other.isZero) return this;
    const exponent = Math.min(this.exponent, other.exponent);
    const same = this.denominator === other.denominator;
    const a = (same ? 1n : other.denominator) << BigInt(this.exponent - exponent);
    const b = (same ? 1n : this.denominator) << BigInt(other.exponent - exponent);
    return RationalVector.of(
      this.numerators.map((x, i) => x * a + other.numerators[i] * b),
      same ? this.denominator : this.denominator * other.denominator,
      exponent,
    );
  }

  minus(other: RationalVector): RationalVector {
    return this.plus(other.negate());
  }

  scaled(factor: Rational): RationalVector {
    return RationalVector.of(
      this.numerators.map((x) => x * factor.numerator),
      this.denominator * factor.denominator,
      this.exponent + factor.exponent,
    );
  }

  dot(other: RationalVector): Rational {
    let sum = 0n;
    for (let i = 0; i < this.length; i++) sum += this.numerators[i] * other.numerators[i];
    return Rational.of(sum, this.denominator * other.denominator, this.exponent + other.exponent);
  }

  normSquared(): Rational {
    return this.dot(this);
  }

  equals(other: RationalVector): boolean {
    return this.minus(other).isZero;
  }
}

/** Entry (i, j) is entries[i][j] * 2^exponent. Immutable. */
export class DyadicMatrix {
  readonly entries: readonly (readonly bigint[])[];
  readonly rows: number;
  readonly columns: number;
  readonly exponent: number;

  constructor(entries: readonly (readonly bigint[])[], columns: number, exponent: number) {
    this.entries = entries;
    this.rows = entries.length;
    this.columns = columns;
    this.exponent = exponent;
  }

  /** The matrix that is exactly these doubles. @throws RangeError for NaN and infinities. */
  static fromDoubles(matrix: Matrix): DyadicMatrix {
    const flat = RationalVector.fromNumbers(matrix.data);
    const entries = Array.from({ length: matrix.rows }, (_, i) =>
      flat.numerators.slice(i * matrix.columns, (i + 1) * matrix.columns),
    );
    return new DyadicMatrix(entries, matrix.columns, flat.exponent);
  }

  /** The 1 x n matrix of a vector with denominator 1. */
  static fromRow(vector: RationalVector): DyadicMatrix {
    return new DyadicMatrix([vector.numerators], vector.length, vector.exponent);
  }

  /** Bits of the longest entry. */
  get bits(): number {
    return this.entries.reduce((most, row) => row.reduce((m, x) => Math.max(m, bitLength(x)), most), 0);
  }

  get isZero(): boolean {
    return this.entries.every((row) => row.every((x) => x === 0n));
  }

  scaled(factor: Rational): DyadicMatrix {
    return new DyadicMatrix(
      this.entries.map((row) => row.map((x) => x * factor.numerator)),
      this.columns,
      this.exponent + factor.exponent,
    );
  }

  abs(): DyadicMatrix {
    return new DyadicMatrix(
      this.entries.map((row) => row.map((x) => (x < 0n ? -x : x))),
      this.columns,
      this.exponent,
    );
  }

  minus(other: DyadicMatrix): DyadicMatrix {
    const exponent = Math.min(this.exponent, other.exponent);
    const a = BigInt(this.exponent - exponent);
    const b = BigInt(other.exponent - exponent);
    return new DyadicMatrix(
      this.entries.map((row, i) => row.map((x, j) => (x << a) - (other.entries[i][j] << b))),
      this.columns,
      exponent,
    );
  }

  /** I - this, with the exponent lowered to at most 0 so that 1 is an integer multiple of the unit. */
  identityMinus(): DyadicMatrix {
    const exponent = Math.min(0, this.exponent);
    const shift = BigInt(this.exponent - exponent);
    const one = 1n << BigInt(-exponent);
    return new DyadicMatrix(
      this.entries.map((row, i) => row.map((x, j) => (i === j ? one : 0n) - (x << shift))),
      this.columns,
      exponent,
    );
  }

  transpose(): DyadicMatrix {
    return new DyadicMatrix(
      Array.from({ length: this.columns }, (_, j) => this.entries.map((row) => row[j])),
      this.rows,
      this.exponent,
    );
  }

  timesVector(vector: RationalVector): RationalVector {
    return RationalVector.of(
      this.entries.map((row) => {
        let sum = 0n;
        for (let j = 0; j < row.length; j++)
          if (row[j] !== 0n && vector.numerators[j] !== 0n) sum += row[j] * vector.numerators[j];
        return sum;
      }),
      vector.denominator,
      this.exponent + vector.exponent,
    );
  }

  column(j: number): RationalVector {
    return RationalVector.of(
      this.entries.map((row) => row[j]),
      1n,
      this.exponent,
    );
  }

  /** All columns. */
  toColumns(): RationalVector[] {
    return Array.from({ length: this.columns }, (_, j) => this.column(j));
  }

  equals(other: DyadicMatrix): boolean {
    return this.rows === other.rows && this.columns === other.columns && this.minus(other).isZero;
  }
}
