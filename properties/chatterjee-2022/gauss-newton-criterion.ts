import {
  atMost,
  below,
  claim,
  exponential,
  instances,
  minus,
  negate,
  type Objective,
  type Operand,
  over,
  plus,
  positivePart,
  power,
  product,
  squareRoot,
  times,
} from "lemmacheck";
import { eachTime } from "../flow-times.js";
import { chatterjee2022 } from "./paper.js";

const sigma = (objective: Objective) => objective.leastSingularValue;
const K = (objective: Objective) => objective.jacobianLipschitz;

/** sigma^2 - factor K |g0| */
const rest = (objective: Objective, factor: Operand) =>
  minus(power(sigma(objective), 2), product(factor, K(objective), objective.residual));

/** s* = 2 |g0| / (sigma + sqrt(sigma^2 - 2 K |g0|)): also for K = 0 */
const reach = (objective: Objective) =>
  over(times(2, objective.residual), plus(sigma(objective), squareRoot(rest(objective, 2))));

const slopeAt = (objective: Objective, level: Operand) =>
  atMost(times(times(4, power(positivePart(level), 2)), objective.point.value), objective.point.gradientSquare);

const decays = (objective: Objective, rate: Operand) =>
  eachTime(objective.flow.times, (time, i) =>
    atMost(objective.flow.at(i).value, times(objective.value, exponential(negate(times(rate, time)))), `time ${i}`),
  );

/** g(x) = x^2 + b from x0 = 1: sigma = K = 2, |g0| = 1 + b */
const SQUARE = (b: number, time: number) => ({
  model: "objective",
  family: "gauss-newton",
  B: [[0]],
  Q: [[2]],
  y: [-b],
  x0: [1],
  radius: 1,
  flow: { times: [time] },
});

/**
 * Problem: the integral form of the criterion for sums of squares whose Jacobian is Lipschitz.
 * Computed: sigma = sigma_n(J(x0)) and K for residuals with separate squares; the flow, enclosed; |grad f| at a point.
 * Status: derived here, see README.
 */
export default claim({
  id: "chatterjee-2022/gauss-newton-criterion",
  title:
    "for f = |g|^2 with a K-Lipschitz Jacobian, 2 K |g(x0)| < sigma^2 suffices: twice what the constant form allows",
  statement: String.raw`2K|g_0| < \sigma^2 = \sigma_n(J(x_0))^2 \implies f(x(t)) \le e^{-4(\sigma^2 - 2K|g_0|)t} f(x_0),\quad |x(t)-x_0| \le s_* = \tfrac{2|g_0|}{\sigma + \sqrt{\sigma^2 - 2K|g_0|}};\quad
    |\nabla f(x)|^2 \ge 4(\sigma - K|x-x_0|)_+^2 f(x)`,
  plain:
    "For f = |g|^2 with a Jacobian J that is K-Lipschitz, sigma the least of the n singular values of J(x0): at every point |grad f|^2 >= 4 (sigma - K |x - x0|)_+^2 f; and if 2 K |g(x0)| < sigma^2, gradient flow stays within s* = 2 |g0| / (sigma + sqrt(sigma^2 - 2 K |g0|)) of the start and f decays at least like exp(-4 (sigma^2 - 2 K |g0|) t).",
  paper: chatterjee2022,
  locator: "integral form of the criterion for residuals with a Lipschitz Jacobian; derived in this repository",
  provenance: "derived",
  proof: "properties/chatterjee-2022/README.md#gauss-newton-criterion",
  instances: instances.objective({ families: ["gauss-newton"], flow: true, point: true, reach: 2 }),
  cost: "heavy",
  given: {
    criterion: (objective) => below(product(2, K(objective), objective.residual), power(sigma(objective), 2)),
  },
  then: {
    slope: (objective) => slopeAt(objective, minus(sigma(objective), times(K(objective), objective.point.travelled))),
    // sigma - K s* = sqrt(sigma^2 - 2 K |g0|)
    rate: (objective) =>
      decays(objective, times(4, power(minus(sigma(objective), times(K(objective), reach(objective))), 2))),
    length: (objective) =>
      eachTime(objective.flow.times, (_, i) => atMost(objective.flow.at(i).travelled, reach(objective), `time ${i}`)),
  },
  mutants: {
    wholeThreshold: {
      statement: "K |g0| < sigma^2 suffices, with the rate 4 (sigma^2 - K |g0|)",
      given: {
        criterion: (objective) => below(times(K(objective), objective.residual), power(sigma(objective), 2)),
      },
      then: { rate: (objective) => decays(objective, times(4, rest(objective, 1))), length: null },
      witnesses: [SQUARE(0.5, 4)],
    },
    rateAtStart: {
      statement: "the rate is 4 sigma^2",
      then: { rate: (objective) => decays(objective, times(4, power(sigma(objective), 2))) },
      witnesses: [SQUARE(-0.25, 1)],
    },
    slopeAtStart: {
      statement: "|grad f|^2 >= 4 sigma^2 f, K |x - x0| not subtracted",
      then: { slope: (objective) => slopeAt(objective, sigma(objective)) },
      witnesses: [{ ...SQUARE(-0.25, 1), point: [0.75] }],
    },
    halfReach: {
      statement: "the flow stays within s* / 2",
      then: {
        length: (objective) =>
          eachTime(objective.flow.times, (_, i) =>
            atMost(objective.flow.at(i).travelled, over(reach(objective), 2), `time ${i}`),
          ),
      },
      witnesses: [SQUARE(-0.25, 1)],
    },
  },
  necessity: {
    criterion: {
      breaks: "x^2 + 1/2 has no zero: the flow ends at 0 with f = 1/4",
      witnesses: [SQUARE(0.5, 4)],
    },
  },
  examples: [
    SQUARE(-0.5, 1),
    { ...SQUARE(-0.25, 2), point: [0.625] },
    {
      model: "objective",
      family: "gauss-newton",
      B: [
        [1, 0.5],
        [0, 1],
      ],
      Q: [
        [0.5, 0],
        [0.25, -0.5],
      ],
      y: [0.25, 0.125],
      x0: [0.25, 0],
      radius: 0.5,
      flow: { times: [0.5] },
    },
  ],
});
