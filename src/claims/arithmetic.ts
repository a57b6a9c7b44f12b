import type { Arithmetic, Enclosure, Evidence, Order, Real } from "../numerics/real.js";

/**
 * What claim code may write where a number is expected: a Real of the instance, a double (that double exactly), or the
 * text of a rational ("4/9": that rational exactly).
 */
export type Operand = Real | number | string;

/**
 * A literal, or an expression of literals only: it waits for the arithmetic of the first Real it meets.
 * `minus("4/9", 1)` is exact in both arithmetics for this reason.
 */
class Constant implements Real {
  readonly arithmetic: Arithmetic = CONSTANTS;
  readonly evidence: Evidence = "exact";
  readonly known = true;
  readonly #build: (arithmetic: Arithmetic) => Real;

  constructor(build: (arithmetic: Arithmetic) => Real) {
    this.#build = build;
  }

  in(arithmetic: Arithmetic): Real {
    // Built anew each time: numbers of the second arithmetic remember their refinements, which must not outlive a trial.
    return this.#build(arithmetic);
  }

  plus(other: Real): Real {
    return binary(this, other, (a, b) => a.plus(b));
  }
  minus(other: Real): Real {
    return binary(this, other, (a, b) => a.minus(b));
  }
  times(other: Real): Real {
    return binary(this, other, (a, b) => a.times(b));
  }
  over(other: Real): Real {
    return binary(this, other, (a, b) => a.over(b));
  }
  max(other: Real): Real {
    return binary(this, other, (a, b) => a.max(b));
  }
  min(other: Real): Real {
    return binary(this, other, (a, b) => a.min(b));
  }
  negate(): Real {
    return new Constant((arithmetic) => this.in(arithmetic).negate());
  }
  abs(): Real {
    return new Constant((arithmetic) => this.in(arithmetic).abs());
  }
  sqrt(): Real {
    return new Constant((arithmetic) => this.in(arithmetic).sqrt());
  }
  power(exponent: number): Real {
    return new Constant((arithmetic) => this.in(arithmetic).power(exponent));
  }
  exp(): Real {
    return new Constant((arithmetic) => this.in(arithmetic).exp());
  }
  log(): Real {
    return new Constant((arithmetic) => this.in(arithmetic).log());
  }
  order(other: Real): Order {
    if (other instanceof Constant) throw new TypeError("two literals have no order before an arithmetic is chosen");
    return this.in(other.arithmetic).order(other);
  }
  toBall(): Enclosure {
    throw new TypeError("a literal has no enclosure before an arithmetic is chosen");
  }
  describe(): string {
    return "constant";
  }
}

const CONSTANTS: Arithmetic = {
  name: "literals",
  digits: Number.POSITIVE_INFINITY,
  number: (value) => literal(value),
  rational: (text) => literal(text),
  get unknown(): Real {
    return new Constant((arithmetic) => arithmetic.unknown);
  },
};

