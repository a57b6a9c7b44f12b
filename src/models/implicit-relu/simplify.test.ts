import { test } from "uvu";
import * as assert from "uvu/assert";
import { Matrix } from "../../numerics/matrix.js";
import { compareMeasures } from "../schema-model.js";
import type { ImplicitData } from "./data.js";
import { implicitFile } from "./file-form.js";

/** Deterministic numbers in [-1, 1) with many digits. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 1073741824 - 1;
  };
}

function randomMatrix(rows: number, columns: number, next: () => number): Matrix {
  return new Matrix(rows, columns, Float64Array.from({ length: rows * columns }, next));
}

function randomData(seed: number, width: number, samples: number, inputs: number): ImplicitData {
  const next = numbers(seed);
  return {
    gamma: 0.3712,
    A: randomMatrix(width, width, next),
    features: { W: randomMatrix(width, inputs, next), X: randomMatrix(inputs, samples, next), featureScale: 0.7 },
    u: Float64Array.from({ length: width }, next),
    start: randomMatrix(width, samples, next),
    equilibrium: randomMatrix(width, samples, next),
    other: { gamma: 1.5, A: randomMatrix(width, width, next), features: { Phi: randomMatrix(width, samples, next) } },
    steps: 9,
  };
}

const text = (data: ImplicitData) => JSON.stringify(implicitFile.serialize(data));

test("every candidate differs, has a smaller measure, and is a legal instance", () => {
  const seen = new Set<string>();
  for (const data of [randomData(1, 4, 5, 3), randomData(2, 1, 1, 1), randomData(3, 3, 2, 4)]) {
    const measure = implicitFile.measure(data);
    for (const { data: candidate, step } of implicitFile.simplify(data)) {
      assert.is.not(text(candidate), text(data), step);
      assert.ok(compareMeasures(implicitFile.measure(candidate), measure) < 0, step);
      assert.is(text(implicitFile.parse(JSON.parse(text(candidate)), step)), text(candidate));
      seen.add(step.replaceAll(/\d+/g, "#"));
    }
  }
  for (const step of [
    "drop # to # of samples",
    "drop # of samples",
    "drop # of width",
    "drop # of inputs",
    "replace W and X by Phi",
    "move gamma into A",
    "leave out start",
    "leave out other",
    "leave out equilibrium",
    "leave out u",
    "steps: set to #",
    "A: set to zero",
    "A: keep only [#][#]",
    "A: zero row #",
    "A: zero column #",
    "A: keep the diagonal",
    "round to integers everywhere",
    "A: set [#][#] to #",
    "gamma: set to #",
    "gamma: set to #.#",
    "other: A: set to zero",
  ])
    assert.ok(seen.has(step), `no candidate ${step}`);
});

test("the boldest candidates come first: samples, then width, each in halves first", () => {
  const steps = Array.from(implicitFile.simplify(randomData(1, 4, 8, 3)), ({ step }) => step);
  assert.equal(steps.slice(0, 3), ["drop 0 to 3 of samples", "drop 4 to 7 of samples", "drop 0 to 1 of samples"]);
  const first = (part: string) => steps.findIndex((step) => step.includes(part));
  const order = [
    "of samples",
    "of width",
    "of inputs",
    "leave out",
    "steps:",
    "set to zero",
    "everywhere",
    "A: set [",
  ].map(first);
  assert.equal(
    order,
    [...order].sort((a, b) => a - b),
  );
});

test("dropping a unit drops it everywhere", () => {
  const data = randomData(5, 3, 2, 2);
  const candidate = Array.from(implicitFile.simplify(data)).find(({ step }) => step === "drop 1 of width")?.data;
  assert.ok(candidate !== undefined && "W" in candidate.features && "W" in data.features);
  const kept = [0, 2];
  assert.equal(
    candidate.A.toRows(),
    kept.map((i) => kept.map((j) => data.A.at(i, j))),
  );
  assert.equal(
    candidate.features.W.toRows(),
    kept.map((i) => Array.from((data.features as { W: Matrix }).W.row(i))),
  );
  assert.is(candidate.features.X, data.features.X);
  assert.equal(candidate.u, Float64Array.of(data.u?.[0] ?? 0, data.u?.[2] ?? 0));
  assert.is(candidate.start?.rows, 2);
  assert.is(candidate.equilibrium?.rows, 2);
  assert.is(candidate.other?.A.rows, 2);
  assert.is(candidate.other?.A.columns, 2);
});

const first = (data: ImplicitData): ImplicitData | undefined => {
  for (const candidate of implicitFile.simplify(data)) return candidate.data;
  return undefined;
};

test("greedy simplification ends, at one unit, one sample and nothing but zeros where all is allowed", () => {
  let data = randomData(7, 5, 4, 3);
  let rounds = 0;
  for (let next: ImplicitData | undefined = data; next !== undefined && rounds < 1000; rounds++) {
    data = next;
    next = first(data);
  }
  assert.ok(rounds < 100);
  assert.equal(implicitFile.serialize(data), { model: "implicit-relu", gamma: 0, A: [[0]], Phi: [[0]], steps: 1 });
});

test("the least bold way down ends too", () => {
  let data = randomData(8, 1, 1, 1);
  let rounds = 0;
  for (let next: ImplicitData | undefined = data; next !== undefined && rounds < 5000; rounds++) {
    data = next;
    next = Array.from(implicitFile.simplify(data)).at(-1)?.data;
  }
  assert.ok(rounds < 5000, `${rounds} rounds`);
});

/** Greedy descent: the first candidate that still satisfies the predicate, until there is none. */
function shrink(data: ImplicitData, wanted: (data: ImplicitData) => boolean): ImplicitData {
  for (const { data: candidate } of implicitFile.simplify(data))
    if (wanted(candidate)) return shrink(candidate, wanted);
  return data;
}

