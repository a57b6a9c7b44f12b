import type { GaussianMatrixData } from "../models/gaussian-matrix/data.js";
import type { GaussianMatrix } from "../models/gaussian-matrix/view.js";
import type { Budget } from "./budget.js";
import { Rational } from "./rational.js";
import { PreciseReal } from "./real.js";
import { spectralNorm } from "./singular-values.js";
import { DyadicMatrix, type RationalVector } from "./vectors.js";

/** A matrix, exactly. */
export class ExactGaussianMatrix implements GaussianMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly deviation: PreciseReal;
  readonly #vectors: readonly RationalVector[];
  readonly #budget: Budget;
  #norm: PreciseReal | undefined;

  constructor(data: GaussianMatrixData, budget: Budget) {
    this.rows = data.A.rows;
    this.columns = data.A.columns;
    this.deviation = PreciseReal.fromNumber(data.deviation ?? 0);
    this.#vectors = DyadicMatrix.fromDoubles(data.A).toColumns();
    this.#budget = budget;
  }

  get rowRoot(): PreciseReal {
    return PreciseReal.rootOf(Rational.fromNumber(this.rows));
  }

  get columnRoot(): PreciseReal {
    return PreciseReal.rootOf(Rational.fromNumber(this.columns));
  }

  get spectralNorm(): PreciseReal {
    this.#norm ??= spectralNorm(this.#vectors, this.#budget);
    return this.#norm;
  }

  get frobeniusNorm(): PreciseReal {
    return PreciseReal.rootOf(this.#vectors.reduce((sum, x) => sum.plus(x.normSquared()), Rational.zero));
  }
}
