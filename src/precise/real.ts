import type { Arithmetic, Enclosure, Evidence, Order, Real } from "../numerics/real.js";
import { BudgetExceeded } from "./budget.js";
import { toDecimal, toEnclosure } from "./decimal.js";
import { DyadicBall } from "./dyadic-ball.js";
import { exponential, logarithm } from "./elementary.js";
import { Rational } from "./rational.js";
import { RootSum } from "./root-sum.js";

/** Working precisions, in bits, that a comparison climbs. */
const LEVELS = [64, 128, 256, 512, 1024] as const;
/** 64 decimal digits are 212.6 bits: two sides that agree to so many relative bits are a tie. */
const TIE_BITS = 216;
/** Precision at which the sign of a nonzero exact difference is given up. */
const EXACT_LIMIT_BITS = 1 << 16;
const MAX_POWER_BITS = 100_000;

/** An enclosure to about so many bits; may throw BudgetExceeded. Repeated calls may ask for more bits. */
export type Refinement = (bits: number) => DyadicBall;

/**
 * A real number of the second arithmetic: an exact root sum, or an enclosure that is refined on demand.
 *
 * Exact numbers are always ordered. Where an enclosure takes part, comparisons refine both sides until they separate,
 * or agree to 64 digits (`"?"`, which the judge calls a tie), or the budget ends (then the number turns unknown).
 */
export class PreciseReal implements Real {
  readonly #exact: RootSum | undefined;
  readonly #refine: Refinement;
  /** True where the number is known not to be negative, whatever its enclosure says. */
  readonly #nonNegative: boolean;
  #bits = 0;
  #ball: DyadicBall = DyadicBall.everything;
  #exhausted = false;
  /** Where this number is sqrt(x) of some x >= 0: that x. */
  #radicand: PreciseReal | undefined;
  #square: PreciseReal | undefined;
  /** Products that are not exact, by their other factor: one number each, hence equal to itself. */
  #products: WeakMap<PreciseReal, PreciseReal> | undefined;

  private constructor(exact: RootSum | undefined, refine: Refinement, nonNegative: boolean) {
    this.#exact = exact;
    this.#refine = refine;
    this.#nonNegative = nonNegative;
  }

  static readonly unknown = new PreciseReal(undefined, () => DyadicBall.everything, false);

  static exactly(value: RootSum): PreciseReal {
    return new PreciseReal(value, (bits) => value.ball(bits), false);
  }

  static rational(value: Rational): PreciseReal {
    return PreciseReal.exactly(RootSum.rational(value));
  }

  static fromNumber(value: number): PreciseReal {
    return PreciseReal.rational(Rational.fromNumber(value));
  }

  /** sqrt(value) for value >= 0, exactly. */
  static rootOf(value: Rational): PreciseReal {
    return PreciseReal.exactly(RootSum.squareRoot(value));
  }

  /** A number known by ever narrower enclosures. */
  static enclosed(refine: Refinement, sign: "any" | "nonNegative" = "any"): PreciseReal {
    return new PreciseReal(undefined, refine, sign === "nonNegative");
  }

  get arithmetic(): Arithmetic {
    return preciseArithmetic;
  }

  get evidence(): Evidence {
    return this.#exact === undefined ? "certified" : "exact";
  }

  /** The exact value where there is one. */
  get exact(): RootSum | undefined {
    return this.#exact;
  }

