import type { Enclosure } from "../numerics/real.js";
import type { DyadicBall } from "./dyadic-ball.js";
import { bitLength, floorDivide, magnitude } from "./integers.js";
import { decompose } from "./rational.js";

/** log10(2), for choosing how many digits to print. */
const DIGITS_PER_BIT = 0.30103;

const UNKNOWN: Enclosure = { mid: 0, rad: Number.POSITIVE_INFINITY };

/** The double nearest to m * 2^exponent, or one beside it; infinite where out of range. */
function nearDouble(m: bigint, exponent: number): number {
  const excess = bitLength(m) - 64;
  if (excess <= 0) return scale(Number(m), exponent);
  return scale(Number(m >> BigInt(excess)), exponent + excess);
}

/** value * 2^power; products of powers of two round only where the result leaves the normal range. */
function scale(value: number, power: number): number {
  let result = value;
  let rest = Math.max(-4000, Math.min(4000, power));
  for (; rest > 1000; rest -= 1000) result *= 2 ** 1000;
  for (; rest < -1000; rest += 1000) result *= 2 ** -1000;
  return result * 2 ** rest;
}

/** A double >= m * 2^exponent for m >= 0. */
function upperDouble(m: bigint, exponent: number): number {
  if (m === 0n) return 0;
  const excess = bitLength(m) - 50;
  const mantissa = excess <= 0 ? Number(m) : Number(m >> BigInt(excess)) + 1;
  const power = excess <= 0 ? exponent : exponent + excess;
  const result = scale(mantissa, power);
  // In the normal range the scaling was exact; below it the roundings together err by less than one smallest subnormal each.
  return result > 2 ** -900 ? result : result + 3 * Number.MIN_VALUE;
}

/** An enclosure by doubles: mid near the ball's midpoint, rad >= every distance from mid to the ball. */
export function toEnclosure(ball: DyadicBall): Enclosure {
  if (!ball.known) return UNKNOWN;
  const mid = nearDouble(ball.mid, ball.exponent);
  if (!Number.isFinite(mid)) return UNKNOWN;
  const { mantissa, exponent } = decompose(mid);
  // |x - mid| <= |ball.mid 2^e - mid| + rad 2^e, exactly in integers at the lower of the two exponents.
  const base = Math.min(exponent, ball.exponent);
  const up = (value: bigint, from: number): bigint => value << BigInt(from - base);
  if (ball.exponent - base > 8192) return UNKNOWN;
  const distance = magnitude(up(ball.mid, ball.exponent) - up(mantissa, exponent)) + up(ball.rad, ball.exponent);
  const rad = upperDouble(distance, base);
  return Number.isFinite(rad) ? { mid, rad } : UNKNOWN;
}

/**
 * Decimal text of the ball's midpoint with so many significant digits, fewer where the radius leaves fewer: the number
 * differs from the text by less than two units of the last digit. Exact short decimals are printed in full.
 */
export function toDecimal(ball: DyadicBall, digits: number): string {
  if (!ball.known) return "unknown";
  if (ball.mid === 0n && ball.rad === 0n) return "0";
  if (ball.mid === 0n) return `0 +- ${toEnclosure(ball).rad.toPrecision(3)}`;
  // 10^place is the weight of the last digit wanted: the leading digit has weight floor(log10 |mid|), or one less here.
  const leading = Math.floor((bitLength(ball.mid) - 1 + ball.exponent) * DIGITS_PER_BIT);
  let place = leading - digits + 1;
  if (ball.rad !== 0n) {
    const noise = Math.ceil((bitLength(ball.rad) + ball.exponent) * DIGITS_PER_BIT);
    if (noise > place) place = noise;
    if (place > leading) return `0 +- ${toEnclosure(ball).rad.toPrecision(3)}`;
  }
  const scaled = roundedQuotient(ball.mid, ball.exponent, place);
  return layOut(scaled, place);
}

/** mid * 2^exponent / 10^place, to the nearest integer. */
function roundedQuotient(mid: bigint, exponent: number, place: number): bigint {
  let top = mid;
  let bottom = 1n;
  if (exponent >= 0) top <<= BigInt(exponent);
  else bottom <<= BigInt(-exponent);
  if (place >= 0) bottom *= 10n ** BigInt(place);
  else top *= 10n ** BigInt(-place);
  return floorDivide(2n * top + bottom, 2n * bottom);
}

function layOut(value: bigint, place: number): string {
  if (value === 0n) return "0";
  const sign = value < 0n ? "-" : "";
  let text = magnitude(value).toString();
  let weight = place;
  while (text.endsWith("0")) {
    text = text.slice(0, -1);
    weight++;
  }
  const leading = text.length + weight - 1;
  if (leading < -7 || leading > 20)
    return `${sign}${text[0]}${text.length > 1 ? `.${text.slice(1)}` : ""}e${leading >= 0 ? "+" : ""}${leading}`;
  if (weight >= 0) return sign + text + "0".repeat(weight);
  if (leading < 0) return `${sign}0.${"0".repeat(-leading - 1)}${text}`;
  return `${sign}${text.slice(0, leading + 1)}.${text.slice(leading + 1)}`;
}
