import { test } from "uvu";
import * as assert from "uvu/assert";
import { Matrix } from "../../numerics/matrix.js";
import type { Real } from "../../numerics/real.js";
import type { ImplicitData } from "./data.js";
import { Float64Layer } from "./layer.js";

/** Instances whose quantities the theory gives by hand (sections C1 to C4 and C12). */

type Rows = readonly (readonly number[])[];

function layerOf(gamma: number, A: Rows, Phi: Rows, rest: Partial<ImplicitData> = {}): Float64Layer {
  return new Float64Layer({ gamma, A: Matrix.fromRows(A), features: { Phi: Matrix.fromRows(Phi) }, ...rest });
}

/** A matrix as Matlab writes it: "1 -2; 0 1". */
const rows = (text: string): Rows => text.split(";").map((row) => row.trim().split(/\s+/).map(Number));

const column = (...phi: readonly number[]): Rows => phi.map((x) => [x]);

/** The value without any error. */
function exactly(value: Real, truth: number): void {
  assert.equal(value.toBall(), { mid: truth, rad: 0 });
}

/** The value within a few roundings of its size. */
function nearly(value: Real, truth: number): void {
  const { mid, rad } = value.toBall();
  const slack = 4e-15 * Math.max(1, Math.abs(truth));
  assert.ok(value.known && rad <= slack && Math.abs(mid - truth) <= slack, `${truth} near ${value.describe(17)}`);
}

const counts = (layer: Float64Layer) =>
  layer.equilibriumCounts.map((count) => (count.known ? count.toBall().mid : null));

test("spectral radius 0 leaves three equilibria, or none", () => {
  const three = layerOf(1, rows("4 -4 -2; 4 -4 -3; 0 0 0"), column(0, 0, 1));
  assert.equal(counts(three), [3]);
  exactly(three.spectralRadiusGain, 0);
  assert.not(three.equilibriumNorm.known);
  const none = layerOf(1, rows("-2 -1; 4 2"), column(2, 0));
  assert.equal(counts(none), [0]);
  exactly(none.spectralRadiusGain, 0);
  assert.not(none.equilibriumNorm.known);
  assert.not(none.picard.error(1).known);
  exactly(none.picard.step(0), 2);
});

test("entries below 1 leave no equilibrium", () => {
  const layer = layerOf(0.9, rows("1 1; 1 1"), column(1, 1));
  assert.equal(counts(layer), [0]);
  exactly(layer.largestEntryGain, 0.9);
});

test("one unit at and above gain 1: none, two, and always one for gain -5", () => {
  assert.equal(counts(layerOf(1, rows("1"), rows("1"))), [0]);
  assert.equal(counts(layerOf(1, rows("1"), rows("-1"))), [1]);
  assert.equal(counts(layerOf(2, rows("1"), rows("-1"))), [2]);
  const inhibited = layerOf(1, rows("-5"), rows("1 0 -1"));
  assert.equal(counts(inhibited), [1, 1, 1]);
  assert.is(inhibited.isPMatrix, true);
  exactly(inhibited.leastPrincipalMinor, 6);
  nearly(inhibited.equilibriumNorm, 1 / 6);
});

test("a continuum of equilibria is not counted here", () =>
  assert.equal(counts(layerOf(1, rows("1"), rows("0"))), [null]));

test("mutual inhibition has three equilibria", () => {
  const layer = layerOf(1, rows("0 -2; -2 0"), column(1, 1));
  assert.equal(counts(layer), [3]);
  exactly(layer.determinant, -3);
  assert.is(layer.isPMatrix, false);
});

test("a determinant of 1 is no P-matrix", () => {
  const layer = layerOf(1, rows("4 -4; 4 -4"), column(-2, -3));
  exactly(layer.determinant, 1);
  exactly(layer.leastPrincipalMinor, -3);
  assert.is(layer.isPMatrix, false);
  assert.equal(counts(layer), [3]);
});

test("no P-matrix, yet one equilibrium for these features: found by enumeration", () => {
  const M = rows("2 -4; 1 -2");
  const layer = layerOf(1, M, column(1, 1));
  assert.is(layer.isPMatrix, false);
  assert.equal(counts(layer), [1]);
  exactly(layer.equilibriumEntry(0, 0), 0);
  nearly(layer.equilibriumEntry(1, 0), 1 / 3);
  assert.equal(counts(layerOf(1, M, column(-1, -1))), [2]);
});

