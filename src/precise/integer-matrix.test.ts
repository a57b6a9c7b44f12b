import { test } from "uvu";
import * as assert from "uvu/assert";
import { Budget, BudgetExceeded } from "./budget.js";
import { characteristicPolynomial, determinant, rankOf, solve, visitPrincipalMinors } from "./integer-matrix.js";
import { fullRankModulo, mayBeNilpotent } from "./modular.js";
import { TestRandom } from "./testing/random.js";

const budget = new Budget(1e12);
const isSpent = (error: Error): boolean => error instanceof BudgetExceeded;
const random = new TestRandom(47);

function matrix(rows: number, columns: number, bits: number): bigint[][] {
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.integer(bits)));
}

function product(a: readonly (readonly bigint[])[], b: readonly (readonly bigint[])[]): bigint[][] {
  return a.map((row) => b[0].map((_, j) => row.reduce((sum, x, k) => sum + x * b[k][j], 0n)));
}

/** Laplace's expansion along the first row: slow and independent. */
function laplace(a: readonly (readonly bigint[])[]): bigint {
  if (a.length === 0) return 1n;
  return a[0].reduce((sum, x, j) => {
    const minor = laplace(a.slice(1).map((row) => row.filter((_, k) => k !== j)));
    return sum + (j % 2 === 0 ? x * minor : -x * minor);
  }, 0n);
}

test("determinants agree with Laplace's expansion", () => {
  for (let i = 0; i < 300; i++) {
    const n = i % 7;
    const a = matrix(n, n, [1, 3, 60, 400][i % 4]);
    assert.is(determinant(a, budget), laplace(a), `${i}`);
  }
});

test("solutions satisfy the system exactly; singular systems are told", () => {
  let singular = 0;
  for (let i = 0; i < 300; i++) {
    const n = random.between(1, 7);
    const a = matrix(n, n, [1, 4, 60][i % 3]);
    const b = [matrix(n, 1, 30).flat(), matrix(n, 1, 100).flat()];
    const solution = solve(a, b, budget);
    if (solution === undefined) {
      singular++;
      assert.is(laplace(a), 0n);
      continue;
    }
    for (const [k, x] of solution.numerators.entries())
      assert.equal(
        product(
          a,
          x.map((entry) => [entry]),
        ).flat(),
        b[k].map((entry) => entry * solution.denominator),
      );
    const det = laplace(a);
    assert.ok(solution.denominator === det || solution.denominator === -det);
  }
  assert.ok(singular > 5);
});

test("the rank of a product of r columns and r rows", () => {
  for (let i = 0; i < 200; i++) {
    const [m, n] = [random.between(1, 7), random.between(1, 7)];
    const r = random.below(Math.min(m, n) + 1);
    // Identity blocks make the factors' ranks certain.
    const left = matrix(m, r, 20).map((row, k) => row.map((x, j) => (k < r ? (k === j ? 1n : 0n) : x)));
    const right = matrix(r, n, 20).map((row, k) => row.map((x, j) => (j < r ? (k === j ? 1n : 0n) : x)));
    const a = r === 0 ? matrix(m, n, 0) : product(left, right);
    assert.is(rankOf(a, budget), r);
    assert.is(fullRankModulo(a, Math.min(m, n)), r === Math.min(m, n));
  }
});

test("characteristic polynomials: values at points are determinants, and the matrix is a root", () => {
  for (let i = 0; i < 60; i++) {
    const n = random.between(1, 6);
    const a = matrix(n, n, [2, 50][i % 2]);
    const p = characteristicPolynomial(a, budget);
    assert.is(p.length, n + 1);
    for (const x of [0n, 1n, -3n, 1000n]) {
      const shifted = a.map((row, k) => row.map((entry, j) => (k === j ? x : 0n) - entry));
      assert.is(
        p.reduce((value, c) => value * x + c, 0n),
        laplace(shifted),
      );
    }
    let value = matrix(n, n, 0);
    for (const c of p) value = product(value, a).map((row, k) => row.map((x, j) => (k === j ? x + c : x)));
    assert.ok(
      value.flat().every((x) => x === 0n),
      "Cayley and Hamilton",
    );
  }
});

test("principal minors: all of them, with singular pivots, too", () => {
  for (let i = 0; i < 150; i++) {
    const n = random.between(1, 6);
    // Many zeros and ones: singular blocks are common.
    const a = matrix(n, n, [1, 1, 40][i % 3]);
    const found: string[] = [];
    visitPrincipalMinors(a, (minor, size) => found.push(`${size}:${minor}`), budget);
    const expected: string[] = [];
    for (let mask = 1; mask < 2 ** n; mask++) {
      const indices = a.map((_, k) => k).filter((k) => (mask >> k) & 1);
      expected.push(`${indices.length}:${laplace(indices.map((k) => indices.map((j) => a[k][j])))}`);
    }
    assert.equal(found.sort(), expected.sort(), `${i}`);
  }
});

test("nilpotency modulo a prime", () => {
  assert.ok(
    mayBeNilpotent([
      [4n, -4n, -2n],
      [4n, -4n, -3n],
      [0n, 0n, 0n],
    ]),
  );
  assert.not(
    mayBeNilpotent([
      [4n, -4n],
      [4n, -3n],
    ]),
  );
});

test("work is counted, and ends", () => {
  assert.throws(() => determinant(matrix(20, 20, 3000), new Budget(1e5)), isSpent);
  const part = new Budget(1e12).part(1e5);
  assert.throws(() => characteristicPolynomial(matrix(20, 20, 3000), part), isSpent);
  const whole = new Budget(1e5);
  assert.throws(() => determinant(matrix(20, 20, 3000), whole.part(1e12)), isSpent);
  assert.throws(() => new Budget(10).spend(Number.NaN), isSpent);
});

test.run();
