import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Ball } from "./ball.js";
import { BallMatrix } from "./ball-matrix.js";
import { Matrix } from "./matrix.js";
import {
  frobeniusNorm,
  infinityNorm,
  leastSingularValue,
  leastSingularValueLowerBound,
  oneNorm,
  spectralNorm,
  spectralNormUpperBound,
} from "./norms.js";
import { singularValues } from "./singular-values.js";
import { inertia, product, rationalMatrix, transpose } from "./testing/exact-linear-algebra.js";
import { awkwardMatrix, hilbertMatrix, rotations } from "./testing/matrices.js";
import { Rational, ZERO } from "./testing/rational.js";
import { Sampler } from "./testing/sampler.js";

const of = Rational.of;
const show = (m: Matrix): string => JSON.stringify(m.toRows());

/** Lower and upper end of a ball, exactly, cut off at 0. */
function ends(ball: Ball): [Rational, Rational] {
  const low = of(ball.mid).minus(of(ball.rad));
  return [low.sign() < 0 ? ZERO : low, of(ball.mid).plus(of(ball.rad))];
}

/** Checks balls[i] against the i-th largest singular value by exact inertia of A'A at the squares of the ends. */
function checkSingularValues(matrix: Matrix, balls: readonly Ball[]): void {
  const a = rationalMatrix(matrix.rows >= matrix.columns ? matrix : matrix.transpose());
  const gram = product(transpose(a), a);
  balls.forEach((ball, i) => {
    if (!ball.known) return;
    const [low, high] = ends(ball);
    // sigma_i >= low: at most n - i eigenvalues (of n) are less than low^2; sigma_i <= high likewise.
    const rank = balls.length - i;
    assert.ok(
      inertia(gram, low.times(low)).less <= rank - 1,
      `sigma_${i} below ${ball.mid} ± ${ball.rad} in ${show(matrix)}`,
    );
    const above = inertia(gram, high.times(high));
    assert.ok(above.less + above.equal >= rank, `sigma_${i} above ${ball.mid} ± ${ball.rad} in ${show(matrix)}`);
  });
}

test("singular values lie in their balls: awkward matrices, exact inertia", () => {
  const sampler = new Sampler(1);
  for (let trial = 0; trial < 220; trial++) {
    const matrix = awkwardMatrix(sampler, sampler.integer(1, 4), sampler.integer(1, 4), trial);
    const balls = singularValues(matrix);
    assert.is(balls.length, Math.min(matrix.rows, matrix.columns));
    assert.ok(
      balls.every((ball) => ball.known),
      show(matrix),
    );
    checkSingularValues(matrix, balls);
  }
});

test("ill-conditioned matrices keep relative accuracy in every singular value", () => {
  for (const n of [3, 4, 5, 6]) {
    const balls = singularValues(hilbertMatrix(n));
    checkSingularValues(hilbertMatrix(n), balls);
    for (const ball of balls) assert.ok(ball.rad <= 1e-14 * ball.mid, `n = ${n}: ${ball.mid} ± ${ball.rad}`);
  }
  for (const ball of singularValues(hilbertMatrix(10))) assert.ok(ball.rad <= 1e-6 * ball.mid);
  const sampler = new Sampler(2);
  const [u, v] = [rotations(sampler, 8), rotations(sampler, 8)];
  // condition number 1e12: the relative radius would be 1e-4 for a method of absolute accuracy
  const graded = new Matrix(
    8,
    8,
    u.data.map((x, k) => x * 10 ** (-12 * ((k % 8) / 7))),
  );
  const sum = new Matrix(8, 8);
  for (let i = 0; i < 8; i++)
    for (let j = 0; j < 8; j++) for (let k = 0; k < 8; k++) sum.data[i * 8 + j] += graded.at(i, k) * v.at(k, j);
  for (const ball of singularValues(sum)) assert.ok(ball.rad <= 1e-12 * ball.mid, `${ball.mid} ± ${ball.rad}`);
});

test("radii are near n units in the last place for random matrices", () => {
  const sampler = new Sampler(3);
  for (const n of [2, 5, 12, 24]) {
    const matrix = sampler.matrix(n, n, () => sampler.signed());
    for (const ball of singularValues(matrix))
      assert.ok(ball.rad <= (4 * n + 20) * 2 ** -53 * ball.mid, `${n}: ${ball.rad / ball.mid}`);
  }
  const norm = spectralNorm(sampler.matrix(4, 4, () => sampler.signed()));
  assert.ok(norm.rad <= 1e-14 * norm.mid);
});

