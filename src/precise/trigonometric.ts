import { pi } from "./angle.js";
import { DyadicBall } from "./dyadic-ball.js";

/**
 * Sine and cosine on balls: whole turns taken off, the rest halved, 1 - cos by its series, then doubled back by
 * 1 - cos 2a = 2 v (2 - v), v = 1 - cos a. Independent of numerics/, which reduces to eighths of a turn.
 */

const ONE = DyadicBall.one;

/** cos x within about 2^-bits, absolutely; [-1, 1] where x is not known to within 1, or beyond 2^1000. */
export function cosine(x: DyadicBall, bits: number): DyadicBall {
  if (!x.known || x.magnitudeBits > 1000 || x.radiusBits > 0) return DyadicBall.of(0n, 0, 1n);
  if (x.mid === 0n && x.rad === 0n) return ONE;
  const work = bits + 32 + Math.max(0, x.magnitudeBits);
  const middle = DyadicBall.of(x.mid, x.exponent);
  const turn = pi(work).scaled(1);
  const turns = nearestInteger(middle.over(turn, 64 + Math.max(0, x.magnitudeBits)));
  const rest = middle.minus(turn.times(DyadicBall.of(turns), work), work);
  const value = ONE.minus(versine(rest, bits + 16), bits + 16);
  // |cos a - cos b| <= |a - b|
  return value.plus(DyadicBall.of(0n, x.exponent, x.rad), bits + 16);
}

/** sin x = cos(x - pi/2), within about 2^-bits, absolutely; the exact 0 for an exact 0. */
export function sine(x: DyadicBall, bits: number): DyadicBall {
  if (x.known && x.mid === 0n && x.rad === 0n) return x;
  if (!x.known || x.magnitudeBits > 1000) return DyadicBall.of(0n, 0, 1n);
  const work = bits + 16 + Math.max(0, x.magnitudeBits);
  return cosine(x.minus(pi(work).scaled(-1), work), bits);
}

/** 1 - cos y for |y| <= 7 */
function versine(y: DyadicBall, bits: number): DyadicBall {
  const doublings = 6 + Math.floor(Math.sqrt(bits) / 2);
  const work = bits + 2 * doublings + 16;
  const small = y.scaled(-doublings);
  const square = small.times(small, work);
  // y^2/2! - y^4/4! + ...: |small| < 1/8, each term is less than a half of the one before
  let term = square.scaled(-1);
  let sum = term;
  for (let k = 4n; term.known && term.magnitudeBits > -work - 2 * doublings; k += 2n) {
    term = term.times(square, work).over(DyadicBall.of(-k * (k - 1n)), work);
    sum = sum.plus(term, work);
  }
  const left = term.abs();
  let v = sum.plus(DyadicBall.of(0n, left.exponent, left.high), work);
  for (let k = 0; k < doublings; k++) v = v.times(DyadicBall.of(2n).minus(v, work), work).scaled(1);
  return v;
}

/** An integer within 1 of the ball's midpoint. */
function nearestInteger(x: DyadicBall): bigint {
  return x.exponent >= 0 ? x.mid << BigInt(x.exponent) : x.mid >> BigInt(-x.exponent);
}
