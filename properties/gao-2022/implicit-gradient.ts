import {
  atMost,
  below,
  claim,
  type DerivativeForm,
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

/** 1/(1 - q) */
const amplification = (layer: ImplicitLayer): Real => over(1, minus(1, layer.gain));

/** kappa = gamma ||D||/(1 - q), D = A' - A */
const relativeStep = (layer: ImplicitLayer): Real => over(layer.pair.weightDistance, minus(1, layer.gain));

/** ||u|| ||z_i|| kappa^3/(1 - kappa^2) */
const differenceBound = (layer: ImplicitLayer, sample: number): Real => {
  const kappa = relativeStep(layer);
  return over(
    product(layer.outputWeightNorm, layer.columns[sample].equilibriumNorm, power(kappa, 3)),
    minus(1, power(kappa, 2)),
  );
};

const differences = (layer: ImplicitLayer, form: DerivativeForm = "implicit") =>
  layer.centralDifferenceErrors(form).map((error, i) => atMost(error, differenceBound(layer, i), `sample ${i}`));

/** gamma ||D|| ||z_i||/(1 - q - gamma ||D||) < min_j |N_ji|: no activation changes between A - D and A + D */
const withinPattern = (layer: ImplicitLayer) => {
  const step = layer.pair.weightDistance;
  const room = minus(minus(1, layer.gain), step);
  return [
    below(0, room, "room"),
    ...layer.patternMargins.map((margin, i) =>
      below(over(times(step, layer.columns[i].equilibriumNorm), room), margin, `sample ${i}`),
    ),
  ];
};

/**
 * Problem: the derivative of the output yhat_i = u^T z_i + v^T phi_i through the fixed point.
 * Computed: p_i = D_i (I - gamma A^T D_i)^{-1} u, D_i the pattern of active units; the derivative gamma p_i^T D z_i of yhat_i along
 * D = A' - A (A' the instance's other layer), against the central difference [yhat_i(A + D) - yhat_i(A - D)]/2.
 * Status: implicit differentiation as recalled; the bounds derived here. The difference's bound is attained for one unit.
 */
export default claim({
  id: "gao-2022/implicit-gradient",
  title: "the output's derivative by implicit differentiation, with an explicit finite-difference bound",
  statement: String.raw`q < 1,\ N_{ji} \ne 0 \implies J_i = I - \gamma D_iA \text{ is invertible},\ \|J_i^{-1}\|_2 \le \tfrac1{1-q},\
    p_i = D_iJ_i^{-\top}u,\ \|p_i\| \le \tfrac{\|u\|}{1-q},\
    \Big|\tfrac{\hat y_i(A+D) - \hat y_i(A-D)}2 - \gamma p_i^\top D z_i\Big| \le \|u\|\|z_i\|\tfrac{\kappa^3}{1-\kappa^2},\ \kappa = \tfrac{\gamma\|D\|_2}{1-q}`,
  plain:
    "If q = gamma ||A|| < 1 and no preactivation is 0, I - gamma D_i A is invertible with an inverse of norm at most 1/(1 - q), the adjoint p_i has norm at most ||u||/(1 - q), " +
    "and gamma p_i^T D z_i is the derivative of the output: within the activation pattern, central differences along D differ from it by at most ||u|| ||z_i|| kappa^3/(1 - kappa^2).",
  paper: gao2022,
  locator: "implicit differentiation, as recalled; constants derived here",
  provenance: "recalled",
  proof: "properties/gao-2022/README.md#implicit-gradient",
  cost: "heavy",
  instances: instances.trainedLayer({
    width: [1, 8],
    samples: [1, 3],
    inputs: [1, 4],
    gain: [0.05, 0.9],
    moved: "direction",
  }),
  given: {
    contraction: (layer) => below(layer.gain, 1),
    noKink: (layer) => layer.patternMargins.map((margin, i) => below(0, margin, `sample ${i}`)),
    withinPattern,
  },
  then: {
    resolvent: (layer) => layer.resolventNorms.map((norm, i) => atMost(norm, amplification(layer), `sample ${i}`)),
    adjoint: (layer) =>
      layer.adjointNorms.map((norm, i) =>
        atMost(norm, times(layer.outputWeightNorm, amplification(layer)), `sample ${i}`),
      ),
    centralDifference: (layer) => differences(layer),
  },
  mutants: {
    forgottenPattern: {
      statement: "p = (I - gamma A^T)^{-1} u: inactive units take part",
      then: { centralDifference: (layer) => differences(layer, "no pattern") },
      // the second unit is inactive
      witnesses: [direction([[1], [-2]], 0, 0)],
    },
    forgottenTranspose: {
      statement: "p = (I - gamma D A)^{-1} D u",
      then: { centralDifference: (layer) => differences(layer, "no transpose") },
      witnesses: [direction([[2], [1]], 0, 1)],
    },
    forgottenInverse: {
      statement: "p = D u: the feedback is not differentiated",
      then: { centralDifference: (layer) => differences(layer, "no inverse") },
      witnesses: [direction([[2], [1]], 0, 1)],
    },
    swappedFactors: {
      statement: "gamma z_i p_i^T in place of gamma p_i z_i^T",
      then: { centralDifference: (layer) => differences(layer, "swapped factors") },
      witnesses: [direction([[2], [1]], 0, 1)],
    },
    spectralRadius: {
      statement: "||J_i^{-1}|| <= 1/(1 - rho(gamma D_i A))",
      then: {
        resolvent: (layer) =>
          layer.resolventNorms.map((norm, i) => atMost(norm, over(1, minus(1, layer.patternSpectralRadii[i])))),
      },
      witnesses: [nilpotent()],
    },
    adjointNotAmplified: {
      statement: "||p_i|| <= ||u||",
      then: { adjoint: (layer) => layer.adjointNorms.map((norm) => atMost(norm, layer.outputWeightNorm)) },
      witnesses: [nilpotent()],
    },
  },
  necessity: {
    contraction: {
      breaks:
        "z = relu(phi - 3 z): J = 4, and the bound 1/(1 - 3) is negative; for gamma A = 1 the active unit has J = 0",
      alsoDrop: ["withinPattern"],
      witnesses: [{ model: "implicit-relu", gamma: 1, A: [[-3]], Phi: [[1]], equilibrium: [[0.25]], u: [1] }],
    },
    noKink: {
      breaks: "A = 0, phi = (1, 0): the second output has one-sided slopes 1 and 0 along a_21, and no derivative",
      alsoDrop: ["withinPattern"],
      witnesses: [kink(0, 0.0625)],
    },
    withinPattern: {
      breaks: "a step that switches the second unit on: the slope on one side says nothing of the other",
      witnesses: [kink(-0.1, 0.5)],
    },
  },
  examples: [
    direction([[2], [1]], 1, 0),
    direction([[1], [-2]], 1, 0),
    // attained: one unit
    {
      model: "implicit-relu",
      gamma: 1,
      A: [[0.5]],
      Phi: [[1]],
      u: [1],
      other: { A: [[0.625]] },
    },
    nilpotent(),
  ],
});

/** gamma A = [[1/4, -1/2], [1/2, 1/4]], u = (1, 1), D = 2^-10 in one entry. */
function direction(Phi: number[][], row: number, column: number): object {
  const A = [
    [0.25, -0.5],
    [0.5, 0.25],
  ];
  const moved = A.map((line) => [...line]);
  moved[row][column] += 2 ** -10;
  return { model: "implicit-relu", gamma: 1, A, Phi, u: [1, 1], other: { A: moved } };
}

function nilpotent(): object {
  const A = [
    [0, 0.75],
    [0, 0],
  ];
  return { model: "implicit-relu", gamma: 1, A, Phi: [[1], [1]], u: [1, 1], other: { A } };
}

/** A = 0, u = (0, 1), phi = (1, height): D moves a_21. */
function kink(height: number, step: number): object {
  return {
    model: "implicit-relu",
    gamma: 1,
    A: [
      [0, 0],
      [0, 0],
    ],
    Phi: [[1], [height]],
    u: [0, 1],
    other: {
      A: [
        [0, 0],
        [step, 0],
      ],
    },
  };
}
