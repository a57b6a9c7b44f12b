import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Json } from "../../claims/model.js";
import type { Real } from "../../numerics/real.js";
import { preciseView } from "../../precise/index.js";
import { parseInstance } from "../index.js";
import type { DeepLinearData } from "./data.js";
import { deepLinearModel } from "./model.js";
import type { DeepLinear } from "./view.js";

const X = [
  [1, 2],
  [0.5, -1],
];
const Y = [
  [1, 0],
  [2, -1.5],
];
const WEIGHTS = [
  [
    [1, 0.5],
    [-0.25, 2],
  ],
  [
    [0.75, -1],
    [1.5, 0.125],
  ],
  [
    [1, 1],
    [0, -0.5],
  ],
];
const ROTATIONS = [
  [
    [0, 1],
    [-1, 0],
  ],
  [
    [1, 0],
    [0, 1],
  ],
  [
    [0, -1],
    [1, 0],
  ],
];

const read = (instance: object): DeepLinearData =>
  parseInstance({ model: "deep-linear", ...instance } as Json).data as DeepLinearData;

/** Both arithmetics: values of an independent computation with mpmath, 50 digits, rounded to doubles here. */
function views(instance: object): readonly [string, DeepLinear][] {
  const data = read(instance);
  return [
    ["float64", deepLinearModel.view(data).view],
    ["exact", preciseView("deep-linear", data)?.view as DeepLinear],
  ];
}

function holds(x: Real, truth: number, what: string): void {
  const { mid, rad } = x.toBall();
  const rounding = Math.abs(truth) * 2 ** -53;
  assert.ok(Math.abs(mid - truth) <= rad + rounding, `${what}: ${truth} is not in ${mid} ± ${rad}`);
  assert.ok(rad <= 1e-12 * Math.max(1, Math.abs(truth)), `${what}: ${mid} ± ${rad} is wide`);
}

const INSTANCE = { X, Y, weights: WEIGHTS, start: ROTATIONS, descent: { stepSize: 0.03125, steps: [1, 3] } };

for (const [arithmetic, view] of views(INSTANCE))
  test(`${arithmetic}: three layers against 50 digits`, () => {
    holds(view.loss, 20.7335205078125, "loss");
    holds(view.gradientSquare, 2202.7613577842712, "gradient");
    holds(view.balanceNorm, 4.064242414798851, "balance");
    holds(view.balanceDerivative, 0, "derivative of the balance");
    holds(view.transposedBalanceDerivative, 89.5550111881088, "transposed");
    holds(view.stepChange, 0.7477938324880391, "change of a step");
    holds(view.stepIdentityDefect, 0, "identity of a step");
    holds(view.lossAfter(3), 3.10798570519311, "loss after 3 steps");
    holds(view.gradientSquareAfter(3), 17.15095006011913, "gradient after 3 steps");
    const drifts = view.balanceDrifts(3);
    assert.is(drifts.length, 2);
    holds(drifts[0], 0.8959014436591184, "first drift");
    holds(drifts[1], 0.18141130764576296, "second drift");
    holds(view.startGradientSquare, 65.4375, "gradient at the start");
    holds(view.startMappedResidualSquare, 21.8125, "mapped residual at the start");
    holds(view.orthogonalityDefect, 0, "orthogonality of rotations");
    holds(view.startDistance, 4.017539669997049, "distance from the start");
    holds(view.dataLeastEigenvalue, 0.7238284109626817, "least eigenvalue");
    assert.is(view.steps, 3);
  });

test("figures of the theory: the drift .01 of one step, and 8 against 20 for weights that are not orthogonal", () => {
  // u = 1, v = 0, y = 1, eta = .1: the gradients are 0 and -1, and the balance moves by eta^2
  const step = { X: [[1]], Y: [[1]], weights: [[[1]], [[0]]], descent: { stepSize: 0.1, steps: [1] } };
  for (const [arithmetic, view] of views(step)) {
    holds(view.balanceDrifts(1)[0], 0.01, `${arithmetic} drift`);
    holds(view.loss, 0.5, `${arithmetic} loss`);
    holds(view.lossAfter(1), 0.405, `${arithmetic} loss after a step`);
  }
  const skew = { X: [[1]], Y: [[0]], weights: [[[2]], [[1]]] };
  for (const [arithmetic, view] of views(skew)) {
    holds(view.startGradientSquare, 20, arithmetic);
    holds(view.startMappedResidualSquare, 4, arithmetic);
    holds(view.radius, 0.5, arithmetic);
  }
});

test("more samples than width: the least eigenvalue of X'X is 0; without a descent the step is unknown", () => {
  const wide = { X: [[1, 2]], Y: [[1, 0]], weights: [[[1]], [[1]]] };
  for (const [arithmetic, view] of views(wide)) {
    holds(view.dataLeastEigenvalue, 0, arithmetic);
    assert.is(view.stepSize.known, false);
    assert.is(view.steps, 0);
  }
});

test("inspect shows the descent; messages name the layer", () => {
  const { quantities, shape } = deepLinearModel.inspect(read(INSTANCE));
  assert.equal(shape, { depth: 3, width: 2, samples: 2 });
  const [first, last] = quantities.trajectory as readonly { step: number; loss: { mid: number } }[];
  assert.is(first.step, 1);
  assert.is(last.step, 3);
  assert.ok(Math.abs(last.loss.mid - 3.10798570519311) < 1e-12);
  assert.throws(() => read({ X, Y, weights: [WEIGHTS[0]] }), /weights is .*at least two width x width matrices/);
  assert.throws(() => read({ X, Y, weights: [WEIGHTS[0], [[1]]] }), /weights\[1\]/);
  assert.throws(
    () => read({ X, Y, weights: WEIGHTS, start: ROTATIONS.slice(1) }),
    /start has 2 layers, weights have 3/,
  );
});

test.run();
