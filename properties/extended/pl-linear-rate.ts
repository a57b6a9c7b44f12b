import {
  atMost,
  claim,
  instances,
  minus,
  type Objective,
  type Operand,
  over,
  power,
  product,
  squareRoot,
  times,
} from "lemmacheck";
import { objectiveDescentRatio, objectiveDescentRun } from "../objective-runs.js";
import { LOSS, RATE_RATIO } from "../runs.js";
import { polyak } from "./polyak.js";

/** mu = alpha / 2: |grad f|^2 / 2 >= mu f holds everywhere for these families */
const level = (objective: Objective) => over(objective.alpha, 2);

/** eta mu */
const promised = (objective: Objective) => times(objective.descent.stepSize, level(objective));

const decays = (objective: Objective, factor: Operand) =>
  objective.descent.steps.map((k) =>
    atMost(objective.descent.at(k).value, times(power(minus(1, factor), k), objective.value), `step ${k}`),
  );

const FLAT = {
  model: "objective",
  family: "quadratic",
  A: [
    [1, 0],
    [0, 0.5],
  ],
  x0: [1, 0.125],
  radius: 1,
};

/**
 * Problem: the rate of gradient descent on a smooth function with the inequality of Polyak and Lojasiewicz.
 * Computed: exact iterates of least squares and quadratics; H and mu from eigenvalues.
 * Status: standard.
 */
export default claim({
  id: "extended/pl-linear-rate",
  title: "gradient descent with eta <= 1/H shrinks f by 1 - eta mu a step under the Polyak-Lojasiewicz inequality",
  statement: String.raw`\tfrac12|\nabla f|^2 \ge \mu f,\ 0 < \eta \le 1/H \implies f(x_k) \le (1-\eta\mu)^k f(x_0),\quad |x_k - x_0| \le 2\sqrt{2f(x_0)/\mu}`,
  plain:
    "If f >= 0 has a Lipschitz gradient with constant H and |grad f|^2 / 2 >= mu f, then gradient descent with 0 < eta <= 1/H has f(x_k) <= (1 - eta mu)^k f(x_0), also with the sharper factor 1 - 2 eta mu (1 - eta H / 2), and moves by at most 2 sqrt(2 f(x_0) / mu).",
  paper: polyak,
  locator: "theorem on gradient descent under the gradient inequality",
  provenance: "standard",
  proof: "properties/extended/README.md#pl-linear-rate",
  instances: instances.objective({
    families: ["least-squares", "quadratic"],
    descentSteps: 4,
    residuals: 1,
    reach: 0.25,
    stepSizes: [0.25, 1],
  }),
  given: {
    stepSize: (objective) => atMost(times(objective.descent.stepSize, objective.hessianBound), 1),
  },
  then: {
    rate: (objective) => decays(objective, times(objective.descent.stepSize, level(objective))),
    sharper: (objective) =>
      decays(
        objective,
        product(
          2,
          objective.descent.stepSize,
          level(objective),
          minus(1, over(times(objective.descent.stepSize, objective.hessianBound), 2)),
        ),
      ),
    length: (objective) =>
      objective.descent.steps.map((k) =>
        atMost(
          objective.descent.at(k).travelled,
          times(2, squareRoot(over(times(2, objective.value), level(objective)))),
          `step ${k}`,
        ),
      ),
  },
  mutants: {
    doubledRate: {
      statement: "(1 - 2 eta mu)^k",
      then: { rate: (objective) => decays(objective, product(2, objective.descent.stepSize, level(objective))) },
      witnesses: [
        {
          ...FLAT,
          A: [
            [1, 0],
            [0, 1],
          ],
          descent: { stepSize: 0.5, steps: [1] },
        },
      ],
    },
    doubleStep: {
      statement: "eta <= 2/H with the same factor",
      given: { stepSize: (objective) => atMost(times(objective.descent.stepSize, objective.hessianBound), 2) },
      witnesses: [{ ...FLAT, descent: { stepSize: 1.875, steps: [1] } }],
    },
    quarterLength: {
      statement: "the way is at most sqrt(2 f / mu) / 2",
      then: {
        length: (objective) =>
          objective.descent.steps.map((k) =>
            atMost(
              objective.descent.at(k).travelled,
              over(squareRoot(over(times(2, objective.value), level(objective))), 2),
              `step ${k}`,
            ),
          ),
      },
      witnesses: [{ ...FLAT, descent: { stepSize: 1, steps: [1] } }],
    },
  },
  necessity: {
    stepSize: {
      breaks: "eta > 2/H diverges",
      witnesses: [{ ...FLAT, descent: { stepSize: 2.5, steps: [1, 2] } }],
    },
  },
  examples: [
    { ...FLAT, descent: { stepSize: 1, steps: [1, 2, 3] } },
    {
      ...FLAT,
      A: [
        [1, 0],
        [0, 0],
      ],
      descent: { stepSize: 0.5, steps: [1, 2] },
    },
    {
      model: "objective",
      family: "least-squares",
      B: [
        [1, 2],
        [0, 1],
      ],
      y: [1, 1],
      x0: [0, 0],
      radius: 1,
      descent: { stepSize: 0.0625, steps: [1, 8] },
    },
  ],
  observations: { [RATE_RATIO]: objectiveDescentRatio(promised) },
  curves: { [LOSS]: objectiveDescentRun(promised) },
});
