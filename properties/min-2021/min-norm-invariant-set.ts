import {
  atMost,
  claim,
  equals,
  exponential,
  instances,
  type LinearNetwork,
  negate,
  over,
  squareRoot,
  times,
} from "lemmacheck";
import { min2021 } from "./paper.js";

/** |U V' - Theta| <= sqrt(2 l) / sigma_r: with l -> 0 the product tends to the min-norm solution */
const nearMinNorm = (network: LinearNetwork) =>
  atMost(
    times(network.minNormDistance, squareRoot(network.leastCovarianceEigenvalue)),
    network.residualNorm,
    "at the start",
  );

const alongTheFlow = (network: LinearNetwork) =>
  network.flow.times.map((time, i) =>
    atMost(
      times(network.flow.at(i).minNormDistance, squareRoot(network.leastCovarianceEigenvalue)),
      times(network.residualNorm, exponential(over(negate(times(network.rate, time)), 2))),
      `time ${i}`,
    ),
  );

/** D = 2, X = (1 0), Y = 2, U2 = (1, 0) */
const hidden = (u1: readonly number[], v: readonly number[], y = 2) => ({
  model: "linear-network",
  X: [[1, 0]],
  Y: [[y]],
  U: [[...u1], [1, 0]],
  V: [[...v]],
  descent: { stepSize: 0.125, steps: [1] },
  flow: { times: [0.5] },
});

/**
 * Problem: from which starts gradient flow finds the least-squares solution of least norm.
 * Computed: pointwise, the derivatives of V U2' and U1 U2' (both 0, although neither is invariant alone), the distance of U V'
 * from the min-norm solution against sqrt(2 l) / sigma_r, which makes it the limit; the same distance along the enclosed flow
 * with its rate; and one exact step of gradient descent, which keeps both products 0, too.
 * Status: the invariant set is recalled of the paper; the rates and the discrete step are derived.
 */
export default claim({
  id: "min-2021/min-norm-invariant-set",
  title: "starts with U2 orthogonal to V and U1 stay so, and their limit is the min-norm solution",
  statement: String.raw`V_0U_2^\top = 0,\ U_1(0)U_2^\top = 0,\ c > 0 \implies V(t)U_2^\top = 0,\ U_1(t)U_2^\top = 0,\
    \|U(t)V(t)^\top - \hat\Theta\|_F \le \tfrac{1}{\sigma_r}\sqrt{2\ell(0)}\,e^{-\sigma_r^2 c\,t}`,
  plain:
    "If both V and U1 are orthogonal to U2 at the start, they stay so along gradient flow (and under gradient descent), and U V' stays within exp(-sigma_r^2 c t) sqrt(2 l(0)) / sigma_r of the least-squares solution of least norm: for c > 0 that is its limit.",
  paper: min2021,
  locator: "invariant set of the min-norm solution (recalled); rate and descent step derived here",
  provenance: "recalled",
  proof: "properties/min-2021/README.md#min-norm-invariant-set",
  cost: "heavy",
  instances: instances.linearNetwork({
    invariant: true,
    samples: [1, 2],
    inputs: [2, 3],
    width: [1, 5],
    descentSteps: 1,
    flow: true,
  }),
  given: {
    outputs: (network) => equals(network.hiddenOutputOverlap, 0),
    features: (network) => equals(network.hiddenFeatureOverlap, 0),
  },
  then: {
    invariant: (network) => [
      equals(network.outputOverlapDerivative, 0, "V U2'"),
      equals(network.featureOverlapDerivative, 0, "U1 U2'"),
    ],
    descentInvariant: (network) => [
      equals(network.descent.at(network.descent.length).hiddenOutputOverlap, 0, "V U2'"),
      equals(network.descent.at(network.descent.length).hiddenFeatureOverlap, 0, "U1 U2'"),
    ],
    minNorm: nearMinNorm,
    flow: alongTheFlow,
  },
  mutants: {
    outputsOnly: {
      statement: "V U2' = 0 alone is invariant",
      given: { features: null },
      then: { invariant: (network) => equals(network.outputOverlapDerivative, 0) },
      witnesses: [hidden([1, 1], [0, 0.125])],
    },
    featuresOnly: {
      statement: "U1 U2' = 0 alone is invariant",
      given: { outputs: null },
      then: { invariant: (network) => equals(network.featureOverlapDerivative, 0) },
      witnesses: [hidden([0, 1.5], [1, 0.125])],
    },
    imbalanceAlone: {
      statement: "a positive level c alone leads to the min-norm solution",
      given: { outputs: null, features: null },
      witnesses: [hidden([1, 1], [1, 0.125])],
    },
    doubledRate: {
      statement: "the distance falls twice as fast",
      then: {
        flow: (network) =>
          network.flow.times.map((time, i) =>
            atMost(
              times(network.flow.at(i).minNormDistance, squareRoot(network.leastCovarianceEigenvalue)),
              times(network.residualNorm, exponential(negate(times(network.rate, time)))),
              `time ${i}`,
            ),
          ),
      },
      witnesses: [
        {
          model: "linear-network",
          X: [[1, 0]],
          Y: [[0.0625]],
          U: [
            [4, 0],
            [0, 1],
          ],
          V: [[0, 0]],
          descent: { stepSize: 0.03125, steps: [1] },
          flow: { times: [0.0625] },
        },
      ],
    },
  },
  necessity: {
    outputs: {
      breaks: "U1 U2' = 0 alone: after a moment U2 V' is not 0",
      witnesses: [hidden([0, 1.5], [1, 0.125])],
    },
    features: {
      breaks: "V U2' = 0 alone: after a moment U2 V' is not 0",
      witnesses: [hidden([1, 1], [0, 0.125])],
    },
  },
  examples: [hidden([0, 1.5], [0, 0.125]), hidden([0, 2], [0, 1], 1), hidden([0, 1], [0, 0], 4)],
});
