import { Matrix } from "../../numerics/matrix.js";
import type { Real } from "../../numerics/real.js";
import { lazy } from "../lazy.js";
import type { Algebra } from "./algebra.js";
import type { LeastSquaresData, QuadraticData } from "./data.js";
import type { Family } from "./family.js";
import { symmetricExponential } from "./matrix-exponential.js";
import { difference, inner, normOf, solution, total, type Vector } from "./real-vectors.js";

const column = (y: Float64Array): Matrix => new Matrix(y.length, 1, y);

function beside(a: Matrix, b: Matrix): Matrix {
  return Matrix.fromRows(a.toRows().map((row, i) => [...row, ...b.row(i)]));
}

/**
 * f = |Bx - y|^2: |grad f|^2 / f = 4 |B'e|^2 / |e|^2 >= 4 lambda_min(BB'); where y is in the range of B so is e, and the
 * least positive eigenvalue takes the place of lambda_min. Hessian 2 B'B.
 */
export function leastSquares(algebra: Algebra, data: LeastSquaresData): Family {
  const { arithmetic } = algebra;
  const number = (x: number): Real => arithmetic.number(x);
  const { B, y } = data;
  const entries = B.toRows().map((row) => row.map(number));
  const target = Array.from(y, number);
  const start = Array.from(data.start, number);
  const residuals = (x: Vector): Real[] => entries.map((row, i) => inner(arithmetic, row, x).minus(target[i]));
  const transposed = B.transpose()
    .toRows()
    .map((row) => row.map(number));
  const gram = lazy(() => entries.map((a) => entries.map((b) => inner(arithmetic, a, b))));
  /** Of BB', ascending */
  const eigenvalues = lazy(() => algebra.gramEigenvalues(B.transpose()));
  const rank = lazy(() => algebra.rank(B));
  const isConsistent = lazy(() => {
    const own = rank();
    return own === undefined ? undefined : own === B.rows || algebra.rank(beside(B, column(y))) === own;
  });
  const four = number(4);
  const alpha = lazy((): Real => {
    const own = rank();
    if (own === undefined) return arithmetic.unknown;
    if (own === 0 || !isConsistent()) return number(0);
    return four.times(eigenvalues()[B.rows - own]);
  });
  const largest = (): Real => eigenvalues()[B.rows - 1];
  return {
    start,
    residual: arithmetic.unknown,
    value: (x) => inner2(algebra, residuals(x)),
    gradient(x) {
      const e = residuals(x);
      return transposed.map((row) => number(2).times(inner(arithmetic, row, e)));
    },
    get alpha() {
      return alpha();
    },
    get alphaAtCentre() {
      return alpha();
    },
    get alphaOfLargest() {
      return four.times(largest());
    },
    hessianBound: () => number(2).times(largest()),
    concavityBound: () => number(0),
    /** |df/dx_i (x0)| + 2r |row i of 2 B'B|: attained on the ball of radius 2r */
    get coordinateSlope() {
      const reach = number(2).times(number(data.radius));
      const e = residuals(start);
      return transposed
        .map((b) => {
          const row = transposed.map((other) => number(2).times(inner(arithmetic, b, other)));
          const slope = number(2)
            .times(inner(arithmetic, b, e))
            .abs();
          return slope.plus(reach.times(normOf(arithmetic, row)));
        })
        .reduce((a, b) => a.max(b));
    },
    get minimizer() {
      const own = rank();
      if (own === B.rows) {
        const w = solution(gram(), residuals(start));
        return (
          w &&
          difference(
            start,
            transposed.map((row) => inner(arithmetic, row, w)),
          )
        );
      }
      if (own !== B.columns || !isConsistent()) return undefined;
      const normal = transposed.map((a) => transposed.map((b) => inner(arithmetic, a, b)));
      return solution(
        normal,
        transposed.map((row) => inner(arithmetic, row, target)),
      );
    },
    flow(time) {
      // e' = -2 BB' e; x - x0 = B' w with BB' w = e - e0
      const e0 = residuals(start);
      const scaledTime = number(2).times(time);
      const e = symmetricExponential(algebra, gram(), scaledTime, e0);
      if (e === undefined) return undefined;
      const back = transposed.map((row) => inner(arithmetic, row, e));
      const value = inner2(algebra, e);
      const gradientSquare = four.times(inner2(algebra, back));
      const travelled = shift(algebra, gram(), difference(e0, e));
      // Dependent rows: the way does not follow from the residuals this way, and the flow is enclosed instead.
      return travelled.known ? { value, gradientSquare, travelled } : undefined;
    },
  };
}

const inner2 = (algebra: Algebra, x: Vector): Real => inner(algebra.arithmetic, x, x);

/** sqrt(d' G^+ d): |x - x0| for B(x0 - x) = d. */
function shift({ arithmetic }: Algebra, gram: readonly Vector[], d: Vector): Real {
  const isDiagonal = gram.every((row, i) =>
    row.every((entry, j) => i === j || entry.order(arithmetic.number(0)) === "="),
  );
  if (isDiagonal) {
    const terms = d.map((entry, i) =>
      gram[i][i].order(arithmetic.number(0)) === "=" ? arithmetic.number(0) : entry.power(2).over(gram[i][i]),
    );
    return total(arithmetic, terms).sqrt();
  }
  const w = solution(gram, d);
  return w === undefined ? arithmetic.unknown : inner(arithmetic, w, d).sqrt();
}

/** f = x'Ax / 2, A positive semidefinite: |Ax|^2 >= lambda_min^+ x'Ax, so alpha >= 2 lambda_min^+. Hessian A. */
export function quadratic(algebra: Algebra, data: QuadraticData): Family {
  const { arithmetic } = algebra;
  const number = (x: number): Real => arithmetic.number(x);
  const { A } = data;
  const size = A.rows;
  const rows = A.toRows().map((row) => row.map(number));
  const start = Array.from(data.start, number);
  const image = (x: Vector): Real[] => rows.map((row) => inner(arithmetic, row, x));
  const eigenvalues = lazy(() => algebra.symmetricEigenvalues(A));
  const rank = lazy(() => algebra.rank(A));
  // rank A eigenvalues are nonzero: if the rank-th largest is positive, all of these are, and A is semidefinite.
  const least = lazy((): Real => {
    const own = rank();
    if (own === undefined || own === 0) return arithmetic.unknown;
    const value = eigenvalues()[size - own];
    return value.order(number(0)) === ">" ? value : arithmetic.unknown;
  });
  const zero = Array.from({ length: size }, () => number(0));
  return {
    start,
    residual: arithmetic.unknown,
    value: (x) => inner(arithmetic, x, image(x)).over(number(2)),
    gradient: image,
    get alpha() {
      return number(2).times(least());
    },
    get alphaAtCentre() {
      return number(2).times(least());
    },
    get alphaOfLargest() {
      return number(2).times(eigenvalues()[size - 1]);
    },
    hessianBound: () => eigenvalues()[size - 1].abs().max(eigenvalues()[0].abs()),
    concavityBound: () => (least().known ? number(0) : arithmetic.unknown),
    get minimizer() {
      return rank() === size && least().known ? zero : undefined;
    },
    flow(time) {
      const x = symmetricExponential(algebra, rows, time, start);
      if (x === undefined) return undefined;
      const gradient = image(x);
      return {
        value: inner(arithmetic, x, gradient).over(number(2)),
        gradientSquare: inner2(algebra, gradient),
        travelled: normOf(arithmetic, difference(x, start)),
      };
    },
  };
}
