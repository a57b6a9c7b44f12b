import type { DyadicBall } from "../dyadic-ball.js";
import { PreciseReal } from "../real.js";
import { cosine, sine } from "../trigonometric.js";

/** What a polynomial needs: families are written over any ring, so that gradients can be taken of numbers and of power series. */
export interface Ring<T> {
  number(value: number): T;
  plus(a: T, b: T): T;
  minus(a: T, b: T): T;
  times(a: T, b: T): T;
  /** Where the ring has more than polynomials */
  sine?(a: T): T;
  cosine?(a: T): T;
  tanh?(a: T): T;
}

/** e.g. `wanted(ring.sine)`: families with sines have no gradient over rings of polynomials. @throws RangeError there */
export function wanted<T>(operation: ((a: T) => T) | undefined): (a: T) => T {
  if (operation === undefined) throw new RangeError("this ring has sums and products only");
  return operation;
}

const throughBall =
  (f: (x: DyadicBall, bits: number) => DyadicBall) =>
  (x: PreciseReal): PreciseReal =>
    PreciseReal.enclosed((bits) => f(x.at(bits + 16), bits));
export const sineOf = throughBall(sine);
export const cosineOf = throughBall(cosine);

/** (e^(2x) - 1) / (e^(2x) + 1) */
export function tanhOf(x: PreciseReal): PreciseReal {
  const grown = x.plus(x).exp();
  const one = PreciseReal.fromNumber(1);
  return grown.minus(one).over(grown.plus(one));
}

export const realRing: Ring<PreciseReal> = {
  number: (value) => (Number.isFinite(value) ? PreciseReal.fromNumber(value) : PreciseReal.unknown),
  plus: (a, b) => a.plus(b),
  minus: (a, b) => a.minus(b),
  times: (a, b) => a.times(b),
  sine: sineOf,
  cosine: cosineOf,
  tanh: tanhOf,
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
