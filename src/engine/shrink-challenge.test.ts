import { test } from "uvu";
import * as assert from "uvu/assert";
import * as instances from "../arbitraries/index.js";
import { largest, minus, over, plus, square, times } from "../claims/arithmetic.js";
import { claim } from "../claims/claim.js";
import { atMost, below, type Inequality } from "../claims/inequality.js";
import type { ImplicitLayer } from "../models/implicit-relu/view.js";
import { runCampaign } from "./campaign.js";

interface Falsehood {
  readonly statement: (layer: ImplicitLayer) => Inequality | readonly Inequality[];
  /** Width and samples of the smallest counterexample, and why there is none smaller. */
  readonly width: number;
  readonly samples: number;
  readonly because: string;
}

const oneMinus = (layer: ImplicitLayer, gain = layer.gain) => minus(1, gain);
const norms = (layer: ImplicitLayer) => layer.columns.map((column) => column.equilibriumNorm);

/**
 * Falsehoods about layers with q < 1, whose smallest counterexamples are known. For width 1 all norms of A are |a|, and for
 * one sample all norms of Phi and Z are the Euclidean one: whatever is false only by confusing two norms needs more.
 */
const FALSEHOODS: Readonly<Record<string, Falsehood>> = {
  lostFactor: {
    statement: (layer) => atMost(layer.equilibriumNorm, layer.featureNorm),
    width: 1,
    samples: 1,
    because: "z = phi/(1 - a) > phi for 0 < a",
  },
  squaredGain: {
    statement: (layer) => atMost(layer.equilibriumNorm, over(layer.featureNorm, minus(1, square(layer.gain)))),
    width: 1,
    samples: 1,
    because: "1/(1 - a) > 1/(1 - a^2)",
  },
  lostSign: {
    statement: (layer) => atMost(layer.featureNorm, layer.equilibriumNorm),
    width: 1,
    samples: 1,
    because: "z = phi/(1 - a) < phi for a < 0",
  },
  spectralRadiusForNorm: {
    statement: (layer) =>
      atMost(layer.equilibriumNorm, over(layer.featureNorm, oneMinus(layer, layer.spectralRadiusGain))),
    width: 2,
    samples: 1,
    because: "for width 1 radius and norm agree",
  },
  spectralNormOfFeatures: {
    statement: (layer) => atMost(layer.equilibriumSpectralNorm, over(layer.signedFeatureSpectralNorm, oneMinus(layer))),
    width: 2,
    samples: 2,
    because: "one row or one column: spectral and Frobenius norm agree, and relu lowers the latter",
  },
  frobeniusAtMostSpectral: {
    statement: (layer) => atMost(layer.frobeniusGain, layer.gain),
    width: 2,
    samples: 1,
    because: "A needs rank 2",
  },
  columnSumAtMostSpectral: {
    statement: (layer) => atMost(layer.columnSumGain, layer.gain),
    width: 2,
    samples: 1,
    because: "for width 1 both are |a|",
  },
  crossedSums: {
    statement: (layer) => atMost(layer.columnSumGain, layer.rowSumGain),
    width: 2,
    samples: 1,
    because: "for width 1 both are |a|",
  },
  determinantAtMostOne: {
    statement: (layer) => atMost(layer.determinant, 1),
    width: 1,
    samples: 1,
    because: "1 - a > 1 for a < 0",
  },
  determinantOfOneFactor: {
    statement: (layer) => atMost(oneMinus(layer), layer.determinant),
    width: 2,
    samples: 1,
    because: "for width 1 the determinant is 1 - a >= 1 - q",
  },
  determinantIsLeastMinor: {
    statement: (layer) => atMost(layer.determinant, layer.leastPrincipalMinor),
    width: 2,
    samples: 1,
    because: "for width 1 it is the only minor",
  },
  relativeSingularValue: {
    statement: (layer) =>
      atMost(times(layer.featureLeastSingularValue, oneMinus(layer)), layer.equilibriumLeastSingularValue),
    width: 2,
    samples: 2,
    because: "for one sample ||z|| >= ||phi||/(1 + q); for n > m both sides are 0",
  },
  frobeniusOfFeatures: {
    statement: (layer) => atMost(layer.featureNorm, layer.featureSpectralNorm),
    width: 2,
    samples: 2,
    because: "relu(Phi) needs rank 2",
  },
  oneColumnForAll: {
    statement: (layer) => norms(layer).map((norm) => atMost(norm, over(layer.columns[0].featureNorm, oneMinus(layer)))),
    width: 1,
    samples: 2,
    because: "for the first column it is true",
  },
  largestColumnForAll: {
    statement: (layer) => {
      const [first, ...rest] = norms(layer);
      return atMost(layer.equilibriumNorm, times("1.1", largest(first, ...rest)));
    },
    width: 1,
    samples: 2,
    because: "for one column the two are equal",
  },
  firstRowForAll: {
    statement: (layer) => atMost(layer.featureEntry(layer.width - 1, 0), plus(layer.featureEntry(0, 0), 0)),
    width: 2,
    samples: 1,
    because: "for width 1 it compares an entry with itself",
  },
  squaredRate: {
    statement: (layer) => atMost(layer.picard.error(1), times(square(layer.gain), layer.picard.error(0))),
    width: 1,
    samples: 1,
    because: "the error is multiplied by a",
  },
  distanceWithoutResolvent: {
    statement: (layer) => atMost(layer.featureDistance, times(layer.gain, layer.featureNorm)),
    width: 1,
    samples: 1,
    because: "z - phi = a phi/(1 - a)",
  },
  gramGrowsNever: {
    statement: (layer) => atMost(layer.gramLambdaMin, layer.featureGramEigenvalues[0]),
    width: 1,
    samples: 1,
    because: "z^2 > phi^2 for 0 < a",
  },
};

