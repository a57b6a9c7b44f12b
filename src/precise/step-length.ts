import { bitLength } from "./integers.js";
import { Rational } from "./rational.js";

const EIGHTH_ROOT = Math.sqrt(Math.sqrt(Math.SQRT2));
/** floor(1024 * 2^(i/8)), from square roots alone: the same on every machine */
const MANTISSAS = Array.from({ length: 8 }, (_, i) => {
  let value = 1024;
  for (let k = 0; k < i; k++) value *= EIGHTH_ROOT;
  return BigInt(Math.floor(value));
});

/**
 * A step's length tau times about 2^(eighths / 8), cut to four bits times a power of two: a proposal, which needs no more.
 * The last coefficient of a Taylor polynomial of degree p changes by 2^(p eighths / 8) with it.
 */
export function lengthened(tau: Rational, eighths: number): Rational {
  const power = Math.floor(eighths / 8);
  const scaled = (tau.numerator * MANTISSAS[eighths - 8 * power]) << 4n;
  const excess = bitLength(scaled) - 4;
  return Rational.of(scaled >> BigInt(excess), tau.denominator, tau.exponent + power - 14 + excess);
}
