import { test } from "uvu";
import * as assert from "uvu/assert";
import type { ImplicitData, TrainedBlock } from "../../models/implicit-relu/data.js";
import { implicitReluModel } from "../../models/implicit-relu/model.js";
import type { ImplicitLayer } from "../../models/implicit-relu/view.js";
import { Matrix } from "../../numerics/matrix.js";
import { type CounterStream, seededStream } from "../../numerics/random.js";
import { gaussian } from "../../numerics/random-gaussian.js";
import type { Real } from "../../numerics/real.js";
import { preciseView } from "../../precise/index.js";
import { type AutodiffOracle, tensorFlowOracle } from "./autodiff.js";
import { ENGINES, loadTensorFlow } from "./load.js";
import { unrolledTolerance } from "./tolerance.js";

const BLOCKS: readonly TrainedBlock[] = ["u", "v", "A", "W"];

/** A layer of float32 numbers on the grid 2^-10. */
function randomLayer(stream: CounterStream, m: number, n: number, d: number, gain: number): ImplicitData {
  const grid = (x: number): number => Math.round(x * 1024) / 1024;
  const draw = (length: number): Float64Array => Float64Array.from({ length }, () => grid(gaussian(stream)));
  const A = new Matrix(m, m, draw(m * m));
  return {
    gamma: grid(gain / (2 * Math.sqrt(m))) || 2 ** -10,
    A,
    features: { W: new Matrix(m, d, draw(m * d)), X: new Matrix(d, n, draw(d * n)), featureScale: 0.5 },
    u: draw(m),
    v: draw(m),
    y: draw(n),
  };
}

const view = (data: ImplicitData): ImplicitLayer => implicitReluModel.view(data).view;
const upper = (x: Real): number => (x.known ? x.toBall().mid + x.toBall().rad : Number.POSITIVE_INFINITY);
const lower = (x: Real): number => (x.known ? x.toBall().mid - x.toBall().rad : 0);
const least = (values: readonly Real[]): number => Math.min(...values.map(lower));

/** ||oracle - ours|| against the tolerance, by block; null where nothing can be said. */
function compare(oracle: AutodiffOracle, data: ImplicitData, steps: number) {
  const layer = view(data);
  const tolerance = unrolledTolerance(data, steps, oracle.unitRoundoff, {
    gain: upper(layer.gain),
    equilibriumNorm: upper(layer.equilibriumNorm),
    featureNorm: upper(layer.featureNorm),
    residualNorm: upper(layer.residualNorm),
    patternMargin: least(layer.patternMargins),
    inputPatternMargin: least(layer.inputPatternMargins),
  });
  if (tolerance === null) return null;
  const { gradient } = oracle.unrolledGradient(data, steps);
  return BLOCKS.map((block) => {
    const ours = layer.gradient[block].map((x) => x.toBall());
    const error = Math.sqrt(ours.reduce((sum, { mid }, k) => sum + (gradient[block][k] - mid) ** 2, 0));
    const radius = Math.sqrt(ours.reduce((sum, { rad }) => sum + rad * rad, 0));
    const size = Math.sqrt(ours.reduce((sum, { mid }) => sum + mid * mid, 0));
    return { block, error, allowed: tolerance[block] + radius, size };
  });
}

for (const engine of ENGINES) {
  const { loaded, attempts } = await loadTensorFlow([engine]);
  if (loaded === null) {
    // The native engine is optional: scripts/build-tfjs-node.sh makes it. The two others come with npm ci.
    if (engine !== "tfjs-node") test(`${engine} loads`, () => assert.unreachable(JSON.stringify(attempts)));
    continue;
  }
  const oracle = tensorFlowOracle(loaded);

  test(`${engine}: our gradients are those of the unrolled network, within truncation and float32 rounding`, () => {
    const stream = seededStream(11);
    let compared = 0;
    for (let round = 0; round < 12; round++) {
      const [m, n, d] = [stream.integer(1, 6), stream.integer(1, 3), stream.integer(1, 4)];
      const results = compare(oracle, randomLayer(stream, m, n, d, 0.25), 24);
      if (results === null) continue;
      compared++;
      for (const { block, error, allowed, size } of results) {
        assert.ok(error <= allowed, `${block}: ${error} > ${allowed} (m = ${m}, n = ${n}, d = ${d})`);
        // The bound says something: a wrong formula errs by the size of the gradient.
        assert.ok(size < 0.05 || allowed < 0.1 * Math.max(size, 1), `${block}: allowed ${allowed}, size ${size}`);
      }
    }
    assert.ok(compared >= 6, `${compared} of 12 layers are clear of kinks`);
  });

  test(`${engine}: the truncation is there: few steps are outside of the rounding, inside of the whole bound`, () => {
    const data: ImplicitData = {
      gamma: 0.5,
      A: Matrix.fromRows([[1]]),
      features: { W: Matrix.fromRows([[1]]), X: Matrix.fromRows([[2]]), featureScale: 1 },
      u: Float64Array.of(1),
      v: Float64Array.of(0),
      y: Float64Array.of(1),
    };
    // z = 4, r = 3, dL/du = 12; z_8 = 4 (1 - 2^-8)
    const [u] = compare(oracle, data, 8) ?? [];
    assert.ok(u.error > 0.05 && u.error <= u.allowed, JSON.stringify(u));
    const [fine] = compare(oracle, data, 40) ?? [];
    assert.ok(fine.error < 1e-4 && fine.error <= fine.allowed, JSON.stringify(fine));
  });
}

