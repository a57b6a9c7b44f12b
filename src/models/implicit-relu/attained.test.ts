import { test } from "uvu";
import * as assert from "uvu/assert";
import { Ball } from "../../numerics/ball.js";
import { Matrix } from "../../numerics/matrix.js";
import { counterStream } from "../../numerics/random.js";
import { preciseView } from "../../precise/index.js";
import { areOpposite, isFullyPassed, isNonnegativeSystem, reachableSets } from "./attained.js";
import type { ImplicitData } from "./data.js";
import { Float64Layer } from "./layer.js";
import type { ImplicitLayer } from "./view.js";

const matrix = (rows: readonly (readonly number[])[]): Matrix =>
  new Matrix(rows.length, rows[0].length, Float64Array.from(rows.flat()));
const column = (...balls: readonly Ball[]) => ({ columns: 1, entries: balls });
const ball = (mid: number, rad = 0): Ball => new Ball(mid, rad);

test("a ball equals itself, and no other ball with the same enclosure", () => {
  const x = ball(1, 0.5);
  assert.is(x.order(x), "=");
  assert.is(x.order(ball(1, 0.5)), "?");
  assert.is(Ball.unknown().order(Ball.unknown()), "?");
});

test("reachable units", () => {
  assert.equal(
    reachableSets(
      matrix([
        [1, 0, 0],
        [0, 0, 1],
        [0, 0, 0],
      ]),
    ),
    [[0], [1, 2], [2]],
  );
  assert.equal(
    reachableSets(
      matrix([
        [1, 2],
        [3, 4],
      ]),
    ),
    [
      [0, 1],
      [0, 1],
    ],
  );
});

test("products of one sign pass a step in full; a sign that is not certain, mixed signs, a kink do not", () => {
  const A = matrix([
    [1, -1],
    [1, 1],
  ]);
  const passes = (i: number, a: Ball, b: Ball, active = [true, true]) => isFullyPassed(A, column(a, b), active, i, 0);
  assert.ok(passes(0, ball(1), ball(-2)));
  assert.ok(passes(0, ball(-1), ball(2)));
  assert.ok(passes(1, ball(1), ball(0)));
  assert.not(passes(0, ball(1), ball(2)));
  assert.not(passes(1, ball(1), ball(0.1, 0.2)));
  assert.not(passes(1, ball(1), ball(1), [true, false]));
  assert.ok(areOpposite(ball(1, 1), ball(-1, 0.5)) && areOpposite(ball(0), ball(-1)));
  assert.not(areOpposite(ball(1), ball(1)) || areOpposite(ball(1, 2), ball(-1)));
  assert.ok(isNonnegativeSystem(matrix([[1]]), column(ball(0)), [0], 0));
  assert.not(isNonnegativeSystem(matrix([[1]]), column(ball(1, 2)), [0], 0));
  assert.not(isNonnegativeSystem(A, column(ball(1), ball(1)), [0, 1], 0));
});

/** Small integers, half of them zeros, so that structure is met often. */
function randomData(index: number): ImplicitData {
  const stream = counterStream(7n, index);
  const m = stream.integer(1, 3);
  const entry = () => (stream.chance(1, 2) ? 0 : stream.integer(-2, 2));
  const filled = (rows: number, columns: number, next: () => number) =>
    new Matrix(rows, columns, Float64Array.from({ length: rows * columns }, next));
  return {
    gamma: [0, 0.125, 0.3][index % 3],
    A: filled(m, m, entry),
    features: { Phi: filled(m, 2, () => stream.integer(-2, 4) / 3) },
    start: filled(m, 2, () => stream.integer(0, 3) / 7),
    steps: 2,
  };
}

test("where both sides are the same ball, the second arithmetic finds both equal", () => {
  const shared = { contraction: 0, aPosteriori: 0, range: 0 };
  const sides = (layer: ImplicitLayer) => ({
    contraction: [layer.picard.entryErrors(2), layer.picard.comparedErrors(1)],
    aPosteriori: [layer.picard.entryErrors(1), layer.picard.comparedSteps(1)],
    range: [layer.comparisonBound.map((_, k) => layer.equilibriumEntry(k >> 1, k & 1)), layer.comparisonBound],
  });
  for (let index = 0; index < 300; index++) {
    const data = randomData(index);
    const ours = sides(new Float64Layer(data));
    const theirs = sides(preciseView("implicit-relu", data)?.view as ImplicitLayer);
    for (const name of Object.keys(ours) as (keyof typeof shared)[])
      ours[name][0].forEach((left, k) => {
        if (left !== ours[name][1][k] || !left.known) return;
        shared[name]++;
        assert.is(theirs[name][0][k].order(theirs[name][1][k]), "=", `${name} of instance ${index}, entry ${k}`);
      });
  }
  for (const [name, count] of Object.entries(shared)) assert.ok(count > 100, `${name}: ${count}`);
});

test.run();
