import { Ball } from "./ball.js";
import type { Enclosure } from "./real.js";
import { addUp, LEAST_SUBNORMAL, multiplyUp, sumRemainder } from "./rounding.js";

/**
 * Sine and cosine from + - * / alone, with derived error bounds: Math.sin and Math.cos differ between builds and promise
 * nothing. u = 2^-53 throughout.
 */

/** pi/2 = QUARTER_HIGH + QUARTER_LOW + e: QUARTER_HIGH has 33 bits, so k QUARTER_HIGH is exact for |k| < 2^20; |e| < 2^-86. */
const QUARTER_HIGH = 6746518852 / 4294967296;
const QUARTER_LOW = 6.077100506506192e-11;

/** Beyond, the quarter turns are not counted: all that is said is that sine and cosine lie in [-1, 1]. */
const GREATEST_ARGUMENT = 2 ** 20;
const RELATIVE_ERROR = 4 * 2 ** -53;
/** Of the reduced argument, where it is reduced at all */
const REDUCTION_ERROR = 2 ** -64;

/** -1/3!, 1/5!, ..., -1/19! and 1/4!, -1/6!, ..., 1/20!; all these factorials are doubles. */
const SINE_COEFFICIENTS = signedReciprocals(3, 19, -1);
const COSINE_COEFFICIENTS = signedReciprocals(4, 20, 1);

function signedReciprocals(first: number, last: number, sign: number): readonly number[] {
  const result: number[] = [];
  let factorial = 1;
  for (let k = 2; k <= last; k++) {
    factorial *= k;
    if (k >= first && (k - first) % 2 === 0) result.push((sign * (result.length % 2 === 0 ? 1 : -1)) / factorial);
  }
  return result;
}

const horner = (coefficients: readonly number[], square: number): number =>
  coefficients.reduceRight((sum, coefficient) => sum * square + coefficient, 0);

/**
 * Enclosure of sin x; relative error at most 4u for |x| < 0.785, else 4u and 2^-64 absolute; [-1, 1] for |x| > 2^20.
 *
 * x = k pi/2 + r, |r| <= 0.7855. h = x - k QUARTER_HIGH is exact: for k != 0, |x| > 1/2, so both are multiples of 2^-53, and
 * |h| < 1. r = high + low is the two-sum of h and -k QUARTER_LOW; that product errs by at most 2^-66 (|k| < 2^20, the product is
 * below 2^-11), e by 2^-66: REDUCTION_ERROR covers both, as sine and cosine are 1-Lipschitz.
 *
 * sin r = high + (low + high^3 Q(high^2)): cut after r^19/19!, at a cost below 2^-72 |r|. |high^3 Q| <= 0.103 |r| errs by at most 8u
 * relative (Horner 4u: each step's error is damped by r^2/20; three products and the coefficient), so by 0.83u |r|; leaving out
 * low (cos r - 1) costs 0.3 u |r| (|low| <= u |high|), the inner sum 0.11u |r|, the last one 1u: less than 2.3u |r| <= 2.6u |sin r|.
 * cos r = w + ((1 - w) - z/2 + z^2 Q(z) - high low), z = high^2, w = 1 - z/2: 1 - w is exact, z/2 errs by 0.31u, z^2 Q <= 0.016 by 0.13u,
 * the inner sum by 0.35u, what is left out of low by 0.1u, the last sum by 0.5u: less than 1.5u <= 2.2u cos r, as cos r > 0.707.
 */
export const sineOf = (x: number): Enclosure => quarterTurned(x, 0);

/** Enclosure of cos x = sin(x + pi/2), with the errors of `sineOf`. */
export const cosineOf = (x: number): Enclosure => quarterTurned(x, 1);

function quarterTurned(x: number, turns: 0 | 1): Enclosure {
  if (x === 0) return { mid: turns, rad: 0 };
  if (!(Math.abs(x) <= GREATEST_ARGUMENT)) return { mid: 0, rad: 1 };
  const k = Math.round(x * (2 / Math.PI));
  const h = x - k * QUARTER_HIGH;
  const tail = -(k * QUARTER_LOW);
  const high = h + tail;
  const low = sumRemainder(h, tail, high);
  const quarter = (((k + turns) % 4) + 4) % 4;
  const value = quarter % 2 === 0 ? sineNear(high, low) : cosineNear(high, low);
  const reduction = k === 0 ? 0 : REDUCTION_ERROR;
  const rad = addUp(addUp(multiplyUp(Math.abs(value), RELATIVE_ERROR), reduction), LEAST_SUBNORMAL);
  return { mid: quarter < 2 ? value : -value, rad };
}

function sineNear(high: number, low: number): number {
  const square = high * high;
  return high + (low + high * square * horner(SINE_COEFFICIENTS, square));
}

function cosineNear(high: number, low: number): number {
  const square = high * high;
  const half = square / 2;
  const start = 1 - half;
  return start + (1 - start - half + (square * square * horner(COSINE_COEFFICIENTS, square) - high * low));
}

/** Sine of a ball: evaluated at the midpoint, the radius added, as the function is 1-Lipschitz. */
export const sine = (x: Ball): Ball => lipschitz(x, sineOf);

/** Cosine of a ball, likewise. */
export const cosine = (x: Ball): Ball => lipschitz(x, cosineOf);

function lipschitz(x: Ball, at: (mid: number) => Enclosure): Ball {
  if (!x.known) return x;
  if (!(x.rad <= 2)) return new Ball(0, 1, x.estimated);
  const { mid, rad } = at(x.mid);
  return new Ball(mid, addUp(rad, x.rad), x.estimated);
}
