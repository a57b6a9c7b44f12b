import {
  atMost,
  claim,
  equals,
  exponential,
  instances,
  type LinearNetwork,
  negate,
  type Operand,
  over,
  plus,
  square,
  squareRoot,
  times,
} from "lemmacheck";
import { examplesWith } from "./levels.js";
import { min2021 } from "./paper.js";

/** Z = 0 exactly: then U2 V' stays 0 (min-norm-invariant-set), which an enclosure of the flow could not establish. */
const startsInvariant = (network: LinearNetwork): boolean => {
  const { mid, rad } = network.hiddenOverlap.toBall();
  return mid === 0 && rad === 0;
};

/** ||U2 V(t)'|| decay <= start at each of the instance's times: the distance from the min-norm solution that is left at the end */
const staysNear = (network: LinearNetwork, decay: Operand, start: Operand) =>
  startsInvariant(network)
    ? equals(network.outputOverlapDerivative, 0, "Z = 0")
    : network.flow.times.map((_, i) =>
        atMost(times(network.flow.at(i).hiddenOutputOverlapSpectral, decay), start, `time ${i}`),
      );

const TIMES = { flow: { times: [0.0625, 0.25] } };

/** D = 2, X = (1 0), U = (1; u2), V = 0: Z = u2, and V grows by the flow */
const growing = { model: "linear-network", X: [[1, 0]], Y: [[8]], U: [[1], [0.5]], V: [[0]], flow: { times: [0.25] } };

/**
 * Problem: how far from the min-norm solution gradient flow ends, by its start.
 * Computed: Z = [V; U1] U2' at the start; ||U2 V(t)'|| along the enclosed flow, at every time at most ||Z|| e^(|E| / (c sigma_r)),
 * hence in the limit, where it is ||U V' - Theta||; and at the start |U V' - Theta|^2 <= 2 l / sigma_r^2 + |U2 V'|^2.
 * Status: derived here. The exponent recalled of the paper is the weaker sigma_1 |E| / (c sigma_r^2): conclusion paperForm.
 * Both sides are multiplied by e^(-exponent), which is 0 for c = 0, so that the bound holds (empty) there, too.
 */
export default claim({
  id: "min-2021/min-norm-distance",
  title: "the limit lies within ||Z|| exp(|E|/(c sigma_r)) of the min-norm solution",
  statement: String.raw`Z = \begin{pmatrix}V\cr U_1\end{pmatrix}U_2^\top,\ c > 0 \implies \|U_2V(t)^\top\|_2 \le \|Z(0)\|_2\,e^{\|E(0)\|_F/(c\,\sigma_r)},\
    \|U(\infty)V(\infty)^\top - \hat\Theta\|_2 = \|U_2V(\infty)^\top\|_2`,
  plain:
    "Along gradient flow ||U2 V'|| stays at most ||Z|| exp(|E|/(c sigma_r)) with Z = [V; U1] U2' and the residual E of the start; in the limit it is the distance of U V' from the least-squares solution of least norm. The exponent sigma_1 |E|/(c sigma_r^2) is weaker.",
  paper: min2021,
  locator:
    "distance from the min-norm solution; the exponent |E|/(c sigma_r) derived here, the form sigma_1 |E|/(c sigma_r^2) recalled",
  provenance: "derived",
  proof: "properties/min-2021/README.md#min-norm-distance",
  cost: "heavy",
  instances: instances.linearNetwork({ samples: [1, 2], inputs: [1, 3], width: [1, 5], flow: true }),
  then: {
    distance: (network) => staysNear(network, network.minNormDecay, network.hiddenOverlap),
    paperForm: (network) => staysNear(network, network.paperMinNormDecay, network.hiddenOverlap),
    split: (network) =>
      atMost(
        times(network.leastCovarianceEigenvalue, square(network.minNormDistance)),
        plus(
          times(2, network.excessLoss),
          times(network.leastCovarianceEigenvalue, square(network.hiddenOutputOverlap)),
        ),
      ),
  },
  mutants: {
    noExponential: {
      statement: "||U2 V'|| stays at most ||Z||",
      then: { distance: (network) => staysNear(network, 1, network.hiddenOverlap) },
      witnesses: [growing],
    },
    outputsOnly: {
      statement: "V U2' in place of Z",
      then: {
        distance: (network) => staysNear(network, network.minNormDecay, network.hiddenOutputOverlapSpectral),
      },
      witnesses: [growing],
    },
    largestSingularValue: {
      statement: "exponent |E| / (c sigma_1)",
      then: {
        distance: (network) =>
          staysNear(
            network,
            exponential(
              negate(
                times(
                  network.minNormExponent,
                  squareRoot(over(network.leastCovarianceEigenvalue, network.largestCovarianceEigenvalue)),
                ),
              ),
            ),
            network.hiddenOverlap,
          ),
      },
      // c = 1, |E| = 1/32: V tends to (0, 1.27), far beyond 1.03
      witnesses: [
        {
          model: "linear-network",
          X: [
            [1, 0, 0],
            [0, 0.015625, 0],
          ],
          Y: [[0], [0.03125]],
          U: [
            [1, 0],
            [0, 1],
            [0, 1],
          ],
          V: [[0, 0]],
          flow: { times: [4096] },
        },
      ],
    },
    lostHiddenPart: {
      statement: "|U V' - Theta| <= sqrt(2 l) / sigma_r without the hidden part",
      then: {
        split: (network) =>
          atMost(
            times(network.leastCovarianceEigenvalue, square(network.minNormDistance)),
            times(2, network.excessLoss),
          ),
      },
      witnesses: [{ model: "linear-network", X: [[1, 0]], Y: [[1]], U: [[1], [1]], V: [[1]], flow: { times: [0.25] } }],
    },
  },
  examples: [growing, ...examplesWith(TIMES)],
});
