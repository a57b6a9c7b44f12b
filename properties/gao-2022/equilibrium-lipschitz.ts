import {
  atMost,
  below,
  claim,
  type ImplicitLayer,
  instances,
  minus,
  type Operand,
  over,
  plus,
  type Real,
  smallest,
  times,
} from "lemmacheck";
import { gao2022 } from "./paper.js";

/** ||gamma_1 A_1 - gamma_2 A_2||_2 ||Z_2||_F + change: how far the two layers' maps are apart at Z_2. */
const mapDistance = (layer: ImplicitLayer, change: Operand): Real =>
  plus(times(layer.pair.weightDistance, layer.other.equilibriumNorm), change);

/**
 * Problem: how far do two equilibria lie apart whose weights and features differ?
 * Computed: Z_1 of the layer and Z_2 of its other layer; q_1 = gamma_1 ||A_1|| is the gain of the first, the norm that
 * multiplies the weights' difference is that of the second (the indices are crossed). Z_2 may be any equilibrium of
 * the second layer, also where q_2 >= 1. Status: derived here; sharp for one unit.
 */
export default claim({
  id: "gao-2022/equilibrium-lipschitz",
  title: "the equilibrium depends Lipschitz-continuously on weights and features",
  statement: String.raw`q_1 = \gamma_1\|A_1\|_2 < 1,\ Z_i = \sigma(\gamma_i A_i Z_i + \Phi_i) \implies
    \|Z_1 - Z_2\|_F \le \frac{\|\gamma_1 A_1 - \gamma_2 A_2\|_2\,\|Z_2\|_F + \|\Phi_1 - \Phi_2\|_F}{1 - q_1},\ \text{also for each column};\quad
    \Phi_i = s\,\sigma(W_i X) \implies \|\Phi_1 - \Phi_2\|_F \le s\|(W_1 - W_2)X\|_F \le s\|X\|_2\|W_1 - W_2\|_F`,
  plain:
    "If the first layer's gain q1 is below 1, two equilibria differ by at most (||gamma1 A1 - gamma2 A2|| times ||Z2|| plus ||Phi1 - Phi2||)/(1 - q1), for all samples together and for each; " +
    "features of the same inputs X differ by at most s ||(W1 - W2) X||, hence by s ||X|| ||W1 - W2||.",
  paper: gao2022,
  locator: "derived here (perturbation form of Banach's theorem)",
  provenance: "derived",
  proof: "properties/gao-2022/README.md#equilibrium-lipschitz",
  instances: instances.implicitLayer({ width: [1, 16], samples: [1, 4], gain: [0, 1], pair: true }),
  given: {
    contraction: (layer) => below(layer.gain, 1),
  },
  then: {
    lipschitz: (layer) =>
      atMost(
        layer.pair.equilibriumDistance,
        over(mapDistance(layer, layer.pair.featureDistance), minus(1, layer.gain)),
      ),
    columns: (layer) =>
      layer.pair.columnEquilibriumDistances.map((distance, i) =>
        atMost(
          distance,
          over(
            plus(
              times(layer.pair.weightDistance, layer.other.columns[i].equilibriumNorm),
              layer.pair.columnFeatureDistances[i],
            ),
            minus(1, layer.gain),
          ),
          `sample ${i}`,
        ),
      ),
    /** Where both layers have the same X and s; for features given as such, the statement about Phi is all there is. */
    inputWeights: (layer) =>
      layer.pair.inputWeightBound.known
        ? [
            atMost(layer.pair.featureDistance, layer.pair.inputWeightImage, "features by (W1 - W2) X"),
            atMost(layer.pair.inputWeightImage, layer.pair.inputWeightBound, "(W1 - W2) X by W1 - W2"),
            atMost(
              layer.pair.equilibriumDistance,
              over(mapDistance(layer, layer.pair.inputWeightBound), minus(1, layer.gain)),
              "equilibria by W1 - W2",
            ),
          ]
        : atMost(
            layer.pair.equilibriumDistance,
            over(mapDistance(layer, layer.pair.featureDistance), minus(1, layer.gain)),
            "no common inputs",
          ),
  },
  mutants: {
    noAmplification: {
      statement: "without 1/(1 - q1)",
      then: {
        lipschitz: (layer) => atMost(layer.pair.equilibriumDistance, mapDistance(layer, layer.pair.featureDistance)),
      },
      // Z = 10 and 20: 10 <= 1
      witnesses: [
        { model: "implicit-relu", gamma: 1, A: [[0.9]], Phi: [[1]], other: { gamma: 1, A: [[0.9]], Phi: [[2]] } },
      ],
    },
    uncrossed: {
      statement: "with ||Z1|| beside q1",
      then: {
        lipschitz: (layer) =>
          atMost(
            layer.pair.equilibriumDistance,
            over(
              plus(times(layer.pair.weightDistance, layer.equilibriumNorm), layer.pair.featureDistance),
              minus(1, layer.gain),
            ),
          ),
      },
      // Z = 1 and 10: 9 <= 0.9 (crossed: 9 <= 0.9 * 10 / 1, with equality)
      witnesses: [
        { model: "implicit-relu", gamma: 1, A: [[0]], Phi: [[1]], other: { gamma: 1, A: [[0.9]], Phi: [[1]] } },
      ],
    },
    smallerOfBoth: {
      statement: "with min(q1, q2) and min(||Z1||, ||Z2||)",
      then: {
        lipschitz: (layer) =>
          atMost(
            layer.pair.equilibriumDistance,
            over(
              plus(
                times(layer.pair.weightDistance, smallest(layer.equilibriumNorm, layer.other.equilibriumNorm)),
                layer.pair.featureDistance,
              ),
              minus(1, smallest(layer.gain, layer.other.gain)),
            ),
          ),
      },
      witnesses: [
        { model: "implicit-relu", gamma: 1, A: [[0]], Phi: [[1]], other: { gamma: 1, A: [[0.9]], Phi: [[1]] } },
      ],
    },
    spectralNorms: {
      statement: "in spectral norms throughout, for Phi of any sign",
      then: {
        lipschitz: (layer) =>
          atMost(
            layer.pair.equilibriumSpectralDistance,
            over(
              plus(
                times(layer.pair.weightDistance, layer.other.equilibriumSpectralNorm),
                layer.pair.featureSpectralDistance,
              ),
              minus(1, layer.gain),
            ),
          ),
      },
      // the golden ratio <= sqrt(2)
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
          other: {
            gamma: 1,
            A: [
              [0, 0],
              [0, 0],
            ],
            Phi: [
              [0, 0],
              [0, 0],
            ],
          },
        },
      ],
    },
    spectralRadius: {
      statement: "rho(gamma A1) in place of q1, in the hypothesis and in the bound",
      given: { contraction: (layer) => below(layer.spectralRadiusGain, 1) },
      then: {
        lipschitz: (layer) =>
          atMost(
            layer.pair.equilibriumDistance,
            over(mapDistance(layer, layer.pair.featureDistance), minus(1, layer.spectralRadiusGain)),
          ),
      },
      witnesses: [
        // q1 = 9, Z1 = (9, 1), Z2 = 0: 9.06 <= 1
        {
          model: "implicit-relu",
          gamma: 1,
          A: [
            [0, 9],
            [0, 0],
          ],
          Phi: [[0], [1]],
          equilibrium: [[9], [1]],
          other: {
            gamma: 1,
            A: [
              [0, 9],
              [0, 0],
            ],
            Phi: [[0], [0]],
            equilibrium: [[0], [0]],
          },
        },
        // also inside the domain, q1 = 0.9: 1.35 <= 1
        {
          model: "implicit-relu",
          gamma: 1,
          A: [
            [0, 0.9],
            [0, 0],
          ],
          Phi: [[0], [1]],
          other: {
            gamma: 1,
            A: [
              [0, 0.9],
              [0, 0],
            ],
            Phi: [[0], [0]],
          },
        },
      ],
    },
  },
  necessity: {
    contraction: {
      breaks: "z = relu(2 z - 1) has the equilibria 0 and 1: equal data, distance 1",
      witnesses: [
        {
          model: "implicit-relu",
          gamma: 1,
          A: [[2]],
          Phi: [[-1]],
          equilibrium: [[0]],
          other: { gamma: 1, A: [[2]], Phi: [[-1]], equilibrium: [[1]] },
        },
      ],
    },
  },
  examples: [
    // equality in weights, in features
    { model: "implicit-relu", gamma: 1, A: [[0]], Phi: [[1]], other: { gamma: 1, A: [[0.5]], Phi: [[1]] } },
    { model: "implicit-relu", gamma: 1, A: [[0.5]], Phi: [[1]], other: { gamma: 1, A: [[0.5]], Phi: [[2]] } },
    // the second layer has two equilibria; either may be chosen
    {
      model: "implicit-relu",
      gamma: 1,
      A: [[0.5]],
      Phi: [[-1]],
      other: { gamma: 1, A: [[2]], Phi: [[-1]], equilibrium: [[1]] },
    },
    {
      model: "implicit-relu",
      gamma: 1,
      A: [[0.5]],
      Phi: [[-1]],
      other: { gamma: 1, A: [[2]], Phi: [[-1]], equilibrium: [[0]] },
    },
    // two scalings of the same A, no second layer given: compared with the layer without feedback
    {
      model: "implicit-relu",
      gamma: 0.5,
      A: [
        [1, 0],
        [0, -1],
      ],
      Phi: [[1], [1]],
    },
  ],
});
