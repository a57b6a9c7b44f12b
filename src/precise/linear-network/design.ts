import type { Matrix } from "../../numerics/matrix.js";
import type { Budget } from "../budget.js";
import { rankOf } from "../integer-matrix.js";
import { Rational } from "../rational.js";
import { FractionMatrix, scalarMatrix } from "./fraction-matrix.js";

/** The data (X, Y) of a linear network with exact projectors onto the row and the column space of X. */
export class ExactDesign {
  readonly X: FractionMatrix;
  readonly Y: FractionMatrix;
  readonly rank: number;
  /** P = X^+ X (D x D), Q Y (n x m) and X^+ Y (D x m) */
  readonly rowProjector: FractionMatrix;
  readonly reachable: FractionMatrix;
  readonly minNormSolution: FractionMatrix;
  /** R: r independent rows, and (R R')^-1 */
  readonly rowBasis: FractionMatrix;
  readonly rowWeights: FractionMatrix;
  readonly gram: FractionMatrix;
  readonly mappedTarget: FractionMatrix;

  constructor(x: Matrix, y: Matrix, budget: Budget) {
    this.X = FractionMatrix.fromDoubles(x);
    this.Y = FractionMatrix.fromDoubles(y);
    const { X, Y } = this;
    const rows = independentRows(X, budget);
    this.rank = rows.length;
    const R = X.select(rows);
    const transposedX = X.transpose();
    const columns = independentRows(transposedX, budget);
    const C = transposedX.select(columns).transpose();
    this.rowBasis = R;
    this.gram = transposedX.times(X, budget);
    this.mappedTarget = transposedX.times(Y, budget);
    if (this.rank === 0) {
      this.rowWeights = FractionMatrix.zero(0, 0);
      this.rowProjector = FractionMatrix.zero(X.columns, X.columns);
      this.reachable = FractionMatrix.zero(Y.rows, Y.columns);
      this.minNormSolution = FractionMatrix.zero(X.columns, Y.columns);
      return;
    }
    const rowGram = R.times(R.transpose(), budget);
    this.rowWeights = rowGram.solve(scalarMatrix(this.rank, Rational.one), budget);
    this.rowProjector =
      this.rank === X.columns
        ? scalarMatrix(X.columns, Rational.one)
        : R.transpose().times(this.rowWeights, budget).times(R, budget);
    const fitted = C.transpose().times(C, budget).solve(C.transpose().times(Y, budget), budget);
    this.reachable = C.times(fitted, budget);
    this.minNormSolution = R.transpose().times(
      this.rowWeights.times(C.select(rows).times(fitted, budget), budget),
      budget,
    );
  }
}

/** The first rows that increase the rank. */
function independentRows(matrix: FractionMatrix, budget: Budget): number[] {
  const rows = matrix.integers;
  const chosen: number[] = [];
  for (let i = 0; i < rows.length && chosen.length < matrix.columns; i++) {
    const candidate = [...chosen, i];
    const rank = rankOf(
      candidate.map((k) => rows[k]),
      budget,
    );
    if (rank === candidate.length) chosen.push(i);
  }
  return chosen;
}
