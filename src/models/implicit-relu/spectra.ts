import { Ball } from "../../numerics/ball.js";
import type { BallMatrix } from "../../numerics/ball-matrix.js";
import { frobeniusNorm, leastSingularValue, spectralNorm } from "../../numerics/norms.js";
import { singularValues } from "../../numerics/singular-values.js";
import { lazy } from "../lazy.js";
import { entriesOf } from "./entries.js";

/** Matrices with more columns than this have their extreme singular values certified alone, by Cholesky. */
const MOST_COLUMNS = 48;

/**
 * Norms and singular values of one m x n matrix whose columns are samples, each computed at its first use. What is known
 * to have rank r has singular values that are exactly 0 from the (r + 1)-th on, whatever the radii of its entries.
 */
export class Spectrum {
  readonly #matrix: () => BallMatrix;
  readonly #norm = lazy(() => frobeniusNorm(this.#matrix()));
  readonly #values: () => readonly Ball[];
  readonly #largest = lazy(() => (this.#isLarge ? spectralNorm(this.#matrix()) : this.#values()[0]));
  readonly #least = lazy(() => this.#leastOf());
  readonly #distinctColumns: () => number;
  readonly #gram = lazy(() => gramEigenvalues(this.#matrix().columns, this.#values()));

  /** @param distinctColumns an upper bound of the number of different columns */
  constructor(matrix: () => BallMatrix, distinctColumns: () => number) {
    this.#matrix = matrix;
    this.#distinctColumns = distinctColumns;
    this.#values = lazy(() => {
      const rank = Math.min(distinctColumns(), nonzeroRows(matrix()));
      return singularValues(matrix()).map((sigma, i) => (i < rank ? sigma : Ball.exact(0)));
    });
  }

  get frobeniusNorm(): Ball {
    return this.#norm();
  }

  get spectralNorm(): Ball {
    return this.#largest();
  }

  /** sigma_n: 0 where there are fewer rows than columns */
  get leastSingularValue(): Ball {
    return this.#least();
  }

  /** Eigenvalues of Z^T Z, ascending: the squares of all n singular values, which keep their relative accuracy. */
  get gramEigenvalues(): readonly Ball[] {
    return this.#gram();
  }

  get #isLarge(): boolean {
    const { rows, columns } = this.#matrix();
    return Math.min(rows, columns) > MOST_COLUMNS;
  }

  #leastOf(): Ball {
    const { rows, columns } = this.#matrix();
    if (rows < columns) return Ball.exact(0);
    if (!this.#isLarge) return this.#values()[columns - 1];
    const rank = Math.min(this.#distinctColumns(), nonzeroRows(this.#matrix()));
    return rank < columns ? Ball.exact(0) : leastSingularValue(this.#matrix());
  }
}

function gramEigenvalues(samples: number, descending: readonly Ball[]): readonly Ball[] {
  const missing = new Array<Ball>(samples - descending.length).fill(Ball.exact(0));
  return [...missing, ...descending.map((sigma) => sigma.power(2)).reverse()];
}

/** Rows that are not exactly zero; all of them where nothing is known. */
function nonzeroRows(matrix: BallMatrix): number {
  if (!matrix.known) return matrix.rows;
  const entries = entriesOf(matrix);
  const rows = new Set<number>();
  for (const [k, x] of entries.entries()) if (x.mid !== 0 || x.rad !== 0) rows.add(Math.floor(k / matrix.columns));
  return rows.size;
}
