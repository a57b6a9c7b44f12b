import { test } from "uvu";
import * as assert from "uvu/assert";
import { Ball } from "./ball.js";
import { BallMatrix } from "./ball-matrix.js";
import { CompensatedSum } from "./compensated.js";
import { Matrix } from "./matrix.js";
import { add, dot, gramMatrix, multiply, multiplyVector, negate, relu, scale, subtract } from "./products.js";
import { product, type RationalMatrix, rationalMatrix } from "./testing/exact-linear-algebra.js";
import { awkwardMatrix } from "./testing/matrices.js";
import { encloses, Rational, ZERO } from "./testing/rational.js";
import { Sampler } from "./testing/sampler.js";

const of = Rational.of;

function exactDot(x: Float64Array, y: Float64Array): Rational {
  return Array.from(x).reduce((sum, value, k) => sum.plus(of(value).times(of(y[k]))).shortened(), ZERO);
}

/** A matrix of balls and a matrix inside it, exactly. */
function perturbed(sampler: Sampler, mid: Matrix, withEntries: boolean): { ball: BallMatrix; truth: RationalMatrix } {
  const size = mid.data.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
  const radii = mid.data.map(() => (sampler.unit() < 0.3 ? 0 : Math.abs(sampler.signed()) * size * 2 ** -30));
  const ball = withEntries
    ? BallMatrix.withEntryRadii(mid, radii)
    : BallMatrix.of(mid, BallMatrix.withEntryRadii(mid, radii).rad);
  const truth = mid
    .toRows()
    .map((row, i) =>
      row.map((x, j) =>
        of(x).plus(of(radii[i * mid.columns + j]).times(of([-1, 1, sampler.signed()][sampler.integer(0, 2)]))),
      ),
    );
  return { ball, truth };
}

/** True when every entry and the Frobenius distance are within their radii, exactly. */
function holds(ball: BallMatrix, truth: RationalMatrix): boolean {
  if (!ball.known) return true;
  let square = ZERO;
  for (let i = 0; i < ball.rows; i++)
    for (let j = 0; j < ball.columns; j++) {
      if (!encloses(ball.at(i, j), truth[i][j])) return false;
      const error = of(ball.mid.at(i, j)).minus(truth[i][j]);
      square = square.plus(error.times(error)).shortened();
    }
  return square.compare(of(ball.rad).times(of(ball.rad))) <= 0;
}

test("dot products enclose the exact value: all scales, cancellation, underflow", () => {
  const sampler = new Sampler(1);
  for (let trial = 0; trial < 6000; trial++) {
    const length = sampler.integer(0, 12);
    const entry = trial % 2 === 0 ? () => sampler.awkward() : () => sampler.signed();
    const x = new Float64Array(length).map(entry);
    const y = new Float64Array(length).map(entry);
    if (trial % 5 === 0 && length > 2) {
      // the last term cancels the sum of the others to rounding
      y[length - 1] = 1;
      x[length - 1] = 0;
      const rest = dot(x, y);
      if (rest.known) x[length - 1] = -rest.mid;
    }
    const ball = dot(x, y);
    assert.ok(encloses(ball, exactDot(x, y)), `${x} . ${y}`);
  }
});

test("dot products are exact where few digits suffice, and good to a rounding under cancellation", () => {
  assert.equal(dot(Float64Array.of(3, 4, -5), Float64Array.of(3, 4, 5)).toBall(), { mid: 0, rad: 0 });
  assert.equal(dot(Float64Array.of(1e16, 1, -1e16), Float64Array.of(1, 1, 1)).toBall(), { mid: 1, rad: 0 });
  assert.equal(dot(Float64Array.of(0.1, 0.1), Float64Array.of(0.1, -0.1)).toBall(), { mid: 0, rad: 0 });
  const sampler = new Sampler(2);
  for (let trial = 0; trial < 1000; trial++) {
    const x = new Float64Array(20).map(() => sampler.signed());
    const ball = dot(
      x,
      new Float64Array(20).map(() => sampler.signed()),
    );
    assert.ok(ball.rad <= 2 ** -53 * Math.abs(ball.mid) + 1e-30);
  }
  assert.not(dot(Float64Array.of(1e200), Float64Array.of(1e200)).known);
  assert.not(dot(Float64Array.of(Number.NaN), Float64Array.of(1)).known);
  assert.not(dot(Float64Array.of(1e300, -1e300), Float64Array.of(1e-10, 2 ** 1000)).known);
  assert.throws(() => dot(new Float64Array(2), new Float64Array(3)), RangeError);
});

