import { test } from "uvu";
import * as assert from "uvu/assert";
import { sllLayer } from "../../arbitraries/index.js";
import type { Real } from "../../numerics/real.js";
import { preciseView } from "../../precise/index.js";
import { sllLayerModel } from "./model.js";
import type { SllLayer } from "./view.js";

const views = (json: object): readonly SllLayer[] => {
  const data = sllLayerModel.parse({ model: "sll-layer", ...json }, "instance");
  return [sllLayerModel.view(data).view, preciseView("sll-layer", data)?.view as SllLayer];
};

function encloses(value: Real, truth: number, what: string): void {
  const { mid, rad } = value.toBall();
  assert.ok(Math.abs(mid - truth) <= rad + 2 ** -51 * Math.abs(truth), `${what}: ${mid} ± ${rad}, not ${truth}`);
  assert.ok(rad < 1e-13, what);
}

const LAYER = {
  W: [
    [1, 2],
    [0, -1],
    [3, 1],
  ],
  b: [0.5, -0.25],
  T: [12.5, 16],
  q: [1, 0.5],
  x: [1, 0.5, -0.25],
  y: [-0.5, 0.25, 1],
};

// mpmath, 40 digits, from h(x) = x - 2 W T^-1 s(W'x + b) by loops of its own
const DISTANCES = [
  ["relu", 1.6792111243080783, 0.4675],
  ["tanh", 1.8006776264016042, 0.10395441099548677],
  ["sigmoid", 1.886029473061503, 0.01379053682440756],
  ["softplus", 1.6925211373718565, 0.3363871862343535],
] as const;

for (const [activation, distance, weight] of DISTANCES)
  test(`${activation}: distances and weights in both arithmetics against 40 digits`, () => {
    for (const layer of views({ ...LAYER, activation })) {
      encloses(layer.inputDistance, 1.9685019685029528, "input");
      encloses(layer.outputDistance(), distance, "output");
      encloses(layer.updateWeight, weight, "weight");
    }
  });

test("row sums, columns and slopes are exact", () => {
  for (const layer of views({ ...LAYER, activation: "sigmoid", gain: -2 })) {
    assert.is(layer.dominance(0).toBall().mid, 12.5); // 10 + 5/2
    assert.is(layer.dominance(1).toBall().mid, 8); // 5 + 6/2
    assert.is(layer.columnSquare(1).toBall().mid, 6);
    assert.is(layer.slopeLow.toBall().mid, -0.5);
    assert.is(layer.slopeHigh.toBall().mid, 0);
    assert.throws(() => layer.scale(2), /unit 2 does not exist/);
  }
});

test("equality where W'(x - y) = T q and all units are active: T - W'W is singular", () => {
  const [, precise] = views({ ...LAYER, b: [20, 20], activation: "relu", x: [0, 0, 0], y: [0.5, -3, 4] });
  assert.is(precise.updateSquare.order(precise.updateWeight), "=");
});

test("both arithmetics agree on drawn layers", () => {
  const family = sllLayer();
  for (let index = 0; index < 200; index++) {
    const { data } = family.draw(5n, index);
    const float64 = sllLayerModel.view(data).view;
    const precise = preciseView("sll-layer", data)?.view as SllLayer;
    for (const name of ["inputDistance", "updateSquare", "updateWeight", "slopeLow", "slopeHigh"] as const) {
      const [a, b] = [float64[name].toBall(), precise[name].toBall()];
      assert.ok(Math.abs(a.mid - b.mid) <= (a.rad + b.rad) * 1.0001 + 1e-300, `${index} ${name}`);
    }
    const [a, b] = [float64.outputDistance(2.5).toBall(), precise.outputDistance(2.5).toBall()];
    assert.ok(Math.abs(a.mid - b.mid) <= (a.rad + b.rad) * 1.0001 + 1e-300, `${index} output`);
  }
});

test("T and q must be positive", () => {
  assert.throws(
    () => views({ ...LAYER, activation: "relu", T: [1, 0] }),
    /instance.T\[1\] is 0; expected a number > 0/,
  );
});

test.run();
