import { absolute, atMost, below, claim, equals, type ImplicitLayer, instances, minus } from "lemmacheck";
import { samelson } from "./paper.js";

/** Exactly one equilibrium for each of the instance's samples. */
const exactlyOne = (layer: ImplicitLayer) => layer.equilibriumCounts.map((count, i) => equals(count, 1, `sample ${i}`));

/**
 * Problem: for which A does every Phi (of any sign) have exactly one equilibrium?
 * Computed: all 2^m - 1 principal minors of I - gamma A, and all 2^m active sets of each sample (m <= 8).
 * Status: the theorem is an equivalence. A trial tests the direction "P-matrix, hence one equilibrium" on its own Phi;
 * for the other direction README.md constructs, from any principal minor <= 0, a Phi with two equilibria, and
 * p-matrix.test.ts carries the construction out.
 */
export default claim({
  id: "extended/p-matrix",
  title: "every Phi has exactly one equilibrium if I - gamma A is a P-matrix (and only then)",
  statement: String.raw`\det\big((I - \gamma A)_{SS}\big) > 0 \text{ for all } \emptyset \ne S \subseteq \{1,\dots,m\}
    \iff \forall\varphi\in\mathbb R^m\ \exists!\,z:\ z = \sigma(\gamma A z + \varphi)`,
  plain:
    "If all principal minors of I - gamma A are positive, exactly one z solves z = relu(gamma A z + phi) for every phi, of any sign; if one minor is not positive, some phi has no or several solutions " +
    "(some phi, perhaps with negative entries: not this one).",
  paper: samelson,
  locator:
    "theorem on complementary cones (P-matrices); z = relu(M z + phi) is the linear complementarity problem of I - M",
  provenance: "standard",
  proof: "properties/extended/README.md#p-matrix",
  instances: instances.implicitLayer({ width: [1, 8], samples: [1, 4], pMatrix: true }),
  given: {
    pMatrix: (layer) => below(0, layer.leastPrincipalMinor),
  },
  then: { exactlyOne },
  mutants: {
    determinant: {
      statement: "det(I - gamma A) > 0 suffices",
      given: { pMatrix: (layer) => below(0, layer.determinant) },
      // det = 1, but the minor of {1} is -3: three equilibria
      witnesses: [
        {
          model: "implicit-relu",
          gamma: 1,
          A: [
            [4, -4],
            [4, -4],
          ],
          Phi: [[-2], [-3]],
        },
      ],
    },
    thisOneFails: {
      statement: "if I - gamma A is not a P-matrix, this very phi has no or several equilibria",
      given: { pMatrix: (layer) => atMost(layer.leastPrincipalMinor, 0) },
      then: {
        exactlyOne: (layer) => layer.equilibriumCounts.map((count) => atMost(1, absolute(minus(count, 1)))),
      },
      // exactly one, (0, 1/3); with phi = (-1, -1) there are two, (0, 0) and (1, 0)
      witnesses: [
        {
          model: "implicit-relu",
          gamma: 1,
          A: [
            [2, -4],
            [1, -2],
          ],
          Phi: [[1], [1]],
        },
      ],
    },
    picardApproaches: {
      statement: "Picard iteration, too, gets nearer to the only equilibrium: ||Z_K - Z|| <= ||Z_0 - Z||",
      then: { exactlyOne: (layer) => atMost(layer.unrolled.error(layer.steps), layer.unrolled.error(0)) },
      // cycles 0, 1, 0, 1 around 1/3 and 1/4
      witnesses: [
        { model: "implicit-relu", gamma: 1, A: [[-2]], Phi: [[1]], steps: 1 },
        { model: "implicit-relu", gamma: 1, A: [[-3]], Phi: [[1]], steps: 1, equilibrium: [[0.25]] },
      ],
    },
  },
  necessity: {
    pMatrix: {
      breaks:
        "two equilibria, (0, 0) and (1, 0), for phi = (-1, -1): I - A = [[-1, 4], [-1, 3]] has the minor -1; three for det(I - A) = 1 with minor -3",
      witnesses: [
        {
          model: "implicit-relu",
          gamma: 1,
          A: [
            [2, -4],
            [1, -2],
          ],
          Phi: [[-1], [-1]],
        },
        {
          model: "implicit-relu",
          gamma: 1,
          A: [
            [4, -4],
            [4, -4],
          ],
          Phi: [[-2], [-3]],
        },
      ],
    },
  },
  examples: [
    { model: "implicit-relu", gamma: 1, A: [[-5]], Phi: [[1, -1, 0]] },
    { model: "implicit-relu", gamma: 1, A: [[-2]], Phi: [[1]], steps: 1 },
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
    },
    {
      model: "implicit-relu",
      gamma: 1,
      A: [
        [0, -3],
        [3, 0],
      ],
      Phi: [
        [1, 1],
        [1, -1],
      ],
    },
    { model: "implicit-relu", gamma: 1, A: [[1]], Phi: [[1]] },
  ],
});
