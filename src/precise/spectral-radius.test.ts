import { test } from "uvu";
import * as assert from "uvu/assert";
import { Budget } from "./budget.js";
import { Rational } from "./rational.js";
import { PreciseReal } from "./real.js";
import { spectralRadius } from "./spectral-radius.js";
import { TestRandom } from "./testing/random.js";
import { DyadicMatrix } from "./vectors.js";

const random = new TestRandom(59);
const rational = (n: number | bigint, d = 1): PreciseReal => PreciseReal.rational(Rational.of(BigInt(n), BigInt(d)));
const radius = (rows: readonly (readonly bigint[])[]): PreciseReal =>
  spectralRadius(new DyadicMatrix(rows, rows.length, 0), new Budget(1e12));
const integers = (rows: readonly (readonly number[])[]): bigint[][] => rows.map((row) => row.map(BigInt));

function product(a: readonly (readonly bigint[])[], b: readonly (readonly bigint[])[]): bigint[][] {
  return a.map((row) => b[0].map((_, j) => row.reduce((sum, x, k) => sum + x * b[k][j], 0n)));
}

/** P T P^-1 for a random integer P of determinant 1: elementary operations, applied to both sides. */
function similar(t: readonly (readonly bigint[])[]): bigint[][] {
  let result = t.map((row) => [...row]);
  const n = t.length;
  for (let step = 0; step < 3 * n; step++) {
    const [i, j] = [random.below(n), random.below(n)];
    if (i === j) continue;
    const c = BigInt(random.between(-2, 2));
    const add = Array.from({ length: n }, (_, a) =>
      Array.from({ length: n }, (_, b) => (a === b ? 1n : a === i && b === j ? c : 0n)),
    );
    const subtract = add.map((row, a) => row.map((x, b) => (a === i && b === j ? -x : x)));
    result = product(product(add, result), subtract);
  }
  return result;
}

test("the theory's nilpotent matrices have radius exactly 0", () => {
  assert.is(
    radius(
      integers([
        [4, -4, -2],
        [4, -4, -3],
        [0, 0, 0],
      ]),
    ).order(rational(0)),
    "=",
  );
  assert.is(
    radius(
      integers([
        [-2, -1],
        [4, 2],
      ]),
    ).order(rational(0)),
    "=",
  );
  for (let i = 0; i < 20; i++) {
    const n = random.between(3, 6);
    const t = Array.from({ length: n }, (_, a) =>
      Array.from({ length: n }, (_, b) => (b > a ? random.integer(3) : 0n)),
    );
    assert.is(radius(similar(t)).order(rational(0)), "=", `${i}`);
  }
});

test("2 x 2 blocks: real and complex pairs", () => {
  assert.is(
    radius(
      integers([
        [0, -3],
        [3, 0],
      ]),
    ).order(rational(3)),
    "=",
  );
  assert.is(
    radius(
      integers([
        [1, -1],
        [1, 1],
      ]),
    ).order(rational(2).sqrt()),
    "=",
  );
  assert.is(
    radius(
      integers([
        [1, 1],
        [1, 0],
      ]),
    ).order(rational(1).plus(rational(5).sqrt()).over(rational(2))),
    "=",
  );
  assert.is(
    radius(
      integers([
        [-3, 1],
        [1, -3],
      ]),
    ).order(rational(4)),
    "=",
  );
});

test("prescribed eigenvalues, hidden by a similarity: the enclosure holds the largest modulus and narrows", () => {
  for (let i = 0; i < 25; i++) {
    // Blocks [[a, -b], [b, a]] of modulus sqrt(a^2 + b^2), real eigenvalues, and something above the diagonal.
    const n = random.between(3, 6);
    const t = Array.from({ length: n }, (_, a) =>
      Array.from({ length: n }, (_, b) => (b > a ? BigInt(random.between(-2, 2)) : 0n)),
    );
    let largest = 0;
    for (let k = 0; k < n; k++) {
      const a = random.between(-6, 6);
      const b = random.between(1, 6);
      t[k][k] = BigInt(a);
      if (k + 1 < n && random.below(2) === 0) {
        t[k][k + 1] = BigInt(-b);
        t[k + 1][k] = BigInt(b);
        t[k + 1][k + 1] = BigInt(a);
        largest = Math.max(largest, a * a + b * b);
        k++;
      } else largest = Math.max(largest, a * a);
    }
    const truth = rational(largest).sqrt();
    const found = radius(similar(t));
    assert.ok(found.known, `${i}`);
    assert.ok(
      ["=", "?", "<=", ">="].includes(found.order(truth)),
      `${i}: ${found.describe(40)} against ${truth.describe(40)}`,
    );
    const { mid, rad } = found.toBall();
    assert.ok(rad <= 1e-6 * (1 + Math.abs(mid)), `${i}: ${mid} +- ${rad}`);
  }
});

