import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Json } from "../../claims/model.js";
import type { Ball } from "../../numerics/ball.js";
import { decimal, exactDecimal, isWithin } from "../../numerics/testing/decimal.js";
import type { ImplicitData } from "./data.js";
import { implicitReluModel } from "./model.js";
import type { TrainingState } from "./training-view.js";
import type { ImplicitLayer } from "./view.js";

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

const parse = (instance: Json): ImplicitData => implicitReluModel.parse(instance, "test");
const layerOf = (instance: Json): ImplicitLayer => implicitReluModel.view(parse(instance)).view;

/** What the fixtures' own computation may be off by. */
const ORACLE = "1e-18";

function encloses(state: TrainingState, values: Fixture["values"][number], where: string): void {
  const checked: [Ball, string][] = [
    [state.loss as Ball, values.loss],
    [state.gramLambdaMin as Ball, values.gramLambdaMin],
    [state.displacement as Ball, values.displacement],
    [state.gain as Ball, values.gain],
    ...values.residual.map((r, i): [Ball, string] => [state.residual[i] as Ball, r]),
  ];
  for (const [ball, truth] of checked) {
    assert.ok(ball.known && ball.evidence !== "float64", `${where}: ${ball.describe(5)} is no certificate`);
    const rad = exactDecimal(ball.rad).plus(decimal(ORACLE));
    assert.ok(isWithin(decimal(truth), exactDecimal(ball.mid), rad), `${where}: ${ball.describe(17)} misses ${truth}`);
  }
}

test("enclosures of flows contain values computed elsewhere, and are narrow", () => {
  for (const [k, { instance, values }] of fixtures.general.entries()) {
    const { flow } = layerOf(instance);
    for (const [i, expected] of values.entries()) {
      encloses(flow[i], expected, `instance ${k}, time ${i}`);
      const loss = flow[i].loss as Ball;
      assert.ok(loss.rad <= 1e-4 * loss.mid, `instance ${k}, time ${i}: ${loss.describe(5)}`);
    }
  }
});

test("scalar flows with w^2 <= u^2 in closed form, units that die included", () => {
  for (const [k, { instance, values }] of fixtures.scalar.entries()) {
    const { flow, flowCurve } = layerOf(instance);
    for (const [i, expected] of values.entries()) encloses(flow[i], expected, `scalar ${k}, time ${i}`);
    assert.is(flowCurve.states.length, 0);
  }
});

test("a curve of small defect lies within the enclosure of the flow", () => {
  for (const { instance } of fixtures.general) {
    const { flow, flowCurve: curve } = layerOf(instance);
    assert.is(curve.states.length, flow.length);
    for (const [i, state] of curve.states.entries()) {
      const [near, exact] = [state.loss as Ball, flow[i].loss as Ball];
      assert.is(near.evidence, "certified");
      assert.ok(near.rad < exact.rad && Math.abs(near.mid - exact.mid) <= exact.rad);
    }
  }
});

test("curves have worse conditions, radii and rates than the flow, by as much as their defect allows", () => {
  const layer = layerOf({
    model: "implicit-relu",
    gamma: 0.5,
    A: [[0.25]],
    W: [[1]],
    X: [[1]],
    u: [0.125],
    y: [0.25],
    trained: ["u", "A", "W"],
    flow: { times: [1] },
  });
  const { certificate, relativeDefect, states } = layer.flowCurve;
  assert.is(states.length, 1);
  assert.is(certificate.applies, true);
  const d = (relativeDefect as Ball).mid;
  const ratio = (name: "radius" | "rate" | "rhoW" | "drift") =>
    (certificate[name].over(layer.flowCertificate[name]) as Ball).mid;
  assert.ok(Math.abs(ratio("radius") - (1 + d) / (1 - d)) < 1e-15);
  assert.ok(Math.abs(ratio("rate") - (1 - d)) < 1e-15);
  assert.ok(ratio("rhoW") > 1 + 2 * d && ratio("drift") > 1 + 2 * d);
});

test("a flow is not certified past a kink", () => {
  // The second unit's weight rises to 0 at t = 0.118 or so, where it would begin to see the other sample.
  const { flow, flowCurve } = layerOf({
    model: "implicit-relu",
    gamma: 0,
    A: [
      [0, 0],
      [0, 0],
    ],
    W: [[1], [-0.125]],
    X: [[1, -1]],
    u: [1, 1],
    y: [0, -1],
    trained: ["u", "W"],
    flow: { times: [0.1, 0.125] },
  });
  assert.is(flow[0].loss.evidence, "certified");
  // The first unit alone: u = w, so that r_1 = u^2 = 1/(1 + 2 t)
  assert.ok(Math.abs((flow[0].residual[0] as Ball).mid - 1 / 1.2) < 1e-12);
  assert.ok(!flow[1].loss.known || flow[1].loss.evidence === "float64");
  assert.is(flowCurve.states.length, 0);
});

test.run();
