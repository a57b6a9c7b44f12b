import type { Real } from "../../numerics/real.js";
import { lazy } from "../lazy.js";
import type { Algebra } from "./algebra.js";
import type { ScalarData, WaveData } from "./data.js";
import type { Family } from "./family.js";
import { leastMagnitude } from "./least-magnitude.js";

/** What a wave adds to g and its first two derivatives, and bounds of its derivatives' absolute values everywhere. */
interface Wave {
  value(x: Real): Real;
  slope(x: Real): Real;
  bend(x: Real): Real;
  readonly slopeBound: Real;
  readonly bendBound: Real;
  readonly jerkBound: Real;
}

/**
 * f = g^2, g(x) = c_0 + c_1 x + ... + wave: |grad f|^2 / f = 4 g'^2, so alpha = 4 min g'^2 over [x0 - r, x0 + r]. For polynomials of
 * degree <= 2 the minimum is in closed form; beyond, branch and bound with max |g'''| bounded by the absolute coefficients.
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
  const absolute = (c: readonly Real[], reach: Real): Real =>
    at(
      c.map((entry) => entry.abs()),
      reach,
    );
  const wave = data.wave === undefined ? undefined : waveIn(algebra, data.wave);
  const withWave = (sum: Real, part: Real | undefined): Real => (part === undefined ? sum : sum.plus(part));
  const g = (x: Real): Real => withWave(at(coefficients, x), wave?.value(x));
  const slopeAt = (x: Real): Real => withWave(at(first, x), wave?.slope(x));
  const bendAt = (x: Real): Real => withWave(at(second, x), wave?.bend(x));
  /** |g''| and |g'''| within `reach` of 0 */
  const bendBound = (reach: Real): Real => withWave(absolute(second, reach), wave?.bendBound);
  const jerkBound = (reach: Real): Real => withWave(absolute(third, reach), wave?.jerkBound);
  const degree = lazy(() => coefficients.findLastIndex((c) => c.order(zero) !== "="));
  const ends = lazy(() => [start[0].minus(radius), start[0].plus(radius)] as const);
  const linear = (): Real => {
    const slopes = ends().map((x) => at(first, x));
    const signs = slopes.map((slope) => slope.order(zero));
    const isApart = (sign: "<" | ">"): boolean => signs.every((order) => order === sign);
    return isApart(">") || isApart("<") ? slopes[0].abs().min(slopes[1].abs()) : zero;
  };
  const searched = (): Real =>
    leastMagnitude(
      algebra,
      { at: (m) => ({ value: slopeAt(m), slope: bendAt(m) }), bend: (m, h) => jerkBound(m.abs().plus(h)) },
      ends()[0],
      ends()[1],
    );
  const least = lazy(() => (wave === undefined && degree() <= 2 ? linear() : searched()));
  const ratio = (slope: Real): Real => number(4).times(slope.power(2));
  /** |g'| and |g| within rho of x, and |g''| there */
  const bounds = (x: Real, rho: Real) => {
    const bend = bendBound(x.abs().plus(rho));
    const slope = slopeAt(x).abs().plus(rho.times(bend));
    return { bend, slope, size: g(x).abs().plus(rho.times(slope)) };
  };
  return {
    start,
    residual: arithmetic.unknown,
    value: ([x]) => g(x).power(2),
    gradient: ([x]) => [number(2).times(g(x)).times(slopeAt(x))],
    get alpha() {
      return ratio(least());
    },
    get alphaAtCentre() {
      return ratio(slopeAt(start[0]).abs());
    },
    get alphaOfLargest() {
      return ratio(withWave(absolute(first, start[0].abs().plus(radius)), wave?.slopeBound));
    },
    /** 2 g'^2 + 2 |g g''| */
    hessianBound([x], rho) {
      const { bend, slope, size } = bounds(x, rho);
      return number(2)
        .times(slope.power(2))
        .plus(number(2).times(size.times(bend)));
    },
    /** 2 |g g''| */
    concavityBound([x], rho) {
      const { bend, size } = bounds(x, rho);
      return number(2).times(size.times(bend));
    },
    minimizer: undefined,
    flow: () => undefined,
  };
}

/**
 * a phi(w x). Sine: derivatives bounded by 1. Tangent t: t' = 1 - t^2, t'' = -2 t (1 - t^2), |t''| <= 4 / (3 sqrt 3),
 * t''' = (1 - t^2)(6 t^2 - 2), |t'''| <= 2.
 */
function waveIn(algebra: Algebra, { shape, amplitude, frequency }: WaveData): Wave {
  const { arithmetic } = algebra;
  const number = (x: number): Real => arithmetic.number(x);
  const [a, w] = [number(amplitude), number(frequency)];
  const [aw, aww, awww] = [a.times(w), a.times(w.power(2)), a.times(w.power(3))];
  const slopeBound = aw.abs();
  if (shape === "sine")
    return {
      value: (x) => a.times(algebra.sine(w.times(x))),
      slope: (x) => aw.times(algebra.cosine(w.times(x))),
      bend: (x) => aww.times(algebra.sine(w.times(x))).negate(),
      slopeBound,
      bendBound: aww.abs(),
      jerkBound: awww.abs(),
    };
  const one = number(1);
  const two = number(2);
  /** 2 / (1 + e^(-2z)) - 1, whatever the sign */
  const tanh = (z: Real): Real => two.over(one.plus(two.times(z).negate().exp())).minus(one);
  /** 1 - tanh^2 = 4 E / (1 + E)^2, E = e^(-2z) */
  const flat = (z: Real): Real => {
    const E = two.times(z).negate().exp();
    return number(4).times(E).over(one.plus(E).power(2));
  };
  return {
    value: (x) => a.times(tanh(w.times(x))),
    slope: (x) => aw.times(flat(w.times(x))),
    bend: (x) =>
      two
        .times(aww)
        .times(tanh(w.times(x)).times(flat(w.times(x))))
        .negate(),
    slopeBound,
    bendBound: aww.abs().times(number(4).over(number(3).times(number(3).sqrt()))),
    jerkBound: two.times(awww.abs()),
  };
}
