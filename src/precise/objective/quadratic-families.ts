import type { LeastSquaresData, QuadraticData } from "../../models/objective/data.js";
import type { Matrix } from "../../numerics/matrix.js";
import type { Budget } from "../budget.js";
import { rankOf } from "../integer-matrix.js";
import { FractionMatrix } from "../linear-network/fraction-matrix.js";
import { symmetricEigenvalues } from "../linear-network/spectrum.js";
import { PreciseReal } from "../real.js";
import { gramEigenvalues } from "../singular-values.js";
import { DyadicMatrix, RationalVector } from "../vectors.js";
import type { ClosedFormPoint, ExactFamily } from "./family.js";
import { length, pairing, type Ring, real, realRing, squareSum } from "./ring.js";

type Point = readonly PreciseReal[];

const once = <T>(compute: () => T): (() => T) => {
  let kept: { readonly value: T } | undefined;
  return () => {
    kept ??= { value: compute() };
    return kept.value;
  };
};

function constants<T>(ring: Ring<T>, matrix: Matrix): T[][] {
  return matrix.toRows().map((row) => row.map((x) => ring.number(x)));
}

const imageOf = <T>(ring: Ring<T>, rows: readonly (readonly T[])[], x: readonly T[]): T[] =>
  rows.map((row) => pairing(ring, row, x));

/** (decay of the i-th mode) x_i(t) = x_i(0) e^(-rate_i t) */
const decayed = (x: Point, rates: Point, time: PreciseReal): PreciseReal[] =>
  x.map((entry, i) => entry.times(rates[i].times(time).negate().exp()));

/**
 * f = |Bx - y|^2: for e in the range of B, |B'e|^2 >= s^2 |e|^2 with s the least nonzero singular value. Its square is an
 * eigenvalue of both Gram matrices; the smaller one is used.
 */
export function exactLeastSquares(data: LeastSquaresData, budget: Budget): ExactFamily {
  const { B, y } = data;
  const start = Array.from(data.start, real);
  const fractions = FractionMatrix.fromDoubles(B);
  const errors = <T>(ring: Ring<T>, x: readonly T[]): T[] =>
    imageOf(ring, constants(ring, B), x).map((entry, i) => ring.minus(entry, ring.number(y[i])));
  const isWide = B.rows < B.columns;
  const spectrum = once(() => {
    const M = DyadicMatrix.fromDoubles(B);
    return gramEigenvalues((isWide ? M.transpose() : M).toColumns(), budget);
  });
  const rank = once(() => rankOf(fractions.integers, budget));
  const isConsistent = once(() => {
    const column = FractionMatrix.of(B.rows, 1, RationalVector.fromNumbers(y)).transpose();
    return rankOf(fractions.transpose().above(column).integers, budget) === rank();
  });
  const largest = (): PreciseReal => spectrum()[spectrum().length - 1];
  const alpha = once(() => {
    if (rank() === 0 || !isConsistent()) return real(0);
    return real(4).times(spectrum()[spectrum().length - rank()]);
  });
  const gram = once(() => {
    const rows = constants(realRing, B);
    return rows.map((a) => rows.map((b) => pairing(realRing, a, b)));
  });
  return {
    start,
    hasLinearGradient: true,
    residual: PreciseReal.unknown,
    value: (x) => squareSum(errors(realRing, x)),
    gradient(ring, x) {
      const e = errors(ring, x).map((entry) => ring.plus(entry, entry));
      return imageOf(ring, constants(ring, B.transpose()), e);
    },
    get alpha() {
      return alpha();
    },
    get alphaAtCentre() {
      return alpha();
    },
    get alphaOfLargest() {
      return real(4).times(largest());
    },
    hessianBound: () => real(2).times(largest()),
    concavityBound: () => real(0),
    // The i-th partial derivative is affine with gradient 2 B'B e_i; on the ball it is largest along that.
    get coordinateSlope() {
      const columns = constants(realRing, B.transpose());
      const e = errors(realRing, start);
      const slopes = columns.map((column) => {
        const turn = length(columns.map((other) => pairing(realRing, column, other)));
        return pairing(realRing, column, e)
          .abs()
          .plus(real(2).times(real(data.radius)).times(turn))
          .times(real(2));
      });
      return slopes.reduce((a, b) => a.max(b));
    },
    /** x0 - B^+ e0 where B has full row rank, and the one solution where it has full column rank and there is one */
    get minimizer() {
      const transposed = fractions.transpose();
      const x0 = FractionMatrix.of(B.columns, 1, RationalVector.fromNumbers(data.start));
      const target = FractionMatrix.of(B.rows, 1, RationalVector.fromNumbers(y));
      const e0 = fractions.times(x0, budget).minus(target);
      const entries = (column: FractionMatrix): PreciseReal[] =>
        Array.from({ length: column.rows }, (_, i) => PreciseReal.rational(column.entry(i, 0)));
      if (rank() === B.rows) {
        const multipliers = fractions.times(transposed, budget).solve(e0, budget);
        return entries(x0.minus(transposed.times(multipliers, budget)));
      }
      if (rank() !== B.columns || !isConsistent()) return undefined;
      return entries(transposed.times(fractions, budget).solve(transposed.times(target, budget), budget));
    },
    /** Orthogonal rows: e_i(t) = e_i e^(-2 g_i t) with g_i = |row i|^2; x moves by -(e_i(0) - e_i(t)) / g_i along row i. */
    closedForm(time): ClosedFormPoint | undefined {
      const G = gram();
      if (!isDiagonal(G)) return undefined;
      const g = G.map((row, i) => row[i]);
      const e0 = errors(realRing, start);
      const e = decayed(
        e0,
        g.map((x) => real(2).times(x)),
        time,
      );
      const slopes = e.map((entry, i) => entry.power(2).times(g[i]));
      const ways = e.map((entry, i) =>
        g[i].order(real(0)) === "=" ? real(0) : e0[i].minus(entry).power(2).over(g[i]),
      );
      const sum = (terms: Point): PreciseReal => terms.reduce((a, b) => a.plus(b));
      return { value: squareSum(e), gradientSquare: real(4).times(sum(slopes)), travelled: sum(ways).sqrt() };
    },
  };
}

