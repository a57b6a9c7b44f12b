import { test } from "uvu";
import * as assert from "uvu/assert";
import { Budget } from "../budget.js";
import { TestRandom } from "../testing/random.js";
import { DyadicMatrix, RationalVector } from "../vectors.js";
import { findEquilibria, isEquilibrium } from "./active-set.js";
import { type EquilibriumSet, enumerateEquilibria } from "./enumeration.js";

/** An integer matrix times 2^exponent, given as rows or as text: "1 2; 3 4". */
function weights(rows: string | readonly (readonly number[])[], exponent = 0): DyadicMatrix {
  const numbers = typeof rows === "string" ? rows.split(";").map((row) => row.trim().split(" ").map(Number)) : rows;
  return new DyadicMatrix(
    numbers.map((row) => row.map(BigInt)),
    numbers.length,
    exponent,
  );
}
const vector = (...entries: readonly number[]): RationalVector => RationalVector.fromNumbers(entries);
const enumerate = (M: DyadicMatrix, phi: RationalVector): EquilibriumSet =>
  enumerateEquilibria(M, [phi], new Budget(1e9))[0];

test("continua: rays, segments, planes, and unions with points", () => {
  const identity = weights("1 0; 0 1");
  const swap = weights("0 1; 1 0");
  const minusSwap = weights("0 -1; -1 0");
  for (const [M, phi] of [
    [identity, vector(0, 0)],
    [identity, vector(-1, 0)],
    [swap, vector(0, 0)],
    [swap, vector(1, -1)],
    [minusSwap, vector(1, 1)],
    [weights("1 0; 0 0"), vector(0, 1)],
    [weights("1 0 0; 0 1 0; 0 0 1"), vector(0, 0, 0)],
  ] as const)
    assert.ok(enumerate(M, phi).continuum, `${M.entries} ${phi.numerators}`);
});

test("singular active sets that hold no solution, or one", () => {
  const identity = weights("1 0; 0 1");
  assert.equal(enumerate(identity, vector(1, 1)), { points: [], continuum: false });
  assert.equal(enumerate(identity, vector(1, -1)), { points: [], continuum: false });
  const zero = enumerate(identity, vector(-1, -1));
  assert.ok(!zero.continuum && zero.points.length === 1 && zero.points[0].isZero);
  // z1 + z2 = 0 and z >= 0: the singular set holds the origin alone
  const origin = enumerate(weights("0 -1; -1 0"), vector(0, 0));
  assert.ok(!origin.continuum && origin.points.length === 1 && origin.points[0].isZero);
  // z1 = z2 + 1, z2 = z1 - 2: inconsistent
  assert.is(enumerate(weights("0 1; 1 0"), vector(1, -2)).points.length, 1);
});

test("degenerate kinks count once", () => {
  // z1 = 0 and its preactivation is 0: active sets {} and {1} give the same point
  const set = enumerate(weights("0 0; 0 0"), vector(0, 1));
  assert.ok(!set.continuum && set.points.length === 1);
});

/** All z on a grid of halves in [0, 4]^2 that solve z = relu(M z + phi): each must have been found. */
test("every grid solution is among the points, or belongs to a continuum", () => {
  const random = new TestRandom(61);
  let met = 0;
  for (let i = 0; i < 250; i++) {
    const M = weights(
      [0, 0].map(() => [random.between(-4, 4), random.between(-4, 4)]),
      -1,
    );
    const phi = vector(random.between(-4, 4) / 2, random.between(-4, 4) / 2);
    const set = enumerate(M, phi);
    for (const z of set.points) assert.ok(isEquilibrium(M, phi, z));
    for (let a = 0; a <= 8; a++)
      for (let b = 0; b <= 8; b++) {
        const z = vector(a / 2, b / 2);
        if (!isEquilibrium(M, phi, z)) continue;
        met++;
        assert.ok(set.continuum || set.points.some((point) => point.equals(z)), `${i}: ${a / 2}, ${b / 2}`);
      }
  }
  assert.ok(met > 100, `${met}`);
});

test("the Newton and pivoting search agrees with enumeration where the equilibrium is unique", () => {
  const random = new TestRandom(67);
  let unique = 0;
  for (let i = 0; i < 120; i++) {
    const m = random.between(1, 5);
    const M = weights(
      Array.from({ length: m }, () => Array.from({ length: m }, () => random.between(-40, 40))),
      -random.between(3, 9),
    );
    const columns = [0, 1, 2].map(() =>
      RationalVector.fromNumbers(Array.from({ length: m }, () => random.between(-8, 8) / 4)),
    );
    const found = findEquilibria(M, columns, new Budget(1e9));
    enumerateEquilibria(M, columns, new Budget(1e9)).forEach((set, k) => {
      const z = found[k];
      if (z !== undefined) assert.ok(isEquilibrium(M, columns[k], z));
      if (set.continuum || set.points.length !== 1) return;
      if (z === undefined) return;
      unique++;
      assert.ok(set.points[0].equals(z));
    });
  }
  assert.ok(unique > 250, `${unique}`);
});

test("a P-matrix far from contractive: found by exchanges even where the proposal fails", () => {
  // Murty's example: I - M lower triangular with twos below the diagonal, phi = -1 ... forces many exchanges
  for (const m of [3, 6, 9]) {
    const M = weights(Array.from({ length: m }, (_, i) => Array.from({ length: m }, (_, j) => (j < i ? -2 : 0))));
    const phi = RationalVector.fromNumbers(Array.from({ length: m }, () => 1));
    const [z] = findEquilibria(M, [phi], new Budget(1e9));
    assert.ok(z !== undefined && isEquilibrium(M, phi, z));
  }
});

test.run();
