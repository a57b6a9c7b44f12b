import type { RadialData } from "../../models/objective/data.js";
import type { Budget } from "../budget.js";
import { DyadicBall } from "../dyadic-ball.js";
import { Rational } from "../rational.js";
import { PreciseReal } from "../real.js";
import type { ExactFamily } from "./family.js";
import { type BallCurve, leastMagnitude } from "./least-magnitude.js";
import { length, pairing, polynomialAt, positivePart, real, realRing, squareSum } from "./ring.js";

type Coefficients = readonly Rational[];
type Point = readonly PreciseReal[];

const derivativeOf = (c: Coefficients): Coefficients =>
  c.slice(1).map((entry, i) => entry.times(Rational.of(BigInt(i + 1))));

const ballAt = (c: Coefficients, x: DyadicBall, bits: number): DyadicBall =>
  c.reduceRight((sum, entry) => sum.times(x, bits).plus(DyadicBall.fromRational(entry, bits), bits), DyadicBall.zero);

/**
 * f = p(|x|^2)^2: |grad f|^2 / f = 16 d^2 p'(d^2)^2 at distance d from the origin, alpha = 4 min |v|^2 for v(d) = 2 d p'(d^2), whose derivatives are
 * 2 p' + 4 d^2 p'' and 12 d p'' + 8 d^3 p''' at d^2. Within rho of x: |grad p(|x|^2)| <= 2 D p'_abs(D^2), D = |x| + rho, and the Hessian
 * 2 p' I + 4 p'' x x' of p(|x|^2) is at most 2 p'_abs + 4 D^2 p''_abs there.
 */
export function exactRadial(data: RadialData, budget: Budget): ExactFamily {
  const p = Array.from(data.coefficients, (c) => Rational.fromNumber(c));
  const p1 = derivativeOf(p);
  const p2 = derivativeOf(p1);
  const p3 = derivativeOf(p2);
  const absolute = (c: Coefficients): Coefficients => c.map((entry) => entry.abs());
  const start = Array.from(data.start, real);
  const r = real(data.radius);
  const N = length(start);
  const at = (c: Coefficients, s: PreciseReal): PreciseReal =>
    polynomialAt(
      realRing,
      c.map((entry) => PreciseReal.rational(entry)),
      s,
    );
  const curve: BallCurve = {
    value: (d, bits) => ballAt(p1, d.times(d, bits), bits).times(d, bits).scaled(1),
    slope(d, bits) {
      const s = d.times(d, bits);
      return ballAt(p1, s, bits)
        .plus(ballAt(p2, s, bits).times(s, bits).scaled(1), bits)
        .scaled(1);
    },
    bend(_, d, bits) {
      const s = d.times(d, bits);
      const linear = ballAt(absolute(p2), s, bits).times(DyadicBall.of(3n), bits);
      const cubic = ballAt(absolute(p3), s, bits).times(s, bits).scaled(1);
      return linear.plus(cubic, bits).times(d, bits).scaled(2);
    },
  };
  /** 2 d |p'|(d^2) by absolute coefficients */
  const steepest = (d: PreciseReal): PreciseReal => d.plus(d).times(at(absolute(p1), d.power(2)));
  const fourfold = (x: PreciseReal): PreciseReal => x.plus(x).power(2);
  const bounds = (x: Point, rho: PreciseReal) => {
    const D = length(x).plus(rho);
    const s = D.power(2);
    const bend = at(absolute(p1), s)
      .plus(s.plus(s).times(at(absolute(p2), s)))
      .times(real(2));
    const slope = steepest(D);
    return { bend, slope, size: at(p, squareSum(x)).abs().plus(slope.times(rho)) };
  };
  return {
    start,
    hasLinearGradient: false,
    residual: at(p, squareSum(start)).abs(),
    value: (x) => at(p, squareSum(x)).power(2),
    gradient(ring, x) {
      const s = pairing(ring, x, x);
      const c = Array.from(data.coefficients, (entry) => ring.number(entry));
      const slopes = c.slice(1).map((entry, i) => ring.times(ring.number(i + 1), entry));
      const half = ring.times(polynomialAt(ring, c, s), polynomialAt(ring, slopes, s));
      const factor = ring.times(ring.number(4), half);
      return x.map((entry) => ring.times(factor, entry));
    },
    get alpha() {
      const nearest = N.minus(r);
      if (p1.length === 0 || ["<", "<=", "="].includes(nearest.order(real(0)))) return real(0);
      const [low, high] = [positivePart(nearest), N.plus(r)];
      return fourfold(
        PreciseReal.enclosed(
          (bits) => leastMagnitude(curve, low.at(bits + 64), high.at(bits + 64), bits, budget),
          "nonNegative",
        ),
      );
    },
    get alphaAtCentre() {
      return squareSum(start)
        .times(at(p1, squareSum(start)).power(2))
        .times(real(16));
    },
    get alphaOfLargest() {
      return fourfold(steepest(N.plus(r)));
    },
    hessianBound(x, rho) {
      const { bend, slope, size } = bounds(x, rho);
      return slope.power(2).plus(size.times(bend)).times(real(2));
    },
    concavityBound(x, rho) {
      const { bend, size } = bounds(x, rho);
      return size.times(bend).times(real(2));
    },
    minimizer: undefined,
  };
}