test("a wanted property is kept down to its smallest form", () => {
  const offDiagonal = (data: ImplicitData) =>
    data.A.toRows().some((row, i) => row.some((x, j) => i !== j && data.gamma * Math.abs(x) > 0.2));
  const data = randomData(9, 5, 4, 3);
  assert.ok(offDiagonal(data));
  const smallest = shrink(data, offDiagonal);
  assert.is(smallest.A.rows, 2);
  assert.equal(
    smallest.A.toRows()
      .flat()
      .filter((x) => x !== 0),
    [1],
  );
  assert.is(smallest.gamma, 1);
});

test("a run is shortened where its length is given; a default length stays unsaid", () => {
  const data: ImplicitData = { gamma: 1, A: new Matrix(1, 1), features: { Phi: new Matrix(1, 1) } };
  const lengths = (given: ImplicitData) =>
    Array.from(implicitFile.simplify(given), (candidate) => candidate.data.steps);
  assert.equal(
    lengths({ ...data, steps: 4 }).filter((steps) => steps !== 4),
    [1, 2, 3],
  );
  assert.ok(lengths(data).every((steps) => steps === undefined));
});

test("the scale is removed by dividing features, starts and equilibrium alike", () => {
  const data: ImplicitData = {
    gamma: 0.5,
    A: Matrix.fromRows([[1]]),
    features: { Phi: Matrix.fromRows([[2 ** -400]]) },
    equilibrium: Matrix.fromRows([[2 ** -399]]),
  };
  const scaled = Array.from(implicitFile.simplify(data)).find(({ step }) => step.startsWith("divide"))?.data;
  assert.equal(scaled?.features, { Phi: Matrix.fromRows([[1]]) });
  assert.equal(scaled?.equilibrium, Matrix.fromRows([[2]]));
});

test("moving gamma into A is not offered where it overflows", () => {
  const data: ImplicitData = { gamma: 1e200, A: Matrix.fromRows([[1e200]]), features: { Phi: Matrix.fromRows([[1]]) } };
  for (const { data: candidate } of implicitFile.simplify(data)) assert.ok(candidate.A.data.every(Number.isFinite));
});

test.run();
