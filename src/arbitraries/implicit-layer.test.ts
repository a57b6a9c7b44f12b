import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Dataset, Drawn } from "../claims/instances.js";
import type { FeatureData, ImplicitData } from "../models/implicit-relu/data.js";
import { spectralNorm } from "../numerics/norms.js";
import { type ImplicitLayerInstances, implicitLayer } from "./index.js";
import type { ImplicitLayerOptions } from "./layer-options.js";
import { absoluteRadiusBound } from "./norm-bound.js";
import { determinant, featureMatrix, layerStep, principalSubmatrices, significantBits } from "./testing/dense.js";

const OUTSIDE = new Set([
  "gain exactly 1",
  "gain above 1",
  "small entries, large norm",
  "small spectral radius, large norm",
  "large negative diagonal",
  "positive determinant, no P-matrix",
]);
const EQUALITY = new Set(["scalar", "attained", "no feedback", "gain exactly 1"]);
const EVERYTHING: ImplicitLayerOptions = { starts: true, steps: [1, 4], pair: true, outputs: true };

function sample(family: ImplicitLayerInstances, count: number, key = 1n): Drawn<ImplicitData>[] {
  return Array.from({ length: count }, (_, index) => family.draw(key, index));
}

function samplesOf(features: FeatureData): number {
  return "Phi" in features ? features.Phi.columns : features.X.columns;
}

test("inside its strata the gain is certainly below 1, and at most at its prescribed greatest value", () => {
  for (const [options, limit] of [
    [{ width: [1, 10] }, 1],
    [{ width: [1, 10], gain: [0.2, 0.5] }, 0.5],
  ] as const) {
    let inside = 0;
    let vacuous = 0;
    for (const { data, stratum } of sample(implicitLayer(options), 2500)) {
      if (OUTSIDE.has(stratum)) continue;
      inside++;
      const gain = spectralNorm(data.A).upper() * data.gamma;
      if (!(gain < 1)) vacuous++;
      assert.ok(gain <= limit * (1 + 2 ** -40), `${stratum}: gain ${gain}`);
    }
    assert.is(vacuous, 0);
    assert.ok(inside > 2000);
  }
});

test("a prescribed absolute gain is met: rho(gamma |A|) < 1 although ||gamma A|| is often above 1", () => {
  let large = 0;
  for (const { data, stratum } of sample(implicitLayer({ width: [1, 8], absoluteGain: [0, 1] }), 2000)) {
    if (OUTSIDE.has(stratum)) continue;
    assert.ok(data.gamma * absoluteRadiusBound(data.A) <= 1, stratum);
    if (spectralNorm(data.A).lower() * data.gamma > 1) large++;
  }
  assert.ok(large > 300, `${large} with a norm above 1`);
});

test("prescribed P-matrices have positive principal minors, and are often no contractions", () => {
  let large = 0;
  for (const { data, stratum } of sample(implicitLayer({ width: [1, 6], pMatrix: true }), 1500)) {
    if (OUTSIDE.has(stratum)) continue;
    for (const rows of principalSubmatrices(data.gamma, data.A)) assert.ok(determinant(rows) > 0, stratum);
    if (spectralNorm(data.A).lower() * data.gamma > 1) large++;
  }
  assert.ok(large > 500, `${large} with a norm above 1`);
});

test("outside strata are what they say, and can be left out", () => {
  let multiple = 0;
  for (const { data, stratum } of sample(implicitLayer({ width: [1, 4], samples: [1, 2] }), 4000)) {
    if (!OUTSIDE.has(stratum)) continue;
    const { gamma, A } = data;
    const gain = gamma * spectralNorm(A).upper();
    const minors = [...principalSubmatrices(gamma, A)].map(determinant);
    if (stratum === "gain exactly 1") assert.ok(Math.abs(gain - 1) < 1e-14, `${stratum}: ${gain}`);
    else if (stratum !== "small spectral radius, large norm") assert.ok(gain > 1, `${stratum}: ${gain}`);
    if (stratum === "small entries, large norm") assert.ok(A.data.every((a) => Math.abs(gamma * a) < 1));
    if (stratum === "large negative diagonal") assert.ok(minors.every((minor) => minor > 0));
    if (stratum === "positive determinant, no P-matrix") {
      assert.ok((minors.at(-1) ?? 0) > 0);
      assert.ok(minors.some((minor) => minor < 0));
    }
    if (stratum === "small spectral radius, large norm") {
      let power = A.toRows();
      for (let k = 1; k < A.rows; k++) power = power.map((row) => row.map((_, j) => dot(row, A.column(j))));
      const nilpotent = power.flat().every((value) => value === 0);
      assert.ok(nilpotent);
      if (minors.some((minor) => minor <= 0)) multiple++;
    }
  }
  assert.ok(multiple > 10, `${multiple} nilpotent matrices without a unique equilibrium for some Phi`);
  for (const { stratum } of sample(implicitLayer({ outside: false }), 2000)) assert.not.ok(OUTSIDE.has(stratum));
});

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

