import { test } from "uvu";
import * as assert from "uvu/assert";
import { Ball } from "./ball.js";
import { columnGram, multiplyColumns, smallRotation } from "./column-gram.js";
import { CompensatedSum } from "./compensated.js";
import { orthogonalizingRotations } from "./jacobi.js";
import { orthogonalityDefect, reorthogonalized } from "./orthogonality.js";
import { singularValuesOf } from "./singular-value-bounds.js";
import { distinctColumns, isRankOne } from "./structure.js";
import { encloses, Rational, ZERO } from "./testing/rational.js";
import { Sampler } from "./testing/sampler.js";

const of = Rational.of;
const columns = (...list: number[][]): Float64Array[] => list.map((column) => Float64Array.from(column));
const sum = new CompensatedSum();

test("products of columns carry the errors of their factors", () => {
  const image = multiplyColumns(columns([1, 0], [0, 1]), columns([0.6, -0.8], [1, 0]), sum, Float64Array.of(0.25, 0.5));
  assert.equal(
    image.columns.map((column) => Array.from(column)),
    [
      [0.6, -0.8],
      [1, 0],
    ],
  );
  assert.ok(image.errors[0] >= 0.25 * 0.6 + 0.5 * 0.8 && image.errors[0] < 0.5501);
  assert.ok(image.errors[1] >= 0.25 && image.errors[1] < 0.2501);
});

test("products of columns enclose: the rounding of each column is in its error", () => {
  const sampler = new Sampler(1);
  for (let trial = 0; trial < 200; trial++) {
    const [a, v] = [0, 1].map(() => [0, 1, 2].map(() => new Float64Array(3).map(() => sampler.signed())));
    const image = multiplyColumns(a, v, sum);
    image.columns.forEach((column, j) => {
      let square = ZERO;
      column.forEach((value, i) => {
        const truth = a.reduce((total, x, k) => total.plus(of(x[i]).times(of(v[j][k]))), ZERO);
        const error = truth.minus(of(value));
        square = square.plus(error.times(error));
      });
      assert.ok(square.compare(of(image.errors[j]).times(of(image.errors[j]))) <= 0);
      assert.ok(image.errors[j] < 2 ** -52);
    });
  }
});

test("norms and couplings of columns known up to an error cover every such column", () => {
  const gram = columnGram({ columns: columns([3, 4], [-4, 3]), errors: Float64Array.of(0.5, 0.25) }, sum);
  assert.ok(gram.norms[0].lower() <= 4.5 && gram.norms[0].upper() >= 5.5);
  assert.ok(gram.norms[1].lower() <= 4.75 && gram.norms[1].upper() >= 5.25);
  // (3, 4) + 0.5 (-0.8, 0.6) and (-4, 3) + 0.25 (0.6, 0.8): inner product 2.5 + 1.25 + 0, norms up to about 5
  assert.ok(gram.bounds[0][1] >= (2.5 + 1.25) / (5.025 * 5.007));
  assert.is(gram.bounds[0][1], gram.bounds[1][0]);
  const exact = columnGram({ columns: columns([3, 4], [-4, 3], [0, 0]), errors: new Float64Array(3) }, sum);
  assert.equal(
    exact.norms.map((norm) => norm.toBall()),
    [5, 5, 0].map((mid) => ({ mid, rad: 0 })),
  );
  assert.equal(Array.from(exact.bounds[0]), [0, 0, 0]);
  const vague = columnGram({ columns: columns([1, 0], [0, 0]), errors: Float64Array.of(0, 0.1) }, sum);
  assert.is(vague.bounds[0][1], 1, "nothing is known of the direction of a column that may be zero");
});

test("columns of size 1e-300 couple as others do", () => {
  const gram = columnGram({ columns: columns([1e-300, 0], [1e-300, 1e-300]), errors: new Float64Array(2) }, sum);
  assert.ok(gram.bounds[0][1] >= Math.SQRT1_2 * (1 - 1e-15) && gram.bounds[0][1] < 0.7072);
});

test("singular values of B V^{-1}: couplings, tails and the defect of V all count", () => {
  const norms = [Ball.exact(4), Ball.exact(1)];
  const free = { norms, coupling: columns([0, 0], [0, 0]), bounds: columns([0, 0], [0, 0]) };
  assert.equal(
    singularValuesOf(free, 0).map((ball) => ball.toBall()),
    [4, 1].map((mid) => ({ mid, rad: 0 })),
  );
  const [large, small] = singularValuesOf(free, 0.5);
  // V with V'V = 1.5 I or 0.5 I: A = B V^{-1} has singular values 4 / sqrt(1.5), 4 / sqrt(0.5)
  assert.ok(large.lower() <= 4 / Math.sqrt(1.5) && large.upper() >= 4 / Math.sqrt(0.5));
  assert.ok(large.lower() > 3.26 && large.upper() < 5.67);
  assert.ok(small.lower() <= 1 / Math.sqrt(1.5) && small.upper() >= Math.SQRT2);
  assert.not(singularValuesOf(free, 1)[0].known);
  // B = [[4, 0.6], [0, 0.8]]: coupling 0.6; singular values by hand: sigma^2 = (17 +- sqrt(289 - 40.96)) / 2
  const coupled = { norms, coupling: columns([0, 0.6], [0.6, 0]), bounds: columns([0, 0.6], [0.6, 0]) };
  const root = Math.sqrt(289 - 4 * 3.2 ** 2);
  const [first, second] = singularValuesOf(coupled, 0);
  assert.ok(first.lower() <= Math.sqrt((17 + root) / 2) && first.upper() >= Math.sqrt((17 + root) / 2));
  assert.ok(second.lower() <= Math.sqrt((17 - root) / 2) && second.upper() >= Math.sqrt((17 - root) / 2));
  // the tail bound is the better one here: 16 + 1 < 16 (1 + 0.6 sqrt 2)
  assert.ok(first.upper() < 4.1232);
});

