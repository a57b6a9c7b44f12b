import { atMost, claim, instances, type LinearNetwork, minus, over, times } from "lemmacheck";
import { examplesWith, scalarNetwork, upTo } from "./levels.js";
import { min2021 } from "./paper.js";

/** L_0 - L_K; L* cancels, so the difference of the excess losses is the same with fewer digits lost */
const decrease = (network: LinearNetwork) =>
  minus(network.excessLoss, network.descent.at(network.descent.length).excessLoss);

const drift = (network: LinearNetwork) => network.descent.imbalanceDrift(network.descent.length);

/**
 * Problem: gradient descent does not conserve the imbalance; how far does it drift?
 * Computed: the nuclear norm of Lambda_K - Lambda_0 against 2 eta (L_0 - L_K); the hypothesis, that each step decreases the
 * loss by at least (eta / 2) |grad L|^2, is checked step by step (it holds for eta at most 1 over the Hessian's norm).
 * Status: derived here.
 */
export default claim({
  id: "min-2021/imbalance-drift",
  title: "along descent steps the imbalance drifts by at most 2 eta times the loss gained",
  statement: String.raw`L_{k+1} \le L_k - \tfrac{\eta}{2}\|\nabla L_k\|^2 \ (k < K) \implies \|\Lambda_K - \Lambda_0\|_* \le 2\eta(L_0 - L_K)`,
  plain:
    "If each of K steps of gradient descent of size eta lowers the loss by at least eta/2 times the squared norm of the gradient, the eigenvalues of Lambda_K - Lambda_0 sum, in absolute value, to at most 2 eta (L_0 - L_K).",
  paper: min2021,
  locator: "discrete counterpart of the conservation of the imbalance; derived here",
  provenance: "derived",
  proof: "properties/min-2021/README.md#imbalance-drift",
  instances: instances.linearNetwork({ descentSteps: 3, stepSizes: "any" }),
  given: {
    descent: (network) =>
      upTo(network.descent.length).map((k) => {
        const point = network.descent.at(k);
        const after = network.descent.at(k + 1);
        return atMost(
          after.excessLoss,
          minus(point.excessLoss, times(over(network.descent.stepSize, 2), point.gradientSquare)),
          `step ${k}`,
        );
      }),
  },
  then: {
    drift: (network) => atMost(drift(network), times(times(2, network.descent.stepSize), decrease(network))),
  },
  mutants: {
    halfTheConstant: {
      statement: "the drift is at most eta (L_0 - L_K)",
      then: { drift: (network) => atMost(drift(network), times(network.descent.stepSize, decrease(network))) },
      witnesses: [scalarNetwork(1, 0, 1, { descent: { stepSize: 0.125, steps: [1] } })], // eta^2 > eta (eta - ...)
    },
    squaredStep: {
      statement: "the drift is at most 2 eta^2 (L_0 - L_K)",
      then: {
        drift: (network) => {
          const step = network.descent.stepSize;
          return atMost(drift(network), times(times(2, times(step, step)), decrease(network)));
        },
      },
      witnesses: [scalarNetwork(1, 0, 1, { descent: { stepSize: 0.125, steps: [1] } })],
    },
  },
  necessity: {
    descent: {
      breaks: "a step that is too long: the loss rises, the bound is negative",
      witnesses: [scalarNetwork(1, 0, 1, { descent: { stepSize: 3, steps: [1] } })],
    },
  },
  examples: examplesWith({ descent: { stepSize: 0.0625, steps: [3] } }),
});
