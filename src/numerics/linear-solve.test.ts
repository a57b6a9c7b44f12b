import { test } from "uvu";
import * as assert from "uvu/assert";
import { BallMatrix } from "./ball-matrix.js";
import { determinant, leastPrincipalMinor, principalMinors } from "./determinant.js";
import { type ExpandedMatrix, identityMinus, scaledMatrix, submatrix } from "./expanded-matrix.js";
import { linearSolver, solveLinear } from "./linear-solve.js";
import { Matrix } from "./matrix.js";
import { exactDeterminant, exactSolve, type RationalMatrix, rationalMatrix } from "./testing/exact-linear-algebra.js";
import { awkwardMatrix, hilbertMatrix } from "./testing/matrices.js";
import { encloses, ONE, Rational, ZERO } from "./testing/rational.js";
import { Sampler } from "./testing/sampler.js";

const of = Rational.of;

/** I - gamma A, exactly. */
function exactIdentityMinus(gamma: number, a: Matrix): RationalMatrix {
  return rationalMatrix(a).map((row, i) => row.map((x, j) => (i === j ? ONE : ZERO).minus(of(gamma).times(x))));
}

test("solutions of random systems lie in their entries' balls, at every scale", () => {
  const sampler = new Sampler(1);
  let known = 0;
  for (let trial = 0; trial < 300; trial++) {
    const n = sampler.integer(1, 5);
    const matrix = awkwardMatrix(sampler, n, n, trial);
    const b = awkwardMatrix(sampler, n, 2, trial % 7);
    const x = solveLinear(matrix, b);
    const truth = [0, 1].map((c) =>
      exactSolve(
        rationalMatrix(matrix),
        rationalMatrix(b).map((row) => row[c]),
      ),
    );
    if (x.known) known++;
    for (let i = 0; i < n; i++)
      for (const c of [0, 1]) {
        const value = truth[c]?.[i];
        if (value === undefined) assert.not(x.known, "a singular system has no certified solution");
        else assert.ok(encloses(x.at(i, c), value), `${JSON.stringify(matrix.toRows())} ${b.toRows()}`);
      }
  }
  assert.ok(known > 150, `only ${known} systems were solved`);
});

test("radii are a rounding of the entry, also for condition numbers of 1e12", () => {
  for (const n of [2, 4, 6, 9]) {
    const x = solveLinear(hilbertMatrix(n), new Matrix(n, 1, new Float64Array(n).fill(1)));
    for (let i = 0; i < n; i++)
      assert.ok(x.at(i, 0).rad <= 1e-14 * Math.abs(x.at(i, 0).mid), `${n}: ${x.at(i, 0).mid} ± ${x.at(i, 0).rad}`);
  }
  const integers = solveLinear(
    Matrix.fromRows([
      [1, 2],
      [3, 4],
    ]),
    Matrix.fromRows([[-1], [-1]]),
  );
  assert.equal(integers.mid.toRows(), [[1], [-1]]);
  assert.is(integers.rad, 0);
});

test("uncertain matrices and right-hand sides: every system inside is covered", () => {
  const sampler = new Sampler(2);
  for (let trial = 0; trial < 60; trial++) {
    const n = sampler.integer(2, 4);
    const mid = sampler.matrix(n, n, () => sampler.signed());
    const b = sampler.matrix(n, 1, () => sampler.signed());
    const size = 2 ** -sampler.integer(12, 45);
    const inside = mid.data.map((x) => x + sampler.signed() * size);
    const bInside = b.data.map((x) => x + sampler.signed() * size);
    const radii = (from: Float64Array, to: Float64Array): Float64Array =>
      from.map((x, k) => Math.abs(x - to[k]) * (1 + 2 ** -50));
    const x = solveLinear(
      BallMatrix.withEntryRadii(mid, radii(mid.data, inside)),
      BallMatrix.withEntryRadii(b, radii(b.data, bInside)),
    );
    const truth = exactSolve(rationalMatrix(new Matrix(n, n, inside)), Array.from(bInside, of));
    if (truth === undefined) continue;
    truth.forEach((value, i) => {
      assert.ok(encloses(x.at(i, 0), value));
    });
    if (x.known) assert.ok(x.rad < 2 ** 12 * size, "the radius grows with the data's, not without bound");
  }
});

