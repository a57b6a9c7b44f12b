import type { Budget } from "../budget.js";
import { BudgetExceeded } from "../budget.js";
import { DyadicBall } from "../dyadic-ball.js";

const MAX_BOXES = 20_000;

/**
 * A function p of one variable in balls: p and p' at a point, a bound of |p''| on [low, high], and where there is one another lower bound
 * of |p| there. p may jump where it changes its sign.
 */
export interface BallCurve {
  value(x: DyadicBall, bits: number): DyadicBall;
  slope(x: DyadicBall, bits: number): DyadicBall;
  bend(low: DyadicBall, high: DyadicBall, bits: number): DyadicBall;
  floor?(low: DyadicBall, high: DyadicBall, bits: number): DyadicBall;
}

/** An integer times 2^-scale: exact points and bounds */
type Fixed = bigint;

/**
 * An enclosure of min |p| over [low, high], whose ends are known as balls: |p| >= |p(m)| - h |p'(m)| - (h^2/2) max |p''| on a box of middle m
 * and half-width h. Points and bounds are integers in units of 2^-scale, rounded outward.
 */
export function leastMagnitude(
  curve: BallCurve,
  low: DyadicBall,
  high: DyadicBall,
  bits: number,
  budget: Budget,
): DyadicBall {
  const scale = bits + 40;
  const point = (x: Fixed): DyadicBall => DyadicBall.of(x, -scale);
  const down = (x: DyadicBall): Fixed => shifted(x.low, x.exponent + scale);
  const up = (x: DyadicBall): Fixed => -shifted(-x.high, x.exponent + scale);
  if (!low.known || !high.known) return DyadicBall.everything;
  const [first, last] = [curve.value(low, scale), curve.value(high, scale)];
  const sign = first.sign;
  if (first.sign === 0 || last.sign === 0 || (sign !== undefined && last.sign !== undefined && sign !== last.sign))
    return DyadicBall.zero;
  const inner = { low: up(low), high: down(high) };
  const smallest = (a: Fixed, b: Fixed): Fixed => (a < b ? a : b);
  const upper = (x: DyadicBall): Fixed | undefined => (x.known ? up(x.abs()) : undefined);
  const ends = [upper(first), upper(last)].filter((end) => end !== undefined);
  if (ends.length === 0) return DyadicBall.everything;
  let most = ends.reduce(smallest);
  let least = 0n;
  let boxes = [{ low: down(low), high: up(high) }];
  for (let depth = 0, looked = 0; boxes.length > 0 && depth < bits + 16; depth++) {
    const bounded: { low: Fixed; middle: Fixed; high: Fixed; least: Fixed }[] = [];
    for (const box of boxes) {
      if (++looked > MAX_BOXES) throw new BudgetExceeded("the least value is not found within the boxes allowed");
      budget.spendProducts(64, 4 * bits);
      const middle = (box.low + box.high) >> 1n;
      const m = point(middle);
      const value = curve.value(m, scale);
      if (middle >= inner.low && middle <= inner.high) {
        if (value.sign === 0 || (sign !== undefined && value.sign !== undefined && value.sign !== sign))
          return DyadicBall.zero;
        if (value.known) most = smallest(most, up(value.abs()));
      }
      const half = point(box.high - middle);
      const turn = curve.bend(point(box.low), point(box.high), 64).times(half, 64).scaled(-1);
      const drop = curve.slope(m, scale).abs().plus(turn, scale).times(half, scale);
      const bound = value.abs().minus(drop, scale);
      const floor = curve.floor?.(point(box.low), point(box.high), scale);
      const candidates = [bound, floor].filter((x) => x?.known).map((x) => down(x as DyadicBall));
      bounded.push({ ...box, middle, least: candidates.reduce((a, b) => (a > b ? a : b), -1n) });
    }
    least = bounded.reduce((a, b) => smallest(a, b.least), most);
    if (least > 0n && (most - least) << BigInt(bits) <= least) break;
    if (bounded.some((box) => box.high - box.low < 4n)) break;
    boxes = bounded
      .filter((box) => box.least < most)
      .flatMap((box) => [
        { low: box.low, high: box.middle },
        { low: box.middle, high: box.high },
      ]);
  }
  const floor = least > 0n ? least : 0n;
  return DyadicBall.between(floor, most, -scale, bits + 16);
}

/** floor(x 2^power) */
const shifted = (x: bigint, power: number): bigint => (power >= 0 ? x << BigInt(power) : x >> BigInt(-power));
