import {
  atMost,
  below,
  claim,
  equals,
  type ImplicitLayer,
  type InputDerivativeForm,
  instances,
  minus,
  type Operand,
  over,
  plus,
  times,
} from "lemmacheck";
import { gao2022 } from "./paper.js";

/** yhat_i(W') - yhat_i(W) = s Q_i^T (W' - W) x_i, Q_i as the form has it */
const differences = (layer: ImplicitLayer, form: InputDerivativeForm = "implicit") =>
  layer
    .inputDerivatives(form)
    .map((slope, i) => equals(minus(layer.other.outputs[i], layer.outputs[i]), slope, `sample ${i}`));

const adjointsAtMost = (layer: ImplicitLayer, bound: Operand) =>
  layer.inputAdjointNorms.map((norm, i) => atMost(norm, bound, `sample ${i}`));

/** ||u||/(1 - q) */
const amplified = (layer: ImplicitLayer) => over(layer.outputWeightNorm, minus(1, layer.gain));

/** No input W x_i and no preactivation changes its sign between W and W' */
const inputsKeep = (layer: ImplicitLayer) =>
  layer.inputPatternMargins.map((margin, i) =>
    below(layer.pair.inputWeightImage, times(layer.featureScale, margin), `sample ${i}`),
  );
const statesKeep = (layer: ImplicitLayer) =>
  layer.patternMargins.map((margin, i) =>
    below(over(layer.pair.columnFeatureDistances[i], minus(1, layer.gain)), margin, `sample ${i}`),
  );

/**
 * Problem: the derivative of the output yhat_i = u^T z_i + v^T phi_i with respect to W, through phi_i = s relu(W x_i) and the
 * fixed point.
 * Computed: Q_i = (p_i + v) o 1[W x_i > 0], p_i the adjoint of the fixed point; s Q_i^T (W' - W) x_i against the difference of
 * the outputs of two layers that differ in W alone. Within the patterns yhat_i is linear in W, so both are the same number: the
 * equation is decided exactly, by the second arithmetic.
 * Status: implicit differentiation as recalled; exactness and the conditions derived here.
 */
export default claim({
  id: "gao-2022/input-gradient",
  title: "the output's derivative with respect to the input weights, exact within the activation patterns",
  statement: String.raw`q < 1,\ s\|(W'-W)X\|_F < s\min_j|(WX)_{ji}|,\ \frac{\|\varphi'_i - \varphi_i\|}{1-q} < \min_j|N_{ji}| \implies
    \hat y_i(W') - \hat y_i(W) = s\,Q_i^\top(W'-W)x_i,\ Q_i = (p_i + v) \circ 1[Wx_i > 0],\ \|Q_i\| \le \frac{\|u\|}{1-q} + \|v\|`,
  plain:
    "If q = gamma ||A|| < 1 and the step from W to W' is too small to switch an input unit or a state, the output of each sample changes by exactly s Q_i^T (W' - W) x_i with " +
    "Q_i = (p_i + v) restricted to the open input units, p_i the adjoint of the fixed point; and ||Q_i|| <= ||u||/(1 - q) + ||v||.",
  paper: gao2022,
  locator: "implicit differentiation, as recalled; conditions derived here",
  provenance: "recalled",
  proof: "properties/gao-2022/README.md#input-gradient",
  cost: "heavy",
  instances: instances.trainedLayer({
    width: [1, 8],
    samples: [1, 3],
    inputs: [1, 4],
    gain: [0.05, 0.9],
    moved: "inputs",
  }),
  given: {
    contraction: (layer) => below(layer.gain, 1),
    inputsKeep,
    statesKeep,
  },
  then: {
    difference: (layer) => differences(layer),
    adjoint: (layer) => adjointsAtMost(layer, plus(amplified(layer), layer.skipWeightNorm)),
  },
  mutants: {
    forgottenInputPattern: {
      statement: "Q_i = p_i + v: closed input units take part",
      then: { difference: (layer) => differences(layer, "no input pattern") },
      witnesses: [closedUnit()],
    },
    forgottenSkip: {
      statement: "Q_i = p_i o 1[W x_i > 0]: the features' own way to the output is not differentiated",
      then: { difference: (layer) => differences(layer, "no skip") },
      witnesses: [oneUnit(1.25)],
    },
    forgottenFeedback: {
      statement: "Q_i = (D_i u + v) o 1[W x_i > 0]: the fixed point is not differentiated",
      then: { difference: (layer) => differences(layer, "no feedback") },
      witnesses: [oneUnit(1.25)],
    },
    boundWithoutFeedback: {
      statement: "||Q_i|| <= ||u|| + ||v||",
      then: { adjoint: (layer) => adjointsAtMost(layer, plus(layer.outputWeightNorm, layer.skipWeightNorm)) },
      witnesses: [oneUnit(1.25)], // 3 <= 2
    },
    anyStep: {
      statement: "for every step of W",
      given: { inputsKeep: null, statesKeep: null },
      witnesses: [oneUnit(-0.5)], // the unit closes: -3, not -4.5
    },
  },
  necessity: {
    contraction: {
      breaks: "gamma A = -3: the bound ||u||/(1 - q) + ||v|| is negative",
      alsoDrop: ["statesKeep"],
      witnesses: [
        {
          ...oneUnit(1.25),
          A: [[-3]],
          v: [0],
          equilibrium: [[0.25]],
          other: { A: [[-3]], W: [[1.25]], X: [[1]], equilibrium: [[0.3125]] },
        },
      ],
    },
    inputsKeep: {
      breaks: "W' = -W/2: the input unit closes on the way, and the output stops falling there",
      alsoDrop: ["statesKeep"],
      witnesses: [oneUnit(-0.5)],
    },
    statesKeep: {
      breaks: "phi_2 grows by 1/4, which makes unit 2 active on the way: N_2 = -1/8, then 1/8",
      witnesses: [silentState()],
    },
  },
  examples: [oneUnit(1.25), oneUnit(0.875), closedUnit()],
});

/** One unit, gamma A = 1/2, u = v = x = 1, W from 1 to the given weight: z = 2 W, yhat = 3 W. */
function oneUnit(weight: number): { readonly [key: string]: unknown } {
  return {
    model: "implicit-relu",
    gamma: 1,
    A: [[0.5]],
    W: [[1]],
    X: [[1]],
    u: [1],
    v: [1],
    other: { A: [[0.5]], W: [[weight]], X: [[1]] },
  };
}

/** The second input unit is closed, and stays closed while its weight moves; the second state is inactive. */
function closedUnit(): object {
  const A = [
    [0, 0],
    [-0.5, 0],
  ];
  return {
    model: "implicit-relu",
    gamma: 1,
    A,
    W: [[1], [-1]],
    X: [[1]],
    u: [1, 1],
    v: [0, 1],
    other: { A, W: [[1], [-1.25]], X: [[1]] },
  };
}

/** Both input units stay open; the first inhibits the second, whose state is switched on by its growing input. */
function silentState(): object {
  const A = [
    [0, 0],
    [-0.625, 0],
  ];
  return {
    model: "implicit-relu",
    gamma: 1,
    A,
    W: [[1], [0.5]],
    X: [[1]],
    u: [0, 1],
    v: [0, 0],
    other: { A, W: [[1], [0.75]], X: [[1]] },
  };
}
