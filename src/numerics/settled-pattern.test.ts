import { test } from "uvu";
import * as assert from "uvu/assert";
import { scaledMatrix } from "./expanded-matrix.js";
import { Matrix } from "./matrix.js";
import { SettledSystems, verifyColumn } from "./settled-pattern.js";

function verified(rows: readonly (readonly number[])[], phi: readonly number[], proposal: readonly number[]) {
  const matrix = scaledMatrix(1, Matrix.fromRows(rows));
  return verifyColumn(matrix, { phi: Float64Array.from(phi) }, Float64Array.from(proposal), new SettledSystems(matrix));
}

test("a proposal with a dead unit that should be active is refused", () => {
  assert.is(
    verified(
      [
        [0, 0],
        [0, 0],
      ],
      [1, 1],
      [1, 0],
    ),
    undefined,
  );
  assert.is(
    verified(
      [
        [0, 0],
        [1e-40, 0],
      ],
      [1, 0],
      [1, 0],
    ),
    undefined,
  );
  assert.is(
    verified(
      [
        [0.5, 0],
        [0.25, 0],
      ],
      [1, -0.5 + 2 ** -50],
      [2, 0],
    ),
    undefined,
  );
});

test("a proposal with an active unit that should be dead is refused", () => {
  assert.is(
    verified(
      [
        [0, 0],
        [0, 0],
      ],
      [1, -1],
      [1, 1],
    ),
    undefined,
  );
  assert.is(
    verified(
      [
        [0, 0],
        [-1, 0],
      ],
      [1, 0.5],
      [1, 1],
    ),
    undefined,
  );
});

test("the right active set is verified, kinks at exactly 0 included, whatever the proposed values", () => {
  assert.equal(
    verified(
      [
        [0, 0],
        [0, 0],
      ],
      [1, -1],
      [9, 0],
    )?.z,
    Float64Array.of(1, 0),
  );
  assert.equal(
    verified(
      [
        [0.5, 0],
        [0.25, 0],
      ],
      [1, -0.5],
      [9, 0],
    )?.z,
    Float64Array.of(2, 0),
  );
  assert.equal(verified([[-2]], [1.5], [1])?.z, Float64Array.of(0.5));
});

test.run();
