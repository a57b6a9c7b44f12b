import { DyadicBall } from "./dyadic-ball.js";
import { bitLength } from "./integers.js";

/** Whether the number sought is at most t * 2^exponent (or below it: the bracket does not care); undefined if unsure. */
export type RootTest = (t: bigint, exponent: number) => boolean | undefined;

/** Where in the bracket to cut, in 64ths: off the middle when the test cannot decide there. */
const CUTS = [32n, 29n, 37n, 23n, 43n];

/** Below 2^-20000 a number is not pursued any further: it may be zero. */
const LOWEST_EXPONENT = -20_000;

/** A number in [0, bound], enclosed by bisection with a test. The bracket only ever shrinks. */
export class RootBracket {
  readonly #test: RootTest;
  #low = 0n;
  #high: bigint;
  #exponent = 0;
  #stuck = false;

  constructor(bound: bigint, test: RootTest) {
    this.#high = bound;
    this.#test = test;
  }

  /** An enclosure of relative width about 2^-bits, or wider where the test cannot decide. */
  enclosure(bits: number): DyadicBall {
    while (!this.#stuck && bitLength(this.#high - this.#low) > bitLength(this.#high) - bits) this.#bisect();
    return DyadicBall.between(this.#low, this.#high, this.#exponent, bits + 64);
  }

  #bisect(): void {
    if (this.#exponent < LOWEST_EXPONENT) {
      this.#stuck = true;
      return;
    }
    // Refine the unit until the bracket is 64 units wide, so that every cut is an integer strictly inside.
    while (this.#high - this.#low < 64n) {
      this.#low <<= 6n;
      this.#high <<= 6n;
      this.#exponent -= 6;
    }
    for (const cut of CUTS) {
      const middle = this.#low + ((this.#high - this.#low) * cut) / 64n;
      const below = this.#test(middle, this.#exponent);
      if (below === undefined) continue;
      if (below) this.#high = middle;
      else this.#low = middle;
      return;
    }
    this.#stuck = true;
  }
}
