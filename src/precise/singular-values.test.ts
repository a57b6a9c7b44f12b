import { test } from "uvu";
import * as assert from "uvu/assert";
import { Budget } from "./budget.js";
import { Rational } from "./rational.js";
import { PreciseReal } from "./real.js";
import { gramEigenvalues, leastSingularValue, spectralNorm } from "./singular-values.js";
import { TestRandom } from "./testing/random.js";
import { RationalVector } from "./vectors.js";

const budget = (): Budget => new Budget(1e12);
const random = new TestRandom(53);
const rational = (n: number | bigint, d: number | bigint = 1): PreciseReal =>
  PreciseReal.rational(Rational.of(BigInt(n), BigInt(d)));
const columns = (rows: readonly (readonly number[])[]): RationalVector[] =>
  rows[0].map((_, j) => RationalVector.fromNumbers(rows.map((row) => row[j])));

/** Columns of diag(values) H, H = I - 2 v v^T / v^T v orthogonal: its singular values are |values|, exactly. */
function withSingularValues(values: readonly bigint[], v: readonly bigint[]): RationalVector[] {
  const square = v.reduce((sum, x) => sum + x * x, 0n);
  return v.map((y, j) =>
    RationalVector.of(
      values.map((value, i) => value * ((i === j ? square : 0n) - 2n * v[i] * y)),
      square,
    ),
  );
}

function ascendingSquares(values: readonly bigint[]): Rational[] {
  return values.map((x) => Rational.of(x * x)).sort((a, b) => a.compare(b));
}

test("prescribed singular values, simple and multiple, small and large matrices: every enclosure holds the truth", () => {
  for (let i = 0; i < 36; i++) {
    const n = [2, 3, 4, 6, 9, 14][i % 6];
    const kind = i % 4;
    const values = Array.from({ length: n }, (_, k) =>
      kind === 0
        ? BigInt(k + 1)
        : kind === 1
          ? BigInt(1 + (k % 2))
          : kind === 2
            ? random.integer(50)
            : BigInt(Math.max(0, k - 2)),
    );
    const v = Array.from({ length: n }, () => random.integer(10) | 1n);
    const matrix = withSingularValues(values, v);
    const truth = ascendingSquares(values);
    const found = gramEigenvalues(matrix, budget());
    assert.is(found.length, n);
    for (const [k, value] of found.entries()) {
      assert.ok(value.known, `${i}, ${k}: unknown`);
      // At 250 bits the enclosure must be narrow, and still hold the prescribed value.
      const ball = value.at(250);
      const low = Rational.of(ball.low, 1n, ball.exponent);
      const high = Rational.of(ball.high, 1n, ball.exponent);
      assert.ok(low.compare(truth[k]) <= 0 && high.compare(truth[k]) >= 0, `${i}, ${k}: missed`);
      const size = Rational.of(1n, 1n, -240).times(truth[n - 1].plus(Rational.one));
      assert.ok(high.minus(low).compare(size) <= 0, `${i}, ${k}: wide`);
    }
    const norm = spectralNorm(matrix, budget());
    const square = norm.times(norm).order(PreciseReal.rational(truth[n - 1]));
    assert.ok(square === "=" || square === "?", `${i}: norm ${square}`);
  }
});

test("rational singular values of small integer matrices are recognised exactly", () => {
  for (const n of [3, 4, 5]) {
    const values = Array.from({ length: n }, (_, k) => BigInt(2 * k + 1));
    const v = Array.from({ length: n }, (_, k) => BigInt(k % 2 === 0 ? 1 : 2));
    const norm = spectralNorm(withSingularValues(values, v), budget());
    assert.is(norm.evidence, "exact");
    assert.is(norm.order(rational(2 * n - 1)), "=");
    assert.is(leastSingularValue(withSingularValues(values, v), budget()).order(rational(1)), "=");
  }
});

test("quadratic irrationals are recognised exactly", () => {
  // M^T M for the path of three vertices has the eigenvalues 2 - sqrt 2, 2, 2 + sqrt 2 (bidiagonal M, up to scaling): A = path Laplacian + I
  const A = [
    [2, 1, 0],
    [1, 2, 1],
    [0, 1, 2],
  ];
  const norm = spectralNorm(columns(A), budget());
  // A is symmetric with eigenvalues 2, 2 -+ sqrt 2
  assert.is(norm.evidence, "exact");
  assert.is(norm.order(rational(2).plus(rational(2).sqrt())), "=");
  assert.is(leastSingularValue(columns(A), budget()).order(rational(2).minus(rational(2).sqrt())), "=");
  const cycle = [
    [0, 1, 0, 0, 1],
    [1, 0, 1, 0, 0],
    [0, 1, 0, 1, 0],
    [0, 0, 1, 0, 1],
    [1, 0, 0, 1, 0],
  ];
  // The pentagon: 2, the golden ratio's reciprocal and minus the golden ratio, each of the latter twice.
  const golden = rational(1).plus(rational(5).sqrt()).over(rational(2));
  const values = gramEigenvalues(columns(cycle), budget());
  assert.is(values[4].order(rational(4)), "=");
  for (const k of [2, 3]) assert.is(values[k].order(golden.times(golden)), "=");
  for (const k of [0, 1]) assert.is(values[k].order(rational(1).over(golden.times(golden))), "=");
});

