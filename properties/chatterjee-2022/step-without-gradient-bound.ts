import { below, claim, instances, type Objective, product, squareRoot } from "lemmacheck";
import { conclusions, hypotheses, mutants, necessity } from "./descent-parts.js";
import { chatterjee2022 } from "./paper.js";

/** eta L1 sqrt p, L1 the largest partial derivative on the ball of radius 2r */
const gradientCondition = (objective: Objective) =>
  product(objective.descent.stepSize, objective.coordinateSlope, squareRoot(objective.dimension));

const WITNESS = { model: "objective", family: "least-squares", B: [[1.5]], y: [1], x0: [0], radius: 4 };

/**
 * Problem: does the descent theorem need a bound of the gradient, eta <= r / (L1 sqrt p), beside the one of the Hessian?
 * Computed: least squares with step sizes beyond r / (L1 sqrt p) (L1 exactly: the largest partial derivative on the ball of radius 2r)
 * that satisfy eta <= 2 eps / H; exact iterates.
 * Status: derived here, see README. The condition is the paper's as recalled; its full text was not at hand.
 */
export default claim({
  id: "chatterjee-2022/step-without-gradient-bound",
  title: "the descent theorem holds for steps beyond r / (L1 sqrt p) as well",
  statement: String.raw`4f(x_0) < r^2\alpha,\ \tfrac{r}{L_1\sqrt p} < \eta \le \tfrac{2\varepsilon}{H} \implies f(x_{k+1}) \le (1-(1-\varepsilon)\alpha\eta) f(x_k),\ |x_k-x_0| \le r`,
  plain:
    "With L1 the largest partial derivative on the ball of radius 2r and p parameters: also for r / (L1 sqrt p) < eta <= 2 eps / H, which a condition eta <= r / (L1 sqrt p) would exclude, every step shrinks f by 1 - (1 - eps) alpha eta and stays in the ball.",
  paper: chatterjee2022,
  locator: "condition on the step size; its redundancy derived in this repository",
  provenance: "derived",
  proof: "properties/chatterjee-2022/README.md#step-without-gradient-bound",
  instances: instances.objective({
    families: ["least-squares"],
    descentSteps: 3,
    residuals: 1,
    reach: 0.4,
    stepSizes: [0.875, 1],
  }),
  given: {
    ...hypotheses,
    stepSize: (objective) => [
      hypotheses.stepSize(objective),
      below(objective.radius, gradientCondition(objective), "beyond the gradient's bound"),
    ],
  },
  then: conclusions,
  mutants: mutants(
    { ...WITNESS, descent: { stepSize: 0.1796875, steps: [1] } },
    { ...WITNESS, descent: { stepSize: 0.359375, steps: [1] } },
  ),
  necessity,
  examples: [
    { ...WITNESS, descent: { stepSize: 0.1796875, steps: [1, 2, 3] } },
    { ...WITNESS, radius: 2, descent: { stepSize: 0.140625, steps: [1, 2] } },
    { ...WITNESS, radius: 8, descent: { stepSize: 0.1875, steps: [1, 2] } },
  ],
});
