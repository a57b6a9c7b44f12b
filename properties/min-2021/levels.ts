import { absolute, type LinearNetwork, negate, type Operand, plus, positivePart, type Real, times } from "lemmacheck";

type Spectrum = LinearNetwork["imbalanceEigenvalues"];

/** lambda_k of a descending spectrum, k from 1; `none` beyond its end */
const atIndex = (values: Spectrum, k: number): Real | null => values[k - 1] ?? null;

/** [lambda_i(Lambda)]_+ + [lambda_j(-Lambda)]_+, as in the level c but with any indices */
export const levelWith = (values: Spectrum, i: number, j: number): Operand => {
  const above = atIndex(values, i);
  const below = atIndex(values, values.length + 1 - j);
  return plus(above === null ? 0 : positivePart(above), below === null ? 0 : positivePart(negate(below)));
};

/** The same with absolute values in place of positive parts. */
export const absoluteLevel = (values: Spectrum, i: number, j: number): Operand => {
  const above = atIndex(values, i);
  const below = atIndex(values, values.length + 1 - j);
  return plus(above === null ? 0 : absolute(above), below === null ? 0 : absolute(below));
};

/** 2 sigma_r^2 level */
export const rateOf = (network: LinearNetwork, level: Operand): Real =>
  times(2, times(network.leastCovarianceEigenvalue, level));

/** 0 … K - 1 */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, k) => k);

/** u = u, v = v, one sample, one input, one output */
export const scalarNetwork = (u: number, v: number, y: number, extra: object = {}) => ({
  model: "linear-network",
  X: [[1]],
  Y: [[y]],
  U: [[u]],
  V: [[v]],
  ...extra,
});

/** r = h = 2, m = 1, S = I, U1 = diag(2, 0), V = 0: the gradient vanishes although l = 1/2 */
export const STUCK = {
  model: "linear-network",
  X: [
    [1, 0],
    [0, 1],
  ],
  Y: [[0], [1]],
  U: [
    [2, 0],
    [0, 0],
  ],
  V: [[0, 0]],
};

/** S = diag(1, 1/8), U1 = 3 I, V = 0, E = (0, 1) */
export const SLOW_MODE = {
  model: "linear-network",
  X: [
    [1, 0],
    [0, 0.125],
  ],
  Y: [[0], [1]],
  U: [
    [3, 0],
    [0, 3],
  ],
  V: [[0, 0]],
};

/** D = 2, X = (1 0), U = (0; 5), V = 0: the data do not see U; the loss cannot move */
export const UNSEEN = { model: "linear-network", X: [[1, 0]], Y: [[1]], U: [[0], [5]], V: [[0]] };

/** Three networks on which the claims hold: overparametrised, rank-deficient, one factor zero. */
export const EXAMPLES = [
  {
    model: "linear-network",
    X: [
      [1, 0.5],
      [0, 1],
    ],
    Y: [[1], [2]],
    U: [
      [1, 0.5, 0.25],
      [0, 1, 0.5],
    ],
    V: [[0.5, 0, 1]],
  },
  {
    model: "linear-network",
    X: [
      [1, 2],
      [2, 4],
    ],
    Y: [[1], [0]],
    U: [
      [1, 0],
      [0.5, 1],
    ],
    V: [[0, 1]],
  },
  { model: "linear-network", X: [[1]], Y: [[2]], U: [[1]], V: [[0]] },
] as const;

/** The examples with a run. */
export const examplesWith = (extra: object): readonly object[] => EXAMPLES.map((example) => ({ ...example, ...extra }));
