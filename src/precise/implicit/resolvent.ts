import type { Budget } from "../budget.js";
import { DyadicBall } from "../dyadic-ball.js";
import { solve } from "../integer-matrix.js";
import { Rational } from "../rational.js";
import { RealMatrix, timesBalls } from "../real-matrix.js";
import { DyadicMatrix } from "../vectors.js";

/** (I - M)^-1, exactly: an integer matrix over one denominator. */
export class Resolvent {
  readonly #numerators: DyadicMatrix;
  readonly #denominator: bigint;
  readonly #budget: Budget;

  private constructor(numerators: DyadicMatrix, denominator: bigint, budget: Budget) {
    this.#numerators = numerators;
    this.#denominator = denominator;
    this.#budget = budget;
  }

  /** Undefined where I - M is singular. */
  static of(weights: DyadicMatrix, budget: Budget): Resolvent | undefined {
    const complement = weights.identityMinus();
    const m = complement.rows;
    const units = Array.from({ length: m }, (_, j) => Array.from({ length: m }, (_, i) => (i === j ? 1n : 0n)));
    const inverse = solve(complement.entries, units, budget);
    if (inverse === undefined) return undefined;
    const columns = new DyadicMatrix(inverse.numerators, m, -complement.exponent);
    return new Resolvent(columns.transpose(), inverse.denominator, budget);
  }

  /** (I - M)^-1 times the matrix. */
  times(matrix: RealMatrix): RealMatrix {
    const m = this.#numerators.rows;
    if (matrix.exact !== undefined) {
      const scale = Rational.of(1n, this.#denominator);
      const longest = matrix.exact.reduce((most, column) => Math.max(most, column.entryBits), 0);
      this.#budget.spendProducts(m * m * matrix.columns, longest, this.#numerators.bits);
      return RealMatrix.exactly(
        m,
        matrix.exact.map((column) => this.#numerators.timesVector(column).scaled(scale)),
      );
    }
    const denominator = DyadicBall.of(this.#denominator);
    return RealMatrix.enclosed(m, matrix.columns, (bits) => {
      this.#budget.spendProducts(4 * m * m * matrix.columns, bits, Math.max(bits, this.#numerators.bits));
      return matrix
        .balls(bits)
        .map((column) => timesBalls(this.#numerators, column, bits).map((x) => x.over(denominator, bits)));
    });
  }
}
