import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Json } from "../../claims/model.js";
import type { Real } from "../../numerics/real.js";
import { preciseView } from "../../precise/index.js";
import { parseInstance } from "../index.js";
import type { HomogeneousData } from "./data.js";
import { homogeneousModel } from "./model.js";
import type { HomogeneousNetwork } from "./view.js";

const read = (instance: object): HomogeneousData =>
  parseInstance({ model: "homogeneous", ...instance } as Json).data as HomogeneousData;

function views(instance: object): readonly [string, HomogeneousNetwork][] {
  const data = read(instance);
  return [
    ["float64", homogeneousModel.view(data).view],
    ["exact", preciseView("homogeneous", data)?.view as HomogeneousNetwork],
  ];
}

function holds(x: Real, truth: number, what: string): void {
  const { mid, rad } = x.toBall();
  assert.ok(Math.abs(mid - truth) <= rad + Math.abs(truth) * 2 ** -53, `${what}: ${truth} is not in ${mid} ± ${rad}`);
  assert.ok(rad <= 1e-12 * Math.max(1, Math.abs(truth)), `${what}: ${mid} ± ${rad} is wide`);
}

const LEAKY = {
  X: [
    [1, -0.5],
    [0.25, 2],
    [-1.5, 0.75],
  ],
  y: [1, -2, 0.5],
  W: [
    [0.5, 1],
    [-1, 0.25],
    [2, -1],
  ],
  a: [1.5, -0.5, 0.75],
  b: [0.125, -0.5, 1],
  slope: 0.25,
  stepSize: 0.0625,
};

// Values of an independent computation with mpmath, 50 digits, rounded to doubles here.
test("three units with biases, slope 1/4", () => {
  for (const [arithmetic, view] of views(LEAKY)) {
    holds(view.loss, 17.153564453125, `${arithmetic} loss`);
    holds(view.balanceDerivative, 0, `${arithmetic} balance`);
    holds(view.balanceDerivativeWithoutBias, 5.003967999472628, `${arithmetic} without the biases`);
    holds(view.sumDerivative, 75.68690936537729, `${arithmetic} sum`);
    holds(view.stepChange, 0.6700262433301084, `${arithmetic} step`);
    holds(view.stepIdentityDefect, 0, `${arithmetic} identity`);
  }
});

test("two units without biases, the absolute value", () => {
  const instance = {
    X: LEAKY.X.slice(0, 2),
    y: [1, -2],
    W: LEAKY.W.slice(0, 2),
    a: [1.5, -0.5],
    slope: -1,
    stepSize: 0.5,
  };
  for (const [arithmetic, view] of views(instance)) {
    holds(view.loss, 14.03515625, `${arithmetic} loss`);
    holds(view.balanceDerivative, 0, `${arithmetic} balance`);
    holds(view.balanceDerivativeWithoutBias, 0, `${arithmetic} without the biases`);
    holds(view.sumDerivative, 64.5543806910596, `${arithmetic} sum`);
    holds(view.stepChange, 38.4786199088378, `${arithmetic} step`);
  }
});

test("a figure of the theory: w = a = x = b = y = 1 leaves 2 where the bias is forgotten", () => {
  const one = { X: [[1]], y: [1], W: [[1]], a: [1], b: [1], slope: 0, stepSize: 1 };
  for (const [arithmetic, view] of views(one)) {
    // f = 2, e = 1: 2 (w dw - a da) = 2 (1 - 2)
    holds(view.balanceDerivativeWithoutBias, 2, arithmetic);
    holds(view.balanceDerivative, 0, arithmetic);
    holds(view.loss, 0.5, arithmetic);
  }
});

test("a unit exactly on its kink takes the slope of the right side", () => {
  const kink = { X: [[1]], y: [-1], W: [[0]], a: [2], slope: 0.5, stepSize: 0.25 };
  for (const [arithmetic, view] of views(kink)) {
    holds(view.loss, 0.5, arithmetic);
    // e = 1, dw = a = 2, da = 0: after a step w = -1/2, a = 2, so the balance moves by 1/4
    holds(view.stepChange, 0.25, arithmetic);
  }
});

test("inspect and messages", () => {
  const { quantities, shape } = homogeneousModel.inspect(read(LEAKY));
  assert.equal(shape, { samples: 3, inputs: 2, width: 3 });
  assert.equal(Object.keys(quantities), ["loss", "balanceDerivative", "stepChange"]);
  assert.throws(() => read({ ...LEAKY, a: [1, 2] }), /a/);
  assert.throws(() => read({ ...LEAKY, stepSize: 0 }), /stepSize is 0; expected/);
});

test.run();