test("a P-matrix beyond every contraction: Picard cycles 0, 1, 0, 1 around 1/3", () => {
  const layer = layerOf(1, rows("-2"), rows("1"));
  nearly(layer.equilibriumNorm, 1 / 3);
  for (const [k, error] of [1 / 3, 2 / 3, 1 / 3, 2 / 3].entries()) nearly(layer.picard.error(k), error);
  for (let k = 0; k < 4; k++) exactly(layer.picard.step(k), 1);
});

test("the comparison bound needs absolute values", () => {
  const layer = layerOf(1, rows("0 -0.5; 0 0"), column(1, 4));
  exactly(layer.equilibriumEntry(0, 0), 0);
  exactly(layer.equilibriumEntry(1, 0), 4);
  assert.equal(
    layer.linearSolution.map((x) => x.toBall().mid),
    [-1, 4],
  );
  assert.equal(
    layer.comparisonBound.map((x) => x.toBall().mid),
    [3, 4],
  );
  exactly(layer.absoluteGain, 0);
});

test("rho(|A|) = 0 with norm 10, and norm below 1 with rho(|A|) above", () => {
  const nilpotent = layerOf(1, rows("0 10; 0 0"), column(1, 1));
  exactly(nilpotent.absoluteGain, 0);
  exactly(nilpotent.gain, 10);
  exactly(nilpotent.equilibriumEntry(0, 0), 11);
  const hadamard = layerOf(0.8 / Math.SQRT2, rows("1 1; 1 -1"), column(1, 1));
  nearly(hadamard.gain, 0.8);
  nearly(hadamard.absoluteGain, 1.1313708498984762);
  assert.ok(hadamard.equilibriumNorm.known);
  assert.not(hadamard.comparisonBound[0].known);
});

test("gain 9/10 along one unit: error 10, step 1, then 9", () => {
  const layer = layerOf(0.9, rows("1"), rows("1"));
  exactly(layer.gain, 0.9);
  nearly(layer.equilibriumNorm, 10);
  nearly(layer.picard.error(0), 10);
  exactly(layer.picard.step(0), 1);
  nearly(layer.picard.error(1), 9);
  nearly(layer.unrolledFromFeatures.error(0), 9);
  nearly(layer.unrolled.comparedErrors(0)[0], 9);
  nearly(layer.unrolled.comparedSteps(0)[0], 10);
});

test("spectral radius 0, but an error of 0.9 after one step", () => {
  const layer = layerOf(1, rows("0 0.9; 0 0"), column(0, 1));
  exactly(layer.picard.error(1), 0.9);
  exactly(layer.picard.error(2), 0);
  nearly(layer.picard.error(0), Math.sqrt(1.81));
});

test("gain -1: cycles 0, 1 although 1/2 is the only equilibrium", () => {
  const layer = layerOf(1, rows("-1"), rows("1"));
  exactly(layer.equilibriumNorm, 0.5);
  for (let k = 0; k < 3; k++) exactly(layer.picard.error(k), 0.5);
});

test("full rank of Phi does not survive: Z of rank 1", () => {
  const layer = layerOf(0.5 / 3, rows("1 -2; -2 1"), rows("3 2; 1 0"));
  nearly(layer.spectralNorm, 3);
  nearly(layer.gain, 0.5);
  nearly(layer.equilibriumEntry(0, 0), 3.6);
  nearly(layer.equilibriumEntry(0, 1), 2.4);
  exactly(layer.equilibriumEntry(1, 0), 0);
  exactly(layer.gramLambdaMin, 0);
  exactly(layer.equilibriumLeastSingularValue, 0);
});

test("equal columns and dead units make the Gram matrix singular, exactly", () => {
  const duplicates = layerOf(0.3, rows("0.2 0.7; -0.1 0.4"), rows("0.1 0.5 0.1; 0.7 0.2 0.7"));
  exactly(duplicates.gramLambdaMin, 0);
  exactly(duplicates.featureGramEigenvalues[0], 0);
  assert.ok(duplicates.gramEigenvalues[1].order(duplicates.gramLambdaMin) === ">");
  const dead = layerOf(0.3, rows("0.2 0.7 0; -0.1 0.4 0; 0 0 0.5"), rows("0.1 0.5; -1 -0.2; -0.2 -3"));
  exactly(dead.equilibriumLeastSingularValue, 0);
  exactly(dead.gramEigenvalues[0], 0);
  const W = Matrix.fromRows(rows("0.1 0.7; 0.3 0.9"));
  const X = Matrix.fromRows(rows("0.3 0.3; 0.6 0.6"));
  const inputs = new Float64Layer({ gamma: 0.1, A: W, features: { W, X, featureScale: 0.7 } });
  exactly(inputs.gramLambdaMin, 0);
  exactly(inputs.featureLeastSingularValue, 0);
});