test("I - gamma A is kept to twice the precision", () => {
  const sampler = new Sampler(3);
  for (let trial = 0; trial < 200; trial++) {
    const n = sampler.integer(1, 4);
    const a = awkwardMatrix(sampler, n, n, trial);
    const gamma = trial % 2 === 0 ? Math.abs(sampler.signed()) : Math.abs(sampler.awkward());
    const scaled = scaledMatrix(gamma, a);
    if (scaled.high.data.some((x) => !Number.isFinite(x))) continue;
    const check = (m: ExpandedMatrix, truth: RationalMatrix): void => {
      for (let k = 0; k < n * n; k++) {
        const error = of(m.high.data[k])
          .plus(of(m.low?.[k] ?? 0))
          .minus(truth[Math.floor(k / n)][k % n])
          .abs();
        const bound = m.rad?.[k] ?? 0;
        assert.ok(bound === Number.POSITIVE_INFINITY || error.compare(of(bound)) <= 0, `${gamma} ${a.data[k]}`);
      }
    };
    check(
      scaled,
      rationalMatrix(a).map((row) => row.map((x) => of(gamma).times(x))),
    );
    check(identityMinus(scaled), exactIdentityMinus(gamma, a));
  }
  const system = identityMinus(
    scaledMatrix(
      0.1,
      Matrix.fromRows([
        [0.3, 0.7],
        [0.9, 0.1],
      ]),
    ),
  );
  assert.ok((system.rad ?? new Float64Array(0)).every((r) => r < 1e-32));
});

test("(I - gamma A) x = b against the exact solution, close to singular", () => {
  for (const gain of [0.3, 0.99, 0.9999999, 1 - 2 ** -50]) {
    const a = Matrix.fromRows([
      [0.6, 0.8],
      [0.8, -0.6],
    ]);
    const system = identityMinus(scaledMatrix(gain, a));
    const x = solveLinear(system, Matrix.fromRows([[1], [3]]));
    const truth = exactSolve(exactIdentityMinus(gain, a), [of(1), of(3)]) as Rational[];
    truth.forEach((value, i) => {
      assert.ok(encloses(x.at(i, 0), value), `${gain}`);
    });
    assert.ok(x.rad < 1e-12 * Math.abs(x.mid.data[0]), `${gain}: ${x.rad}`);
  }
});

test("large systems go the plain way, with radii that still hold", () => {
  const sampler = new Sampler(4);
  const n = 90;
  const matrix = sampler.matrix(n, n, () => sampler.integer(-9, 9));
  const solution = Float64Array.from({ length: n }, () => sampler.integer(-100, 100));
  const b = new Matrix(n, 1);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) b.data[i] += matrix.at(i, j) * solution[j];
  const x = solveLinear(matrix, b);
  assert.ok(x.known);
  for (let i = 0; i < n; i++) assert.ok(encloses(x.at(i, 0), of(solution[i])) && x.at(i, 0).rad < 1e-8);
  const uncertain = solveLinear(BallMatrix.of(matrix, 1e-9), b);
  assert.ok(uncertain.known && uncertain.rad > x.rad);
});

test("singular, unknown, not finite: no solution; misfits are refused", () => {
  const one = Matrix.fromRows([[1], [1]]);
  for (const matrix of [
    Matrix.fromRows([
      [1, 2],
      [2, 4],
    ]),
    new Matrix(2, 2),
    Matrix.fromRows([
      [0, 0],
      [1, 1],
    ]),
    Matrix.fromRows([
      [0, 1],
      [0, 1],
    ]),
    Matrix.fromRows([
      [1, Number.NaN],
      [0, 1],
    ]),
  ])
    assert.not(solveLinear(matrix, one).known);
  assert.not(solveLinear(BallMatrix.unknown(2, 2), one).known);
  assert.not(solveLinear(BallMatrix.of(Matrix.identity(2), 1), one).known);
  assert.not(solveLinear(Matrix.identity(2), BallMatrix.unknown(2, 1)).known);
  assert.throws(() => solveLinear(Matrix.identity(3), one), RangeError);
  assert.throws(() => linearSolver(new Matrix(2, 3)), RangeError);
  assert.throws(() => linearSolver(Matrix.identity(3))?.solve(one), RangeError);
});

test("extreme scales: 1e±200 rows and columns cost nothing", () => {
  const x = solveLinear(
    Matrix.fromRows([
      [1e200, 2],
      [3, 4e-200],
    ]),
    Matrix.fromRows([[1], [1]]),
  );
  const truth = exactSolve(
    rationalMatrix(
      Matrix.fromRows([
        [1e200, 2],
        [3, 4e-200],
      ]),
    ),
    [ONE, ONE],
  ) as Rational[];
  truth.forEach((value, i) => {
    assert.ok(encloses(x.at(i, 0), value) && x.at(i, 0).rad <= 1e-15 * Math.abs(x.at(i, 0).mid));
  });
});

