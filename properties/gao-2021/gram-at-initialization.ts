import {
  below,
  claim,
  exponential,
  instances,
  negate,
  type Operand,
  over,
  power,
  type ReluKernel,
  times,
} from "lemmacheck";
import { LONG, OBTUSE, ONE, ORTHONORMAL } from "./first-layers.js";
import { gao2021 } from "./paper.js";

/** n exp(-m lambda^2 / (constant spread)) */
const tail = (layer: ReluKernel, constant: Operand, spread: Operand) =>
  times(
    layer.samples,
    exponential(negate(over(times(layer.width, power(layer.kernelLeastEigenvalue, 2)), times(constant, spread)))),
  );

const fourthPower = (layer: ReluKernel) => power(layer.inputFrobeniusNorm, 4);

/**
 * Problem: which width makes the Gram matrix of the features positive definite at initialization.
 * Computed: lambda_min of (1/m) relu(W X)' relu(W X) against half of lambda_min(K); per design, the number of failures
 * against n exp(-m lambda^2 / (12 ||X||_F^4)).
 * Status: derived here (one-sided matrix Laplace transform); the paper's form "lambda_min >= lambda/2 with high
 * probability" is recalled. The constants are ours. A bound of 1 or more says nothing, and is counted as that.
 */
export default claim({
  id: "gao-2021/gram-at-initialization",
  title: "at a width of order ||X||_F^4 log(n) / lambda^2 the Gram matrix keeps half of the kernel's least eigenvalue",
  statement: String.raw`\lambda = \lambda_{\min}(K) > 0 \implies \Pr\Bigl(\lambda_{\min}\bigl(\tfrac1m\sigma(WX)^\top\sigma(WX)\bigr) \le \tfrac\lambda2\Bigr)
    \le n\exp\Bigl(-\frac{m\lambda^2}{12\|X\|_F^4}\Bigr)`,
  plain:
    "If lambda = lambda_min(K) > 0 and W has m rows of independent standard normal entries, then the least eigenvalue of relu(W X)' relu(W X) / m is at most lambda / 2 with probability at most n exp(-m lambda^2 / (12 ||X||_F^4)).",
  paper: gao2021,
  locator: "Gram matrix at initialization; form recalled, explicit constants derived in this repository",
  provenance: "derived",
  proof: "properties/gao-2021/README.md#gram-at-initialization",
  quantifier: { kind: "withProbability", failure: (layer) => tail(layer, 12, fourthPower(layer)) },
  instances: instances.firstLayer({
    designs: [
      { name: "n = 1, m = 1", X: ONE, width: 1, share: 2 },
      { name: "n = 1, m = 10", X: ONE, width: 10, share: 2 },
      { name: "n = 1, m = 48", X: ONE, width: 48, share: 2 },
      { name: "n = 1, m = 200", X: ONE, width: 200, share: 2 },
      { name: "norm 10, m = 1", X: LONG, width: 1, share: 2 },
      { name: "n = 2, m = 800", X: ORTHONORMAL, width: 800 },
      { name: "n = 2 obtuse, m = 800", X: OBTUSE, width: 800 },
    ],
  }),
  given: { positive: (layer) => below(0, layer.kernelLeastEigenvalue) },
  then: {
    gram: (layer) => below(over(layer.kernelLeastEigenvalue, 2), layer.gramLeastEigenvalue),
  },
  necessity: {
    positive: {
      breaks: "equal inputs have equal features: the Gram matrix is singular whatever W is",
      witnesses: [{ model: "relu-kernel", X: [[1, 1]], W: [[1], [2]] }],
    },
  },
  mutants: {
    smallConstant: {
      statement: "1/2 in place of 12",
      failure: (layer) => tail(layer, "1/2", fourthPower(layer)),
    },
    square: {
      statement: "||X||_F^2 in place of ||X||_F^4",
      failure: (layer) => tail(layer, 12, power(layer.inputFrobeniusNorm, 2)),
    },
    wholeEigenvalue: {
      statement: "all of lambda_min(K) is kept, with the same probability",
      then: { gram: (layer) => below(layer.kernelLeastEigenvalue, layer.gramLeastEigenvalue) },
    },
  },
});
