import { atMost, claim, instances, minus, type Objective, type Operand, over, power, product, times } from "lemmacheck";
import { polyak } from "./polyak.js";

const decays = (objective: Objective, factor: Operand) =>
  objective.descent.steps.map((k) =>
    atMost(objective.descent.at(k).value, times(power(minus(1, factor), k), objective.value), `step ${k}`),
  );

/** mu = alpha / 2 */
const level = (objective: Objective) => over(objective.alpha, 2);

const LINE = { model: "objective", family: "quadratic", A: [[1]], x0: [10], radius: 1 };

/**
 * Problem: gradient descent whose steps are clipped, but never below a part delta of the step size.
 * Computed: h_k = eta min(1, max(delta, gamma / |grad f(x_k)|)) and the iterates, for least squares and quadratics.
 * Status: the idea of a clipping with a floor is recalled; constants and proof are derived.
 */
export default claim({
  id: "extended/clipped-gradient-rate",
  title: "clipped gradient descent with a floor delta shrinks f by 1 - eta delta mu a step",
  statement: String.raw`h_k = \eta\min\{1, \max\{\delta, \gamma/|\nabla f(x_k)|\}\},\ 0 < \eta \le 1/H,\ \tfrac12|\nabla f|^2 \ge \mu f \implies f(x_k) \le (1-\eta\delta\mu)^k f(x_0)`,
  plain:
    "If f >= 0 has a Lipschitz gradient with constant H and |grad f|^2 / 2 >= mu f, then descent with the clipped steps h = eta min(1, max(delta, gamma / |grad f|)), 0 < eta <= 1/H, has f(x_k) <= (1 - eta delta mu)^k f(x_0).",
  paper: polyak,
  locator:
    "gradient descent under the gradient inequality, with clipping bounded from below; derived in this repository",
  provenance: "derived",
  proof: "properties/extended/README.md#clipped-gradient-rate",
  instances: instances.objective({
    families: ["least-squares", "quadratic"],
    descentSteps: 3,
    clipped: true,
    residuals: 1,
    reach: 0.25,
  }),
  given: { stepSize: (objective) => atMost(times(objective.descent.stepSize, objective.hessianBound), 1) },
  then: {
    rate: (objective) =>
      decays(objective, product(objective.descent.stepSize, objective.descent.clipFloor, level(objective))),
  },
  mutants: {
    unclippedRate: {
      statement: "(1 - eta mu)^k, as without clipping",
      then: { rate: (objective) => decays(objective, times(objective.descent.stepSize, level(objective))) },
      witnesses: [{ ...LINE, descent: { stepSize: 0.5, steps: [1], clip: { threshold: 0.125, floor: 0.015625 } } }],
    },
    doubledRate: {
      statement: "(1 - 2 eta delta mu)^k",
      then: {
        rate: (objective) =>
          decays(objective, product(2, objective.descent.stepSize, objective.descent.clipFloor, level(objective))),
      },
      witnesses: [{ ...LINE, descent: { stepSize: 0.5, steps: [1], clip: { threshold: 0.125, floor: 1 } } }],
    },
  },
  necessity: {
    stepSize: {
      breaks: "eta > 2/H diverges, clipped at no more than eta",
      witnesses: [{ ...LINE, descent: { stepSize: 2.5, steps: [1, 2], clip: { threshold: 1, floor: 1 } } }],
    },
  },
  examples: [
    { ...LINE, descent: { stepSize: 0.5, steps: [1, 2, 3], clip: { threshold: 0.125, floor: 0.015625 } } },
    { ...LINE, descent: { stepSize: 1, steps: [1], clip: { threshold: 20, floor: 0.5 } } },
    { ...LINE, A: [[0.5]], descent: { stepSize: 1, steps: [1, 2], clip: { threshold: 1, floor: 0 } } },
  ],
});
