import { DyadicBall } from "./dyadic-ball.js";
import { bitLength } from "./integers.js";

/**
 * exp and log on balls. Series are summed in ball arithmetic, which carries every rounding; the truncated tails are
 * bounded by geometric series and added to the radius.
 */

const lnCache = new Map<number, DyadicBall>();

/** atanh(1/n) = sum 1/((2j+1) n^(2j+1)), n >= 2, in units of 2^-scale. */
function inverseArtanh(n: bigint, scale: number): { value: bigint; error: bigint } {
  const square = n * n;
  let power = (1n << BigInt(scale)) / n;
  let value = 0n;
  let odd = 1n;
  for (; power !== 0n; odd += 2n) {
    value += power / odd;
    power /= square;
  }
  // Each term is two truncations off, less than 2 units (the error of a power shrinks by n^2 with every step);
  // the tail is below one unit over 1 - 1/n^2.
  return { value, error: 2n * odd + 4n };
}

/** ln 2 = 18 artanh(1/26) - 2 artanh(1/4801) + 8 artanh(1/8749), to about `bits` bits. */
export function logTwo(bits: number): DyadicBall {
  const known = lnCache.get(bits);
  if (known !== undefined) return known;
  const scale = bits + 32;
  const [a, b, c] = [26n, 4801n, 8749n].map((n) => inverseArtanh(n, scale));
  const result = DyadicBall.of(
    18n * a.value - 2n * b.value + 8n * c.value,
    -scale,
    18n * a.error + 2n * b.error + 8n * c.error,
  );
  if (lnCache.size > 64) lnCache.clear();
  lnCache.set(bits, result);
  return result;
}

/** e^x to about `bits` bits; everything where x exceeds 2^24 or is not known. */
export function exponential(x: DyadicBall, bits: number): DyadicBall {
  if (!x.known) return x;
  const size = x.magnitudeBits;
  if (size === Number.NEGATIVE_INFINITY) return DyadicBall.one;
  if (size > 24) {
    // e^x < 2^(x/ln 2) <= 2^x for x <= 0
    if (x.mid < 0n && x.high <= 0n && bitLength(x.high) + x.exponent > 26) return DyadicBall.of(1n, -(1 << 24), 1n);
    return DyadicBall.everything;
  }
  const low = exponentialOfPoint(DyadicBall.of(x.low, x.exponent), bits);
  if (x.rad === 0n) return low;
  const high = exponentialOfPoint(DyadicBall.of(x.high, x.exponent), bits);
  return hull(low, high, bits);
}

/** The ball of all reals between two balls. */
function hull(a: DyadicBall, b: DyadicBall, bits: number): DyadicBall {
  const middle = a.plus(b, bits).scaled(-1);
  const spread = b.minus(a, bits).abs();
  // Every point of the two balls lies within (|b - a| + both radii) of their middle.
  const radius = spread.plus(DyadicBall.of(a.rad, a.exponent), bits).plus(DyadicBall.of(b.rad, b.exponent), bits);
  return widened(middle, radius, bits);
}

/** The ball with its radius grown by all that `by` may be in absolute value. */
function widened(ball: DyadicBall, by: DyadicBall, bits: number): DyadicBall {
  const grow = by.abs();
  return ball.plus(DyadicBall.of(0n, grow.exponent, grow.high), bits);
}

function exponentialOfPoint(x: DyadicBall, bits: number): DyadicBall {
  const work = bits + 48 + Math.max(0, x.magnitudeBits);
  const two = logTwo(work);
  const turns = nearestInteger(x.over(two, 64));
  const rest = x.minus(two.times(DyadicBall.of(turns), work), work);
  // |rest| < 1; e^rest = (e^(rest / 2^halvings))^(2^halvings)
  const halvings = 4 + Math.floor(Math.sqrt(bits) / 2);
  const small = rest.scaled(-halvings);
  let sum = DyadicBall.one;
  let term = DyadicBall.one;
  for (let j = 1n; ; j++) {
    term = term.times(small, work).over(DyadicBall.of(j), work);
    if (term.magnitudeBits < -work - halvings) {
      // |small| <= 1/2: all terms from here on sum to at most twice this one.
      sum = widened(sum, term.scaled(1), work + halvings);
      break;
    }
    sum = sum.plus(term, work + halvings);
  }
  for (let i = 0; i < halvings; i++) sum = sum.times(sum, work + halvings);
  return DyadicBall.rounded(sum.mid, sum.rad, sum.exponent, bits + 8).scaled(Number(turns));
}

/** An integer within 1 of the ball's midpoint. */
function nearestInteger(x: DyadicBall): bigint {
  return x.exponent >= 0 ? x.mid << BigInt(x.exponent) : x.mid >> BigInt(-x.exponent);
}

/** Natural logarithm to about `bits` bits; everything unless x is certainly positive. */
export function logarithm(x: DyadicBall, bits: number): DyadicBall {
  if (!x.known || x.low <= 0n) return DyadicBall.everything;
  const middle = logarithmOfPoint(x.mid, x.exponent, bits);
  if (x.rad === 0n) return middle;
  // |log y - log m| <= r / (m - r) for |y - m| <= r < m
  const error = DyadicBall.of(x.rad).over(DyadicBall.of(x.low), 40);
  return widened(middle, error, bits + 8);
}

function logarithmOfPoint(m: bigint, exponent: number, bits: number): DyadicBall {
  const length = bitLength(m);
  // y = m 2^-turns' in about [0.7, 1.4]
  const leading = length > 60 ? Number(m >> BigInt(length - 60)) / 2 ** 60 : Number(m) / 2 ** length;
  const shift = leading < 0.7 ? length - 1 : length;
  const turns = exponent + shift;
  const work = bits + 40 + bitLength(BigInt(turns));
  const y = DyadicBall.of(m, -shift);
  const z = y.minus(DyadicBall.one, work + length).over(y.plus(DyadicBall.one, work), work);
  const square = z.times(z, work);
  let power = z;
  let sum = z;
  const floor = z.magnitudeBits - work;
  for (let odd = 3n; power.magnitudeBits > floor && power.mid !== 0n; odd += 2n) {
    power = power.times(square, work);
    sum = sum.plus(power.over(DyadicBall.of(odd), work), work);
  }
  // The rest: |z|^(2J+1) (z^2 + z^4 + ...) <= |z|^(2J+1), as z^2 <= 1/2.
  sum = widened(sum, power, work).scaled(1);
  if (turns === 0) return sum;
  return sum.plus(logTwo(work).times(DyadicBall.of(BigInt(turns)), work), work);
}
