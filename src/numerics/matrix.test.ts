import { test } from "uvu";
import * as assert from "uvu/assert";
import { Matrix } from "./matrix.js";

test("rows, columns, entries, transposes", () => {
  const matrix = Matrix.fromRows([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  assert.equal([matrix.rows, matrix.columns, matrix.at(1, 2)], [2, 3, 6]);
  assert.equal(Array.from(matrix.row(1)), [4, 5, 6]);
  assert.equal(Array.from(matrix.column(1)), [2, 5]);
  assert.equal(matrix.transpose().toRows(), [
    [1, 4],
    [2, 5],
    [3, 6],
  ]);
  assert.equal(matrix.map((x) => -x).at(0, 2), -3);
  assert.equal(Matrix.identity(2).toRows(), [
    [1, 0],
    [0, 1],
  ]);
  assert.equal(new Matrix(1, 2).toRows(), [[0, 0]]);
  assert.equal(Matrix.fromRows([]).toRows(), []);
});

test("a row is a copy: writing to it does not change the matrix", () => {
  const matrix = Matrix.identity(2);
  matrix.row(0)[0] = 7;
  assert.is(matrix.at(0, 0), 1);
});

test("shapes that don't fit are refused", () => {
  assert.throws(() => new Matrix(2, 2, new Float64Array(3)), /needs 4 entries, got 3/);
  assert.throws(() => Matrix.fromRows([[1, 2], [3]]), /row 1 has 1 entries/);
});

test.run();
