import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Json } from "../../claims/model.js";
import { parseInstance } from "../index.js";

type Quantities = Readonly<Record<string, Json>>;

const inspected = (instance: object): Quantities => {
  const { model, data } = parseInstance({ model: "objective", ...instance } as Json);
  return model.inspect(data).quantities;
};

/** The ball contains the true value, given to 20 digits or so by an independent computation, and is narrow. */
function contains(value: Json | undefined, truth: number, relative = 1e-12): void {
  const { mid, rad } = value as { mid: number; rad: number };
  assert.ok(Math.abs(mid - truth) <= rad + Math.abs(truth) * 2 ** -52, `${truth} is not in ${mid} ± ${rad}`);
  assert.ok(rad <= relative * Math.max(Math.abs(truth), 1e-3), `${mid} ± ${rad} is wide`);
}

const first = (quantities: Quantities): Quantities => (quantities.trajectory as readonly Quantities[])[0];

test("the tight discrete step: eps = 1/6, eta = 2/27, delta = 5/9", () => {
  const q = inspected({ family: "least-squares", B: [[1.5]], y: [1], x0: [0], radius: 1 });
  contains(q.alpha, 9);
  contains(q.criterionMargin, 5);
  contains(q.epsilon, 1 / 6);
  contains(q.hessianBound, 4.5);
  contains(q.stepSize, 2 / 27);
  contains(q.delta, 5 / 9);
  contains((q.minimizer as readonly Json[])[0], 2 / 3);
});

test("least squares: alpha = 4 for [[1, 2, 0], [0, 1, -1]], which fails the criterion; the solution is 1.83 away", () => {
  const q = inspected({
    family: "least-squares",
    B: [
      [1, 2, 0],
      [0, 1, -1],
    ],
    y: [4, 2],
    x0: [0, 0, 0],
    radius: 4,
  });
  contains(q.alpha, 4);
  contains(q.criterionMargin, 64 - 80);
  contains(q.minimizerDistance, Math.sqrt(10 / 3));
  assert.is(q.epsilon, null);
  assert.is(q.stepSize, null);
});

test("least squares: a dependent row counts only where y is consistent", () => {
  const common = {
    family: "least-squares",
    B: [
      [1, 0],
      [2, 0],
    ],
    x0: [0, 0],
    radius: 1,
  };
  contains(inspected({ ...common, y: [1, 2] }).alpha, 20);
  contains(inspected({ ...common, y: [1, 1] }).alpha, 0);
});

test("products: alpha = 4 (|x0| - r)^2, and the flow from (1, 1) with y = 0.1 has f(2) = 0.00460998", () => {
  const q = inspected({ family: "product", y: 0.1, x0: { u: [1], v: [1] }, radius: 0.5, flow: { times: [2] } });
  contains(q.alpha, 4 * (Math.SQRT2 - 0.5) ** 2);
  contains(first(q).value, 0.004609976749877651, 1e-10);
});

test("products: from the stable manifold the flow ends in the saddle, f = 0.00272 at t = 15", () => {
  const q = inspected({ family: "product", y: 0.05, x0: { u: [0.5], v: [-0.5] }, radius: 0.3, flow: { times: [15] } });
  contains(first(q).value, 0.002721109438937543, 1e-10);
});

test("spheres: the closed form of the flow at t = 0.3", () => {
  const q = inspected({ family: "sphere", a: 1, x0: [1, 0.5], radius: 0.5, flow: { times: [0.3] } });
  contains(q.alpha, 16 * (Math.sqrt(1.25) - 0.5) ** 2);
  contains(first(q).value, 0.000341468399754073, 1e-10);
});

test("matrix products: singular values are reduced by the radius, 4 (sqrt 2 - 1)^2", () => {
  const q = inspected({ family: "matrix-product", M: [[0]], x0: { U: [[1]], V: [[1]] }, radius: 1 });
  contains(q.alpha, 4 * (Math.SQRT2 - 1) ** 2);
});

test("scalars: branch and bound for a cubic, and the honest 0 where g' vanishes", () => {
  // g = x^3 / 3 + x: g' = x^2 + 1 is least at 0
  const cubic = { family: "scalar", coefficients: [0, 1, 0, 1 / 3] };
  const { mid } = inspected({ ...cubic, x0: [0.25], radius: 0.5 }).alpha as { mid: number };
  assert.ok(mid <= 4 && mid > 3.9999, `${mid}`);
  contains(inspected({ family: "scalar", coefficients: [0, 0, 1], x0: [0.25], radius: 0.5 }).alpha, 0);
});

test("a full quadratic's flow agrees with its diagonal form in turned coordinates", () => {
  // A = R diag(1, 3) R' for the rotation by 45 degrees: [[2, -1], [-1, 2]]
  const full = inspected({
    family: "quadratic",
    A: [
      [2, -1],
      [-1, 2],
    ],
    x0: [3, 1],
    radius: 9,
    flow: { times: [0.75] },
  });
  const turned = inspected({
    family: "quadratic",
    A: [
      [1, 0],
      [0, 3],
    ],
    x0: [4, 2],
    radius: 9,
    flow: { times: [0.75] },
  });
  const value = (first(turned).value as { mid: number }).mid / 2;
  contains(first(full).value, value, 1e-10);
});

test("a quadratic that is not semidefinite has no alpha", () => {
  assert.is(
    inspected({
      family: "quadratic",
      A: [
        [1, 0],
        [0, -1],
      ],
      x0: [1, 1],
      radius: 1,
    }).alpha,
    null,
  );
});

test("messages name what is wrong", () => {
  assert.throws(() => inspected({ family: "cubic" }), /family is "cubic"; expected one of "least-squares"/);
  assert.throws(
    () =>
      inspected({
        family: "quadratic",
        A: [
          [1, 2],
          [0, 1],
        ],
        x0: [1, 1],
        radius: 1,
      }),
    /not symmetric/,
  );
});

test("what several fields must be together is refused with its file", () => {
  const bad = {
    model: "objective",
    family: "quadratic",
    A: [
      [1, 2],
      [3, 4],
    ],
    x0: [1, 1],
    radius: 1,
  };
  assert.throws(() => parseInstance(bad, "q.json"), /^q\.json: instance\.A is not symmetric/);
});

test.run();
