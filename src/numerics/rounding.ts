/**
 * Rounding of IEEE 754 binary64, round to nearest: neighbours of a double, bounds that are safe upward or downward, and
 * error-free transformations. Everything here uses + - * / sqrt and bit patterns only, which IEEE 754 specifies exactly.
 *
 * Error-free transformations: Dekker (1971), Knuth (TAOCP 2, 4.2.2); notation of Ogita, Rump, Oishi (2005).
 */

/** u = 2^-53: one rounding of a normal result errs by at most u times the result. */
export const UNIT_ROUNDOFF = 2 ** -53;
/** 2^-1074, the least positive double: a rounding that underflows errs by at most half of it. */
export const LEAST_SUBNORMAL = 2 ** -1074;

const bits = new DataView(new ArrayBuffer(8));
/** u (1 + 2u): x + PHI |x| rounds to the next double wherever PHI |x| is normal (Rump, Zimmermann, Boldo, Melquiond 2009). */
const PHI = 2 ** -53 * (1 + 2 ** -52);

/** The least double greater than x; Infinity and NaN stay. */
export function nextUp(x: number): number {
  const size = Math.abs(x);
  if (size >= 2 ** -960 && size < 2 ** 1020) return x + size * PHI;
  if (!(x < Number.POSITIVE_INFINITY)) return x;
  if (x === 0) return LEAST_SUBNORMAL;
  if (x === Number.NEGATIVE_INFINITY) return -Number.MAX_VALUE;
  bits.setFloat64(0, x);
  const high = bits.getUint32(0);
  const low = bits.getUint32(4);
  if (x > 0) {
    bits.setUint32(4, low + 1);
    if (low === 0xffffffff) bits.setUint32(0, high + 1);
  } else {
    bits.setUint32(4, low - 1);
    if (low === 0) bits.setUint32(0, high - 1);
  }
  return bits.getFloat64(0);
}

/** The greatest double less than x; -Infinity and NaN stay. */
export function nextDown(x: number): number {
  return -nextUp(-x);
}

const POWERS = new Float64Array(1074 + 1024);
for (let place = 0, power = LEAST_SUBNORMAL; place < POWERS.length; place++, power *= 2) POWERS[place] = power;

/** 2^exponent, exactly, for an integer exponent; 0 below 2^-1074 and Infinity from 2^1024 on. */
export function powerOfTwo(exponent: number): number {
  return exponent > 1023 ? Number.POSITIVE_INFINITY : exponent < -1074 ? 0 : POWERS[exponent + 1074];
}

/** The integer e with 2^e <= |x| < 2^(e+1), for finite x other than 0. */
export function exponentOf(x: number): number {
  bits.setFloat64(0, x);
  const biased = (bits.getUint32(0) >>> 20) & 0x7ff;
  if (biased !== 0) return biased - 1023;
  bits.setFloat64(0, x * 18014398509481984); // 2^54: exact
  return ((bits.getUint32(0) >>> 20) & 0x7ff) - 1023 - 54;
}

/**
 * x * 2^exponent, also where 2^exponent itself over- or underflows. Exact while the result is normal or a multiple of
 * 2^-1074; otherwise correctly rounded, so the error is at most 2^-1075. Infinity where the result overflows.
 */
export function scaleByPowerOfTwo(x: number, exponent: number): number {
  if (exponent === 0 || x === 0 || !Number.isFinite(x)) return x;
  if (exponent >= -1000 && exponent <= 1000) {
    const scaled = x * powerOfTwo(exponent);
    if (Math.abs(scaled) >= 2 ** -1022) return scaled;
  }
  const place = exponentOf(x);
  if (place + exponent > 1023) return x * Number.POSITIVE_INFINITY;
  if (place + exponent < -1076) return 0 * x;
  // Whatever rounds is the last product alone: the steps before it stay between x and a normal number.
  const last = Math.min(0, place + exponent + 1022);
  const third = Math.trunc((exponent - last) / 3);
  return x * powerOfTwo(third) * powerOfTwo(third) * powerOfTwo(exponent - last - 2 * third) * powerOfTwo(last);
}

