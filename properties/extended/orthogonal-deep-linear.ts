import { atMost, claim, type DeepLinear, equals, instances, minus, over, power, squareRoot, times } from "lemmacheck";
import { orthogonalInitialization } from "./deep-linear-paper.js";

/** 2 L sigma_min(X)^2 (1 - r / sqrt(L - 1))^exponent <= |grad l|^2 / l */
const lowerBound = (network: DeepLinear, exponent: number, radius = network.radius) =>
  atMost(
    times(
      times(
        times(2 * network.depth, network.dataLeastEigenvalue),
        power(minus(1, over(radius, squareRoot(network.depth - 1))), exponent),
      ),
      network.loss,
    ),
    network.gradientSquare,
  );

const scalars = (weights: readonly number[], start: readonly number[], y: number, radius = 0.5) => ({
  model: "deep-linear",
  X: [[1]],
  Y: [[y]],
  weights: weights.map((w) => [[w]]),
  start: start.map((w) => [[w]]),
  radius,
});

/**
 * Problem: why orthogonal weights make a deep linear network easy to train, at any depth.
 * Computed: at the start |grad l|^2 = L |E X'|^2 exactly; at weights within r <= 1/2 of it |grad l|^2 against
 * 2 L sigma_min(X)^2 (1 - r / sqrt(L - 1))^(2 (L - 1)) l.
 * Status: derived here; the width theorem of the paper has an unspecified constant and is not tested.
 */
export default claim({
  id: "extended/orthogonal-deep-linear",
  title: "around orthogonal weights a deep linear network has a Polyak-Lojasiewicz constant proportional to its depth",
  statement: String.raw`W_j(0)^\top W_j(0) = I \implies \|\nabla\ell(W(0))\|^2 = L\|E_0X^\top\|^2;\quad
    \|W - W(0)\| \le r \le \tfrac12 \implies \|\nabla\ell(W)\|^2 \ge 2L\,\sigma_{\min}(X)^2\Bigl(1 - \tfrac{r}{\sqrt{L-1}}\Bigr)^{2(L-1)}\ell(W)`,
  plain:
    "If all start weights are orthogonal, |grad l|^2 = L |E X'|^2 there, and at all weights within r <= 1/2 of them |grad l|^2 >= 2 L sigma_min(X)^2 (1 - r/sqrt(L - 1))^(2(L - 1)) l.",
  paper: orthogonalInitialization,
  locator: "local form; derived here",
  provenance: "derived",
  proof: "properties/extended/README.md#orthogonal-deep-linear",
  instances: instances.deepLinear({ orthogonal: true }),
  given: {
    orthogonal: (network) => equals(network.orthogonalityDefect, 0),
    ball: (network) => atMost(network.startDistance, network.radius),
    radius: (network) => atMost(network.radius, 0.5),
  },
  then: {
    start: (network) => equals(network.startGradientSquare, times(network.depth, network.startMappedResidualSquare)),
    ball: (network) => lowerBound(network, 2 * (network.depth - 1)),
  },
  mutants: {
    lostSquare: {
      statement: "exponent L - 1 in place of 2 (L - 1)",
      then: { ball: (network) => lowerBound(network, network.depth - 1) },
      witnesses: [scalars([0.65625, 0.65625], [1, 1], 4)],
    },
    lostRadius: {
      statement: "the constant of the start holds in the whole ball: 2 L sigma_min(X)^2",
      then: { ball: (network) => lowerBound(network, 0) },
      witnesses: [scalars([0.75, 0.75], [1, 1], 4)],
    },
    notOrthogonal: {
      statement: "|grad l|^2 = L |E X'|^2 for any weights",
      given: { orthogonal: null },
      witnesses: [scalars([2, 1], [2, 1], 0)], // 20 = 8
    },
  },
  necessity: {
    orthogonal: { breaks: "W = (2, 1), X = 1, Y = 0: 20 is not 8", witnesses: [scalars([2, 1], [2, 1], 0)] },
    ball: { breaks: "at W = 0 the gradient vanishes", witnesses: [scalars([0, 0], [1, 1], 1)] },
    radius: {
      breaks: "r = 3/2: both factors can be near 0, and (1 - r)^2 grows again",
      witnesses: [scalars([0.015625, 0.015625], [1, 1], 4, 1.5)],
    },
  },
  examples: [
    scalars([1, 1], [1, 1], 4),
    scalars([0.75, 0.75], [1, 1], 4),
    // more samples than the width: sigma_min is 0, and the gradient vanishes
    { model: "deep-linear", X: [[1, 1]], Y: [[0, 2]], weights: [[[1]], [[1]]], radius: 0.5 },
  ],
});
