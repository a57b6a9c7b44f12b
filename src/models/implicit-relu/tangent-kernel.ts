import { Ball } from "../../numerics/ball.js";
import { BallMatrix } from "../../numerics/ball-matrix.js";
import { Matrix } from "../../numerics/matrix.js";
import { symmetricEigenvalues } from "../../numerics/symmetric-eigenvalues.js";
import { lazy } from "../lazy.js";
import { entriesOf, fromEntries, zipEntries } from "./entries.js";
import type { TangentKernel } from "./training-view.js";

/** A positive semidefinite n x n matrix in balls; its eigenvalues are computed at their first use. */
export class Float64Kernel implements TangentKernel {
  readonly matrix: BallMatrix;
  readonly #values = lazy(() => eigenvaluesOf(this.matrix));

  constructor(matrix: BallMatrix) {
    this.matrix = matrix;
  }

  static unknown(size: number): Float64Kernel {
    return new Float64Kernel(BallMatrix.unknown(size, size));
  }

  entry(row: number, column: number): Ball {
    return this.matrix.at(row, column);
  }

  get eigenvalues(): readonly Ball[] {
    return this.#values();
  }

  get lambdaMin(): Ball {
    return this.eigenvalues[0];
  }

  get lambdaMax(): Ball {
    return this.eigenvalues[this.eigenvalues.length - 1];
  }

  /** x^T M x */
  energy(x: readonly Ball[]): Ball {
    if (!this.matrix.known) return Ball.unknown();
    let sum = Ball.exact(0);
    for (let i = 0; i < x.length; i++)
      for (let j = 0; j < x.length; j++) sum = sum.plus(this.entry(i, j).times(x[i]).times(x[j]));
    return sum;
  }
}

/** Entrywise product of two matrices, times a factor. */
export const hadamard = (factor: Ball, a: BallMatrix, b: BallMatrix): BallMatrix =>
  zipEntries(a, b, (x, y) => factor.times(x).times(y));

/** The eigenvalues are >= 0, and so are the enclosures' ends: what lies below 0 is cut off. */
function eigenvaluesOf(matrix: BallMatrix): readonly Ball[] {
  const n = matrix.rows;
  if (!matrix.known) return new Array<Ball>(n).fill(Ball.unknown());
  // The true matrix is symmetric, so the mean of two entries errs by no more than the larger radius of the two.
  const entries = entriesOf(matrix);
  const symmetric = fromEntries(
    n,
    n,
    entries.map((_, k) => {
      const [i, j] = [Math.floor(k / n), k % n];
      return i <= j ? entries[k] : entries[j * n + i];
    }),
  );
  const values = symmetricEigenvalues(new BallMatrix(new Matrix(n, n, symmetric.mid.data), symmetric.rad));
  return values.map((value) =>
    value.known && value.lower() < 0 ? Ball.between(0, Math.max(0, value.upper())) : value,
  );
}
