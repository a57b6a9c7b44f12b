import { atMost, claim, type Feedforward, instances, type Operand, times } from "lemmacheck";
import { mixedSigns, THREE_LAYERS, TWO_LAYERS, uneven } from "./networks.js";
import { chatterjee2022 } from "./paper.js";

const bounds = (network: Feedforward, alpha: Operand) =>
  atMost(times(alpha, network.point.loss), network.point.gradientSquare);

const SCALAR = {
  model: "feedforward",
  X: [[0.125]],
  y: [1],
  weights: [[[0]], [[2]]],
  activation: "tanh",
  radius: 0.75,
};

/**
 * Problem: a certified alpha on a whole ball of weights, for the criterion.
 * Computed: T_l, the least slopes on [-T_l, T_l], the product of the reduced weights; S and its gradient at one point of the ball.
 * Status: derived here, see README. No slack: with one sample and one unit a layer the certificate is attained.
 */
export default claim({
  id: "chatterjee-2022/positive-init-alpha",
  title: "4 lambda_min(XX') Q(r)^2 is a lower bound of |grad S|^2 / S on the ball around positive weights",
  statement: String.raw`W_2,\dots,W_L \ge r,\ |w-w_0| \le r \implies |\nabla S(w)|^2 \ge 4\lambda_{\min}(XX^\top)\,Q(r)^2 S(w),\quad
    Q = \prod_{\ell<L} c_\sigma(T_\ell)\,\bigl|(W_2-r)^\top\cdots(W_L-r)^\top\bigr|`,
  plain:
    "If all weights above the first layer are at least r (for two layers: whatever their signs, with |W_2| - r in place of the product), then |grad S|^2 >= 4 lambda_min(XX') Q(r)^2 S on the ball of radius r around the weights.",
  paper: chatterjee2022,
  locator:
    "corollary on networks with positive weights (qualitative there, as recalled); constants derived in this repository",
  provenance: "derived",
  proof: "properties/chatterjee-2022/README.md#positive-init-alpha",
  instances: instances.feedforward({ samples: [1, 3], point: true }),
  given: {
    positive: (network) => atMost(0, network.positivityMargin),
    inside: (network) => atMost(network.point.travelled, network.radius),
  },
  then: { certificate: (network) => bounds(network, network.alphaFormula) },
  mutants: {
    withoutRadius: {
      statement: "r not subtracted from the weights",
      then: { certificate: (network) => bounds(network, network.alphaWithoutRadius) },
      witnesses: [{ ...SCALAR, point: [[[0]], [[1.25]]] }],
    },
    slopeAtZero: {
      statement: "the slope at 0 in place of the least slope on the ball",
      then: { certificate: (network) => bounds(network, network.alphaSlopeAtZero) },
      witnesses: [
        {
          model: "feedforward",
          X: [[1]],
          y: [5],
          weights: [[[0]], [[2]]],
          activation: "tanh",
          radius: 0.8,
          point: [[[0.55]], [[1.425]]],
        },
      ],
    },
    firstRange: {
      statement: "the first layer's range for the slopes of all layers",
      then: { certificate: (network) => bounds(network, network.alphaFirstRange) },
      witnesses: [
        {
          model: "feedforward",
          X: [[0.125]],
          y: [1],
          weights: [[[0]], [[100]], [[2]]],
          activation: "tanh",
          radius: 0.75,
          point: [[[0.75]], [[100]], [[2]]],
        },
      ],
    },
    largestEigenvalue: {
      statement: "lambda_max(XX') in place of lambda_min",
      then: { certificate: (network) => bounds(network, network.alphaOfLargest) },
      witnesses: [{ ...uneven(1), radius: 0.125 }],
    },
  },
  necessity: {
    positive: {
      breaks: "mixed signs above may cancel: grad S = 0 where S = 2",
      witnesses: [mixedSigns(1)],
    },
    inside: {
      breaks: "outside of the ball the output weight may vanish",
      witnesses: [{ ...SCALAR, point: [[[0]], [[0.125]]] }],
    },
  },
  examples: [{ ...SCALAR, point: [[[0.25]], [[1.5]]] }, TWO_LAYERS, { ...THREE_LAYERS, radius: 0.5 }],
});
