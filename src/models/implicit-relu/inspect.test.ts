import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Json } from "../../claims/model.js";
import { modelByName, modelNames, parseInstance } from "../index.js";

/** As a user of the command line sees it: JSON in, JSON out. */
function inspect(file: Json): { shape: Record<string, number>; quantities: Record<string, Json> } {
  const { model, data } = parseInstance(file, "instance");
  return JSON.parse(JSON.stringify(model.inspect(data)));
}

const exact = (mid: number) => ({ mid, rad: 0 });

test("a unit of gain 1/2 on two samples, every promised quantity by hand", () => {
  const { shape, quantities } = inspect({
    model: "implicit-relu",
    gamma: 0.5,
    A: [[1]],
    Phi: [[3, -4]],
    u: [2],
    v: [1],
    y: [10, 1],
  });
  assert.equal(shape, { width: 1, samples: 2 });
  assert.equal(quantities.spectralNorm, exact(1));
  assert.equal(quantities.gain, exact(0.5));
  assert.equal(quantities.absoluteGain, exact(0.5));
  assert.is(quantities.isPMatrix, true);
  assert.equal(quantities.equilibrium, { value: [[6, 0]], rad: 0 });
  assert.equal(quantities.equilibriumNorm, exact(6));
  assert.equal(quantities.equilibriumNormLower, exact(2));
  assert.equal(quantities.equilibriumNormUpper, exact(6));
  assert.equal(quantities.gramEigenvalues, [exact(0), exact(36)]);
  assert.equal(quantities.featureGramEigenvalues, [exact(0), exact(25)]);
  assert.equal(quantities.gramLowerBound, exact(-3));
  assert.equal(quantities.patternMargin, exact(4));
  // yhat = Z^T u + Phi^T v = (12 + 3, 0 - 4)
  assert.equal(quantities.residual, [exact(5), exact(-5)]);
  assert.equal(quantities.loss, exact(25));
});

test("without v the output is Z^T u alone; without u or y there is none", () => {
  const layer = { model: "implicit-relu", gamma: 0.5, A: [[1]], Phi: [[3]] };
  assert.equal(inspect({ ...layer, u: [2], y: [10] }).quantities.residual, [exact(2)]);
  for (const part of [{ u: [1] }, { y: [1] }, {}]) {
    const { quantities } = inspect({ ...layer, ...part });
    assert.not("residual" in quantities);
    assert.not("loss" in quantities);
  }
});

test("what is not certain is null: no equilibrium, no bounds, but the gains stay", () => {
  const { quantities } = inspect({ model: "implicit-relu", gamma: 2, A: [[1]], Phi: [[-1]], u: [1], y: [1] });
  assert.equal(quantities.gain, exact(2));
  assert.is(quantities.isPMatrix, false);
  for (const name of [
    "equilibrium",
    "equilibriumNorm",
    "equilibriumNormLower",
    "equilibriumNormUpper",
    "gramEigenvalues",
    "gramLowerBound",
    "patternMargin",
    "residual",
    "loss",
  ])
    assert.is(quantities[name], null, name);
  assert.equal(quantities.equilibriumCounts, [exact(2)]);
});

test("a P-matrix cannot be told for more than 12 units: null", () => {
  const zeros = Array.from({ length: 13 }, () => new Array<number>(13).fill(0));
  const { quantities } = inspect({ model: "implicit-relu", gamma: 1, A: zeros, Phi: zeros });
  assert.is(quantities.isPMatrix, null);
  assert.is(quantities.leastPrincipalMinor, null);
  assert.is(quantities.equilibriumCounts, null);
  assert.equal(quantities.equilibriumNorm, exact(0));
});

test("a singular I - gamma A is no P-matrix; a minor of 2^-54 is positive", () => {
  assert.is(inspect({ model: "implicit-relu", gamma: 1, A: [[1]], Phi: [[1]] }).quantities.isPMatrix, false);
  const third = inspect({ model: "implicit-relu", gamma: "1/3", A: [[3]], Phi: [[1]] });
  // fl(1/3) * 3 = 1 - 2^-54: below 1, though it rounds to 1.
  assert.is(third.quantities.isPMatrix, true);
  assert.equal(third.quantities.gain, { mid: 1, rad: 2 ** -54 });
  assert.is(third.quantities.equilibriumNormUpper, null);
});

test("features from weights and inputs: the real s relu(W X), its error in the radius", () => {
  const { shape, quantities } = inspect({
    model: "implicit-relu",
    gamma: 0,
    A: [
      [0, 0],
      [0, 0],
    ],
    W: [
      ["1/3", "1/3", "1/3"],
      [-1, -1, -1],
    ],
    X: [[0.1], [0.2], [0.3]],
    featureScale: 3,
  });
  assert.equal(shape, { width: 2, samples: 1, inputs: 3 });
  const { value, rad } = quantities.equilibrium as { value: number[][]; rad: number };
  assert.is(value[1][0], 0);
  assert.ok(rad > 0 && rad < 1e-15);
  assert.ok(Math.abs(value[0][0] - 0.6) < 1e-15);
});

test("scales of 1e-150 and 1e150 keep every quantity", () => {
  for (const scale of [1e-150, 1e150]) {
    const { quantities } = inspect({
      model: "implicit-relu",
      gamma: 0.5,
      A: [
        [0.5, 1],
        [0, -0.5],
      ],
      Phi: [
        [scale, scale / 3],
        [0, 2 * scale],
      ],
      u: [1, 1],
      y: [scale, scale],
    });
    for (const [name, value] of Object.entries(quantities)) assert.is.not(value, null, `${name} at ${scale}`);
  }
});

test("squares that leave the doubles are null, not infinite", () => {
  const { quantities } = inspect({ model: "implicit-relu", gamma: 0, A: [[0]], Phi: [[1e200]] });
  assert.equal(quantities.equilibriumNorm, exact(1e200));
  assert.is(quantities.gramEigenvalues, null);
});

test("models by name", () => {
  assert.ok(modelNames.includes("implicit-relu"));
  assert.is(modelByName("implicit-relu").name, "implicit-relu");
  assert.throws(
    () => modelByName("implicit"),
    /^"implicit" is no known model; did you mean "implicit-relu"\? known are .*implicit-relu/,
  );
});

test.run();
