import { atMost, below, claim, equals, instances, type Objective, type Operand, over, power, times } from "lemmacheck";
import { chatterjee2022 } from "./paper.js";

const staysAbove = (objective: Objective, floor: Operand) =>
  objective.flow.times.map((_, i) => atMost(floor, objective.flow.at(i).value, `time ${i}`));

/**
 * Problem: is the factor 2 of the integral form the end of it?
 * Computed: the flow of f = (u'v - y)^2 from u = -v, where 2 |e0| < N^2 says y < 0, in closed form.
 * Status: derived here, see README: at y > 0, however small, the flow does not reach a zero.
 */
export default claim({
  id: "chatterjee-2022/integral-criterion-sharp",
  title: "from u = -v and y > 0 the flow never gets below f = y^2: the factor 2 of the integral form is sharp",
  statement: String.raw`u_0 = -v_0,\ y > 0 \implies f(x(t)) \ge y^2 \text{ for all } t,\quad\text{while } 2|e_0| - N^2 = 2y`,
  plain:
    "For f(u, v) = (u'v - y)^2 started at u = -v with y > 0, f stays >= y^2 for all times; and 2 |e0| exceeds N^2 = |u|^2 + |v|^2 by 2 y only, so no factor below 2 would do in 2 |e0| < N^2.",
  paper: chatterjee2022,
  locator: "sharpness of the integral form; derived in this repository",
  provenance: "derived",
  proof: "properties/chatterjee-2022/README.md#integral-criterion-sharp",
  instances: instances.objective({ families: ["product"], flow: true, mirrored: true }),
  given: {
    mirrored: (objective) => equals(objective.mirrorDefect, 0),
    positive: (objective) => below(0, objective.target),
  },
  then: {
    floor: (objective) => staysAbove(objective, power(objective.target, 2)),
    gap: (objective) =>
      equals(times(2, objective.residual), power(objective.startNorm, 2).plus(times(2, objective.target))),
  },
  mutants: {
    fourfoldFloor: {
      statement: "f stays above 4 y^2",
      then: { floor: (objective) => staysAbove(objective, times(4, power(objective.target, 2))) },
      witnesses: [
        {
          model: "objective",
          family: "product",
          y: 0.0625,
          x0: { u: [0.5], v: [-0.5] },
          radius: 0.5,
          flow: { times: [40] },
        },
      ],
    },
    halfGap: {
      statement: "2 |e0| - N^2 = y",
      then: {
        gap: (objective) => equals(times(2, objective.residual), power(objective.startNorm, 2).plus(objective.target)),
      },
      witnesses: [
        {
          model: "objective",
          family: "product",
          y: 0.0625,
          x0: { u: [0.5], v: [-0.5] },
          radius: 0.5,
          flow: { times: [1] },
        },
      ],
    },
    atStart: {
      statement: "f stays above half of its start",
      then: { floor: (objective) => staysAbove(objective, over(objective.value, 2)) },
      witnesses: [
        {
          model: "objective",
          family: "product",
          y: 0.0625,
          x0: { u: [0.5], v: [-0.5] },
          radius: 0.5,
          flow: { times: [40] },
        },
      ],
    },
  },
  necessity: {
    mirrored: {
      breaks: "from u = v the flow reaches a zero",
      witnesses: [
        { model: "objective", family: "product", y: 0.5, x0: { u: [1], v: [1] }, radius: 0.5, flow: { times: [2] } },
      ],
    },
    positive: {
      breaks: "for y < 0 the criterion holds and the flow reaches a zero",
      witnesses: [
        { model: "objective", family: "product", y: -0.5, x0: { u: [1], v: [-1] }, radius: 0.5, flow: { times: [2] } },
      ],
    },
  },
  examples: [
    {
      model: "objective",
      family: "product",
      y: 0.0625,
      x0: { u: [0.5], v: [-0.5] },
      radius: 0.5,
      flow: { times: [1, 40] },
    },
    { model: "objective", family: "product", y: 1, x0: { u: [2, 1], v: [-2, -1] }, radius: 0.5, flow: { times: [1] } },
    { model: "objective", family: "product", y: 3, x0: { u: [0.25], v: [-0.25] }, radius: 0.5, flow: { times: [1] } },
  ],
});
