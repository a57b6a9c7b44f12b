import { test } from "uvu";
import * as assert from "uvu/assert";
import { BallMatrix } from "./ball-matrix.js";
import { type FixedPoint, type FixedPointProblem, solveFixedPoint } from "./fixed-point.js";
import { Matrix } from "./matrix.js";
import { spectralNorm } from "./norms.js";
import { exactEquilibria } from "./testing/exact-equilibrium.js";
import { rationalMatrix } from "./testing/exact-linear-algebra.js";
import { awkwardMatrix, rotations } from "./testing/matrices.js";
import { encloses, Rational, ZERO } from "./testing/rational.js";
import { Sampler } from "./testing/sampler.js";

const of = Rational.of;
const rows = Matrix.fromRows;

/** Checks Z, its Frobenius radius, N and the pattern against the exact equilibrium, which must be the only one. */
function check(problem: FixedPointProblem, result: FixedPoint, phi?: Rational[][]): void {
  const { gamma, A } = problem;
  const features = phi ?? rationalMatrix(problem.Phi as Matrix);
  const context = `gamma ${gamma} A ${JSON.stringify(A.toRows())}`;
  let square = ZERO;
  for (let c = 0; c < result.Z.columns; c++) {
    const column = features.map((row) => row[c]);
    const equilibria = exactEquilibria(gamma, A, column);
    assert.is(equilibria.length, 1, `uniqueness was certified: ${context}`);
    equilibria[0].forEach((value, i) => {
      assert.ok(encloses(result.Z.at(i, c), value), `Z_${i}${c}: ${context}`);
      const error = of(result.Z.mid.at(i, c)).minus(value);
      square = square.plus(error.times(error)).shortened();
      const n = A.toRows()[i].reduce(
        (sum, x, j) => sum.plus(of(gamma).times(of(x)).times(equilibria[0][j])).shortened(),
        column[i],
      );
      assert.ok(encloses(result.preActivation.at(i, c), n), `N_${i}${c}: ${context}`);
      const state = result.pattern[i * result.Z.columns + c];
      assert.ok(state === -1 || (state === 1) === n.sign() > 0, `pattern ${i} ${c}: ${context}`);
      if (state === 0) assert.equal(result.Z.at(i, c).toBall(), { mid: 0, rad: 0 });
    });
  }
  assert.ok(square.compare(of(result.Z.rad).times(of(result.Z.rad))) <= 0, `Frobenius radius: ${context}`);
}

test("equilibria of random layers lie in their balls: all scales, duplicates, signs, gains up to 1", () => {
  const sampler = new Sampler(1);
  let certified = 0;
  for (let trial = 0; trial < 260; trial++) {
    const [m, n] = [sampler.integer(1, 4), sampler.integer(1, 2)];
    const A = awkwardMatrix(sampler, m, m, [0, 1, 2, 4, 5, 7, 9, 3][trial % 8]);
    const Phi = awkwardMatrix(sampler, m, n, Math.floor(trial / 8));
    const gain = [0, 0.1, 0.5, 0.9, 0.99, 0.9999999, 1.05][trial % 7];
    const norm = spectralNorm(A);
    const gamma = norm.mid > 0 ? gain / norm.mid : gain;
    if (!Number.isFinite(gamma)) continue;
    const problem = { gamma, A, Phi };
    const result = solveFixedPoint(problem);
    if (result.certificate === "none") continue;
    certified++;
    check(problem, result);
  }
  assert.ok(certified > 200, `only ${certified} were certified`);
});

