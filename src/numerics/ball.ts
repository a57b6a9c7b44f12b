import { exponentialOf, logarithmOf } from "./elementary.js";
import { equalsDouble, nearestDouble, parseFraction } from "./parse-number.js";
import type { Arithmetic, Enclosure, Evidence, Order, Real } from "./real.js";
import {
  addDown,
  addUp,
  divideUp,
  LEAST_SUBNORMAL,
  multiplyUp,
  productErrorBound,
  quotientErrorBound,
  scaleByPowerOfTwo,
  scaleUp,
  squareRootDown,
  squareRootErrorBound,
  squareRootUp,
  sumErrorBound,
  UNIT_ROUNDOFF,
} from "./rounding.js";

/**
 * A real number known to lie in [mid - rad, mid + rad] (mid-rad arithmetic). `rad` accounts for every rounding on the way:
 * each operation adds the exact error of its own rounding where that is a double, else the bound u |result| + 2^-1074, and
 * is itself rounded up. So a result that is a double comes out with rad 0: 0.5 + 0.25, 2 * 3, 6 / 3, sqrt(9). Immutable.
 * @example
 * const root = Ball.exact(2).sqrt();
 * root.power(2).minus(Ball.exact(2)).abs().lower() <= 0; // → true
 */
export class Ball implements Real {
  readonly mid: number;
  readonly rad: number;
  /** True when an estimated error (an integrator's, say) went into the radius: evidence "float64", no certificate. */
  readonly estimated: boolean;

  /** A radius that is not >= 0 and finite, or a midpoint that is not finite, means that nothing is known. */
  constructor(mid: number, rad: number, estimated = false) {
    const known = rad >= 0 && rad < Number.POSITIVE_INFINITY && Number.isFinite(mid);
    this.mid = known ? mid + 0 : 0; // -0 + 0 is 0
    this.rad = known ? rad : Number.POSITIVE_INFINITY;
    this.estimated = estimated;
  }

  /** The real number that is this double; unknown for NaN and infinities. */
  static exact(value: number): Ball {
    return new Ball(value, 0);
  }

  static of(mid: number, rad: number): Ball {
    return new Ball(mid, rad);
  }

  /** A ball with an estimated radius: usable, but never a certificate. */
  static estimate(mid: number, rad: number): Ball {
    return new Ball(mid, rad, true);
  }

  /** The least ball, up to rounding, that contains [lower, upper]; unknown unless lower <= upper, both finite. */
  static between(lower: number, upper: number, estimated = false): Ball {
    if (!(lower <= upper)) return new Ball(0, Number.POSITIVE_INFINITY, estimated);
    const mid = lower === upper ? lower : lower / 2 + upper / 2;
    return new Ball(mid, Math.max(addUp(mid, -lower), addUp(upper, -mid)), estimated);
  }

  static unknown(): Ball {
    return UNKNOWN;
  }

  get arithmetic(): Arithmetic {
    return float64Arithmetic;
  }

  get evidence(): Evidence {
    return this.estimated ? "float64" : this.rad === 0 ? "exact" : "certified";
  }

  get known(): boolean {
    return this.rad < Number.POSITIVE_INFINITY;
  }

  /** A double <= the number; -Infinity where nothing is known. */
  lower(): number {
    return addDown(this.mid, -this.rad);
  }

  /** A double >= the number; Infinity where nothing is known. */
  upper(): number {
    return addUp(this.mid, this.rad);
  }

  plus(other: Real): Ball {
    const b = ballOf(other);
    const mid = this.mid + b.mid;
    return this.#make(mid, addUp(addUp(this.rad, b.rad), sumErrorBound(this.mid, b.mid, mid)), b);
  }

  minus(other: Real): Ball {
    return this.plus(ballOf(other).negate());
  }

  /** |x y - m n| <= |m| s + |n| r + r s for |x - m| <= r, |y - n| <= s. A ball times itself is its square. */
  times(other: Real): Ball {
    const b = ballOf(other);
    if (b === this) return this.power(2);
    if (!this.known || !b.known) return this.#make(0, Number.POSITIVE_INFINITY, b);
    const { mid, rad } = product(this, b);
    return this.#make(mid, rad, b);
  }

