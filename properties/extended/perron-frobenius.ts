import { atMost, below, claim, equals, type ImplicitLayer, instances, type PicardRun } from "lemmacheck";
import { elGhaoui } from "./paper.js";

/** The steps k = 0 … K - 1 of the instance. */
const steps = (layer: ImplicitLayer): number[] => Array.from({ length: layer.steps }, (_, k) => k);

/** |Z_{k+1} - Z| <= gamma |A| |Z_k - Z|, entry by entry, for k = 0 … K - 1 */
const contractsEntrywise = (layer: ImplicitLayer, run: PicardRun) =>
  steps(layer).flatMap((k) =>
    run.entryErrors(k + 1).map((error, j) => atMost(error, run.comparedErrors(k)[j], `step ${k}, entry ${j}`)),
  );

/**
 * Problem: well-posedness by the comparison matrix gamma |A| (entrywise absolute values) in place of the norm.
 * Computed: every inequality entry by entry (entries of width x samples matrices, row by row). Neither this condition nor
 * gamma ||A|| < 1 implies the other: [[0, 10], [0, 0]] meets only this one, 0.8 [[1, 1], [1, -1]]/sqrt(2) only the other.
 * Status: standard. Where m <= 8, uniqueness is tested on the instance's Phi by enumerating all active sets, and for every
 * Phi at once by the principal minors of I - gamma A (extended/p-matrix).
 */
export default claim({
  id: "extended/perron-frobenius",
  title: "the equilibrium exists and is unique when rho(gamma |A|) < 1, with entrywise bounds",
  statement: String.raw`\rho(\gamma|A|) < 1 \implies \forall\Phi\ \exists!\,Z = \sigma(\gamma A Z + \Phi);\
    \text{(i) } |Z_{k+1} - Z| \le \gamma|A|\,|Z_k - Z|;\ \text{(ii) } |Z_k - Z| \le (I - \gamma|A|)^{-1}|Z_{k+1} - Z_k|;\
    \text{(iii) } 0 \le Z \le (I - \gamma|A|)^{-1}\sigma(\Phi) \quad\text{(entrywise)}`,
  plain:
    "If the spectral radius of gamma |A| (absolute values entry by entry) is below 1, exactly one equilibrium exists for every Phi; entry by entry (i) a Picard step shrinks the error as gamma |A| does, " +
    "(ii) the length of a step bounds the error through (I - gamma |A|)^-1, (iii) the equilibrium lies between 0 and (I - gamma |A|)^-1 relu(Phi).",
  paper: elGhaoui,
  locator: "Perron-Frobenius sufficient condition for well-posedness; (i) to (iii): proof in this repository",
  provenance: "standard",
  proof: "properties/extended/README.md#perron-frobenius",
  instances: instances.implicitLayer({
    width: [1, 8],
    samples: [1, 2],
    absoluteGain: [0, 1],
    starts: true,
    steps: [1, 2],
  }),
  given: {
    comparison: (layer) => below(layer.absoluteGain, 1),
  },
  then: {
    exactlyOne: (layer) =>
      layer.width <= 8
        ? [
            ...layer.equilibriumCounts.map((count, i) => equals(count, 1, `sample ${i}`)),
            below(0, layer.leastPrincipalMinor, "every Phi"),
          ]
        : contractsEntrywise(layer, layer.otherPicard),
    contractsEntrywise: (layer) => contractsEntrywise(layer, layer.picard),
    aPosteriori: (layer) =>
      steps(layer).flatMap((k) =>
        layer.picard
          .entryErrors(k)
          .map((error, j) => atMost(error, layer.picard.comparedSteps(k)[j], `step ${k}, entry ${j}`)),
      ),
    range: (layer) =>
      layer.comparisonBound.flatMap((bound, j) => {
        const entry = layer.equilibriumEntry(Math.floor(j / layer.samples), j % layer.samples);
        return [atMost(0, entry, `entry ${j}, below`), atMost(entry, bound, `entry ${j}, above`)];
      }),
  },
  mutants: {
    spectralRadius: {
      statement: "rho(gamma A) < 1 suffices, without absolute values",
      given: { comparison: (layer) => below(layer.spectralRadiusGain, 1) },
      witnesses: [
        {
          model: "implicit-relu",
          gamma: 1,
          A: [
            [4, -4, -2],
            [4, -4, -3],
            [0, 0, 0],
          ],
          Phi: [[0], [0], [1]],
        },
        {
          model: "implicit-relu",
          gamma: 1,
          A: [
            [-2, -1],
            [4, 2],
          ],
          Phi: [[2], [0]],
        },
      ],
    },
    signedInverse: {
      statement: "(iii) without absolute values: Z <= (I - gamma A)^-1 relu(Phi)",
      then: {
        range: (layer) =>
          layer.linearSolution.map((bound, j) =>
            atMost(layer.equilibriumEntry(Math.floor(j / layer.samples), j % layer.samples), bound),
          ),
      },
      // Z = (0, 4), but (I - A)^-1 phi = (-1, 4)
      witnesses: [
        {
          model: "implicit-relu",
          gamma: 1,
          A: [
            [0, -0.5],
            [0, 0],
          ],
          Phi: [[1], [4]],
        },
      ],
    },
    errorAtMostStep: {
      statement: "(ii) with I in place of the inverse: |Z_k - Z| <= |Z_{k+1} - Z_k|",
      then: {
        aPosteriori: (layer) =>
          steps(layer).flatMap((k) =>
            layer.picard.entryErrors(k).map((error, j) => atMost(error, layer.picard.entrySteps(k)[j])),
          ),
      },
      witnesses: [{ model: "implicit-relu", gamma: 1, A: [[0.9]], Phi: [[1]], start: [[0]], steps: 1 }], // 10 <= 1
    },
  },
  necessity: {
    comparison: {
      breaks: "z = relu(z + 1) has no equilibrium",
      witnesses: [{ model: "implicit-relu", gamma: 1, A: [[1]], Phi: [[1]] }],
    },
  },
  examples: [
    {
      model: "implicit-relu",
      gamma: 1,
      A: [
        [0, 10],
        [0, 0],
      ],
      Phi: [
        [1, -1],
        [1, 1],
      ],
      start: [
        [2, 0],
        [3, 0],
      ],
      steps: 3,
    },
    {
      model: "implicit-relu",
      gamma: 1,
      A: [
        [0.5, 0.25],
        [0.25, 0.5],
      ],
      Phi: [[1], [2]],
      steps: 2,
    },
    { model: "implicit-relu", gamma: 1, A: [[0]], Phi: [[-1]], steps: 1 },
    // q = 0.8 < 1 but rho(|A|) = 1.13: out of this claim's domain, so vacuous
    {
      model: "implicit-relu",
      gamma: 0.5625,
      A: [
        [1, 1],
        [1, -1],
      ],
      Phi: [[1], [1]],
    },
  ],
});
