import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Real } from "../../numerics/real.js";
import { preciseView } from "../../precise/index.js";
import { objectiveModel } from "./model.js";
import type { Objective } from "./view.js";

const views = (json: object): readonly Objective[] => {
  const data = objectiveModel.parse({ model: "objective", ...json }, "instance");
  return [objectiveModel.view(data).view, preciseView("objective", data)?.view as Objective];
};

function encloses(value: Real, truth: number, what: string, width = 1e-11): void {
  const { mid, rad } = value.toBall();
  assert.ok(Math.abs(mid - truth) <= rad + 2 ** -51 * Math.abs(truth), `${what}: ${mid} ± ${rad}, not ${truth}`);
  assert.ok(rad <= width * (1 + Math.abs(truth)), `${what}: ± ${rad}`);
}

// mpmath, 30 digits: minima by findroot on the derivative, and at the ends
const ALPHAS: readonly (readonly [string, object, number])[] = [
  [
    "x + 0.6 sin 3x",
    {
      family: "scalar",
      coefficients: [0, 1],
      wave: { shape: "sine", amplitude: 0.6, frequency: 3 },
      x0: [0],
      radius: 0.4,
    },
    10.919640387756829,
  ],
  [
    "the same, with g' = 0 inside",
    {
      family: "scalar",
      coefficients: [0, 1],
      wave: { shape: "sine", amplitude: 0.6, frequency: 3 },
      x0: [0],
      radius: 0.8,
    },
    0,
  ],
  [
    "4 sech^4 (|x0| + r)",
    {
      family: "scalar",
      coefficients: [-0.5],
      wave: { shape: "tanh", amplitude: 1, frequency: 1 },
      x0: [0.25],
      radius: 0.5,
    },
    1.423658506570758,
  ],
  ["x^2 + 3 sin^2 x, everywhere", { family: "sine-square", amplitude: 3, x0: [2], radius: 16 }, 0.3510619717594635],
  ["x^2 + 3 sin^2 x around 0", { family: "sine-square", amplitude: 3, x0: [0], radius: 0.5 }, 13.220725242066095],
  ["radial, an end", { family: "radial", coefficients: [1, 1, 0.25], x0: [1, 0], radius: 0.5 }, 5.0625],
  ["radial, the origin inside", { family: "radial", coefficients: [1, 1], x0: [1, 0], radius: 1 }, 0],
  [
    "radial, the far end",
    { family: "radial", coefficients: [0, 1, -0.0625], x0: [2.5], radius: 0.25 },
    0.36187744140625,
  ],
  ["Gauss-Newton, one residual", { family: "gauss-newton", B: [[0]], Q: [[2]], y: [0.5], x0: [1], radius: 0.25 }, 9],
  [
    "Gauss-Newton, more residuals than variables",
    { family: "gauss-newton", B: [[1], [1]], Q: [[0], [1]], y: [0, 0], x0: [1], radius: 0.25 },
    0,
  ],
];

for (const [name, instance, alpha] of ALPHAS)
  test(`alpha: ${name}`, () => {
    for (const view of views(instance)) encloses(view.alpha, alpha, view.family);
  });

test("values, gradients and Hessian bounds of the new families", () => {
  const wave = {
    family: "scalar",
    coefficients: [0.5, 1],
    wave: { shape: "tanh", amplitude: 2, frequency: 0.5 },
    x0: [1.5],
    radius: 0.25,
  };
  const curved = {
    family: "gauss-newton",
    B: [
      [1, 0.5],
      [0, 1],
    ],
    Q: [
      [0.5, 0],
      [1, -1],
    ],
    y: [0.25, 1],
    x0: [0.5, -0.25],
    radius: 0.125,
  };
  const sine = {
    family: "sine-square",
    amplitude: 3,
    x0: [1.25],
    radius: 2,
    descent: { stepSize: 0.125, steps: [1, 2] },
  };
  for (const view of views(wave)) {
    encloses(view.value, 10.694848385972973, "wave value");
    encloses(view.gradientSquare, 109.04836357540269, "wave gradient");
  }
  for (const view of views(curved)) {
    encloses(view.value, 1.3720703125, "curved value");
    encloses(view.gradientSquare, 7.779541015625, "curved gradient");
    encloses(view.jacobianLipschitz, 1.118033988749895, "Lipschitz constant");
    encloses(view.leastSingularValue, 0.75, "singular value");
  }
  for (const view of views(sine)) {
    encloses(view.value, 4.264215423320401, "sine value");
    encloses(view.descent.at(2).value, 0.10650244022301626, "sine step 2");
    encloses(view.hessianBound, 8, "sine Hessian");
  }
});

test.run();
