import { claim, instances } from "lemmacheck";
import { LOSS, RATE_RATIO } from "../runs.js";
import { examples, given, mutants, necessity, then } from "./flow-statement.js";
import { gao2022 } from "./paper.js";
import { flowRateRatio, flowRun } from "./training-runs.js";

/**
 * Problem: gradient flow theta' = -grad L of L = ||Z^T u + Phi^T v - y||^2/2 over u and any of v, A, W (Clarke's subgradient
 * at kinks). Does it converge to zero loss, is the layer well posed all along, and at what rate?
 * Computed: the certificate's constants at theta_0; the flow at the instance's times (closed forms where they exist, else a
 * certified tube around a numeric curve); that curve itself, whose defect is bounded; a point anywhere in the ball that the
 * theorem confines the flow to.
 * Status: the abstract says that it converges at a linear rate; the conditions and constants are derived here.
 */
export default claim({
  id: "gao-2022/gradient-flow-linear-rate",
  title: "gradient flow converges at the linear rate lambda_0, the layer well posed all along",
  statement: String.raw`\alpha_0 = \sigma_n(Z_0) > 0,\ q_0 < 1,\ c = \tfrac1{\sqrt2},\ R = \tfrac{\|r_0\|}{c\alpha_0},\
    \gamma\rho_A\|Z_0\|_F + s\|X\|_2\rho_W \le (1-c)\alpha_0(1-\bar q) \text{ or } R\sqrt{\gamma^2\|Z_0\|_F^2 + s^2\|X\|_2^2} \le (1-c)\alpha_0(1 - \gamma(\|A_0\|_2+R)) \implies
    \gamma\|A(t)\|_2 \le \gamma(\|A_0\|_2 + R),\ \gamma\|A(t)\|_2 < 1,\ \|\theta(t) - \theta_0\| \le R,\ \sigma_n(Z(t)) \ge c\alpha_0,\ L(t) \le e^{-\lambda_0t}L(0)`,
  plain:
    "If the equilibrium's Gram matrix starts positive definite (alpha_0 = sigma_n(Z_0) > 0), q_0 < 1, and the residual is small enough for the radius condition (in its simple or its refined form), then along gradient flow " +
    "gamma ||A|| stays below 1, the parameters within R = sqrt 2 ||r_0||/alpha_0, sigma_n(Z) above alpha_0/sqrt 2, and the loss below e^{-lambda_0 t} times its start; at every point of the ball, ||grad L||^2 >= lambda_0 ||r||^2/2. Curves that follow the flow up to a small relative defect do as well, up to that defect.",
  paper: gao2022,
  locator: "abstract; conditions and constants derived here",
  provenance: "abstract",
  proof: "properties/gao-2022/README.md#gradient-flow-linear-rate",
  cost: "heavy",
  instances: instances.trainedLayer({
    width: [1, 8],
    samples: [1, 3],
    inputs: [1, 6],
    theorem: "flow",
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
