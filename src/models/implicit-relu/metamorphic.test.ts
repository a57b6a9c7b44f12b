import { test } from "uvu";
import * as assert from "uvu/assert";
import { Ball } from "../../numerics/ball.js";
import { Matrix } from "../../numerics/matrix.js";
import type { Real } from "../../numerics/real.js";
import type { ImplicitData } from "./data.js";
import { Float64Layer } from "./layer.js";

/** What must happen to the equilibrium when the instance is changed in a way whose effect is known (end of the theory). */

function numbers(seed: number): () => number {
  let state = seed * 104729 + 7;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 1073741824 - 1;
  };
}

const matrixOf = (rows: number, columns: number, entry: (i: number, j: number) => number): Matrix =>
  Matrix.fromRows(Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => entry(i, j))));

interface Drawn {
  readonly gamma: number;
  readonly A: Matrix;
  readonly Phi: Matrix;
}

/** Layers of gain below 1: |a_ij| < 1 and gamma < 1 / width. */
const drawn: Drawn[] = Array.from({ length: 12 }, (_, seed) => {
  const next = numbers(seed);
  const width = 1 + (seed % 6);
  const samples = 1 + (seed % 4);
  return { gamma: (0.9 + 0.09 * next()) / width, A: matrixOf(width, width, next), Phi: matrixOf(width, samples, next) };
});

const layerOf = ({ gamma, A, Phi }: Drawn, rest: Partial<ImplicitData> = {}) =>
  new Float64Layer({ gamma, A, features: { Phi }, ...rest });

const entries = (layer: Float64Layer): Real[] =>
  Array.from({ length: layer.width * layer.samples }, (_, k) =>
    layer.equilibriumEntry(Math.floor(k / layer.samples), k % layer.samples),
  );

/** The two enclosures have a number in common, and are sharp enough for that to mean something. */
function agree(a: Real, b: Real, label: string): void {
  const [x, y] = [a.toBall(), b.toBall()];
  assert.ok(a.known && b.known, `${label}: known`);
  assert.ok(
    Math.abs(x.mid - y.mid) <= (x.rad + y.rad) * (1 + 1e-12),
    `${label}: ${a.describe(17)} and ${b.describe(17)}`,
  );
  assert.ok(x.rad + y.rad <= 1e-12 * Math.max(1, Math.abs(x.mid)), `${label}: sharp`);
}

function relation(name: string, check: (given: Drawn) => void): void {
  test(name, () => drawn.forEach(check));
}

relation("Phi times 2^k: Z times 2^k, exactly", (given) => {
  for (const factor of [2 ** 20, 2 ** -33, 2 ** 400, 2 ** -400]) {
    const scaled = entries(layerOf({ ...given, Phi: given.Phi.map((x) => x * factor) }));
    entries(layerOf(given)).forEach((z, k) => {
      const { mid, rad } = z.toBall();
      assert.equal(scaled[k].toBall(), { mid: mid * factor, rad: rad * factor });
    });
  }
});

relation("Phi times any t >= 0: Z times t", (given) => {
  const scaled = layerOf({ ...given, Phi: given.Phi.map((x) => x * 3) });
  agree(scaled.equilibriumNorm, layerOf(given).equilibriumNorm.times(Ball.exact(3)), "norm");
  const none = layerOf({ ...given, Phi: given.Phi.map(() => 0) });
  assert.equal(none.equilibriumNorm.toBall(), { mid: 0, rad: 0 });
});

relation("units permuted: Z permuted, the norms the same", (given) => {
  const { A, Phi } = given;
  const width = A.rows;
  const order = (i: number) => (i + 1) % width;
  const permuted = layerOf({
    ...given,
    A: matrixOf(width, width, (i, j) => A.at(order(i), order(j))),
    Phi: matrixOf(width, Phi.columns, (i, j) => Phi.at(order(i), j)),
  });
  const layer = layerOf(given);
  for (let i = 0; i < width; i++)
    for (let j = 0; j < Phi.columns; j++)
      agree(permuted.equilibriumEntry(i, j), layer.equilibriumEntry(order(i), j), `entry ${i}, ${j}`);
  agree(permuted.spectralNorm, layer.spectralNorm, "spectral norm");
  agree(permuted.determinant, layer.determinant, "determinant");
  agree(permuted.gramLambdaMin, layer.gramLambdaMin, "least Gram eigenvalue");
});

relation(
  "positive diagonal D: (D A D^-1, D Phi) has D Z, whatever its norm; spectral radii and minors stay",
  (given) => {
    const { A, Phi } = given;
    const scale = (i: number) => 2 ** ((i * 7) % 12);
    const scaled = layerOf({
      ...given,
      A: matrixOf(A.rows, A.rows, (i, j) => (scale(i) * A.at(i, j)) / scale(j)),
      Phi: matrixOf(A.rows, Phi.columns, (i, j) => scale(i) * Phi.at(i, j)),
    });
    const layer = layerOf(given);
    for (let i = 0; i < A.rows; i++)
      for (let j = 0; j < Phi.columns; j++)
        agree(
          scaled.equilibriumEntry(i, j),
          layer.equilibriumEntry(i, j).times(Ball.exact(scale(i))),
          `entry ${i}, ${j}`,
        );
    agree(scaled.absoluteGain, layer.absoluteGain, "rho(gamma |A|)");
    agree(scaled.leastPrincipalMinor, layer.leastPrincipalMinor, "least minor");
    assert.is(scaled.isPMatrix, true);
  },
);

