import { atMost, below, claim, type Feedforward, instances, type Operand, over, plus, times } from "lemmacheck";
import { mixedSigns, THREE_LAYERS, TWO_LAYERS } from "./networks.js";
import { chatterjee2022 } from "./paper.js";

const exceeds = (network: Feedforward, threshold: Operand) => below(threshold, network.leastOutputWeight);
const satisfied = (network: Feedforward, four: number) =>
  below(times(four, network.loss), network.largestCriterionLevel);

const SCALAR = { ...TWO_LAYERS, X: [[1]], y: [1], weights: [[[0]], [[4]]] };

/**
 * Problem: how large the output weights must be for the criterion to hold for some radius.
 * Computed: A* = inf_r A*(r) and sup_r r^2 alpha(r), both enclosed by branch and bound over r; 4 S(w0).
 * Status: derived here. The paper's corollary says that there is such an A, as recalled.
 */
export default claim({
  id: "chatterjee-2022/least-output-weight-threshold",
  title: "output weights above A* = inf A*(r) satisfy the criterion for some r",
  statement: String.raw`W_1 = 0,\ W_2,\dots,W_{L-1} \ge a > 0,\ W_L > A^* = \inf_r A^*(r) \implies 4S(w_0) < \sup_r r^2\alpha(r)`,
  plain:
    "With W_1 = 0, positive hidden weights and independent inputs: if every output weight (for two layers: the norm of W_2) exceeds the least of the thresholds A*(r) over r > 0 below the least hidden weight, then 4 S(w0) < r^2 alpha(r) for some r.",
  paper: chatterjee2022,
  locator:
    "corollary on networks with positive weights (there is an A, as recalled); the threshold derived in this repository",
  provenance: "derived",
  proof: "properties/chatterjee-2022/README.md#least-output-weight-threshold",
  instances: instances.feedforward({ criterion: true, samples: [1, 3], usedPart: [0.02, 0.125] }),
  cost: "heavy",
  given: {
    noFirstLayer: (network) => atMost(network.firstLayerNorm, 0),
    independent: (network) => below(0, network.inputGramLambdaMin),
    positive: (network) => below(0, plus(network.positivityMargin, network.radius)),
    threshold: (network) => exceeds(network, network.leastOutputWeightThreshold),
  },
  then: { criterion: (network) => satisfied(network, 4) },
  mutants: {
    halfThreshold: {
      statement: "half of A* suffices",
      given: { threshold: (network) => exceeds(network, over(network.leastOutputWeightThreshold, 2)) },
      witnesses: [{ ...SCALAR, weights: [[[0]], [[2]]] }],
    },
    halfCriterion: {
      statement: "even 8 S(w0) < r^2 alpha(r) for some r",
      then: { criterion: (network) => satisfied(network, 8) },
      witnesses: [{ ...SCALAR, weights: [[[0]], [[3.25]]] }],
    },
  },
  necessity: {
    noFirstLayer: {
      breaks: "W_1 = 1: the output starts at 12 instead of 0",
      witnesses: [{ ...SCALAR, weights: [[[1]], [[16]]] }],
    },
    independent: {
      breaks: "equal inputs: alpha = 0",
      alsoDrop: ["threshold"],
      witnesses: [{ ...SCALAR, X: [[1], [1]], y: [1, -1] }],
    },
    positive: {
      breaks: "mixed signs above cancel: no radius is left",
      alsoDrop: ["threshold"],
      witnesses: [{ ...mixedSigns(0.25), y: [4, -4] }],
    },
    threshold: { breaks: "small output weights", witnesses: [{ ...SCALAR, weights: [[[0]], [[1]]] }] },
  },
  examples: [SCALAR, { ...TWO_LAYERS, weights: [TWO_LAYERS.weights[0], [[60, 80]]] }, THREE_LAYERS],
});