function literal(value: number | string): Constant {
  if (typeof value === "number") {
    if (!Number.isFinite(value)) return new Constant((arithmetic) => arithmetic.unknown);
    return new Constant((arithmetic) => arithmetic.number(value));
  }
  const known = RATIONALS.get(value);
  if (known !== undefined) return known;
  if (!/^\s*[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?\s*(\/\s*\d+\s*)?$/i.test(value))
    throw new RangeError(`"${value}" is no rational number; write it like "4/9", "0.1" or "-1e-3"`);
  const constant = new Constant((arithmetic) => arithmetic.rational(value));
  if (RATIONALS.size < MOST_RATIONALS) RATIONALS.set(value, constant);
  return constant;
}

/** Rationals that were written as text: claims write the same few in every trial. */
const RATIONALS = new Map<string, Constant>();
const MOST_RATIONALS = 1000;

function real(operand: Operand): Real {
  if (typeof operand === "number" || typeof operand === "string") return literal(operand);
  if (operand === undefined || operand === null || typeof operand.order !== "function")
    throw new TypeError(
      `expected a quantity of the instance, a number or a rational like "4/9", got ${operand === null ? "null" : typeof operand}; is the quantity's name misspelt? (type-check the claim file to see)`,
    );
  return operand;
}

function binary(left: Operand, right: Operand, operation: (a: Real, b: Real) => Real): Real {
  const a = real(left);
  const b = real(right);
  if (a instanceof Constant) {
    if (b instanceof Constant) return new Constant((arithmetic) => operation(a.in(arithmetic), b.in(arithmetic)));
    return operation(a.in(b.arithmetic), b);
  }
  return operation(a, b instanceof Constant ? b.in(a.arithmetic) : b);
}

/** The operand as a Real of the given arithmetic. */
export function realIn(operand: Operand, arithmetic: Arithmetic): Real {
  const value = real(operand);
  return value instanceof Constant ? value.in(arithmetic) : value;
}

/**
 * left + right
 * @example
 * plus(Ball.exact(1), "1/2").toBall(); // → {"mid":1.5,"rad":0}
 */
export const plus = (left: Operand, right: Operand): Real => binary(left, right, (a, b) => a.plus(b));
/**
 * left - right
 * @example
 * minus(1, Ball.exact(0.25)).toBall(); // → {"mid":0.75,"rad":0}
 */
export const minus = (left: Operand, right: Operand): Real => binary(left, right, (a, b) => a.minus(b));
/**
 * left * right
 * @example
 * times(Ball.exact(3), 0.5).toBall(); // → {"mid":1.5,"rad":0}
 */
export const times = (left: Operand, right: Operand): Real => binary(left, right, (a, b) => a.times(b));
/**
 * left / right; unknown where the divisor may be zero.
 * @example
 * over(Ball.exact(3), 2).toBall(); // → {"mid":1.5,"rad":0}
 * over(1, new Ball(0, 1)).known; // → false
 */
export const over = (left: Operand, right: Operand): Real => binary(left, right, (a, b) => a.over(b));
/**
 * The larger of the two.
 * @example
 * largest(Ball.exact(1), 2, "5/2").toBall(); // → {"mid":2.5,"rad":0}
 */
export const largest = (first: Operand, ...rest: readonly Operand[]): Real =>
  rest.reduce<Real>((a, b) => binary(a, b, (x, y) => x.max(y)), real(first));
/**
 * The smaller of the two.
 * @example
 * smallest(Ball.exact(1), 2, "5/2").toBall(); // → {"mid":1,"rad":0}
 */
export const smallest = (first: Operand, ...rest: readonly Operand[]): Real =>
  rest.reduce<Real>((a, b) => binary(a, b, (x, y) => x.min(y)), real(first));
/**
 * -x
 * @example
 * negate(Ball.exact(2)).toBall(); // → {"mid":-2,"rad":0}
 */
export const negate = (x: Operand): Real => real(x).negate();
/**
 * |x|
 * @example
 * absolute(Ball.exact(-2)).toBall(); // → {"mid":2,"rad":0}
 */
export const absolute = (x: Operand): Real => real(x).abs();
/**
 * Square root of max(x, 0).
 * @example
 * squareRoot(Ball.exact(4)).toBall(); // → {"mid":2,"rad":0}
 * squareRoot(new Ball(-1, 0)).toBall(); // → {"mid":0,"rad":0}
 */
export const squareRoot = (x: Operand): Real => real(x).sqrt();
/**
 * x * x
 * @example
 * square(Ball.exact(-3)).toBall(); // → {"mid":9,"rad":0}
 */
export const square = (x: Operand): Real => real(x).power(2);
/**
 * x^exponent for an integer exponent >= 0; x^0 = 1.
 * @example
 * power(Ball.exact(2), 10).toBall(); // → {"mid":1024,"rad":0}
 */
export const power = (x: Operand, exponent: number): Real => real(x).power(exponent);
/**
 * e^x
 * @example
 * exponential(Ball.exact(0)).toBall().mid; // → 1
 */
export const exponential = (x: Operand): Real => real(x).exp();
/**
 * Natural logarithm of x > 0.
 * @example
 * logarithm(Ball.exact(1)).toBall(); // → {"mid":0,"rad":0}
 */
export const logarithm = (x: Operand): Real => real(x).log();
/**
 * max(x, 0)
 * @example
 * positivePart(Ball.exact(-2)).toBall(); // → {"mid":0,"rad":0}
 */
export const positivePart = (x: Operand): Real => largest(x, 0);
/**
 * The sum of all terms; 0 for none.
 * @example
 * sum(Ball.exact(1), 2, "1/2").toBall(); // → {"mid":3.5,"rad":0}
 */
export const sum = (...terms: readonly Operand[]): Real => terms.reduce<Real>((a, b) => plus(a, b), literal(0));
/**
 * The product of all factors; 1 for none.
 * @example
 * product(Ball.exact(3), 2, "1/2").toBall(); // → {"mid":3,"rad":0}
 */
export const product = (...factors: readonly Operand[]): Real =>
  factors.reduce<Real>((a, b) => times(a, b), literal(1));
