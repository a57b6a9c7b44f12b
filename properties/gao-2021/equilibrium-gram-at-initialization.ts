import {
  atMost,
  below,
  claim,
  exponential,
  type ImplicitLayer,
  instances,
  minus,
  negate,
  type Operand,
  over,
  plus,
  positivePart,
  power,
  product,
  type Real,
  square,
  squareRoot,
  times,
} from "lemmacheck";
import { LONG, ONE } from "./first-layers.js";
import { gao2021 } from "./paper.js";

/** n exp(-m lambda^2 / (12 spread)) */
const tail = (layer: ImplicitLayer, spread: Operand) =>
  times(
    layer.samples,
    exponential(negate(over(times(layer.width, square(layer.limitKernelLeastEigenvalue)), times(12, spread)))),
  );

/** s sqrt(m share lambda): what sigma_n(Phi) keeps */
const kept = (layer: ImplicitLayer, share: Operand): Real =>
  times(layer.featureScale, squareRoot(product(layer.width, share, layer.limitKernelLeastEigenvalue)));

/** q ||Phi||_F / (1 - q): what feedback takes at most */
const lost = (layer: ImplicitLayer): Real => over(times(layer.gain, layer.featureNorm), minus(1, layer.gain));

/**
 * Problem: which width keeps the Gram matrix Z'Z of the equilibrium positive definite at initialization.
 * Computed: lambda_min(Z'Z) against (sqrt(lambda/2) - q ||Phi||_F/(1 - q))_+^2; per design, the number of failures against
 * n exp(-m lambda^2 / (12 ||X||_F^4)).
 * Status: derived here, from gram-at-initialization and gao-2022/gram-lower-bound. A bound of 1 or more says nothing.
 */
export default claim({
  id: "gao-2021/equilibrium-gram-at-initialization",
  title: "the equilibrium's Gram matrix keeps what the features' one keeps, less what feedback takes",
  statement: String.raw`\gamma\|A\|_2 = q < 1,\ \lambda = \lambda_{\min}(K) \implies
    \Pr\Bigl(\lambda_{\min}(Z^\top Z) < \bigl(s\sqrt{m\lambda/2} - \tfrac{q\|\Phi\|_F}{1-q}\bigr)_+^2\Bigr) \le n\exp\Bigl(-\frac{m\lambda^2}{12\|X\|_F^4}\Bigr),\ \Phi = s\,\sigma(WX)`,
  plain:
    "If W has m rows of independent standard normal entries, A is independent of W with q = gamma ||A|| < 1, and lambda = lambda_min(K), then the least eigenvalue of Z' Z is below the square of the positive part of s sqrt(m lambda/2) - q ||Phi||_F/(1 - q) with probability at most n exp(-m lambda^2 / (12 ||X||_F^4)).",
  paper: gao2021,
  locator: "Gram matrix at initialization; derived in this repository",
  provenance: "derived",
  proof: "properties/gao-2021/README.md#equilibrium-gram-at-initialization",
  cost: "heavy",
  quantifier: { kind: "withProbability", failure: (layer) => tail(layer, power(layer.inputFrobeniusNorm, 4)) },
  instances: instances.gaussianLayer({
    designs: [
      { name: "n = 1, m = 36", X: ONE, width: 36, gamma: 2 ** -5, share: 3 },
      { name: "norm 10, m = 1, no feedback", X: LONG, width: 1, gamma: 0 },
    ],
  }),
  given: { contraction: (layer) => below(layer.gain, 1) },
  then: {
    gram: (layer) => atMost(square(positivePart(minus(kept(layer, "1/2"), lost(layer)))), layer.gramLambdaMin),
  },
  necessity: {
    contraction: {
      breaks: "gamma A = -3, phi = 1: z = 1/4, and q/(1 - q) is negative, so that the bound is (1/2 + 3/2)^2",
      witnesses: [{ model: "implicit-relu", gamma: 1, A: [[-3]], W: [[1]], X: [[1]], equilibrium: [[0.25]] }],
    },
  },
  mutants: {
    twiceTheEigenvalue: {
      statement: "twice lambda_min(K) in place of half of it, whatever the feedback",
      then: { gram: (layer) => atMost(square(kept(layer, 2)), layer.gramLambdaMin) },
    },
    feedbackAdds: {
      statement: "s sqrt(m lambda/2) + q ||Phi||_F/(1 - q) in place of the difference",
      then: { gram: (layer) => atMost(square(plus(kept(layer, "1/2"), lost(layer))), layer.gramLambdaMin) },
    },
    square: {
      statement: "||X||_F^2 in place of ||X||_F^4",
      failure: (layer) => tail(layer, square(layer.inputFrobeniusNorm)),
    },
  },
});
