import { atMost, below, claim, type Feedforward, instances, minus, type Operand, over } from "lemmacheck";
import { mixedSigns, THREE_LAYERS, TWO_LAYERS } from "./networks.js";
import { chatterjee2022 } from "./paper.js";
import { criterion } from "./terms.js";

const exceeds = (network: Feedforward, threshold: Operand) => below(threshold, network.leastOutputWeight);

const SCALAR = { ...TWO_LAYERS, X: [[1]], y: [1], weights: [[[0]], [[4]]] };

/**
 * Problem: how large the output weights must be for the criterion to hold.
 * Computed: A*(r) = r + |y| / (r sqrt(lambda_min(XX')) sqrt(d_1) prod c(T_l) prod d_l (a - r)), a the least hidden weight; 4 S(w0) and r^2 alpha.
 * Status: derived here. The paper's corollary says that there is such an A, as recalled.
 */
export default claim({
  id: "chatterjee-2022/output-weight-threshold",
  title: "output weights above an explicit A*(r) satisfy the criterion",
  statement: String.raw`W_1 = 0,\ W_2,\dots,W_{L-1} \ge a > r,\ W_L > A^*(r) = r + \frac{\|y\|}{r\sqrt{\lambda_{\min}(XX^\top)}\sqrt{d_1}\prod_{\ell<L} c_\sigma(T_\ell)\prod_{\ell=2}^{L-1} d_\ell(a-r)} \implies 4S(w_0) < r^2\alpha`,
  plain:
    "With W_1 = 0, hidden weights of at least a > r and independent inputs: if every output weight exceeds A*(r) (for two layers: if the norm of W_2 exceeds r + |y| / (r sqrt(lambda_min(XX')) c(T_1))), then 4 S(w0) < r^2 alpha.",
  paper: chatterjee2022,
  locator:
    "corollary on networks with positive weights (there is an A, as recalled); the threshold derived in this repository",
  provenance: "derived",
  proof: "properties/chatterjee-2022/README.md#output-weight-threshold",
  instances: instances.feedforward({ criterion: true, samples: [1, 3], usedPart: [0.02, 0.125] }),
  given: {
    noFirstLayer: (network) => atMost(network.firstLayerNorm, 0),
    independent: (network) => below(0, network.inputGramLambdaMin),
    room: (network) => below(0, network.positivityMargin),
    threshold: (network) => exceeds(network, network.outputWeightThreshold),
  },
  then: { criterion: (network) => criterion(network.loss, network.radius, network.alphaFormula) },
  mutants: {
    halfThreshold: {
      statement: "half of A*(r) suffices",
      given: { threshold: (network) => exceeds(network, over(network.outputWeightThreshold, 2)) },
      witnesses: [{ ...SCALAR, weights: [[[0]], [[2]]] }],
    },
    withoutRadius: {
      statement: "A*(r) - r suffices: the radius not added",
      given: { threshold: (network) => exceeds(network, minus(network.outputWeightThreshold, network.radius)) },
      witnesses: [{ ...SCALAR, weights: [[[0]], [[2.5]]] }],
    },
    halfCriterion: {
      statement: "even 8 S(w0) < r^2 alpha",
      then: { criterion: (network) => criterion(network.loss, network.radius, network.alphaFormula, 8) },
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
    room: {
      breaks: "mixed signs above cancel: the least hidden weight says nothing",
      alsoDrop: ["threshold"],
      witnesses: [{ ...mixedSigns(0.25), y: [4, -4] }],
    },
    threshold: { breaks: "small output weights", witnesses: [{ ...SCALAR, weights: [[[0]], [[1]]] }] },
  },
  examples: [SCALAR, { ...TWO_LAYERS, weights: [TWO_LAYERS.weights[0], [[60, 80]]] }, THREE_LAYERS],
});
