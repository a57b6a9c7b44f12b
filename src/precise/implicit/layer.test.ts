import { test } from "uvu";
import * as assert from "uvu/assert";
import type { ImplicitData } from "../../models/implicit-relu/data.js";
import { Matrix } from "../../numerics/matrix.js";
import type { Real } from "../../numerics/real.js";
import { Budget } from "../budget.js";
import { preciseArithmetic, preciseView } from "../index.js";
import { TestRandom } from "../testing/random.js";
import { ExactImplicitLayer } from "./layer.js";

/** A matrix as rows, or as text: "1 2; 3 4". */
type Rows = string | readonly (readonly number[])[];
const rows = (matrix: Rows): Matrix =>
  Matrix.fromRows(
    typeof matrix === "string" ? matrix.split(";").map((row) => row.trim().split(" ").map(Number)) : matrix,
  );
const q = (text: string): Real => preciseArithmetic.rational(text);

function layer(A: Rows, Phi: Rows, more: Partial<ImplicitData> = {}): ExactImplicitLayer {
  return new ExactImplicitLayer({ gamma: 1, A: rows(A), features: { Phi: rows(Phi) }, ...more }, new Budget(1e9));
}

function assertIs(value: Real, text: string, message = ""): void {
  assert.ok(value.known, `${message} unknown`);
  assert.is(value.order(q(text)), "=", `${message} ${value.describe(40)} is not ${text}`);
}

const counts = (instance: ExactImplicitLayer): string[] => instance.equilibriumCounts.map((x) => x.describe(5));
const texts = (values: readonly Real[]): string[] => values.map((x) => x.describe(30));

test("M1.1: three equilibria although rho(gamma A) = 0", () => {
  const x = layer("4 -4 -2; 4 -4 -3; 0 0 0", "0; 0; 1");
  assert.equal(counts(x), ["3"]);
  assertIs(x.spectralRadiusGain, "0");
  assertIs(x.absoluteGain, "8");
  assert.not(x.equilibriumNorm.known);
  for (const [z, square] of [
    [[0, 0, 1], "1"],
    [[2, 1, 1], "6"],
  ] as const) {
    const chosen = layer("4 -4 -2; 4 -4 -3; 0 0 0", "0; 0; 1", { equilibrium: rows(z.map((e) => [e])) });
    assertIs(chosen.equilibriumNorm.power(2), square);
  }
  // 2/3 is no double: a chosen equilibrium that is nearly one is not believed
  const nearly = layer("4 -4 -2; 4 -4 -3; 0 0 0", "0; 0; 1", { equilibrium: rows([[2 / 3], [0], [1]]) });
  assert.not(nearly.equilibriumNorm.known);
});

test("M1.2, M1.3: no equilibrium", () => {
  assert.equal(counts(layer("-2 -1; 4 2", "2; 0")), ["0"]);
  assert.equal(counts(layer("1 1; 1 1", "1; 1", { gamma: 0.9 })), ["0"]);
  assert.equal(counts(layer("1", "1")), ["0"]);
});

test("necessity: continua, two, three, and one where q = 5", () => {
  assert.equal(counts(layer("1", "0")), ["2"]);
  assert.equal(counts(layer("2", "-1")), ["2"]);
  assert.equal(counts(layer("0 -2; -2 0", "1; 1")), ["3"]);
  assert.equal(counts(layer("-5", "1 -1 0")), ["1", "1", "1"]);
});

test("M1c: minors and counts", () => {
  const determinantOnly = layer("4 -4; 4 -4", "-2; -3");
  assertIs(determinantOnly.determinant, "1");
  assertIs(determinantOnly.leastPrincipalMinor, "-3");
  assert.equal(counts(determinantOnly), ["3"]);
  const other = layer("2 -4; 1 -2", "1 -1; 1 -1");
  assertIs(other.leastPrincipalMinor, "-1");
  assert.equal(counts(other), ["1", "2"]);
  const first = layer("2 -4; 1 -2", "1; 1");
  assert.equal(texts([first.equilibriumEntry(0, 0), first.equilibriumEntry(1, 0)]), [
    "0",
    "0.333333333333333333333333333333",
  ]);
  const cycling = layer("-2", "1", { steps: 2 });
  assertIs(cycling.equilibriumEntry(0, 0), "1/3");
  assert.equal(texts([0, 1, 2, 3].map((k) => cycling.unrolled.step(k))), ["1", "1", "1", "1"]);
});

