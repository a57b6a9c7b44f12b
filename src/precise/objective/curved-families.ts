import type { MatrixProductData, ProductData, SphereData } from "../../models/objective/data.js";
import type { Budget } from "../budget.js";
import type { PreciseReal } from "../real.js";
import { gramEigenvalues } from "../singular-values.js";
import { RationalVector } from "../vectors.js";
import type { ExactFamily } from "./family.js";
import { length, pairing, positivePart, type Ring, real, realRing, squareSum } from "./ring.js";

type Point = readonly PreciseReal[];

/**
 * For f = |g|^2 with g bilinear in x = (u, v) (or (U, V)): N = |x|, E = |g(x)|. A unit direction changes g by at most
 * |x + d|, and twice differentiated by at most 1. So |g| <= E + N rho + rho^2/2 within rho of x, and
 * ||f''|| <= 2 (N + rho)^2 + 2 (E + N rho + rho^2/2) = 2 N^2 + 6 N rho + 3 rho^2 + 2 E, f'' >= -2 (E + N rho + rho^2/2).
 */
function bilinearHessian(N: PreciseReal, E: PreciseReal, rho: PreciseReal): PreciseReal {
  const cross = N.times(rho);
  return real(2)
    .times(N.power(2))
    .plus(real(6).times(cross))
    .plus(real(3).times(rho.power(2)))
    .plus(real(2).times(E));
}

const bilinearConcavity = (N: PreciseReal, E: PreciseReal, rho: PreciseReal): PreciseReal =>
  real(2)
    .times(E)
    .plus(real(2).times(N.times(rho)))
    .plus(rho.power(2));

/** f = (u'v - y)^2 */
export function exactProduct(data: ProductData): ExactFamily {
  const start = Array.from(data.start, real);
  const half = start.length / 2;
  const y = real(data.y);
  const r = real(data.radius);
  const N = length(start);
  const error = <T>(ring: Ring<T>, x: readonly T[]): T =>
    ring.minus(pairing(ring, x.slice(0, half), x.slice(half)), ring.number(data.y));
  const sizeAt = (x: Point): PreciseReal => error(realRing, x).abs();
  const sum = start.slice(0, half).map((u, i) => u.plus(start[half + i]));
  const gap = start.slice(0, half).map((u, i) => u.minus(start[half + i]));
  return {
    start,
    hasLinearGradient: false,
    target: y,
    mirrorDefect: length(sum),
    residual: sizeAt(start),
    value: (x) => error(realRing, x).power(2),
    gradient(ring, x) {
      const e = error(ring, x);
      const doubled = ring.plus(e, e);
      return [...x.slice(half), ...x.slice(0, half)].map((entry) => ring.times(entry, doubled));
    },
    // |grad f|^2 = 4 e^2 |x|^2
    alpha: positivePart(N.minus(r)).times(real(2)).power(2),
    alphaAtCentre: real(4).times(squareSum(start)),
    alphaOfLargest: N.plus(r).times(real(2)).power(2),
    hessianBound: (x, rho) => bilinearHessian(length(x), sizeAt(x), rho),
    concavityBound: (x, rho) => bilinearConcavity(length(x), sizeAt(x), rho),
    minimizer: undefined,
    /**
     * u + v = e^(-s) (u0 + v0), u - v = e^s (u0 - v0) with s' = 2 e. For w = e^(2s) that is w' = P - 4 y w - Q w^2,
     * P = |u0 + v0|^2, Q = |u0 - v0|^2: w = a / b where (a, b)' = [[-2y, P], [Q, 2y]] (a, b) from (1, 1). That matrix squared is
     * k^2 I, k^2 = 4 y^2 + P Q, so with E = e^(-2 k t), up to a common factor, a = (k + c) + E (k - c), b = (k + d) + E (k - d),
     * c = P - 2y, d = Q + 2y; and e(t) = 4 k^2 E e0 / (a b). For k = 0, a = 1 + P t, b = 1 + Q t, e = e0 / (a b).
     */
    closedForm(time) {
      const P = squareSum(sum);
      const Q = squareSum(gap);
      const square = real(4).times(y.power(2)).plus(P.times(Q));
      const k = square.sqrt();
      const isFlat = square.order(real(0)) === "=";
      const one = real(1);
      const E = real(-2).times(k).times(time).exp();
      const c = P.minus(real(2).times(y));
      const d = Q.plus(real(2).times(y));
      const a = isFlat ? one.plus(P.times(time)) : k.plus(c).plus(E.times(k.minus(c)));
      const b = isFlat ? one.plus(Q.times(time)) : k.plus(d).plus(E.times(k.minus(d)));
      const e0 = error(realRing, start);
      const e = (isFlat ? e0 : real(4).times(square).times(E).times(e0)).over(a.times(b));
      const value = e.power(2);
      // At the origin nothing moves, and a / b may be 0 / 0.
      if (P.order(real(0)) === "=" && Q.order(real(0)) === "=")
        return { value: y.power(2), gradientSquare: real(0), travelled: real(0) };
      const isZeroP = P.order(real(0)) === "=";
      const isZeroQ = Q.order(real(0)) === "=";
      const w = a.over(b);
      const moved = (part: PreciseReal, factor: PreciseReal): PreciseReal =>
        part.times(factor.sqrt().minus(one).power(2));
      const inverse = b.over(a);
      const shrunk = isZeroP ? real(0) : P.times(inverse);
      const grown = isZeroQ ? real(0) : Q.times(w);
      const way = (isZeroP ? real(0) : moved(P, inverse)).plus(isZeroQ ? real(0) : moved(Q, w));
      return {
        value,
        gradientSquare: real(2).times(value).times(shrunk.plus(grown)),
        travelled: way.over(real(2)).sqrt(),
      };
    },
  };
}