test("a draw depends on key and index alone", () => {
  const family = implicitLayer(EVERYTHING);
  const forwards = sample(family, 60).map(digest);
  const again = implicitLayer(EVERYTHING);
  for (let index = 59; index >= 0; index--) assert.is(digest(again.draw(1n, index)), forwards[index]);
  assert.is(new Set(forwards).size, 60);
  assert.is.not(digest(family.draw(2n, 0)), forwards[0]);
});

function digest({ data, stratum }: Drawn<ImplicitData>): string {
  return createHash("sha256").update(stratum).update(JSON.stringify(data, plain)).digest("hex");
}

function plain(_: string, value: unknown): unknown {
  return value instanceof Float64Array ? Array.from(value) : value;
}

function digestOf(options: ImplicitLayerOptions): string {
  const hash = createHash("sha256");
  for (const drawn of sample(implicitLayer(options), 300, 0xfeedn)) hash.update(digest(drawn));
  return hash.digest("hex").slice(0, 16);
}

test("golden digests: a change of any drawn bit is a change that the changelog must name", () => {
  const digests = [{}, EVERYTHING, { absoluteGain: [0, 1] }, { pMatrix: true }, { weights: 1 }] as const;
  assert.equal(digests.map(digestOf), GOLDEN);
});
const GOLDEN = ["075049ddcb451e2e", "e497a5d40fef44c7", "a5828677352523b2", "77a41e480f3ad374", "b972babd92896546"];

test("strata come in their shares; those at equality and those outside stay small", () => {
  const count = 20_000;
  const drawn = implicitLayer({ width: [1, 4], samples: [1, 2] });
  const counts = new Map<string, number>();
  for (const { stratum } of sample(drawn, count)) counts.set(stratum, (counts.get(stratum) ?? 0) + 1);
  assert.equal([...counts.keys()].sort(), drawn.strata.map(({ name }) => name).sort());
  for (const { name, about, requiredShare } of drawn.strata) {
    assert.ok(about.length > 0 && requiredShare > 0);
    // required is 0.6 of the expected count: short of it only by many deviations
    assert.ok((counts.get(name) ?? 0) > requiredShare * count, `${name}: ${counts.get(name)}`);
    const ratio = (counts.get(name) ?? 0) / count / requiredShare;
    assert.ok(ratio > 1.3 && ratio < 2.1, `${name}: drawn ${ratio} times what is required`);
  }
  const share = (names: Set<string>) => [...names].reduce((sum, name) => sum + (counts.get(name) ?? 0), 0) / count;
  assert.ok(share(EQUALITY) < 0.1, `${share(EQUALITY)}`);
  assert.ok(share(OUTSIDE) < 0.1, `${share(OUTSIDE)}`);
});

test("sizes, signs and shapes are as asked for", () => {
  const cases: ImplicitLayerOptions[] = [
    {},
    { width: [3, 5], samples: [2, 2] },
    { width: [1, 1], samples: [1, 1] },
    { width: [9, 30], samples: [1, 9], features: "nonnegative" },
    { features: "nonnegative", pair: true },
    { features: "signed", pair: true },
    { weights: 1, inputs: [3, 4], pair: true },
  ];
  for (const options of cases) {
    const [leastWidth, greatestWidth] = options.width ?? [1, 16];
    const [leastSamples, greatestSamples] = options.samples ?? [1, 6];
    for (const { data, stratum } of sample(implicitLayer({ ...EVERYTHING, ...options }), 400)) {
      const { A, features, other } = data;
      const samples = samplesOf(features);
      assert.is(A.rows, A.columns);
      assert.ok(A.rows >= leastWidth && A.rows <= greatestWidth, stratum);
      assert.ok(samples >= leastSamples && samples <= greatestSamples, stratum);
      assert.equal([data.u?.length, data.v?.length, data.y?.length], [A.rows, A.rows, samples]);
      assert.ok(data.steps !== undefined && data.steps >= 1 && data.steps <= 4);
      for (const start of [data.start, data.otherStart]) assert.equal([start?.rows, start?.columns], [A.rows, samples]);
      for (const layer of options.pair === true ? [data, other] : [data]) {
        if (layer === undefined) throw new Error("the pair has no second layer");
        assert.equal([layer.A.rows, layer.A.columns], [A.rows, A.rows]);
        assert.ok(layer.gamma >= 0 && Number.isFinite(layer.gamma));
        const Phi = featureMatrix(layer.features);
        assert.equal([Phi.rows, Phi.columns], [A.rows, samples]);
        for (const value of [...Phi.data, ...layer.A.data])
          assert.ok(Number.isFinite(value) && !Object.is(value, -0), stratum);
        if (options.features === "nonnegative" && "Phi" in layer.features)
          assert.ok(
            Phi.data.every((value) => value >= 0),
            stratum,
          );
        if (options.weights === 1) {
          assert.ok("W" in layer.features && "W" in features && layer.features.X === features.X);
          assert.ok(layer.features.X.rows >= 3 && layer.features.X.rows <= 4);
        }
      }
    }
  }
});