test("the least principal minor of fractions: minors of all sizes against each other", () => {
  const random = new TestRandom(71);
  for (let i = 0; i < 100; i++) {
    const n = random.between(1, 4);
    const entries = Array.from({ length: n }, () => Array.from({ length: n }, () => random.between(-40, 40) / 16));
    const complement = entries.map((row, a) => row.map((x, b) => (a === b ? 1 : 0) - x));
    let least = Number.POSITIVE_INFINITY;
    for (let mask = 1; mask < 2 ** n; mask++) {
      const indices = complement.map((_, k) => k).filter((k) => (mask >> k) & 1);
      least = Math.min(least, laplace(indices.map((a) => indices.map((b) => complement[a][b]))));
    }
    // Sixteenths to the fourth power: exact in doubles.
    const phi = entries.map(() => [1]);
    assert.is(layer(entries, phi).leastPrincipalMinor.order(preciseArithmetic.number(least)), "=", `${i}`);
    assert.is(layer(entries, phi).determinant.order(preciseArithmetic.number(laplace(complement))), "=", `${i}`);
  }
});

/** Laplace's expansion, for entries whose products are exact. */
function laplace(a: readonly (readonly number[])[]): number {
  if (a.length === 0) return 1;
  return a[0].reduce((sum, x, j) => {
    const minor = laplace(a.slice(1).map((row) => row.filter((_, k) => k !== j)));
    return sum + (j % 2 === 0 ? x * minor : -x * minor);
  }, 0);
}

test("C2: Picard errors and steps at gamma A = 1/2 and -1/2", () => {
  const plus = layer("0.5", "1", { start: rows("0"), otherStart: rows("8") });
  for (let k = 0; k < 8; k++) {
    assertIs(plus.picard.error(k), `2/${2 ** k}`);
    assertIs(plus.picard.step(k), `1/${2 ** k}`);
    assertIs(plus.otherPicard.error(k), `6/${2 ** k}`);
    assertIs(plus.picardGap(k), `8/${2 ** k}`);
    assertIs(plus.unrolledFromFeatures.error(k), `1/${2 ** k}`);
    assertIs(plus.picard.comparedSteps(k)[0], `2/${2 ** k}`);
    assertIs(plus.picard.comparedErrors(k)[0], `1/${2 ** k}`);
  }
  const minus = layer("-0.5", "1");
  assertIs(minus.equilibriumNorm, "2/3");
  assertIs(minus.unrolled.error(3), "1/12");
  assertIs(minus.unrolled.entrySteps(1)[0], "1/2");
});

test("long Picard runs leave exact numbers for enclosures, and stay right", () => {
  const random = new TestRandom(79);
  const full = (scale: number): number =>
    ((random.below(2 ** 31) + random.below(2 ** 21) / 2 ** 21) / 2 ** 31 - 0.5) * scale;
  const matrix = (rowCount: number, columns: number, scale: number): number[][] =>
    Array.from({ length: rowCount }, () => Array.from({ length: columns }, () => full(scale)));
  const positive = matrix(12, 12, 1).map((row) => row.map(Math.abs));
  const x = layer(positive, matrix(12, 6, 4), { gamma: 0.28, start: rows(matrix(12, 6, 9)) });
  assert.is(x.absoluteGain.order(q("1")), "<");
  let exact = 0;
  let enclosed = 0;
  for (const k of [0, 5, 215, 220]) {
    const [before, after] = [x.picard.error(k), x.picard.error(k + 1)];
    assert.is(after.order(x.gain.times(before)), "<", `${k}`);
    assert.is(x.picard.step(k).order(before.times(q("1").plus(x.gain))), "<", `${k}`);
    const [errors, bounds, compared] = [x.picard.entryErrors(k), x.picard.comparedSteps(k), x.picard.comparedErrors(k)];
    // With A >= 0 and all units active these are equalities: exact numbers say so, enclosures tie.
    for (const [i, error] of errors.entries()) {
      assert.ok(error.known && bounds[i].known && compared[i].known, `${k}, ${i}`);
      assert.is.not(error.order(bounds[i]), ">", `${k}, ${i}`);
      assert.is.not(x.picard.entryErrors(k + 1)[i].order(compared[i]), ">", `${k}, ${i}`);
    }
    assert.ok(["<", "<=", "="].includes(q("0").order(x.picard.entrySteps(k)[0])));
    if (x.picard.entrySteps(k)[0].evidence === "exact") exact++;
    else enclosed++;
  }
  assert.ok(exact >= 2 && enclosed >= 2, `${exact} exact, ${enclosed} enclosed`);
});