test("radii are a rounding of each entry where the pattern settles, whatever the gain", () => {
  const sampler = new Sampler(2);
  for (const gain of [0.5, 0.9, 0.99, 0.9999, 0.9999999]) {
    for (const m of [2, 8, 20]) {
      const A = rotations(sampler, m);
      const Phi = sampler.matrix(m, 3, () => sampler.signed());
      const { Z, certificate } = solveFixedPoint({ gamma: gain / spectralNorm(A).upper(), A, Phi });
      assert.is(certificate, "contraction");
      Z.mid.data.forEach((value, k) => {
        if (value > 0)
          assert.ok(Z.entryRadius(k) <= 1e-10 * value, `gain ${gain}, m ${m}: ${value} ± ${Z.entryRadius(k)}`);
      });
    }
  }
  // q = 0.9999999, m = 1: z = phi / (1 - q), relative radius 2^-53 although 1 / (1 - q) is 1e7
  const near = solveFixedPoint({ gamma: 0.9999999, A: rows([[1]]), Phi: rows([[1]]) });
  assert.ok(near.Z.rad <= 2 ** -52 * near.Z.mid.data[0]);
  check({ gamma: 0.9999999, A: rows([[1]]), Phi: rows([[1]]) }, near);
});

test("exact equilibria come out exact", () => {
  const cases: [FixedPointProblem, number[][]][] = [
    [{ gamma: 0.5, A: rows([[1]]), Phi: rows([[1e-170]]) }, [[2e-170]]],
    [
      {
        gamma: 3,
        A: new Matrix(2, 2),
        Phi: rows([
          [0.1, -2],
          [-0.3, 7],
        ]),
      },
      [
        [0.1, 0],
        [0, 7],
      ],
    ],
    [{ gamma: 0, A: rows([[5]]), Phi: rows([[0.3]]) }, [[0.3]]],
    [
      {
        gamma: 1,
        A: rows([
          [0, 10],
          [0, 0],
        ]),
        Phi: rows([[1], [1]]),
      },
      [[11], [1]],
    ],
    [
      {
        gamma: 0.5,
        A: rows([
          [-1, 0],
          [0, 1],
        ]),
        Phi: new Matrix(2, 1),
      },
      [[0], [0]],
    ],
    [
      {
        gamma: 1,
        A: rows([
          [0, 0.5],
          [-0.5, 0],
        ]),
        Phi: rows([[1], [0.5]]),
      },
      [[1], [0]],
    ], // N_2 is exactly 0: a kink
  ];
  for (const [problem, z] of cases) {
    const result = solveFixedPoint(problem);
    assert.equal(result.Z.mid.toRows(), z);
    assert.is(result.Z.rad, 0);
    check(problem, result);
  }
});

test("theory: M3.4's layer, and entries that are certainly inactive are exactly 0", () => {
  const problem = {
    gamma: 0.5 / 3,
    A: rows([
      [1, -2],
      [-2, 1],
    ]),
    Phi: rows([
      [3, 2],
      [1, 0],
    ]),
  };
  const result = solveFixedPoint(problem);
  check(problem, result);
  assert.equal(Array.from(result.pattern), [1, 1, 0, 0]);
  assert.equal([result.Z.mid.at(1, 0), result.Z.mid.at(1, 1)], [0, 0]);
  assert.ok(result.Z.rad < 1e-15);
});

test("weights certify where the norm does not: nilpotent and triangular A of any size", () => {
  const problem = {
    gamma: 1,
    A: rows([
      [0, 100, 3],
      [0, 0, -70],
      [0, 0, 0.5],
    ]),
    Phi: rows([[0.1], [0.7], [0.3]]),
  };
  const result = solveFixedPoint(problem);
  assert.is(result.certificate, "weighted contraction");
  check(problem, result);
});

test("a diagonal change of scale changes neither certificate nor accuracy", () => {
  const sampler = new Sampler(7);
  const scales = [0, 60, -90, 25];
  for (let trial = 0; trial < 10; trial++) {
    const A = sampler.matrix(4, 4, () => sampler.signed() * 0.3);
    const Phi = sampler.matrix(4, 1, () => sampler.signed());
    const plain = solveFixedPoint({ gamma: 0.8, A, Phi });
    const scaledA = new Matrix(
      4,
      4,
      A.data.map((x, k) => x * 2 ** (scales[Math.floor(k / 4)] - scales[k % 4])),
    );
    const scaledPhi = new Matrix(
      4,
      1,
      Phi.data.map((x, i) => x * 2 ** scales[i]),
    );
    const scaled = solveFixedPoint({ gamma: 0.8, A: scaledA, Phi: scaledPhi });
    assert.is(scaled.certificate, "weighted contraction");
    for (let i = 0; i < 4; i++) {
      const [a, b] = [plain.Z.at(i, 0), scaled.Z.at(i, 0).timesPowerOfTwo(-scales[i])];
      assert.ok(
        a.lower() <= b.upper() && b.lower() <= a.upper() && b.rad <= 1e-14 * Math.abs(b.mid),
        `${a.mid} ${b.mid} ± ${b.rad}`,
      );
    }
  }
});

