import type { Real } from "../../numerics/real.js";
import type { Algebra } from "./algebra.js";

/** Boxes that the search may look at. */
const MAX_BOXES = 4000;
/** The search ends when the lower bound is within this of the upper one, relatively. */
const PRECISION = 2 ** -40;

/** A function p of one variable: its value, derivative, and a bound of |p''| on the box of middle m and half-width h. */
export interface Curve {
  at(m: Real): { readonly value: Real; readonly slope: Real };
  bend(m: Real, h: Real): Real;
  /** A further lower bound of |p| on the box [low, high], where there is one; any number that is not above the minimum */
  floor?(low: number, high: number): Real;
}

/**
 * An enclosure of min |p| over [low, high], by branch and bound: on a box of middle m and half-width h,
 * |p| >= |p(m)| - h |p'(m)| - h^2/2 max |p''|. Every box is bounded by enclosures, never by samples; what comes out encloses the
 * minimum itself: the least lower bound of a box, and the least value at a middle or an end. 0 where p changes its sign.
 */
export function leastMagnitude(algebra: Algebra, curve: Curve, low: Real, high: Real): Real {
  const { arithmetic } = algebra;
  const zero = arithmetic.number(0);
  const ends = [low, high].map((x) => curve.at(x).value);
  const [sign, other] = ends.map((end) => end.order(zero));
  const isApart = (order: string): boolean => order === "<" || order === ">";
  if (sign === "=" || other === "=" || (isApart(sign) && isApart(other) && sign !== other)) return zero;
  if (!isApart(sign) || !isApart(other)) return algebra.between(0, Math.max(0, leastOf(ends)));
  let most = leastOf(ends);
  let boxes = [{ low: lowerEnd(low), high: upperEnd(high) }];
  // A middle nearer to an end than this may lie outside of the interval: its value says nothing.
  const inner = { low: upperEnd(low), high: lowerEnd(high) };
  const finest = 2 ** -45 * (Math.abs(boxes[0].low) + Math.abs(boxes[0].high));
  let least = most;
  for (let looked = 0; boxes.length > 0; ) {
    const bounded: { readonly low: number; readonly middle: number; readonly high: number; readonly least: number }[] =
      [];
    for (const box of boxes) {
      looked++;
      const middle = box.low / 2 + box.high / 2;
      const m = arithmetic.number(middle);
      const h = arithmetic
        .number(box.high)
        .minus(m)
        .max(m.minus(arithmetic.number(box.low)));
      const { value, slope } = curve.at(m);
      const isInside = middle >= inner.low && middle <= inner.high;
      const turned = value.order(zero);
      if (isInside && (turned === "=" || (turned !== sign && (turned === "<" || turned === ">")))) return zero;
      if (isInside) most = Math.min(most, upperEnd(value.abs()));
      const drop = slope.abs().plus(h.times(curve.bend(m, h)).times(arithmetic.number(0.5)));
      const bound = finite(lowerEnd(value.abs().minus(h.times(drop))));
      const floor = curve.floor === undefined ? bound : finite(lowerEnd(curve.floor(box.low, box.high)));
      bounded.push({ low: box.low, middle, high: box.high, least: Math.max(bound, floor) });
    }
    least = bounded.reduce((a, b) => Math.min(a, b.least), most);
    const isDone = least >= most * (1 - PRECISION) || bounded.some((box) => !(box.high - box.low > 4 * finest));
    if (isDone || looked > MAX_BOXES) break;
    boxes = [];
    for (const box of bounded)
      if (box.least < most) boxes.push({ low: box.low, high: box.middle }, { low: box.middle, high: box.high });
  }
  return most < Number.POSITIVE_INFINITY ? algebra.between(Math.max(0, least), most) : arithmetic.unknown;
}

const leastOf = (ends: readonly Real[]): number =>
  ends.reduce((least, end) => Math.min(least, upperEnd(end.abs())), Number.POSITIVE_INFINITY);

/** What is not known bounds nothing. */
const finite = (bound: number): number => (bound > Number.NEGATIVE_INFINITY ? bound : Number.NEGATIVE_INFINITY);

/** Doubles below and above an enclosure: two more roundings than the sum's own. */
function lowerEnd(x: Real): number {
  const { mid, rad } = x.toBall();
  return rad === 0 ? mid : mid - rad - (Math.abs(mid) + rad) * 2 ** -51;
}
function upperEnd(x: Real): number {
  const { mid, rad } = x.toBall();
  return rad === 0 ? mid : mid + rad + (Math.abs(mid) + rad) * 2 ** -51;
}