test("signed features keep their signs where the claim says Phi", () => {
  const layer = layerOf(1, rows("0 0; 0 0"), rows("1 -1; 1 1"));
  exactly(layer.gain, 0);
  nearly(layer.featureSpectralNorm, (1 + Math.sqrt(5)) / 2);
  nearly(layer.signedFeatureSpectralNorm, Math.SQRT2);
  exactly(layer.signedFeatureNorm, 2);
  exactly(layer.featureDistance, 0);
  exactly(layer.patternMargin, 1);
});

test("a pair: distances between the two layers, gains crossed", () => {
  const one = new Matrix(1, 1);
  const pair = layerOf(1, rows("0"), rows("1"), {
    other: { gamma: 0.9, A: one.map(() => 1), features: { Phi: one.map(() => 1) } },
  });
  nearly(pair.pair.equilibriumDistance, 9);
  exactly(pair.pair.weightDistance, 0.9);
  exactly(pair.pair.featureDistance, 0);
  exactly(pair.equilibriumNorm, 1);
  nearly(pair.other.equilibriumNorm, 10);
});

test("without another layer the pair compares with A = 0 and the same features", () => {
  const layer = layerOf(0.5, rows("0.5"), rows("3 -1"));
  exactly(layer.pair.weightDistance, 0.25);
  exactly(layer.pair.featureDistance, 0);
  exactly(layer.other.equilibriumNorm, 3);
  exactly(layer.pair.equilibriumDistance, 1);
  assert.not(layer.pair.inputWeightImage.known);
});

test("two equilibria of equal data at distance 1: chosen ones are verified, wrong ones are not believed", () => {
  const chosen = (z: number) => Matrix.fromRows([[z]]);
  const A = chosen(1);
  const features = { Phi: chosen(-1) };
  const layer = new Float64Layer({
    gamma: 2,
    A,
    features,
    equilibrium: chosen(0),
    other: { gamma: 2, A, features, equilibrium: chosen(1) },
  });
  exactly(layer.equilibriumNorm, 0);
  exactly(layer.other.equilibriumNorm, 1);
  exactly(layer.pair.equilibriumDistance, 1);
  for (const wrong of [0.5, 1 + 2 ** -52, -0.5, 2])
    assert.not(
      new Float64Layer({ gamma: 2, A, features, equilibrium: chosen(wrong) }).equilibriumNorm.known,
      String(wrong),
    );
  // At phi = 1 the layer of gain 2 has no equilibrium; 0 is none, since its pre-activation is 1.
  const positive = new Float64Layer({ gamma: 2, A, features: { Phi: chosen(1) }, equilibrium: chosen(0) });
  assert.not(positive.equilibriumNorm.known);
});

test("equal features may have different chosen equilibria, of full rank", () => {
  const A = Matrix.fromRows(rows("2 0; 0 2"));
  const features = {
    Phi: Matrix.fromRows(rows("-1 -1; -1 -1")),
  };
  const layer = new Float64Layer({
    gamma: 1,
    A,
    features,
    equilibrium: Matrix.fromRows(rows("1 0; 0 1")),
  });
  exactly(layer.equilibriumLeastSingularValue, 1);
  exactly(layer.gramLambdaMin, 1);
});

test("the equilibrium of a contraction does not depend on a wrong choice", () => {
  const layer = layerOf(0.5, rows("1"), rows("1"), { equilibrium: Matrix.fromRows(rows("3")) });
  exactly(layer.equilibriumNorm, 2);
});

test("input weights: s ||(W_1 - W_2) X||_F below s ||X|| ||W_1 - W_2||_F, and only for one X and s", () => {
  const rows = (...given: Rows) => Matrix.fromRows(given);
  const X = rows([3, 0], [0, 1]);
  const data: ImplicitData = {
    gamma: 0,
    A: rows([0]),
    features: { W: rows([1, 2]), X, featureScale: 2 },
    other: { gamma: 0, A: rows([0]), features: { W: rows([1, 6]), X, featureScale: 2 } },
  };
  exactly(new Float64Layer(data).pair.inputWeightImage, 8);
  exactly(new Float64Layer(data).pair.inputWeightBound, 24);
  const { other } = data;
  assert.ok(other !== undefined);
  const scaled = { ...data, other: { ...other, features: { W: rows([1, 6]), X, featureScale: 3 } } };
  assert.not(new Float64Layer(scaled).pair.inputWeightImage.known);
  const moved = {
    ...data,
    other: { ...other, features: { W: rows([1, 6]), X: rows([3, 0], [0, 2]), featureScale: 2 } },
  };
  assert.not(new Float64Layer(moved).pair.inputWeightBound.known);
});

