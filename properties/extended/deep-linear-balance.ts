import { atMost, claim, type DeepLinear, equals, instances, minus, over, times } from "lemmacheck";
import { deepLinearFolklore } from "./deep-linear-paper.js";

const decrease = (network: DeepLinear) => minus(network.lossAfter(0), network.lossAfter(network.steps));

const driftsWithin = (network: DeepLinear, factor: number) =>
  network
    .balanceDrifts(network.steps)
    .map((drift, j) =>
      atMost(drift, times(times(factor, network.stepSize), decrease(network)), `layers ${j} and ${j + 1}`),
    );

const DESCENT = { descent: { stepSize: 0.125, steps: [1] } };
const chain = (first: number, second: number, y: number, stepSize: number) => ({
  model: "deep-linear",
  X: [[1]],
  Y: [[y]],
  weights: [[[first]], [[second]]],
  descent: { stepSize, steps: [1] },
});

/**
 * Problem: what gradient flow on a deep linear network leaves as it is.
 * Computed: the derivatives of D_j = W_{j+1}'W_{j+1} - W_j W_j' along the flow, the exact change by one step of gradient
 * descent, and the drift over some steps that lower the loss enough.
 * Status: the conservation is folklore; descent's identity and drift are derived here.
 */
export default claim({
  id: "extended/deep-linear-balance",
  title: "neighbouring layers of a deep linear network keep their balance along gradient flow",
  statement: String.raw`D_j = W_{j+1}^\top W_{j+1} - W_jW_j^\top \implies \dot D_j = 0;\quad
    D_j^+ - D_j = \eta^2(G_{j+1}^\top G_{j+1} - G_jG_j^\top);\quad \|D_j(K) - D_j(0)\|_* \le 2\eta(\ell_0 - \ell_K)`,
  plain:
    "Along gradient flow W_{j+1}'W_{j+1} - W_j W_j' stays as it is for all neighbouring layers; a step of gradient descent changes it by eta^2 (G_{j+1}'G_{j+1} - G_j G_j'), and K steps that each lower the loss by eta/2 |grad|^2 by at most 2 eta (l_0 - l_K) in nuclear norm.",
  paper: deepLinearFolklore,
  locator: "folklore on deep linear networks; discrete forms derived here",
  provenance: "standard",
  proof: "properties/extended/README.md#deep-linear-balance",
  instances: instances.deepLinear({ descentSteps: 2 }),
  given: {
    descent: (network) =>
      Array.from({ length: network.steps }, (_, k) =>
        atMost(
          network.lossAfter(k + 1),
          minus(network.lossAfter(k), times(over(network.stepSize, 2), network.gradientSquareAfter(k))),
          `step ${k}`,
        ),
      ),
  },
  then: {
    flow: (network) => equals(network.balanceDerivative, 0),
    step: (network) => equals(network.stepIdentityDefect, 0),
    drift: (network) => driftsWithin(network, 2),
  },
  mutants: {
    transposed: {
      statement: "W_{j+1} W_{j+1}' - W_j' W_j is conserved",
      then: { flow: (network) => equals(network.transposedBalanceDerivative, 0) },
      witnesses: [
        {
          model: "deep-linear",
          X: [
            [1, 0],
            [0, 1],
          ],
          Y: [
            [0, 0],
            [0, 0],
          ],
          weights: [
            [
              [1, 1],
              [0, 1],
            ],
            [
              [1, 0],
              [0, 1],
            ],
          ],
          ...DESCENT,
        },
      ],
    },
    halfTheConstant: {
      statement: "the drift is at most eta (l_0 - l_K)",
      then: { drift: (network) => driftsWithin(network, 1) },
      witnesses: [chain(1, 0, 1, 0.125)],
    },
    descentConserves: {
      statement: "gradient descent conserves the balance exactly, too",
      then: { step: (network) => equals(network.stepChange, 0) },
      witnesses: [chain(1, 0.5, 1, 0.125)],
    },
    weightDecay: {
      statement: "conserved with weight decay, too: there dD/dt = -2 D",
      then: { flow: (network) => equals(network.balanceNorm, 0) },
      witnesses: [chain(1, 0.5, 1, 0.125)],
    },
  },
  necessity: {
    descent: {
      breaks: "a step that is too long: the loss rises, the bound is negative",
      witnesses: [chain(1, 0, 1, 3)],
    },
  },
  examples: [chain(1, 0.5, 1, 0.125), chain(1, 1, 0, 0.125), chain(0, 0, 1, 1)],
});
