import { atMost, claim, type Feedforward, instances, minus, type Operand, over, product, times } from "lemmacheck";
import { mixedSigns, THREE_LAYERS, TWO_LAYERS, uneven } from "./networks.js";
import { chatterjee2022 } from "./paper.js";
import { criterion, eachStep, epsilonOf, stepwiseLoss } from "./terms.js";

const epsilon = (network: Feedforward, alpha: Operand) => epsilonOf(network.loss, network.radius, alpha);
const delta = (network: Feedforward, alpha: Operand) =>
  product(minus(1, epsilon(network, network.alphaFormula)), alpha, network.descent.stepSize);

const EXAMPLE = { ...TWO_LAYERS, radius: 0.8 };

/**
 * Problem: from which weights gradient descent certainly fits the data.
 * Computed: alpha, eps, the Hessian bound by the recursion of the README, and the iterates themselves.
 * Status: the paper's corollary is qualitative (there is an A, as recalled); the explicit threshold and constants are derived here.
 */
export default claim({
  id: "chatterjee-2022/positive-init-converges",
  title: "gradient descent from large positive output weights contracts S by 1 - (1 - eps) alpha eta",
  statement: String.raw`W_2,\dots,W_L \ge r,\ 4S(w_0) < r^2\alpha,\ 0<\eta\le 2\varepsilon/H \implies S(w_{k+1}) \le (1-(1-\varepsilon)\alpha\eta)S(w_k),\ |w_k-w_0|\le r`,
  plain:
    "If the weights above the first layer are at least r, alpha = 4 lambda_min(XX') Q(r)^2 satisfies 4 S(w0) < r^2 alpha, and 0 < eta <= 2 eps / H, then every step of gradient descent shrinks S by the factor 1 - (1 - eps) alpha eta and stays within r of w0. With W_1 = 0 the criterion holds as soon as the output weights exceed an explicit threshold.",
  paper: chatterjee2022,
  locator:
    "corollary on deep networks (qualitative there, as recalled); threshold and constants derived in this repository",
  provenance: "derived",
  proof: "properties/chatterjee-2022/README.md#positive-init-converges",
  instances: instances.feedforward({ criterion: true, descentSteps: 2, samples: [1, 3] }),
  given: {
    positive: (network) => atMost(0, network.positivityMargin),
    criterion: (network) => criterion(network.loss, network.radius, network.alphaFormula),
    stepSize: (network) =>
      atMost(network.descent.stepSize, over(times(2, epsilon(network, network.alphaFormula)), network.hessianBound)),
  },
  then: {
    rate: (network) => stepwiseLoss(network, delta(network, network.alphaFormula)),
    ball: (network) =>
      eachStep(network.descent.length, (k) => atMost(network.descent.at(k).travelled, network.radius, `step ${k}`)),
  },
  mutants: {
    largestEigenvalue: {
      statement: "the rate with lambda_max(XX') in place of lambda_min",
      then: { rate: (network) => stepwiseLoss(network, delta(network, network.alphaOfLargest)) },
      witnesses: [{ ...uneven(40), radius: 0.7, descent: { stepSize: 2 ** -20, steps: [1, 2] } }],
    },
    covariance: {
      statement: "lambda_min(X'X) in place of lambda_min(XX')",
      given: {
        criterion: (network) => criterion(network.loss, network.radius, network.alphaOfCovariance),
        stepSize: (network) =>
          atMost(
            network.descent.stepSize,
            over(times(2, epsilon(network, network.alphaOfCovariance)), network.hessianBound),
          ),
      },
      then: {
        rate: (network) =>
          stepwiseLoss(
            network,
            product(
              minus(1, epsilon(network, network.alphaOfCovariance)),
              network.alphaOfCovariance,
              network.descent.stepSize,
            ),
          ),
      },
      witnesses: [
        {
          model: "feedforward",
          X: [[1], [1]],
          y: [1, -1],
          weights: [[[0]], [[8]]],
          activation: "tanh",
          radius: 0.75,
          descent: { stepSize: 2 ** -20, steps: [1, 2] },
        },
      ],
    },
    wholeDistance: {
      statement: "the weights stay within r / 1000",
      then: {
        ball: (network) =>
          eachStep(network.descent.length, (k) =>
            atMost(network.descent.at(k).travelled, over(network.radius, 1000), `step ${k}`),
          ),
      },
      witnesses: [{ ...EXAMPLE, descent: { stepSize: 2 ** -12, steps: [1, 2] } }],
    },
  },
  necessity: {
    positive: {
      breaks: "mixed signs above cancel: grad S = 0, S stays at 2",
      alsoDrop: ["stepSize"],
      witnesses: [
        { ...mixedSigns(100), activation: { leakySoftplus0: 0.5 }, descent: { stepSize: 2 ** -40, steps: [1] } },
      ],
    },
    criterion: {
      breaks: "targets too large for the ball",
      alsoDrop: ["stepSize"],
      witnesses: [
        {
          model: "feedforward",
          X: [[1]],
          y: [100],
          weights: [[[0]], [[2]]],
          activation: "tanh",
          radius: 0.75,
          descent: { stepSize: 2 ** -20, steps: [1] },
        },
      ],
    },
    stepSize: {
      breaks: "steps of size 8 overshoot",
      witnesses: [{ ...EXAMPLE, descent: { stepSize: 8, steps: [1] } }],
    },
  },
  examples: [
    { ...EXAMPLE, descent: { stepSize: 2 ** -12, steps: [1, 2, 3] } },
    { ...EXAMPLE, activation: "atan", descent: { stepSize: 2 ** -13, steps: [1] } },
    { ...THREE_LAYERS, radius: 0.4, descent: { stepSize: 2 ** -20, steps: [1] } },
  ],
});
