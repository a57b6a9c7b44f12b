/**
 * The number that a claim sees: a real number known through one of two arithmetics.
 *
 * `Ball` (float64 with a rigorous radius) implements it in numerics/, `PreciseReal` implements it again in precise/
 * without sharing any code. A claim is written once against this interface and judged in either arithmetic.
 * Operations never throw for numerical reasons: what is not known is a Real with `known === false`.
 */

/** How a quantity was obtained: without any rounding, with a rigorous error bound, or with an estimated error. */
export type Evidence = "exact" | "certified" | "float64" | "float32";

/**
 * The strongest order relation that is certain between two Reals; `"?"` where their enclosures overlap or one of them
 * is unknown. `"<="` means certainly not greater, with equality possible.
 */
export type Order = "<" | "<=" | "=" | ">=" | ">" | "?";

/** A real number known to lie in [mid - rad, mid + rad]; `rad === Infinity` says that nothing is known. */
export interface Enclosure {
  readonly mid: number;
  readonly rad: number;
}

/** One way of computing with real numbers; the source of literals for `plus(1, x)` and `over("4/9", x)`. */
export interface Arithmetic {
  /** Name as reports show it: `"float64 balls"`, `"exact rationals and square roots"`. */
  readonly name: string;
  /** Decimal digits to which this arithmetic can separate two sides: 16 for float64, 60 or more for precise/. */
  readonly digits: number;
  /** The Real that is exactly this double. */
  number(value: number): Real;
  /** The Real that is exactly this rational: `"4/9"`, `"0.1"`, `"-1e-3"`. Throws a RangeError on other text. */
  rational(text: string): Real;
  /** The Real of which nothing is known. */
  readonly unknown: Real;
}

/** A real number in some arithmetic. All arguments must be of the same arithmetic as `this`. */
export interface Real {
  readonly arithmetic: Arithmetic;
  readonly evidence: Evidence;
  /** False when nothing is known (a failed certificate, a division by an enclosure of zero, an overflow). */
  readonly known: boolean;
  plus(other: Real): Real;
  minus(other: Real): Real;
  times(other: Real): Real;
  /** Quotient; unknown when the divisor's enclosure contains zero. */
  over(other: Real): Real;
  negate(): Real;
  abs(): Real;
  /** Square root of max(x, 0). */
  sqrt(): Real;
  max(other: Real): Real;
  min(other: Real): Real;
  /** Power with an integer exponent >= 0; x^0 = 1, also for x = 0. Throws a RangeError for any other exponent. */
  power(exponent: number): Real;
  exp(): Real;
  /** Natural logarithm; unknown unless the number is certainly positive. */
  log(): Real;
  order(other: Real): Order;
  /** An enclosure by doubles, rounded outward. */
  toBall(): Enclosure;
  /** Decimal text with at least `digits` significant digits where that many are known, for reports. */
  describe(digits: number): string;
}
