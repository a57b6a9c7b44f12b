import { test } from "uvu";
import * as assert from "uvu/assert";
import { BallMatrix } from "./ball-matrix.js";
import { type FixedPoint, solveFixedPoint } from "./fixed-point.js";
import { Matrix } from "./matrix.js";
import { spectralNorm } from "./norms.js";
import { exactEquilibria } from "./testing/exact-equilibrium.js";
import { encloses, Rational, ZERO } from "./testing/rational.js";
import { Sampler } from "./testing/sampler.js";
import { aroundProposal, isWide, wideFixedPoint } from "./wide-fixed-point.js";

const of = Rational.of;
const dyadic = (sampler: Sampler) => sampler.integer(-64, 64) / 32;
const random = (sampler: Sampler, rows: number, columns: number) =>
  new Matrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => dyadic(sampler)),
  );

interface Problem {
  readonly gamma: number;
  readonly A: Matrix;
  readonly Phi: Matrix;
  readonly gain: number;
}

function drawn(sampler: Sampler, m: number, n: number, gain: number): Problem {
  const A = random(sampler, m, m);
  const norm = spectralNorm(A);
  const gamma = norm.mid > 0 ? gain / norm.upper() : 1;
  return { gamma, A, Phi: random(sampler, m, n), gain: gain * (1 + 2 ** -40) };
}

/** Z, N and the pattern against the exact equilibria. */
function check({ gamma, A, Phi }: Problem, result: FixedPoint): void {
  for (let c = 0; c < Phi.columns; c++) {
    const [z] = exactEquilibria(
      gamma,
      A,
      Array.from(Phi.column(c), (x) => of(x)),
    );
    z.forEach((value, i) => {
      const sum = A.toRows()[i].reduce(
        (total, x, j) => total.plus(of(gamma).times(of(x)).times(z[j])).shortened(),
        of(Phi.at(i, c)),
      );
      assert.ok(encloses(result.Z.at(i, c), value), `Z_${i}${c}`);
      assert.ok(encloses(result.preActivation.at(i, c), sum), `N_${i}${c}`);
      const state = result.pattern[i * Phi.columns + c];
      assert.ok(state === -1 || (state === 1) === sum.sign() > 0, `pattern ${i} ${c}`);
    });
  }
}

test("exact equilibria lie in the enclosures of converged proposals, and signs are settled", () => {
  const sampler = new Sampler(11);
  let settled = 0;
  for (let trial = 0; trial < 120; trial++) {
    const problem = drawn(sampler, sampler.integer(1, 4), sampler.integer(1, 3), [0, 0.3, 0.9, 0.98][trial % 4]);
    const { gamma, A, Phi, gain } = problem;
    const result = wideFixedPoint(gamma, A, BallMatrix.exact(Phi), gain) as FixedPoint;
    check(problem, result);
    assert.ok(result.Z.rad <= 1e-11 * (1 + Math.max(...result.Z.mid.data)), `radius ${result.Z.rad}`);
    settled += result.pattern.every((state) => state !== -1) ? 1 : 0;
  }
  assert.ok(settled > 80, `${settled} of 120`);
});

test("and in those of poor proposals, where the residual over 1 - q is nearly attained", () => {
  const sampler = new Sampler(12);
  let nearest = 0;
  for (let trial = 0; trial < 120; trial++) {
    const problem = drawn(sampler, sampler.integer(1, 3), 1, [0.5, 0.9, 0.98][trial % 3]);
    const { gamma, A, Phi, gain } = problem;
    const proposal = Phi.map((x) => Math.max(x, 0) + (trial % 2));
    const result = aroundProposal(gamma, A, BallMatrix.exact(Phi), gain, proposal) as FixedPoint;
    check(problem, result);
    const [z] = exactEquilibria(
      gamma,
      A,
      Array.from(Phi.data, (x) => of(x)),
    );
    z.forEach((value, i) => {
      const ball = result.Z.at(i, 0);
      if (ball.rad > 0) nearest = Math.max(nearest, Math.abs(value.minus(of(ball.mid)).toNumber()) / ball.rad);
    });
  }
  // Without the factor 1/(1 - q), or with q^2 in place of q, the truth is outside.
  assert.ok(nearest > 0.9, `${nearest}`);
});

test("errors of the features are part of the enclosure", () => {
  const A = Matrix.fromRows([[0.5]]);
  const phi = new BallMatrix(Matrix.fromRows([[1]]), 0.25, Float64Array.of(0.25));
  const result = wideFixedPoint(1, A, phi, 0.5) as FixedPoint;
  for (const truth of [1.5, 2.5]) assert.ok(encloses(result.Z.at(0, 0), of(truth)), `${truth}`);
  assert.ok(ZERO.sign() === 0 && result.Z.at(0, 0).rad < 0.76);
});

test("nothing is claimed without contraction, or where something overflows", () => {
  const A = Matrix.fromRows([[0.5]]);
  assert.is(wideFixedPoint(2, A, BallMatrix.exact(Matrix.fromRows([[1]])), 1), undefined);
  assert.is(wideFixedPoint(1, A, BallMatrix.exact(Matrix.fromRows([[1e300]])), 0.5), undefined);
  assert.is(isWide(1000, 1000, 0.999), false);
});

test("solveFixedPoint takes this way for many columns of a wide layer, and both ways agree", () => {
  const sampler = new Sampler(13);
  const problem = drawn(sampler, 64, 64, 0.75);
  const { gamma, A, Phi, gain } = problem;
  assert.ok(isWide(64, 64, gain));
  const wide = solveFixedPoint({ gamma, A, Phi }, { gain });
  for (const c of [0, 17, 63]) {
    const column = new Matrix(64, 1, Phi.column(c));
    const alone = solveFixedPoint({ gamma, A, Phi: column }, { gain });
    for (let i = 0; i < 64; i++) {
      const distance = Math.abs(alone.Z.at(i, 0).mid - wide.Z.at(i, c).mid);
      assert.ok(distance <= alone.Z.at(i, 0).rad + wide.Z.at(i, c).rad);
      assert.is(wide.pattern[i * 64 + c], alone.pattern[i]);
    }
  }
});

test.run();
