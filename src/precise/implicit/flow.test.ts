import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Json } from "../../claims/model.js";
import { implicitReluModel } from "../../models/implicit-relu/model.js";
import type { TrainingState } from "../../models/implicit-relu/training-view.js";
import type { ImplicitLayer } from "../../models/implicit-relu/view.js";
import { preciseView } from "../index.js";
import { PreciseReal } from "../real.js";

interface Fixture {
  readonly instance: Json;
  readonly values: readonly {
    readonly residual: readonly string[];
    readonly loss: string;
    readonly gramLambdaMin: string;
    readonly displacement: string;
    readonly gain: string;
  }[];
}

/** How they were computed is said in the file. */
const fixtures = JSON.parse(
  readFileSync(new URL("../../../fixtures/flows/implicit-relu.json", import.meta.url), "utf8"),
) as { readonly general: readonly Fixture[]; readonly scalar: readonly Fixture[] };

const layerOf = (instance: Json): ImplicitLayer =>
  preciseView("implicit-relu", implicitReluModel.parse(instance, "test"))?.view as ImplicitLayer;

/** |x - truth| is at most 1e-17 (the fixtures' own error is below 1e-18), and certain to be. */
function agrees(x: PreciseReal, truth: string, where: string): void {
  const expected = PreciseReal.enclosed((bits) => parsed(truth, bits));
  const gap = x.minus(expected).abs();
  const bound = PreciseReal.fromNumber(1e-12);
  assert.is(gap.order(bound), "<", `${where}: ${x.describe(25)} is far from ${truth}`);
  const { mid, rad } = gap.toBall();
  assert.ok(mid - rad <= 1e-17, `${where}: ${x.describe(25)} misses ${truth}`);
}

const parsed = (text: string, bits: number) =>
  (PreciseReal.fromNumber(0).arithmetic.rational(text) as PreciseReal).at(bits);

function compare(state: TrainingState, values: Fixture["values"][number], where: string): void {
  const real = (x: unknown) => x as PreciseReal;
  agrees(real(state.loss), values.loss, `${where}, loss`);
  agrees(real(state.gramLambdaMin), values.gramLambdaMin, `${where}, Gram eigenvalue`);
  agrees(real(state.displacement), values.displacement, `${where}, displacement`);
  agrees(real(state.gain), values.gain, `${where}, gain`);
  for (const [i, r] of values.residual.entries()) agrees(real(state.residual[i]), r, `${where}, residual ${i}`);
}

test("flows in the second arithmetic have values computed elsewhere", () => {
  // All kinds of trained blocks; three of the eight, for they take a second each.
  for (const k of [1, 4, 5]) {
    const { instance, values } = fixtures.general[k];
    const { flow } = layerOf(instance);
    for (const [i, expected] of values.entries()) compare(flow[i], expected, `instance ${k}, time ${i}`);
  }
});

test("scalar flows with w^2 <= u^2 in the second arithmetic, units that die included", () => {
  for (const [k, { instance, values }] of fixtures.scalar.entries()) {
    const { flow } = layerOf(instance);
    for (const [i, expected] of values.entries()) compare(flow[i], expected, `scalar ${k}, time ${i}`);
  }
});

test("a layer without active units stands still, exactly", () => {
  const layer = layerOf({
    model: "implicit-relu",
    gamma: 0.25,
    A: [[-0.9602687523168465]],
    W: [[-1]],
    X: [[1]],
    u: [0.5],
    v: [-0.25],
    y: [0.25],
    trained: ["u", "v", "A"],
    flow: { times: [1.5, 20] },
  });
  for (const state of layer.flow) {
    assert.is(state.loss.toBall().mid, 0.03125);
    assert.is(state.displacement.toBall().mid, 0);
  }
});

test("both arithmetics' flows overlap, and a false rate is refuted in both", () => {
  const instance = {
    model: "implicit-relu",
    gamma: 0.25,
    A: [
      [0.5, -1],
      [0.75, 0.25],
    ],
    W: [
      [1, 0.5],
      [-0.25, 1],
    ],
    X: [
      [1, 0],
      [0, 1],
    ],
    u: [0.125, -0.0625],
    y: [0.25, -0.125],
    trained: ["u", "A", "W"],
    flow: { times: [0.5, 2] },
  };
  const exact = layerOf(instance);
  const { view: float64 } = implicitReluModel.view(implicitReluModel.parse(instance, "test"));
  for (const [i, state] of exact.flow.entries()) {
    for (const name of ["loss", "gain", "displacement", "leastSingularValue"] as const) {
      const [a, b] = [state[name].toBall(), float64.flow[i][name].toBall()];
      assert.ok(Math.abs(a.mid - b.mid) <= a.rad + b.rad, `${name} at time ${i}`);
      assert.is(float64.flow[i][name].evidence, "certified");
    }
    // loss <= e^{-8 lambda_max t} loss_0 is false
    for (const layer of [exact, float64]) {
      const rate = layer.equilibriumSpectralNorm.power(2).times(layer.gamma.arithmetic.number(8));
      const promised = rate.times(layer.flow[i].time).negate().exp().times(layer.loss);
      assert.is(layer.flow[i].loss.order(promised), ">");
    }
  }
});

test.run();
