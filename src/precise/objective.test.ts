import { test } from "uvu";
import * as assert from "uvu/assert";
import { feedforward, objective } from "../arbitraries/index.js";
import type { Real } from "../numerics/real.js";
import { preciseView } from "./index.js";

/** Both enclosures must meet: a wrong sum, eigenvalue or exponential in either arithmetic parts them. */
function meet(a: Real, b: Real, what: string): void {
  if (!a.known || !b.known) return;
  const [x, y] = [a.toBall(), b.toBall()];
  const gap = Math.abs(x.mid - y.mid);
  assert.ok(gap <= (x.rad + y.rad) * (1 + 2 ** -40) + 2 ** -1070, `${what}: ${x.mid} ± ${x.rad}, ${y.mid} ± ${y.rad}`);
}

test("objectives: both arithmetics agree", () => {
  const family = objective({
    descentSteps: 2,
    flow: true,
  });
  for (let index = 0; index < 45; index++) {
    const { data } = family.draw(11n, index);
    const { view } = family.model.view(data);
    const exact = preciseView("objective", data)?.view as typeof view;
    for (const name of ["value", "alpha", "hessianBound", "epsilon", "delta", "minimizerDistance"] as const)
      meet(view[name], exact[name], `${index} ${data.family} ${name}`);
    for (const k of [1, 2]) meet(view.descent.at(k).value, exact.descent.at(k).value, `${index} step ${k}`);
    for (const i of [0, 1]) meet(view.flow.at(i).value, exact.flow.at(i).value, `${index} ${data.family} time ${i}`);
  }
});

test("feedforward networks: both arithmetics agree", () => {
  const family = feedforward({ criterion: true, descentSteps: 1 });
  for (let index = 0; index < 12; index++) {
    const { data } = family.draw(12n, index);
    const { view } = family.model.view(data);
    const exact = preciseView("feedforward", data)?.view as typeof view;
    for (const name of ["loss", "alpha", "hessianBound", "epsilon", "delta", "outputWeightThreshold"] as const)
      meet(view[name], exact[name], `${index} ${name}`);
    meet(view.descent.at(1).loss, exact.descent.at(1).loss, `${index} step 1`);
    meet(view.point.gradientSquare, exact.point.gradientSquare, `${index} gradient`);
  }
});

test.run();
