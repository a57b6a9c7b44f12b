import { test } from "uvu";
import * as assert from "uvu/assert";
import { kernels } from "../../numerics/kernels/index.js";
import { Matrix } from "../../numerics/matrix.js";
import { seededStream } from "../../numerics/random.js";
import { dyadicGaussian } from "../../numerics/random-gaussian.js";
import type { ImplicitData, TrainedBlock } from "./data.js";
import { curveStart } from "./flow.js";
import { flowDerivative } from "./flow-derivative.js";
import { FlowMajorant, roundingOf } from "./flow-majorant.js";
import { type FlowSeries, flowSeries } from "./flow-series.js";
import type { Point } from "./parameters.js";
import { LayerTraining } from "./training.js";

/** -g by another route: Picard iterations in plain floating point (flow-derivative.ts), right to some 1e-13. */
const SLACK = 1e-11;
const SUBSETS: readonly (readonly TrainedBlock[])[] = [
  ["u", "v", "A", "W"],
  ["u", "A"],
  ["u", "W"],
  ["u", "v", "W"],
  ["u", "v", "A"],
];

function randomCase(seed: number, most = 4) {
  const stream = seededStream(seed);
  const [m, n, d] = [stream.integer(Math.min(2, most), most), stream.integer(1, most), stream.integer(1, most)];
  const matrix = (rows: number, columns: number) =>
    new Matrix(
      rows,
      columns,
      Float64Array.from({ length: rows * columns }, () => dyadicGaussian(stream)),
    );
  const vector = (length: number) => matrix(length, 1).data;
  const data: ImplicitData = {
    gamma: stream.uniform(0.1, 0.9) / (2 * m),
    A: matrix(m, m),
    features: { W: matrix(m, d), X: matrix(d, n), featureScale: stream.pick([0.5, 1, 2]) },
    u: vector(m),
    v: vector(m),
    y: vector(n),
    trained: stream.pick(SUBSETS),
  };
  const layer = new LayerTraining(data);
  const start = curveStart(data, layer);
  if (start === null) return undefined;
  const series = flowSeries(start.setting, start.point, start.pattern);
  if (series === undefined) return undefined;
  const around = {
    gain: start.gain,
    inputNorm: start.inputNorm,
    featureError: start.featureError,
    rounding: roundingOf(start.setting),
  };
  return {
    data,
    layer,
    start,
    series,
    majorant: new FlowMajorant(start.setting, series, start.pattern, around),
    stream,
  };
}

const packed = (point: Point, blocks: readonly TrainedBlock[]) =>
  Float64Array.from(blocks.flatMap((block) => Array.from(point.block(block))));

/** The polynomial and its derivative at t, packed. */
function polynomial(series: FlowSeries, blocks: readonly TrainedBlock[], t: number) {
  const at = (f: (k: number) => number) =>
    Float64Array.from(
      blocks.flatMap((block) =>
        Array.from(series.blocks[block][0], (_, e) => series.blocks[block].reduce((sum, c, k) => sum + f(k) * c[e], 0)),
      ),
    );
  return { value: at((k) => t ** k), slope: at((k) => (k === 0 ? 0 : k * t ** (k - 1))) };
}

const norm = (x: Float64Array) => Math.sqrt(x.reduce((sum, e) => sum + e * e, 0));

test("the defect of a piece is at most its bound, also where the bound is large", () => {
  let tried = 0;
  let closest = 0;
  for (let seed = 1; seed <= 120; seed++) {
    const drawn = randomCase(seed);
    if (drawn === undefined) continue;
    const { data, layer, series, majorant } = drawn;
    const derivative = flowDerivative(data, layer.trained);
    const speed = layer.tangentKernel.lambdaMax.mid;
    for (const scale of [0.1, 0.5, 1, 2]) {
      const tau = scale / speed;
      const bounds = majorant.defect(tau);
      if (bounds === undefined || majorant.curvature(tau, bounds, 1e-9) === undefined) continue;
      for (const t of [tau / 3, tau]) {
        const { value, slope } = polynomial(series, layer.trained, t);
        const g = new Float64Array(value.length);
        derivative(t, value, g);
        const defect = norm(slope.map((x, k) => x - g[k]));
        assert.ok(
          defect <= bounds.defect + SLACK * (1 + norm(slope)),
          `seed ${seed}, ${scale}: ${defect} > ${bounds.defect}`,
        );
        if (t === tau && bounds.defect > 1e-6) closest = Math.max(closest, defect / bounds.defect);
        tried++;
      }
    }
  }
  assert.ok(tried > 200, `${tried} pieces`);
  assert.ok(closest > 1e-3, `no bound is near: ${closest}`);
});

