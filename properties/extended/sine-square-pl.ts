import { atMost, claim, equals, instances, minus, type Objective, type Operand, over, times } from "lemmacheck";
import { plInequality } from "./pl-paper.js";

/** The largest constant is 0.17553098..., attained near |x| = 2.2017. */
const MU = "0.1755";

const inequality = (objective: Objective, mu: Operand) =>
  atMost(times(mu, objective.point.value), over(objective.point.gradientSquare, 2));

/** The same for all points of the ball at once: alpha / 2 is the infimum, enclosed by branch and bound */
const certificate = (objective: Objective, mu: Operand) => atMost(mu, over(objective.alpha, 2));

const decays = ({ descent }: Objective, mu: Operand) =>
  descent.steps.map((k) =>
    atMost(descent.at(k).value, times(minus(1, times(descent.stepSize, mu)), descent.at(k - 1).value), `step ${k}`),
  );

const at = (x: number, amplitude = 3) => ({ model: "objective", family: "sine-square", amplitude, x0: [x], radius: 8 });

/**
 * Problem: the constant of Polyak and Lojasiewicz's inequality for the standard example that is not convex, x^2 + 3 sin^2 x.
 * Computed: |f'|^2 / 2 against mu f at a point; the infimum of |f'|^2 / (2f) over a ball, enclosed; gradient descent.
 * Status: derived here, see README. The valid constant 1/32 is the one in use, as recalled.
 */
export default claim({
  id: "extended/sine-square-pl",
  title: "x^2 + 3 sin^2 x satisfies |f'|^2 / 2 >= mu f with mu = 0.1755, not only with 1/32",
  statement: String.raw`f(x) = x^2 + 3\sin^2 x \implies \tfrac12 f'(x)^2 \ge 0.1755\,f(x),\quad \inf_{x \ne 0}\tfrac{f'(x)^2}{2f(x)} = 0.17553\ldots;\quad 0 < \eta \le \tfrac18 \implies f(x_{k+1}) \le (1 - 0.1755\,\eta) f(x_k)`,
  plain:
    "For f(x) = x^2 + 3 sin^2 x: f'(x)^2 / 2 >= 0.1755 f(x) at every x, and gradient descent with a step of at most 1/8 shrinks f by 1 - 0.1755 eta a step. The largest such constant is 0.17553..., attained near |x| = 2.2017.",
  paper: plInequality,
  locator:
    "example of a function that is not convex (constant 1/32 there, as recalled); the constant derived in this repository",
  provenance: "derived",
  proof: "properties/extended/README.md#sine-square-pl",
  instances: instances.objective({
    families: ["sine-square"],
    amplitude: 3,
    point: true,
    descentSteps: 2,
    reach: 0.25,
  }),
  cost: "heavy",
  given: {
    amplitude: (objective) => equals(objective.amplitude, 3),
    stepSize: (objective) => atMost(times(objective.descent.stepSize, 8), 1),
  },
  then: {
    point: (objective) => inequality(objective, MU),
    ball: (objective) => certificate(objective, MU),
    rate: (objective) => decays(objective, MU),
  },
  mutants: {
    nextDigit: {
      statement: "mu = 0.1756",
      then: {
        point: (objective) => inequality(objective, "0.1756"),
        ball: (objective) => certificate(objective, "0.1756"),
      },
      witnesses: [{ ...at(2.25), point: [2.203125], descent: { stepSize: 0.125, steps: [1] } }],
    },
    oneThirtySecond: {
      statement: "1/32 is the largest constant: the infimum over the ball is at most 1/32",
      then: { ball: (objective) => atMost(over(objective.alpha, 2), "1/32") },
      witnesses: [{ ...at(2.25), descent: { stepSize: 0.125, steps: [1] } }],
    },
    fourfoldRate: {
      statement: "f shrinks by 1 - 4 mu eta a step",
      then: { rate: (objective) => decays(objective, times(4, MU)) },
      witnesses: [{ ...at(2.203125), descent: { stepSize: 0.125, steps: [1] } }],
    },
  },
  necessity: {
    amplitude: {
      breaks: "x^2 + 4 sin^2 x is flatter near 2.2",
      witnesses: [{ ...at(2.25, 4), descent: { stepSize: 0.125, steps: [1] } }],
    },
    stepSize: {
      breaks: "a step of 1 from x = 0.25 jumps to -1.188: f grows",
      witnesses: [{ ...at(0.25), descent: { stepSize: 1, steps: [1] } }],
    },
  },
  examples: [
    { ...at(2.203125), descent: { stepSize: 0.125, steps: [1, 2, 3] } },
    { ...at(-0.5), point: [1], descent: { stepSize: 0.0625, steps: [1] } },
    { ...at(100), descent: { stepSize: 0.125, steps: [1, 2] } },
  ],
});
