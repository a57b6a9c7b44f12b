import { exponentOf, powerOfTwo, scaleByPowerOfTwo } from "./rounding.js";

/** A rational number numerator / denominator, denominator > 0. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const DECIMAL = /^\s*([-+]?)(\d*)\.?(\d*)(?:e([-+]?\d+))?\s*(?:\/\s*(\d+)\s*)?$/i;
const HEXADECIMAL = /^\s*([-+]?)0x([\da-f]*)\.?([\da-f]*)(?:p([-+]?\d+))?\s*$/i;
/** Beyond these powers of ten every double is 0 or Infinity, whatever the digits. */
const EXPONENT_LIMIT = 20000;
const LENGTH_LIMIT = 10000;

/**
 * The rational that a text denotes: "4/9", "0.1", "-1e-3", "-.5", "0x1.8p-3"; undefined for any other text, for a zero
 * denominator, and where exponent or digits are absurdly long (beyond 20000 and 10000).
 */
export function parseFraction(text: string): Fraction | undefined {
  if (text.length > LENGTH_LIMIT) return undefined;
  const hexadecimal = HEXADECIMAL.exec(text);
  const match = hexadecimal ?? DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign, whole, fraction, exponentText, divisorText] = match;
  if (whole.length + fraction.length === 0) return undefined;
  const exponent = Number(exponentText ?? "0");
  if (Math.abs(exponent) > EXPONENT_LIMIT) return undefined;
  const divisor = BigInt(divisorText ?? "1");
  if (divisor === 0n) return undefined;
  const digits = BigInt((hexadecimal ? "0x" : "") + whole + fraction);
  const numerator = sign === "-" ? -digits : digits;
  const base = hexadecimal ? 2n : 10n;
  const shift = exponent - fraction.length * (hexadecimal ? 4 : 1);
  return shift >= 0
    ? { numerator: numerator * base ** BigInt(shift), denominator: divisor }
    : { numerator, denominator: divisor * base ** BigInt(-shift) };
}

const bitLength = (value: bigint): number => value.toString(16).length * 4;

/** The double nearest to a rational, ties to even; Infinity where it overflows. */
export function nearestDouble({ numerator, denominator }: Fraction): number {
  if (numerator === 0n) return 0;
  const size = numerator < 0n ? -numerator : numerator;
  // Quotient of 64 to 72 bits, last bit sticky: more than 53, so that one rounding by the sticky bit is correct.
  const shift = 68 - (bitLength(size) - bitLength(denominator));
  const top = shift >= 0 ? size << BigInt(shift) : size;
  const bottom = shift >= 0 ? denominator : denominator << BigInt(-shift);
  const quotient = top / bottom;
  const places = quotient.toString(2).length;
  const exponent = places - 1 - shift; // 2^exponent <= |value| < 2^(exponent+1)
  const keep = Math.min(53, exponent + 1075); // bits left in a subnormal
  if (keep < 0) return numerator < 0n ? -0 : 0;
  const drop = BigInt(places - keep);
  let kept = quotient >> drop;
  const rest = (quotient - (kept << drop)) * 2n;
  const half = 1n << drop;
  const isAbove = rest > half || (rest === half && top % bottom !== 0n);
  if (isAbove || (rest === half && kept % 2n === 1n)) kept += 1n;
  const result = scaleByPowerOfTwo(Number(kept), exponent + 1 - keep);
  return numerator < 0n ? -result : result;
}

/** The rational that a finite double is. */
export function fractionOfDouble(value: number): Fraction {
  if (value === 0) return { numerator: 0n, denominator: 1n };
  const shift = exponentOf(value) - 52;
  const numerator = BigInt(scaleByPowerOfTwo(value, -shift));
  return shift >= 0
    ? { numerator: numerator << BigInt(shift), denominator: 1n }
    : { numerator, denominator: 1n << BigInt(-shift) };
}

/** True when the rational is exactly this finite double. */
export function equalsDouble(fraction: Fraction, value: number): boolean {
  const other = fractionOfDouble(value);
  return fraction.numerator * other.denominator === other.numerator * fraction.denominator;
}

/**
 * The double nearest to the number that a text denotes (ties to even); undefined for a text that is no number, for a
 * division by zero, and for numbers beyond the doubles' range.
 */
export function parseNumber(text: string): number | undefined {
  const fraction = parseFraction(text);
  if (fraction === undefined) return undefined;
  const value = nearestDouble(fraction);
  return Number.isFinite(value) ? value + 0 : undefined;
}

/** Hexadecimal text of a finite double, "-0x1.8p-3": exact and short; parseNumber reads it back. */
export function formatHex(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`only finite numbers have a hexadecimal form, got ${value}`);
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  if (value === 0) return `${sign}0x0p+0`;
  const exponent = exponentOf(value);
  const mantissa = scaleByPowerOfTwo(Math.abs(value), -exponent) - 1; // in [0, 1), exact
  const digits = (mantissa * powerOfTwo(52)).toString(16).padStart(13, "0").replace(/0+$/, "");
  return `${sign}0x1${digits === "" ? "" : `.${digits}`}p${exponent < 0 ? "" : "+"}${exponent}`;
}
