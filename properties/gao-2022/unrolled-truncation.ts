import {
  atMost,
  below,
  claim,
  type ImplicitLayer,
  instances,
  minus,
  over,
  power,
  product,
  type Real,
  times,
} from "lemmacheck";
import { gao2022 } from "./paper.js";

/** q^k ||relu(Phi)||_F / (1 - q) */
const featureBound = (layer: ImplicitLayer, k: number): Real =>
  over(times(power(layer.gain, k), layer.featureNorm), minus(1, layer.gain));

/** The bound on Z_K from 0: it is what the output and the adjoint bound amount to where the instance has no u. */
const withoutOutputs = (layer: ImplicitLayer) =>
  atMost(layer.unrolled.error(layer.steps), featureBound(layer, layer.steps), "no output weights");

/**
 * Problem: how good is the network of K unrolled layers, forward and backward?
 * Computed: Z_K from Z_0 = 0 and from Z_0 = relu(Phi); the output y = Z^T u + Phi^T v of the unrolled network; the adjoint
 * p = D (u + gamma A^T p), D the activation pattern of the equilibrium, iterated from 0.
 * Status: derived here (Banach's theorem and the norm bounds); attained for one unit with gamma A = +q.
 */
export default claim({
  id: "gao-2022/unrolled-truncation",
  title: "K unrolled layers approximate the equilibrium, its output and its adjoint up to q^K",
  statement: String.raw`q = \gamma\|A\|_2 < 1 \implies \text{from } Z_0 = 0:\ \|Z_K - Z\|_F \le q^K\|Z\|_F \le \tfrac{q^K\|\sigma(\Phi)\|_F}{1-q};\
    \text{from } Z_0 = \sigma(\Phi):\ \|Z_K - Z\|_F \le q^K\|\sigma(\Phi) - Z\|_F \le \tfrac{q^{K+1}\|\sigma(\Phi)\|_F}{1-q};\
    |\hat y_{K,i} - \hat y_i| \le \tfrac{q^K\|u\|\|\sigma(\varphi_i)\|}{1-q};\ \|p^K_i - p_i\| \le \tfrac{q^K\|u\|}{1-q}`,
  plain:
    "If q = gamma ||A|| < 1, K layers from zero reach the equilibrium up to q^K ||Z||, hence up to q^K ||relu(Phi)||/(1 - q); started at relu(Phi), up to q^(K+1) ||relu(Phi)||/(1 - q). " +
    "Each output is off by at most q^K ||u|| ||relu(phi)||/(1 - q), and K steps of the adjoint iteration by at most q^K ||u||/(1 - q).",
  paper: gao2022,
  locator: "derived here",
  provenance: "derived",
  proof: "properties/gao-2022/README.md#unrolled-truncation",
  instances: instances.implicitLayer({
    width: [1, 12],
    samples: [1, 4],
    gain: [0, 1],
    steps: [1, 8],
    outputs: true,
  }),
  given: {
    contraction: (layer) => below(layer.gain, 1),
  },
  then: {
    fromZero: (layer) => [
      atMost(
        layer.unrolled.error(layer.steps),
        times(power(layer.gain, layer.steps), layer.equilibriumNorm),
        "by ||Z||",
      ),
      atMost(layer.unrolled.error(layer.steps), featureBound(layer, layer.steps), "by ||relu(Phi)||"),
    ],
    fromFeatures: (layer) => [
      atMost(
        layer.unrolledFromFeatures.error(layer.steps),
        times(power(layer.gain, layer.steps), layer.featureDistance),
        "by ||relu(Phi) - Z||",
      ),
      atMost(layer.unrolledFromFeatures.error(layer.steps), featureBound(layer, layer.steps + 1), "by ||relu(Phi)||"),
    ],
    output: (layer) =>
      layer.outputWeightNorm.known
        ? layer
            .outputTruncationErrors(layer.steps)
            .map((error, i) =>
              atMost(
                error,
                over(
                  product(power(layer.gain, layer.steps), layer.outputWeightNorm, layer.columns[i].featureNorm),
                  minus(1, layer.gain),
                ),
                `sample ${i}`,
              ),
            )
        : withoutOutputs(layer),
    adjoint: (layer) =>
      layer.outputWeightNorm.known
        ? layer
            .adjointTruncationErrors(layer.steps)
            .map((error, i) =>
              atMost(
                error,
                over(times(power(layer.gain, layer.steps), layer.outputWeightNorm), minus(1, layer.gain)),
                `sample ${i}`,
              ),
            )
        : withoutOutputs(layer),
  },
  mutants: {
    noAmplification: {
      statement: "from zero without 1/(1 - q): ||Z_K - Z|| <= q^K ||relu(Phi)||",
      then: {
        fromZero: (layer) =>
          atMost(layer.unrolled.error(layer.steps), times(power(layer.gain, layer.steps), layer.featureNorm)),
      },
      witnesses: [{ model: "implicit-relu", gamma: 1, A: [[0.9]], Phi: [[1]], steps: 1 }], // 9 <= 0.9
    },
    oneLayerLess: {
      statement: "from zero with q^(K+1)",
      then: { fromZero: (layer) => atMost(layer.unrolled.error(layer.steps), featureBound(layer, layer.steps + 1)) },
      witnesses: [{ model: "implicit-relu", gamma: 1, A: [[0.9]], Phi: [[1]], steps: 1 }], // 9 <= 8.1
    },
    spectralRadius: {
      statement: "from zero with rho(gamma A)^K",
      then: {
        fromZero: (layer) =>
          atMost(
            layer.unrolled.error(layer.steps),
            times(power(layer.spectralRadiusGain, layer.steps), layer.equilibriumNorm),
          ),
      },
      witnesses: [
        {
          model: "implicit-relu",
          gamma: 1,
          A: [
            [0, 0.9],
            [0, 0],
          ],
          Phi: [[0], [1]],
          steps: 1,
        },
      ], // 0.9 <= 0
    },
    monotone: {
      statement: "each coordinate approaches its limit without overshooting it: |Z_{k+1} - Z_k| <= |Z_k - Z|",
      then: {
        fromZero: (layer) =>
          Array.from({ length: layer.steps }, (_, k) =>
            layer.unrolled.entrySteps(k).map((step, j) => atMost(step, layer.unrolled.entryErrors(k)[j])),
          ).flat(),
      },
      witnesses: [{ model: "implicit-relu", gamma: 1, A: [[-0.5]], Phi: [[1]], steps: 1 }], // 0, 1, 0.5, 0.75, …
    },
    adjointNotAmplified: {
      statement: "the adjoint without 1/(1 - q): ||p^K - p|| <= q^K ||u||",
      then: {
        adjoint: (layer) =>
          layer
            .adjointTruncationErrors(layer.steps)
            .map((error) => atMost(error, times(power(layer.gain, layer.steps), layer.outputWeightNorm))),
      },
      witnesses: [{ model: "implicit-relu", gamma: 1, A: [[0.9]], Phi: [[1]], u: [1], steps: 1 }], // 9 <= 0.9
    },
  },
  necessity: {
    contraction: {
      breaks:
        "z -> relu(1 - 3 z) cycles 0, 1, 0, 1 around its only equilibrium 1/4: depth does not help, and the bounds with 1/(1 - q) are negative; " +
        "at q = 1 (z -> relu(1 - z)) the error stays 1/2 for every K",
      witnesses: [
        { model: "implicit-relu", gamma: 1, A: [[-3]], Phi: [[1]], steps: 3, equilibrium: [[0.25]] },
        { model: "implicit-relu", gamma: 1, A: [[-1]], Phi: [[1]], steps: 3, equilibrium: [[0.5]] },
      ],
      meaningless: true, // on the second, where 1/(1 - q) is
    },
  },
  examples: [
    // attained from zero, from the features, by the output and by the adjoint
    { model: "implicit-relu", gamma: 1, A: [[0.5]], Phi: [[1]], u: [2], steps: 3 },
    { model: "implicit-relu", gamma: 1, A: [[-0.5]], Phi: [[1]], u: [1], v: [1], steps: 4 },
    {
      model: "implicit-relu",
      gamma: 1,
      A: [
        [0, 0.5],
        [0, 0],
      ],
      Phi: [
        [0, 1],
        [1, -1],
      ],
      u: [1, -1],
      steps: 2,
    },
    { model: "implicit-relu", gamma: 1, A: [[0]], Phi: [[1]], u: [1], steps: 1 },
    { model: "implicit-relu", gamma: 1, A: [[-1]], Phi: [[1]], u: [1], steps: 3, equilibrium: [[0.5]] },
  ],
});
