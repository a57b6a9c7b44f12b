import {
  atMost,
  claim,
  exponential,
  instances,
  negate,
  type Objective,
  type Operand,
  over,
  squareRoot,
  times,
} from "lemmacheck";
import { eachTime } from "../flow-times.js";
import { objectiveFlowRatio, objectiveFlowRun } from "../objective-runs.js";
import { LOSS, RATE_RATIO } from "../runs.js";
import { chatterjee2022 } from "./paper.js";
import { criterion } from "./terms.js";

const rate = (objective: Objective, alpha: Operand) =>
  eachTime(objective.flow.times, (time, i) =>
    atMost(objective.flow.at(i).value, times(objective.value, exponential(negate(times(alpha, time)))), `time ${i}`),
  );

const within = (objective: Objective, length: Operand) =>
  eachTime(objective.flow.times, (_, i) => atMost(objective.flow.at(i).travelled, length, `time ${i}`));

/**
 * Problem: when does gradient flow reach a zero of f >= 0, from what is known on one ball?
 * Computed: closed forms of the flow (least squares and quadratics with diagonal Gram matrix, products, spheres), enclosures by
 * Taylor's method beyond (matrix products), and a certified lower bound of
 * alpha = inf |grad f|^2 / f on the ball, never a sampled one.
 * Status: the criterion is the paper's, recalled; the bound of the length is derived, see README.
 */
export default claim({
  id: "chatterjee-2022/flow-criterion",
  title: "gradient flow stays in the ball and f decays at the rate alpha if 4 f(x0) < r^2 alpha",
  statement: String.raw`4f(x_0) < r^2\alpha,\ \alpha = \inf_{B(x_0,r)} \tfrac{|\nabla f|^2}{f} \implies
    f(x(t)) \le e^{-\alpha t} f(x_0),\quad |x(t)-x_0| \le 2\sqrt{f(x_0)/\alpha} < r`,
  plain:
    "If f >= 0 and 4 f(x0) < r^2 alpha, alpha a lower bound of |grad f|^2 / f on the ball around x0 of radius r, then gradient flow stays in the ball, its way from x0 is at most 2 sqrt(f(x0) / alpha), and f(x(t)) <= exp(-alpha t) f(x0).",
  paper: chatterjee2022,
  locator: "main theorem on gradient flow (as recalled; the length in its sharper form)",
  provenance: "recalled",
  proof: "properties/chatterjee-2022/README.md#flow-criterion",
  instances: instances.objective({
    families: ["least-squares", "quadratic", "product", "sphere", "matrix-product"],
    flow: true,
  }),
  cost: "heavy",
  given: { criterion: (objective) => criterion(objective.value, objective.radius, objective.alpha) },
  then: {
    rate: (objective) => rate(objective, objective.alpha),
    length: (objective) => within(objective, objective.pathLengthBound),
    ball: (objective) => within(objective, objective.radius),
  },
  mutants: {
    halfCriterion: {
      statement: "2 f(x0) < r^2 alpha suffices",
      given: { criterion: (objective) => criterion(objective.value, objective.radius, objective.alpha, 2) },
      witnesses: [
        {
          model: "objective",
          family: "least-squares",
          B: [
            [1, 0],
            [0, 2],
          ],
          y: [0, 0],
          x0: [1, 0.0625],
          radius: 0.8,
          flow: { times: [2] },
        },
      ],
    },
    doubledRate: {
      statement: "the rate is 2 alpha",
      then: { rate: (objective) => rate(objective, times(2, objective.alpha)) },
      curves: { [LOSS]: objectiveFlowRun((objective) => times(2, objective.alpha)) },
      witnesses: [
        {
          model: "objective",
          family: "least-squares",
          B: [
            [1, 0],
            [0, 2],
          ],
          y: [0, 0],
          x0: [1, 1],
          radius: 2.5,
          flow: { times: [1] },
        },
      ],
    },
    halfLength: {
      statement: "the way is at most sqrt(f(x0) / alpha)",
      then: { length: (objective) => within(objective, squareRoot(over(objective.value, objective.alpha))) },
      witnesses: [
        {
          model: "objective",
          family: "least-squares",
          B: [
            [1, 0],
            [0, 2],
          ],
          y: [0, 0],
          x0: [1, 0.0625],
          radius: 1.2,
          flow: { times: [1] },
        },
      ],
    },
    centreOnly: {
      statement: "alpha may be taken at x0 alone, without the ball",
      given: { criterion: (objective) => criterion(objective.value, objective.radius, objective.alphaAtCentre) },
      then: { rate: (objective) => rate(objective, objective.alphaAtCentre) },
      witnesses: [
        {
          model: "objective",
          family: "product",
          y: 0.0625,
          x0: { u: [0.5], v: [-0.5] },
          radius: 0.5,
          flow: { times: [15] },
        },
      ],
    },
  },
  necessity: {
    criterion: {
      breaks: "the flow ends in the saddle (0, 0), where f > 0",
      witnesses: [
        {
          model: "objective",
          family: "product",
          y: 0.0625,
          x0: { u: [0.5], v: [-0.5] },
          radius: 0.25,
          flow: { times: [15] },
        },
      ],
    },
  },
  examples: [
    { model: "objective", family: "sphere", a: 1, x0: [1, 0.5], radius: 0.5, flow: { times: [0.25, 1] } },
    { model: "objective", family: "product", y: 0.5, x0: { u: [1], v: [0.75] }, radius: 0.5, flow: { times: [1] } },
    {
      model: "objective",
      family: "matrix-product",
      M: [[1, 0.5]],
      x0: {
        U: [[1, 0]],
        V: [
          [1, 0.25],
          [0.25, 1],
        ],
      },
      radius: 0.5,
      flow: { times: [0.25, 1] },
    },
    // A double well
    {
      model: "objective",
      family: "scalar",
      coefficients: [-1, 0, 1],
      x0: [1.25],
      radius: 0.75,
      flow: { times: [0.5] },
    },
    {
      model: "objective",
      family: "quadratic",
      A: [
        [1, 0],
        [0, 3],
      ],
      x0: [1, 1],
      radius: 4,
      flow: { times: [0.5, 1] },
    },
  ],
  observations: { [RATE_RATIO]: objectiveFlowRatio((objective) => objective.alpha) },
  curves: { [LOSS]: objectiveFlowRun((objective) => objective.alpha) },
});
