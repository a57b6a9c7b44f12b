import { test } from "uvu";
import * as assert from "uvu/assert";
import { exceedsRate, roundingFloor } from "./rounding-floor.js";

/** Gradient descent on f = (b x - y)^2 in float64 with the step for which the rate 1 - delta is attained exactly. */
function leastSquaresRun(b: number, y: number, x0: number, steps: number) {
  const step = 0.25 / (b * b);
  const delta = 1 - (1 - 2 * b * b * step) ** 2; // sqrt(f) shrinks by 1 - 2 b^2 step = 1/2 a step
  let x = x0;
  const roots = [Math.abs(b * x - y)];
  for (let k = 0; k < steps; k++) {
    x -= step * 2 * b * (b * x - y);
    roots.push(Math.abs(b * x - y));
  }
  const scale = b * (Math.abs(x0) + 2 * Math.abs(x0 - y / b)) + Math.abs(y);
  return { roots, run: { parameters: 1, residuals: 1, scale, delta } };
}

test("true runs that attain their rate are never flagged, however long", () => {
  for (let i = 1; i <= 200; i++) {
    const { roots, run } = leastSquaresRun(1 + i / 7, 1 / i, 10 ** (i % 5), 120);
    for (const [k, root] of roots.entries()) assert.not(exceedsRate(root, roots[0], k, run), `run ${i}, step ${k}`);
  }
});

test("a rate that is twice too fast is flagged at once", () => {
  const { roots, run } = leastSquaresRun(1.5, 1, 0, 10);
  assert.ok(exceedsRate(roots[3], roots[0], 3, { ...run, delta: 0.95 }));
});

test("without the floor the same true runs would be flagged", () => {
  let flagged = 0;
  for (let i = 1; i <= 200; i++) {
    const { roots, run } = leastSquaresRun(1 + i / 7, 1 / i, 10 ** (i % 5), 120);
    roots.forEach((root, k) => {
      if (root > roots[0] * Math.sqrt(1 - run.delta) ** k * (1 + 1e-9)) flagged++;
    });
  }
  assert.ok(flagged > 1000, `${flagged} naive flags`);
});

test("a rate of zero, or an unknown scale, excuses everything", () => {
  assert.is(roundingFloor({ parameters: 1, residuals: 1, scale: 1, delta: 0 }), Number.POSITIVE_INFINITY);
  assert.is(roundingFloor({ parameters: 1, residuals: 1, scale: Number.NaN, delta: 0.5 }), Number.POSITIVE_INFINITY);
  assert.not(exceedsRate(0, 1, 5, { parameters: 1, residuals: 1, scale: 1, delta: 1 }));
});

test.run();
