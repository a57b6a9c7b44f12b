import { Ball } from "../../numerics/ball.js";
import { BallMatrix } from "../../numerics/ball-matrix.js";
import { exactRank, type RankDecision } from "../../numerics/exact-rank.js";
import { solveLinear } from "../../numerics/linear-solve.js";
import { Matrix } from "../../numerics/matrix.js";
import { frobeniusNorm } from "../../numerics/norms.js";
import { gramMatrix, multiply, subtract } from "../../numerics/products.js";
import { singularValues } from "../../numerics/singular-values.js";
import { lazy } from "../lazy.js";
import { choleskyFactor } from "./cholesky-factor.js";

/**
 * The data (X, Y) of a linear network, with one exact decision of the rank (a tolerance in one place and another in the
 * next would make false counterexamples). The projectors never need singular vectors, so repeated singular values do no
 * harm: for R and C, r independent rows and columns of X that meet in the regular M,
 * X^+X = R'(RR')^-1 R, XX^+ = C(C'C)^-1 C', X^+ = R'(RR')^-1 M (C'C)^-1 C'.
 */
export class Design {
  readonly X: Matrix;
  readonly Y: Matrix;
  readonly decision: RankDecision | undefined;
  readonly #rowGram = lazy(() => gramMatrix(this.#rows().transpose()));
  readonly #columnGram = lazy(() => gramMatrix(this.#columns()));
  readonly #rows = lazy(() => selectRows(this.X, this.decision?.rows ?? []));
  readonly #columns = lazy(() => selectRows(this.X.transpose(), this.decision?.columns ?? []).transpose());
  readonly #covarianceEigenvalues = lazy(() => this.#squares());
  readonly #reachable = lazy(() => this.ontoColumns(BallMatrix.exact(this.Y)));
  readonly #optimalLoss = lazy(() => halfSquare(subtract(this.Y, this.reachableTarget)));
  readonly #minNormSolution = lazy(() => this.#solve());
  readonly gram = lazy(() => gramMatrix(this.X));
  readonly mappedTarget = lazy(() => multiply(this.X.transpose(), this.Y));

  constructor(X: Matrix, Y: Matrix) {
    this.X = X;
    this.Y = Y;
    this.decision = exactRank(X);
  }

  get rank(): number {
    return this.decision?.rank ?? 0;
  }

  /** Nonzero eigenvalues of X'X, descending. */
  get covarianceEigenvalues(): readonly Ball[] {
    return this.#covarianceEigenvalues();
  }

  /** Q Y */
  get reachableTarget(): BallMatrix {
    return this.#reachable();
  }

  get optimalLoss(): Ball {
    return this.#optimalLoss();
  }

  /** X^+ Y */
  get minNormSolution(): BallMatrix {
    return this.#minNormSolution();
  }

  /** P M for M with D rows */
  ontoRows(matrix: BallMatrix): BallMatrix {
    if (this.decision === undefined) return BallMatrix.unknown(matrix.rows, matrix.columns);
    if (this.rank === this.X.columns) return matrix;
    if (this.rank === 0) return zeros(matrix);
    const rows = this.#rows();
    return multiply(rows.transpose(), solveLinear(this.#rowGram(), multiply(rows, matrix)));
  }

  /** Q M for M with n rows */
  ontoColumns(matrix: BallMatrix): BallMatrix {
    if (this.decision === undefined) return BallMatrix.unknown(matrix.rows, matrix.columns);
    if (this.rank === this.X.rows) return matrix;
    if (this.rank === 0) return zeros(matrix);
    const columns = this.#columns();
    return multiply(columns, solveLinear(this.#columnGram(), multiply(columns.transpose(), matrix)));
  }

  /**
   * r x h coordinates T with T'T close to U'PU: P = R'(RR')^-1 R, and for any regular B with D = (B RR' B')^-1 it is
   * (BR)' D BR. Returns T = BRU and f >= ||D - I|| (Frobenius); B is a rounded inverse Cholesky factor of RR'.
   */
  rowCoordinates(matrix: BallMatrix): { readonly coordinates: BallMatrix; readonly defect: number } | undefined {
    if (this.decision === undefined || this.rank === 0) return undefined;
    if (this.rank === this.X.columns) return { coordinates: matrix, defect: 0 };
    const rows = this.#rows();
    const factor = choleskyFactor(this.#rowGram().mid);
    if (factor === undefined) return undefined;
    const B = solveLinear(factor, Matrix.identity(this.rank)).mid;
    const unit = multiply(B, multiply(this.#rowGram(), B.transpose()));
    const distance = frobeniusNorm(subtract(unit, Matrix.identity(this.rank)));
    // ||(I + H)^-1 - I|| <= ||H|| / (1 - ||H||); B is regular as ||H|| < 1
    const defect = distance.over(Ball.exact(1).minus(distance));
    if (!(distance.upper() < 2 ** -10) || !defect.known) return undefined;
    return { coordinates: multiply(B, multiply(rows, matrix)), defect: defect.upper() };
  }

  #solve(): BallMatrix {
    const { decision, X, Y } = this;
    if (decision === undefined) return BallMatrix.unknown(X.columns, Y.columns);
    if (decision.rank === 0) return BallMatrix.exact(new Matrix(X.columns, Y.columns));
    if (decision.rank === X.rows && decision.rank === X.columns) return solveLinear(X, Y);
    const rows = this.#rows();
    const columns = this.#columns();
    const meeting = selectRows(columns, decision.rows);
    const fitted = solveLinear(this.#columnGram(), multiply(columns.transpose(), Y));
    return multiply(rows.transpose(), solveLinear(this.#rowGram(), multiply(meeting, fitted)));
  }

  #squares(): readonly Ball[] {
    return this.decision === undefined
      ? []
      : singularValues(this.X)
          .slice(0, this.rank)
          .map((sigma) => sigma.power(2));
  }
}

function selectRows(matrix: Matrix, chosen: readonly number[]): Matrix {
  const data = new Float64Array(chosen.length * matrix.columns);
  for (const [k, i] of chosen.entries()) data.set(matrix.row(i), k * matrix.columns);
  return new Matrix(chosen.length, matrix.columns, data);
}

const zeros = (matrix: BallMatrix): BallMatrix => BallMatrix.exact(new Matrix(matrix.rows, matrix.columns));

/** |M|_F^2 / 2 */
export function halfSquare(matrix: BallMatrix): Ball {
  return square(matrix).timesPowerOfTwo(-1);
}

/** |M|_F^2: exact where the entries' squares and their sum are doubles */
export function square(matrix: BallMatrix): Ball {
  if (!matrix.known) return Ball.unknown();
  if (matrix.rad > 0 && matrix.entryRad === undefined) return frobeniusNorm(matrix).power(2);
  const { data } = matrix.mid;
  let sum = Ball.exact(0);
  for (let k = 0; k < data.length; k++) sum = sum.plus(new Ball(data[k], matrix.entryRadius(k)).power(2));
  return sum;
}
