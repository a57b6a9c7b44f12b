import { test } from "uvu";
import * as assert from "uvu/assert";
import { linearNetwork } from "../../arbitraries/linear-network.js";
import { linearNetworkModel } from "../../models/linear-network/model.js";
import type { LinearNetwork } from "../../models/linear-network/view.js";
import { Matrix } from "../../numerics/matrix.js";
import type { Real } from "../../numerics/real.js";
import { Budget } from "../budget.js";
import { ExactLinearNetwork } from "./network.js";

/** Two arithmetics that share no code enclose the same numbers: every quantity of random networks. */
function compare(what: string, a: Real, b: Real): void {
  if (!a.known || !b.known) return;
  const [x, y] = [a.toBall(), b.toBall()];
  assert.ok(Math.abs(x.mid - y.mid) <= (x.rad + y.rad) * (1 + 1e-9), `${what}: ${a.describe(17)}, ${b.describe(20)}`);
}

function compareAll(where: string, a: object, b: object): void {
  const names = new Set<string>();
  for (let level: object | null = a; level !== null && level !== Object.prototype; level = Object.getPrototypeOf(level))
    for (const name of Object.getOwnPropertyNames(level)) names.add(name);
  for (const name of names) {
    const [x, y] = [Reflect.get(a, name), Reflect.get(b, name)] as unknown[];
    const isReal = (value: unknown): value is Real => typeof value === "object" && value !== null && "order" in value;
    if (isReal(x) && isReal(y)) compare(`${where}.${name}`, x, y);
    if (Array.isArray(x) && Array.isArray(y)) {
      assert.is(x.length, y.length, `${where}.${name}`);
      for (const [i, entry] of x.entries()) if (isReal(entry)) compare(`${where}.${name}[${i}]`, entry, y[i] as Real);
    }
  }
}

test("both arithmetics agree on random networks, their descents and their flows", () => {
  const family = linearNetwork({ samples: [1, 3], inputs: [1, 3], width: [1, 5], descentSteps: 6, flow: true });
  for (let index = 0; index < 16; index++) {
    const { data, stratum } = family.draw(20220516n, index);
    const where = `${index} (${stratum})`;
    const a: LinearNetwork = linearNetworkModel.view(data).view;
    const b: LinearNetwork = new ExactLinearNetwork(data, new Budget(800_000_000));
    assert.is(a.rank, b.rank, where);
    compareAll(where, a, b);
    const { length } = a.descent;
    compare(`${where} step`, a.descent.at(length).excessLoss, b.descent.at(length).excessLoss);
    compare(`${where} drift`, a.descent.imbalanceDrift(length), b.descent.imbalanceDrift(length));
    if (stratum === "slow mode") continue;
    compare(`${where} flow`, a.flow.at(0).excessLoss, b.flow.at(0).excessLoss);
    compare(`${where} travelled`, a.flow.travelled(0), b.flow.travelled(0));
  }
});

test("a flow at rest stays there, exactly", () => {
  const zero = Matrix.fromRows([[0]]);
  const data = {
    X: Matrix.fromRows([[1], [0]]),
    Y: Matrix.fromRows([[1.5], [1.5]]),
    U: zero,
    V: zero,
    flow: { times: [0.0625, 0.5] },
  };
  const network: LinearNetwork = new ExactLinearNetwork(data, new Budget(800_000_000));
  for (const i of [0, 1]) {
    assert.is(network.flow.at(i).excessLoss.order(network.excessLoss), "=");
    assert.is(network.flow.travelled(i).order(network.flow.travelled(i).arithmetic.number(0)), "=");
  }
});

test.run();
