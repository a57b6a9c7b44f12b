import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Ball } from "./ball.js";
import { BallMatrix } from "./ball-matrix.js";
import { Matrix } from "./matrix.js";
import { gramEigenvalues, symmetricEigenvalues } from "./symmetric-eigenvalues.js";
import { inertia, product, type RationalMatrix, rationalMatrix, transpose } from "./testing/exact-linear-algebra.js";
import { awkwardMatrix, hilbertMatrix } from "./testing/matrices.js";
import { Rational } from "./testing/rational.js";
import { Sampler } from "./testing/sampler.js";

const of = Rational.of;

/** Checks balls[i] against the i-th least eigenvalue by exact inertia at the ball's ends. */
function checkEigenvalues(matrix: RationalMatrix, balls: readonly Ball[], context: string): void {
  balls.forEach((ball, i) => {
    if (!ball.known) return;
    const low = inertia(matrix, of(ball.mid).minus(of(ball.rad)));
    const high = inertia(matrix, of(ball.mid).plus(of(ball.rad)));
    assert.ok(low.less <= i, `eigenvalue ${i} below ${ball.mid} ± ${ball.rad}: ${context}`);
    assert.ok(high.less + high.equal >= i + 1, `eigenvalue ${i} above ${ball.mid} ± ${ball.rad}: ${context}`);
  });
}

function symmetricOf(sampler: Sampler, n: number, kind: number): Matrix {
  const matrix = awkwardMatrix(sampler, n, n, kind);
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) matrix.data[i * n + j] = matrix.data[j * n + i];
  return matrix;
}

test("eigenvalues lie in their balls: awkward symmetric matrices, exact inertia", () => {
  const sampler = new Sampler(1);
  for (let trial = 0; trial < 200; trial++) {
    const matrix = symmetricOf(sampler, sampler.integer(1, 5), trial);
    const balls = symmetricEigenvalues(matrix);
    assert.ok(balls.every((ball) => ball.known));
    checkEigenvalues(rationalMatrix(matrix), balls, JSON.stringify(matrix.toRows()));
  }
});

test("radii are a few n u ||M||", () => {
  const sampler = new Sampler(2);
  for (const n of [2, 6, 16, 40]) {
    const matrix = symmetricOf(sampler, n, 0);
    const balls = symmetricEigenvalues(matrix);
    const norm = Math.max(...balls.map((ball) => Math.abs(ball.mid)));
    for (const ball of balls) assert.ok(ball.rad <= (2 * n + 10) * 2 ** -53 * norm, `${n}: ${ball.rad / norm}`);
  }
});

test("diagonal matrices and separate entries are exact, in order", () => {
  const balls = symmetricEigenvalues(
    Matrix.fromRows([
      [0.1, 0, 0],
      [0, -3, 0],
      [0, 0, 2e-300],
    ]),
  );
  assert.equal(
    balls.map((ball) => ball.toBall()),
    [-3, 2e-300, 0.1].map((mid) => ({ mid, rad: 0 })),
  );
  const blocks = symmetricEigenvalues(
    Matrix.fromRows([
      [1, 0, 1],
      [0, 7, 0],
      [1, 0, 1],
    ]),
  );
  assert.equal(blocks[2].toBall(), { mid: 7, rad: 0 });
  assert.ok(blocks[0].rad < 1e-15 && blocks[1].rad < 1e-15);
  assert.equal(
    symmetricEigenvalues(new Matrix(2, 2)).map((ball) => ball.toBall()),
    [0, 0].map((mid) => ({ mid, rad: 0 })),
  );
  assert.equal(symmetricEigenvalues(new Matrix(0, 0)), []);
});

test("a ball matrix's eigenvalues cover every symmetric matrix inside", () => {
  const sampler = new Sampler(3);
  for (let trial = 0; trial < 40; trial++) {
    const mid = symmetricOf(sampler, 4, [0, 1, 5][trial % 3]);
    const inside = mid.map((x) => x);
    const size = 2 ** -sampler.integer(1, 40);
    for (let i = 0; i < 4; i++)
      for (let j = 0; j <= i; j++)
        inside.data[i * 4 + j] = inside.data[j * 4 + i] = mid.at(i, j) + sampler.signed() * size;
    const radii = inside.data.map((x, k) => Math.abs(x - mid.data[k]) * (1 + 2 ** -50) + 2 ** -1074);
    const balls = symmetricEigenvalues(BallMatrix.withEntryRadii(mid, radii));
    checkEigenvalues(rationalMatrix(inside), balls, `trial ${trial}`);
  }
  assert.equal(symmetricEigenvalues(BallMatrix.of(new Matrix(2, 2), 0.5))[1].toBall(), { mid: 0, rad: 0.5 });
});

test("close and equal eigenvalues: order is kept", () => {
  const sampler = new Sampler(4);
  for (let trial = 0; trial < 30; trial++) {
    const matrix = Matrix.identity(4).map((x) => x * 3);
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < i; j++)
        matrix.data[i * 4 + j] = matrix.data[j * 4 + i] = sampler.signed() * 2 ** -sampler.integer(30, 60);
    checkEigenvalues(rationalMatrix(matrix), symmetricEigenvalues(matrix), `trial ${trial}`);
  }
});

test("Gram spectra from singular values: enclosed, small eigenvalues with relative accuracy", () => {
  const sampler = new Sampler(5);
  for (let trial = 0; trial < 100; trial++) {
    const z = awkwardMatrix(sampler, sampler.integer(1, 5), sampler.integer(1, 4), trial);
    const balls = gramEigenvalues(z);
    assert.is(balls.length, z.columns);
    const a = rationalMatrix(z);
    checkEigenvalues(product(transpose(a), a), balls, JSON.stringify(z.toRows()));
  }
  const hilbert = hilbertMatrix(6);
  for (const ball of gramEigenvalues(hilbert)) assert.ok(ball.rad <= 1e-13 * ball.mid, `${ball.mid} ± ${ball.rad}`);
});

test("Gram spectra of singular matrices: exact zeros where the structure shows them", () => {
  const zeros = gramEigenvalues(Matrix.fromRows([[1, 2, 3]]));
  assert.equal(
    zeros.map((ball) => ball.lower() > 0 || ball.rad > 0),
    [false, false, zeros[2].rad > 0 || zeros[2].lower() > 0],
  );
  assert.ok(Math.abs(zeros[2].mid - 14) < 1e-13);
  const repeated = gramEigenvalues(
    Matrix.fromRows([
      [0.1, 0.1],
      [0.2, 0.2],
      [0.7, 0.7],
    ]),
  );
  assert.equal(repeated[0].toBall(), { mid: 0, rad: 0 });
  assert.ok(gramEigenvalues(BallMatrix.unknown(1, 3)).every((ball) => !ball.known));
});

test("bad input: not square, not symmetric, not finite", () => {
  assert.throws(() => symmetricEigenvalues(new Matrix(2, 3)), RangeError);
  assert.throws(
    () =>
      symmetricEigenvalues(
        Matrix.fromRows([
          [1, 2],
          [3, 1],
        ]),
      ),
    /symmetric/,
  );
  assert.ok(
    symmetricEigenvalues(
      Matrix.fromRows([
        [Number.NaN, 1],
        [1, 1],
      ]),
    ).every((ball) => !ball.known),
  );
  assert.ok(symmetricEigenvalues(BallMatrix.unknown(2, 2)).every((ball) => !ball.known));
});

test.run();
