import {
  absolute,
  atMost,
  below,
  claim,
  type ImplicitLayer,
  instances,
  minus,
  over,
  plus,
  positivePart,
  type Real,
  square,
  squareRoot,
  times,
} from "lemmacheck";
import { gao2022 } from "./paper.js";

/** gamma ||A - A_0|| ||Z_0||_F + s ||X|| ||W - W_0||_F; ||Phi - Phi_0||_F where the features are given */
const push = (layer: ImplicitLayer): Real =>
  plus(
    times(layer.pair.weightDistance, layer.equilibriumNorm),
    layer.pair.inputWeightBound.known ? layer.pair.inputWeightBound : layer.pair.featureDistance,
  );

/** B = push/(1 - q), q the gain of the moved layer */
const drift = (layer: ImplicitLayer): Real => over(push(layer), minus(1, layer.other.gain));

const signedSquare = (b: Real): Real => times(b, absolute(b));

/** c alpha_0 - (B - (1 - c) alpha_0)_+: the bound c alpha_0 wherever B <= (1 - c) alpha_0, c = 1/sqrt 2 */
const halved = (layer: ImplicitLayer): Real => {
  const alpha = layer.equilibriumLeastSingularValue;
  const c = squareRoot("1/2");
  return minus(times(c, alpha), positivePart(minus(drift(layer), times(minus(1, c), alpha))));
};

/**
 * Problem: the Gram matrix Z^T Z while A and W move away from their start A_0, W_0.
 * Computed: the layer is the start, its other layer the moved point; singular values of both equilibria.
 * Guarantee: the Lipschitz bound with the gain of the moved point, and Weyl; attained for one unit.
 */
export default claim({
  id: "gao-2022/gram-stability",
  title: "the Gram matrix keeps its least eigenvalue on a ball around the start",
  statement: String.raw`q = \gamma\|A\|_2 < 1,\ B := \tfrac{\gamma\|A - A_0\|_2\|Z_0\|_F + s\|X\|_2\|W - W_0\|_F}{1-q} \implies
    \|Z - Z_0\|_F \le B,\ |\sigma_i(Z) - \sigma_i(Z_0)| \le B,\ \|Z^\top Z - Z_0^\top Z_0\|_2 \le (2\|Z_0\|_2 + B)B;\
    B \le (1 - \tfrac1{\sqrt2})\sigma_n(Z_0) \implies \lambda_{\min}(Z^\top Z) \ge \tfrac12\lambda_{\min}(Z_0^\top Z_0)`,
  plain:
    "With B = (gamma ||A - A_0|| ||Z_0||_F + s ||X|| ||W - W_0||_F)/(1 - q), q the gain of the moved point, the equilibrium and each of its singular values move by at most B, the Gram matrix by at most (2 ||Z_0|| + B) B; " +
    "where B is at most (1 - 1/sqrt 2) sigma_n(Z_0), half of the least Gram eigenvalue is left.",
  paper: gao2022,
  locator: "derived here: the Lipschitz bound and Weyl's inequality",
  provenance: "derived",
  proof: "properties/gao-2022/README.md#gram-stability",
  cost: "heavy",
  instances: instances.trainedLayer({ width: [1, 10], samples: [1, 4], inputs: [1, 6], moved: "ball" }),
  given: {
    contraction: (layer) => below(layer.other.gain, 1),
  },
  then: {
    distance: (layer) => atMost(layer.pair.equilibriumDistance, drift(layer)),
    singularValues: (layer) =>
      layer.gramEigenvalues.map((value, i) =>
        atMost(
          absolute(minus(squareRoot(layer.other.gramEigenvalues[i]), squareRoot(value))),
          drift(layer),
          `singular value ${i}`,
        ),
      ),
    gram: (layer) =>
      atMost(layer.pair.gramDistance, times(plus(times(2, layer.equilibriumSpectralNorm), drift(layer)), drift(layer))),
    leastEigenvalue: (layer) => atMost(signedSquare(halved(layer)), layer.other.gramLambdaMin),
  },
  mutants: {
    gainBefore: {
      statement: "with the gain of A_0 in place of the moved A's",
      then: {
        distance: (layer) => atMost(layer.pair.equilibriumDistance, over(push(layer), minus(1, layer.gain))),
      },
      witnesses: [{ model: "implicit-relu", gamma: 1, A: [[0.5]], Phi: [[1]], other: { A: [[0.875]] } }], // 6 <= 1.5
    },
    notAmplified: {
      statement: "without 1/(1 - q)",
      then: { distance: (layer) => atMost(layer.pair.equilibriumDistance, push(layer)) },
      witnesses: [{ model: "implicit-relu", gamma: 1, A: [[0.75]], Phi: [[1]], other: { Phi: [[0.5]] } }], // 2 <= 0.5
    },
    quadraticLoss: {
      statement: "lambda_min(Z^T Z) >= lambda_min(Z_0^T Z_0) - B^2",
      then: {
        leastEigenvalue: (layer) => atMost(minus(layer.gramLambdaMin, square(drift(layer))), layer.other.gramLambdaMin),
      },
      witnesses: [{ model: "implicit-relu", gamma: 0, A: [[0]], Phi: [[1]], other: { Phi: [[0.75]] } }], // 0.9375 <= 0.5625
    },
    nothingLost: {
      statement: "lambda_min(Z^T Z) >= lambda_min(Z_0^T Z_0) near the start",
      then: { leastEigenvalue: (layer) => atMost(layer.gramLambdaMin, layer.other.gramLambdaMin) },
      witnesses: [{ model: "implicit-relu", gamma: 0, A: [[0]], Phi: [[1]], other: { Phi: [[0.75]] } }],
    },
  },
  necessity: {
    contraction: {
      breaks: "gamma A = -3 at the moved point: the bound is negative",
      witnesses: [
        { model: "implicit-relu", gamma: 1, A: [[0]], Phi: [[1]], other: { A: [[-3]], equilibrium: [[0.25]] } },
      ],
    },
  },
  examples: [
    // attained: one unit
    { model: "implicit-relu", gamma: 1, A: [[0.5]], Phi: [[1]], other: { A: [[0.75]] } },
    { model: "implicit-relu", gamma: 1, A: [[0.75]], Phi: [[1]], other: { A: [[0.5]] } },
    {
      model: "implicit-relu",
      gamma: 0.5,
      A: [
        [0, 1],
        [1, 0],
      ],
      W: [
        [1, 0],
        [0, 1],
      ],
      X: [
        [1, 0],
        [0, 1],
      ],
      other: {
        W: [
          [1, 0],
          [0.125, 1],
        ],
        X: [
          [1, 0],
          [0, 1],
        ],
      },
    },
  ],
});
