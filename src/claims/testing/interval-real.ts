import type { Arithmetic, Enclosure, Evidence, Order, Real } from "../../numerics/real.js";

/**
 * A toy arithmetic for tests of the vocabulary: closed intervals with small integer or dyadic ends, on which doubles
 * are exact. Shares nothing with Ball or PreciseReal, so a defect there cannot hide a defect here.
 */
export class IntervalReal implements Real {
  readonly arithmetic: Arithmetic;
  readonly lower: number;
  readonly upper: number;

  constructor(lower: number, upper: number = lower, arithmetic: Arithmetic = intervals) {
    this.lower = lower;
    this.upper = upper;
    this.arithmetic = arithmetic;
  }

  get known(): boolean {
    return Number.isFinite(this.lower) && Number.isFinite(this.upper);
  }
  get evidence(): Evidence {
    return this.lower === this.upper ? "exact" : "certified";
  }
  #all(other: Real, f: (a: number, b: number) => number): IntervalReal {
    const { lower, upper } = other as IntervalReal;
    const ends = [f(this.lower, lower), f(this.lower, upper), f(this.upper, lower), f(this.upper, upper)];
    return new IntervalReal(Math.min(...ends), Math.max(...ends), this.arithmetic);
  }
  plus(other: Real): Real {
    return this.#all(other, (a, b) => a + b);
  }
  minus(other: Real): Real {
    return this.#all(other, (a, b) => a - b);
  }
  times(other: Real): Real {
    return this.#all(other, (a, b) => a * b);
  }
  over(other: Real): Real {
    const { lower, upper } = other as IntervalReal;
    if (lower <= 0 && upper >= 0) return this.arithmetic.unknown;
    return this.#all(other, (a, b) => a / b);
  }
  negate(): Real {
    return new IntervalReal(-this.upper, -this.lower, this.arithmetic);
  }
  abs(): Real {
    const ends = [Math.abs(this.lower), Math.abs(this.upper)];
    return new IntervalReal(
      this.lower <= 0 && this.upper >= 0 ? 0 : Math.min(...ends),
      Math.max(...ends),
      this.arithmetic,
    );
  }
  sqrt(): Real {
    return new IntervalReal(Math.sqrt(Math.max(0, this.lower)), Math.sqrt(Math.max(0, this.upper)), this.arithmetic);
  }
  max(other: Real): Real {
    return this.#all(other, Math.max);
  }
  min(other: Real): Real {
    return this.#all(other, Math.min);
  }
  power(exponent: number): Real {
    let result: Real = this.arithmetic.number(1);
    for (let i = 0; i < exponent; i++) result = result.times(this);
    return result;
  }
  exp(): Real {
    return new IntervalReal(2 ** this.lower, 4 ** this.upper, this.arithmetic);
  }
  log(): Real {
    return this.arithmetic.unknown;
  }
  order(other: Real): Order {
    const b = other as IntervalReal;
    if (this.upper < b.lower) return "<";
    if (this.lower > b.upper) return ">";
    if (this.lower === this.upper && b.lower === b.upper) return "=";
    if (this.upper === b.lower) return "<=";
    if (this.lower === b.upper) return ">=";
    return "?";
  }
  toBall(): Enclosure {
    if (!this.known) return { mid: 0, rad: Number.POSITIVE_INFINITY };
    return { mid: this.lower / 2 + this.upper / 2, rad: this.upper / 2 - this.lower / 2 };
  }
  describe(): string {
    return this.lower === this.upper ? String(this.lower) : `[${this.lower}, ${this.upper}]`;
  }
}

function make(digits: number): Arithmetic {
  const arithmetic: Arithmetic = {
    name: `intervals to ${digits} digits`,
    digits,
    number: (value) => new IntervalReal(value, value, arithmetic),
    rational: (text) => {
      const [numerator, denominator = "1"] = text.split("/");
      return new IntervalReal(
        Number(numerator) / Number(denominator),
        Number(numerator) / Number(denominator),
        arithmetic,
      );
    },
    get unknown(): Real {
      return new IntervalReal(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, arithmetic);
    },
  };
  return arithmetic;
}

/** Intervals posing as the first and as the second arithmetic. */
export const intervals: Arithmetic = make(16);
export const preciseIntervals: Arithmetic = make(64);
