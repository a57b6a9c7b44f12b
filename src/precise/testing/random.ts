import { Rational } from "../rational.js";

/** A small deterministic generator for the tests of precise/ (xorshift on 32 bits). */
export class TestRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 1;
  }

  /** An integer in [0, bound). */
  below(bound: number): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) % bound;
  }

  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** A signed integer of up to so many bits, short ones included. */
  integer(bits: number): bigint {
    let value = 0n;
    for (let length = this.below(bits + 1); length > 0; length -= 16)
      value = (value << 16n) | BigInt(this.below(Math.min(65536, 2 ** length)));
    return this.below(2) === 0 ? value : -value;
  }

  /** A double of any size: zero, subnormal, tiny, common, huge. */
  double(): number {
    const mantissa = (this.below(2 ** 31) * 2 ** 22 + this.below(2 ** 22)) * (this.below(2) === 0 ? 1 : -1);
    const exponents = [-1127, -1074, -600, -60, -53, -52, -30, 0, 400, 900];
    const kind = this.below(8);
    if (kind === 0) return this.between(-4, 4);
    if (kind === 1) return this.between(-64, 64) / 64;
    const scaled = (mantissa * 2 ** -500 * 2 ** exponents[this.below(exponents.length)]) / 2 ** -500;
    return Number.isFinite(scaled) ? scaled : mantissa;
  }

  rational(bits: number): Rational {
    let denominator = this.integer(bits);
    if (denominator === 0n) denominator = 1n;
    return Rational.of(this.integer(bits), denominator, this.between(-bits, bits));
  }
}
