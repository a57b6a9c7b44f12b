import { PreciseReal } from "../real.js";

/** What a polynomial needs: families are written over any ring, so that gradients can be taken of numbers and of power series. */
export interface Ring<T> {
  number(value: number): T;
  plus(a: T, b: T): T;
  minus(a: T, b: T): T;
  times(a: T, b: T): T;
}

export const realRing: Ring<PreciseReal> = {
  number: (value) => (Number.isFinite(value) ? PreciseReal.fromNumber(value) : PreciseReal.unknown),
  plus: (a, b) => a.plus(b),
  minus: (a, b) => a.minus(b),
  times: (a, b) => a.times(b),
};

/** sum of a_i b_i */
export function pairing<T>(ring: Ring<T>, a: readonly T[], b: readonly T[]): T {
  let sum = ring.number(0);
  for (let i = 0; i < a.length; i++) sum = ring.plus(sum, ring.times(a[i], b[i]));
  return sum;
}

/** Horner's scheme for c_0 + c_1 x + ... */
export function polynomialAt<T>(ring: Ring<T>, coefficients: readonly T[], x: T): T {
  let sum = ring.number(0);
  for (let k = coefficients.length - 1; k >= 0; k--) sum = ring.plus(ring.times(sum, x), coefficients[k]);
  return sum;
}

/** The exact number of a double. */
export const real = (value: number): PreciseReal => realRing.number(value);

export const squareSum = (x: readonly PreciseReal[]): PreciseReal =>
  x.reduce((sum, t) => sum.plus(t.power(2)), real(0));

export const length = (x: readonly PreciseReal[]): PreciseReal => squareSum(x).sqrt();

/** max(x, 0) */
export const positivePart = (x: PreciseReal): PreciseReal => x.max(real(0));
