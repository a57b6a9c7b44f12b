import { atMost, claim, type Feedforward, instances, type Operand, product } from "lemmacheck";
import { uneven } from "./networks.js";
import { chatterjee2022 } from "./paper.js";

const bound = (network: Feedforward, four: Operand, lambda: Operand, square: Operand) =>
  product(four, lambda, square, network.point.loss);

const sides = (network: Feedforward, four: Operand, lambda: Operand, square: Operand) =>
  atMost(bound(network, four, lambda, square), network.point.firstLayerGradientSquare);

/**
 * Problem: how large the gradient of S = sum (f(x_i) - y_i)^2 must be, wherever the weights are.
 * Computed: backpropagation, q_i = D_1 W_2' ... D_(L-1) W_L', and the least eigenvalue of the inputs' Gram matrix.
 * Status: derived here, see README.
 */
export default claim({
  id: "chatterjee-2022/first-layer-pl",
  title: "|grad S|^2 >= |grad_W1 S|^2 >= 4 lambda_min(XX') min |q_i|^2 S, for any weights",
  statement: String.raw`|\nabla S|^2 \ge |\nabla_{W_1} S|^2 \ge 4\lambda_{\min}(XX^\top)\min_i |q_i|^2\, S,\quad q_i = D_1 W_2^\top D_2\cdots D_{L-1}W_L^\top`,
  plain:
    "At any weights of any signs, the squared gradient of S with respect to the first layer is at least 4 lambda_min(XX') min_i |q_i|^2 S, where q_i is the derivative of the output by the first layer's preactivation at sample i.",
  paper: chatterjee2022,
  locator: "first-layer bound behind the corollary on networks; derived in this repository",
  provenance: "derived",
  proof: "properties/chatterjee-2022/README.md#first-layer-pl",
  instances: instances.feedforward({ anySigns: true }),
  then: {
    firstLayer: (network) => sides(network, 4, network.inputGramLambdaMin, network.point.backwardLeastSquare),
    whole: (network) => atMost(network.point.firstLayerGradientSquare, network.point.gradientSquare),
  },
  mutants: {
    eight: {
      statement: "8 in place of 4",
      then: {
        firstLayer: (network) => sides(network, 8, network.inputGramLambdaMin, network.point.backwardLeastSquare),
      },
      witnesses: [{ model: "feedforward", X: [[1]], y: [1], weights: [[[0]], [[2]]], activation: "tanh", radius: 1 }],
    },
    largestEigenvalue: {
      statement: "lambda_max(XX') in place of lambda_min",
      then: {
        firstLayer: (network) => sides(network, 4, network.inputGramLambdaMax, network.point.backwardLeastSquare),
      },
      witnesses: [{ ...uneven(1), radius: 1 }],
    },
    largestSlope: {
      statement: "max_i |q_i|^2 in place of min_i",
      then: {
        firstLayer: (network) => sides(network, 4, network.inputGramLambdaMin, network.point.backwardLargestSquare),
      },
      witnesses: [
        {
          model: "feedforward",
          X: [
            [1, 0],
            [0, 1],
          ],
          y: [-0.125, 0],
          weights: [[[0, 6]], [[1]]],
          activation: "tanh",
          radius: 1,
        },
      ],
    },
  },
  examples: [
    {
      model: "feedforward",
      X: [
        [1, 0],
        [0.5, 1],
      ],
      y: [1, -1],
      weights: [
        [
          [0.5, 0.25],
          [-1, 2],
        ],
        [[1, -3]],
      ],
      activation: "atan",
      radius: 1,
    },
    {
      model: "feedforward",
      X: [
        [1, 0],
        [0.5, 1],
      ],
      y: [0, 1],
      weights: [[[0.5, 0.25]], [[2], [-1]], [[1, -3]]],
      activation: "softplus0",
      radius: 1,
    },
    {
      model: "feedforward",
      X: [
        [1, 0],
        [0.5, 1],
      ],
      y: [0, 1],
      weights: [[[1, 2]], [[2]]],
      activation: { leakySoftplus0: 0.5 },
      radius: 1,
    },
  ],
});