  /** |x/y - m/n| = |(x - m) - (m/n)(y - n)| / |y| <= (r + |m/n| s) / (|n| - s). */
  over(other: Real): Ball {
    const b = ballOf(other);
    const least = addDown(Math.abs(b.mid), -b.rad);
    if (!this.known || !(least > 0)) return this.#make(0, Number.POSITIVE_INFINITY, b);
    const mid = this.mid / b.mid;
    const rounding = quotientErrorBound(this.mid, b.mid, mid);
    const spread = divideUp(addUp(this.rad, multiplyUp(addUp(Math.abs(mid), rounding), b.rad)), least);
    return this.#make(mid, addUp(spread, rounding), b);
  }

  /** The number times 2^exponent: exact but where the result is too small for 53 bits. */
  timesPowerOfTwo(exponent: number): Ball {
    const mid = scaleByPowerOfTwo(this.mid, exponent);
    const rounding = scaleByPowerOfTwo(mid, -exponent) === this.mid ? 0 : LEAST_SUBNORMAL;
    return new Ball(mid, addUp(scaleUp(this.rad, exponent), rounding), this.estimated);
  }

  negate(): Ball {
    return new Ball(-this.mid, this.rad, this.estimated);
  }

  abs(): Ball {
    if (Math.abs(this.mid) >= this.rad) return new Ball(Math.abs(this.mid), this.rad, this.estimated);
    return Ball.between(0, addUp(Math.abs(this.mid), this.rad), this.estimated);
  }

  /** Square root of max(x, 0): |sqrt(x) - sqrt(m)| = |x - m| / (sqrt(x) + sqrt(m)). */
  sqrt(): Ball {
    const lower = this.lower();
    if (!(lower > 0)) {
      const upper = this.upper();
      return Ball.between(0, upper > 0 ? squareRootUp(upper) : 0, this.estimated);
    }
    const mid = Math.sqrt(this.mid);
    const spread = divideUp(this.rad, addDown(squareRootDown(this.mid), squareRootDown(lower)));
    return new Ball(mid, addUp(spread, squareRootErrorBound(this.mid, mid)), this.estimated);
  }

  max(other: Real): Ball {
    const b = ballOf(other);
    const order = this.order(b);
    if (order === "?")
      return Ball.between(
        Math.max(this.lower(), b.lower()),
        Math.max(this.upper(), b.upper()),
        this.estimated || b.estimated,
      );
    const larger = order === "<" || order === "<=" ? b : this;
    return this.#make(larger.mid, larger.rad, b);
  }

  min(other: Real): Ball {
    return this.negate().max(ballOf(other).negate()).negate();
  }

  /** |x^k - m^k| <= k r (|m| + r)^(k-1); an even power is not negative. */
  power(exponent: number): Ball {
    if (!Number.isInteger(exponent) || exponent < 0)
      throw new RangeError(`a power's exponent must be an integer >= 0, got ${exponent}`);
    if (exponent === 0) return new Ball(1, 0, this.estimated);
    if (exponent === 1 || !this.known) return this;
    const centre = powerOfDouble(this.mid, exponent);
    if (this.rad === 0) return new Ball(centre.mid, centre.rad, this.estimated);
    const reach = powerOfDouble(addUp(Math.abs(this.mid), this.rad), exponent - 1).upper();
    const rad = addUp(centre.rad, multiplyUp(multiplyUp(exponent, this.rad), reach));
    const result = new Ball(centre.mid, rad, this.estimated);
    return exponent % 2 === 0 && result.lower() < 0 ? Ball.between(0, result.upper(), this.estimated) : result;
  }

  /** e^x: |e^x - e^m| <= e^m (e^r - 1), and e^r - 1 <= r (1 + r) for 0 <= r <= 1. */
  exp(): Ball {
    if (!this.known) return this;
    if (this.rad > 1) return increasing(exponentialOf, this, 0);
    const { mid, rad } = exponentialOf(this.mid);
    const spread = multiplyUp(addUp(mid, rad), multiplyUp(this.rad, addUp(1, this.rad)));
    return new Ball(mid, addUp(rad, spread), this.estimated);
  }

  /** ln x, unknown unless certainly x > 0: |ln x - ln m| <= r / (m - r). */
  log(): Ball {
    const lower = this.lower();
    if (!(lower > 0)) return new Ball(0, Number.POSITIVE_INFINITY, this.estimated);
    if (this.rad > this.mid / 8) return increasing(logarithmOf, this, Number.NEGATIVE_INFINITY);
    const { mid, rad } = logarithmOf(this.mid);
    return new Ball(mid, addUp(rad, divideUp(this.rad, lower)), this.estimated);
  }

