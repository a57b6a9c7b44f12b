import { atMost, claim, instances, type LinearNetwork, type Operand, square, times } from "lemmacheck";
import { absoluteLevel, EXAMPLES, levelWith, rateOf, SLOW_MODE, STUCK, scalarNetwork, UNSEEN } from "./levels.js";
import { min2021 } from "./paper.js";

const polyakLojasiewicz = (network: LinearNetwork, level: Operand) =>
  atMost(times(rateOf(network, level), network.excessLoss), network.gradientSquare);

/**
 * Problem: the Polyak-Lojasiewicz inequality of a two-layer linear network, with a constant that the flow conserves.
 * Computed: |grad L|^2 against 2 sigma_r^2 c l and against c |X'R|^2, at any weights: no run is involved.
 * Status: derived here; it is the core of the paper's convergence theorem.
 */
export default claim({
  id: "min-2021/imbalance-pl",
  title: "the imbalance level c is a Polyak-Lojasiewicz constant: |grad L|^2 >= 2 sigma_r^2 c (L - L*)",
  statement: String.raw`c = [\lambda_r(\Lambda)]_+ + [\lambda_m(-\Lambda)]_+ \implies \|\nabla L\|^2 \ge c\,\|X^\top R\|_F^2 \ge 2\sigma_r^2 c\,(L - L^*)`,
  plain:
    "At every pair of weights, |grad L|^2 is at least c |X'R|^2, and at least 2 sigma_r^2 c (L - L*), where c sums the positive parts of the r-th largest eigenvalue of the imbalance and of the m-th largest of its negative.",
  paper: min2021,
  locator: "core of the convergence theorem; derived here at every point",
  provenance: "derived",
  proof: "properties/min-2021/README.md#imbalance-pl",
  instances: instances.linearNetwork(),
  then: {
    polyakLojasiewicz: (network) => polyakLojasiewicz(network, network.imbalanceLevel),
    sharper: (network) =>
      atMost(times(network.imbalanceLevel, square(network.mappedResidualNorm)), network.gradientSquare),
  },
  mutants: {
    doubled: {
      statement: "twice the constant: |grad L|^2 >= 4 sigma_r^2 c (L - L*)",
      then: { polyakLojasiewicz: (network) => polyakLojasiewicz(network, times(2, network.imbalanceLevel)) },
      witnesses: [scalarNetwork(1, 0, 1)],
    },
    absoluteValues: {
      statement: "absolute values of the eigenvalues in place of their positive parts",
      then: {
        polyakLojasiewicz: (network) =>
          polyakLojasiewicz(network, absoluteLevel(network.imbalanceEigenvalues, network.rank, network.outputs)),
      },
      witnesses: [scalarNetwork(1, 0, 1)],
    },
    largestEigenvalues: {
      statement: "the largest eigenvalues in place of the r-th and the m-th",
      then: {
        polyakLojasiewicz: (network) => polyakLojasiewicz(network, levelWith(network.imbalanceEigenvalues, 1, 1)),
      },
      witnesses: [STUCK],
    },
    swappedIndices: {
      statement: "indices swapped: the m-th of Lambda, the r-th of -Lambda",
      then: {
        polyakLojasiewicz: (network) =>
          polyakLojasiewicz(network, levelWith(network.imbalanceEigenvalues, network.outputs, network.rank)),
      },
      witnesses: [STUCK],
    },
    largestSingularValue: {
      statement: "sigma_1 in place of sigma_r",
      then: {
        polyakLojasiewicz: (network) =>
          atMost(
            times(times(2, times(network.largestCovarianceEigenvalue, network.imbalanceLevel)), network.excessLoss),
            network.gradientSquare,
          ),
      },
      witnesses: [SLOW_MODE],
    },
    wholeFactor: {
      statement: "the imbalance U'U - V'V without the projector onto the data",
      then: {
        polyakLojasiewicz: (network) =>
          polyakLojasiewicz(network, levelWith(network.unprojectedImbalanceEigenvalues, network.rank, network.outputs)),
      },
      witnesses: [UNSEEN],
    },
  },
  examples: [...EXAMPLES, SLOW_MODE, STUCK, UNSEEN],
});
