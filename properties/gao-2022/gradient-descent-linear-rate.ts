import {
  atMost,
  below,
  claim,
  type ImplicitLayer,
  instances,
  minus,
  type Operand,
  over,
  power,
  product,
  type Real,
  square,
  type TrainingState,
  times,
} from "lemmacheck";
import { LOSS, RATE_RATIO } from "../runs.js";
import { gao2022 } from "./paper.js";
import { descentRateRatio, descentRun } from "./training-runs.js";

/** The states after 0, 1, …, K steps */
const states = (layer: ImplicitLayer): readonly TrainingState[] =>
  Array.from({ length: layer.descentSteps + 1 }, (_, k) => layer.descent(k));

/** ||r_{k+1}|| <= (1 - eta delta) ||r_k|| */
const contracts = (layer: ImplicitLayer, delta: Real) =>
  layer.descentSteps === 0
    ? atMost(layer.residualNorm, layer.residualNorm, "no steps")
    : Array.from({ length: layer.descentSteps }, (_, k) =>
        atMost(
          layer.descent(k + 1).residualNorm,
          times(minus(1, times(layer.stepSize, delta)), layer.descent(k).residualNorm),
          `step ${k + 1}`,
        ),
      );

/** ||r_K||^2 <= (1 - eta rate)^K ||r_0||^2, the factor at least 0 */
const decays = (layer: ImplicitLayer, rate: Real) =>
  layer.descentSteps === 0
    ? atMost(layer.loss, layer.loss, "no steps")
    : atMost(
        layer.descent(layer.descentSteps).loss,
        times(power(minus(1, times(layer.stepSize, rate)), layer.descentSteps), layer.loss),
      );

const stepUpTo = (layer: ImplicitLayer, most: Operand) => [
  below(0, layer.stepSize, "positive"),
  atMost(layer.stepSize, most, "step size"),
];

/** h1 and h2: they follow from h3 and are kept as checks. */
const ball = (layer: ImplicitLayer) => {
  const { gainReach, gainBound, drift, allowance } = layer.descentCertificate;
  return [atMost(gainReach, gainBound, "h1"), atMost(drift, allowance, "h2")];
};

/**
 * Problem: gradient descent theta_{k+1} = theta_k - eta g(theta_k) over u and any of v, A, W, g the formula gradient with
 * any selection at kinks. Does it converge, is every iterate well posed, and by what factor does a step shrink the residual?
 * Computed: the certificate's constants at theta_0; the exact iterates, enclosed.
 * Status: the abstract says that it converges at a linear rate; conditions, step size and constants are derived here. The
 * proof uses only the Lipschitz bound, so activation patterns may change on the way.
 */
