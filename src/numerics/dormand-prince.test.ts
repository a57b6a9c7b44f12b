import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Derivative, estimatedFlow, integrateFlow } from "./dormand-prince.js";

const options = { relativeTolerance: 1e-10, absoluteTolerance: 1e-13, maximalSteps: 100_000 };
const decay: Derivative = (_, y, out) => {
  out[0] = -y[0];
};
const oscillator: Derivative = (_, [x, v], out) => {
  out[0] = v;
  out[1] = -x;
};

test("exponential decay at output times between steps", () => {
  const times = [0, 0.1, 0.5, 1, 3, 10];
  const run = integrateFlow(decay, Float64Array.of(1), { ...options, times });
  assert.is(run.status, "done");
  assert.is(run.states.length, times.length);
  for (const [i, t] of times.entries()) assert.ok(Math.abs(run.states[i][0] - Math.exp(-t)) < 1e-9, `t = ${t}`);
});

test("an oscillator comes back after one period", () => {
  const run = integrateFlow(oscillator, Float64Array.of(1, 0), { ...options, times: [2 * Math.PI] });
  assert.ok(Math.hypot(run.state[0] - 1, run.state[1]) < 1e-8);
});

test("time-dependent right sides see the stages' times", () => {
  const run = integrateFlow(
    (t, _, out) => {
      out[0] = 5 * t ** 4;
    },
    Float64Array.of(0),
    { ...options, times: [1, 2] },
  );
  assert.ok(Math.abs(run.states[0][0] - 1) < 1e-9);
  assert.ok(Math.abs(run.states[1][0] - 32) < 1e-9, "the fifth-order step is exact for t^4");
});

test("the order is five: halving the only step divides its error by about 2^6", () => {
  // A tolerance that accepts every step leaves h at the length of the interval, so each call is one step of h.
  const loose = { relativeTolerance: 1e9, absoluteTolerance: 1e9, maximalSteps: 1 };
  const errorOf = (h: number): number => {
    const run = integrateFlow(decay, Float64Array.of(1), { ...loose, times: [h] });
    assert.is(run.steps, 1);
    return Math.abs(run.state[0] - Math.exp(-h));
  };
  const order = Math.log2(errorOf(0.2) / errorOf(0.1));
  assert.ok(order > 5.8 && order < 6.2, `local order ${order}, expected 6`);
});

test("events stop it, budgets end it, infinities are told", () => {
  const stopped = integrateFlow(decay, Float64Array.of(1), { ...options, times: [100], stop: (_, y) => y[0] < 0.5 });
  assert.is(stopped.status, "stopped");
  assert.ok(stopped.time > 0.69 && stopped.time < 2);
  assert.is(
    integrateFlow(oscillator, Float64Array.of(1, 0), { ...options, times: [1e6], maximalSteps: 50 }).status,
    "gave up",
  );
  const blowUp = integrateFlow(
    (_, y, out) => {
      out[0] = y[0] * y[0];
    },
    Float64Array.of(1),
    { ...options, times: [2] },
  );
  assert.is.not(blowUp.status, "done");
  assert.ok(blowUp.time < 1.001, "1/(1 - t) ends at t = 1");
  assert.is(integrateFlow(decay, Float64Array.of(Number.NaN), { ...options, times: [1] }).status, "not finite");
  assert.is(integrateFlow(() => undefined, new Float64Array(0), { ...options, times: [1] }).status, "done");
});

test("output times that run backwards are refused", () => {
  for (const times of [[1, 0.5], [-1], [Number.NaN], [Number.POSITIVE_INFINITY]])
    assert.throws(() => integrateFlow(decay, Float64Array.of(1), { ...options, times }), /ascending and >= 0/);
});

test("the estimate covers the true error of smooth flows", () => {
  for (let k = 1; k <= 20; k++) {
    const rate = k / 2;
    const flow = estimatedFlow(
      (_, y, out) => {
        out[0] = -rate * y[0];
      },
      Float64Array.of(1),
      { ...options, times: [0.5, 1] },
    );
    assert.ok(flow);
    for (const [i, state] of (flow?.states ?? []).entries()) {
      const truth = Math.exp((-rate * (i + 1)) / 2);
      assert.ok(Math.abs(state[0] - truth) <= (flow?.errors[i][0] ?? 0) + 1e-15, `rate ${rate}`);
    }
  }
  assert.is(
    estimatedFlow(oscillator, Float64Array.of(1, 0), { ...options, times: [1e5], maximalSteps: 10 }),
    undefined,
  );
});

test.run();
