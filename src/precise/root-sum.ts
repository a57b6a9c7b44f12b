import { DyadicBall } from "./dyadic-ball.js";
import { bitLength, exactSquareRoot, exactSquareRootOfProduct, gcd } from "./integers.js";
import { Rational } from "./rational.js";

/** coefficient * sqrt(radicand), coefficient != 0, radicand a positive integer. */
interface Term {
  readonly coefficient: Rational;
  readonly radicand: bigint;
}

const MAX_TERMS = 8;
const MAX_BITS = 24_000;

/**
 * An exact real number sum c_j sqrt(s_j), the c_j rational and nonzero, the s_j positive integers in distinct square
 * classes (no product s_i s_j, i != j, is a perfect square). Such roots are linearly independent over the rationals
 * (Besicovitch 1940), so the number is zero just when it has no terms. Two integers share a class just when their
 * product is a perfect square: nothing is ever factored.
 *
 * Operations return undefined where the result is no such sum, or grows beyond 8 terms or 24000 bits.
 */
export class RootSum {
  readonly terms: readonly Term[];

  private constructor(terms: readonly Term[]) {
    this.terms = terms;
  }

  static readonly zero = new RootSum([]);

  /** Unites terms of one square class; undefined when the sum grows too long. */
  static collect(terms: readonly Term[]): RootSum | undefined {
    const sum: Term[] = [];
    for (const term of terms) {
      const { place, coefficient } = placeOf(term, sum);
      if (place === -1) {
        sum.push(term);
        continue;
      }
      const total = sum[place].coefficient.plus(coefficient);
      if (total.isZero) sum.splice(place, 1);
      else sum[place] = { coefficient: total, radicand: sum[place].radicand };
    }
    const bits = sum.reduce((total, { coefficient, radicand }) => total + coefficient.bits + bitLength(radicand), 0);
    return sum.length > MAX_TERMS || bits > MAX_BITS ? undefined : new RootSum(sum);
  }

  static rational(value: Rational): RootSum {
    return value.isZero ? RootSum.zero : new RootSum([{ coefficient: value, radicand: 1n }]);
  }

  /** sqrt(value) for value >= 0. */
  static squareRoot(value: Rational): RootSum {
    if (value.isZero) return RootSum.zero;
    // sqrt(n/d 2^e) = 2^(e'/2)/d sqrt(n d 2^(e-e')), e' the even part of e
    const odd = Math.abs(value.exponent % 2);
    const half = (value.exponent - odd) / 2;
    const inner = (value.numerator * value.denominator) << BigInt(odd);
    const root = exactSquareRoot(inner);
    if (root !== undefined) return RootSum.rational(Rational.of(root, value.denominator, half));
    return new RootSum([{ coefficient: Rational.of(1n, value.denominator, half), radicand: inner }]);
  }

  /** The number itself if it is rational. */
  get asRational(): Rational | undefined {
    if (this.terms.length === 0) return Rational.zero;
    return this.terms.length === 1 && this.terms[0].radicand === 1n ? this.terms[0].coefficient : undefined;
  }

  get isZero(): boolean {
    return this.terms.length === 0;
  }

  get isOne(): boolean {
    return this.asRational?.equals(Rational.one) ?? false;
  }

  negate(): RootSum {
    return new RootSum(
      this.terms.map(({ coefficient, radicand }) => ({ coefficient: coefficient.negate(), radicand })),
    );
  }

  plus(other: RootSum): RootSum | undefined {
    if (other.isZero) return this;
    if (this.isZero) return other;
    return RootSum.collect([...this.terms, ...other.terms]);
  }

  minus(other: RootSum): RootSum | undefined {
    return this.plus(other.negate());
  }

  times(other: RootSum): RootSum | undefined {
    if (this.terms.length * other.terms.length > 4 * MAX_TERMS) return undefined;
    const products: Term[] = [];
    for (const a of this.terms)
      for (const b of other.terms) {
        const coefficient = a.coefficient.times(b.coefficient);
        const root = exactSquareRootOfProduct(a.radicand, b.radicand);
        if (root !== undefined) {
          products.push({ coefficient: coefficient.times(Rational.of(root)), radicand: 1n });
          continue;
        }
        if (bitLength(a.radicand) + bitLength(b.radicand) > MAX_BITS) return undefined;
        // sqrt(a b) = g sqrt(a/g b/g)
        const common = bitLength(a.radicand) < 1500 && bitLength(b.radicand) < 1500 ? gcd(a.radicand, b.radicand) : 1n;
        products.push({
          coefficient: common === 1n ? coefficient : coefficient.times(Rational.of(common)),
          radicand: (a.radicand / common) * (b.radicand / common),
        });
      }
    return RootSum.collect(products);
  }

