import { atMost, below, claim, type ImplicitLayer, instances, minus, power, product, times } from "lemmacheck";

const slowest = (layer: ImplicitLayer) => times(layer.stepSize, layer.descentCertificate.lambda0);

/** The promised loss after k steps: at first the factor 2 hides that it falls too fast. */
const promised = (layer: ImplicitLayer, k: number) =>
  product(2, power(minus(1, times(3, slowest(layer))), k), layer.loss);

const steps = (layer: ImplicitLayer) => Array.from({ length: layer.descentSteps }, (_, k) => k + 1);

/** False: the slowest mode shrinks the loss by (1 - eta lambda_0)^2 a step, not by more. Its report draws both. */
export default claim({
  id: "example/fast-descent",
  title: "Gradient descent at three times the rate of its slowest mode",
  statement: String.raw`\alpha_0 > 0,\ 0 < \eta \le \tfrac1\Lambda,\ \eta\lambda_0 \le \tfrac18 \implies L_k \le 2(1 - 3\eta\lambda_0)^k L_0`,
  source: "docs/tutorial.md",
  instances: instances.trainedLayer({ width: [1, 6], samples: [1, 3], inputs: [1, 4], theorem: "descent", steps: [4, 12] }),
  given: {
    start: (layer) => [
      below(0, layer.descentCertificate.alpha0, "alpha_0"),
      below(layer.descentCertificate.initialGain, 1, "q_0"),
      below(0, layer.trained.includes("u") ? 1 : 0, "u is trained"),
    ],
    stepSize: (layer) => [
      below(0, layer.stepSize, "positive"),
      atMost(layer.stepSize, layer.descentCertificate.stepSizeMax, "step size"),
      atMost(slowest(layer), "1/8", "slow"),
    ],
  },
  then: {
    rate: (layer) => [
      atMost(layer.loss, promised(layer, 0), "step 0"),
      ...steps(layer).map((k) => atMost(layer.descent(k).loss, promised(layer, k), `step ${k}`)),
    ],
  },
  curves: {
    "loss, promised and actual": {
      x: "step",
      y: "loss",
      points: (layer) => [
        { x: 0, actual: layer.loss, promised: promised(layer, 0) },
        ...steps(layer).map((k) => ({ x: k, actual: layer.descent(k).loss, promised: promised(layer, k) })),
      ],
      size: (layer) => layer.samples,
    },
  },
});