test("the bound of the defect is near for one unit, whichever blocks move", () => {
  const closest = new Map<string, number>();
  for (let seed = 1; seed <= 400; seed++) {
    const drawn = randomCase(seed, 1);
    if (drawn === undefined) continue;
    const { data, layer, series, majorant } = drawn;
    const derivative = flowDerivative(data, layer.trained);
    const tau = 1 / layer.tangentKernel.lambdaMax.mid;
    const bounds = majorant.defect(tau);
    if (bounds === undefined || majorant.curvature(tau, bounds, 1e-9) === undefined) continue;
    const { value, slope } = polynomial(series, layer.trained, tau);
    const g = new Float64Array(value.length);
    derivative(tau, value, g);
    const defect = norm(slope.map((x, k) => x - g[k]));
    assert.ok(defect <= bounds.defect + SLACK * (1 + norm(slope)), `seed ${seed}`);
    const name = layer.trained.join("");
    if (bounds.defect > 1e-7) closest.set(name, Math.max(closest.get(name) ?? 0, defect / bounds.defect));
  }
  assert.is(closest.size, SUBSETS.length);
  for (const [name, ratio] of closest) assert.ok(ratio > 0.2, `${name}: ${ratio}`);
});

test("no Hessian of the loss within reach of a piece has an eigenvalue below -mu", () => {
  let tried = 0;
  let closest = 0;
  for (let seed = 200; seed < 260; seed++) {
    const drawn = randomCase(seed);
    if (drawn === undefined) continue;
    const { data, layer, start, majorant, stream } = drawn;
    const tau = 2 ** -6 / layer.tangentKernel.lambdaMax.mid;
    const bounds = majorant.defect(tau);
    const reach = 2 ** -8;
    const curvature = bounds && majorant.curvature(tau, bounds, reach);
    if (curvature === undefined) continue;
    const centre = packed(start.point, layer.trained);
    const direction = centre.map(() => dyadicGaussian(stream));
    const near = centre.map((x, k) => x + (0.9 * reach * direction[k]) / norm(direction));
    const { least, jacobian } = hessian(data, layer.trained, near);
    assert.ok(least >= -curvature.mu - 1e-5, `seed ${seed}: ${least} < -${curvature.mu}`);
    assert.ok(jacobian <= curvature.jacobian ** 2 + curvature.mu + 1e-5);
    closest = Math.max(closest, -least / curvature.mu);
    tried++;
  }
  assert.ok(tried > 15, `${tried} points`);
  assert.ok(closest > 0.05, `no bound is near: ${closest}`);
});

/** The least and the greatest eigenvalue by central differences of the gradient. */
function hessian(data: ImplicitData, blocks: readonly TrainedBlock[], at: Float64Array) {
  const derivative = flowDerivative(data, blocks);
  const size = at.length;
  const H = new Float64Array(size * size);
  const h = 1e-5;
  for (let j = 0; j < size; j++) {
    const sides = [h, -h].map((step) => {
      const g = new Float64Array(size);
      derivative(
        0,
        at.map((x, k) => (k === j ? x + step : x)),
        g,
      );
      return g;
    });
    for (let i = 0; i < size; i++) {
      const entry = (sides[1][i] - sides[0][i]) / (4 * h);
      H[i * size + j] += entry;
      H[j * size + i] += entry;
    }
  }
  const values = new Float64Array(size);
  assert.ok(kernels.symmetricEigen(size, H, values));
  return { least: Math.min(...values), jacobian: Math.max(...values) };
}

test.run();
