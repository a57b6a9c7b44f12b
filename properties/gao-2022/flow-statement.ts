import {
  atMost,
  below,
  exponential,
  type FlowState,
  type ImplicitLayer,
  type Inequality,
  minus,
  negate,
  type Operand,
  product,
  type Real,
  smallest,
  square,
  type TrainingState,
  times,
} from "lemmacheck";
import { LOSS } from "../runs.js";
import { flowRun } from "./training-runs.js";

/** The parts of the convergence theorem of gradient flow; the claims differ in the scale of the features. */

/** States that the conclusions speak of: along the flow where the instance has times, else the start. */
export const states = (layer: ImplicitLayer): readonly TrainingState[] =>
  layer.flow.length > 0 ? layer.flow : [layer.descent(0)];

/** loss(t) <= e^{-rate t} loss(0); without times, what this says of the derivative at 0: 2 ||grad L||^2 >= rate ||r||^2 */
export const decays = (layer: ImplicitLayer, rate: Real): readonly Inequality[] =>
  layer.flow.length > 0
    ? layer.flow.map((state) =>
        atMost(state.loss, times(exponential(negate(times(rate, state.time))), layer.loss), at(state)),
      )
    : decaysAtStart(layer, rate);

const at = (state: FlowState): string => `t = ${state.time.describe(4)}`;

/** The moved point lies in the ball that the theorem confines training to, for certain. */
const isInside = (layer: ImplicitLayer): boolean => {
  const { rhoA, rhoW } = layer.flowCertificate;
  const start = layer.gamma;
  const reach = layer.pair.weightDistance.order(times(start, rhoA));
  const inputs = layer.trained.includes("W")
    ? layer.pair.inputWeightBound.order(product(layer.featureScale, layer.inputSpectralNorm, rhoW))
    : layer.pair.featureDistance.order(times(0, rhoW));
  return [reach, inputs].every((order) => order === "<" || order === "<=" || order === "=");
};

/**
 * A curve with |z' + g(z)| <= d |g(z)| in the place of the flow: its loss decays at (1 - d) times the rate, its path is no longer
 * than R (1 + d)/(1 - d), sigma_n(Z) stays above c alpha_0 - under conditions that are as much stronger. Where no such curve is
 * known, what the theorem says of the derivative at 0.
 */
export const alongCurve = (layer: ImplicitLayer, factor: number): readonly Inequality[] => {
  const { states: curve, certificate } = layer.flowCurve;
  if (curve.length === 0 || certificate.applies !== true) return decaysAtStart(layer, layer.flowCertificate.rate);
  const rate = factor === 1 ? certificate.rate : times(factor, certificate.rate);
  return curve.flatMap((state) => [
    atMost(state.loss, times(exponential(negate(times(rate, state.time))), layer.loss), at(state)),
    atMost(state.displacement, certificate.radius, "path"),
    atMost(floor(layer), state.leastSingularValue, "sigma_n(Z)"),
  ]);
};

const decaysAtStart = (layer: ImplicitLayer, rate: Real): readonly Inequality[] => [
  atMost(product("1/2", rate, square(layer.residualNorm)), layer.gradientSquare, "at the start"),
];

/** At a point of the ball: sigma_n(Z) >= c alpha_0 and ||grad L||^2 >= (rate/2) ||r||^2: the flow's rate, pointwise. */
export const pointwise = (layer: ImplicitLayer, floor: Real, rate: Real): readonly Inequality[] => {
  const point = isInside(layer) ? layer.other : layer;
  return [
    atMost(floor, point.equilibriumLeastSingularValue, "sigma_n(Z)"),
    atMost(product("1/2", rate, square(point.residualNorm)), point.gradientSquare, "||grad L||^2"),
  ];
};

/** c alpha_0 */
export const floor = (layer: ImplicitLayer): Real => times(layer.flowCertificate.c, layer.flowCertificate.alpha0);

export const given = {
  start: (layer: ImplicitLayer) => [
    below(0, layer.flowCertificate.alpha0, "alpha_0"),
    below(layer.flowCertificate.initialGain, 1, "q_0"),
    below(0, layer.trained.includes("u") ? 1 : 0, "u is trained"),
  ],
  // The simple or the refined condition; either makes the gain's condition hold, too.
  radius: (layer: ImplicitLayer) => {
    const { simple, drift, allowance } = layer.flowCertificate;
    return atMost(smallest(minus(simple.drift, simple.allowance), minus(drift, allowance)), 0);
  },
};

export const then = {
  wellPosed: (layer: ImplicitLayer) =>
    states(layer).flatMap((state) => [
      below(state.gain, 1, "below 1"),
      ...(layer.trained.includes("A")
        ? [atMost(state.gain, layer.flowCertificate.simple.gainBound, "gain bound")]
        : []),
    ]),
  path: (layer: ImplicitLayer) =>
    states(layer).map((state) => atMost(state.displacement, layer.flowCertificate.radius)),
  gram: (layer: ImplicitLayer) => states(layer).map((state) => atMost(floor(layer), state.leastSingularValue)),
  rate: (layer: ImplicitLayer) => decays(layer, layer.flowCertificate.rate),
  curve: (layer: ImplicitLayer) => alongCurve(layer, 1),
  pointwise: (layer: ImplicitLayer) => pointwise(layer, floor(layer), layer.flowCertificate.rate),
};

export const stateAtLeast = (layer: ImplicitLayer, bound: Operand): readonly Inequality[] =>
  states(layer).map((state) => atMost(bound, state.leastSingularValue));

