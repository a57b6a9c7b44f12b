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
  power,
  product,
  times,
} from "lemmacheck";
import { chatterjee2022 } from "./paper.js";
import { criterion } from "./terms.js";

/** eta H */
const bend = ({ descent, hessianBound }: Objective) => times(descent.stepSize, hessianBound);
/** 1 - 2 eta H = (1 - theta) / (1 + theta) for theta = eta H / (1 - eta H) */
const room = (objective: Objective) => minus(1, times(2, bend(objective)));
/** The defect's share of the gradient, all along the polygon */
const theta = (objective: Objective) => over(bend(objective), minus(1, bend(objective)));

const decays = (objective: Objective, factor: Operand) =>
  objective.descent.steps.map((k) =>
    atMost(
      objective.descent.at(k).value,
      times(objective.value, exponential(negate(product(factor, objective.alpha, objective.descent.stepSize, k)))),
      `corner ${k}`,
    ),
  );

const within = (objective: Objective, length: Operand) =>
  objective.descent.steps.map((k) => atMost(objective.descent.at(k).travelled, length, `corner ${k}`));

const PARABOLA = { model: "objective", family: "least-squares", B: [[1]], y: [0], x0: [1] };

/**
 * Problem: what is left of the theorem on gradient flow for a curve that follows the flow with a defect?
 * Computed: the polygon of Euler's method, z' = -grad f(x_k) along each side, is such a curve: |z' + grad f(z)| <= theta |grad f(z)|
 * with theta = eta H / (1 - eta H). Its corners are the iterates of gradient descent, exactly known: no error of an integrator.
 * Status: derived here, see README.
 */
export default claim({
  id: "chatterjee-2022/perturbed-flow",
  title:
    "a curve with |z' + grad f| <= theta |grad f| keeps the rate (1 - theta) alpha and the ball; Euler's polygon is one",
  statement: String.raw`\theta = \tfrac{\eta H}{1-\eta H},\ 4f(x_0) < \bigl(\tfrac{1-\theta}{1+\theta}\bigr)^2 r^2\alpha \implies
    f(x_k) \le e^{-(1-\theta)\alpha\eta k} f(x_0),\quad |x_k-x_0| \le \tfrac{1+\theta}{1-\theta}\,2\sqrt{f(x_0)/\alpha} < r`,
  plain:
    "Let z be the polygon of Euler's method with step eta, 2 eta H < 1, and theta = eta H / (1 - eta H). If 4 f(x0) < ((1 - theta) / (1 + theta))^2 r^2 alpha, then z stays in the ball, its way from x0 is at most (1 + theta) / (1 - theta) times 2 sqrt(f(x0) / alpha), and f decays at least like exp(-(1 - theta) alpha t).",
  paper: chatterjee2022,
  locator: "theorem on gradient flow, for curves with a defect; derived in this repository",
  provenance: "derived",
  proof: "properties/chatterjee-2022/README.md#perturbed-flow",
  instances: instances.objective({
    families: ["least-squares", "quadratic", "product", "sphere", "matrix-product", "scalar"],
    descentSteps: 8,
    residuals: 1,
    stepSizes: [0.125, 0.4375],
  }),
  cost: "heavy",
  given: {
    step: (objective) => below(times(2, bend(objective)), 1),
    criterion: (objective) =>
      criterion(objective.value, objective.radius, times(power(room(objective), 2), objective.alpha)),
  },
  then: {
    rate: (objective) => decays(objective, minus(1, theta(objective))),
    length: (objective) => within(objective, over(objective.pathLengthBound, room(objective))),
    ball: (objective) => within(objective, objective.radius),
  },
  mutants: {
    doubledRate: {
      statement: "the rate is 2 (1 - theta) alpha",
      then: { rate: (objective) => decays(objective, times(2, minus(1, theta(objective)))) },
      witnesses: [{ ...PARABOLA, radius: 2, descent: { stepSize: 0.0625, steps: [1, 4] } }],
    },
    fasterThanFlow: {
      statement: "the rate is (1 + theta) alpha",
      then: { rate: (objective) => decays(objective, plus(1, theta(objective))) },
      witnesses: [{ ...PARABOLA, radius: 2, descent: { stepSize: 0.0625, steps: [1, 4] } }],
    },
    shorterWay: {
      statement: "the way is at most (1 - theta) / (1 + theta) times 2 sqrt(f(x0) / alpha)",
      then: { length: (objective) => within(objective, times(objective.pathLengthBound, room(objective))) },
      witnesses: [{ ...PARABOLA, radius: 3, descent: { stepSize: 0.125, steps: [8] } }],
    },
  },
  necessity: {
    step: {
      breaks: "eta H = 4: the iterates grow",
      witnesses: [{ ...PARABOLA, radius: 2, descent: { stepSize: 2, steps: [1] } }],
    },
    criterion: {
      breaks: "the zero of f lies outside of the ball, and the polygon leaves it",
      witnesses: [{ ...PARABOLA, radius: 0.75, descent: { stepSize: 0.125, steps: [8] } }],
    },
  },
  examples: [
    { ...PARABOLA, radius: 2, descent: { stepSize: 0.0625, steps: [1, 2, 8] } },
    {
      model: "objective",
      family: "product",
      y: 0.75,
      x0: { u: [1], v: [1] },
      radius: 0.5,
      descent: { stepSize: 0.0078125, steps: [1, 4] },
    },
    {
      model: "objective",
      family: "scalar",
      coefficients: [-1, 0, 1],
      x0: [1.125],
      radius: 0.5,
      descent: { stepSize: 0.00390625, steps: [1, 3] },
    },
  ],
});
