import { test } from "uvu";
import * as assert from "uvu/assert";
import { Matrix } from "../../numerics/matrix.js";
import type { Real } from "../../numerics/real.js";
import type { ImplicitData } from "./data.js";
import { Float64Layer } from "./layer.js";
import {
  type Big,
  type BigMatrix,
  big,
  bigMatrix,
  contains,
  equilibrium,
  frobenius,
  multiply,
  relativeRadius,
  relu,
  solve,
  spectralNorm,
  symmetricEigenvalues,
  transpose,
} from "./testing/oracle.js";

/** Deterministic numbers in [-1, 1). */
function numbers(seed: number): () => number {
  let state = seed * 7919 + 1;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 1073741824 - 1;
  };
}

const matrixOf = (rows: number, columns: number, entry: (i: number, j: number) => number): Matrix =>
  Matrix.fromRows(Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => entry(i, j))));

interface Case {
  readonly name: string;
  readonly data: ImplicitData;
  /** Least relative accuracy that is asked of norms and gains; 1e-10 where left out */
  readonly accuracy?: number;
}

/** A with gamma ||A||_2 near the wanted gain, by its value in double precision. */
function withGain(next: () => number, width: number, gain: number): { gamma: number; A: Matrix } {
  const A = matrixOf(width, width, next);
  const norm = Number(spectralNorm(bigMatrix(A.toRows())));
  return { gamma: norm === 0 ? 1 : gain / norm, A };
}

const cases: Case[] = [];
for (const [seed, width, samples, gain] of [
  [1, 1, 1, 0.5],
  [2, 3, 2, 0.9],
  [3, 4, 6, 0.3],
  [4, 6, 3, 0.99],
  [5, 5, 2, 0.999999],
  [6, 8, 2, 0.1],
  [7, 2, 5, 1e-6],
]) {
  const next = numbers(seed);
  const layer = withGain(next, width, gain);
  const Phi = matrixOf(width, samples, next);
  cases.push({ name: `width ${width}, ${samples} samples, gain ${gain}`, data: { ...layer, features: { Phi } } });
}
for (const exponent of [-150, -100, 100, 150]) {
  const next = numbers(20 + exponent);
  const { gamma, A } = withGain(next, 3, 0.7);
  const scale = 10 ** exponent;
  const Phi = matrixOf(3, 3, next);
  cases.push({ name: `Phi of size 1e${exponent}`, data: { gamma, A, features: { Phi: Phi.map((x) => x * scale) } } });
  cases.push({
    name: `A of size 1e${exponent}`,
    data: { gamma: gamma / scale, A: A.map((x) => x * scale), features: { Phi } },
  });
}
{
  const next = numbers(50);
  const layer = withGain(next, 4, 0.8);
  const W = matrixOf(4, 3, next);
  const X = matrixOf(3, 4, next);
  cases.push({ name: "W and X", data: { ...layer, features: { W, X, featureScale: 0.35 } } });
  cases.push({
    name: "W and X of size 1e150",
    data: { ...layer, features: { W: W.map((x) => x * 1e150), X, featureScale: 3 } },
  });
  const Phi = matrixOf(4, 3, (_, j) => (j === 1 ? 0 : next()));
  cases.push({ name: "a zero column", data: { ...layer, features: { Phi } } });
  const base = Array.from({ length: 4 }, next).map(Math.abs);
  const close = matrixOf(4, 2, (i, j) => base[i] * (1 + j * 1e-9 * (i + 1)));
  cases.push({ name: "near-duplicate columns", data: { ...layer, features: { Phi: close } }, accuracy: 1e-5 });
  cases.push({ name: "gamma 0", data: { ...layer, gamma: 0, features: { Phi } } });
  cases.push({ name: "A = 0", data: { gamma: 2, A: new Matrix(4, 4), features: { Phi } } });
}
// rho(gamma |A|) < 1 although the norm is 10; the columns settle by back-substitution.
cases.push({
  name: "nilpotent with gain 10",
  data: {
    gamma: 1,
    A: Matrix.fromRows([
      [0, 10, -3],
      [0, 0, 0.1],
      [0, 0, 0],
    ]),
    features: {
      Phi: Matrix.fromRows([
        [1, -0.3],
        [0.2, 1 / 3],
        [-0.7, 0.9],
      ]),
    },
  },
});
// A P-matrix with neither: gamma A = -5 and a coupling.
cases.push({
  name: "P-matrix with gain 5",
  data: {
    gamma: 1,
    A: Matrix.fromRows([
      [-5, 0.1],
      [0.3, -4.7],
    ]),
    features: {
      Phi: Matrix.fromRows([
        [1, -0.3, 0.4],
        [0.2, 1 / 3, -1],
      ]),
    },
  },
});