test("exact where exactness is cheap", () => {
  const is = (matrix: Matrix, values: readonly number[]): void => {
    assert.equal(
      singularValues(matrix).map((ball) => ball.toBall()),
      values.map((mid) => ({ mid, rad: 0 })),
      show(matrix),
    );
  };
  is(Matrix.fromRows([[-0.1]]), [0.1]);
  is(
    Matrix.fromRows([
      [0.1, 0],
      [0, -0.3],
    ]),
    [0.3, 0.1],
  );
  is(
    Matrix.fromRows([
      [0, 2e-150],
      [3e150, 0],
    ]),
    [3e150, 2e-150],
  );
  is(Matrix.fromRows([[3, 4]]), [5]);
  is(
    Matrix.fromRows([
      [3, 4],
      [6, 8],
      [6, 8],
    ]),
    [15, 0],
  );
  is(
    Matrix.fromRows([
      [1, 1],
      [1, 1],
    ]),
    [2, 0],
  );
  is(
    Matrix.fromRows([
      [1, 1, 1, 1],
      [1, -1, 1, -1],
      [1, 1, -1, -1],
      [1, -1, -1, 1],
    ]),
    [2, 2, 2, 2],
  );
  is(new Matrix(2, 3), [0, 0]);
  is(
    Matrix.fromRows([
      [3, 4, 0],
      [-4, 3, 0],
    ]),
    [5, 5],
  );
  assert.is(
    singularValues(
      Matrix.fromRows([
        [0.1, 0.2, 0.1],
        [0.3, 0.4, 0.3],
        [1, 2, 1],
      ]),
    )[2].rad,
    0,
  );
  assert.is(
    singularValues(
      Matrix.fromRows([
        [0.1, 0.2],
        [-0.1, -0.2],
      ]),
    )[1].upper(),
    0,
  );
  for (const ball of singularValues(
    Matrix.fromRows([
      [1, 1],
      [1, -1],
    ]),
  ))
    assert.ok(ball.rad < 1e-16);
});

test("a rank that only rounding suggests is not believed", () => {
  const e = 2 ** -52;
  const matrix = Matrix.fromRows([
    [1 + e, 1 + 2 * e],
    [1, 1 + e],
  ]); // determinant e^2
  checkSingularValues(matrix, singularValues(matrix));
  assert.ok(singularValues(matrix)[1].upper() > 0);
});

test("a ball matrix's singular values cover every matrix inside", () => {
  const sampler = new Sampler(4);
  for (let trial = 0; trial < 40; trial++) {
    const mid = awkwardMatrix(sampler, 3, 3, [0, 1, 4, 5][trial % 4]);
    const error = sampler.matrix(3, 3, () => sampler.signed() * 2 ** -sampler.integer(0, 40));
    const inside = new Matrix(
      3,
      3,
      mid.data.map((x, k) => x + error.data[k]),
    );
    const radii = inside.data.map((x, k) => Math.abs(x - mid.data[k]) * (1 + 2 ** -50));
    checkSingularValues(inside, singularValues(BallMatrix.withEntryRadii(mid, radii)));
  }
  assert.not(singularValues(BallMatrix.unknown(2, 2))[1].known);
  assert.ok(singularValues(BallMatrix.of(Matrix.identity(2), 3))[0].lower() >= 0);
});

test("entries that are not finite make everything unknown", () => {
  const matrix = Matrix.fromRows([
    [1, Number.NaN],
    [0, 1],
  ]);
  for (const f of [spectralNorm, leastSingularValue, frobeniusNorm, oneNorm, infinityNorm]) {
    assert.not(f(matrix).known, f.name);
    assert.not(f(BallMatrix.unknown(2, 2)).known, f.name);
  }
  assert.is(spectralNormUpperBound(matrix), Number.POSITIVE_INFINITY);
  assert.is(spectralNormUpperBound(BallMatrix.unknown(1, 1)), Number.POSITIVE_INFINITY);
  assert.is(leastSingularValueLowerBound(matrix), 0);
});

