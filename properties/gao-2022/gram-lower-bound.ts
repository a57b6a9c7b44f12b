import {
  absolute,
  atMost,
  below,
  claim,
  type ImplicitLayer,
  instances,
  minus,
  over,
  type Real,
  smallest,
  times,
} from "lemmacheck";
import { gao2022 } from "./paper.js";

/** b_1 = sigma_min(relu(Phi)) - q ||Z||_F */
const byEquilibrium = (layer: ImplicitLayer): Real =>
  minus(layer.featureLeastSingularValue, times(layer.gain, layer.equilibriumNorm));

/** b_2 = sigma_min(relu(Phi)) - q ||relu(Phi)||_F / (1 - q), which is at most b_1 */
const byFeatures = (layer: ImplicitLayer): Real =>
  minus(layer.featureLeastSingularValue, over(times(layer.gain, layer.featureNorm), minus(1, layer.gain)));

/** b |b|: it is b^2 for b > 0, and at most 0 otherwise, where the bound says nothing. */
const signedSquare = (b: Real): Real => times(b, absolute(b));

/**
 * c = (2/3) min(s, 2 s - 4 q F) with s = sigma_min(relu(Phi)), F = ||relu(Phi)||_F. Where q <= s/(4 F) this is (2/3) s,
 * the corollary's bound; beyond, it falls linearly, so that the corollary is one inequality for every q < 1.
 */
const smallGainBound = (layer: ImplicitLayer): Real => {
  const s = layer.featureLeastSingularValue;
  return times("2/3", smallest(s, minus(times(2, s), times(4, times(layer.gain, layer.featureNorm)))));
};

/**
 * Problem: does the equilibrium's Gram matrix Z^T Z stay positive definite, and by how much?
 * Guarantee: Weyl's inequality for singular values and the drift bound (b) of equilibrium-norm-bounds; derived here.
 * sigma_min is the n-th singular value (n samples): 0 where the width is less than the number of samples.
 */
