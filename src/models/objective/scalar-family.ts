import type { Real } from "../../numerics/real.js";
import { lazy } from "../lazy.js";
import type { Algebra } from "./algebra.js";
import type { ScalarData } from "./data.js";
import type { Family } from "./family.js";

/** Boxes that the search for min |g'| may look at. */
const MAX_BOXES = 4000;
/** The search ends when the lower bound is within this of the upper one, relatively. */
const PRECISION = 2 ** -40;

/**
 * f = g^2, g(x) = c_0 + c_1 x + ...: |grad f|^2 / f = 4 g'^2, so alpha = 4 min g'^2 over [x0 - r, x0 + r]. For degree <= 2 the
 * minimum is in closed form; beyond, branch and bound: on a box of centre m and half-width h,
 * |g'| >= |g'(m)| - h |g''(m)| - h^2/2 max |g'''|, max |g'''| bounded by the absolute coefficients. Every box is bounded by
 * enclosures; what comes out encloses the minimum itself, the same number in both arithmetics.
 */
export function scalarSquare(algebra: Algebra, data: ScalarData): Family {
  const { arithmetic } = algebra;
  const number = (x: number): Real => arithmetic.number(x);
  const coefficients = Array.from(data.coefficients, number);
  const start = Array.from(data.start, number);
  const radius = number(data.radius);
  const zero = number(0);
  const derivative = (c: readonly Real[]): Real[] => c.slice(1).map((entry, i) => entry.times(number(i + 1)));
  const first = derivative(coefficients);
  const second = derivative(first);
  const third = derivative(second);
  const at = (c: readonly Real[], x: Real): Real =>
    [...c].reverse().reduce((sum, entry) => sum.times(x).plus(entry), zero);
  const absolute = (c: readonly Real[]): Real[] => c.map((entry) => entry.abs());
  const degree = lazy(() => coefficients.findLastIndex((c) => c.order(zero) !== "="));
  const linear = (): Real => {
    const ends = [start[0].minus(radius), start[0].plus(radius)].map((x) => at(first, x));
    const signs = ends.map((end) => end.order(zero));
    const isApart = (sign: "<" | ">"): boolean => signs.every((order) => order === sign);
    return isApart(">") || isApart("<") ? ends[0].abs().min(ends[1].abs()) : zero;
  };
  const least = lazy(() => (degree() <= 2 ? linear() : branchAndBound()));
  const ratio = (slope: Real): Real => number(4).times(slope.power(2));
  return {
    start,
    isQuadratic: false,
    residual: arithmetic.unknown,
    value: (x) => at(coefficients, x[0]).power(2),
    gradient: (x) => [number(2).times(at(coefficients, x[0])).times(at(first, x[0]))],
    get alpha() {
      return ratio(least());
    },
    get alphaAtCentre() {
      return ratio(at(first, start[0]).abs());
    },
    get alphaOfLargest() {
      return ratio(at(absolute(first), start[0].abs().plus(radius)));
    },
    /** 2 g'^2 + 2 |g g''| */
    hessianBound(x, rho) {
      const reach = x[0].abs().plus(rho);
      const slope = at(first, x[0])
        .abs()
        .plus(rho.times(at(absolute(second), reach)));
      const value = at(coefficients, x[0]).abs().plus(rho.times(slope));
      return number(2)
        .times(slope.power(2))
        .plus(number(2).times(value.times(at(absolute(second), reach))));
    },
    /** 2 |g g''| */
    concavityBound(x, rho) {
      const bend = at(absolute(second), x[0].abs().plus(rho));
      const slope = at(first, x[0]).abs().plus(rho.times(bend));
      return number(2).times(at(coefficients, x[0]).abs().plus(rho.times(slope)).times(bend));
    },
    minimizer: undefined,
    flow: () => undefined,
  };

  /** An enclosure of min |g'|: the least lower bound of a box, and the least value at a middle or an end. */
  function branchAndBound(): Real {
    const centre = data.start[0];
    // The ends as doubles outside of the interval: one more unit roundoff than the sums' own.
    const slack = 2 ** -50 * (Math.abs(centre) + data.radius);
    const ends = [start[0].minus(radius), start[0].plus(radius)].map((x) => at(first, x));
    const signs = ends.map((end) => end.order(zero));
    const sign = signs[0];
    if (signs[0] !== signs[1] || (sign !== "<" && sign !== ">")) return zero;
    let most = ends.reduce((least, end) => Math.min(least, upperEnd(end.abs())), Number.POSITIVE_INFINITY);
    let boxes = [{ low: centre - data.radius - slack, high: centre + data.radius + slack }];
    let least = most;
    for (let looked = 0; boxes.length > 0; ) {
      const bounded: {
        readonly low: number;
        readonly middle: number;
        readonly high: number;
        readonly least: number;
      }[] = [];
      for (const { low, high } of boxes) {
        looked++;
        const middle = low / 2 + high / 2;
        const m = number(middle);
        const h = number(high)
          .minus(m)
          .max(m.minus(number(low)));
        const slope = at(first, m);
        // A middle within the slack of an end may lie outside of the interval: its value says nothing.
        const isInside = Math.abs(middle - centre) <= data.radius - slack;
        const turned = slope.order(zero);
        if (isInside && (turned === "=" || (turned !== sign && (turned === "<" || turned === ">")))) return zero;
        if (isInside) most = Math.min(most, upperEnd(slope.abs()));
        const bend = at(second, m)
          .abs()
          .plus(h.times(at(absolute(third), m.abs().plus(h))).times(number(0.5)));
        bounded.push({ low, middle, high, least: lowerEnd(slope.abs().minus(h.times(bend))) });
      }
      least = bounded.reduce((a, b) => Math.min(a, b.least), most);
      const isDone = least >= most * (1 - PRECISION) || bounded.some(({ low, high }) => !(high - low > 4 * slack));
      if (isDone || looked > MAX_BOXES || !(least > Number.NEGATIVE_INFINITY)) break;
      boxes = bounded
        .filter((box) => box.least < most)
        .flatMap(({ low, middle, high }) => [
          { low, high: middle },
          { low: middle, high },
        ]);
    }
    return algebra.between(Math.max(0, least), most);
  }
}

/** Doubles below and above an enclosure: two more roundings than the sum's own. */
const lowerEnd = (x: Real): number => {
  const { mid, rad } = x.toBall();
  return mid - rad - (Math.abs(mid) + rad) * 2 ** -51;
};
const upperEnd = (x: Real): number => {
  const { mid, rad } = x.toBall();
  return mid + rad + (Math.abs(mid) + rad) * 2 ** -51;
};
