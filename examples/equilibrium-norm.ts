import { atMost, below, claim, instances, minus, over } from "lemmacheck";

/** The equilibrium of an implicit layer is bounded by its features: what examples/too-good.ts should have said. */
export default claim({
  id: "example/equilibrium-norm",
  title: "The equilibrium is bounded by the features",
  statement: String.raw`q = \gamma\|A\|_2 < 1 \implies \|Z\|_F \le \frac{\|\sigma(\Phi)\|_F}{1 - q}`,
  source: "docs/tutorial.md",
  instances: instances.implicitLayer({ width: [1, 24], samples: [1, 8], gain: [0, 0.99] }),
  given: { contraction: (layer) => below(layer.gain, 1) },
  then: { upperBound: (layer) => atMost(layer.equilibriumNorm, over(layer.featureNorm, minus(1, layer.gain))) },
  mutants: {
    lostFactor: { then: { upperBound: (layer) => atMost(layer.equilibriumNorm, layer.featureNorm) } },
  },
});