test("C3: the witness of rank one", () => {
  // gamma = 1/6 is rounded, so the values are those of the double nearest to it.
  const x = layer("1 -2; -2 1", "3 2; 1 0", { gamma: 0.25 });
  // q = 3/4; sample 0: z = (4, 0), since 1/4 (-2 4) + 1 < 0; sample 1: (8/3, 0)
  assertIs(x.gain, "3/4");
  assert.equal(texts([x.equilibriumEntry(0, 0), x.equilibriumEntry(1, 0)]), ["4", "0"]);
  assertIs(x.equilibriumEntry(0, 1), "8/3");
  assertIs(x.equilibriumLeastSingularValue, "0");
  assertIs(x.gramLambdaMin, "0");
  assertIs(x.featureLeastSingularValue.times(x.featureSpectralNorm), "2");
  assertIs(x.equilibriumSpectralNorm.power(2), "208/9");
});

test("C4: crossed indices, pairs of layers", () => {
  const x = layer("0", "1", { other: { gamma: 1, A: rows("0.5"), features: { Phi: rows("1") } } });
  assertIs(x.pair.equilibriumDistance, "1");
  assertIs(x.pair.weightDistance, "1/2");
  assertIs(x.pair.featureDistance, "0");
  assertIs(x.other.equilibriumNorm, "2");
  const golden = layer("0 0; 0 0", "1 -1; 1 1", {
    other: {
      gamma: 1,
      A: rows("0 0; 0 0"),
      features: {
        Phi: rows("0 0; 0 0"),
      },
    },
  });
  assert.is(golden.pair.equilibriumSpectralDistance.order(q("1").plus(q("5").sqrt()).over(q("2"))), "=");
  assert.is(golden.pair.featureSpectralDistance.order(q("2").sqrt()), "=");
  const far = layer("0 9; 0 0", "0; 1", {
    equilibrium: rows("9; 1"),
    other: {
      gamma: 1,
      A: rows("0 9; 0 0"),
      features: { Phi: rows("0; 0") },
      equilibrium: rows("0; 0"),
    },
  });
  assert.is(far.pair.equilibriumDistance.order(q("82").sqrt()), "=");
  // Where there is no second layer: the same one without feedback.
  const alone = layer("0.5", "1");
  assertIs(alone.pair.equilibriumDistance, "1");
  assertIs(alone.pair.weightDistance, "1/2");
});

test("features made of weights and inputs", () => {
  const X = rows("1 2; 0 1");
  const data = (W: Rows) => ({ W: rows(W), X, featureScale: 0.5 });
  const x = layer("0 0; 0 0", [], {
    features: data("1 0; 1 -3"),
    other: {
      gamma: 1,
      A: rows("0 0; 0 0"),
      features: data("1 0; 0 0"),
    },
  });
  assert.equal(texts([x.featureEntry(0, 0), x.featureEntry(0, 1), x.featureEntry(1, 0), x.featureEntry(1, 1)]), [
    "0.5",
    "1",
    "0.5",
    "0",
  ]);
  // (W1 - W2) X = "0 0; 1 -1", half of it has norm sqrt(2)/2; ||X||_2^2 = 3 + 2 sqrt 2, ||W1 - W2||_F = sqrt 10
  assert.is(x.pair.inputWeightImage.order(q("1/2").sqrt()), "=");
  assert.is(
    x.pair.inputWeightBound.order(
      q("5/2")
        .sqrt()
        .times(q("1").plus(q("2").sqrt())),
    ),
    "=",
  );
  const foreign = layer("0", [], {
    features: { W: rows("1"), X: rows("1"), featureScale: 1 },
    other: { gamma: 1, A: rows("0"), features: { W: rows("1"), X: rows("2"), featureScale: 1 } },
  });
  assert.not(foreign.pair.inputWeightBound.known);
  assert.not(layer("0", "1").pair.inputWeightImage.known);
});

