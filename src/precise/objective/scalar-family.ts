import type { ScalarData } from "../../models/objective/data.js";
import { type Budget, BudgetExceeded } from "../budget.js";
import { DyadicBall } from "../dyadic-ball.js";
import { Rational } from "../rational.js";
import { PreciseReal } from "../real.js";
import type { ExactFamily } from "./family.js";
import { polynomialAt, real, realRing } from "./ring.js";
import { exactWave } from "./wave-family.js";

type Polynomial = readonly Rational[];

const MAX_BOXES = 20_000;

const derivativeOf = (c: Polynomial): Polynomial =>
  c.slice(1).map((entry, i) => entry.times(Rational.of(BigInt(i + 1))));

const absoluteOf = (c: Polynomial): Polynomial => c.map((entry) => entry.abs());

function at(c: Polynomial, x: Rational): Rational {
  return c.reduceRight((sum, entry) => sum.times(x).plus(entry), Rational.zero);
}

/** f = g^2 for a polynomial g of one variable: |f'|^2 / f = 4 g'^2, alpha = 4 min g'^2 over [x0 - r, x0 + r]. */
export function exactScalar(data: ScalarData, budget: Budget): ExactFamily {
  return data.wave === undefined ? exactPolynomial(data, budget) : exactWave(data, data.wave, budget);
}

function exactPolynomial(data: ScalarData, budget: Budget): ExactFamily {
  const coefficients = Array.from(data.coefficients, (c) => Rational.fromNumber(c));
  const first = derivativeOf(coefficients);
  const second = derivativeOf(first);
  const x0 = Rational.fromNumber(data.start[0]);
  const r = Rational.fromNumber(data.radius);
  const numbers = (c: Polynomial): PreciseReal[] => c.map((entry) => PreciseReal.rational(entry));
  const value = (c: Polynomial, x: PreciseReal): PreciseReal => polynomialAt(realRing, numbers(c), x);
  const fourfold = (slope: PreciseReal): PreciseReal => real(4).times(slope.power(2));
  let least: PreciseReal | undefined;
  /** |g'| <= slope and |g| <= size within rho of x; |g''| <= bend there */
  const bounds = (x: PreciseReal, rho: PreciseReal) => {
    const bend = value(absoluteOf(second), x.abs().plus(rho));
    const slope = value(first, x).abs().plus(bend.times(rho));
    const size = value(coefficients, x).abs().plus(slope.times(rho));
    return { bend, slope, size };
  };
  return {
    start: [real(data.start[0])],
    hasLinearGradient: false,
    residual: PreciseReal.unknown,
    value: ([x]) => value(coefficients, x).power(2),
    gradient(ring, [x]) {
      const g = Array.from(data.coefficients, (c) => ring.number(c));
      const slope = g.slice(1).map((c, i) => ring.times(ring.number(i + 1), c));
      const half = ring.times(polynomialAt(ring, g, x), polynomialAt(ring, slope, x));
      return [ring.plus(half, half)];
    },
    get alpha() {
      least ??= leastMagnitude(first, x0.minus(r), x0.plus(r), budget);
      return fourfold(least);
    },
    get alphaAtCentre() {
      return fourfold(PreciseReal.rational(at(first, x0)));
    },
    get alphaOfLargest() {
      return fourfold(PreciseReal.rational(at(absoluteOf(first), x0.abs().plus(r))));
    },
    // f'' = 2 g'^2 + 2 g g''
    hessianBound([x], rho) {
      const { bend, slope, size } = bounds(x, rho);
      return slope.power(2).plus(size.times(bend)).times(real(2));
    },
    concavityBound([x], rho) {
      const { bend, size } = bounds(x, rho);
      return size.times(bend).times(real(2));
    },
    minimizer: undefined,
  };
}

/** min |p| over [low, high]: exact for polynomials of degree at most 1, else an enclosure by bisection. */
function leastMagnitude(p: Polynomial, low: Rational, high: Rational, budget: Budget): PreciseReal {
  const ends = [at(p, low), at(p, high)];
  if (ends[0].sign * ends[1].sign <= 0) return PreciseReal.rational(Rational.zero);
  if (p.slice(2).every((c) => c.isZero)) {
    const [a, b] = ends.map((end) => end.abs());
    return PreciseReal.rational(a.compare(b) <= 0 ? a : b);
  }
  return PreciseReal.enclosed((bits) => bisect(p, low, high, bits, budget), "nonNegative");
}

/**
 * On a box of middle m and half-width h, |p| >= |p(m)| - h |p'(m)| - h^2/2 max |p''|. A box is left where that exceeds the
 * least value met so far (at middles and ends); a sign change in a box says that the minimum is 0. All rational.
 */
function bisect(p: Polynomial, low: Rational, high: Rational, bits: number, budget: Budget): DyadicBall {
  const first = derivativeOf(p);
  const bend = absoluteOf(derivativeOf(first));
  const half = Rational.of(1n, 1n, -1);
  const smaller = (a: Rational, b: Rational): Rational => (a.compare(b) <= 0 ? a : b);
  const sign = at(p, low).sign;
  let most = smaller(at(p, low).abs(), at(p, high).abs());
  let boxes = [{ low, high }];
  let least = most;
  for (let depth = 0, looked = 0; boxes.length > 0 && depth < bits; depth++) {
    const bounded = [];
    for (const box of boxes) {
      if (++looked > MAX_BOXES) throw new BudgetExceeded("the least slope is not found within the boxes allowed");
      budget.spendProducts(4 * p.length, 64 * (depth + 1));
      const m = box.low.plus(box.high).times(half);
      const h = box.high.minus(box.low).times(half);
      const value = at(p, m);
      if (value.sign !== sign) return DyadicBall.zero;
      most = smaller(most, value.abs());
      const drop = at(first, m)
        .abs()
        .plus(h.times(half).times(at(bend, m.abs().plus(h))))
        .times(h);
      bounded.push({ ...box, middle: m, least: value.abs().minus(drop) });
    }
    least = bounded.reduce((a, b) => smaller(a, b.least), most);
    // Good enough: the gap is 2^-bits of the value.
    const gap = most.minus(least);
    if (least.sign > 0 && gap.compare(least.times(Rational.of(1n, 1n, -bits))) <= 0) break;
    boxes = bounded
      .filter((box) => box.least.compare(most) < 0)
      .flatMap((box) => [
        { low: box.low, high: box.middle },
        { low: box.middle, high: box.high },
      ]);
  }
  const floor = least.sign > 0 ? least : Rational.zero;
  const middle = DyadicBall.fromRational(floor.plus(most).times(half), bits + 8);
  const spread = DyadicBall.fromRational(most.minus(floor).times(half), 40);
  return middle.plus(DyadicBall.of(0n, spread.exponent, spread.high), bits + 8);
}