test("determinants against exact elimination", () => {
  const sampler = new Sampler(5);
  for (let trial = 0; trial < 300; trial++) {
    const n = sampler.integer(0, 5);
    const matrix = awkwardMatrix(sampler, n, n, trial);
    const ball = determinant(matrix);
    const truth = exactDeterminant(rationalMatrix(matrix));
    assert.ok(encloses(ball, truth), JSON.stringify(matrix.toRows()));
    if (trial % 10 === 0 && n > 0) assert.ok(ball.rad <= 1e-12 * Math.abs(ball.mid), `${ball.rad / ball.mid}`);
    if (trial % 10 === 1) assert.is(ball.rad, 0, "integers are exact");
  }
  for (const n of [4, 7]) {
    const ball = determinant(hilbertMatrix(n));
    assert.ok(encloses(ball, exactDeterminant(rationalMatrix(hilbertMatrix(n)))) && ball.lower() > 0);
  }
  assert.equal(
    determinant(
      Matrix.fromRows([
        [0.5, 0.25],
        [1, 0.5],
      ]),
    ).toBall(),
    { mid: 0, rad: 0 },
  );
  const singular = determinant(
    Matrix.fromRows([
      [0.1, 0.2, 0.3],
      [0.4, 0.5, 0.6],
      [0.7, 0.8, 0.9],
    ]),
  );
  assert.ok(singular.known && singular.rad < 1e-15);
});

test("principal minors of I - gamma A, all of them, against exact elimination", () => {
  const sampler = new Sampler(6);
  for (let trial = 0; trial < 60; trial++) {
    const n = sampler.integer(1, 5);
    const a = awkwardMatrix(sampler, n, n, [0, 1, 4, 5, 7][trial % 5]);
    const gamma = [0.5, 1, 0.3, 1.7][trial % 4];
    const system = identityMinus(scaledMatrix(gamma, a));
    const minors = principalMinors(system);
    assert.is(minors.length, 2 ** n - 1);
    const exact = exactIdentityMinus(gamma, a);
    let least: Rational | undefined;
    minors.forEach((ball, index) => {
      const set = [...exact.keys()].filter((i) => ((index + 1) >> i) & 1);
      const truth = exactDeterminant(set.map((i) => set.map((j) => exact[i][j])));
      assert.ok(encloses(ball, truth), `${gamma} ${JSON.stringify(a.toRows())} ${set}`);
      assert.ok(truth.sign() === 0 || ball.lower() > 0 || ball.upper() < 0 || ball.rad < 1e-13, "signs are certain");
      if (least === undefined || truth.compare(least) < 0) least = truth;
    });
    assert.ok(encloses(leastPrincipalMinor(system), least as Rational));
  }
});

test("minors of small integer matrices are exact, zero pivots included", () => {
  const minors = principalMinors(
    Matrix.fromRows([
      [0, 1, 0],
      [1, 0, 0],
      [0, 0, 5],
    ]),
  );
  assert.equal(
    minors.map((ball) => ball.toBall()),
    [0, 0, -1, 5, 0, 0, -5].map((mid) => ({ mid, rad: 0 })),
  );
  const zeroPivot = principalMinors(
    Matrix.fromRows([
      [0, 0.1],
      [0.3, 0],
    ]),
  );
  assert.ok(zeroPivot[2].upper() < 0, "the pivot 0 does not hide the 2 x 2 minor");
  assert.equal(
    leastPrincipalMinor(
      Matrix.fromRows([
        [1 - 4, 4],
        [-4, 5],
      ]),
    ).toBall(),
    { mid: -3, rad: 0 },
  );
  assert.not(leastPrincipalMinor(new Matrix(0, 0)).known);
  assert.not(leastPrincipalMinor(BallMatrix.unknown(2, 2)).known);
  assert.not(determinant(Matrix.fromRows([[Number.NaN]])).known);
  assert.throws(() => principalMinors(Matrix.identity(17)), RangeError);
  assert.throws(() => determinant(new Matrix(2, 3)), RangeError);
  assert.equal(submatrix({ high: Matrix.identity(3) }, [0, 2], [2]).high.toRows(), [[0], [1]]);
});

test("minors at order 12 have certain signs and come quickly enough to be used", () => {
  const sampler = new Sampler(7);
  const minors = principalMinors(
    identityMinus(
      scaledMatrix(
        0.4,
        sampler.matrix(12, 12, () => sampler.signed()),
      ),
    ),
  );
  assert.is(minors.length, 4095);
  assert.ok(minors.every((ball) => ball.lower() > 0 || ball.upper() < 0));
});

test.run();
