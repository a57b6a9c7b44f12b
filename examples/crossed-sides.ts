import { atMost, below, claim, instances, over, plus } from "lemmacheck";

/** False: the sides are crossed. The equilibrium can be smaller than its features only if A has negative entries. */
export default claim({
  id: "example/crossed-sides",
  title: "A lower bound with the factor on the wrong side",
  statement: String.raw`q = \gamma\|A\|_2 < 1 \implies \|\sigma(\Phi)\|_F \le \frac{\|Z\|_F}{1 + q}`,
  source: "docs/tutorial.md",
  instances: instances.implicitLayer({ width: [1, 12], samples: [1, 4], gain: [0, 0.99] }),
  given: { contraction: (layer) => below(layer.gain, 1) },
  then: { lowerBound: (layer) => atMost(layer.featureNorm, over(layer.equilibriumNorm, plus(1, layer.gain))) },
});
