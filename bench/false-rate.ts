import { atMost, below, claim, type ImplicitLayer, instances, times } from "lemmacheck";

/** False: Picard iteration does not contract at the spectral radius (it does at the norm). The peers' work "refute". */
export default claim({
  id: "bench/false-rate",
  title: "Picard iteration contracts by rho(gamma A) (false)",
  statement: String.raw`q = \gamma\|A\|_2 < 1 \implies \|Z_{k+1} - Z\|_F \le \rho(\gamma A) \|Z_k - Z\|_F`,
  plain: "If gamma ||A|| < 1, each Picard step shrinks the error by the spectral radius of gamma A.",
  paper: { key: "bench", authors: "none", title: "A false claim, for the benchmark", year: 2026 },
  locator: "nowhere",
  provenance: "derived",
  proof: "none: it is false",
  instances: instances.implicitLayer({ width: [1, 64], samples: [1, 16], gain: [0, 1], starts: true, steps: [1, 4] }),
  given: { contraction: (layer: ImplicitLayer) => below(layer.gain, 1) },
  then: {
    contracts: (layer: ImplicitLayer) =>
      Array.from({ length: layer.steps }, (_, k) =>
        atMost(layer.picard.error(k + 1), times(layer.spectralRadiusGain, layer.picard.error(k)), `step ${k}`),
      ),
  },
});