test("a wrong gradient is outside of the tolerance: the adjoint without its transpose", async () => {
  const { loaded } = await loadTensorFlow();
  assert.ok(loaded !== null);
  const data: ImplicitData = {
    gamma: 0.5,
    A: Matrix.fromRows([
      [0.25, -0.5],
      [0.5, 0.25],
    ]),
    features: { W: Matrix.fromRows([[2], [1]]), X: Matrix.fromRows([[1]]), featureScale: 1 },
    u: Float64Array.of(1, 1),
    v: Float64Array.of(0, 0),
    y: Float64Array.of(0),
  };
  const right = compare(tensorFlowOracle(loaded), data, 40);
  const transposed = { ...data, A: data.A.transpose() };
  const wrong = view(transposed).gradient.A.map((x) => x.toBall().mid);
  const ours = view(data).gradient.A.map((x) => x.toBall().mid);
  const distance = Math.hypot(...ours.map((x, k) => x - wrong[k]));
  const block = right?.find(({ block: name }) => name === "A");
  assert.ok(block !== undefined && distance > 100 * block.allowed, `${distance} against ${block?.allowed}`);
});

test("central differences of 60 digits: every entry of every block, by the second arithmetic's own equilibria", () => {
  const stream = seededStream(21);
  const h = 2 ** -24;
  let compared = 0;
  for (let round = 0; round < 4; round++) {
    const data = randomLayer(stream, 3, 2, 2, 0.5);
    const layer = view(data);
    if (!(Math.min(least(layer.patternMargins), least(layer.inputPatternMargins)) > 2 ** -10)) continue;
    compared++;
    const loss = (changed: ImplicitData): Real => {
      const rung = preciseView("implicit-relu", changed) as { readonly view: object };
      return (rung.view as ImplicitLayer).loss;
    };
    // Inside a cell of patterns the outputs are affine in u, v and W, so central differences of the loss are exact. Along
    // an entry of A the j-th derivatives of the outputs are at most j! U k^j with U = ||u|| ||z|| and k = gamma / (1 - q), up
    // to the factor (1 - k h)^-1 (C5), hence a sixth of the loss's third one at most n U k^3 (|r| + U); twice that covers
    // the factor.
    const U = Math.hypot(...(data.u ?? [])) * upper(layer.equilibriumNorm);
    const k3 = (data.gamma / (1 - upper(layer.gain))) ** 3;
    const curvature = 2 * layer.samples * U * k3 * (upper(layer.residualNorm) + U);
    for (const block of BLOCKS)
      for (const [k, ours] of layer.gradient[block].entries()) {
        const above = loss(moved(data, block, k, h));
        const slope = above
          .minus(loss(moved(data, block, k, -h)))
          .over(above.arithmetic.number(2 * h))
          .toBall();
        const bound = ours.toBall().rad + slope.rad + (block === "A" ? curvature * h * h : 0);
        const error = Math.abs(ours.toBall().mid - slope.mid);
        assert.ok(error <= bound, `${block}[${k}]: ${ours.toBall().mid}, ${slope.mid}`);
      }
  }
  assert.ok(compared >= 2, `${compared} of 4 layers are clear of kinks`);
});

/** The layer with one entry of a block moved: exact, as the data stand on the grid 2^-10. */
function moved(data: ImplicitData, block: TrainedBlock, k: number, shift: number): ImplicitData {
  const change = (values: Float64Array): Float64Array => values.map((x, i) => (i === k ? x + shift : x));
  const matrix = (M: Matrix): Matrix => new Matrix(M.rows, M.columns, change(M.data));
  if (block === "A") return { ...data, A: matrix(data.A) };
  if (block === "W" && "W" in data.features)
    return { ...data, features: { ...data.features, W: matrix(data.features.W) } };
  return block === "u"
    ? { ...data, u: change(data.u as Float64Array) }
    : { ...data, v: change(data.v as Float64Array) };
}

test.run();
