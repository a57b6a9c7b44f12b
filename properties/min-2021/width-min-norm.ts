import {
  atMost,
  claim,
  exponential,
  instances,
  type LinearNetwork,
  logarithm,
  minus,
  negate,
  type Operand,
  over,
  plus,
  positivePart,
  square,
  squareRoot,
  times,
} from "lemmacheck";
import { min2021 } from "./paper.js";

/** h^exponent */
const widthTo = (network: LinearNetwork, exponent: Operand) => exponential(times(exponent, logarithm(network.width)));

const visibleRows = (network: LinearNetwork) => squareRoot(network.outputs + network.rank);

/** s = (sqrt(m + r) + t) / sqrt(h) */
const shortfall = (network: LinearNetwork) =>
  over(plus(visibleRows(network), network.initialisation.deviation), squareRoot(network.width));

/** c_h = 2 h^(1 - 2a) [1 - s]_+^2 */
const leastLevel = (network: LinearNetwork, factor: number) =>
  times(
    times(factor, widthTo(network, minus(1, times(2, network.initialisation.exponent)))),
    square(positivePart(minus(1, shortfall(network)))),
  );

/** h^(1/2 - 2a) (1 + s) */
const growth = (network: LinearNetwork) =>
  times(widthTo(network, minus("1/2", times(2, network.initialisation.exponent))), plus(1, shortfall(network)));

/** e_h = |Q Y| + sigma_1 h^(1/2 - 2a) (1 + s) (sqrt(r m) + t) */
const largestResidual = (network: LinearNetwork) =>
  plus(
    network.reachableTargetNorm,
    times(
      times(squareRoot(network.largestCovarianceEigenvalue), growth(network)),
      plus(squareRoot(network.rank * network.outputs), network.initialisation.deviation),
    ),
  );

/** sqrt(m + r) + sqrt(D - r) + t */
const overlapSize = (network: LinearNetwork) =>
  plus(plus(visibleRows(network), squareRoot(network.inputs - network.rank)), network.initialisation.deviation);

/** z_h = h^(1/2 - 2a) (1 + s) (sqrt(m + r) + sqrt(D - r) + t) */
const largestOverlap = (network: LinearNetwork) => times(growth(network), overlapSize(network));

/**
 * Problem: the wider the network, the closer gradient flow ends to the min-norm solution.
 * Computed: for U, V with independent N(0, h^(-2a)) entries the bounds of the level, the residual and the overlap, and of the
 * distance bound that they imply; per design, the number of draws that break one of them against 4 exp(-t^2/2).
 * Status: the order h^(1/2 - 2a) is recalled of the paper, all constants are derived here.
 */
export default claim({
  id: "min-2021/width-min-norm",
  title: "for Gaussian weights the distance from the min-norm solution falls with the width",
  statement: String.raw`U, V \sim N(0, h^{-2a}),\ s = \tfrac{\sqrt{m+r}+t}{\sqrt h} < 1 \implies \text{with probability} \ge 1 - 4e^{-t^2/2}:\
    c \ge c_h = 2h^{1-2a}(1-s)^2,\ \|E\| \le e_h,\ \|Z\| \le z_h,\ \|U(\infty)V(\infty)^\top - \hat\Theta\| \le z_h e^{e_h/(c_h\sigma_r)}`,
  plain:
    "If the entries of U and V are independent N(0, h^(-2a)), then with probability at least 1 - 4 exp(-t^2/2) the level c, the residual and the overlap Z are within explicit bounds, and the limit of gradient flow lies within z_h exp(e_h/(c_h sigma_r)) of the min-norm solution.",
  paper: min2021,
  locator: "width and implicit bias: order recalled, constants derived here",
  provenance: "derived",
  proof: "properties/min-2021/README.md#width-min-norm",
  cost: "heavy",
  quantifier: {
    kind: "withProbability",
    failure: (network) => times(4, exponential(negate(over(square(network.initialisation.deviation), 2)))),
  },
  instances: instances.gaussianNetwork({
    designs: [
      { name: "h = 64, a = 1/2", width: 64, exponent: 0.5, deviation: 3 },
      { name: "h = 256, a = 1/2", width: 256, exponent: 0.5, deviation: 3, share: 2 },
      { name: "h = 256, a = 3/8", width: 256, exponent: 0.375, deviation: 2 },
    ],
  }),
  then: {
    level: (network) => atMost(leastLevel(network, 2), network.imbalanceLevel),
    residual: (network) => atMost(network.residualNorm, largestResidual(network)),
    overlap: (network) => atMost(network.hiddenOverlap, largestOverlap(network)),
    distance: (network) => {
      const least = times(leastLevel(network, 2), squareRoot(network.leastCovarianceEigenvalue));
      const excess = minus(network.logMinNormDistanceBound, logarithm(largestOverlap(network)));
      return atMost(times(least, excess), largestResidual(network));
    },
  },
  mutants: {
    lostRoot: {
      statement: "the overlap is at most of order h^(-2a)",
      then: {
        overlap: (network) => atMost(network.hiddenOverlap, over(largestOverlap(network), squareRoot(network.width))),
      },
    },
    doubledLevel: {
      statement: "c >= 4 h^(1 - 2a) (1 - s)^2",
      then: { level: (network) => atMost(leastLevel(network, 4), network.imbalanceLevel) },
    },
    lostHiddenInputs: {
      statement: "the residual stays below |Q Y|",
      then: { residual: (network) => atMost(network.residualNorm, network.reachableTargetNorm) },
    },
  },
});
