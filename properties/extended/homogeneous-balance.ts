import { claim, equals, instances } from "lemmacheck";
import { homogeneousLayers } from "./deep-linear-paper.js";

const unit = (extra: object = {}) => ({
  model: "homogeneous",
  X: [[1]],
  y: [1],
  W: [[1]],
  a: [0.5],
  slope: 0,
  stepSize: 0.125,
  ...extra,
});

/**
 * Problem: what gradient flow leaves as it is where the activation is positively homogeneous.
 * Computed: per unit, the derivative of |w_j|^2 + b_j^2 - a_j^2 along the flow with s'(0) = 1, and its exact change by one step of
 * gradient descent. Pointwise, so that kinks do no harm.
 * Status: folklore; re-proved here.
 */
export default claim({
  id: "extended/homogeneous-balance",
  title: "a homogeneous unit keeps the difference of the squared norms of its inner and outer weights",
  statement: String.raw`f = \sum_j a_j\,s(w_j\cdot x + b_j),\ s(z) = \max(z, \beta z) \implies
    \tfrac{d}{dt}(\|w_j\|^2 + b_j^2 - a_j^2) = 0;\quad \text{one descent step: } \Delta = \eta^2(\|\partial w_j\|^2 + \partial b_j^2 - \partial a_j^2)`,
  plain:
    "In a two-layer network with activation max(z, beta z), gradient flow keeps |w_j|^2 + b_j^2 - a_j^2 of every unit; a step of gradient descent changes it by exactly eta^2 (|dw_j|^2 + db_j^2 - da_j^2).",
  paper: homogeneousLayers,
  locator: "folklore on homogeneous layers; proof in this repository",
  provenance: "standard",
  proof: "properties/extended/README.md#homogeneous-balance",
  instances: instances.homogeneous(),
  then: {
    flow: (network) => equals(network.balanceDerivative, 0),
    step: (network) => equals(network.stepIdentityDefect, 0),
  },
  mutants: {
    lostBias: {
      statement: "|w_j|^2 - a_j^2 is conserved although there are biases",
      then: { flow: (network) => equals(network.balanceDerivativeWithoutBias, 0) },
      witnesses: [unit({ a: [1], b: [1] })], // f = 2, derivative 2
    },
    sum: {
      statement: "|w_j|^2 + b_j^2 + a_j^2 is conserved",
      then: { flow: (network) => equals(network.sumDerivative, 0) },
      witnesses: [unit()],
    },
    descentConserves: {
      statement: "gradient descent conserves it exactly, too",
      then: { step: (network) => equals(network.stepChange, 0) },
      witnesses: [unit()],
    },
  },
  examples: [unit(), unit({ b: [1] }), unit({ W: [[0]] }), unit({ slope: -1, W: [[-1]] })],
});
