import type { Real } from "../../numerics/real.js";
import { lazy } from "../lazy.js";
import type { Algebra } from "./algebra.js";
import type { RadialData } from "./data.js";
import type { Family } from "./family.js";
import { leastMagnitude } from "./least-magnitude.js";
import { inner, normOf, positive } from "./real-vectors.js";

/**
 * f = p(|x|^2)^2, p(s) = c_0 + c_1 s + ...: grad f = 4 p p' x, so |grad f|^2 / f = 16 |x|^2 p'(|x|^2)^2 = 4 w'(|x|)^2 for w(d) = p(d^2), and
 * alpha = 4 min w'^2 over the distances d from (|x0| - r)_+ to |x0| + r: a search in one variable.
 */
export function radial(algebra: Algebra, data: RadialData): Family {
  const { arithmetic } = algebra;
  const number = (x: number): Real => arithmetic.number(x);
  const zero = number(0);
  const start = Array.from(data.start, number);
  const radius = number(data.radius);
  const norm = lazy(() => normOf(arithmetic, start));
  const derivative = (c: readonly Real[]): Real[] => c.slice(1).map((entry, i) => entry.times(number(i + 1)));
  const at = (c: readonly Real[], x: Real): Real =>
    [...c].reverse().reduce((sum, entry) => sum.times(x).plus(entry), zero);
  const absolute = (c: readonly Real[], x: Real): Real =>
    at(
      c.map((entry) => entry.abs()),
      x,
    );
  const p = Array.from(data.coefficients, number);
  const p1 = derivative(p);
  const p2 = derivative(p1);
  // w(d) = p(d^2): every other coefficient is 0
  const w1 = derivative(p.flatMap((c, i) => (i === 0 ? [c] : [zero, c])));
  const w2 = derivative(w1);
  const w3 = derivative(w2);
  const least = lazy(() => {
    const nearest = norm().minus(radius);
    // The ball holds the origin, where w' = 0.
    if (w1.length === 0 || ["<", "<=", "="].includes(nearest.order(zero))) return zero;
    const curve = {
      at: (m: Real) => ({ value: at(w1, m), slope: at(w2, m) }),
      bend: (m: Real, h: Real) => absolute(w3, m.abs().plus(h)),
    };
    return leastMagnitude(algebra, curve, positive(nearest), norm().plus(radius));
  });
  const ratio = (slope: Real): Real => number(4).times(slope.power(2));
  /** Within rho of x: |w'|, and |p| and ||Hess p(|x|^2)|| */
  const bounds = (x: readonly Real[], rho: Real) => {
    const reach = normOf(arithmetic, x).plus(rho);
    const square = reach.power(2);
    const slope = absolute(w1, reach);
    const bend = number(2)
      .times(absolute(p1, square))
      .plus(number(4).times(square).times(absolute(p2, square)));
    const size = at(p, inner(arithmetic, x, x))
      .abs()
      .plus(rho.times(slope));
    return { slope, bend, size };
  };
  return {
    start,
    get residual() {
      return at(p, norm().power(2)).abs();
    },
    value: (x) => at(p, inner(arithmetic, x, x)).power(2),
    gradient(x) {
      const s = inner(arithmetic, x, x);
      const factor = number(4).times(at(p, s)).times(at(p1, s));
      return x.map((entry) => factor.times(entry));
    },
    get alpha() {
      return ratio(least());
    },
    get alphaAtCentre() {
      return ratio(at(w1, norm()).abs());
    },
    get alphaOfLargest() {
      return ratio(absolute(w1, norm().plus(radius)));
    },
    /** With P(x) = p(|x|^2): 2 grad P grad P' + 2 P Hess P, Hess P = 2 p' I + 4 p'' x x' */
    hessianBound(x, rho) {
      const { slope, bend, size } = bounds(x, rho);
      return number(2)
        .times(slope.power(2))
        .plus(number(2).times(size.times(bend)));
    },
    concavityBound(x, rho) {
      const { bend, size } = bounds(x, rho);
      return number(2).times(size.times(bend));
    },
    minimizer: undefined,
    flow: () => undefined,
  };
}
