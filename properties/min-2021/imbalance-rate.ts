import {
  atMost,
  claim,
  exponential,
  instances,
  type LinearNetwork,
  negate,
  type Operand,
  square,
  times,
} from "lemmacheck";
import { eachTime } from "../flow-times.js";
import { flowPoints, LOSS, RATE_RATIO, rateRatio } from "../runs.js";
import { examplesWith, levelWith, rateOf, SLOW_MODE, STUCK, scalarNetwork, UNSEEN } from "./levels.js";
import { min2021 } from "./paper.js";

/** l(t) <= e^(-rate t) l(0) at each of the instance's times */
const decays = (network: LinearNetwork, rate: Operand) =>
  eachTime(network.flow.times, (time, i) =>
    atMost(
      network.flow.at(i).excessLoss,
      times(exponential(negate(times(rate, time))), network.excessLoss),
      `time ${i}`,
    ),
  );

/** factor |theta(t) - theta(0)|^2 sigma_r^2 c <= 2 l(0): for c = 0 it says nothing, and is true */
const staysWithin = (network: LinearNetwork, factor: number) =>
  eachTime(network.flow.times, (_, i) =>
    atMost(
      times(factor, times(square(network.flow.travelled(i)), network.rate)),
      times(4, network.excessLoss),
      `time ${i}`,
    ),
  );

/**
 * Problem: how fast gradient flow converges on a two-layer linear network.
 * Computed: the flow is enclosed (Taylor steps with a proved bound of their error, in both arithmetics), so that the
 * inequalities at the instance's times are certified, not estimated.
 * Status: (rate) recalled as the paper's convergence theorem; (path) derived here.
 */
export default claim({
  id: "min-2021/imbalance-rate",
  title: "gradient flow converges linearly with rate 2 sigma_r^2 c, along a path of bounded length",
  statement: String.raw`L(t) - L^* \le e^{-2\sigma_r^2 c\,t}(L(0) - L^*);\quad
    \sigma_r^2 c\,\|\theta(t) - \theta(0)\|^2 \le 2(L(0) - L^*)`,
  plain:
    "Along gradient flow L - L* falls at least like exp(-2 sigma_r^2 c t), c the imbalance level of the start, and (for c > 0) the weights never move by more than sqrt(2 (L(0) - L*)/(sigma_r^2 c)). For c = 0 only monotonicity is left.",
  paper: min2021,
  locator: "convergence theorem (rate); path length derived here",
  provenance: "recalled",
  proof: "properties/min-2021/README.md#imbalance-rate",
  cost: "heavy",
  instances: instances.linearNetwork({ samples: [1, 3], inputs: [1, 3], width: [1, 5], flow: true }),
  then: {
    rate: (network) => decays(network, network.rate),
    path: (network) => staysWithin(network, 1),
  },
  mutants: {
    doubled: {
      statement: "twice the rate: 4 sigma_r^2 c",
      then: { rate: (network) => decays(network, times(2, network.rate)) },
      witnesses: [scalarNetwork(4, 0, 0.0625, { flow: { times: [0.0625] } })],
    },
    largestSingularValue: {
      statement: "sigma_1 in place of sigma_r",
      then: {
        rate: (network) =>
          decays(network, times(2, times(network.largestCovarianceEigenvalue, network.imbalanceLevel))),
      },
      witnesses: [{ ...SLOW_MODE, Y: [[1], [1]], flow: { times: [0.125] } }],
    },
    lostOptimum: {
      statement: "the loss itself, without L*, decays",
      then: {
        rate: (network) =>
          eachTime(network.flow.times, (time, i) =>
            atMost(
              network.flow.at(i).loss,
              times(exponential(negate(times(network.rate, time))), network.loss),
              `time ${i}`,
            ),
          ),
      },
      witnesses: [
        { model: "linear-network", X: [[1], [0]], Y: [[0], [1]], U: [[1]], V: [[0]], flow: { times: [0.5] } },
      ],
    },
    shorterPath: {
      statement: "the path is at most half as long",
      then: {
        path: (network) => staysWithin(network, 4),
      },
      witnesses: [scalarNetwork(4, 0, 0.0625, { flow: { times: [0.25] } })],
    },
    wholeFactor: {
      statement: "the imbalance U'U - V'V without the projector onto the data",
      then: {
        rate: (network) =>
          decays(
            network,
            rateOf(network, levelWith(network.unprojectedImbalanceEigenvalues, network.rank, network.outputs)),
          ),
      },
      witnesses: [{ ...UNSEEN, flow: { times: [0.5] } }],
    },
  },
  examples: [
    ...examplesWith({ flow: { times: [0.0625, 0.25] } }),
    scalarNetwork(0.5, -0.5, 1, { flow: { times: [1] } }),
    { ...STUCK, flow: { times: [0.25] } },
  ],
  observations: {
    [RATE_RATIO]: (network) => {
      const last = network.flow.times.length - 1;
      if (last < 0) return null;
      return rateRatio(
        network.excessLoss,
        network.flow.at(last).excessLoss,
        times(network.rate, network.flow.times[last]),
      );
    },
  },
  curves: {
    [LOSS]: {
      x: "time",
      y: "loss above its least value",
      points: ({ excessLoss, rate, flow }) =>
        flowPoints(
          excessLoss,
          rate,
          flow.times.map((time, i) => ({ time, loss: flow.at(i).excessLoss })),
        ),
      size: (network) => network.samples,
    },
  },
});
