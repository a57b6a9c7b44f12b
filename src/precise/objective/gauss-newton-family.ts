import type { GaussNewtonData } from "../../models/objective/data.js";
import type { Budget } from "../budget.js";
import { Rational } from "../rational.js";
import type { PreciseReal } from "../real.js";
import { gramEigenvalues } from "../singular-values.js";
import { RationalVector } from "../vectors.js";
import type { ExactFamily } from "./family.js";
import { length, pairing, positivePart, type Ring, real, realRing, squareSum } from "./ring.js";

type Point = readonly PreciseReal[];

/**
 * f = |g|^2, g_i = B_i . x + (1/2) sum_j Q_ij x_j^2 - y_i. The rows of the Jacobian at the start are exact rationals, and sigma_n^2 the least
 * eigenvalue of J0 J0'. A step d changes J by Q diag(d), of Frobenius norm at most K |d| with K^2 = max_j sum_i Q_ij^2, and g by at
 * most |d| (|J| + K |d| / 2); the Hessian of sum_i g_i is diagonal with entries sum_i g_i Q_ij <= |g| K.
 */
export function exactGaussNewton(data: GaussNewtonData, budget: Budget): ExactFamily {
  const { B, Q, y } = data;
  const start = Array.from(data.start, real);
  const r = real(data.radius);
  const n = B.rows;
  const rows = Array.from({ length: n }, (_, i) => i);
  const columns = start.map((_, j) => j);
  const g = <T>(ring: Ring<T>, x: readonly T[]): T[] =>
    rows.map((i) => {
      const linear = pairing(
        ring,
        Array.from(B.row(i), (b) => ring.number(b)),
        x,
      );
      const squares = pairing(
        ring,
        Array.from(Q.row(i), (q) => ring.times(ring.number(0.5), ring.number(q))),
        x.map((t) => ring.times(t, t)),
      );
      return ring.minus(ring.plus(linear, squares), ring.number(y[i]));
    });
  const jacobianRow = <T>(ring: Ring<T>, i: number, x: readonly T[]): T[] =>
    columns.map((j) => ring.plus(ring.number(B.at(i, j)), ring.times(ring.number(Q.at(i, j)), x[j])));
  const K = columns.map((j) => length(Array.from(Q.column(j), real))).reduce((a, b) => a.max(b));
  let spectrum: readonly PreciseReal[] | undefined;
  const singular = (): readonly PreciseReal[] => {
    spectrum ??= gramEigenvalues(
      rows.map((i) => exactRow(data, i)),
      budget,
    );
    return spectrum;
  };
  const isWide = n <= start.length;
  const sigma = (): PreciseReal => (isWide ? singular()[0].sqrt() : real(0));
  const fourfold = (x: PreciseReal): PreciseReal => x.plus(x).power(2);
  const bounds = (x: Point, rho: PreciseReal) => {
    const J = length(rows.flatMap((i) => jacobianRow(realRing, i, x)));
    const reach = J.plus(K.times(rho).times(real(0.5))).times(rho);
    return { steep: J.plus(K.times(rho)), far: length(g(realRing, x)).plus(reach) };
  };
  return {
    start,
    hasLinearGradient: Q.data.every((q) => q === 0),
    get residual() {
      return length(g(realRing, start));
    },
    get leastSingularValue() {
      return sigma();
    },
    jacobianLipschitz: K,
    value: (x) => squareSum(g(realRing, x)),
    gradient(ring, x) {
      const e = g(ring, x);
      const J = rows.map((i) => jacobianRow(ring, i, x));
      return columns.map((j) => {
        const half = pairing(
          ring,
          e,
          J.map((row) => row[j]),
        );
        return ring.plus(half, half);
      });
    },
    get alpha() {
      return isWide ? fourfold(positivePart(sigma().minus(K.times(r)))) : real(0);
    },
    get alphaAtCentre() {
      return isWide ? real(4).times(singular()[0]) : real(0);
    },
    get alphaOfLargest() {
      return fourfold(singular()[n - 1].sqrt().plus(K.times(r)));
    },
    hessianBound(x, rho) {
      const { steep, far } = bounds(x, rho);
      return steep.power(2).plus(far.times(K)).times(real(2));
    },
    concavityBound: (x, rho) => bounds(x, rho).far.times(K).times(real(2)),
    minimizer: undefined,
  };
}

/** B_i + Q_i x0, entry by entry */
function exactRow({ B, Q, start }: GaussNewtonData, i: number): RationalVector {
  const entries = Array.from(start, (x, j) =>
    Rational.fromNumber(B.at(i, j)).plus(Rational.fromNumber(Q.at(i, j)).times(Rational.fromNumber(x))),
  );
  return fromRationals(entries);
}

/** Dyadic numbers over a common exponent */
function fromRationals(entries: readonly Rational[]): RationalVector {
  const exponent = entries.reduce((least, x) => Math.min(least, x.exponent), 0);
  return RationalVector.of(
    entries.map((x) => x.numerator << BigInt(x.exponent - exponent)),
    1n,
    exponent,
  );
}
