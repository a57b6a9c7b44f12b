import { test } from "uvu";
import * as assert from "uvu/assert";
import { Ball } from "../../numerics/ball.js";
import { enumerateEquilibria } from "./active-sets.js";

const exact = (values: readonly number[]) => values.map((x) => Ball.exact(x));
const system = (M: readonly (readonly number[])[]) =>
  M.map((row, i) => exact(row.map((x, j) => (i === j ? 1 : 0) - x)));
const counts = (M: readonly (readonly number[])[], ...columns: readonly (readonly Ball[])[]) =>
  enumerateEquilibria(system(M), columns).map(({ count }) => count);

test("a feature that may be 0 or positive leaves the count open; one that is exactly 0 does not", () => {
  const M = [
    [0, 0.5],
    [0.5, 0],
  ];
  assert.equal(counts(M, exact([1, 0]), [Ball.exact(1), new Ball(-0.5, 1e-9)], [Ball.exact(1), new Ball(-0.5, 0)]), [
    1,
    null,
    1,
  ]);
  assert.equal(counts([[0]], [new Ball(1e-20, 1e-20)], exact([0])), [null, 1]);
});

test("columns are independent: one that is open leaves the others decided", () => {
  const M = [[1]];
  assert.equal(counts(M, exact([0]), exact([1]), exact([-1])), [null, 0, 1]);
});

test("the equilibria themselves, on their supports", () => {
  const [{ count, equilibria }] = enumerateEquilibria(
    system([
      [0, -2],
      [-2, 0],
    ]),
    [exact([1, 1])],
  );
  assert.is(count, 3);
  const found = equilibria.map((z) => z.map((x) => x.mid.toFixed(6)).join(" ")).sort();
  assert.equal(found, ["0.000000 1.000000", "0.333333 0.333333", "1.000000 0.000000"]);
});

test("contradictions and continua behind a pivot: rows of zeros are told apart", () => {
  // z1 = z2 + 1 and z2 = z1 - 1 leave a line of equilibria; z1 = z2 + 1 and z2 = z1 - 2 leave none on that support.
  const M = [
    [0, 1],
    [1, 0],
  ];
  assert.equal(counts(M, exact([1, -1]), exact([1, -2])), [null, 1]);
});

/** Two relu units solved by hand: every support in exact small integers and fractions. */
test("against all supports by hand, for half-integer layers of two units", () => {
  const halves = [-2, -1, -0.5, 0, 0.5, 1, 2];
  let decided = 0;
  for (const a of halves)
    for (const b of halves)
      for (const c of [-1, 0.5, 2])
        for (const phi of [
          [1, 1],
          [1, -1],
          [-2, 1.5],
          [0, 1],
        ]) {
          const M = [
            [a, b],
            [c, 0.25],
          ];
          const [count] = counts(M, exact(phi));
          if (count === null) continue;
          decided++;
          assert.is(count, byHand(M, phi), JSON.stringify({ M, phi }));
        }
  assert.ok(decided > 500, `${decided} decided`);
});

/** Number of equilibria by Cramer's rule; all values are multiples of 1/64 before the one division. */
function byHand([[a, b], [c, d]]: readonly (readonly number[])[], [p, q]: readonly number[]): number {
  const det = (1 - a) * (1 - d) - b * c;
  const both = [p * (1 - d) + b * q, q * (1 - a) + c * p].map((x) => x * Math.sign(det));
  const one = p * Math.sign(1 - a); // z1 = p / (1 - a)
  const two = q * Math.sign(1 - d);
  let found = p <= 0 && q <= 0 ? 1 : 0;
  if (one > 0 && (c * p + q * (1 - a)) * Math.sign(1 - a) <= 0) found++;
  if (two > 0 && (b * q + p * (1 - d)) * Math.sign(1 - d) <= 0) found++;
  if (both[0] > 0 && both[1] > 0) found++;
  return found;
}

test.run();
