import { atMost, claim, instances, square, times } from "lemmacheck";
import { EXAMPLES, scalarNetwork } from "./levels.js";
import { min2021 } from "./paper.js";

/** V = e_1', U1 = u e_2', h = 2 */
const crossed = (u: number) => ({ model: "linear-network", X: [[1]], Y: [[1]], U: [[0, u]], V: [[1, 0]] });

/**
 * Problem: why wide networks have a positive imbalance level, whatever the start.
 * Computed: c against twice the squared least singular value of the stacked factors A = [V; U1], which for Gaussian weights
 * is large with high probability (min-2021/width-min-norm).
 * Status: derived here, by Ostrowski's inertia theorem.
 */
export default claim({
  id: "min-2021/gaussian-imbalance",
  title: "for h >= r + m the imbalance level is at least 2 sigma_min([V; U1])^2",
  statement: String.raw`h \ge r + m \implies c(\Lambda) \ge 2\,\sigma_{\min}\!\begin{pmatrix}V\cr U_1\end{pmatrix}^2`,
  plain:
    "If the width is at least the rank of the data plus the number of outputs, the imbalance level c is at least twice the square of the least singular value of [V; U1].",
  paper: min2021,
  locator: "imbalance of Gaussian starts; deterministic core derived here",
  provenance: "derived",
  proof: "properties/min-2021/README.md#gaussian-imbalance",
  instances: instances.linearNetwork({ wide: true }),
  given: { width: (network) => atMost(network.rank + network.outputs, network.width) },
  then: {
    level: (network) => atMost(times(2, square(network.factorShortSingularValue)), network.imbalanceLevel),
  },
  mutants: {
    doubled: {
      statement: "c >= 4 sigma_min^2",
      then: {
        level: (network) => atMost(times(4, square(network.factorShortSingularValue)), network.imbalanceLevel),
      },
      witnesses: [crossed(1)],
    },
    largest: {
      statement: "c >= 2 sigma_max^2",
      then: {
        level: (network) => atMost(times(2, square(network.factorLargestSingularValue)), network.imbalanceLevel),
      },
      witnesses: [crossed(3)],
    },
  },
  necessity: {
    width: {
      breaks: "h = 1 < 2, u = v = 1: the only singular value is sqrt(2), but c = 0",
      witnesses: [scalarNetwork(1, 1, 1)],
    },
  },
  examples: [crossed(1), crossed(3), ...EXAMPLES],
});
