import type { ScalarData, WaveData } from "../../models/objective/data.js";
import type { Budget } from "../budget.js";
import { DyadicBall } from "../dyadic-ball.js";
import { exponential } from "../elementary.js";
import { Rational } from "../rational.js";
import { PreciseReal } from "../real.js";
import { cosine, sine } from "../trigonometric.js";
import type { ExactFamily } from "./family.js";
import { type BallCurve, leastMagnitude } from "./least-magnitude.js";
import { cosineOf, polynomialAt, type Ring, real, realRing, sineOf, tanhOf, wanted } from "./ring.js";

type Coefficients = readonly Rational[];

const derivativeOf = (c: Coefficients): Coefficients =>
  c.slice(1).map((entry, i) => entry.times(Rational.of(BigInt(i + 1))));

function ballAt(c: Coefficients, x: DyadicBall, bits: number): DyadicBall {
  return c.reduceRight(
    (sum, entry) => sum.times(x, bits).plus(DyadicBall.fromRational(entry, bits), bits),
    DyadicBall.zero,
  );
}

/** (e^(2x) - 1) / (e^(2x) + 1) */
function tanhBall(x: DyadicBall, bits: number): DyadicBall {
  const grown = exponential(x.scaled(1), bits);
  return grown.minus(DyadicBall.one, bits).over(grown.plus(DyadicBall.one, bits), bits);
}

/** Powers of the tangent's derivatives: 1 - t^2, -2 t (1 - t^2); sups of |phi'|, |phi''|, |phi'''| for both shapes */
function shapeOf({ shape }: WaveData) {
  if (shape === "sine")
    return {
      first: cosine,
      second: (z: DyadicBall, bits: number) => sine(z, bits).negate(),
      jerk: 1n,
      bend: real(1),
      value: sineOf,
      slope: cosineOf,
    };
  const flat = (z: DyadicBall, bits: number): DyadicBall =>
    DyadicBall.one.minus(tanhBall(z, bits).power(2, bits), bits);
  return {
    first: flat,
    second: (z: DyadicBall, bits: number) => tanhBall(z, bits).times(flat(z, bits), bits).scaled(1).negate(),
    jerk: 2n,
    // 4 / (3 sqrt 3) = sqrt(16/27)
    bend: PreciseReal.rootOf(Rational.of(16n, 27n)),
    value: tanhOf,
    slope: (z: PreciseReal) => real(1).minus(tanhOf(z).power(2)),
  };
}

/** f = g^2, g a polynomial plus a phi(w x): alpha = 4 min g'^2 on [x0 - r, x0 + r], by bisection in balls. */
export function exactWave(data: ScalarData, wave: WaveData, budget: Budget): ExactFamily {
  const polynomial = Array.from(data.coefficients, (c) => Rational.fromNumber(c));
  const [p1, p2] = [derivativeOf(polynomial), derivativeOf(derivativeOf(polynomial))];
  const p3 = derivativeOf(p2);
  const absolute = (c: Coefficients): Coefficients => c.map((entry) => entry.abs());
  const amplitude = Rational.fromNumber(wave.amplitude);
  const frequency = Rational.fromNumber(wave.frequency);
  const turned = (order: number): Rational => {
    let factor = amplitude;
    for (let k = 0; k < order; k++) factor = factor.times(frequency);
    return factor;
  };
  const shape = shapeOf(wave);
  const phase = (x: DyadicBall, bits: number): DyadicBall => x.times(DyadicBall.fromRational(frequency, bits), bits);
  const scaledBy = (order: number, x: DyadicBall, bits: number): DyadicBall =>
    x.times(DyadicBall.fromRational(turned(order), bits), bits);
  const curve: BallCurve = {
    value: (x, bits) => ballAt(p1, x, bits).plus(scaledBy(1, shape.first(phase(x, bits), bits), bits), bits),
    slope: (x, bits) => ballAt(p2, x, bits).plus(scaledBy(2, shape.second(phase(x, bits), bits), bits), bits),
    bend(low, high, bits) {
      const reach = low.abs().max(high.abs(), bits);
      const jerk = DyadicBall.fromRational(turned(3).abs().times(Rational.of(shape.jerk)), bits);
      return ballAt(absolute(p3), reach, bits).plus(jerk, bits);
    },
  };
  const x0 = real(data.start[0]);
  const r = real(data.radius);
  const numbers = (c: Coefficients): PreciseReal[] => c.map((entry) => PreciseReal.rational(entry));
  const at = (c: Coefficients, x: PreciseReal): PreciseReal => polynomialAt(realRing, numbers(c), x);
  const z = (x: PreciseReal): PreciseReal => x.times(PreciseReal.rational(frequency));
  const g = (x: PreciseReal): PreciseReal =>
    at(polynomial, x).plus(PreciseReal.rational(amplitude).times(shape.value(z(x))));
  const slope = (x: PreciseReal): PreciseReal =>
    at(p1, x).plus(PreciseReal.rational(turned(1)).times(shape.slope(z(x))));
  const fourfold = (size: PreciseReal): PreciseReal => size.plus(size).power(2);
  const bounds = (x: PreciseReal, rho: PreciseReal) => {
    const bend = at(absolute(p2), x.abs().plus(rho)).plus(PreciseReal.rational(turned(2).abs()).times(shape.bend));
    const steep = slope(x).abs().plus(bend.times(rho));
    return { bend, steep, size: g(x).abs().plus(steep.times(rho)) };
  };
  return {
    start: [x0],
    hasLinearGradient: false,
    residual: PreciseReal.unknown,
    value: ([x]) => g(x).power(2),
    gradient(ring, [x]) {
      const half = ring.times(...waveIn(ring, data, wave, x));
      return [ring.plus(half, half)];
    },
    get alpha() {
      const [low, high] = [x0.minus(r), x0.plus(r)];
      const least = PreciseReal.enclosed(
        (bits) => leastMagnitude(curve, low.at(bits + 64), high.at(bits + 64), bits, budget),
        "nonNegative",
      );
      return fourfold(least);
    },
    get alphaAtCentre() {
      return fourfold(slope(x0));
    },
    get alphaOfLargest() {
      return fourfold(at(absolute(p1), x0.abs().plus(r)).plus(PreciseReal.rational(turned(1).abs())));
    },
    hessianBound([x], rho) {
      const { bend, steep, size } = bounds(x, rho);
      return steep.power(2).plus(size.times(bend)).times(real(2));
    },
    concavityBound([x], rho) {
      const { bend, size } = bounds(x, rho);
      return size.times(bend).times(real(2));
    },
    minimizer: undefined,
  };
}

/** g and g' over a ring with the functions that they need */
function waveIn<T>(ring: Ring<T>, data: ScalarData, { shape, amplitude, frequency }: WaveData, x: T): [T, T] {
  const c = Array.from(data.coefficients, (entry) => ring.number(entry));
  const slopes = c.slice(1).map((entry, i) => ring.times(ring.number(i + 1), entry));
  const [a, w] = [ring.number(amplitude), ring.number(frequency)];
  const z = ring.times(w, x);
  const t = shape === "tanh" ? wanted(ring.tanh)(z) : wanted(ring.sine)(z);
  const turned = shape === "tanh" ? ring.minus(ring.number(1), ring.times(t, t)) : wanted(ring.cosine)(z);
  return [
    ring.plus(polynomialAt(ring, c, x), ring.times(a, t)),
    ring.plus(polynomialAt(ring, slopes, x), ring.times(ring.times(a, w), turned)),
  ];
}
