import { Matrix } from "../../numerics/matrix.js";
import type { Real } from "../../numerics/real.js";
import { lazy } from "../lazy.js";
import type { Algebra } from "./algebra.js";
import type { MatrixProductData, ProductData, SphereData } from "./data.js";
import type { Family, FlowPoint } from "./family.js";
import { inner, normOf, positive, total } from "./real-vectors.js";

/** (a - b)^2 k E / ((1 - k E)^2 4 P) and P = (a - b k E) / (1 - k E): the flow of P' = -(P - a)(P - b). */
function riccati(P0: Real, a: Real, b: Real, time: Real): { readonly P: Real; readonly product: Real } {
  const { arithmetic } = P0;
  const one = arithmetic.number(1);
  const gap = a.minus(b);
  if (gap.order(arithmetic.number(0)) === "=") {
    // a = b = 0 here: P' = -P^2
    const P = P0.over(one.plus(P0.times(time)));
    return { P, product: P.power(2) };
  }
  const k = P0.minus(a).over(P0.minus(b));
  const decayed = k.times(gap.times(time).negate().exp());
  const rest = one.minus(decayed);
  return {
    P: a.minus(b.times(decayed)).over(rest),
    product: gap.power(2).times(decayed).over(rest.power(2)),
  };
}

/**
 * f = (u'v - y)^2: |grad f|^2 / f = 4 |x|^2 for x = (u, v), so alpha = 4 (|x0| - r)_+^2 exactly. The Hessian is
 * 2 grad e grad e' + 2 e Hess e with |grad e| = |x|, ||Hess e|| = 1, and on the ball of radius rho around x
 * |e| <= |e(x)| + rho |x| + rho^2 / 2; the first part is semidefinite, so the least eigenvalue is >= -2 |e|.
 */
export function product(algebra: Algebra, data: ProductData): Family {
  const { arithmetic } = algebra;
  const number = (x: number): Real => arithmetic.number(x);
  const start = Array.from(data.start, number);
  const half = start.length / 2;
  const target = number(data.y);
  const residualAt = (x: readonly Real[]): Real => inner(arithmetic, x.slice(0, half), x.slice(half)).minus(target);
  /** Bound of |e| on the ball of radius rho around x */
  const residualNear = (x: readonly Real[], rho: Real): Real =>
    residualAt(x)
      .abs()
      .plus(rho.times(normOf(arithmetic, x)))
      .plus(rho.power(2).over(number(2)));
  const norm = lazy(() => normOf(arithmetic, start));
  const radius = number(data.radius);
  const atNorm = (n: Real): Real => number(4).times(n.power(2));
  return {
    start,
    target,
    get mirrorDefect() {
      return normOf(
        arithmetic,
        start.slice(0, half).map((entry, i) => entry.plus(start[i + half])),
      );
    },
    get residual() {
      return residualAt(start).abs();
    },
    value: (x) => residualAt(x).power(2),
    gradient(x) {
      const twice = number(2).times(residualAt(x));
      return x.map((_, i) => twice.times(x[(i + half) % x.length]));
    },
    get alpha() {
      return atNorm(positive(norm().minus(radius)));
    },
    get alphaAtCentre() {
      return atNorm(norm());
    },
    get alphaOfLargest() {
      return atNorm(norm().plus(radius));
    },
    hessianBound(x, rho) {
      const n = normOf(arithmetic, x);
      return number(2)
        .times(n.plus(rho).power(2))
        .plus(number(2).times(residualNear(x, rho)));
    },
    concavityBound: (x, rho) => number(2).times(residualNear(x, rho)),
    minimizer: undefined,
    /**
     * p = u + v, q = u - v: p' = -2 e p, q' = 2 e q, e = (|p|^2 - |q|^2) / 4 - y. So P = |p|^2 and Q = |q|^2 have a constant
     * product C, P' = -(P - a)(P - b) with a, b = 2y +- sqrt(4 y^2 + C), and Q likewise with -y. 4 e P = (P - a)(P - b).
     */
    flow(time): FlowPoint {
      const p = start.slice(0, half).map((entry, i) => entry.plus(start[i + half]));
      const q = start.slice(0, half).map((entry, i) => entry.minus(start[i + half]));
      const P0 = inner(arithmetic, p, p);
      const Q0 = inner(arithmetic, q, q);
      const root = number(4).times(target.power(2)).plus(P0.times(Q0)).sqrt();
      const twice = number(2).times(target);
      const zero = number(0);
      const swap = P0.order(Q0) === "<";
      // The larger of the two is never 0 but at the stationary origin.
      const centre = swap ? twice.negate() : twice;
      const large = swap ? Q0 : P0;
      const small = swap ? P0 : Q0;
      if (large.order(zero) === "=") return { value: target.power(2), gradientSquare: zero, travelled: zero };
      const { P, product: excess } = riccati(large, centre.plus(root), centre.minus(root), time);
      const other = small.times(large).over(P);
      const e = excess.over(number(4).times(P));
      const moved = P.sqrt().minus(large.sqrt()).power(2).plus(other.sqrt().minus(small.sqrt()).power(2));
      const value = e.power(2);
      return {
        value,
        // |x|^2 = (P + Q) / 2
        gradientSquare: number(2).times(P.plus(other)).times(value),
        travelled: moved.over(number(2)).sqrt(),
      };
    },
  };
}