test("adjoint truncation: ||p|| = ||u|| / (1 - q) for one active unit, q^k of it after k steps, 0 for an inactive one", () => {
  const layer = layerOf(0.5, rows("1"), rows("1 -1"), { u: Float64Array.of(3) });
  for (let k = 0; k < 4; k++) {
    exactly(layer.adjointTruncationErrors(k)[0], 6 * 0.5 ** k);
    exactly(layer.adjointTruncationErrors(k)[1], 0);
    exactly(layer.outputTruncationErrors(k)[0], 6 * 0.5 ** k);
  }
  exactly(layer.outputWeightNorm, 3);
  assert.not(layerOf(0.5, rows("1"), rows("1")).outputTruncationErrors(0)[0].known);
  assert.not(layerOf(0.5, rows("1"), rows("1")).outputWeightNorm.known);
});

test("adjoint truncation with an inactive unit: (I - A^T) on the active ones, by hand", () => {
  // Active: units 0 and 1. p = u + [[0, 1/4], [1/2, 0]] p with u = (1, 2): p = (12/7, 20/7).
  const A = rows("0 0.5 0.1; 0.25 0 0.1; 0.2 0.3 0");
  const layer = layerOf(1, A, column(1, 1, -100), { u: Float64Array.of(1, 2, 1) });
  nearly(layer.adjointTruncationErrors(0)[0], Math.sqrt(544) / 7);
  nearly(layer.adjointTruncationErrors(1)[0], Math.sqrt(61) / 7);
  nearly(layer.adjointTruncationErrors(2)[0], Math.sqrt(8.5) / 7);
});

test("a pair of two feedbacks: their difference, not their sum", () => {
  const layer = layerOf(0.5, rows("1 1; 0 1"), column(1, 1), {
    other: { gamma: 0.25, A: Matrix.fromRows(rows("2 6; 0 2")), features: { Phi: Matrix.fromRows(column(1, 1)) } },
  });
  exactly(layer.pair.weightDistance, 1);
});

test("compared errors take |A|", () => {
  const layer = layerOf(0.5, rows("0 -1; 0 0"), column(4, 2));
  assert.equal(
    layer.unrolled.comparedErrors(0).map((x) => x.toBall().mid),
    [1, 0],
  );
});

test("a minor of 0 within rounding leaves open whether this is a P-matrix", () => {
  const layer = layerOf(1, rows("0.9 0.3; 0.1 0.7"), column(0, 0));
  assert.is(layer.isPMatrix, null);
  assert.is(layerOf(1, rows("0.9 0.5; 0.1 0.7"), column(0, 0)).isPMatrix, false);
  assert.is(layerOf(1, rows("0.9 0.25; 0.1 0.7"), column(0, 0)).isPMatrix, true);
});

test("two runs: the gap between them after k steps", () => {
  const layer = layerOf(0.5, rows("1"), rows("1"), {
    start: Matrix.fromRows(rows("8")),
    otherStart: Matrix.fromRows(rows("4")),
  });
  for (let k = 0; k < 60; k++) exactly(layer.picardGap(k), 4 * 0.5 ** k);
  exactly(layer.picard.error(3), 0.75);
  assert.throws(() => layer.picardGap(-1), /integer >= 0/);
  assert.throws(() => layer.unrolledFromFeatures.error(-1), /integer >= 0/);
  assert.throws(() => layer.picard.error(0.5), /integer >= 0/);
  assert.throws(() => layer.adjointTruncationErrors(-1), /integer >= 0/);
  assert.throws(() => layer.outputTruncationErrors(-1), /integer >= 0/);
});

test("gains of small integer matrices are exact", () => {
  const diagonal = layerOf(0.25, rows("3 0; 0 -2"), column(1, 1));
  exactly(diagonal.gain, 0.75);
  exactly(layerOf(0.25, rows("3 0; 0 -4"), column(1, 1)).frobeniusGain, 1.25);
  exactly(diagonal.columnSumGain, 0.75);
  exactly(layerOf(1, rows("1 2; 0 4"), column(1, 1)).columnSumGain, 6);
  exactly(layerOf(1, rows("1 2; 0 4"), column(1, 1)).rowSumGain, 4);
  exactly(layerOf(3, rows("0.1"), rows("1")).spectralNorm, 0.1);
});

test.run();