test("without the options there are no starts, steps, outputs or second layers", () => {
  for (const { data } of sample(implicitLayer(), 50))
    assert.equal(Object.keys(data).sort(), ["A", "features", "gamma"]);
});

test("a chosen equilibrium of a second layer solves its equation exactly", () => {
  let chosen = 0;
  for (const features of ["any", "nonnegative"] as const)
    for (const { data } of sample(implicitLayer({ pair: true, features }), 3000)) {
      const { other } = data;
      if (other?.equilibrium === undefined) continue;
      chosen++;
      const Phi = featureMatrix(other.features);
      for (let j = 0; j < Phi.columns; j++) {
        const z = Array.from(other.equilibrium.column(j));
        assert.equal(layerStep(other.gamma, other.A, z, Array.from(Phi.column(j))), z);
      }
    }
  assert.ok(chosen > 60, `${chosen}`);
});

test("entries are short: 53 bits only where the stratum says so", () => {
  for (const { data, stratum } of sample(implicitLayer({ ...EVERYTHING, weights: 0.3 }), 1500)) {
    const { features } = data;
    const matrices = "Phi" in features ? [data.A, features.Phi] : [data.A, features.W, features.X];
    const longest = Math.max(...matrices.map((matrix) => Math.max(...matrix.data.map(significantBits))));
    if (stratum === "full precision") assert.ok(longest > 44, `${longest}`);
    else assert.ok(longest <= 40, `${stratum}: an entry of ${longest} bits`);
    if (EQUALITY.has(stratum)) assert.ok(longest <= 40 && data.A.rows <= 6 && samplesOf(features) <= 3, stratum);
  }
});

test("the arbitrary serves fast-check itself", () => {
  fc.assert(
    fc.property(implicitLayer({ width: [1, 3], outside: false }).arbitrary, ({ gamma, A }) => {
      return gamma * spectralNorm(A).upper() < 1;
    }),
    { numRuns: 100, seed: 7 },
  );
});

test("a data set's rows become columns of X, and its name a stratum", () => {
  const values = Float64Array.from({ length: 40 * 3 }, (_, i) => (i % 7) + i / 1000);
  const dataset: Dataset = { name: "numbers.csv", rows: 40, columns: 3, values, digest: "" };
  const rows = new Set(Array.from({ length: 40 }, (_, i) => values.slice(3 * i, 3 * i + 3).join()));
  const family = implicitLayer({ width: [2, 6], samples: [1, 12] }).withDataset(dataset);
  const [stratum] = family.strata;
  assert.is(stratum.name, "rows of numbers.csv");
  let found = 0;
  for (const { data, stratum: name } of sample(family, 600)) {
    if (name !== stratum.name) continue;
    found++;
    assert.ok("W" in data.features);
    const { X, W } = data.features;
    assert.is(W.columns, 3);
    const columns = Array.from({ length: X.columns }, (_, j) => X.column(j).join());
    for (const column of columns) assert.ok(rows.has(column));
    assert.is(new Set(columns).size, columns.length);
  }
  assert.ok(found > 150 && found < 250, `${found}`);
  const few: Dataset = { ...dataset, rows: 2, values: values.slice(0, 6) };
  for (const { data } of sample(implicitLayer({ samples: [5, 5] }).withDataset(few), 30))
    assert.is(samplesOf(data.features), 5);
});

test("bad options are refused with one line that names the option", () => {
  const bad: [object, RegExp][] = [
    [{ widht: [1, 2] }, /unknown option "widht"; known are width, samples/],
    [{ width: [0, 2] }, /width must be integers in \[1, 4096\], got \[0, 2\]/],
    [{ width: [3, 2] }, /width must be \[least, greatest\], got \[3,2\]/],
    [{ width: 5 }, /width must be \[least, greatest\], got 5/],
    [{ samples: [1, 2.5] }, /samples must be integers/],
    [{ gain: [-1, 1] }, /gain must lie in \[0, 1e6\]/],
    [{ gain: [0, Number.NaN] }, /gain must be \[least, greatest\]/],
    [{ gain: [0, 1], absoluteGain: [0, 1] }, /gain and absoluteGain can't be prescribed at once/],
    [{ features: "positive" }, /features must be "any", "signed" or "nonnegative", got "positive"/],
    [{ weights: 2 }, /weights must be a share in \[0, 1\], got 2/],
    [{ weights: 0.5, features: "signed" }, /never negative/],
    [{ starts: 1 }, /starts must be true or false, got 1/],
    [{ steps: [-1, 3] }, /steps must be integers/],
  ];
  for (const [options, message] of bad) assert.throws(() => implicitLayer(options), message);
});

test.run();