test("overlapping norms are put in order", () => {
  const norms = [Ball.of(1, 0.1), Ball.of(1.05, 0.01), Ball.of(0.5, 0.25)];
  const zero = norms.map(() => new Float64Array(3));
  const balls = singularValuesOf({ norms, coupling: zero, bounds: zero }, 0);
  for (const truth of [
    [1.1, 1.05, 0.75],
    [0.9, 1.05, 0.25],
    [1.0, 1.04, 0.5],
  ])
    [...truth]
      .sort((a, b) => b - a)
      .forEach((value, i) => {
        assert.ok(balls[i].lower() <= value && balls[i].upper() >= value, `${value} in place ${i}`);
      });
});

test("the defect of a nearly orthogonal basis is bounded exactly, and one mending step removes it", () => {
  const sampler = new Sampler(2);
  const given = [0, 1, 2].map(() => new Float64Array(3).map(() => sampler.signed()));
  const { v } = orthogonalizingRotations(given);
  const defect = (basis: readonly Float64Array[]): Rational => {
    let square = ZERO;
    for (let j = 0; j < 3; j++)
      for (let k = 0; k < 3; k++) {
        let entry = j === k ? of(-1) : ZERO;
        for (let i = 0; i < 3; i++) entry = entry.plus(of(basis[j][i]).times(of(basis[k][i])));
        square = square.plus(entry.times(entry));
      }
    return square;
  };
  const spoiled = v.map((column) => column.map((x) => x + sampler.signed() * 1e-7));
  for (const basis of [v, spoiled, reorthogonalized(spoiled, sum)]) {
    const bound = orthogonalityDefect(basis, sum);
    assert.ok(of(bound).times(of(bound)).compare(defect(basis)) >= 0);
  }
  assert.ok(orthogonalityDefect(spoiled, sum) > 1e-8);
  assert.ok(orthogonalityDefect(reorthogonalized(spoiled, sum), sum) < 1e-13);
});

test("small rotations take long columns out of short ones", () => {
  const image = { columns: columns([1, 0], [1e-14, 1e-10]), errors: new Float64Array(2) };
  const before = columnGram(image, sum);
  const rotation = smallRotation(before, sum);
  assert.ok(rotation !== undefined && rotation.defect < 1e-15);
  const after = columnGram(multiplyColumns(image.columns, rotation?.columns ?? [], sum), sum);
  assert.ok(before.bounds[0][1] > 0.9e-4 && after.bounds[0][1] < 1e-14, `${before.bounds[0][1]} ${after.bounds[0][1]}`);
  assert.is(smallRotation(after, sum), undefined, "nothing is left to gain");
  const large = columnGram({ columns: columns([1, 0], [1e-4, 1e-2]), errors: new Float64Array(2) }, sum);
  const mended = smallRotation(large, sum);
  assert.ok(mended !== undefined && mended.defect < 1e-15, "larger angles are mended");
});

test("rank and repetition are recognised only where they are exact", () => {
  const e = 2 ** -52;
  // (1 + e)(1 + e) rounds to 1 (1 + 2e), but the determinant is e^2
  assert.not(isRankOne(columns([1 + e, 1], [1 + 2 * e, 1 + e])));
  assert.ok(isRankOne(columns([1 + e, 3], [2 + 2 * e, 6])));
  assert.ok(isRankOne(columns([0, 3], [0, 6])));
  assert.not(isRankOne(columns([0, 3], [1, 6])));
  assert.not(
    isRankOne(
      columns(
        [1e-200, 1e-200],
        [1e-200, 1e-200].map((x) => x * 3),
      ),
    ),
    "products that underflow prove nothing",
  );
  assert.is(distinctColumns(columns([1, 2], [-1, -2], [1, 2])), 1);
  assert.is(distinctColumns(columns([1, 2], [-1, 2], [1, 2.5])), 3);
  // equal in size entry by entry, and in the hash that sorts candidates, but neither equal nor opposite
  const g = 0.6180339887498949;
  assert.is(distinctColumns(columns([1, g, -(g * g)], [1, -g, -(g * g)])), 2);
});

test("encloses is the exact test that it should be", () => {
  assert.ok(encloses({ mid: 1, rad: 2 ** -60 }, of(1)) && !encloses({ mid: 1, rad: 0 }, of(1 + 2 ** -52)));
});

test.run();
