import { DyadicBall } from "./dyadic-ball.js";

/** pi and angles on balls: Machin's formula and the series of the arctangent, independent of numerics/. */

const piCache = new Map<number, DyadicBall>();

/** atan(1/n) = sum (-1)^j / ((2j+1) n^(2j+1)), n >= 2, in units of 2^-scale. */
function inverseArctangent(n: bigint, scale: number): { value: bigint; error: bigint } {
  const square = n * n;
  let power = (1n << BigInt(scale)) / n;
  let value = 0n;
  let odd = 1n;
  for (; power !== 0n; odd += 2n) {
    value += odd % 4n === 1n ? power / odd : -(power / odd);
    power /= square;
  }
  // Each term is two truncations off, less than 2 units; the tail of the alternating series is below one unit.
  return { value, error: 2n * odd + 4n };
}

/** pi = 16 atan(1/5) - 4 atan(1/239), to about `bits` bits. */
export function pi(bits: number): DyadicBall {
  const known = piCache.get(bits);
  if (known !== undefined) return known;
  const scale = bits + 32;
  const a = inverseArctangent(5n, scale);
  const b = inverseArctangent(239n, scale);
  const result = DyadicBall.of(16n * a.value - 4n * b.value, -scale, 16n * a.error + 4n * b.error);
  if (piCache.size > 64) piCache.clear();
  piCache.set(bits, result);
  return result;
}

/** atan t for t in a ball within [-2, 2], to about `bits` bits. */
function arctangent(t: DyadicBall, bits: number): DyadicBall {
  const work = bits + 48;
  let rest = DyadicBall.of(t.mid, t.exponent);
  const halvings = 4 + Math.floor(Math.sqrt(bits) / 2);
  // atan t = 2 atan(t / (1 + sqrt(1 + t^2))): every halving takes a bit off t.
  for (let k = 0; k < halvings; k++) {
    const root = DyadicBall.one.plus(rest.times(rest, work + 64), work + 64).sqrt(work);
    rest = rest.over(DyadicBall.one.plus(root, work), work);
  }
  const square = rest.times(rest, work).negate();
  let power = rest;
  let sum = rest;
  const floor = rest.magnitudeBits - work;
  for (let odd = 3n; power.mid !== 0n && power.magnitudeBits > floor; odd += 2n) {
    power = power.times(square, work);
    sum = sum.plus(power.over(DyadicBall.of(odd), work), work);
  }
  // Alternating with falling terms: what is left out is smaller than the last term. And |atan s - atan t| <= |s - t|.
  return widened(sum, power, work)
    .scaled(halvings)
    .plus(DyadicBall.of(0n, t.exponent, t.rad), work);
}

function widened(ball: DyadicBall, by: DyadicBall, bits: number): DyadicBall {
  const grow = by.abs();
  return ball.plus(DyadicBall.of(0n, grow.exponent, grow.high), bits);
}

/** The angle in [0, pi] of the vector (x, y), y >= 0; everything where the ball of (x, y) may contain the origin. */
export function angleOf(x: DyadicBall, y: DyadicBall, bits: number): DyadicBall {
  if (!x.known || !y.known) return DyadicBall.everything;
  const work = bits + 16;
  const steep = y.minus(x.abs(), 64);
  if (steep.mid <= 0n) {
    if (x.sign !== 1 && x.sign !== -1) return DyadicBall.everything;
    const ratio = y.over(x.abs(), work);
    if (!ratio.known || ratio.magnitudeBits > 1) return DyadicBall.everything;
    const tilt = arctangent(ratio, work);
    return x.sign === 1 ? tilt : pi(work).minus(tilt, work);
  }
  const ratio = x.over(y, work);
  if (!ratio.known || ratio.magnitudeBits > 1) return DyadicBall.everything;
  return pi(work).scaled(-1).minus(arctangent(ratio, work), work);
}