/** f = (|x|^2 - a^2)^2; the Hessian is 8 x x' + 4 (|x|^2 - a^2) I. */
export function exactSphere(data: SphereData): ExactFamily {
  const start = Array.from(data.start, real);
  const r = real(data.radius);
  const square = real(data.a).power(2);
  const s0 = squareSum(start);
  const N = s0.sqrt();
  const error = <T>(ring: Ring<T>, x: readonly T[]): T => {
    const a = ring.number(data.a);
    return ring.minus(pairing(ring, x, x), ring.times(a, a));
  };
  return {
    start,
    hasLinearGradient: false,
    residual: s0.minus(square).abs(),
    value: (x) => error(realRing, x).power(2),
    gradient(ring, x) {
      const e = ring.times(ring.number(4), error(ring, x));
      return x.map((entry) => ring.times(entry, e));
    },
    alpha: positivePart(N.minus(r)).times(real(4)).power(2),
    alphaAtCentre: real(16).times(s0),
    alphaOfLargest: N.plus(r).times(real(4)).power(2),
    // 8 (n + rho)^2 + 4 (|e| + 2 n rho + rho^2)
    hessianBound(x, rho) {
      const n = length(x);
      return real(8)
        .times(n.power(2))
        .plus(real(24).times(n.times(rho)))
        .plus(real(12).times(rho.power(2)))
        .plus(real(4).times(error(realRing, x).abs()));
    },
    // 4 (a^2 - |z|^2)_+ on the ball, |z|^2 >= |x|^2 - 2 |x| rho
    concavityBound(x, rho) {
      const cross = real(2).times(length(x).times(rho));
      return real(4).times(positivePart(cross.minus(error(realRing, x))));
    },
    get minimizer() {
      if (N.order(real(0)) !== ">") return undefined;
      const a = real(Math.abs(data.a));
      return start.map((entry) => a.times(entry).over(N));
    },
    /** h = 1 / |x|^2 obeys the linear equation h' = 8 - 8 a^2 h. */
    closedForm(time) {
      const zero = real(0);
      if (s0.order(zero) !== ">") {
        if (s0.order(zero) !== "=") return undefined;
        return { value: square.power(2), gradientSquare: zero, travelled: zero };
      }
      const one = real(1);
      const inverse = one.over(s0);
      const eight = real(8).times(time);
      const isFlat = square.order(zero) === "=";
      const E = eight.times(square).negate().exp();
      // |x|^2 - a^2 = (1 - a^2 h) / h
      const h = isFlat ? inverse.plus(eight) : inverse.times(E).plus(one.minus(E).over(square));
      const excess = one.minus(square.times(inverse)).times(E).over(h);
      const value = excess.power(2);
      const s = one.over(h);
      return { value, gradientSquare: real(16).times(s).times(value), travelled: s.sqrt().minus(N).abs() };
    },
  };
}

