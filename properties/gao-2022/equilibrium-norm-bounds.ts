import { atMost, below, claim, instances, minus, over, plus, power, times } from "lemmacheck";
import { gao2022 } from "./paper.js";

/**
 * Problem: how large is the equilibrium, and how far from the features relu(Phi) that it starts from?
 * Computed: both ends of (a), the drift (b) and the spectral norm (c); (a) and (b) also sample by sample.
 * Status: the upper end of (a) as the papers' lemma is recalled (||z|| <= ||phi||/(1 - gamma)); the rest derived here.
 */
export default claim({
  id: "gao-2022/equilibrium-norm-bounds",
  title: "the equilibrium's norm lies between ||relu(Phi)||/(1 + q) and ||relu(Phi)||/(1 - q)",
  statement: String.raw`q = \gamma\|A\|_2 < 1 \implies
    \text{(a) } \tfrac{\|\sigma(\Phi)\|_F}{1+q} \le \|Z\|_F \le \tfrac{\|\sigma(\Phi)\|_F}{1-q} \le \tfrac{\|\Phi\|_F}{1-q};\
    \text{(b) } \|Z - \sigma(\Phi)\|_F \le q\|Z\|_F \le \tfrac{q\|\sigma(\Phi)\|_F}{1-q};\
    \text{(c) } \|Z\|_2 \le \|\sigma(\Phi)\|_2 + q\|Z\|_F;\ \text{(a), (b) also for each column}`,
  plain:
    "If q = gamma ||A|| < 1: (a) the equilibrium's Frobenius norm lies between ||relu(Phi)||/(1 + q) and ||relu(Phi)||/(1 - q), which is at most ||Phi||/(1 - q); " +
    "(b) its distance from relu(Phi) is at most q times its norm; both hold for each sample, too; (c) its spectral norm is at most that of relu(Phi) plus q ||Z||_F.",
  paper: gao2022,
  locator: "upper end of (a): norm lemma (recalled); lower end, (b), (c): derived here",
  provenance: "derived",
  proof: "properties/gao-2022/README.md#equilibrium-norm-bounds",
  instances: instances.implicitLayer({ width: [1, 24], samples: [1, 8], gain: [0, 1] }),
  given: {
    contraction: (layer) => below(layer.gain, 1),
  },
  then: {
    lowerBound: (layer) =>
      [layer, ...layer.columns].map((part, i) =>
        atMost(over(part.featureNorm, plus(1, layer.gain)), part.equilibriumNorm, where(i)),
      ),
    upperBound: (layer) =>
      [layer, ...layer.columns].map((part, i) =>
        atMost(part.equilibriumNorm, over(part.featureNorm, minus(1, layer.gain)), where(i)),
      ),
    signedUpperBound: (layer) =>
      [layer, ...layer.columns].map((part, i) =>
        atMost(part.equilibriumNorm, over(part.signedFeatureNorm, minus(1, layer.gain)), where(i)),
      ),
    drift: (layer) =>
      [layer, ...layer.columns].flatMap((part, i) => [
        atMost(part.featureDistance, times(layer.gain, part.equilibriumNorm), `${where(i)}, by ||Z||`),
        atMost(
          part.featureDistance,
          over(times(layer.gain, part.featureNorm), minus(1, layer.gain)),
          `${where(i)}, by ||relu(Phi)||`,
        ),
      ]),
    spectralNorm: (layer) =>
      atMost(layer.equilibriumSpectralNorm, plus(layer.featureSpectralNorm, times(layer.gain, layer.equilibriumNorm))),
  },
  mutants: {
    squaredGain: {
      statement: "upper end of (a) with 1 - q^2",
      then: {
        upperBound: (layer) => atMost(layer.equilibriumNorm, over(layer.featureNorm, minus(1, power(layer.gain, 2)))),
      },
      witnesses: [{ model: "implicit-relu", gamma: 1, A: [[0.9]], Phi: [[1]] }], // 10 <= 5.26
    },
    atLeastFeatures: {
      statement: "lower end of (a) without 1 + q: ||relu(Phi)|| <= ||Z||",
      then: { lowerBound: (layer) => atMost(layer.featureNorm, layer.equilibriumNorm) },
      witnesses: [{ model: "implicit-relu", gamma: 1, A: [[-0.9]], Phi: [[1]] }], // 1 <= 0.526
    },
    signedLowerBound: {
      statement: "lower end of (a) with ||Phi|| in place of ||relu(Phi)||",
      then: {
        lowerBound: (layer) => atMost(over(layer.signedFeatureNorm, plus(1, layer.gain)), layer.equilibriumNorm),
      },
      witnesses: [{ model: "implicit-relu", gamma: 1, A: [[0]], Phi: [[-1]] }], // 1 <= 0
    },
    spectralUpperBound: {
      statement: "upper end of (a) in the spectral norm, for Phi of any sign: ||Z||_2 <= ||Phi||_2 / (1 - q)",
      then: {
        spectralNorm: (layer) =>
          atMost(layer.equilibriumSpectralNorm, over(layer.signedFeatureSpectralNorm, minus(1, layer.gain))),
      },
      // relu raises the spectral norm from sqrt(2) to the golden ratio
      witnesses: [
        {
          model: "implicit-relu",
          gamma: 1,
          A: [
            [0, 0],
            [0, 0],
          ],
          Phi: [
            [1, -1],
            [1, 1],
          ],
        },
      ],
    },
  },
  necessity: {
    contraction: {
      breaks: "z = relu(2 z - 1) has the equilibrium 1 although relu(phi) = 0: no multiple of ||relu(phi)|| bounds it",
      witnesses: [{ model: "implicit-relu", gamma: 1, A: [[2]], Phi: [[-1]], equilibrium: [[1]] }],
    },
  },
  examples: [
    // both ends of (a) with equality
    { model: "implicit-relu", gamma: 1, A: [[0.5]], Phi: [[1]] },
    { model: "implicit-relu", gamma: 1, A: [[-0.5]], Phi: [[1]] },
    {
      model: "implicit-relu",
      gamma: 1,
      A: [
        [0, 0],
        [0, 0],
      ],
      Phi: [
        [1, -1],
        [1, 1],
      ],
    },
    {
      model: "implicit-relu",
      gamma: 0.5,
      A: [
        [0, 1],
        [-1, 0],
      ],
      Phi: [
        [3, -2, 0],
        [1, 1, 0],
      ],
    },
    {
      model: "implicit-relu",
      gamma: 0.25,
      A: [
        [1, -2],
        [-2, 1],
      ],
      Phi: [
        [0, 0],
        [0, 0],
      ],
    },
  ],
});

/** Names the members of a list that begins with the whole layer. */
function where(index: number): string {
  return index === 0 ? "all samples" : `sample ${index - 1}`;
}