/** Numbers in A and Phi. */
const sizeOf = (width: number, samples: number): number => width * width + width * samples;

const ratios: number[] = [];
const budgets = { mutantTrials: 0, necessity: false, sharpenEvaluations: 0, trials: 2000, shrinkEvaluations: 2000 };

for (const [name, { statement, width, samples }] of Object.entries(FALSEHOODS)) {
  test(`${name}: shrunk to about its smallest counterexample`, async () => {
    const planted = claim({
      id: `planted/${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      statement: name,
      instances: instances.implicitLayer({ width: [1, 8], samples: [1, 4], gain: [0, 0.99] }),
      given: { contraction: (layer) => below(layer.gain, 1) },
      then: { conclusion: statement },
    });
    const tool = { name: "lemmacheck", version: "0" };
    const { record } = await runCampaign([planted], { seed: 11, profile: "ci", budgets, tool });
    const [{ verdict, reason, counterexample }] = record.claims;
    assert.is(verdict, "refuted", `${reason}`);
    if (counterexample === undefined) throw new Error("refuted without a counterexample");
    const { A, Phi } = counterexample.instance as unknown as { A: number[][]; Phi: number[][] };
    const size = sizeOf(A.length, Phi[0].length);
    const least = sizeOf(width, samples);
    assert.ok(size >= least, `${A.length} x ${Phi[0].length} is smaller than what is thought to be the smallest`);
    assert.ok(size <= 3 * least, `${A.length} x ${Phi[0].length} against ${width} x ${samples}`);
    assert.is(counterexample.shrink?.fixedPoint, true);
    assert.ok((counterexample.shrink?.evaluations ?? Number.NaN) <= budgets.shrinkEvaluations);
    assert.is(counterexample.given.contraction.verdict, "holds");
    const characters = [...A, ...Phi].flat().map((x) => JSON.stringify(x).length);
    assert.ok(Math.max(...characters) <= 6, `few digits: ${JSON.stringify([A, Phi])}`);
    ratios.push(size / least);
  });
}

test("the median over all of them is at most 1.5 times the smallest", () => {
  assert.ok(ratios.length >= 15);
  const sorted = ratios.toSorted((a, b) => a - b);
  assert.ok(sorted[Math.floor(sorted.length / 2)] <= 1.5, `${sorted}`);
});

test.run();
