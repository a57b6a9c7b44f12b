import {
  atMost,
  claim,
  instances,
  minus,
  type Objective,
  type Operand,
  over,
  power,
  squareRoot,
  times,
} from "lemmacheck";
import { objectiveDescentRatio, objectiveDescentRun } from "../objective-runs.js";
import { LOSS, RATE_RATIO } from "../runs.js";
import { anyEpsilon, conclusions, contraction, hypotheses, LINE, mutants, necessity } from "./descent-parts.js";
import { chatterjee2022 } from "./paper.js";
import { eachStep } from "./terms.js";

const limit = (objective: Objective, bound: (k: number) => Operand) =>
  objective.minimizer === undefined
    ? atMost(0, objective.radius, "limit not in closed form")
    : eachStep(objective.descent.length, (k) =>
        atMost(objective.descent.at(k).minimizerDistance, bound(k), `step ${k}`),
      );

const WITNESS = { model: "objective", family: "least-squares", B: [[1.5]], y: [1], x0: [0], radius: 1 };

/**
 * Problem: the same for gradient descent with a fixed step size.
 * Computed: the exact iterates (rational in the second arithmetic), with eps = (1 - sqrt(4 f(x0) / (r^2 alpha))) / 2 and a certified
 * bound H of the Hessian on the ball of radius 2r.
 * Status: the paper's theorem in Euclidean constants; that eta <= 2 eps / H is enough is derived, see README.
 */
export default claim({
  id: "chatterjee-2022/descent-criterion",
  title: "gradient descent with eta <= 2 eps / H contracts f by 1 - (1 - eps) alpha eta and stays in the ball",
  statement: String.raw`4f(x_0) < (1-\varepsilon)^2 r^2\alpha,\ 0 < \eta \le 2\varepsilon/H \implies f(x_{k+1}) \le (1-(1-\varepsilon)\alpha\eta) f(x_k),\
    |x_k - x_0| \le r,\ |x_k - x_*| \le \frac{2\sqrt{f(x_k)}}{(1-\varepsilon)\sqrt\alpha}`,
  plain:
    "If 4 f(x0) < r^2 alpha, eps = (1 - sqrt(4 f(x0) / (r^2 alpha))) / 2, and H bounds the Hessian on the ball of radius 2r, then gradient descent with 0 < eta <= 2 eps / H stays in the ball of radius r, f shrinks by the factor 1 - (1 - eps) alpha eta in every step, and x_k is within 2 sqrt(f(x_k)) / ((1 - eps) sqrt alpha) of its limit.",
  paper: chatterjee2022,
  locator: "theorem on gradient descent (form recalled; explicit Euclidean constants derived in this repository)",
  provenance: "derived",
  proof: "properties/chatterjee-2022/README.md#descent-criterion",
  instances: instances.objective({ descentSteps: 3, residuals: 1, wholeSteps: true }),
  given: hypotheses,
  then: {
    ...conclusions,
    limit: (objective) =>
      limit(objective, (k) =>
        over(
          times(2, squareRoot(objective.descent.at(k).value)),
          times(minus(1, objective.epsilon), squareRoot(objective.alpha)),
        ),
      ),
  },
  mutants: {
    ...mutants(
      { ...WITNESS, descent: { stepSize: 0.0625, steps: [1] } },
      { ...WITNESS, descent: { stepSize: 0.140625, steps: [1] } },
    ),
    freeEpsilon: {
      statement: "4 f(x0) < r^2 alpha and eta = 2 eps / H for any eps < 1",
      given: { stepSize: anyEpsilon },
      then: { rate: null, limit: null },
      witnesses: [{ ...LINE, radius: 1.125, descent: { stepSize: 0.875, steps: [1] } }],
    },
    lostHalf: {
      statement: "|x_k - x*| <= (1 - delta)^k r, without the half in the exponent",
      then: {
        limit: (objective) =>
          limit(objective, (k) => times(power(minus(1, contraction(objective)), k), objective.radius)),
      },
      witnesses: [{ ...WITNESS, radius: 0.703125, descent: { stepSize: 0.0107421875, steps: [1, 2, 3, 4, 5, 6] } }],
    },
  },
  necessity,
  examples: [
    { ...WITNESS, descent: { stepSize: 0.0625, steps: [1, 2, 3] } },
    {
      model: "objective",
      family: "sphere",
      a: 1,
      x0: [1, 0.5],
      radius: 0.5,
      descent: { stepSize: 0.0078125, steps: [1, 2] },
    },
    {
      model: "objective",
      family: "matrix-product",
      M: [[1]],
      x0: { U: [[1]], V: [[1.125]] },
      radius: 0.75,
      descent: { stepSize: 0.0078125, steps: [1, 2] },
    },
  ],
  observations: { [RATE_RATIO]: objectiveDescentRatio(contraction) },
  curves: { [LOSS]: objectiveDescentRun(contraction) },
});