relation("samples permuted and repeated: columns of Z permuted and repeated", (given) => {
  const { Phi } = given;
  const samples = Phi.columns;
  const from = (j: number) => (j * 2 + 1) % samples;
  const changed = layerOf({ ...given, Phi: matrixOf(Phi.rows, samples + 2, (i, j) => Phi.at(i, from(j))) });
  const layer = layerOf(given);
  for (let i = 0; i < Phi.rows; i++)
    for (let j = 0; j < samples + 2; j++)
      agree(changed.equilibriumEntry(i, j), layer.equilibriumEntry(i, from(j)), `entry ${i}, ${j}`);
  for (let j = 0; j < samples + 2; j++)
    agree(changed.columns[j].featureDistance, layer.columns[from(j)].featureDistance, `column ${j}`);
  assert.equal(changed.gramLambdaMin.toBall(), { mid: 0, rad: 0 });
});

relation("gamma times t, A over t: nothing changes, exactly for powers of two", (given) => {
  const layer = layerOf(given);
  for (const t of [4, 2 ** -30, 2 ** 300]) {
    const moved = layerOf({ ...given, gamma: given.gamma * t, A: given.A.map((x) => x / t) });
    assert.equal(moved.gain.toBall(), layer.gain.toBall());
    assert.equal(
      entries(moved).map((z) => z.toBall()),
      entries(layer).map((z) => z.toBall()),
    );
  }
});

relation("A >= 0: Z grows with Phi and with A", (given) => {
  const A = given.A.map((x) => Math.abs(x) / 2);
  const least = entries(layerOf({ ...given, A }));
  const moreFeatures = entries(layerOf({ ...given, A, Phi: given.Phi.map((x) => x + 0.125) }));
  const moreWeights = entries(layerOf({ ...given, A: A.map((x) => x * 1.5) }));
  least.forEach((z, k) => {
    assert.ok(["<", "<=", "="].includes(z.order(moreFeatures[k])), `entry ${k}: ${z.describe(17)} with less Phi`);
    const order = z.order(moreWeights[k]);
    assert.ok(order === "<" || z.minus(moreWeights[k]).abs().toBall().rad < 1e-13, `entry ${k} with less A: ${order}`);
    assert.is.not(order, ">");
  });
});

relation("A = 0 or gamma = 0: Z = relu(Phi), exactly, and no distance to it", (given) => {
  for (const layer of [layerOf({ ...given, A: given.A.map(() => 0) }), layerOf({ ...given, gamma: 0 })]) {
    entries(layer).forEach((z, k) => {
      assert.equal(z.toBall(), { mid: Math.max(0, given.Phi.data[k]), rad: 0 });
    });
    assert.equal(layer.featureDistance.toBall(), { mid: 0, rad: 0 });
    assert.equal(layer.gain.toBall(), { mid: 0, rad: 0 });
    assert.equal(layer.picard.error(1).toBall(), { mid: 0, rad: 0 });
  }
});

relation("strictly upper triangular integers: back-substitution, exactly, whatever the norm", (given) => {
  const { A, Phi } = given;
  const width = A.rows;
  const integers = matrixOf(width, width, (i, j) => (i < j ? Math.round(9 * A.at(i, j)) : 0));
  const features = Phi.map((x) => Math.round(5 * x));
  const layer = layerOf({ gamma: 1, A: integers, Phi: features });
  for (let j = 0; j < Phi.columns; j++) {
    const z = new Array<number>(width).fill(0);
    for (let i = width - 1; i >= 0; i--) {
      let sum = features.at(i, j);
      for (let k = i + 1; k < width; k++) sum += integers.at(i, k) * z[k];
      z[i] = Math.max(0, sum);
      assert.equal(layer.equilibriumEntry(i, j).toBall(), { mid: z[i], rad: 0 });
    }
  }
  assert.equal(layer.absoluteGain.toBall(), { mid: 0, rad: 0 });
});

relation("a chosen equilibrium that is the equilibrium changes nothing", (given) => {
  const Phi = given.Phi.map((x) => Math.round(8 * x));
  const A = matrixOf(given.A.rows, given.A.rows, (i, j) => (i < j ? Math.round(3 * given.A.at(i, j)) : 0));
  const layer = layerOf({ gamma: 0.5, A, Phi });
  const Z = matrixOf(A.rows, Phi.columns, (i, j) => layer.equilibriumEntry(i, j).toBall().mid);
  assert.equal(
    layerOf({ gamma: 0.5, A, Phi }, { equilibrium: Z }).equilibriumNorm.toBall(),
    layer.equilibriumNorm.toBall(),
  );
});

relation("W and X with s = 1 and W = I: Phi = relu(X)", (given) => {
  const { Phi } = given;
  const inputs = new Float64Layer({
    gamma: given.gamma,
    A: given.A,
    features: { W: Matrix.identity(Phi.rows), X: Phi, featureScale: 1 },
  });
  const direct = layerOf({ ...given, Phi: Phi.map((x) => Math.max(0, x)) });
  assert.equal(
    entries(inputs).map((z) => z.toBall()),
    entries(direct).map((z) => z.toBall()),
  );
});

test.run();