  /**
   * 1 / this, by conjugation: with a basis of the square classes, the conjugate that flips the sign of the basis' first
   * root makes the product free of it, and so on. Undefined for zero and for more than three independent roots.
   */
  inverse(): RootSum | undefined {
    if (this.terms.length === 0) return undefined;
    if (this.terms.length === 1) {
      const { coefficient, radicand } = this.terms[0];
      const inverted = Rational.one.over(coefficient.times(Rational.of(radicand)));
      return new RootSum([{ coefficient: inverted, radicand }]);
    }
    const parities = this.#coordinates();
    if (parities === undefined) return undefined;
    const conjugate = new RootSum(
      this.terms.map(({ coefficient, radicand }, i) => ({
        coefficient: (parities[i] & 1) === 1 ? coefficient.negate() : coefficient,
        radicand,
      })),
    );
    const inner = this.times(conjugate)?.inverse();
    return inner === undefined ? undefined : conjugate.times(inner);
  }

  /** Each term's class as a subset (bit mask) of a basis of the classes; undefined for more than three basis members. */
  #coordinates(): number[] | undefined {
    const span: bigint[] = [1n];
    const masks: number[] = [];
    for (const { radicand } of this.terms) {
      let mask = span.findIndex((member) => exactSquareRootOfProduct(member, radicand) !== undefined);
      if (mask === -1) {
        if (span.length === 8) return undefined;
        mask = span.length;
        span.push(...span.map((member) => member * radicand));
      }
      masks.push(mask);
    }
    return masks;
  }

  over(other: RootSum): RootSum | undefined {
    const inverted = other.inverse();
    return inverted === undefined ? undefined : this.times(inverted);
  }

  /**
   * The square root of this >= 0 where it is such a sum again: of a rational, and of a + b sqrt(s) whenever
   * a^2 - b^2 s = t^2 for a rational t: sqrt((a+t)/2) +- sqrt((a-t)/2).
   */
  squareRoot(): RootSum | undefined {
    const value = this.asRational;
    if (value !== undefined) return value.sign < 0 ? undefined : RootSum.squareRoot(value);
    if (this.terms.length !== 2) return undefined;
    const [a, b] = this.terms[0].radicand === 1n ? this.terms : [this.terms[1], this.terms[0]];
    if (a.radicand !== 1n || a.coefficient.sign < 0) return undefined;
    const square = a.coefficient
      .times(a.coefficient)
      .minus(b.coefficient.times(b.coefficient).times(Rational.of(b.radicand)));
    if (square.sign < 0) return undefined;
    const t = RootSum.squareRoot(square).asRational;
    if (t === undefined) return undefined;
    const half = Rational.of(1n, 1n, -1);
    const larger = RootSum.squareRoot(a.coefficient.plus(t).times(half));
    const smaller = RootSum.squareRoot(a.coefficient.minus(t).times(half));
    return b.coefficient.sign > 0 ? larger.plus(smaller) : larger.minus(smaller);
  }

  /** An enclosure whose terms are each known to `bits` bits. */
  ball(bits: number): DyadicBall {
    let sum = DyadicBall.zero;
    for (const { coefficient, radicand } of this.terms) {
      const factor = DyadicBall.fromRational(coefficient, bits + 4);
      const root = radicand === 1n ? factor : factor.times(DyadicBall.of(radicand).sqrt(bits + 4), bits + 4);
      sum = sum.plus(root, bits + 4);
    }
    return sum;
  }

  /** The sign: a sum that is not zero leaves zero at some precision. */
  get sign(): -1 | 0 | 1 {
    return this.signWithin(Number.POSITIVE_INFINITY) as -1 | 0 | 1;
  }

  /** The sign, undefined where even so many bits do not tell it. */
  signWithin(limit: number): -1 | 0 | 1 | undefined {
    if (this.terms.length === 0) return 0;
    if (this.terms.length === 1) return this.terms[0].coefficient.sign;
    for (let bits = 128; bits <= limit; bits *= 2) {
      const sign = this.ball(bits).sign;
      if (sign !== undefined) return sign;
    }
    return undefined;
  }
}

/** Where the term's square class stands in the sum (-1: nowhere), and its coefficient in terms of that root. */
function placeOf(term: Term, sum: readonly Term[]): { place: number; coefficient: Rational } {
  for (let place = 0; place < sum.length; place++) {
    const { radicand } = sum[place];
    if (radicand === term.radicand) return { place, coefficient: term.coefficient };
    const root = exactSquareRootOfProduct(radicand, term.radicand);
    // sqrt(s') = (sqrt(s s') / s) sqrt(s)
    if (root !== undefined) return { place, coefficient: term.coefficient.times(Rational.of(root, radicand)) };
  }
  return { place: -1, coefficient: term.coefficient };
}
