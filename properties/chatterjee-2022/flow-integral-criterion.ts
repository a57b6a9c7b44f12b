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
  squareRoot,
  times,
} from "lemmacheck";
import { eachTime } from "../flow-times.js";
import { chatterjee2022 } from "./paper.js";

const size = (objective: Objective) => objective.startNorm;
/** s* = N - sqrt(N^2 - 2 |e0|), without cancellation */
const reach = (objective: Objective) =>
  over(
    times(2, objective.residual),
    plus(size(objective), squareRoot(minus(power(size(objective), 2), times(2, objective.residual)))),
  );
const decays = (objective: Objective, rate: Operand) =>
  eachTime(objective.flow.times, (time, i) =>
    atMost(objective.flow.at(i).value, times(objective.value, exponential(negate(times(rate, time)))), `time ${i}`),
  );

/**
 * Problem: what the criterion becomes when the bound of |grad f| / sqrt f may depend on the distance from x0.
 * Computed: for f = (u'v - y)^2, h(s) = 2 (N - s) with N = |x0|: the criterion is 2 |e0| < N^2 where the constant form asks for
 * 4 |e0| < N^2. The flow is in closed form.
 * Status: derived here, see README.
 */
export default claim({
  id: "chatterjee-2022/flow-integral-criterion",
  title: "for products, 2 |u'v - y| < |u|^2 + |v|^2 suffices: twice what the constant form allows",
  statement: String.raw`2|e_0| < N^2 = |u_0|^2 + |v_0|^2 \implies f(x(t)) \le e^{-4(N-s_*)^2t} f(x_0),\quad |x(t)-x_0| \le s_* = N - \sqrt{N^2 - 2|e_0|}`,
  plain:
    "For f(u, v) = (u'v - y)^2 with N^2 = |u|^2 + |v|^2 and e0 = u'v - y at the start: if 2 |e0| < N^2, gradient flow stays within s* = N - sqrt(N^2 - 2 |e0|) of the start and f decays at least like exp(-4 (N - s*)^2 t).",
  paper: chatterjee2022,
  locator: "integral form of the criterion; derived in this repository",
  provenance: "derived",
  proof: "properties/chatterjee-2022/README.md#flow-integral-criterion",
  instances: instances.objective({ families: ["product"], flow: true, reach: 2 }),
  given: { criterion: (objective) => below(times(2, objective.residual), power(size(objective), 2)) },
  then: {
    rate: (objective) => decays(objective, times(4, power(minus(size(objective), reach(objective)), 2))),
    length: (objective) =>
      eachTime(objective.flow.times, (_, i) => atMost(objective.flow.at(i).travelled, reach(objective), `time ${i}`)),
  },
  mutants: {
    wholeSquare: {
      statement: "|e0| < N^2 suffices, with the rate 4 (N^2 - |e0|)",
      given: { criterion: (objective) => below(objective.residual, power(size(objective), 2)) },
      then: { rate: (objective) => decays(objective, times(4, minus(power(size(objective), 2), objective.residual))) },
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
    rateAtStart: {
      statement: "the rate is 4 N^2",
      then: { rate: (objective) => decays(objective, times(4, power(size(objective), 2))) },
      witnesses: [
        { model: "objective", family: "product", y: 0.125, x0: { u: [1], v: [1] }, radius: 0.5, flow: { times: [2] } },
      ],
    },
    halfReach: {
      statement: "the flow stays within s* / 2",
      then: {
        length: (objective) =>
          eachTime(objective.flow.times, (_, i) =>
            atMost(objective.flow.at(i).travelled, over(reach(objective), 2), `time ${i}`),
          ),
      },
      witnesses: [
        { model: "objective", family: "product", y: 0.125, x0: { u: [1], v: [1] }, radius: 0.5, flow: { times: [2] } },
      ],
    },
  },
  necessity: {
    criterion: {
      breaks: "u = -v and y > 0: the flow ends in the saddle (0, 0) with f = y^2",
      witnesses: [
        {
          model: "objective",
          family: "product",
          y: 0.0625,
          x0: { u: [0.5], v: [-0.5] },
          radius: 0.5,
          flow: { times: [100] },
        },
      ],
    },
  },
  examples: [
    { model: "objective", family: "product", y: 0.125, x0: { u: [1], v: [1] }, radius: 0.5, flow: { times: [1, 2] } },
    { model: "objective", family: "product", y: -0.25, x0: { u: [0.5], v: [-0.5] }, radius: 0.5, flow: { times: [3] } },
    {
      model: "objective",
      family: "product",
      y: 2,
      x0: { u: [1, 0.5], v: [0.5, 1] },
      radius: 0.5,
      flow: { times: [0.5] },
    },
  ],
});