/** One unit, one input, gamma = 0, u and W trained from u = 1/5, w = 1 to y = 0: w^2 - u^2 = 24/25 is kept. */
export const oneUnit = (times: number[]): object => ({
  model: "implicit-relu",
  gamma: 0,
  A: [[0]],
  W: [[1]],
  X: [[1]],
  u: ["1/5"],
  y: [0],
  trained: ["u", "W"],
  flow: { times },
});

/** One unit, only u trained: r' = -w^2 r. */
export const outputAlone = (w: number, times: number[]): object => ({
  model: "implicit-relu",
  gamma: 0,
  A: [[0]],
  W: [[w]],
  X: [[1]],
  u: [0],
  y: [w],
  trained: ["u"],
  flow: { times },
});

/** Two units that do not meet, with features 1 and 3; r_0 = (-1, 0). */
export const twoScales = (times: number[]): object => ({
  model: "implicit-relu",
  gamma: 0,
  A: [
    [0, 0],
    [0, 0],
  ],
  W: [
    [1, 0],
    [0, 3],
  ],
  X: [
    [1, 0],
    [0, 1],
  ],
  u: [0, 0],
  y: [1, 0],
  trained: ["u"],
  flow: { times },
});

/** One unit, u, A and W trained: no closed form is known. */
const feedback = (times: number[]): object => ({
  model: "implicit-relu",
  gamma: 0.5,
  A: [[0.25]],
  W: [[1]],
  X: [[1]],
  u: [0.125],
  y: [0.25],
  trained: ["u", "A", "W"],
  flow: { times },
});

export const mutants = {
  curveRate: {
    statement: "curves of small defect decay at four times the rate",
    then: { curve: (layer: ImplicitLayer) => alongCurve(layer, 4) },
    witnesses: [feedback([1])],
  },
  rateWithoutC: {
    statement: "the rate with c = 1: ||r(t)||^2 <= e^{-2 lambda_0 t} ||r_0||^2",
    then: { rate: (layer: ImplicitLayer) => decays(layer, times(2, layer.flowCertificate.lambda0)) },
    curves: { [LOSS]: flowRun((layer) => times(2, layer.flowCertificate.lambda0)) },
    witnesses: [oneUnit([1]), oneUnit([20])],
  },
  rateDoubled: {
    statement: "||r(t)||^2 <= e^{-4 lambda_0 t} ||r_0||^2",
    then: { rate: (layer: ImplicitLayer) => decays(layer, times(4, layer.flowCertificate.lambda0)) },
    curves: { [LOSS]: flowRun((layer) => times(4, layer.flowCertificate.lambda0)) },
    witnesses: [outputAlone(1, [1])],
  },
  fastestMode: {
    statement: "the rate lambda_max(Z_0^T Z_0) in place of lambda_min",
    then: { rate: (layer: ImplicitLayer) => decays(layer, square(layer.equilibriumSpectralNorm)) },
    curves: { [LOSS]: flowRun((layer) => square(layer.equilibriumSpectralNorm)) },
    witnesses: [twoScales([1])],
  },
  rootOfEigenvalue: {
    statement: "the rate alpha_0 = sqrt(lambda_0) in place of lambda_0",
    then: { rate: (layer: ImplicitLayer) => decays(layer, layer.flowCertificate.alpha0) },
    curves: { [LOSS]: flowRun((layer) => layer.flowCertificate.alpha0) },
    witnesses: [outputAlone(0.125, [1])],
  },
  radiusWithoutC: {
    statement: "a path of length at most ||r_0||/alpha_0",
    then: {
      path: (layer: ImplicitLayer) =>
        states(layer).map((state) =>
          atMost(state.displacement, times(layer.flowCertificate.c, layer.flowCertificate.radius)),
        ),
    },
    witnesses: [oneUnit([20])], // 0.20102 <= 0.2
  },
  gramKept: {
    statement: "sigma_n(Z(t)) >= alpha_0",
    then: { gram: (layer: ImplicitLayer) => stateAtLeast(layer, layer.flowCertificate.alpha0) },
    witnesses: [oneUnit([1]), oneUnit([20])],
  },
};

export const necessity = {
  start: {
    breaks: "gamma ||A|| = 3: the layer is not well posed at its very start, let alone along the flow",
    alsoDrop: ["radius"],
    witnesses: [
      {
        model: "implicit-relu",
        gamma: 3,
        A: [[-1]],
        W: [[1]],
        X: [[1]],
        u: [0],
        y: [0.125],
        trained: ["u"],
      },
    ],
  },
  radius: {
    breaks:
      "u_0 = 9/10, w_0 = 1, y = 0: the residual is too large for the feature, which falls to sqrt(19)/10 < 1/sqrt 2",
    witnesses: [
      {
        model: "implicit-relu",
        gamma: 0,
        A: [[0]],
        W: [[1]],
        X: [[1]],
        u: [0.9],
        y: [0],
        trained: ["u", "W"],
        flow: { times: [40] },
      },
    ],
  },
};

export const examples = [
  oneUnit([0.5, 1, 20]),
  outputAlone(1, [1, 5]),
  twoScales([1]),
  // duplicates: alpha_0 = 0, vacuous
  {
    model: "implicit-relu",
    gamma: 0.5,
    A: [
      [0, 1],
      [1, 0],
    ],
    W: [
      [1, 0],
      [0, 1],
    ],
    X: [
      [1, 1],
      [1, 1],
    ],
    u: [0, 0],
    y: [1, -1],
  },
];