test("the sum's error bound counts underflowing products", () => {
  const tiny = Float64Array.of(2 ** -540, 3 * 2 ** -541);
  const sum = new CompensatedSum().addProducts(tiny, 0, 1, tiny, 0, 1, 2);
  const truth = exactDot(tiny, tiny);
  assert.ok(encloses({ mid: sum.value(), rad: sum.error() }, truth));
  assert.ok(sum.error() > 0 && sum.error() < 2 ** -1068);
  sum
    .reset()
    .add(1)
    .add(2 ** -60)
    .add(-1);
  assert.is(sum.value(), 2 ** -60);
  assert.is(sum.error(), 0);
  assert.is(sum.reset().add(Number.MAX_VALUE).add(Number.MAX_VALUE).error(), Number.POSITIVE_INFINITY);
});

test("matrix products of doubles and of balls enclose the exact product", () => {
  const sampler = new Sampler(3);
  for (let trial = 0; trial < 250; trial++) {
    const [rows, inner, columns] = [sampler.integer(1, 4), sampler.integer(1, 4), sampler.integer(1, 4)];
    const a = awkwardMatrix(sampler, rows, inner, trial);
    const b = awkwardMatrix(sampler, inner, columns, Math.floor(trial / 10));
    assert.ok(holds(multiply(a, b), product(rationalMatrix(a), rationalMatrix(b))));
    const left = perturbed(sampler, a, trial % 3 !== 0);
    const right = perturbed(sampler, b, trial % 4 !== 0);
    assert.ok(holds(multiply(left.ball, right.ball), product(left.truth, right.truth)), `trial ${trial}`);
    assert.ok(holds(multiply(a, right.ball), product(rationalMatrix(a), right.truth)));
  }
});

test("products of small integers are exact, and zero rows stay exact zeros", () => {
  const result = multiply(
    Matrix.fromRows([
      [1, 2],
      [0, 0],
    ]),
    Matrix.fromRows([
      [3, 4],
      [5, 6],
    ]),
  );
  assert.equal(result.mid.toRows(), [
    [13, 16],
    [0, 0],
  ]);
  assert.is(result.rad, 0);
  assert.is(
    gramMatrix(
      Matrix.fromRows([
        [1, 1],
        [1, -1],
      ]),
    ).rad,
    0,
  );
  const vague = multiply(
    Matrix.fromRows([
      [1, 2],
      [0, 0],
    ]),
    BallMatrix.withEntryRadii(new Matrix(2, 1), Float64Array.of(1, 1)),
  );
  assert.equal([vague.entryRadius(0) >= 3, vague.entryRadius(1)], [true, 0]);
  assert.equal(multiplyVector(Matrix.identity(3), Float64Array.of(1, 2, 3)).mid.toRows(), [[1], [2], [3]]);
});

test("large products use the a priori bound: it holds, and is useful", () => {
  const sampler = new Sampler(4);
  const n = 130;
  const a = sampler.matrix(n, n, () => sampler.signed());
  const b = sampler.matrix(n, n, () => sampler.signed());
  const result = multiply(a, b);
  for (let trial = 0; trial < 60; trial++) {
    const [i, j] = [sampler.integer(0, n - 1), sampler.integer(0, n - 1)];
    assert.ok(encloses(result.at(i, j), exactDot(a.row(i), b.column(j))));
    assert.ok(result.at(i, j).rad > 0 && result.at(i, j).rad < 1e-12);
  }
});