/** f = (|x|^2 - a^2)^2: |grad f|^2 / f = 16 |x|^2, alpha = 16 (|x0| - r)_+^2; Hessian 8 x x' + 4 (|x|^2 - a^2) I. */
export function sphere(algebra: Algebra, data: SphereData): Family {
  const { arithmetic } = algebra;
  const number = (x: number): Real => arithmetic.number(x);
  const start = Array.from(data.start, number);
  const square = number(data.a).power(2);
  const radius = number(data.radius);
  const residualAt = (x: readonly Real[]): Real => inner(arithmetic, x, x).minus(square);
  const norm = lazy(() => normOf(arithmetic, start));
  const atNorm = (n: Real): Real => number(16).times(n.power(2));
  return {
    start,
    get residual() {
      return residualAt(start).abs();
    },
    value: (x) => residualAt(x).power(2),
    gradient(x) {
      const factor = number(4).times(residualAt(x));
      return x.map((entry) => factor.times(entry));
    },
    get alpha() {
      return atNorm(positive(norm().minus(radius)));
    },
    get alphaAtCentre() {
      return atNorm(norm());
    },
    get alphaOfLargest() {
      return atNorm(norm().plus(radius));
    },
    hessianBound(x, rho) {
      const n = normOf(arithmetic, x);
      const e = residualAt(x).abs().plus(number(2).times(rho).times(n)).plus(rho.power(2));
      return number(8).times(n.plus(rho).power(2)).plus(number(4).times(e));
    },
    // 4 (a^2 - |z|^2)_+, |z|^2 >= |x|^2 - 2 rho |x|
    concavityBound: (x, rho) =>
      number(4).times(positive(number(2).times(rho).times(normOf(arithmetic, x)).minus(residualAt(x)))),
    get minimizer() {
      if (norm().order(number(0)) !== ">") return undefined;
      const factor = number(data.a).abs().over(norm());
      return start.map((entry) => entry.times(factor));
    },
    /** s = |x|^2: s' = -8 s (s - a^2), s - a^2 = a^2 k E / (1 - k E) with k = 1 - a^2 / s0, E = exp(-8 a^2 t). */
    flow(time): FlowPoint {
      const s0 = norm().power(2);
      const zero = number(0);
      const one = number(1);
      if (s0.order(zero) !== ">")
        return s0.order(zero) === "="
          ? { value: square.power(2), gradientSquare: zero, travelled: zero }
          : { value: arithmetic.unknown, gradientSquare: arithmetic.unknown, travelled: arithmetic.unknown };
      const rate = number(8).times(time);
      const isFlat = square.order(zero) === "=";
      const decayed = one.minus(square.over(s0)).times(rate.times(square).negate().exp());
      const s = isFlat ? s0.over(one.plus(rate.times(s0))) : square.over(one.minus(decayed));
      const value = (isFlat ? s : square.times(decayed).over(one.minus(decayed))).power(2);
      return {
        value,
        gradientSquare: number(16).times(s).times(value),
        travelled: s.sqrt().minus(norm()).abs(),
      };
    },
  };
}

