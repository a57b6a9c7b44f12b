import { test } from "uvu";
import * as assert from "uvu/assert";
import { implicitLayer } from "../../arbitraries/index.js";
import { minus, over } from "../../claims/arithmetic.js";
import { claim } from "../../claims/claim.js";
import { atMost, below } from "../../claims/inequality.js";
import { counterStream } from "../../numerics/random.js";
import { loadPrecise } from "../precise-loader.js";
import { type PhaseDiagramOptions, phaseDiagram } from "./phase-diagram.js";
import { fitLine, meanInterval, studentQuantile } from "./regression.js";
import { sphere, widthTrial } from "./width-events.js";
import { gridWidth, judgeScaling, judgeWidth, runWidthStudy, type WidthStudyOptions } from "./width-study.js";

const close = (a: number, b: number, tolerance = 1e-5): boolean => Math.abs(a - b) <= tolerance * Math.abs(b);

test("least squares, and Student's quantile as tables have it", () => {
  const line = fitLine([0, 1, 2, 5].map((x) => ({ x, y: 3 - 2 * x })));
  assert.ok(close(line.slope, -2, 1e-12) && close(line.intercept, 3, 1e-12));
  assert.throws(() => fitLine([{ x: 1, y: 1 }]), RangeError);
  for (const [freedom, quantile] of [
    [1, 12.7062],
    [3, 3.18245],
    [4, 2.77645],
    [30, 2.04227],
  ])
    assert.ok(close(studentQuantile(0.05, freedom), quantile), `${freedom} degrees of freedom`);
  // mean 2, deviation 1, three values: 4.30265 / sqrt(3)
  assert.ok(close(meanInterval([1, 2, 3], 0.05).halfWidth, 4.30265 / Math.sqrt(3)));
  assert.is(meanInterval([1], 0.05).halfWidth, Number.POSITIVE_INFINITY);
});

test("the event needs as many units as samples, and happens nearly surely at a large width", () => {
  const source = sphere({ perSample: 2 });
  let wide = 0;
  for (let trial = 0; trial < 20; trial++) {
    assert.not(widthTrial("gram", source, counterStream(5n, trial), 8, 7));
    if (widthTrial("gram", source, counterStream(5n, trial), 8, 200)) wide++;
  }
  assert.is(wide, 20);
});

const options: WidthStudyOptions = {
  id: "test/width",
  seed: 3,
  event: "gram",
  source: sphere({ perSample: 2 }),
  samples: [4, 8, 16, 32],
  replicates: 4,
  trials: 40,
};

test("a width study: exponent near 1, its mutants inconsistent, the same for the same seed", async () => {
  const result = await runWidthStudy(options);
  const { mean, lower, upper } = result.exponent;
  assert.ok(mean > 0.85 && mean < 1.2 && lower < 1.1 && upper > 0.9, `${mean}`);
  for (const { widths } of result.replicates)
    for (const { samples, width, successes, trials } of widths) {
      // The measured widths of the protocol: about 4.5 n, whatever the random numbers.
      assert.ok(width >= 2.5 * samples && width <= 7 * samples, `n = ${samples}: ${width}`);
      assert.ok(2 * successes >= options.trials || trials < options.trials);
    }
  assert.is(judgeScaling({ kind: "suffices", exponent: 1 }, result).outcome, "consistent");
  assert.is(judgeScaling({ kind: "necessary", exponent: 2 }, result).outcome, "inconsistent");
  assert.is(judgeScaling({ kind: "suffices", exponent: 0.5 }, result).outcome, "inconsistent");
  assert.equal(await runWidthStudy(options), result);
  const other = await runWidthStudy({ ...options, seed: 4 });
  assert.not.equal(other.replicates, result.replicates);
});

test("intervals that do not decide are undecided, as is what was interrupted", () => {
  const of = (lower: number, upper: number, interrupted = false) => ({
    exponent: { mean: (lower + upper) / 2, halfWidth: (upper - lower) / 2, lower, upper, confidence: 0.95 },
    replicates: [],
    interrupted,
  });
  const linear = { kind: "suffices", exponent: 1 } as const;
  assert.is(judgeScaling(linear, of(0.5, 1.5)).outcome, "undecided", "too wide");
  assert.is(judgeScaling(linear, of(1.29, 1.4)).outcome, "undecided", "high, but not certainly");
  assert.is(judgeScaling(linear, of(1.31, 1.4)).outcome, "inconsistent");
  assert.is(judgeScaling(linear, of(0.4, 0.6)).outcome, "consistent", "less than linear suffices all the more");
  assert.is(judgeScaling(linear, of(0.9, 1.1, true)).outcome, "undecided");
  assert.is(judgeScaling({ kind: "necessary", exponent: 2 }, of(1.7, 1.8)).outcome, "undecided");
});

test("a width that fails nearly always is inconsistent, one that suffices is not", async () => {
  const { replicates: _, ...shared } = options;
  const width = (factor: number) => judgeWidth({ kind: "width", factor, exponent: 1 }, shared);
  assert.is((await width(1)).outcome, "inconsistent");
  assert.is((await width(12)).outcome, "undecided");
  assert.equal([0, 7, 20].map(gridWidth), [1, 2, 10]);
});

const normBound = claim({
  id: "test/norm-bound",
  statement: "upper bound of the equilibrium's norm",
  instances: implicitLayer({ width: [1, 2], samples: [1, 2] }),
  given: { contraction: (layer) => below(layer.gain, 1) },
  then: { upper: (layer) => atMost(layer.equilibriumNorm, over(layer.featureNorm, minus(1, layer.gain))) },
});

test("a phase diagram: held below the threshold of the gain, vacuous above it; every trial is counted once", async () => {
  const base: PhaseDiagramOptions = {
    claim: normBound,
    x: { parameter: "gamma", values: [0.1, 0.5, 2] },
    y: { parameter: "width", values: [2, 16] },
    source: sphere({ perSample: 1 }),
    trials: 8,
    seed: 1,
    precise: await loadPrecise(),
  };
  const diagram = await phaseDiagram(base);
  assert.is(diagram.cells.length, 6);
  for (const { x, shares } of diagram.cells) {
    assert.is(
      Object.values(shares).reduce((sum, { count }) => sum + count, 0),
      8,
    );
    if (x === 0.1) assert.is(shares.held.count, 8);
  }
  assert.is(diagram.cells[5].shares.vacuous.count, 8);
  // 1 - 0.025^(1/8)
  assert.ok(close(diagram.cells[5].shares.held.upper, 0.369417));
  assert.equal(await phaseDiagram(base), diagram);
  await phaseDiagram({ ...base, y: { parameter: "gamma", values: [1] } }).then(
    () => assert.unreachable(),
    (error) => assert.match(String(error), /two different parameters/),
  );
});

test.run();