test("sums, differences, multiples and ReLU enclose", () => {
  const sampler = new Sampler(5);
  for (let trial = 0; trial < 300; trial++) {
    const [rows, columns] = [sampler.integer(1, 4), sampler.integer(1, 4)];
    const a = perturbed(sampler, awkwardMatrix(sampler, rows, columns, trial), trial % 3 !== 0);
    const b = perturbed(sampler, awkwardMatrix(sampler, rows, columns, trial * 7 + 1), trial % 4 !== 0);
    const entrywise = (f: (x: Rational, y: Rational) => Rational): RationalMatrix =>
      a.truth.map((row, i) => row.map((x, j) => f(x, b.truth[i][j])));
    assert.ok(
      holds(
        add(a.ball, b.ball),
        entrywise((x, y) => x.plus(y)),
      ),
      "sum",
    );
    assert.ok(
      holds(
        subtract(a.ball, b.ball),
        entrywise((x, y) => x.minus(y)),
      ),
      "difference",
    );
    assert.ok(
      holds(
        negate(a.ball),
        entrywise((x) => x.negate()),
      ),
      "negative",
    );
    assert.ok(
      holds(
        relu(a.ball),
        entrywise((x) => (x.sign() > 0 ? x : ZERO)),
      ),
      "relu",
    );
    const factor = sampler.signed();
    assert.ok(
      holds(
        scale(factor, a.ball),
        entrywise((x) => x.times(of(factor))),
      ),
      "multiple",
    );
    const by = Ball.of(factor, 0.01);
    assert.ok(
      holds(
        scale(by, a.ball),
        entrywise((x) => x.times(of(factor).plus(of(-0.01)))),
      ),
      "multiple by a ball",
    );
  }
});

test("ReLU settles what is certainly inactive to exactly 0", () => {
  const given = BallMatrix.withEntryRadii(Matrix.fromRows([[-1, -0.5, 0.5, 0]]), Float64Array.of(0.5, 0.75, 0.1, 0));
  const result = relu(given);
  assert.equal(result.mid.toRows(), [[0, 0, 0.5, 0]]);
  assert.equal(Array.from(result.entryRadii()), [0, 0.75, 0.1, 0]);
});

test("what is unknown stays unknown; shapes must fit", () => {
  const known = Matrix.identity(2);
  const unknown = BallMatrix.unknown(2, 2);
  for (const result of [
    multiply(known, unknown),
    add(unknown, known),
    scale(2, unknown),
    scale(Ball.unknown(), known),
    relu(unknown),
    negate(unknown),
  ])
    assert.not(result.known);
  assert.not(
    multiply(
      known,
      Matrix.fromRows([
        [Number.NaN, 0],
        [0, 0],
      ]),
    ).known,
  );
  assert.not(multiply(Matrix.fromRows([[1e300]]), Matrix.fromRows([[1e300]])).known);
  assert.throws(() => multiply(known, new Matrix(3, 2)), RangeError);
  assert.throws(() => add(known, new Matrix(3, 2)), RangeError);
});

test("ball matrices: construction, columns, transposes", () => {
  const mid = Matrix.fromRows([
    [1, 2],
    [3, 4],
  ]);
  const ball = BallMatrix.withEntryRadii(mid, Float64Array.of(3, 0, 4, 0));
  assert.ok(ball.rad >= 5 && ball.rad < 5.0001);
  assert.equal(ball.column(0).mid.toRows(), [[1], [3]]);
  assert.equal(Array.from(ball.column(0).entryRadii()), [3, 4]);
  assert.is(ball.column(1).rad, 0);
  assert.equal(ball.transpose().at(0, 1).toBall(), { mid: 3, rad: 4 });
  assert.is(BallMatrix.of(mid, 2).column(0).rad, 2);
  assert.is(BallMatrix.of(mid, 2).transpose().rad, 2);
  assert.is(BallMatrix.from(mid).rad, 0);
  assert.is(BallMatrix.from(ball), ball);
  assert.not(BallMatrix.withEntryRadii(mid, Float64Array.of(1, Number.NaN, 0, 0)).known);
  assert.not(BallMatrix.withEntryRadii(mid, Float64Array.of(1, -1, 0, 0)).known);
  assert.not(BallMatrix.of(mid, Number.NaN).known);
  assert.not(BallMatrix.of(Matrix.fromRows([[Number.POSITIVE_INFINITY]]), 1).known);
  assert.not(BallMatrix.unknown(2, 2).column(0).known);
  assert.not(BallMatrix.unknown(2, 2).at(0, 0).known);
  assert.throws(() => BallMatrix.withEntryRadii(mid, new Float64Array(3)), RangeError);
});

test.run();
