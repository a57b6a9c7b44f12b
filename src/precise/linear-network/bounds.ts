import { DyadicBall } from "../dyadic-ball.js";
import { bitLength } from "../integers.js";

/** Precision of bounds that need no more than an order of magnitude. */
export const BOUND_BITS = 48;

/** The upper end as a number without radius, cut upward to 48 bits; nothing stays nothing. */
export function upperEnd(x: DyadicBall): DyadicBall {
  if (!x.known) return x;
  const excess = bitLength(x.high) - BOUND_BITS;
  if (excess <= 0) return DyadicBall.of(x.high, x.exponent);
  return DyadicBall.of((x.high >> BigInt(excess)) + 1n, x.exponent + excess);
}

/** An upper bound of sum_i a_i b_(k - i) */
export function convolved(a: readonly DyadicBall[], b: readonly DyadicBall[], k: number): DyadicBall {
  let sum = DyadicBall.zero;
  for (let i = Math.max(0, k - b.length + 1); i <= Math.min(k, a.length - 1); i++)
    sum = sum.plus(a[i].times(b[k - i], BOUND_BITS), BOUND_BITS);
  return upperEnd(sum);
}

/** An upper bound of the sum. */
export function total(terms: readonly DyadicBall[]): DyadicBall {
  return upperEnd(terms.reduce((sum, term) => sum.plus(term, BOUND_BITS), DyadicBall.zero));
}