/**
 * f = |U V' - M|^2, U a x k and V b x k: |grad f|^2 >= 4 (sigma_a(U)^2 + sigma_b(V)^2) f, and on the ball both singular values
 * together lose at most the radius.
 */
export function exactMatrixProduct(data: MatrixProductData, budget: Budget): ExactFamily {
  const { M } = data;
  const { rows: a, columns: b } = M;
  const k = data.start.length / (a + b);
  const start = Array.from(data.start, real);
  const r = real(data.radius);
  const rowOf = <T>(x: readonly T[], i: number): readonly T[] => x.slice(i * k, i * k + k);
  const errors = <T>(ring: Ring<T>, x: readonly T[]): T[][] =>
    Array.from({ length: a }, (_, i) =>
      Array.from({ length: b }, (__, j) =>
        ring.minus(pairing(ring, rowOf(x, i), rowOf(x, a + j)), ring.number(M.at(i, j))),
      ),
    );
  const value = (x: Point): PreciseReal => squareSum(errors(realRing, x).flat());
  // The rows of U as columns: the Gram matrix is U U', of order a.
  const spectrum = (from: number, count: number): readonly PreciseReal[] =>
    gramEigenvalues(
      Array.from({ length: count }, (_, i) => RationalVector.fromNumbers(rowOf(Array.from(data.start), from + i))),
      budget,
    );
  let spectra: readonly (readonly PreciseReal[])[] | undefined;
  const both = (): readonly (readonly PreciseReal[])[] => {
    spectra ??= [spectrum(0, a), spectrum(a, b)];
    return spectra;
  };
  const leastSquares = (): PreciseReal => both()[0][0].plus(both()[1][0]);
  return {
    start,
    hasLinearGradient: false,
    get residual() {
      return value(start).sqrt();
    },
    value,
    gradient(ring, x) {
      const E = errors(ring, x);
      const two = ring.number(2);
      const upper = E.flatMap((row) =>
        Array.from({ length: k }, (_, c) =>
          ring.times(
            two,
            pairing(
              ring,
              row,
              row.map((__, j) => rowOf(x, a + j)[c]),
            ),
          ),
        ),
      );
      const lower = Array.from({ length: b }, (_, j) =>
        Array.from({ length: k }, (__, c) =>
          ring.times(
            two,
            pairing(
              ring,
              E.map((row) => row[j]),
              E.map((___, i) => rowOf(x, i)[c]),
            ),
          ),
        ),
      );
      return [...upper, ...lower.flat()];
    },
    get alpha() {
      return positivePart(leastSquares().sqrt().minus(r)).times(real(2)).power(2);
    },
    get alphaAtCentre() {
      return real(4).times(leastSquares());
    },
    get alphaOfLargest() {
      return real(4).times(both()[0][a - 1].plus(both()[1][b - 1]));
    },
    hessianBound: (x, rho) => bilinearHessian(length(x), value(x).sqrt(), rho),
    concavityBound: (x, rho) => bilinearConcavity(length(x), value(x).sqrt(), rho),
    minimizer: undefined,
  };
}
