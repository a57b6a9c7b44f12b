import type { Real } from "../../numerics/real.js";
import { lazy } from "../lazy.js";
import type { Algebra } from "./algebra.js";
import type { ScalarData } from "./data.js";
import type { Family } from "./family.js";
import { total } from "./real-vectors.js";

/** Boxes that the search for min |g'| may look at. */
const MAX_BOXES = 4000;
/** The search ends when the lower bound is within this of the upper one, relatively. */
const PRECISION = 2 ** -20;

/**
 * f = g^2, g(x) = c_0 + c_1 x + ...: |grad f|^2 / f = 4 g'^2, so alpha = 4 min g'^2 over [x0 - r, x0 + r]. For degree <= 2 the
 * minimum is in closed form; beyond, branch and bound: on a box of centre m and half-width h, |g'| >= |g'(m)| - h max |g''|,
 * max |g''| bounded by the absolute coefficients. Every box is bounded by enclosures: what is returned never exceeds the minimum.
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
    minimizer: undefined,
    flow: () => undefined,
  };

  function branchAndBound(): Real {
    const centre = data.start[0];
    // The ends as doubles outside of the interval: one more unit roundoff than the sums' own.
    const slack = 2 ** -50 * (Math.abs(centre) + data.radius);
    let boxes = [{ low: centre - data.radius - slack, high: centre + data.radius + slack }];
    let answer: Real | undefined;
    let looked = 0;
    const reached = { most: Number.POSITIVE_INFINITY };
    while (boxes.length > 0) {
      const next: typeof boxes = [];
      for (const { low, high } of boxes) {
        looked++;
        const middle = low / 2 + high / 2;
        const m = number(middle);
        const h = number(high)
          .minus(m)
          .max(m.minus(number(low)));
        const slope = at(first, m).abs();
        const bound = slope.minus(h.times(at(absolute(second), m.abs().plus(h))));
        const most = slope.toBall().mid;
        reached.most = Math.min(reached.most, most);
        const lower = bound.toBall();
        const isGood = lower.mid - lower.rad >= reached.most * (1 - PRECISION);
        if (isGood) answer = answer === undefined ? bound : answer.min(bound);
        else if (looked > MAX_BOXES || !(lower.rad < Number.POSITIVE_INFINITY) || !(high - low > slack)) return zero;
        else next.push({ low, high: middle }, { low: middle, high });
      }
      boxes = next;
    }
    return answer === undefined || total(arithmetic, [answer]).order(zero) === "<" ? zero : answer;
  }
}