test("C12: truncation of output and adjoint, attained for one unit", () => {
  const x = layer("0.5", "1", { u: Float64Array.of(2), steps: 3 });
  assertIs(x.outputWeightNorm, "2");
  for (let k = 0; k < 6; k++) {
    assertIs(x.outputTruncationErrors(k)[0], `4/${2 ** k}`);
    assertIs(x.adjointTruncationErrors(k)[0], `4/${2 ** k}`);
  }
  const inactive = layer("0.5 0; 0.5 0", "1; -9", { u: Float64Array.of(1, 1) });
  // z = (2, 0), D = diag(1, 0): p = (2, 0)
  assertIs(inactive.adjointTruncationErrors(0)[0], "2");
  assertIs(inactive.patternMargin, "2");
  assert.not(layer("0.5", "1").outputWeightNorm.known);
  assert.not(layer("0.5", "1").outputTruncationErrors(1)[0].known);
});

test("C1b: comparison bounds with and without absolute values", () => {
  const x = layer("0 -0.5; 0 0", "1; 4");
  assert.equal(texts(x.comparisonBound), ["3", "4"]);
  assert.equal(texts(x.linearSolution), ["-1", "4"]);
  assert.equal(texts([x.equilibriumEntry(0, 0), x.equilibriumEntry(1, 0)]), ["0", "4"]);
  const outside = layer("1 1; 1 -1", "1; 1", { gamma: 0.5625 });
  assert.is(outside.absoluteGain.order(q("9/8")), "=");
  assert.is(outside.gain.order(q("81/128").sqrt()), "=");
  assert.ok(outside.comparisonBound.every((value) => !value.known));
  assert.ok(outside.picard.comparedSteps(0).every((value) => !value.known));
});

test("other gains", () => {
  const x = layer("3 -4; 0 2", "1; 1", { gamma: 0.5 });
  assertIs(x.frobeniusGain.power(2), "29/4");
  assertIs(x.largestEntryGain, "2");
  assertIs(x.columnSumGain, "3");
  assertIs(x.rowSumGain, "7/2");
  assertIs(x.gamma, "1/2");
  assertIs(x.spectralNorm.power(2).plus(q("36").over(x.spectralNorm.power(2))), "29");
  assertIs(x.spectralRadiusGain, "3/2");
});

test("gain exactly 1, and next to 1", () => {
  const exactly = layer("0.6 0.8; -0.8 0.6", "1; 1");
  // the doubles 0.6 and 0.8 are not quite those numbers: A^T A = c I, c next to 1
  assert.ok(["<", ">"].includes(exactly.gain.order(q("1"))));
  assertIs(layer("0 1; -1 0", "1; 1").gain, "1");
  assert.is(layer([[1 - 2 ** -53]], "1").gain.order(q("1")), "<");
  assertIs(layer([[1 - 2 ** -53]], "1").equilibriumNorm, `${2n ** 53n}`);
  assert.is(layer([[1 + 2 ** -52]], "1").gain.order(q("1")), ">");
  assert.equal(counts(layer([[1 + 2 ** -52]], "1")), ["0"]);
});

test("numbers of every size", () => {
  for (const scale of [2 ** 500, 2 ** -500]) {
    const x = layer("0.5 0.25; 0.25 0.5", [[scale], [2 * scale]]);
    assert.is(x.equilibriumEntry(0, 0).order(preciseArithmetic.number(scale).times(q("16/3"))), "=");
    const y = layer([[scale]], "1", { gamma: 0.5 / scale });
    assertIs(y.equilibriumNorm, "2");
  }
});

