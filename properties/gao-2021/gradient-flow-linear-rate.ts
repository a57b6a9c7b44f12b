import { claim, instances } from "lemmacheck";
import { examples, given, mutants, necessity, then } from "../gao-2022/flow-statement.js";
import { flowRateRatio, flowRun } from "../gao-2022/training-runs.js";
import { LOSS, RATE_RATIO } from "../runs.js";
import { gao2021 } from "./paper.js";

/**
 * Problem: gradient flow of the network with normalised features, Phi = relu(W X)/sqrt m, and feedback (gamma/sqrt m) A.
 * The theorem is that of gao-2022/gradient-flow-linear-rate: it holds for every feature scale s > 0 and every gamma >= 0,
 * read as the instance's featureScale and gamma; the instances drawn here have s = 1/sqrt m as a double.
 * Status: the abstract says that it converges at a linear rate; the conditions and constants are derived here.
 */
export default claim({
  id: "gao-2021/gradient-flow-linear-rate",
  title: "gradient flow converges at a linear rate, with features scaled by 1/sqrt m",
  statement: String.raw`\Phi = \tfrac1{\sqrt m}\sigma(WX),\ \tilde\gamma = \tfrac\gamma{\sqrt m},\ \alpha_0 = \sigma_n(Z_0) > 0,\ q_0 = \tilde\gamma\|A_0\|_2 < 1,\ c = \tfrac1{\sqrt2},\ R = \tfrac{\|r_0\|}{c\alpha_0},\
    \tilde\gamma\rho_A\|Z_0\|_F + \tfrac1{\sqrt m}\|X\|_2\rho_W \le (1-c)\alpha_0(1-\bar q) \text{ (or its simple form)} \implies
    \tilde\gamma\|A(t)\|_2 < 1,\ \|\theta(t) - \theta_0\| \le R,\ \sigma_n(Z(t)) \ge c\alpha_0,\ L(t) \le e^{-\lambda_0t}L(0)`,
  plain:
    "With features relu(W X)/sqrt m and feedback gamma A/sqrt m: if sigma_n(Z_0) > 0, q_0 < 1 and the residual is small enough for the radius condition, then along gradient flow the gain stays below 1, " +
    "the parameters within R = sqrt 2 ||r_0||/alpha_0, sigma_n(Z) above alpha_0/sqrt 2, and the loss below e^{-lambda_0 t} times its start.",
  paper: gao2021,
  locator: "abstract; conditions and constants derived here",
  provenance: "abstract",
  proof: "properties/gao-2021/README.md#gradient-flow-linear-rate",
  cost: "heavy",
  instances: instances.trainedLayer({
    width: [1, 8],
    samples: [1, 3],
    inputs: [1, 6],
    theorem: "flow",
    scale: "normalised",
    times: 3,
    moved: "ball",
  }),
  given,
  then,
  mutants,
  necessity,
  examples,
  observations: { [RATE_RATIO]: flowRateRatio },
  curves: { [LOSS]: flowRun((layer) => layer.flowCertificate.rate) },
});