test("without a contraction nothing is claimed, unless uniqueness is known and a solution verified", () => {
  for (const problem of [
    { gamma: 1, A: rows([[1]]), Phi: rows([[1]]) },
    { gamma: 1, A: rows([[1]]), Phi: rows([[0]]) },
    { gamma: 2, A: rows([[1]]), Phi: rows([[-1]]) },
    { gamma: 1, A: rows([[-5]]), Phi: rows([[1]]) },
  ]) {
    const result = solveFixedPoint(problem);
    assert.is(result.certificate, "none");
    assert.not(result.Z.known);
    assert.not(result.preActivation.known);
  }
  const wellPosed = {
    gamma: 1,
    A: rows([
      [-5, 1],
      [2, -3],
    ]),
    Phi: rows([
      [1, 0.1],
      [0.5, -4],
    ]),
  };
  const verified = solveFixedPoint(wellPosed, { isUnique: true });
  assert.is(verified.certificate, "active set");
  check(wellPosed, verified);
  assert.ok(verified.Z.rad < 1e-15);
  // z = z + 1 has no solution: none is invented.
  assert.is(solveFixedPoint({ gamma: 1, A: rows([[1]]), Phi: rows([[1]]) }, { isUnique: true }).certificate, "none");
  // z = z: the system is singular.
  assert.is(solveFixedPoint({ gamma: 1, A: rows([[1]]), Phi: rows([[0.5]]) }, { isUnique: true }).certificate, "none");
});

test("an active set is believed only where its solution has the right signs", () => {
  // The active set's own solution is negative (M1.3), or another unit would have to be active (M1.2): no equilibrium.
  const without: FixedPointProblem[] = [
    {
      gamma: 0.9,
      A: rows([
        [1, 1],
        [1, 1],
      ]),
      Phi: rows([[1], [1]]),
    },
    {
      gamma: 1,
      A: rows([
        [-2, -1],
        [4, 2],
      ]),
      Phi: rows([[2], [0]]),
    },
    {
      gamma: 1,
      A: rows([
        [-2, -1],
        [4, 2],
      ]),
      Phi: rows([[2], [1e-9]]),
    },
  ];
  for (const problem of without) {
    assert.is(
      exactEquilibria(
        problem.gamma,
        problem.A,
        rationalMatrix(problem.Phi as Matrix).map((row) => row[0]),
      ).length,
      0,
    );
    assert.is(solveFixedPoint(problem, { isUnique: true }).certificate, "none");
  }
});

test("a unit whose pre-activation is zero, but not in floating point, is left unsettled or inactive", () => {
  const sampler = new Sampler(6);
  let unsettled = 0;
  for (let trial = 0; trial < 60; trial++) {
    // z_1 = 1 / b is no double; N_2 = 1 - b z_1 is exactly 0, and comes out as a rounding error of either sign.
    const a = sampler.integer(1, 2 ** 20) / 2 ** 21;
    const problem = {
      gamma: 1,
      A: rows([
        [a, 0],
        [-(1 - a), 0],
      ]),
      Phi: rows([[1], [1]]),
    };
    const result = solveFixedPoint(problem);
    assert.ok(result.Z.known);
    check(problem, result);
    assert.is.not(result.pattern[1], 1);
    if (result.pattern[1] === -1) unsettled++;
    assert.ok(result.Z.rad < 1e-14);
  }
  assert.ok(unsettled > 5, "the test meets its case");
});

