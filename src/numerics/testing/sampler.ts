import { Matrix } from "../matrix.js";

/** A small deterministic stream of test numbers (Marsaglia's xorshift, 32 bits). */
export class Sampler {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0 || 1;
  }

  /** Uniform on the multiples of 2^-32 in [0, 1). */
  unit(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) / 2 ** 32;
  }

  integer(least: number, most: number): number {
    return least + Math.floor(this.unit() * (most - least + 1));
  }

  /** Full 53-bit mantissa, uniform in (-1, 1). */
  signed(): number {
    return (this.unit() + this.unit() * 2 ** -32) * (this.unit() < 0.5 ? -1 : 1);
  }

  /** A number of the awkward kinds: integers, dyadics, whole exponent range, subnormals, neighbours of powers of two, zero. */
  awkward(): number {
    switch (this.integer(0, 8)) {
      case 0:
        return this.integer(-20, 20);
      case 1:
        return this.integer(-64, 64) / 64;
      case 2:
        return this.signed() * 2 ** this.integer(-1070, 1023);
      case 3:
        return this.integer(-1000, 1000) * 2 ** -1074;
      case 4:
        return (1 + this.integer(-2, 2) * 2 ** -52) * 2 ** this.integer(-60, 60) * (this.unit() < 0.5 ? -1 : 1);
      case 5:
        return this.signed() * 2 ** this.integer(-540, -480);
      case 6:
        return this.unit() < 0.2 ? 0 : this.signed() * 2 ** this.integer(480, 540);
      default:
        return this.signed() * 2 ** this.integer(-3, 3);
    }
  }

  matrix(rows: number, columns: number, entry: () => number): Matrix {
    return new Matrix(rows, columns, new Float64Array(rows * columns).map(entry));
  }
}
