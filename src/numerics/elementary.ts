import type { Enclosure } from "./real.js";
import { addUp, exponentOf, LEAST_SUBNORMAL, multiplyUp, scaleByPowerOfTwo, sumRemainder } from "./rounding.js";

/**
 * exp and log of one double from + - * / alone, with derived error bounds. Math.exp and Math.log differ between builds
 * and promise nothing; these give the same bits everywhere. u = 2^-53 throughout.
 */

/** ln 2 = LN2_HIGH + LN2_LOW + e: LN2_HIGH has 33 bits, so k LN2_HIGH is exact for |k| < 2^20; |e| < 2^-88. */
const LN2_HIGH = 5954088943 / 8589934592;
const LN2_LOW = 7.440617110012397e-11;

const EXP_ERROR = 4 * 2 ** -53;
const LOG_ERROR = 8 * 2 ** -53;
const NOTHING: Enclosure = { mid: 0, rad: Number.POSITIVE_INFINITY };

/** 1/2!, 1/3!, ... 1/15!: the coefficients of (e^r - 1 - r) / r^2. */
const EXP_COEFFICIENTS = factorialReciprocals(2, 15);

function factorialReciprocals(first: number, last: number): readonly number[] {
  const result: number[] = [];
  let factorial = 1; // exact up to 18!
  for (let k = 2; k <= last; k++) {
    factorial *= k;
    if (k >= first) result.push(1 / factorial);
  }
  return result;
}

/**
 * Enclosure of e^x, relative error at most 4u while the result is normal; nothing known where e^x overflows.
 *
 * x = k ln 2 + r with |r| < 0.3467. h = x - k LN2_HIGH is exact: both are multiples of 2^-54 (|x| > 1/4 if k is not 0)
 * and |h| < 1/2. r = high + low is a two-sum of h and -k LN2_LOW; |k| < 2^11 makes the errors of k LN2_LOW and of ln 2
 * less than 2^-76. e^r = 1 + high + (low + high^2 Q(high)): truncating Q after r^13 / 15! costs less than
 * 0.35^16 / 16! < 2^-68; Horner's rounding is at most 3u relative to Q (each step's error is damped by |r|/3), so
 * high^2 Q <= 0.0677 errs by 5u * 0.0677 < 0.34u; dropping low (e^high - 1) costs less than 0.2u * 0.42; the two small
 * sums err by less than 0.2u; the last sum by u (its result is below 2). Together less than 1.7u, relative to
 * e^r > 0.707 less than 2.5u; EXP_ERROR is 4u, relative to the computed value.
 */
export function exponentialOf(x: number): Enclosure {
  if (x === 0) return { mid: 1, rad: 0 };
  if (!(x < 709.8)) return NOTHING;
  if (x < -746) return { mid: 0, rad: LEAST_SUBNORMAL }; // e^-746 < 2^-1075
  const k = Math.round(x * Math.LOG2E);
  const h = x - k * LN2_HIGH;
  const tail = -(k * LN2_LOW);
  const high = h + tail;
  const low = sumRemainder(h, tail, high);
  let q = 0;
  for (let i = EXP_COEFFICIENTS.length - 1; i >= 0; i--) q = q * high + EXP_COEFFICIENTS[i];
  const start = 1 + high;
  const value = start + (sumRemainder(1, high, start) + (low + high * high * q));
  const mid = scaleByPowerOfTwo(value, k);
  return Number.isFinite(mid) ? { mid, rad: addUp(multiplyUp(mid, EXP_ERROR), LEAST_SUBNORMAL) } : NOTHING;
}

/**
 * Enclosure of ln x for x > 0, relative error at most 8u; nothing known for other x.
 *
 * x = m 2^e, 0.7071 < m < 1.4143; f = m - 1 is exact. ln m = 2 artanh(s), s = f / (2 + f), |s| < 0.1716: two roundings
 * make s err by 2u, the series 1 + s^2/3 + ... by less than u + 0.1u (its terms after 1 are below 0.01 and err by less
 * than 10u), cutting it after s^22/23 costs less than 2^-65, and the last products by 1u: ln m errs by less than 4.3u relative.
 * For e = 0 that is all. Otherwise e LN2_HIGH is exact, |ln m| <= 0.3466 <= |ln x|, the inner sum errs by at most
 * u |ln m| + 2^-80 and the outer one by u |ln x|: together less than 6.4u |ln x|; LOG_ERROR is 8u.
 */
export function logarithmOf(x: number): Enclosure {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return NOTHING;
  let e = exponentOf(x);
  let m = scaleByPowerOfTwo(x, -e);
  if (m > Math.SQRT2) {
    m /= 2;
    e += 1;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const square = s * s;
  let series = 0;
  for (let k = 23; k >= 3; k -= 2) series = (series + 1 / k) * square;
  const logOfM = 2 * s * (1 + series);
  const mid = e === 0 ? logOfM : e * LN2_HIGH + (e * LN2_LOW + logOfM);
  return { mid, rad: multiplyUp(Math.abs(mid), LOG_ERROR) };
}