test("shapes: zero, rank one, orthogonal columns, more columns than rows, one row", () => {
  const zero = columns([
    [0, 0],
    [0, 0],
  ]);
  assert.is(spectralNorm(zero, budget()).order(rational(0)), "=");
  assert.is(leastSingularValue(zero, budget()).order(rational(0)), "=");
  const rankOne = columns([
    [1, 2, 3],
    [2, 4, 6],
    [-1, -2, -3],
  ]);
  assert.is(spectralNorm(rankOne, budget()).order(rational(84).sqrt()), "=");
  assert.is(leastSingularValue(rankOne, budget()).order(rational(0)), "=");
  const hadamard = columns([
    [1, 1, 1, 1],
    [1, -1, 1, -1],
    [1, 1, -1, -1],
    [1, -1, -1, 1],
  ]);
  assert.is(spectralNorm(hadamard, budget()).order(rational(2)), "=");
  assert.is(leastSingularValue(hadamard, budget()).order(rational(2)), "=");
  const wide = columns([[3, 4, 0]]);
  assert.is(spectralNorm(wide, budget()).order(rational(5)), "=");
  assert.is(leastSingularValue(wide, budget()).order(rational(0)), "=");
  assert.equal(
    gramEigenvalues(wide, budget()).map((x) => x.describe(5)),
    ["0", "0", "25"],
  );
  const blocks = columns([
    [0, 2, 0],
    [0, 0, 0],
    [3, 0, 0],
  ]);
  assert.equal(
    gramEigenvalues(blocks, budget()).map((x) => x.describe(5)),
    ["0", "4", "9"],
  );
});

test("2 x 2: singular values are sums of square roots whenever the determinant allows it", () => {
  for (let i = 0; i < 200; i++) {
    const [a, b, c, d] = [0, 0, 0, 0].map(() => random.between(-5, 5));
    const norm = spectralNorm(
      columns([
        [a, b],
        [c, d],
      ]),
      budget(),
    );
    const least = leastSingularValue(
      columns([
        [a, b],
        [c, d],
      ]),
      budget(),
    );
    assert.is(norm.evidence, "exact");
    assert.is(norm.times(least).order(rational(Math.abs(a * d - b * c))), "=");
    assert.is(
      norm
        .times(norm)
        .plus(least.times(least))
        .order(rational(a * a + b * b + c * c + d * d)),
      "=",
    );
  }
});

test("entries of 1e150 and 1e-150 lose nothing", () => {
  for (const scale of [2 ** 500, 2 ** -500, 1]) {
    const norm = spectralNorm(
      columns([
        [3 * scale, 0, 0],
        [0, scale, scale],
        [0, scale, -2 * scale],
      ]),
      budget(),
    );
    assert.is(norm.order(PreciseReal.fromNumber(3 * scale)), "=");
  }
  // Larger than 2^60 by about 5 2^-60, in the 37th digit.
  const mixed = spectralNorm(
    columns([
      [2 ** 60, 1, 2],
      [1, 2 ** -500, 3],
      [2, 3, 5],
    ]),
    budget(),
  );
  assert.is(mixed.order(PreciseReal.fromNumber(2 ** 60)), ">");
  assert.is(mixed.order(rational(2n ** 60n).plus(rational(6n, 2n ** 60n))), "<");
});

test("a spectrum whose eigenvalues differ by 2^-200 of the largest: enclosures are right all the same", () => {
  const values = [1n << 100n, (1n << 100n) + 1n, (1n << 100n) + 1n, 1n];
  const v = [1n, 2n, 3n, 5n];
  const found = gramEigenvalues(withSingularValues(values, v), budget());
  const truth = ascendingSquares(values);
  for (const [k, value] of found.entries())
    for (const bits of [64, 256, 512]) {
      const ball = value.at(bits);
      assert.ok(Rational.of(ball.low, 1n, ball.exponent).compare(truth[k]) <= 0);
      assert.ok(Rational.of(ball.high, 1n, ball.exponent).compare(truth[k]) >= 0);
    }
  assert.is(found[1].order(found[2]), "<");
});

test.run();
