import { claim, equals, instances } from "lemmacheck";
import { examplesWith, scalarNetwork } from "./levels.js";
import { min2021 } from "./paper.js";

const DESCENT = { descent: { stepSize: 0.125, steps: [1] } };

/**
 * Problem: what gradient flow on a two-layer linear network leaves as it is.
 * Computed: the derivatives of Lambda = U1'U1 - V'V and of U2 at the instance's weights, and one step of gradient descent,
 * after which Lambda has moved by eta^2 (G1'G1 - G2'G2), G1 = X'R V, G2 = R'X U. All of them exactly.
 * Status: the flow's conservation is recalled of the paper (and older); the discrete identity is derived.
 */
export default claim({
  id: "min-2021/imbalance-conserved",
  title: "gradient flow conserves the imbalance of the factors; one descent step changes it at second order",
  statement: String.raw`\dot U = X^\top R V,\ \dot V = R^\top X U \implies
    \tfrac{d}{dt}(U_1^\top U_1 - V^\top V) = 0,\ \dot U_2 = 0;\quad
    \Lambda^+ - \Lambda = \eta^2(G_1^\top G_1 - G_2^\top G_2) \text{ after one step of gradient descent}`,
  plain:
    "Along gradient flow the imbalance U1'U1 - V'V and the part U2 of U that the data do not see stay as they are; a step of gradient descent of size eta changes the imbalance by exactly eta^2 (G1'G1 - G2'G2), where G1 and G2 are the gradients.",
  paper: min2021,
  locator: "conservation along the flow: recalled; exact identity for descent: derived here",
  provenance: "recalled",
  proof: "properties/min-2021/README.md#imbalance-conserved",
  instances: instances.linearNetwork({ descentSteps: 1 }),
  then: {
    flow: (network) => equals(network.imbalanceDerivative, 0),
    hiddenPart: (network) => equals(network.hiddenFactorDerivative, 0),
    step: (network) => equals(network.descent.stepIdentityDefect, 0),
  },
  mutants: {
    sumOfGrams: {
      statement: "U1'U1 + V'V is conserved along gradient flow",
      then: { flow: (network) => equals(network.gramSumDerivative, 0) },
      witnesses: [scalarNetwork(1, 0.5, 1, DESCENT)], // derivative 4 e u v = 1
    },
    descentConserves: {
      statement: "gradient descent conserves the imbalance exactly, too",
      then: { step: (network) => equals(network.descent.stepChange, 0) },
      witnesses: [scalarNetwork(1, 0.5, 1, { descent: { stepSize: 0.125, steps: [1] } })],
    },
    equilibrium: {
      statement: "the overlap V U2' is conserved as well",
      then: { hiddenPart: (network) => equals(network.outputOverlapDerivative, 0) },
      witnesses: [{ model: "linear-network", X: [[1, 0]], Y: [[2]], U: [[1], [1]], V: [[0]], ...DESCENT }],
    },
  },
  examples: examplesWith(DESCENT),
});
