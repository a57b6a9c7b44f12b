import { atMost, below, claim, type ImplicitLayer, instances, times } from "lemmacheck";

/** A true claim on layers of one size, for how the cost of a trial grows: BENCH_WIDTH rows, BENCH_SAMPLES samples. */
const width = Number(process.env.BENCH_WIDTH ?? 16);
const samples = Number(process.env.BENCH_SAMPLES ?? 4);
export default claim({
  id: "bench/sized",
  title: "Picard iteration contracts by gamma ||A||",
  statement: String.raw`q = \gamma\|A\|_2 < 1 \implies \|Z_{1} - Z\|_F \le q \|Z_0 - Z\|_F`,
  plain: "If gamma ||A|| < 1, a Picard step shrinks the error by that factor.",
  paper: { key: "bench", authors: "none", title: "A true claim, for the benchmark", year: 2026 },
  locator: "nowhere",
  provenance: "derived",
  proof: "relu is 1-Lipschitz",
  instances: instances.implicitLayer({
    width: [width, width],
    samples: [samples, samples],
    gain: [0, 1],
    starts: true,
    steps: [1, 1],
  }),
  given: { contraction: (layer: ImplicitLayer) => below(layer.gain, 1) },
  then: {
    contracts: (layer: ImplicitLayer) =>
      atMost(layer.picard.error(1), times(layer.gain, layer.picard.error(0)), "one step"),
  },
});
