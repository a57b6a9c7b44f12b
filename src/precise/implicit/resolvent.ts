import type { Budget } from "../budget.js";
import { DyadicBall } from "../dyadic-ball.js";
import { solve } from "../integer-matrix.js";
import { RealMatrix } from "../real-matrix.js";
import { type DyadicMatrix, RationalVector } from "../vectors.js";

/** (I - M)^-1 times the matrix; undefined where I - M is singular. */
export function resolvent(weights: DyadicMatrix, matrix: RealMatrix, budget: Budget): RealMatrix | undefined {
  const complement = weights.identityMinus();
  const m = complement.rows;
  if (matrix.exact !== undefined) {
    const columns = matrix.exact;
    const solution = solve(
      complement.entries,
      columns.map((column) => column.numerators),
      budget,
    );
    return solution === undefined
      ? undefined
      : RealMatrix.exactly(
          m,
          solution.numerators.map((numerators, j) =>
            RationalVector.of(
              numerators,
              solution.denominator * columns[j].denominator,
              columns[j].exponent - complement.exponent,
            ),
          ),
        );
  }
  const units = Array.from({ length: m }, (_, j) => Array.from({ length: m }, (_, i) => (i === j ? 1n : 0n)));
  const inverse = solve(complement.entries, units, budget);
  if (inverse === undefined) return undefined;
  // Column j of the inverse is numerators[j] / denominator 2^-exponent.
  const columns = inverse.numerators.map((numerators) =>
    RationalVector.of(numerators, inverse.denominator, -complement.exponent),
  );
  return RealMatrix.enclosed(m, matrix.columns, (bits) => {
    budget.spendProducts(4 * m * m * matrix.columns, bits);
    return matrix
      .balls(bits)
      .map((vector) =>
        Array.from({ length: m }, (_, i) =>
          vector.reduce((sum, x, j) => sum.plus(columns[j].ball(i, bits).times(x, bits), bits), DyadicBall.zero),
        ),
      );
  });
}
