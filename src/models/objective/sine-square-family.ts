import type { Real } from "../../numerics/real.js";
import { lazy } from "../lazy.js";
import type { Algebra } from "./algebra.js";
import type { SineSquareData } from "./data.js";
import type { Family } from "./family.js";
import { leastMagnitude } from "./least-magnitude.js";
import { positive } from "./real-vectors.js";

/**
 * f = x^2 + a sin^2 x, a >= 0: f' = 2x + a sin 2x, f'' = 2 + 2a cos 2x. With w = sqrt f on x > 0, |f'|^2 / f = 4 w'^2, and f is even: so
 * alpha = 4 min w'^2 over the distances from 0 to (|x0| - r)_+ ... |x0| + r, where w' = f' / (2w) tends to sqrt(1 + a) at 0.
 *
 * w'' = f''/(2w) - f'^2/(4w^3), and |w'''| <= F3/(2w) + 3 F1 F2/(4 w^3) + 3 F1^3/(8 w^5) with F1 = min(2(1 + a) x, 2x + a), F2 = 2 + 2a, F3 = 4a and w >= x. Near 0,
 * where that is no use: w' = (1 + a s c)/sqrt(1 + a s^2) for s = sin x / x in [1 - x^2/6, 1] and c = cos x >= 1 - x^2/2.
 */
export function sineSquare(algebra: Algebra, data: SineSquareData): Family {
  const { arithmetic } = algebra;
  const number = (x: number): Real => arithmetic.number(x);
  const [zero, one, two, four] = [0, 1, 2, 4].map(number);
  const start = Array.from(data.start, number);
  const radius = number(data.radius);
  const a = number(data.amplitude);
  const whole = one.plus(a);
  const value = (x: Real): Real => x.power(2).plus(a.times(algebra.sine(x).power(2)));
  const slope = (x: Real): Real => two.times(x).plus(a.times(algebra.sine(two.times(x))));
  const curve = {
    at(x: Real) {
      const [s, c] = [algebra.sine(x), algebra.cosine(x)];
      const f = x.power(2).plus(a.times(s.power(2)));
      // sin 2x = 2 s c, cos 2x = 1 - 2 s^2
      const half = x.plus(a.times(s.times(c)));
      const halfBend = one.plus(a.times(one.minus(two.times(s.power(2)))));
      const w = f.sqrt();
      const value = half.over(w);
      return { value: x.order(zero) === "=" ? whole.sqrt() : value, slope: halfBend.minus(value.power(2)).over(w) };
    },
    bend(m: Real, h: Real): Real {
      const low = m.minus(h);
      if (low.order(zero) !== ">") return arithmetic.unknown;
      const high = m.plus(h);
      const F1 = two.times(whole).times(high).min(two.times(high).plus(a));
      const F2 = two.times(whole);
      return four
        .times(a)
        .over(two.times(low))
        .plus(number(0.75).times(F1).times(F2).over(low.power(3)))
        .plus(number(0.375).times(F1.power(3)).over(low.power(5)));
    },
    floor(_: number, high: number): Real {
      if (high > 1) return arithmetic.unknown;
      const square = number(high).power(2);
      const s = one.minus(square.over(number(6)));
      const c = one.minus(square.over(two));
      return one.plus(a.times(s).times(c)).over(whole.sqrt());
    },
  };
  const least = lazy(() => {
    const size = start[0].abs();
    return leastMagnitude(algebra, curve, positive(size.minus(radius)), size.plus(radius));
  });
  const ratio = (x: Real): Real => four.times(x.power(2));
  return {
    start,
    residual: arithmetic.unknown,
    amplitude: a,
    value: ([x]) => value(x),
    gradient: ([x]) => [slope(x)],
    get alpha() {
      return ratio(least());
    },
    get alphaAtCentre() {
      return ratio(curve.at(start[0]).value);
    },
    /** f'^2 <= (2 + 2a)^2 x^2 and f >= x^2 */
    get alphaOfLargest() {
      return ratio(whole);
    },
    hessianBound: () => two.plus(two.times(a)),
    // f'' = 2 + 2a cos 2z, and cos 2z turns by at most 2 rho over the ball
    concavityBound([x], rho) {
      const local = algebra.cosine(two.times(x)).minus(two.times(rho)).times(two.times(a)).plus(two);
      return positive(two.times(a).minus(two)).min(positive(local.negate()));
    },
    minimizer: [zero],
    flow: () => undefined,
  };
}