export default claim({
  id: "gao-2022/gradient-descent-linear-rate",
  title: "gradient descent converges at a linear rate for an explicit step size, every iterate well posed",
  statement: String.raw`\alpha_0 > 0,\ q_0 < 1,\ \varepsilon \le \tfrac14c^2\lambda_0,\ 0 < \eta \le \tfrac1\Lambda,\ c = \tfrac1{\sqrt2} \implies
    \gamma\|A_k\|_2 \le \bar q = \tfrac{1+q_0}2,\ \sigma_n(Z_k) \ge c\alpha_0,\ \|(u,v)_k - (u,v)_0\| \le \tfrac{4\|r_0\|}{c\alpha_0},\ \|A_k - A_0\|_F \le \rho_A,\ \|W_k - W_0\|_F \le \rho_W,\
    \|r_{k+1}\| \le (1 - \tfrac34\eta c^2\lambda_0)\|r_k\|,\ L_k \le (1 - \tfrac12\eta\lambda_0)^kL_0`,
  plain:
    "If sigma_n(Z_0) > 0, q_0 < 1, the change of the features within a step is at most a quarter of the rate (epsilon <= c^2 lambda_0/4), and the step size is at most 1/Lambda, then all iterates keep gamma ||A_k|| <= (1 + q_0)/2 and " +
    "sigma_n(Z_k) >= alpha_0/sqrt 2, stay within explicit radii, and each step shrinks the residual by 1 - (3/8) eta lambda_0 and the loss by 1 - eta lambda_0/2.",
  paper: gao2022,
  locator: "abstract; conditions, step size and constants derived here",
  provenance: "abstract",
  proof: "properties/gao-2022/README.md#gradient-descent-linear-rate",
  cost: "heavy",
  instances: instances.trainedLayer({
    width: [1, 8],
    samples: [1, 3],
    inputs: [1, 6],
    theorem: "descent",
    steps: [1, 8],
  }),
  given: {
    start: (layer) => [
      below(0, layer.descentCertificate.alpha0, "alpha_0"),
      below(layer.descentCertificate.initialGain, 1, "q_0"),
      below(0, layer.trained.includes("u") ? 1 : 0, "u is trained"),
    ],
    certificate: (layer) => {
      const { epsilon, epsilonMax } = layer.descentCertificate;
      return [...ball(layer), atMost(epsilon, epsilonMax, "h3")];
    },
    stepSize: (layer) => stepUpTo(layer, layer.descentCertificate.stepSizeMax),
  },
  then: {
    wellPosed: (layer) =>
      states(layer).map((state, k) => atMost(state.gain, layer.descentCertificate.gainBound, `k = ${k}`)),
    gram: (layer) => {
      const { c, alpha0 } = layer.descentCertificate;
      return states(layer).map((state, k) => atMost(times(c, alpha0), state.leastSingularValue, `k = ${k}`));
    },
    ball: (layer) => {
      const { rhoLin, rhoA, rhoW } = layer.descentCertificate;
      return states(layer).flatMap((state, k) => [
        atMost(state.outputDisplacement, rhoLin, `u and v, k = ${k}`),
        atMost(state.weightDisplacement, rhoA, `A, k = ${k}`),
        atMost(state.inputDisplacement, rhoW, `W, k = ${k}`),
      ]);
    },
    step: (layer) => contracts(layer, layer.descentCertificate.contraction),
    rate: (layer) => decays(layer, layer.descentCertificate.rate),
  },
  mutants: {
    rateWithoutC: {
      statement: "||r_k|| <= (1 - eta lambda_0)^k ||r_0||",
      then: {
        rate: (layer) =>
          atMost(
            layer.descent(layer.descentSteps).residualNorm,
            times(
              power(minus(1, times(layer.stepSize, layer.descentCertificate.lambda0)), layer.descentSteps),
              layer.residualNorm,
            ),
          ),
      },
      witnesses: [
        oneUnit({ u: 0.02, y: 0, stepSize: 0.5, steps: 5 }),
        oneUnit({ u: 0.02, y: 0, stepSize: 0.5, steps: 30 }),
      ],
    },
    rateDoubled: {
      statement: "||r_{k+1}|| <= (1 - 2 eta lambda_0) ||r_k||",
      then: { step: (layer) => contracts(layer, times(2, layer.descentCertificate.lambda0)) },
      witnesses: [outputAlone(0.2), outputAlone(0.598)],
    },
    fastestMode: {
      statement: "the contraction with lambda_max(Z_0^T Z_0) in place of lambda_0",
      then: {
        step: (layer) => contracts(layer, product("3/8", square(layer.equilibriumSpectralNorm))),
      },
      witnesses: [twoScales(0.0625)],
    },
    stepOverLambda0: {
      statement: "every step size up to 1/lambda_0",
      given: { stepSize: (layer) => stepUpTo(layer, over(1, layer.descentCertificate.lambda0)) },
      witnesses: [{ ...twoScales(1), y: [0, 1] }], // factor |1 - 9| = 8
    },
    stepTooLong: {
      statement: "every step size up to 2.5/Lambda",
      given: { stepSize: (layer) => stepUpTo(layer, times(2.5, layer.descentCertificate.stepSizeMax)) },
      witnesses: [outputAlone(1.495)], // |1 - 1.495| = 0.495 > 0.439
    },
    anyOutputWeights: {
      statement: "without the condition on epsilon",
      given: { certificate: ball },
      // |r| = 0.001, 0.059, 3.54, then 9.999: the unit dies
      witnesses: [oneUnit({ u: 10, y: 9.999, stepSize: 0.598, steps: 3 })],
    },
  },
  necessity: {
    start: {
      breaks: "gamma ||A|| = 3: no bound (1 + q_0)/2 < 1 on the gain, and 1/(1 - q) is negative",
      alsoDrop: ["certificate", "stepSize"],
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
          descent: { stepSize: 0.0625, steps: [1] },
        },
      ],
    },
    certificate: {
      breaks:
        "u_0 = 10, w_0 = 1, residual 0.001: the step size is that of the linear part alone, and the residual grows 59 times a step",
      witnesses: [oneUnit({ u: 10, y: 9.999, stepSize: 0.598, steps: 3 })],
    },
    stepSize: {
      breaks: "eta = 2.5 times 1/lambda_0: the residual grows by half at each step",
      witnesses: [outputAlone(2.5)],
    },
  },
  examples: [
    oneUnit({ u: 0.02, y: 0, stepSize: 0.5, steps: 8 }),
    outputAlone(0.5),
    twoScales(0.0625),
    // not small enough: vacuous
    oneUnit({ u: 0.2, y: 0, stepSize: 0.5, steps: 3 }),
  ],
  observations: { [RATE_RATIO]: descentRateRatio },
  curves: { [LOSS]: descentRun((layer) => layer.descentCertificate.rate) },
});

/** One unit, one input, gamma = 0, w_0 = 1, u and W trained. */
function oneUnit({ u, y, stepSize, steps }: { u: number; y: number; stepSize: number; steps: number }): object {
  return {
    model: "implicit-relu",
    gamma: 0,
    A: [[0]],
    W: [[1]],
    X: [[1]],
    u: [u],
    y: [y],
    trained: ["u", "W"],
    descent: { stepSize, steps: [steps] },
  };
}

/** One unit, only u trained: r_{k+1} = (1 - eta) r_k. */
function outputAlone(stepSize: number): object {
  return { ...oneUnit({ u: 0, y: 0.03125, stepSize, steps: 2 }), trained: ["u"] };
}

/** Two units that do not meet, with features 1 and 3, only u trained. */
function twoScales(stepSize: number): object {
  return {
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
    y: [0.0009765625, 0],
    trained: ["u"],
    descent: { stepSize, steps: [2] },
  };
}
