import { atMost, claim, instances, type Objective, type Operand, times } from "lemmacheck";
import { chatterjee2022 } from "./paper.js";

const bounds = (objective: Objective, alpha: Operand) =>
  atMost(times(alpha, objective.point.value), objective.point.gradientSquare, objective.family);

/**
 * Problem: lower bounds of inf |grad f|^2 / f over a ball that are proved, not sampled (sampling over-estimates an infimum).
 * Computed: the certificate of each family, and f and grad f at one point of the ball.
 * Status: derived here, see README for the closed forms.
 */
export default claim({
  id: "chatterjee-2022/alpha-certificates",
  title: "the certified alpha is a lower bound of |grad f|^2 / f at every point of the ball",
  statement: String.raw`|x - x_0| \le r \implies \underline\alpha(x_0,r) f(x) \le |\nabla f(x)|^2`,
  plain:
    "At every point x within r of x0, alpha f(x) <= |grad f(x)|^2, for the closed forms of alpha: 4 lambda_min(BB') for |Bx - y|^2, 2 lambda_min^+(A) for x'Ax/2, 4 (|x0| - r)_+^2 for (u'v - y)^2, 16 (|x0| - r)_+^2 for (|x|^2 - a^2)^2, 4 (sqrt(sigma_a(U)^2 + sigma_b(V)^2) - r)_+^2 for |UV' - M|^2, 4 min g'^2 for g(x)^2.",
  paper: chatterjee2022,
  locator: "certificates for the criterion's alpha; derived in this repository",
  provenance: "derived",
  proof: "properties/chatterjee-2022/README.md#alpha-certificates",
  instances: instances.objective({
    families: ["least-squares", "quadratic", "product", "sphere", "matrix-product", "scalar"],
    point: true,
    residuals: 1,
  }),
  given: { inside: (objective) => atMost(objective.point.travelled, objective.radius) },
  then: { certificate: (objective) => bounds(objective, objective.alpha) },
  mutants: {
    doubled: {
      statement: "twice the certificate",
      then: { certificate: (objective) => bounds(objective, times(2, objective.alpha)) },
      witnesses: [{ model: "objective", family: "least-squares", B: [[1.5]], y: [0], x0: [1], radius: 1 }],
    },
    largest: {
      statement: "the largest in place of the least singular value",
      then: { certificate: (objective) => bounds(objective, objective.alphaOfLargest) },
      witnesses: [
        {
          model: "objective",
          family: "least-squares",
          B: [
            [1, 0],
            [0, 2],
          ],
          y: [0, 0],
          x0: [1, 0],
          radius: 1,
        },
      ],
    },
    centre: {
      statement: "the values at x0, without subtracting r",
      then: { certificate: (objective) => bounds(objective, objective.alphaAtCentre) },
      witnesses: [
        {
          model: "objective",
          family: "product",
          y: 1,
          x0: { u: [1], v: [0] },
          radius: 0.5,
          point: { u: [0.5], v: [0] },
        },
        { model: "objective", family: "sphere", a: 0, x0: [1], radius: 0.5, point: [0.5] },
        {
          model: "objective",
          family: "matrix-product",
          M: [[0]],
          x0: { U: [[1]], V: [[1]] },
          radius: 1,
          point: { U: [[0.3125]], V: [[0.3125]] },
        },
      ],
    },
  },
  necessity: {
    inside: {
      breaks: "outside of the ball the gradient may be smaller",
      witnesses: [
        {
          model: "objective",
          family: "product",
          y: 1,
          x0: { u: [1], v: [0] },
          radius: 0.5,
          point: { u: [0.125], v: [0] },
        },
      ],
    },
  },
  examples: [
    {
      model: "objective",
      family: "scalar",
      coefficients: [0, 1.5, 0.25, 0.125],
      x0: [0.5],
      radius: 0.375,
      point: [0.25],
    },
    { model: "objective", family: "least-squares", B: [[1], [2]], y: [1, 2], x0: [0], radius: 2, point: [0.5] },
    {
      model: "objective",
      family: "quadratic",
      A: [
        [1, 1],
        [1, 1],
      ],
      x0: [1, 2],
      radius: 2,
      point: [0, 1],
    },
  ],
});
