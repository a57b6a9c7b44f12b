import { atMost, below, claim, equals, type ImplicitLayer, instances, power, times } from "lemmacheck";
import { gao2022 } from "./paper.js";

/** ||Z_K - Z'_K||_F <= q^K ||Z_0 - Z'_0||_F for two Picard runs and the instance's K. */
const startsForgotten = (layer: ImplicitLayer) =>
  atMost(layer.picardGap(layer.steps), times(power(layer.gain, layer.steps), layer.picardGap(0)), "two starts");

/**
 * Problem: does Z = relu(gamma A Z + Phi) have a solution, and only one?
 * Status: the lemma of arXiv 2110.05645, as recalled, has ||A|| <= c sqrt(m) and gamma < 1/c; the form with q is Banach's.
 * Uniqueness is tested, where m <= 8, on the instance's Phi by enumerating all 2^m active sets of every sample, and for
 * every Phi at once by the principal minors of I - gamma A (extended/p-matrix: all positive if and only if every Phi has
 * exactly one equilibrium); for wider layers, where that is out of reach, by the agreement of two Picard runs.
 */
export default claim({
  id: "gao-2022/equilibrium-exists-unique",
  title: "the equilibrium exists and is unique when gamma ||A|| < 1",
  statement: String.raw`q = \gamma\|A\|_2 < 1 \implies \forall\Phi\ \exists!\,Z:\ Z = \sigma(\gamma A Z + \Phi); \quad
    \|Z_K - Z\|_F \le q^K \|Z_0 - Z\|_F,\quad \|Z_K - Z'_K\|_F \le q^K \|Z_0 - Z'_0\|_F
    \text{ for Picard runs } Z_{k+1} = \sigma(\gamma A Z_k + \Phi) \text{ from any } Z_0, Z'_0`,
  plain:
    "If q = gamma ||A|| < 1, then for every Phi exactly one Z solves Z = relu(gamma A Z + Phi), and Picard iteration reaches it from every start: " +
    "after K steps its distance has shrunk by q^K, and so has the distance between two runs.",
  paper: gao2022,
  locator:
    "explicit form: Banach's fixed-point theorem; recalled of the well-posedness lemma of arXiv 2110.05645: ||A|| <= c sqrt(m), gamma < 1/c",
  provenance: "standard",
  proof: "properties/gao-2022/README.md#equilibrium-exists-unique",
  instances: instances.implicitLayer({ width: [1, 16], samples: [1, 4], gain: [0, 1], starts: true, steps: [1, 6] }),
  given: {
    contraction: (layer) => below(layer.gain, 1),
  },
  then: {
    exactlyOne: (layer) =>
      layer.width <= 8
        ? [
            ...layer.equilibriumCounts.map((count, i) => equals(count, 1, `sample ${i}`)),
            below(0, layer.leastPrincipalMinor, "every Phi"),
          ]
        : startsForgotten(layer),
    picardConverges: (layer) =>
      [layer.picard, layer.otherPicard].map((run, i) =>
        atMost(run.error(layer.steps), times(power(layer.gain, layer.steps), run.error(0)), `start ${i}`),
      ),
    startsForgotten,
  },
  mutants: {
    spectralRadius: {
      statement: "rho(gamma A) < 1 suffices",
      given: { contraction: (layer) => below(layer.spectralRadiusGain, 1) },
      witnesses: [
        // M^3 = 0; the three equilibria (0,0,1), (2/3,0,1), (2,1,1)
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
        // M^2 = 0; no equilibrium: z2 > 0 would give z2 = -4 z1 <= 0, and z2 = 0 gives z1 = 0, not relu(2)
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
    largestEntry: {
      statement: "max |gamma a_ij| < 1 suffices",
      given: { contraction: (layer) => below(layer.largestEntryGain, 1) },
      // both coordinates would equal t = 1.8 t + 1 > 0: no equilibrium
      witnesses: [
        {
          model: "implicit-relu",
          gamma: 0.9,
          A: [
            [1, 1],
            [1, 1],
          ],
          Phi: [[1], [1]],
        },
      ],
    },
    squaredRate: {
      statement: "two Picard runs approach each other at rate q^2",
      then: {
        startsForgotten: (layer) =>
          atMost(layer.picardGap(layer.steps), times(power(layer.gain, 2 * layer.steps), layer.picardGap(0))),
      },
      witnesses: [
        { model: "implicit-relu", gamma: 1, A: [[0.5]], Phi: [[1]], start: [[0]], otherStart: [[8]], steps: 1 },
      ],
    },
  },
  necessity: {
    contraction: {
      breaks:
        "no equilibrium (z = z + 1), a continuum of them, two, or three; z = relu(-5 z + phi) shows that q >= 1 need not break it",
      witnesses: [
        { model: "implicit-relu", gamma: 1, A: [[1]], Phi: [[1]] },
        { model: "implicit-relu", gamma: 1, A: [[1]], Phi: [[0]] },
        { model: "implicit-relu", gamma: 1, A: [[2]], Phi: [[-1]] },
        {
          model: "implicit-relu",
          gamma: 1,
          A: [
            [0, -2],
            [-2, 0],
          ],
          Phi: [[1], [1]],
        },
      ],
    },
  },
  examples: [
    { model: "implicit-relu", gamma: 1, A: [[0]], Phi: [[-1]] },
    { model: "implicit-relu", gamma: 0.5, A: [[1]], Phi: [[1]], start: [[0]], otherStart: [[5]], steps: 4 },
    {
      model: "implicit-relu",
      gamma: 1,
      A: [
        [0, -0.5],
        [-0.5, 0],
      ],
      Phi: [
        [1, -1],
        [1, 2],
      ],
    },
    // q > 1, yet one equilibrium for every Phi: out of this claim's domain, so vacuous
    { model: "implicit-relu", gamma: 1, A: [[-5]], Phi: [[1]] },
    {
      model: "implicit-relu",
      gamma: 1,
      A: [
        [0, 10],
        [0, 0],
      ],
      Phi: [[1], [1]],
    },
  ],
});
