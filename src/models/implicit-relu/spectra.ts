import { Ball } from "../../numerics/ball.js";
import type { BallMatrix } from "../../numerics/ball-matrix.js";
import { frobeniusNorm } from "../../numerics/norms.js";
import { singularValues } from "../../numerics/singular-values.js";
import { lazy } from "../lazy.js";

/** Norms and singular values of one m x n matrix whose columns are samples, each computed at its first use. */
export class Spectrum {
  readonly #matrix: () => BallMatrix;
  readonly #norm = lazy(() => frobeniusNorm(this.#matrix()));
  readonly #values = lazy(() => singularValues(this.#matrix()));
  readonly #gram = lazy(() => gramEigenvalues(this.#matrix().columns, this.#values()));

  constructor(matrix: () => BallMatrix) {
    this.#matrix = matrix;
  }

  get frobeniusNorm(): Ball {
    return this.#norm();
  }

  get spectralNorm(): Ball {
    return this.#values()[0];
  }

  /** sigma_n: 0 where there are fewer rows than columns */
  get leastSingularValue(): Ball {
    const { rows, columns } = this.#matrix();
    return rows < columns ? Ball.exact(0) : this.#values()[columns - 1];
  }

  /** Eigenvalues of Z^T Z, ascending: the squares of all n singular values, which keep their relative accuracy. */
  get gramEigenvalues(): readonly Ball[] {
    return this.#gram();
  }
}

function gramEigenvalues(samples: number, descending: readonly Ball[]): readonly Ball[] {
  const missing = new Array<Ball>(samples - descending.length).fill(Ball.exact(0));
  return [...missing, ...descending.map((sigma) => sigma.power(2)).reverse()];
}
