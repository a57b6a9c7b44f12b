import { atMost, below, claim, instances, minus, over, times } from "lemmacheck";

/** False: 1 - q^2 stands where 1 - q should. The sample report shows what lemmacheck makes of it. */
export default claim({
  id: "example/too-good",
  title: "A bound on the equilibrium that is too good",
  statement: String.raw`q = \gamma\|A\|_2 < 1 \implies \|Z\|_F \le \frac{\|\sigma(\Phi)\|_F}{1 - q^2}`,
  source: "docs/tutorial.md",
  instances: instances.implicitLayer({ width: [1, 24], samples: [1, 8], gain: [0, 0.99] }),
  given: { contraction: (layer) => below(layer.gain, 1) },
  then: {
    upperBound: (layer) =>
      atMost(layer.equilibriumNorm, over(layer.featureNorm, minus(1, times(layer.gain, layer.gain)))),
  },
});
