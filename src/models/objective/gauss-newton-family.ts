import type { Real } from "../../numerics/real.js";
import { lazy } from "../lazy.js";
import type { Algebra } from "./algebra.js";
import type { GaussNewtonData } from "./data.js";
import type { Family } from "./family.js";
import { inner, positive, total } from "./real-vectors.js";

/**
 * f = |g|^2, g_i(x) = sum_j (B_ij x_j + Q_ij x_j^2 / 2) - y_i, with the Jacobian J_ij = B_ij + Q_ij x_j. J(x) - J(z) is Q with column j
 * multiplied by x_j - z_j: K = max_j |column j of Q| is a Lipschitz constant, also in the Frobenius norm. |grad f|^2 / f =
 * 4 |J'g|^2 / |g|^2 >= 4 sigma_n(J)^2, and singular values are 1-Lipschitz: alpha >= 4 (sigma_n(J0) - K r)_+^2.
 */
export function gaussNewton(algebra: Algebra, data: GaussNewtonData): Family {
  const { arithmetic } = algebra;
  const number = (x: number): Real => arithmetic.number(x);
  const four = number(4);
  const two = number(2);
  const B = data.B.toRows().map((row) => row.map(number));
  const Q = data.Q.toRows().map((row) => row.map(number));
  const y = Array.from(data.y, number);
  const start = Array.from(data.start, number);
  const radius = number(data.radius);
  const residuals = (x: readonly Real[]): Real[] =>
    B.map((row, i) => {
      const terms = row.map((b, j) => x[j].times(b.plus(Q[i][j].times(x[j]).over(two))));
      return total(arithmetic, terms).minus(y[i]);
    });
  const jacobian = (x: readonly Real[]): Real[][] => B.map((row, i) => row.map((b, j) => b.plus(Q[i][j].times(x[j]))));
  const size = (v: readonly Real[]): Real => inner(arithmetic, v, v).sqrt();
  const lipschitz = lazy(() => {
    const columns = start.map((_, j) =>
      total(
        arithmetic,
        Q.map((row) => row[j].power(2)),
      ),
    );
    return columns.reduce((a, b) => a.max(b)).sqrt();
  });
  const singular = lazy(() => algebra.rowGramEigenvalues(jacobian(start)));
  const least = (): Real => positive(singular()[0]).sqrt();
  const largest = (): Real => positive(singular()[singular().length - 1]).sqrt();
  const wide = data.B.rows <= data.B.columns;
  const atLevel = (level: Real): Real => (wide ? four.times(level.power(2)) : number(0));
  /** Within rho of x: the Frobenius norm of J, and |g| */
  const bounds = (x: readonly Real[], rho: Real) => {
    const J = size(jacobian(x).flat());
    const bend = lipschitz();
    const half = rho.times(bend).over(two);
    return { steep: J.plus(rho.times(bend)), far: size(residuals(x)).plus(rho.times(J.plus(half))), bend };
  };
  return {
    start,
    get residual() {
      return size(residuals(start));
    },
    get leastSingularValue() {
      return wide ? least() : number(0);
    },
    get jacobianLipschitz() {
      return lipschitz();
    },
    value: (x) => inner(arithmetic, residuals(x), residuals(x)),
    gradient(x) {
      const g = residuals(x);
      const J = jacobian(x);
      return x.map((_, j) =>
        two.times(
          total(
            arithmetic,
            g.map((entry, i) => entry.times(J[i][j])),
          ),
        ),
      );
    },
    get alpha() {
      return atLevel(positive(least().minus(lipschitz().times(radius))));
    },
    get alphaAtCentre() {
      return atLevel(least());
    },
    get alphaOfLargest() {
      return four.times(largest().plus(lipschitz().times(radius)).power(2));
    },
    /** 2 J'J + 2 sum g_i Hess g_i, and |sum g_i Hess g_i| <= |g| K: the Hessians are diagonal */
    hessianBound(x, rho) {
      const { steep, far, bend } = bounds(x, rho);
      return two.times(steep.power(2)).plus(two.times(far.times(bend)));
    },
    concavityBound(x, rho) {
      const { far, bend } = bounds(x, rho);
      return two.times(far.times(bend));
    },
    minimizer: undefined,
    flow: () => undefined,
  };
}
