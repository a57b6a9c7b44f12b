import {
  below,
  claim,
  exponential,
  type GaussianMatrix,
  instances,
  negate,
  over,
  plus,
  power,
  sum,
  times,
} from "lemmacheck";
import { gao2021 } from "./paper.js";

/** e^(-t^2 / 2) */
const failure = (matrix: GaussianMatrix) => exponential(over(negate(power(matrix.deviation, 2)), 2));

/**
 * Problem: how large the weights of an implicit layer are at initialization: it makes gamma ||A|| < 1 likely.
 * Computed: ||A||_2 against sqrt(rows) + sqrt(columns) + t; per size and t, the number of failures against e^(-t^2/2).
 * Status: standard (Gordon's comparison and concentration of Lipschitz functions of Gaussians). For a square A and
 * gamma / sqrt(m) in place of gamma, the gain is at most gamma (2 + t / sqrt(m)).
 */
export default claim({
  id: "gao-2021/gaussian-norm",
  title:
    "the norm of a Gaussian matrix is at most sqrt(rows) + sqrt(columns) + t with probability at least 1 - exp(-t^2/2)",
  statement: String.raw`A_{ij} \sim N(0,1)\ \text{independent} \implies \Pr\bigl(\|A\|_2 \ge \sqrt{m} + \sqrt{n} + t\bigr) \le e^{-t^2/2}`,
  plain:
    "If the entries of the m x n matrix A are independent standard normal numbers, then ||A||_2 is at least sqrt(m) + sqrt(n) + t with probability at most exp(-t^2/2).",
  paper: gao2021,
  locator: "Gaussian initialization; explicit bound of Davidson and Szarek",
  provenance: "standard",
  proof: "properties/gao-2021/README.md#gaussian-norm",
  quantifier: { kind: "withProbability", failure },
  instances: instances.gaussianMatrix({
    designs: [
      { rows: 1, columns: 1, deviation: 0.5 },
      { rows: 2, columns: 6, deviation: 1 },
      { rows: 10, columns: 10, deviation: 0.25 },
      { rows: 10, columns: 10, deviation: 2 },
      { rows: 20, columns: 5, deviation: 1.5 },
    ],
  }),
  then: {
    norm: (matrix) => below(matrix.spectralNorm, sum(matrix.rowRoot, matrix.columnRoot, matrix.deviation)),
  },
  mutants: {
    oneRoot: {
      statement: "sqrt(m) + t suffices: the columns are forgotten",
      then: { norm: (matrix) => below(matrix.spectralNorm, plus(matrix.rowRoot, matrix.deviation)) },
    },
    noDeviation: {
      statement: "without t: ||A||_2 < sqrt(m) + sqrt(n) with probability at least 1 - exp(-m/2)",
      then: { norm: (matrix) => below(matrix.spectralNorm, plus(matrix.rowRoot, matrix.columnRoot)) },
      failure: (matrix) => exponential(over(-matrix.rows, 2)),
    },
    frobenius: {
      statement: "the Frobenius norm in place of the spectral norm",
      then: {
        norm: (matrix) => below(matrix.frobeniusNorm, sum(matrix.rowRoot, matrix.columnRoot, matrix.deviation)),
      },
    },
    halfTheBound: {
      statement: "half the bound suffices",
      then: {
        norm: (matrix) =>
          below(times(2, matrix.spectralNorm), sum(matrix.rowRoot, matrix.columnRoot, matrix.deviation)),
      },
    },
  },
});