function isDiagonal(rows: readonly Point[]): boolean {
  return rows.every((row, i) => row.every((entry, j) => i === j || entry.order(real(0)) === "="));
}

/** f = x'Ax / 2, A positive semidefinite of rank k: |Ax|^2 >= lambda_k x'Ax with the k-th largest eigenvalue. */
export function exactQuadratic(data: QuadraticData, budget: Budget): ExactFamily {
  const { A } = data;
  const start = Array.from(data.start, real);
  const fractions = FractionMatrix.fromDoubles(A);
  /** Descending */
  const spectrum = once(() => symmetricEigenvalues(fractions, budget));
  const rank = once(() => rankOf(fractions.integers, budget));
  const least = once(() => {
    // As many positive eigenvalues as nonzero ones: none is negative.
    const value = rank() === 0 ? PreciseReal.unknown : spectrum()[rank() - 1];
    return value.order(real(0)) === ">" ? value : PreciseReal.unknown;
  });
  const image = <T>(ring: Ring<T>, x: readonly T[]): T[] => imageOf(ring, constants(ring, A), x);
  const energy = (x: Point): PreciseReal => pairing(realRing, x, image(realRing, x)).over(real(2));
  const twice = (x: PreciseReal): PreciseReal => real(2).times(x);
  return {
    start,
    hasLinearGradient: true,
    residual: PreciseReal.unknown,
    value: energy,
    gradient: image,
    get alpha() {
      return twice(least());
    },
    get alphaAtCentre() {
      return twice(least());
    },
    get alphaOfLargest() {
      return twice(spectrum()[0]);
    },
    hessianBound: () =>
      spectrum()[0]
        .abs()
        .max(spectrum()[A.rows - 1].abs()),
    // Not positive semidefinite: alpha is unknown, and so is everything about the flow.
    concavityBound: () => (least().known ? real(0) : PreciseReal.unknown),
    get minimizer() {
      return rank() === A.rows && least().known ? start.map(() => real(0)) : undefined;
    },
    closedForm(time) {
      const rows = constants(realRing, A);
      if (!isDiagonal(rows)) return undefined;
      const rates = rows.map((row, i) => row[i]);
      const x = decayed(start, rates, time);
      return {
        value: x.reduce((sum, entry, i) => sum.plus(rates[i].times(entry.power(2))), real(0)).over(real(2)),
        gradientSquare: squareSum(x.map((entry, i) => rates[i].times(entry))),
        travelled: length(x.map((entry, i) => entry.minus(start[i]))),
      };
    },
  };
}