/**
 * f = |U V' - M|_F^2: |grad f|^2 / f = 4 (|E V|^2 + |E'U|^2) / |E|^2 >= 4 (sigma_a(U)^2 + sigma_b(V)^2), and singular values are
 * 1-Lipschitz: alpha >= 4 (sqrt(sigma_a(U0)^2 + sigma_b(V0)^2) - r)_+^2. With N = |(U, V)| the Jacobian of UV' has norm at most N
 * and its derivative at most 1 along a unit direction: the Hessian is at most 2 (N + rho)^2 + 2 (|E| + rho N + rho^2 / 2), and
 * at least -2 (|E| + rho N + rho^2 / 2), as its first part is 2 J'J.
 */
export function matrixProduct(algebra: Algebra, data: MatrixProductData): Family {
  const { arithmetic } = algebra;
  const number = (x: number): Real => arithmetic.number(x);
  const { M, start: flat } = data;
  const { rows: a, columns: b } = M;
  const k = flat.length / (a + b);
  const start = Array.from(flat, number);
  const target = M.toRows().map((row) => row.map(number));
  const U = (x: readonly Real[], i: number): readonly Real[] => x.slice(i * k, (i + 1) * k);
  const V = (x: readonly Real[], j: number): readonly Real[] => x.slice((a + j) * k, (a + j + 1) * k);
  const residuals = (x: readonly Real[]): Real[][] =>
    target.map((row, i) => row.map((entry, j) => inner(arithmetic, U(x, i), V(x, j)).minus(entry)));
  const squareSum = (E: readonly (readonly Real[])[]): Real =>
    total(
      arithmetic,
      E.flat().map((entry) => entry.power(2)),
    );
  /** Bound of |E| on the ball of radius rho around x */
  const residualNear = (x: readonly Real[], rho: Real): Real =>
    squareSum(residuals(x))
      .sqrt()
      .plus(rho.times(normOf(arithmetic, x)))
      .plus(rho.power(2).over(number(2)));
  const radius = number(data.radius);
  const factors = lazy(() => [
    algebra.gramEigenvalues(new Matrix(a, k, flat.slice(0, a * k)).transpose()),
    algebra.gramEigenvalues(new Matrix(b, k, flat.slice(a * k)).transpose()),
  ]);
  const level = (pick: (values: readonly Real[]) => Real): Real => total(arithmetic, factors().map(pick)).sqrt();
  const least = (values: readonly Real[]): Real => values[0];
  const largest = (values: readonly Real[]): Real => values[values.length - 1];
  return {
    start,
    get residual() {
      return squareSum(residuals(start)).sqrt();
    },
    value: (x) => squareSum(residuals(x)),
    gradient(x) {
      const E = residuals(x);
      const two = number(2);
      const entry = (terms: readonly Real[]): Real => two.times(total(arithmetic, terms));
      const upper = E.flatMap((row) =>
        Array.from({ length: k }, (_, c) => entry(row.map((e, j) => e.times(V(x, j)[c])))),
      );
      const lower = Array.from({ length: b * k }, (_, index) => {
        const j = Math.floor(index / k);
        return entry(E.map((row, i) => row[j].times(U(x, i)[index % k])));
      });
      return [...upper, ...lower];
    },
    get alpha() {
      return number(4).times(positive(level(least).minus(radius)).power(2));
    },
    get alphaAtCentre() {
      return number(4).times(level(least).power(2));
    },
    get alphaOfLargest() {
      return number(4).times(level(largest).power(2));
    },
    hessianBound(x, rho) {
      const n = normOf(arithmetic, x);
      return number(2)
        .times(n.plus(rho).power(2))
        .plus(number(2).times(residualNear(x, rho)));
    },
    concavityBound: (x, rho) => number(2).times(residualNear(x, rho)),
    minimizer: undefined,
    flow: () => undefined,
  };
}
