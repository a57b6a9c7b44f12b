import type { SineSquareData } from "../../models/objective/data.js";
import type { Budget } from "../budget.js";
import { DyadicBall } from "../dyadic-ball.js";
import { Rational } from "../rational.js";
import { PreciseReal } from "../real.js";
import { cosine, sine } from "../trigonometric.js";
import type { ExactFamily } from "./family.js";
import { type BallCurve, leastMagnitude } from "./least-magnitude.js";
import { cosineOf, positivePart, type Ring, real, realRing, sineOf, wanted } from "./ring.js";

const whole = (n: bigint): DyadicBall => DyadicBall.of(n);

/**
 * R = f'^2 / f for f = x^2 + a sin^2 x on x >= 0. R' = 2 f' f''/f - f'^3/f^2, and R'' = (2 f''^2 + 2 f' f''')/f - 5 f'^2 f''/f^2 + 2 f'^4/f^3, with
 * |f'| <= (2 + 2a) x and 2x + a, |f''| <= 2 + 2a, |f'''| <= 4a and f >= x^2. Below 1, sin x >= x - x^3/6 and cos x >= 1 - x^2/2 give
 * R >= 4 (1 + a (1 - x^2/6)(1 - x^2/2))^2 / (1 + a). R carries the sign of f', so that a change of it is seen.
 */
function ratio(a: DyadicBall): BallCurve {
  const grown = (bits: number): DyadicBall => DyadicBall.one.plus(a, bits);
  const parts = (x: DyadicBall, bits: number) => {
    const s = sine(x, bits);
    const double = x.scaled(1);
    return {
      f: x.times(x, bits).plus(a.times(s.times(s, bits), bits), bits),
      f1: double.plus(a.times(sine(double, bits), bits), bits),
      f2: whole(2n).plus(a.times(cosine(double, bits), bits).scaled(1), bits),
    };
  };
  return {
    value(x, bits) {
      if (x.mid === 0n && x.rad === 0n) return grown(bits).scaled(2);
      // Near 0 both sides of the quotient are small: more bits.
      const work = bits + 2 * Math.max(0, -x.magnitudeBits);
      const { f, f1 } = parts(x, work);
      return f1.times(f1.abs(), work).over(f, bits);
    },
    slope(x, bits) {
      const work = bits + 4 * Math.max(0, -x.magnitudeBits);
      const { f, f1, f2 } = parts(x, work);
      const linear = f1.times(f2, work).scaled(1).over(f, bits);
      return linear.minus(f1.power(3, work).over(f.times(f, work), bits), bits);
    },
    bend(low, high, bits) {
      if (low.sign !== 1) return DyadicBall.everything;
      const steep = grown(bits).scaled(1);
      const f1 = steep.times(high, bits).min(high.scaled(1).plus(a, bits), bits);
      const square = low.times(low, bits);
      const jerk = f1.times(a.scaled(2), bits);
      const one = steep.times(steep, bits).plus(jerk, bits).scaled(1).over(square, bits);
      const two = f1.times(f1, bits).times(steep, bits).times(whole(5n), bits).over(square.power(2, bits), bits);
      return one.plus(two, bits).plus(f1.power(4, bits).scaled(1).over(square.power(3, bits), bits), bits);
    },
    floor(_, high, bits) {
      if (high.minus(DyadicBall.one, bits).sign === 1) return DyadicBall.everything;
      const square = high.times(high, bits);
      const s = DyadicBall.one.minus(square.over(whole(6n), bits), bits);
      const c = DyadicBall.one.minus(square.scaled(-1), bits);
      const top = DyadicBall.one.plus(a.times(s.times(c, bits), bits), bits);
      return top.times(top, bits).scaled(2).over(grown(bits), bits);
    },
  };
}

/** f = x^2 + a sin^2 x */
export function exactSineSquare(data: SineSquareData, budget: Budget): ExactFamily {
  const start = real(data.start[0]);
  const a = real(data.amplitude);
  const two = real(2);
  const steepest = two.plus(a.times(two));
  const curve = ratio(DyadicBall.fromRational(Rational.fromNumber(data.amplitude), 64));
  const value = (x: PreciseReal): PreciseReal => x.power(2).plus(a.times(sineOf(x).power(2)));
  const derivative = <T>(ring: Ring<T>, x: T): T => {
    const double = ring.plus(x, x);
    return ring.plus(double, ring.times(ring.number(data.amplitude), wanted(ring.sine)(double)));
  };
  const size = start.abs();
  const radius = real(data.radius);
  const ends = [positivePart(size.minus(radius)), size.plus(radius)];
  return {
    start: [start],
    hasLinearGradient: false,
    residual: PreciseReal.unknown,
    amplitude: a,
    value: ([x]) => value(x),
    gradient: (ring, [x]) => [derivative(ring, x)],
    get alpha() {
      return PreciseReal.enclosed(
        (bits) => leastMagnitude(curve, ends[0].at(bits + 64), ends[1].at(bits + 64), bits, budget).abs(),
        "nonNegative",
      );
    },
    get alphaAtCentre() {
      if (start.order(real(0)) === "=") return two.times(steepest);
      return derivative(realRing, start).power(2).over(value(start));
    },
    alphaOfLargest: two.times(steepest).times(real(0.5).times(steepest)),
    hessianBound: () => steepest,
    // f'' >= 2 + 2a (cos 2x - 2 rho) within rho of x, and >= 2 - 2a everywhere
    concavityBound([x], rho) {
      const turn = rho.plus(rho).minus(cosineOf(x.plus(x)));
      return positivePart(
        a
          .times(turn.min(real(1)))
          .minus(real(1))
          .times(two),
      );
    },
    minimizer: [real(0)],
  };
}