test("Frobenius, 1- and infinity norm against exact rationals, at every scale", () => {
  const sampler = new Sampler(5);
  for (let trial = 0; trial < 300; trial++) {
    const matrix = awkwardMatrix(sampler, sampler.integer(1, 4), sampler.integer(1, 4), trial);
    const a = rationalMatrix(matrix);
    const [low, high] = ends(frobeniusNorm(matrix));
    const square = a.flat().reduce((sum, x) => sum.plus(x.times(x)).shortened(), ZERO);
    assert.ok(
      low.times(low).compare(square) <= 0 && high.times(high).compare(square) >= 0,
      `Frobenius ${show(matrix)}`,
    );
    const sums = (lines: Rational[][]): Rational =>
      lines
        .map((line) => line.reduce((sum, x) => sum.plus(x.abs()), ZERO))
        .reduce((x, y) => (x.compare(y) > 0 ? x : y));
    for (const [norm, truth] of [
      [infinityNorm(matrix), sums(a)],
      [oneNorm(matrix), sums(transpose(a))],
    ] as const) {
      const [from, to] = ends(norm);
      assert.ok(from.compare(truth) <= 0 && to.compare(truth) >= 0, show(matrix));
      assert.ok(norm.rad <= 2 ** -52 * norm.mid);
    }
    assert.ok(frobeniusNorm(matrix).rad <= 2 ** -52 * frobeniusNorm(matrix).mid + 2 ** -1072, show(matrix));
  }
});

test("norms that are doubles are exact", () => {
  assert.equal(frobeniusNorm(Matrix.fromRows([[3, 4]])).toBall(), { mid: 5, rad: 0 });
  assert.equal(frobeniusNorm(Matrix.fromRows([[3e-200 * 2 ** 20], [0]])).rad, 0);
  assert.equal(frobeniusNorm(new Matrix(3, 2)).toBall(), { mid: 0, rad: 0 });
  assert.equal(
    oneNorm(
      Matrix.fromRows([
        [1, -2],
        [-3, 4],
      ]),
    ).toBall(),
    { mid: 6, rad: 0 },
  );
  assert.equal(
    infinityNorm(
      Matrix.fromRows([
        [1, -2],
        [-3, 4],
      ]),
    ).toBall(),
    { mid: 7, rad: 0 },
  );
  assert.equal(spectralNorm(new Matrix(0, 0)).toBall(), { mid: 0, rad: 0 });
  assert.equal(leastSingularValue(new Matrix(2, 3, new Float64Array(6).fill(1))).toBall(), { mid: 0, rad: 0 });
  assert.equal(leastSingularValue(new Matrix(3, 0)).toBall(), { mid: 0, rad: 0 });
});

test("norms of ball matrices widen by the radius, not more", () => {
  const mid = Matrix.fromRows([
    [3, 0],
    [0, 4],
  ]);
  const frobenius = frobeniusNorm(BallMatrix.of(mid, 0.5));
  assert.ok(frobenius.lower() <= 4.5 && frobenius.upper() >= 5.5 && frobenius.rad < 0.51);
  const radii = Float64Array.of(0.5, 0, 0.25, 0.125);
  const one = oneNorm(BallMatrix.withEntryRadii(mid, radii));
  assert.ok(one.upper() >= 4.125 && one.lower() <= 3.875 && one.rad < 0.13, `${one.rad}`);
  const rows = infinityNorm(BallMatrix.of(mid, 0.5));
  assert.ok(rows.upper() >= 4 + 0.5 * Math.SQRT2);
  assert.ok(frobeniusNorm(BallMatrix.of(mid, 9)).lower() >= 0);
});

test("the cheap bound is above the spectral norm and never silly", () => {
  const sampler = new Sampler(6);
  for (let trial = 0; trial < 100; trial++) {
    const matrix = awkwardMatrix(sampler, sampler.integer(1, 5), sampler.integer(1, 5), trial);
    const bound = spectralNormUpperBound(matrix);
    const norm = spectralNorm(matrix);
    assert.ok(bound >= norm.lower(), show(matrix));
    assert.ok(bound <= Math.sqrt(5) * norm.upper() * 1.001 + 1e-320, show(matrix));
  }
  const ball = BallMatrix.of(Matrix.identity(2), 1);
  assert.ok(spectralNormUpperBound(ball) >= 2);
});

test.run();
