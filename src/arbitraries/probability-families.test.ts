import { test } from "uvu";
import * as assert from "uvu/assert";
import { firstLayer, gaussianMatrix, inputSets } from "./index.js";

const KEY = 0x1234_5678n;

test("designs: sizes are the design's, draws are pure functions of key and index, strata come as often as their shares", () => {
  const family = gaussianMatrix({
    designs: [
      { rows: 2, columns: 3, deviation: 1, share: 3 },
      { rows: 1, columns: 1, deviation: 0.5 },
    ],
  });
  const seen: Record<string, number> = {};
  for (let index = 0; index < 400; index++) {
    const { data, stratum } = family.draw(KEY, index);
    seen[stratum] = (seen[stratum] ?? 0) + 1;
    assert.is(stratum, `${data.A.rows} x ${data.A.columns}, t = ${data.deviation}`);
  }
  // 300 expected, standard deviation 9
  assert.ok(Math.abs(seen["2 x 3, t = 1"] - 300) < 60);
  assert.equal(family.draw(KEY, 7), family.draw(KEY, 7));
  assert.not.equal(family.draw(KEY, 7), family.draw(KEY, 8));
  assert.equal(
    family.strata.map(({ name, requiredShare }) => [name, requiredShare]),
    [
      ["2 x 3, t = 1", 0.375],
      ["1 x 1, t = 0.5", 0.125],
    ],
  );
});

test("entries have the moments of standard normal numbers, and stand on the grid", () => {
  const family = gaussianMatrix({ designs: [{ rows: 50, columns: 40, deviation: 0 }] });
  const { data } = family.draw(KEY, 1);
  const mean = data.A.data.reduce((sum, x) => sum + x, 0) / 2000;
  const variance = data.A.data.reduce((sum, x) => sum + x * x, 0) / 2000;
  assert.ok(Math.abs(mean) < 0.12 && Math.abs(variance - 1) < 0.16, `${mean}, ${variance}`); // five deviations
  assert.ok(data.A.data.every((x) => Number.isInteger(x * 2 ** 30)));
});

test("first layers keep X and draw W anew", () => {
  const family = firstLayer({ designs: [{ name: "pair", X: [[1, 0.5]], width: 4 }] });
  const [a, b] = [family.draw(KEY, 0).data, family.draw(KEY, 1).data];
  assert.equal(a.X.toRows(), [[1, 0.5]]);
  assert.equal([a.W?.rows, a.W?.columns], [4, 1]);
  assert.not.equal(a.W, b.W);
});

test("input sets: every stratum comes, within the sizes; real rows where there is a data set", () => {
  const family = inputSets({ samples: [1, 6], inputs: [2, 5] });
  const seen = new Set<string>();
  for (let index = 0; index < 600; index++) {
    const { data, stratum } = family.draw(KEY, index);
    seen.add(stratum);
    assert.ok(data.X.rows >= 2 && data.X.rows <= 5 && data.X.columns >= 1 && data.X.columns <= 6);
  }
  assert.equal([...seen].sort(), family.strata.map(({ name }) => name).sort());
  const values = Float64Array.of(1, 2, 3, 4, 5, 6);
  const real = family.withDataset?.({ name: "data.csv", rows: 3, columns: 2, values, digest: "" });
  const { X } = real?.draw(KEY, 3).data ?? { X: undefined };
  assert.ok(X !== undefined && [1, 3, 5].includes(X.at(0, 0)) && X.at(1, 0) === X.at(0, 0) + 1);
});

test("impossible designs are refused", () => {
  assert.throws(() => gaussianMatrix({ designs: [] }), /at least one design/);
  assert.throws(() => gaussianMatrix({ designs: [{ rows: 0, columns: 1, deviation: 0 }] }), /rows >= 1/);
  assert.throws(() => gaussianMatrix({ designs: [{ rows: 1, columns: 1, deviation: 0, share: 0 }] }), /share/);
  assert.throws(() => firstLayer({ designs: [{ name: "x", X: [[1]], width: 0 }] }), /width 0/);
  assert.throws(() => inputSets({ samples: [2, 1], inputs: [1, 1] }), /samples/);
});

test.run();