test("Perron roots: rational ones exactly, others enclosed", () => {
  // Constant row sums, constant column sums
  assert.is(
    radius(
      integers([
        [1, 2, 3],
        [3, 3, 0],
        [2, 2, 2],
      ]),
    ).order(rational(6)),
    "=",
  );
  assert.is(
    radius(
      integers([
        [1, 3, 2],
        [2, 3, 2],
        [3, 0, 2],
      ]),
    ).order(rational(6)),
    "=",
  );
  // x^3 = x + 1: the plastic number
  const plastic = radius(
    integers([
      [0, 1, 0],
      [0, 0, 1],
      [1, 1, 0],
    ]),
  );
  assert.is(plastic.evidence, "certified");
  assert.is(plastic.order(PreciseReal.rational(Rational.parse("1.32471795724474602596090885447809734"))), ">");
  assert.is(plastic.order(PreciseReal.rational(Rational.parse("1.32471795724474602596090885447809735"))), "<");
  for (let i = 0; i < 30; i++) {
    // Collatz and Wielandt: min and max row sums of D^-1 B D enclose the root.
    const n = random.between(3, 9);
    const b = Array.from({ length: n }, () => Array.from({ length: n }, () => BigInt(random.between(0, 9) + 1)));
    const found = radius(b);
    let x = new Array<bigint>(n).fill(1n << 200n);
    for (let k = 0; k < 60; k++) {
      const y = b.map((row) => row.reduce((sum, entry, j) => sum + entry * x[j], 0n));
      const total = y.reduce((sum, entry) => sum + entry, 0n);
      x = y.map((entry) => (entry << 200n) / total);
    }
    const ratios = b.map((row, k) =>
      Rational.of(
        row.reduce((sum, entry, j) => sum + entry * x[j], 0n),
        x[k],
      ),
    );
    const low = ratios.reduce((a, c) => (a.compare(c) < 0 ? a : c));
    const high = ratios.reduce((a, c) => (a.compare(c) > 0 ? a : c));
    assert.ok(["<", "<=", "=", "?"].includes(PreciseReal.rational(low).order(found)), `${i}`);
    assert.ok(["<", "<=", "=", "?"].includes(found.order(PreciseReal.rational(high))), `${i}`);
    assert.is(found.order(PreciseReal.rational(low.minus(Rational.parse("1e-9")))), ">");
  }
});

test("rho = 1 exactly is told from 1 - 2^-60", () => {
  // (1/4) [[1, 1, 2], [2, 1, 1], [1, 2, 1]]: row sums 1
  const rows = integers([
    [1, 1, 2],
    [2, 1, 1],
    [1, 2, 1],
  ]);
  const one = spectralRadius(new DyadicMatrix(rows, 3, -2), new Budget(1e12));
  assert.is(one.order(rational(1)), "=");
  const nearly = rows.map((row, i) => row.map((x, j) => (x << 60n) - (i === 0 && j === 0 ? 1n : 0n)));
  assert.is(spectralRadius(new DyadicMatrix(nearly, 3, -62), new Budget(1e12)).order(rational(1)), "<");
});

test("reducible matrices: the largest over the strongly connected parts", () => {
  const rows = integers([
    [2, 100, 100, 100],
    [0, 0, -3, 100],
    [0, 3, 0, 100],
    [0, 0, 0, -1],
  ]);
  assert.is(radius(rows).order(rational(3)), "=");
  assert.is(
    radius(
      integers([
        [0, 10],
        [0, 0],
      ]),
    ).order(rational(0)),
    "=",
  );
});

test("normal matrices take their spectral norm; rank one its trace", () => {
  // a circulant: eigenvalues are sums of roots of unity
  assert.is(
    radius(
      integers([
        [0, 1, 0],
        [0, 0, 1],
        [1, 0, 0],
      ]),
    ).order(rational(1)),
    "=",
  );
  assert.is(
    radius(
      integers([
        [0, 1, 2],
        [-1, 0, 2],
        [-2, -2, 0],
      ]),
    ).order(rational(3)),
    "=",
  );
  assert.is(
    radius(
      integers([
        [1, 2, 3],
        [-2, -4, -6],
        [1, 2, 3],
      ]),
    ).order(rational(0)),
    "=",
  );
  assert.is(
    radius(
      integers([
        [1, 2, 3],
        [2, 4, 6],
        [1, 2, 3],
      ]),
    ).order(rational(8)),
    "=",
  );
});

test("constant row or column sums of a non-negative matrix are its radius, however long the entries", () => {
  const long = 10n ** 60n;
  const rows = [
    [0n, long, 1n],
    [long - 1n, 1n, 1n],
    [1n, 0n, long],
  ];
  const columns = rows.map((_, j) => rows.map((row) => row[j]));
  for (const matrix of [rows, columns])
    assert.is(radius(matrix).order(PreciseReal.rational(Rational.of(long + 1n))), "=");
  assert.is(
    radius([...rows.slice(0, 2), [1n, 0n, long + 1n]]).order(PreciseReal.rational(Rational.of(long + 1n))),
    ">",
  );
});

test.run();