  get known(): boolean {
    if (this.#exact !== undefined) return true;
    for (const bits of LEVELS) {
      if (this.#exhausted) return false;
      if (this.at(bits).known) return !this.#exhausted;
    }
    return false;
  }

  get #isNonNegative(): boolean {
    return this.#exact === undefined ? this.#nonNegative : this.#exact.terms.every((term) => term.coefficient.sign > 0);
  }

  /** True where the number is certainly not zero. */
  get #leavesZero(): boolean {
    if (this.#exact !== undefined) return !this.#exact.isZero;
    return LEVELS.some((bits) => bits <= 256 && (this.at(bits).sign ?? 0) !== 0);
  }

  /** The enclosure at a working precision of at least so many bits. */
  at(atLeast: number): DyadicBall {
    if (atLeast <= this.#bits || this.#exhausted) return this.#ball;
    // Only a few precisions occur, so that what stands below computes each of them once.
    const bits = LEVELS.find((level) => level >= atLeast) ?? atLeast;
    try {
      const ball = this.#refine(bits);
      if (ball.known && (!this.#ball.known || ball.radiusBits <= this.#ball.radiusBits)) this.#ball = ball;
    } catch (error) {
      // A RangeError is BigInt's way to refuse a number of more than 2^30 bits.
      if (!(error instanceof BudgetExceeded || error instanceof RangeError)) throw error;
      this.#exhausted = true;
    }
    this.#bits = bits;
    return this.#ball;
  }

  plus(other: Real): PreciseReal {
    const right = precise(other);
    const a = this.#exact;
    const b = right.#exact;
    if (a?.isZero) return right;
    if (b?.isZero) return this;
    if (a !== undefined && b !== undefined) {
      const exact = a.plus(b);
      if (exact !== undefined) return PreciseReal.exactly(exact);
    }
    return new PreciseReal(
      undefined,
      (bits) => this.at(bits).plus(right.at(bits), bits),
      this.#isNonNegative && right.#isNonNegative,
    );
  }

  minus(other: Real): PreciseReal {
    return this.plus(precise(other).negate());
  }

  times(other: Real): PreciseReal {
    const right = precise(other);
    const a = this.#exact;
    const b = right.#exact;
    if ((a?.isZero && right.known) || (b?.isZero && this.known)) return PreciseReal.exactly(RootSum.zero);
    if (a?.isOne) return right;
    if (b?.isOne) return this;
    if (this === right) {
      this.#square ??= this.#radicand ?? this.#product(this);
      return this.#square;
    }
    return this.#product(right);
  }

  #product(right: PreciseReal): PreciseReal {
    const a = this.#exact;
    const b = right.#exact;
    if (a !== undefined && b !== undefined) {
      const exact = a.times(b);
      if (exact !== undefined) return PreciseReal.exactly(exact);
    }
    let product = this.#products?.get(right) ?? right.#products?.get(this);
    if (product === undefined) {
      product = new PreciseReal(
        undefined,
        (bits) => this.at(bits).times(right.at(bits), bits),
        this === right || (this.#isNonNegative && right.#isNonNegative),
      );
      this.#products ??= new WeakMap();
      this.#products.set(right, product);
    }
    return product;
  }

  over(other: Real): PreciseReal {
    const right = precise(other);
    const a = this.#exact;
    const b = right.#exact;
    if (b?.isZero) return PreciseReal.unknown;
    if (a?.isZero && right.#leavesZero) return this;
    if (b?.isOne) return this;
    if (a !== undefined && b !== undefined) {
      const exact = a.over(b);
      if (exact !== undefined) return PreciseReal.exactly(exact);
    }
    return new PreciseReal(
      undefined,
      (bits) => this.at(bits).over(right.at(bits), bits),
      this.#isNonNegative && right.#isNonNegative,
    );
  }

  negate(): PreciseReal {
    if (this.#exact !== undefined) return PreciseReal.exactly(this.#exact.negate());
    return new PreciseReal(undefined, (bits) => this.at(bits).negate(), false);
  }

  abs(): PreciseReal {
    if (this.#exact !== undefined) return this.#exact.sign < 0 ? this.negate() : this;
    return this.#nonNegative ? this : new PreciseReal(undefined, (bits) => this.at(bits).abs(), true);
  }

  sqrt(): PreciseReal {
    if (this.#exact !== undefined) {
      if (this.#exact.sign <= 0) return PreciseReal.exactly(RootSum.zero);
      const exact = this.#exact.squareRoot();
      if (exact !== undefined) return PreciseReal.exactly(exact);
    }
    const root = new PreciseReal(undefined, (bits) => this.at(bits).sqrt(bits), true);
    if (this.#isNonNegative) root.#radicand = this;
    return root;
  }

  max(other: Real): PreciseReal {
    const right = precise(other);
    switch (this.order(right)) {
      case ">":
      case ">=":
      case "=":
        return this;
      case "<":
      case "<=":
        return right;
      case "?":
        return new PreciseReal(
          undefined,
          (bits) => this.at(bits).max(right.at(bits), bits),
          this.#isNonNegative || right.#isNonNegative,
        );
    }
  }

  min(other: Real): PreciseReal {
    const right = precise(other);
    switch (this.order(right)) {
      case "<":
      case "<=":
      case "=":
        return this;
      case ">":
      case ">=":
        return right;
      case "?":
        return new PreciseReal(
          undefined,
          (bits) => this.at(bits).min(right.at(bits), bits),
          this.#isNonNegative && right.#isNonNegative,
        );
    }
  }

  power(exponent: number): PreciseReal {
    if (!Number.isSafeInteger(exponent) || exponent < 0)
      throw new RangeError(`a power needs an integer exponent >= 0, got ${exponent}`);
    if (exponent === 0) return PreciseReal.rational(Rational.one);
    if (exponent === 1) return this;
    if (exponent === 2) return this.times(this);
    if (this.#exact !== undefined) {
      const bits = this.#exact.terms.reduce((sum, { coefficient }) => sum + coefficient.bits, 1);
      if (bits * exponent <= MAX_POWER_BITS) {
        const exact = powerOf(this.#exact, exponent);
        if (exact !== undefined) return PreciseReal.exactly(exact);
      }
    }
    const growth = Math.ceil(Math.log2(exponent)) + 4;
    return new PreciseReal(
      undefined,
      (bits) => this.at(bits + growth).power(exponent, bits + growth),
      exponent % 2 === 0 || this.#isNonNegative,
    );
  }

  exp(): PreciseReal {
    if (this.#exact?.isZero) return PreciseReal.rational(Rational.one);
    return new PreciseReal(undefined, (bits) => exponential(this.at(bits + 32), bits), true);
  }

  log(): PreciseReal {
    if (this.#exact !== undefined) {
      if (this.#exact.sign <= 0) return PreciseReal.unknown;
      if (this.#exact.asRational?.equals(Rational.one)) return PreciseReal.exactly(RootSum.zero);
    }
    return new PreciseReal(undefined, (bits) => logarithm(this.at(bits), bits), false);
  }

  order(other: Real): Order {
    const right = precise(other);
    if (!this.known || !right.known) return "?";
    if (this === right) return "=";
    const a = this.#exact;
    const b = right.#exact;
    const p = a?.asRational;
    const q = b?.asRational;
    if (p !== undefined && q !== undefined) return orderOfSign(p.compare(q));
    let exactTried = a === undefined || b === undefined;
    let last = DyadicBall.everything;
    for (const bits of LEVELS) {
      if (bits > 256 && !exactTried && a !== undefined && b !== undefined) {
        exactTried = true;
        const sign = exactSign(a, b);
        if (sign !== undefined) return orderOfSign(sign);
      }
      const x = this.at(bits);
      const y = right.at(bits);
      last = x.minus(y, bits);
      if (last.sign !== undefined && (last.sign !== 0 || exactTried)) return orderOfSign(last.sign);
      // Equal to 64 digits: a tie, unless both sides are exact (then only exactness decides).
      if (exactTried && last.known && last.radiusBits <= Math.max(x.magnitudeBits, y.magnitudeBits) - TIE_BITS) break;
      if (this.#exhausted || right.#exhausted) break;
    }
    if (last.known && last.low >= 0n) return ">=";
    if (last.known && last.high <= 0n) return "<=";
    if (b?.isZero && this.#isNonNegative) return ">=";
    if (a?.isZero && right.#isNonNegative) return "<=";
    return "?";
  }

  toBall(): Enclosure {
    let ball = this.at(64);
    for (const bits of [128, 256, 512, 1024]) {
      if (ball.known && ball.radiusBits <= ball.magnitudeBits - 60) break;
      ball = this.at(bits);
    }
    return this.#exhausted && !ball.known ? toEnclosure(DyadicBall.everything) : toEnclosure(ball);
  }

  describe(digits: number): string {
    const wanted = Math.ceil(digits * 3.33) + 8;
    let ball = this.at(wanted + 16);
    for (let bits = 2 * wanted + 16; bits <= 1024; bits *= 2) {
      if (ball.known && ball.radiusBits <= ball.magnitudeBits - wanted) break;
      ball = this.at(bits);
    }
    return toDecimal(ball, digits);
  }
}

function precise(value: Real): PreciseReal {
  if (value instanceof PreciseReal) return value;
  throw new TypeError(`a number of "${value.arithmetic.name}" cannot be mixed with "${preciseArithmetic.name}"`);
}

function orderOfSign(sign: -1 | 0 | 1): Order {
  return sign < 0 ? "<" : sign > 0 ? ">" : "=";
}

/** The sign of a - b; undefined where the difference is too long to be written down, or too small to be told. */
function exactSign(a: RootSum, b: RootSum): -1 | 0 | 1 | undefined {
  const difference = a.minus(b);
  if (difference === undefined) return undefined;
  return difference.signWithin(EXACT_LIMIT_BITS);
}

function powerOf(base: RootSum, exponent: number): RootSum | undefined {
  let result: RootSum | undefined;
  let square: RootSum | undefined = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (square === undefined) return undefined;
    if (rest % 2 === 1) {
      result = result === undefined ? square : result.times(square);
      if (result === undefined) return undefined;
    }
    if (rest > 1) square = square.times(square);
  }
  return result;
}

/** Exact rationals and square roots; beyond them, enclosures that are refined on demand. */
export const preciseArithmetic: Arithmetic = {
  name: "exact rationals and square roots; enclosures to 64 digits beyond",
  digits: 64,
  number: (value) => (Number.isFinite(value) ? PreciseReal.fromNumber(value) : PreciseReal.unknown),
  rational: (text) => PreciseReal.rational(Rational.parse(text)),
  unknown: PreciseReal.unknown,
};