  order(other: Real): Order {
    const b = ballOf(other);
    if (!this.known || !b.known) return "?";
    // A ball stands for one real number, however little is known of it.
    if (b === this) return "=";
    if (this.rad === 0 && b.rad === 0) return this.mid < b.mid ? "<" : this.mid > b.mid ? ">" : "=";
    const below = this.upper() - b.lower(); // the sign of a difference of doubles is exact
    if (below <= 0) return below < 0 ? "<" : "<=";
    const above = this.lower() - b.upper();
    if (above >= 0) return above > 0 ? ">" : ">=";
    return "?";
  }

  toBall(): Enclosure {
    return { mid: this.mid, rad: this.rad };
  }

  /** "0.5", "1.4142135623730951 ± 1.1e-16", "unknown"; what is printed of the radius is rounded up. */
  describe(digits: number): string {
    if (!this.known) return "unknown";
    const wanted = Math.min(100, Math.max(1, Math.trunc(digits)));
    if (this.rad === 0) return withoutTrailingZeros(this.mid.toPrecision(wanted));
    // Printing the midpoint with 17 digits or more moves it by less than 2^-53 |mid|.
    const printed = addUp(this.rad, multiplyUp(Math.abs(this.mid), UNIT_ROUNDOFF));
    return `${this.mid.toPrecision(Math.max(17, wanted))} ± ${roundedUp(printed)}`;
  }

  #make(mid: number, rad: number, other: Ball): Ball {
    return new Ball(mid, rad, this.estimated || other.estimated);
  }
}

function ballOf(other: Real): Ball {
  if (other instanceof Ball) return other;
  throw new TypeError(`float64 balls combine with float64 balls only, got a number in ${other.arithmetic.name}`);
}

function product(a: Enclosure, b: Enclosure): Enclosure {
  const mid = a.mid * b.mid;
  const spread = addUp(multiplyUp(Math.abs(a.mid), b.rad), multiplyUp(addUp(Math.abs(b.mid), b.rad), a.rad));
  return { mid, rad: addUp(spread, productErrorBound(a.mid, b.mid, mid)) };
}

/** x^exponent by repeated squaring, for one double. */
function powerOfDouble(x: number, exponent: number): Ball {
  let result: Enclosure = { mid: 1, rad: 0 };
  let square: Enclosure = { mid: x, rad: 0 };
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = product(result, square);
    if (rest > 1) square = product(square, square);
  }
  return new Ball(result.mid, result.rad);
}

/** The range of an increasing function over a ball, cut off below at `floor`. */
function increasing(f: (x: number) => Enclosure, ball: Ball, floor: number): Ball {
  const low = f(ball.lower());
  const high = f(ball.upper());
  return Ball.between(Math.max(floor, addDown(low.mid, -low.rad)), addUp(high.mid, high.rad), ball.estimated);
}

function withoutTrailingZeros(text: string): string {
  return text.replace(/(\.\d*?)0+(?=e|$)/, "$1").replace(/\.(?=e|$)/, "");
}

/** Two significant digits of a radius, not less than it. */
function roundedUp(radius: number): string {
  const text = radius.toPrecision(2);
  return Number(text) >= radius ? text : (radius * 1.06).toPrecision(2); // the next two-digit number is at most 10 % more
}

const UNKNOWN = new Ball(0, Number.POSITIVE_INFINITY);

/** Rationals that were written as text: claims write the same few in every trial, and parsing is dear. */
const RATIONALS = new Map<string, Ball>();
const MOST_RATIONALS = 1000;

function rationalBall(text: string): Ball {
  const known = RATIONALS.get(text);
  if (known !== undefined) return known;
  const ball = parsedBall(text);
  if (RATIONALS.size < MOST_RATIONALS) RATIONALS.set(text, ball);
  return ball;
}

function parsedBall(text: string): Ball {
  const fraction = parseFraction(text);
  if (fraction === undefined)
    throw new RangeError(`"${text}" is no rational number; write it like "4/9", "0.1" or "-1e-3"`);
  const mid = nearestDouble(fraction);
  if (!Number.isFinite(mid)) return UNKNOWN;
  const rad = equalsDouble(fraction, mid) ? 0 : addUp(multiplyUp(Math.abs(mid), UNIT_ROUNDOFF), LEAST_SUBNORMAL);
  return new Ball(mid, rad);
}

/** Float64 with rigorous radii. */
export const float64Arithmetic: Arithmetic = {
  name: "float64 balls",
  digits: 16,
  number: (value) => Ball.exact(value),
  rational: rationalBall,
  unknown: UNKNOWN,
};
