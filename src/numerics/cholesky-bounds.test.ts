import { test } from "uvu";
import * as assert from "uvu/assert";
import { leastSingularValueByCholesky, spectralNormByCholesky, UnitGram } from "./cholesky-bounds.js";
import { Matrix } from "./matrix.js";
import { leastSingularValue, spectralNorm } from "./norms.js";
import { singularValues } from "./singular-values.js";
import { inertia, product, rationalMatrix, transpose } from "./testing/exact-linear-algebra.js";
import { awkwardMatrix, hilbertMatrix } from "./testing/matrices.js";
import { Rational, ZERO } from "./testing/rational.js";
import { Sampler } from "./testing/sampler.js";

const of = Rational.of;

test("the two bounds agree with exact inertia on small matrices", () => {
  const sampler = new Sampler(1);
  for (let trial = 0; trial < 150; trial++) {
    const columns = sampler.integer(1, 4);
    const matrix = awkwardMatrix(sampler, columns + sampler.integer(0, 2), columns, trial);
    const a = rationalMatrix(matrix);
    const gram = product(transpose(a), a);
    const norm = spectralNormByCholesky(matrix);
    const least = leastSingularValueByCholesky(matrix);
    const context = JSON.stringify(matrix.toRows());
    for (const [ball, rank] of [
      [norm, columns],
      [least, 1],
    ] as const) {
      if (!ball.known) continue;
      const bottom = of(ball.mid).minus(of(ball.rad));
      const low = bottom.sign() < 0 ? ZERO : bottom;
      const high = of(ball.mid).plus(of(ball.rad));
      assert.ok(inertia(gram, low.times(low)).less <= rank - 1, `${ball.mid} ± ${ball.rad} ${context}`);
      const above = inertia(gram, high.times(high));
      assert.ok(above.less + above.equal >= rank, `${ball.mid} ± ${ball.rad} ${context}`);
    }
  }
});

test("a completed factorisation is believed only with its error term", () => {
  // Around the extreme eigenvalues a bare Cholesky completes on the wrong side now and then.
  const sampler = new Sampler(2);
  for (let trial = 0; trial < 150; trial++) {
    const n = 3;
    const unit = sampler.matrix(n, n, () => sampler.signed());
    unit.data[sampler.integer(0, 8)] = 1 + sampler.unit();
    const gram = UnitGram.of(unit);
    assert.ok(gram !== undefined);
    const a = rationalMatrix(unit);
    const exact = product(transpose(a), a);
    for (let step = -12; step <= 12; step++) {
      const square = gram.largest * (1 + step * 2 ** -53);
      if (gram.isAtMost(square)) assert.is(inertia(exact, of(square)).less + inertia(exact, of(square)).equal, n);
      const mu = gram.least + gram.largest * step * 2 ** -54;
      if (mu > 0 && gram.isAtLeast(mu)) assert.is(inertia(exact, of(mu)).less, 0);
    }
    assert.ok(gram.isAtMost(gram.largest * (1 + 1e-12)), "and the error term is small");
  }
});

test("large matrices: the quick bounds overlap the accurate ones, and are useful", () => {
  const sampler = new Sampler(3);
  for (const [rows, columns] of [
    [70, 60],
    [60, 70],
    [110, 60],
  ]) {
    const matrix = sampler.matrix(rows, columns, () => sampler.signed() * 1e-120);
    const all = singularValues(matrix);
    const norm = spectralNorm(matrix);
    assert.ok(norm.lower() <= all[0].upper() && norm.upper() >= all[0].lower());
    assert.ok(norm.rad <= 1e-11 * norm.mid, `${norm.rad / norm.mid}`);
    if (rows < columns) continue;
    const least = leastSingularValue(matrix);
    assert.ok(least.lower() <= all[columns - 1].upper() && least.upper() >= all[columns - 1].lower());
    assert.ok(least.rad <= 1e-6 * least.mid, `${least.rad / least.mid}`);
  }
});

test("ill-conditioned: the quick lower bound gives up at 0, the accurate one does not", () => {
  const quick = leastSingularValueByCholesky(hilbertMatrix(9));
  assert.is(quick.lower(), 0);
  assert.ok(quick.upper() < 1e-6);
  const graded = new Matrix(60, 60);
  for (let i = 0; i < 60; i++) graded.data[i * 60 + i] = 10 ** (-i / 5);
  graded.data[1] = 0.1;
  const least = leastSingularValue(graded);
  assert.ok(least.lower() > 0 && least.rad <= 1e-10 * least.mid, `${least.mid} ± ${least.rad}`);
});

test("zero, not finite, too wide a range", () => {
  for (const f of [spectralNormByCholesky, leastSingularValueByCholesky]) {
    assert.equal(f(new Matrix(3, 2)).toBall(), { mid: 0, rad: 0 });
    assert.not(
      f(
        Matrix.fromRows([
          [1, Number.NaN],
          [0, 1],
        ]),
      ).known,
    );
    assert.not(
      f(
        Matrix.fromRows([
          [1e300, 0],
          [0, 3e-320],
        ]),
      ).known,
    );
  }
});

test.run();