export default claim({
  id: "gao-2022/gram-lower-bound",
  title: "the Gram matrix of the equilibrium inherits its least eigenvalue from the features",
  statement: String.raw`q = \gamma\|A\|_2 < 1 \implies
    \sigma_{\min}(Z) \ge b_1 := \sigma_{\min}(\sigma(\Phi)) - q\|Z\|_F \ge b_2 := \sigma_{\min}(\sigma(\Phi)) - \tfrac{q\|\sigma(\Phi)\|_F}{1-q};\
    \lambda_{\min}(Z^\top Z) \ge b_i^2 \text{ if } b_i > 0;\
    q \le \tfrac{\sigma_{\min}(\sigma(\Phi))}{4\|\sigma(\Phi)\|_F} \implies \lambda_{\min}(Z^\top Z) \ge \tfrac49\lambda_{\min}(\sigma(\Phi)^\top\sigma(\Phi))`,
  plain:
    "If q = gamma ||A|| < 1, the least singular value of Z is at least that of relu(Phi) minus q ||Z||_F, hence minus q ||relu(Phi)||_F/(1 - q); where this bound is positive, " +
    "its square bounds the least eigenvalue of Z^T Z. If moreover q is at most sigma_min/(4 ||relu(Phi)||_F), then 4/9 of the features' least Gram eigenvalue is left.",
  paper: gao2022,
  locator: "derived here: Weyl's inequality and the drift bound of equilibrium-norm-bounds",
  provenance: "derived",
  proof: "properties/gao-2022/README.md#gram-lower-bound",
  instances: instances.implicitLayer({ width: [1, 16], samples: [1, 6], gain: [0, 1] }),
  given: {
    contraction: (layer) => below(layer.gain, 1),
  },
  then: {
    leastSingularValue: (layer) => [
      atMost(byEquilibrium(layer), layer.equilibriumLeastSingularValue, "by ||Z||"),
      atMost(byFeatures(layer), layer.equilibriumLeastSingularValue, "by ||relu(Phi)||"),
    ],
    gram: (layer) => [
      atMost(signedSquare(byEquilibrium(layer)), layer.gramLambdaMin, "by ||Z||"),
      atMost(signedSquare(byFeatures(layer)), layer.gramLambdaMin, "by ||relu(Phi)||"),
    ],
    smallGain: (layer) => atMost(signedSquare(smallGainBound(layer)), layer.gramLambdaMin),
  },
  mutants: {
    relativeLoss: {
      statement: "sigma_min(Z) >= (1 - q) sigma_min(relu(Phi))",
      then: {
        leastSingularValue: (layer) =>
          atMost(times(minus(1, layer.gain), layer.featureLeastSingularValue), layer.equilibriumLeastSingularValue),
      },
      // Z = [[3.6, 2.4], [0, 0]] has rank one, relu(Phi) = Phi has rank two, q = 1/2
      witnesses: [
        {
          model: "implicit-relu",
          gamma: "1/6",
          A: [
            [1, -2],
            [-2, 1],
          ],
          Phi: [
            [3, 2],
            [1, 0],
          ],
        },
      ],
    },
    rankInherited: {
      statement: "if relu(Phi) has full rank, so has Z",
      given: { contraction: (layer) => [below(layer.gain, 1), below(0, layer.featureLeastSingularValue)] },
      then: { leastSingularValue: (layer) => below(0, layer.equilibriumLeastSingularValue) },
      witnesses: [
        {
          model: "implicit-relu",
          gamma: "1/6",
          A: [
            [1, -2],
            [-2, 1],
          ],
          Phi: [
            [3, 2],
            [1, 0],
          ],
        },
      ],
    },
    lostSquare: {
      statement: "lambda_min(Z^T Z) >= b_2",
      then: { gram: (layer) => atMost(byFeatures(layer), layer.gramLambdaMin) },
      witnesses: [{ model: "implicit-relu", gamma: 1, A: [[0]], Phi: [[0.5]] }], // 0.5 <= 0.25
    },
    anyGain: {
      statement: "lambda_min(Z^T Z) >= (4/9) lambda_min(relu(Phi)^T relu(Phi)) for every q < 1",
      then: {
        smallGain: (layer) => atMost(signedSquare(times("2/3", layer.featureLeastSingularValue)), layer.gramLambdaMin),
      },
      witnesses: [
        {
          model: "implicit-relu",
          gamma: "1/6",
          A: [
            [1, -2],
            [-2, 1],
          ],
          Phi: [
            [3, 2],
            [1, 0],
          ],
        },
      ],
    },
    signedFeatures: {
      statement: "Phi in place of relu(Phi)",
      then: {
        leastSingularValue: (layer) =>
          atMost(
            minus(
              layer.signedFeatureLeastSingularValue,
              over(times(layer.gain, layer.signedFeatureNorm), minus(1, layer.gain)),
            ),
            layer.equilibriumLeastSingularValue,
          ),
      },
      witnesses: [{ model: "implicit-relu", gamma: 1, A: [[0]], Phi: [[-1]] }], // 1 <= 0
    },
  },
  necessity: {
    contraction: {
      breaks: "z = relu(phi - 3 z): the bound b_2 = phi - 3 phi/(1 - 3) = 5/2 phi lies above z = phi/4",
      witnesses: [{ model: "implicit-relu", gamma: 1, A: [[-3]], Phi: [[1]], equilibrium: [[0.25]] }],
    },
  },
  examples: [
    // equality: one sample, gamma A = -q
    { model: "implicit-relu", gamma: 1, A: [[-0.5]], Phi: [[1]] },
    {
      model: "implicit-relu",
      gamma: "1/6",
      A: [
        [1, -2],
        [-2, 1],
      ],
      Phi: [
        [3, 2],
        [1, 0],
      ],
    },
    {
      model: "implicit-relu",
      gamma: 1,
      A: [
        [0.125, 0],
        [0, -0.125],
      ],
      Phi: [
        [1, 0],
        [0, 1],
      ],
    },
    // more samples than units: both sides' least singular values are 0
    { model: "implicit-relu", gamma: 1, A: [[0.5]], Phi: [[1, 2]] },
    {
      model: "implicit-relu",
      gamma: 1,
      A: [
        [0.5, 0],
        [0, 0.25],
      ],
      Phi: [
        [1, 1],
        [2, 2],
      ],
    },
  ],
});