test("uncertain features: every equilibrium inside is covered", () => {
  const sampler = new Sampler(3);
  for (let trial = 0; trial < 60; trial++) {
    const A = sampler.matrix(3, 3, () => sampler.signed());
    const mid = sampler.matrix(3, 2, () => sampler.signed());
    const size = 2 ** -sampler.integer(2, 45);
    const radii = mid.data.map(() => (sampler.unit() < 0.3 ? 0 : size));
    const ball = trial % 2 === 0 ? BallMatrix.withEntryRadii(mid, radii) : BallMatrix.of(mid, 2 * size);
    const inside = mid
      .toRows()
      .map((row, i) =>
        row.map((x, j) =>
          of(x).plus(of((trial % 2 === 0 ? radii[2 * i + j] : size / 2) * [-1, 1, sampler.signed()][trial % 3])),
        ),
      );
    const problem = { gamma: 0.8 / spectralNorm(A).upper(), A, Phi: ball };
    const result = solveFixedPoint(problem);
    assert.ok(result.Z.known && result.Z.rad < 40 * size);
    check(problem, result, inside);
  }
});

test("permutation, scaling by a power of two, duplicated samples: the same balls", () => {
  const sampler = new Sampler(4);
  const A = sampler.matrix(4, 4, () => sampler.signed());
  const gamma = 0.7 / spectralNorm(A).upper();
  const Phi = sampler.matrix(4, 2, () => sampler.signed());
  const result = solveFixedPoint({ gamma, A, Phi });
  const scaled = solveFixedPoint({ gamma, A, Phi: Phi.map((x) => x * 2 ** -500) });
  assert.equal(
    Array.from(scaled.Z.mid.data),
    Array.from(result.Z.mid.data, (x) => x * 2 ** -500),
  );
  const twice = new Matrix(
    4,
    4,
    Float64Array.from({ length: 16 }, (_, k) => Phi.at(Math.floor(k / 4), k % 2)),
  );
  const doubled = solveFixedPoint({ gamma, A, Phi: twice });
  for (let i = 0; i < 4; i++)
    for (let c = 0; c < 4; c++) assert.equal(doubled.Z.at(i, c).toBall(), result.Z.at(i, c % 2).toBall());
});

test("a large layer falls back on the contraction's bound where patterns cost too much", () => {
  const sampler = new Sampler(5);
  const [m, n] = [110, 16];
  const A = sampler.matrix(m, m, () => sampler.signed());
  const Phi = sampler.matrix(m, n, () => sampler.signed());
  const result = solveFixedPoint({ gamma: 0.9 / spectralNorm(A).upper(), A, Phi });
  assert.is(result.certificate, "contraction");
  const norm = Math.sqrt(result.Z.mid.data.reduce((sum, x) => sum + x * x, 0));
  assert.ok(result.Z.rad < 1e-13 * norm, `${result.Z.rad / norm}`);
});

test("bad input: overflow, unknown features, negative gamma, misfits", () => {
  const one = rows([[1]]);
  const problems: FixedPointProblem[] = [
    { gamma: 1e200, A: rows([[1e200]]), Phi: one },
    { gamma: Number.NaN, A: one, Phi: one },
    { gamma: -0.5, A: one, Phi: one },
    { gamma: 0.5, A: rows([[Number.NaN]]), Phi: one },
    { gamma: 0.5, A: one, Phi: rows([[Number.POSITIVE_INFINITY]]) },
    { gamma: 0.5, A: one, Phi: BallMatrix.unknown(1, 1) },
    { gamma: 0.9, A: one, Phi: rows([[1.7e308]]) },
  ];
  for (const problem of problems) assert.is(solveFixedPoint(problem).certificate, "none");
  assert.throws(() => solveFixedPoint({ gamma: 0.5, A: one, Phi: new Matrix(2, 1) }), RangeError);
  assert.throws(() => solveFixedPoint({ gamma: 0.5, A: new Matrix(2, 1), Phi: new Matrix(2, 1) }), RangeError);
});

test.run();
