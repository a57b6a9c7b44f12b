import { test } from "uvu";
import * as assert from "uvu/assert";
import type { ImplicitData } from "../../models/implicit-relu/data.js";
import { implicitReluModel } from "../../models/implicit-relu/model.js";
import type { ImplicitLayer, LayerColumn, PicardRun } from "../../models/implicit-relu/view.js";
import { Matrix } from "../../numerics/matrix.js";
import type { Real } from "../../numerics/real.js";
import { preciseView } from "../index.js";
import { Rational } from "../rational.js";
import { PreciseReal } from "../real.js";
import { TestRandom } from "../testing/random.js";

/**
 * Both arithmetics know where a quantity lies; the float64 ball must meet the other one's 256-bit enclosure. They share
 * no code, so an enclosure that misses the truth on either side shows here.
 */

const random = new TestRandom(73);

/** Dyadic entries with 30 bits behind the point, small integers, or full doubles. */
function entry(kind: number): number {
  if (kind === 0) return random.between(-2, 2);
  if (kind === 1) return random.between(-(2 ** 30), 2 ** 30) / 2 ** 30;
  return (random.below(2 ** 31) / 2 ** 31 + random.below(2 ** 31) / 2 ** 62) * random.between(-1, 1);
}

function matrix(rows: number, columns: number, kind: number): Matrix {
  return new Matrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => entry(kind)),
  );
}

function instance(index: number): ImplicitData {
  const kind = index % 3;
  const m = random.between(1, 6);
  const n = random.between(1, 3);
  const A = matrix(m, m, kind);
  const features =
    index % 4 === 0 ? { W: matrix(m, 2, kind), X: matrix(2, n, kind), featureScale: 0.5 } : { Phi: matrix(m, n, kind) };
  return {
    gamma: [0, 0.125, 0.3, 0.7, 1][random.below(5)],
    A,
    features,
    u: Float64Array.from({ length: m }, () => entry(kind)),
    start: matrix(m, n, kind),
    otherStart: matrix(m, n, kind),
    steps: 2,
    other: { gamma: 0.25, A: matrix(m, m, kind), features },
  };
}

const RUNS = ["picard", "otherPicard", "unrolled", "unrolledFromFeatures"] as const;
const SCALARS = [
  "spectralNorm gain spectralRadiusGain absoluteGain frobeniusGain largestEntryGain columnSumGain rowSumGain determinant",
  "leastPrincipalMinor featureNorm featureSpectralNorm featureLeastSingularValue signedFeatureNorm outputWeightNorm",
  "signedFeatureSpectralNorm signedFeatureLeastSingularValue equilibriumNorm equilibriumSpectralNorm patternMargin",
  "equilibriumLeastSingularValue gramLambdaMin featureDistance gamma",
].flatMap((line) => line.split(" ")) as (keyof ImplicitLayer)[];
const LISTS = [
  "featureGramEigenvalues",
  "gramEigenvalues",
  "equilibriumCounts",
  "comparisonBound",
  "linearSolution",
] as const;
const PAIR = [
  "weightDistance featureDistance featureSpectralDistance equilibriumDistance equilibriumSpectralDistance",
  "inputWeightImage inputWeightBound",
].flatMap((line) => line.split(" ")) as (keyof ImplicitLayer["pair"])[];

/** Every quantity of a layer by name. */
function* quantities(layer: ImplicitLayer): Generator<[string, Real]> {
  for (const name of SCALARS) yield [name, layer[name] as Real];
  for (const name of LISTS) for (const [i, value] of layer[name].entries()) yield [`${name} ${i}`, value];
  for (const name of PAIR) yield [`pair ${name}`, layer.pair[name] as Real];
  for (const [i, value] of layer.pair.columnEquilibriumDistances.entries()) yield [`pair column ${i}`, value];
  for (const [i, column] of layer.columns.entries())
    for (const name of Object.keys(column) as (keyof LayerColumn)[]) yield [`column ${i} ${name}`, column[name]];
  for (const name of RUNS) {
    const run: PicardRun = layer[name];
    for (const k of [0, 2]) {
      yield [`${name} error ${k}`, run.error(k)];
      yield [`${name} step ${k}`, run.step(k)];
      for (const list of ["entryErrors", "comparedErrors", "entrySteps", "comparedSteps"] as const)
        for (const [i, value] of run[list](k).entries()) yield [`${name} ${list} ${k} ${i}`, value];
    }
  }
  yield ["gap", layer.picardGap(2)];
  for (const [i, value] of layer.outputTruncationErrors(2).entries()) yield [`output ${i}`, value];
  for (const [i, value] of layer.adjointTruncationErrors(2).entries()) yield [`adjoint ${i}`, value];
}

test("float64 balls meet the second arithmetic's enclosures, quantity by quantity", () => {
  let compared = 0;
  let unknownHere = 0;
  for (let i = 0; i < 60; i++) {
    const data = instance(i);
    const precise = new Map(quantities(preciseView("implicit-relu", data)?.view as ImplicitLayer));
    for (const [name, float] of quantities(implicitReluModel.view(data).view)) {
      const exact = precise.get(name);
      assert.ok(exact instanceof PreciseReal, `${name} is missing`);
      const { mid, rad } = float.toBall();
      if (!float.known || !Number.isFinite(rad)) continue;
      // sigma_n is 0 for fewer units than samples, whether or not an equilibrium exists.
      if (!exact.known) {
        unknownHere++;
        continue;
      }
      compared++;
      const { low, high, exponent } = exact.at(256);
      const center = Rational.fromNumber(mid);
      const radius = Rational.fromNumber(rad);
      const meets =
        Rational.of(high, 1n, exponent).compare(center.minus(radius)) >= 0 &&
        Rational.of(low, 1n, exponent).compare(center.plus(radius)) <= 0;
      assert.ok(meets, `${i}, ${name}: ${mid} +- ${rad} against ${exact.describe(30)}`);
    }
  }
  assert.ok(compared > 6000, `${compared} compared`);
  assert.ok(unknownHere < compared / 100, `${unknownHere} unknown here alone`);
});

test.run();