/** A double >= x * 2^exponent for x >= 0. */
export function scaleUp(x: number, exponent: number): number {
  const scaled = scaleByPowerOfTwo(x, exponent);
  return scaleByPowerOfTwo(scaled, -exponent) >= x ? scaled : nextUp(scaled);
}

/** The error a + b - s of s = fl(a + b), exactly, unless a or b exceeds about 2^1000 (then possibly NaN). */
export function sumRemainder(a: number, b: number, s: number): number {
  const bRounded = s - a;
  return a - (s - bRounded) + (b - bRounded);
}

const SPLITTER = 134217729; // 2^27 + 1

/**
 * The error a b - p of p = fl(a b), exactly, where |a|, |b| < 2^990 and 2^-960 <= |p| < 2^1000 (`productIsSafe`).
 * Below that the result errs by at most 5 * 2^-1074.
 */
export function productRemainder(a: number, b: number, p: number): number {
  const aScaled = SPLITTER * a;
  const aHigh = aScaled - (aScaled - a);
  const aLow = a - aHigh;
  const bScaled = SPLITTER * b;
  const bHigh = bScaled - (bScaled - b);
  const bLow = b - bHigh;
  return aLow * bLow - (p - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

const LARGE = 2 ** 990;
const SAFE_PRODUCT = 2 ** -960;

/** True where productRemainder(a, b, p) is exact. */
export function productIsSafe(a: number, b: number, p: number): boolean {
  const size = Math.abs(p);
  return size >= SAFE_PRODUCT && size < LARGE && Math.abs(a) < LARGE && Math.abs(b) < LARGE;
}

/** a + b = sum + error exactly, for |a|, |b| < 2^1000. */
export function twoSum(a: number, b: number): { readonly sum: number; readonly error: number } {
  const sum = a + b;
  return { sum, error: sumRemainder(a, b, sum) };
}

/** a b = product + error exactly, where |a|, |b| < 2^990 and 2^-960 <= |a b| < 2^990, or a or b is 0. */
export function twoProduct(a: number, b: number): { readonly product: number; readonly error: number } {
  const product = a * b;
  return { product, error: a === 0 || b === 0 ? 0 : productRemainder(a, b, product) };
}

/** A double >= a + b, equal where the sum is exact. */
export function addUp(a: number, b: number): number {
  const sum = a + b;
  return sumRemainder(a, b, sum) <= 0 ? sum : nextUp(sum);
}

/** A double <= a + b, equal where the sum is exact. */
export function addDown(a: number, b: number): number {
  return -addUp(-a, -b);
}

/** A double >= a b for a, b >= 0; exactly 0 where a or b is 0 (also 0 * Infinity: nothing, however often, is nothing). */
export function multiplyUp(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : nextUp(a * b);
}

/** A double <= a b for a, b >= 0, and >= 0. */
export function multiplyDown(a: number, b: number): number {
  const product = a * b;
  return product > 0 ? nextDown(product) : 0;
}

/** A double >= a / b for a >= 0, b > 0; exactly 0 where a is 0. Infinity where b is not positive. */
export function divideUp(a: number, b: number): number {
  if (!(b > 0)) return Number.POSITIVE_INFINITY;
  return a === 0 ? 0 : nextUp(a / b);
}

/** A double <= a / b for a >= 0, b > 0, and >= 0. */
export function divideDown(a: number, b: number): number {
  const quotient = a / b;
  return quotient > 0 ? nextDown(quotient) : 0;
}

/** A double >= sqrt(a) for a >= 0. */
export function squareRootUp(a: number): number {
  return a === 0 ? 0 : nextUp(Math.sqrt(a));
}

/** A double <= sqrt(a) for a >= 0, and >= 0. */
export function squareRootDown(a: number): number {
  return a > 0 ? nextDown(Math.sqrt(a)) : 0;
}

/**
 * gamma_k = k u / (1 - k u), rounded up; Infinity from k u = 1 on. A computed sum of k products errs by at most gamma_k
 * times the sum of their absolute values, in any order of summation, with or without FMA, if nothing underflows (Higham,
 * Accuracy and Stability, 3.1): each term takes part in at most k roundings.
 */
export function gammaFactor(k: number): number {
  const ku = k * UNIT_ROUNDOFF; // exact for k < 2^53
  return ku < 1 ? divideUp(ku, addDown(1, -ku)) : Number.POSITIVE_INFINITY;
}

/** Bound of the error of sum = fl(a + b): the error itself where it can be computed exactly. */
export function sumErrorBound(a: number, b: number, sum: number): number {
  return Math.abs(a) < LARGE && Math.abs(b) < LARGE
    ? Math.abs(sumRemainder(a, b, sum))
    : multiplyUp(Math.abs(sum), UNIT_ROUNDOFF); // a sum that underflows is exact
}

/** A normal result of normal size: scaling by powers of two commutes with its rounding. */
const isNormal = (x: number): boolean => Math.abs(x) >= 2 ** -1021 && Math.abs(x) < Number.POSITIVE_INFINITY;

/** Bound of the error of product = fl(a b): the error itself where the product is normal. */
export function productErrorBound(a: number, b: number, product: number): number {
  if (a === 0 || b === 0) return 0;
  if (productIsSafe(a, b, product)) return Math.abs(productRemainder(a, b, product));
  if (!isNormal(product)) return addUp(multiplyUp(Math.abs(product), UNIT_ROUNDOFF), LEAST_SUBNORMAL);
  const [p, q] = [exponentOf(a), exponentOf(b)];
  const [x, y] = [scaleByPowerOfTwo(a, -p), scaleByPowerOfTwo(b, -q)];
  return scaleUp(Math.abs(productRemainder(x, y, x * y)), p + q);
}

const SMALL = 2 ** -900;
const isMiddling = (x: number): boolean => Math.abs(x) >= SMALL && Math.abs(x) < LARGE;

/**
 * Bound of the error of quotient = fl(a / b), b other than 0. Away from underflow the remainder a - quotient b is a
 * double (Boldo, Daumas 2003), so it is computed exactly.
 */
export function quotientErrorBound(a: number, b: number, quotient: number): number {
  if (a === 0) return 0;
  if (isMiddling(a) && isMiddling(b) && isMiddling(quotient)) {
    const product = quotient * b;
    const remainder = a - product - productRemainder(quotient, b, product);
    return divideUp(Math.abs(remainder), Math.abs(b));
  }
  if (!isNormal(quotient)) return addUp(multiplyUp(Math.abs(quotient), UNIT_ROUNDOFF), LEAST_SUBNORMAL);
  const [p, q] = [exponentOf(a), exponentOf(b)];
  const [x, y] = [scaleByPowerOfTwo(a, -p), scaleByPowerOfTwo(b, -q)];
  return scaleUp(quotientErrorBound(x, y, x / y), p - q);
}

/** Bound of the error of root = fl(sqrt(a)), a >= 0: |a - root^2| / (sqrt(a) + root), the remainder being a double. */
export function squareRootErrorBound(a: number, root: number): number {
  if (a === 0 || root === Number.POSITIVE_INFINITY) return a;
  if (!isMiddling(a)) {
    const half = Math.floor(exponentOf(a) / 2); // a root is always normal
    return scaleUp(squareRootErrorBound(scaleByPowerOfTwo(a, -2 * half), scaleByPowerOfTwo(root, -half)), half);
  }
  const square = root * root;
  const remainder = a - square - productRemainder(root, root, square);
  return divideUp(Math.abs(remainder), 2 * nextDown(root));
}