test("entries outside the matrix are refused", () => {
  assert.throws(() => layer("0", "1").equilibriumEntry(1, 0), /no entry/);
  assert.throws(() => layer("0", "1").featureEntry(0, -1), /no entry/);
});

test("preciseView knows its models by name", () => {
  assert.is(preciseView("toString", {}), undefined);
  const view = preciseView("implicit-relu", { gamma: 1, A: rows("0.5"), features: { Phi: rows("1") } });
  assert.ok(view !== undefined && view.arithmetic === preciseArithmetic);
  if (view !== undefined) assertIs((view.view as ExactImplicitLayer).equilibriumNorm, "2");
});

test("a starved budget leaves quantities unknown", () => {
  const A = Array.from({ length: 10 }, (_, i) => Array.from({ length: 10 }, (_, j) => 1 / (i + j + 3)));
  const poor = new ExactImplicitLayer(
    { gamma: 0.1, A: rows(A), features: { Phi: rows(A) }, u: Float64Array.from(A[0]) },
    new Budget(1000),
  );
  for (const value of [
    poor.equilibriumNorm,
    poor.determinant,
    poor.leastPrincipalMinor,
    poor.gramLambdaMin,
    poor.picard.error(5),
  ])
    assert.not(value.known);
  assert.ok(
    poor.equilibriumCounts.every((value) => !value.known) && poor.gramEigenvalues.every((value) => !value.known),
  );
  assert.ok(poor.featureNorm.known);
});

test("normal weights: spectral radius and norm are the same number, whatever their eigenvalues are", () => {
  const normal = [
    "1 2 0; 2 5 3; 0 3 -1", // symmetric
    "0.1 0.7 0.3; 0.3 0.1 0.7; 0.7 0.3 0.1", // circulant
    "0 1 2 0; -1 0 3 1; -2 -3 0 1; 0 -1 -1 0", // skew
    "1 2 0 0; 2 1.5 0.3 0; 0 0.3 -1 0.7; 0 0 0.7 2",
  ];
  for (const A of normal) {
    const x = layer(
      A,
      A.split(";")
        .map(() => "1")
        .join(";"),
      { gamma: 0.3 },
    );
    assert.is(x.spectralRadiusGain.order(x.gain), "=", A);
    assert.is(x.gamma.times(x.spectralNorm).order(x.gain), "=", A);
    assert.is(x.gain.order(x.spectralNorm.times(x.gamma)), "=", A);
  }
  const sheared = layer("1 2 0; 2 5 3; 0.5 3 -1", "1; 1; 1");
  assert.is(sheared.spectralRadiusGain.order(sheared.gain), "<");
});

test("weights of one sign: spectral radius and Perron root are the same number", () => {
  for (const A of ["1 2 3; 4 5 6; 7 8 10", "-1 -2 -3; -4 -5 -6; -7 -8 -10"]) {
    const x = layer(A, "1; 1; 1", { gamma: 0.01 });
    assert.is(x.absoluteGain.order(x.spectralRadiusGain), "=", A);
  }
  const mixed = layer("1 2 3; 4 5 6; 7 8 -10", "1; 1; 1", { gamma: 0.01 });
  assert.is(mixed.absoluteGain.order(mixed.spectralRadiusGain), ">");
});

test("a pair with one zero equilibrium: the distance of the Gram matrices is the square of the other's norm", () => {
  const A = "0.1 0.2 0.3; -0.3 0.1 0.2; 0.1 0.1 -0.2";
  const Phi = "1 2 0; 3 1 1; 0.5 1 2";
  const zero = { gamma: 1, A: rows(A), features: { Phi: rows("-1 0 0; 0 0 0; 0 0 0") } };
  const first = layer(A, Phi, { other: zero });
  const second = new ExactImplicitLayer(
    { ...zero, other: { gamma: 1, A: rows(A), features: { Phi: rows(Phi) } } },
    new Budget(1e9),
  );
  for (const x of [first, second]) {
    const sum = x.equilibriumSpectralNorm.plus(x.other.equilibriumSpectralNorm);
    const bound = x.pair.equilibriumSpectralDistance.times(sum);
    assert.is(x.pair.gramDistance.order(bound), "=");
  }
});

test.run();