function features({ features: given }: ImplicitData): BigMatrix {
  if ("Phi" in given) return bigMatrix(given.Phi.toRows());
  const scale = big(given.featureScale);
  const image = multiply(bigMatrix(given.W.toRows()), bigMatrix(given.X.toRows()));
  return image.map((row) => row.map((x) => scale.times(relu(x))));
}

const minus = (a: BigMatrix, b: BigMatrix): BigMatrix => a.map((row, i) => row.map((x, j) => x.minus(b[i][j])));
const column = (a: BigMatrix, j: number): BigMatrix => a.map((row) => [row[j]]);
const least = (values: readonly Big[]): Big => values.reduce((a, b) => (b.lessThan(a) ? b : a));

for (const { name, data, accuracy = 1e-10 } of cases)
  test(`quantities of a layer, ${name}: enclosed and sharp`, () => {
    const layer = new Float64Layer({ ...data, u: Float64Array.from({ length: data.A.rows }, (_, i) => 1 / (i + 1)) });
    const gamma = big(data.gamma);
    const A = bigMatrix(data.A.toRows());
    const M = A.map((row) => row.map((x) => gamma.times(x)));
    const Phi = features(data);
    const positive = Phi.map((row) => row.map(relu));
    const Z = transpose(
      Phi[0].map((_, j) =>
        equilibrium(
          M,
          Phi.map((row) => row[j]),
        ),
      ),
    );
    const N = multiply(M, Z).map((row, i) => row.map((x, j) => x.plus(Phi[i][j])));
    const width = A.length;
    const samples = Phi[0].length;

    const check = (label: string, ball: Real, truth: Big, wanted = accuracy) => {
      assert.ok(ball.known, `${label} is known`);
      assert.ok(contains(ball.toBall(), truth), `${label}: ${truth} in ${ball.describe(20)}`);
      assert.ok(
        relativeRadius(ball.toBall(), truth) <= wanted,
        `${label}: radius of ${ball.describe(20)} for ${truth}`,
      );
    };
    const checkAll = (label: string, balls: readonly Real[], truths: readonly Big[], wanted = accuracy) => {
      assert.is(balls.length, truths.length, label);
      const scale = truths.reduce((a, b) => (b.abs().greaterThan(a) ? b.abs() : a), big(0));
      balls.forEach((ball, k) => {
        assert.ok(
          ball.known && contains(ball.toBall(), truths[k]),
          `${label} ${k}: ${truths[k]} in ${ball.describe(20)}`,
        );
        assert.ok(
          scale.isZero() ? ball.toBall().rad === 0 : relativeRadius(ball.toBall(), scale) <= wanted,
          `${label} ${k}: ${ball.describe(20)}`,
        );
      });
    };

    check("spectralNorm", layer.spectralNorm, spectralNorm(A));
    check("gain", layer.gain, gamma.times(spectralNorm(A)));
    check("frobeniusGain", layer.frobeniusGain, gamma.times(frobenius(A)));
    check("featureNorm", layer.featureNorm, frobenius(positive));
    check("signedFeatureNorm", layer.signedFeatureNorm, frobenius(Phi));
    check("featureSpectralNorm", layer.featureSpectralNorm, spectralNorm(positive));
    checkAll(
      "featureGramEigenvalues",
      layer.featureGramEigenvalues,
      symmetricEigenvalues(multiply(transpose(Phi), Phi)),
    );
    check("equilibriumNorm", layer.equilibriumNorm, frobenius(Z));
    checkAll(
      "equilibrium",
      Array.from({ length: width * samples }, (_, k) => layer.equilibriumEntry(Math.floor(k / samples), k % samples)),
      Z.flat(),
    );
    check("equilibriumSpectralNorm", layer.equilibriumSpectralNorm, spectralNorm(Z));
    checkAll("gramEigenvalues", layer.gramEigenvalues, symmetricEigenvalues(multiply(transpose(Z), Z)));
    assert.ok(
      contains(
        layer.equilibriumLeastSingularValue.toBall(),
        least(symmetricEigenvalues(multiply(transpose(Z), Z)))
          .abs()
          .sqrt(),
      ) || samples > 1,
    );
    check("featureDistance", layer.featureDistance, frobenius(minus(Z, positive)));
    check("patternMargin", layer.patternMargin, least(N.flat().map((x) => x.abs())), 1e-6);
    layer.columns.forEach((one, j) => {
      check(`column ${j} featureNorm`, one.featureNorm, frobenius(column(positive, j)));
      check(`column ${j} equilibriumNorm`, one.equilibriumNorm, frobenius(column(Z, j)));
      check(`column ${j} featureDistance`, one.featureDistance, frobenius(minus(column(Z, j), column(positive, j))));
    });

    // Runs from zero and from the features, their errors and steps, and the truncated output.
    const u = Array.from({ length: width }, (_, i) => big(1 / (i + 1)));
    let state = Z.map((row) => row.map(() => big(0)));
    let fromFeatures = positive;
    const next = (at: BigMatrix) => multiply(M, at).map((row, i) => row.map((x, j) => relu(x.plus(Phi[i][j]))));
    for (let k = 0; k < 6; k++) {
      check(`error ${k}`, layer.unrolled.error(k), frobenius(minus(state, Z)), 1e-8);
      check(`step ${k}`, layer.unrolled.step(k), frobenius(minus(next(state), state)), 1e-8);
      check(`error ${k} from features`, layer.unrolledFromFeatures.error(k), frobenius(minus(fromFeatures, Z)), 1e-8);
      const output = multiply([u], minus(state, Z))[0].map((x) => x.abs());
      checkAll(`output error ${k}`, layer.outputTruncationErrors(k), output, 1e-8);
      state = next(state);
      fromFeatures = next(fromFeatures);
    }

    // (I - gamma A)^{-1} relu(Phi) and, where it is a bound, the same with |A|.
    const system = M.map((row, i) => row.map((x, j) => big(i === j ? 1 : 0).minus(x)));
    const linear = transpose(
      positive[0].map((_, j) =>
        solve(
          system,
          positive.map((row) => row[j]),
        ),
      ),
    );
    checkAll("linearSolution", layer.linearSolution, linear.flat());
    if (layer.absoluteGain.toBall().mid < 1) {
      const compared = M.map((row, i) => row.map((x, j) => big(i === j ? 1 : 0).minus(x.abs())));
      const bound = transpose(
        positive[0].map((_, j) =>
          solve(
            compared,
            positive.map((row) => row[j]),
          ),
        ),
      );
      checkAll("comparisonBound", layer.comparisonBound, bound.flat());
    } else assert.not(layer.comparisonBound.some((x) => x.known));
    if (width <= 8)
      assert.equal(
        layer.equilibriumCounts.map((x) => x.toBall()),
        layer.columns.map(() => ({ mid: 1, rad: 0 })),
      );
  });

test.run();
