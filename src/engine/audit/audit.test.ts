import { test } from "uvu";
import * as assert from "uvu/assert";
import { claims } from "../../../properties/index.js";
import type { Json } from "../../claims/model.js";
import { exactRank } from "../../numerics/exact-rank.js";
import { Matrix } from "../../numerics/matrix.js";
import { auditData, auditSample } from "./audit.js";
import { dataRank } from "./data-rank.js";
import { auditNetwork } from "./network.js";
import { rowStructure } from "./row-structure.js";

const rowsOf = (list: readonly (readonly number[])[]) => ({
  rows: list.length,
  columns: list[0].length,
  values: Float64Array.from(list.flat()),
});
const dataset = (list: readonly (readonly number[])[], target?: readonly number[]) => ({
  ...rowsOf(list),
  name: "mine",
  digest: "0",
  ...(target === undefined ? {} : { target: Float64Array.from(target) }),
});
const audited = (list: readonly (readonly number[])[], isRaw = false) => {
  const data = dataset(list);
  return auditData(data, auditSample(data, 500, isRaw), isRaw);
};
const mid = (value: Json | undefined): number => (value as { readonly mid: number }).mid;

test("zero, equal, parallel and opposite rows are found, exactly", () => {
  const { zeroRows, duplicates, parallel } = rowStructure(
    rowsOf([
      [0, 1, 2],
      [0, 0, 0],
      [-0, -2, -4],
      [0, 1, 2],
      [1, 1, 2],
      [0, 1, 2 + 2 ** -51],
    ]),
  );
  assert.equal(zeroRows, [1]);
  assert.equal(duplicates, [[0, 3]]);
  assert.equal(parallel, [[0, 2]]);
});

test("parallelism is that of the doubles: thirds, tiny and huge entries", () => {
  const pairs = (a: number[], b: number[]) => rowStructure(rowsOf([a, b])).parallel.length;
  // Rounded products agree, exact ones do not.
  assert.is(pairs([1 / 3, 0.1], [1 / 3 + 2 ** -54, 0.1]), 0);
  assert.is(pairs([2 ** -600, 3 * 2 ** -600], [2 ** -600 * 7, 21 * 2 ** -600]), 1, "products below the least double");
  assert.is(pairs([2 ** 600, 3 * 2 ** 600], [2 ** 600, 5 * 2 ** 600]), 0, "products beyond the largest double");
  assert.is(pairs([0.1, 0.2], [0.3, 0.6]), 1, "0.6 is twice 0.3 as 0.2 is twice 0.1");
});

test("the rank agrees with exact elimination, on ranks below the full one and on fractions", () => {
  let seed = 7;
  const draw = (): number => {
    seed = (seed * 16807) % 2147483647;
    return (seed % 7) - 3;
  };
  for (let k = 0; k < 60; k++) {
    const [n, d, r] = [1 + (k % 6), 1 + (k % 5), 1 + (k % 3)];
    const left = Array.from({ length: n }, () => Array.from({ length: r }, draw));
    const right = Array.from({ length: r }, () => Array.from({ length: d }, () => draw() / 8));
    const X = left.map((row) =>
      Array.from({ length: d }, (_, j) => row.reduce((sum, x, i) => sum + x * right[i][j], 0)),
    );
    assert.is(dataRank(rowsOf(X)), exactRank(Matrix.fromRows(X))?.rank, JSON.stringify(X));
  }
  assert.is(dataRank(rowsOf([[67_108_859], [0]])), 1, "a multiple of the field's prime");
});

test("orthonormal rows: every constant in closed form", () => {
  const { quantities, theorems } = audited([
    [2, 0],
    [0, 3],
  ]);
  assert.is(quantities.rank, 2);
  assert.equal(quantities.inputGramLambdaMin, { mid: 1, rad: 0 });
  // K = [[1/2, 1/(2 pi)], [1/(2 pi), 1/2]]
  assert.ok(Math.abs(mid(quantities.kernelLambdaMin) - (0.5 - 1 / (2 * Math.PI))) < 1e-15);
  const gram = theorems.find(({ claim }) => claim === "gao-2021/gram-at-initialization");
  const lambda = 0.5 - 1 / (2 * Math.PI);
  assert.is(gram?.constants["width for failure 0.01"], Math.ceil((12 * 4 * Math.log(200)) / lambda ** 2));
  const pl = theorems.find(({ claim }) => claim === "chatterjee-2022/first-layer-pl");
  assert.equal(pl?.constants["4 lambda_min(XX')"], { mid: 4, rad: 0 });
  // (sqrt(1 + 2) + sqrt(2 ln 400))^2
  const width = theorems.find(({ claim }) => claim === "min-2021/width-min-norm");
  const bound = (Math.sqrt(3) + Math.sqrt(2 * Math.log(400))) ** 2;
  assert.is(width?.constants["width for failure 0.01"], Math.floor(bound) + 1);
});

test("equal rows: what needs them apart says no, the kernels' eigenvalues are exactly 0", () => {
  const { quantities, theorems } = audited([
    [1, 2],
    [1, 2],
    [0, 1],
  ]);
  const no = theorems.filter(({ applies }) => applies === false).map(({ claim }) => claim);
  for (const claim of [
    "gao-2021/kernel-positive-definite",
    "gao-2021/gram-at-initialization",
    "gao-2022/gradient-descent-linear-rate",
    "chatterjee-2022/positive-init-alpha",
  ])
    assert.ok(no.includes(claim), claim);
  assert.equal(quantities.kernelLambdaMin, { mid: 0, rad: 0 });
});

test("every theorem that is named exists, and what it needs of data is asked of the claim as well", () => {
  const { theorems } = audited([[1]]);
  for (const { claim } of theorems)
    assert.ok(
      claims.some(({ id }) => id === claim),
      claim,
    );
});

test("a network takes the data's rows and targets; every claim of its model answers", () => {
  const data = dataset(
    [
      [1, 0],
      [0, 1],
    ],
    [0.5, 1],
  );
  const sample = auditSample(data, 500, false);
  const layer = { model: "implicit-relu", gamma: 0.5, A: [[0.5]], W: [[1, 2]], X: [[9], [9]], u: [1], v: [0], y: [7] };
  const audit = auditNetwork(layer, sample, claims, "layer.json");
  assert.is(audit.shape.samples, 2);
  const bounds = audit.claims.find(({ claim }) => claim === "gao-2022/equilibrium-norm-bounds");
  assert.is(bounds?.applies, true);
  assert.ok(audit.claims.filter(({ verdict }) => verdict === "holds").length >= 3);
  const outside = auditNetwork({ ...layer, A: [[4]] }, sample, claims, "layer.json");
  assert.is(outside.claims.find(({ claim }) => claim === "gao-2022/picard-contracts")?.applies, false);
  assert.ok(outside.claims.every(({ verdict }) => verdict !== "violated"));
  assert.throws(() => auditNetwork({ model: "gaussian-matrix", A: [[1]] }, sample, claims, "f"), /f\.model is/);
  assert.throws(() => auditNetwork({ ...layer, Phi: [[1, 1]] }, sample, claims, "f"), /f\.Phi/);
});

test.run();
