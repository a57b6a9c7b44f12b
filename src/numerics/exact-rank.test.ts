import { test } from "uvu";
import * as assert from "uvu/assert";
import { exactRank } from "./exact-rank.js";
import { Matrix } from "./matrix.js";

const rankOf = (rows: readonly (readonly number[])[]) => exactRank(Matrix.fromRows(rows))?.rank;

test("no tolerance: a difference in the last bit counts, none does not", () => {
  assert.is(
    rankOf([
      [1, 1],
      [1, 1 + 2 ** -52],
    ]),
    2,
  );
  assert.is(
    rankOf([
      [0.1, 0.3],
      [0.2, 0.6],
    ]),
    1,
  );
  // 0.1 + 0.2 is not the double 0.3
  assert.is(
    rankOf([
      [0.1 + 0.2, 1],
      [0.3, 1],
    ]),
    2,
  );
});

test("entries far apart, zero matrices, both shapes", () => {
  assert.is(
    rankOf([
      [1e300, 0],
      [0, 1e-300],
    ]),
    2,
  );
  assert.is(rankOf([[0, 0, 0]]), 0);
  assert.is(rankOf([[1], [2], [3]]), 1);
  assert.is(
    rankOf([
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ]),
    2,
  );
});

test("the chosen rows and columns meet in a regular submatrix", () => {
  const decision = exactRank(
    Matrix.fromRows([
      [0, 0, 0],
      [0, 1, 2],
      [0, 2, 4],
      [0, 1, 3],
    ]),
  );
  assert.is(decision?.rank, 2);
  assert.equal(decision?.columns, [1, 2]);
  const [i, j] = decision?.rows ?? [];
  const rows = [
    [0, 0],
    [1, 2],
    [2, 4],
    [1, 3],
  ];
  assert.is.not(rows[i][0] * rows[j][1] - rows[i][1] * rows[j][0], 0);
});

test("what is not finite has no rank", () => {
  assert.is(exactRank(new Matrix(1, 1, Float64Array.of(Number.NaN))), undefined);
});

test.run();
