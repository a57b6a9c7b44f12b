import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Json } from "../../claims/model.js";
import type { Enclosure, Real } from "../../numerics/real.js";
import { preciseView } from "../../precise/index.js";
import { Float64Layer } from "./layer.js";
import { implicitReluModel } from "./model.js";
import type { TrainedLayer } from "./training-view.js";
import type { ImplicitLayer } from "./view.js";

/** Both arithmetics' views of one instance. */
function views(instance: object): readonly TrainedLayer[] {
  const data = implicitReluModel.parse({ model: "implicit-relu", ...instance } as Json, "instance");
  const precise = preciseView("implicit-relu", data);
  assert.ok(precise !== undefined);
  return [new Float64Layer(data), precise?.view as ImplicitLayer];
}

function near(value: Real, expected: number, tolerance: number, what: string): void {
  const { mid, rad }: Enclosure = value.toBall();
  assert.ok(
    Math.abs(mid - expected) <= tolerance + rad && rad < tolerance,
    `${what}: ${mid} ± ${rad}, not ${expected}`,
  );
}

/** One unit, gamma = 0, u and W trained from u = 1/5, w = 1 to y = 0. */
const ONE_UNIT = { gamma: 0, A: [[0]], W: [[1]], X: [[1]], u: ["1/5"], y: [0], trained: ["u", "W"] };

test("the certificate of one unit: R = 0.28284 is at most 0.29289", () => {
  for (const layer of views(ONE_UNIT)) {
    const { applies, radius, rate, simple } = layer.flowCertificate;
    assert.is(applies, true);
    near(radius, 0.2 * Math.SQRT2, 1e-15, "R");
    near(simple.drift, 0.282842712474619, 1e-15, "left side");
    near(simple.allowance, 1 - Math.SQRT1_2, 1e-15, "right side");
    near(rate, 1, 1e-15, "rate");
  }
});

test("the flow of one unit in closed form: its residual and path at 1 and 20", () => {
  for (const layer of views({ ...ONE_UNIT, flow: { times: [1, 20] } })) {
    const [early, late] = layer.flow;
    near(early.residualNorm.power(2).over(layer.residualNorm.power(2)), 0.136712, 1e-6, "||r(1)||^2/||r_0||^2");
    near(late.residualNorm.power(2).over(layer.residualNorm.power(2)), 1.94e-17, 1e-19, "at 20");
    near(late.displacement, 0.20102, 1e-5, "path");
    near(late.gramLambdaMin, 0.96, 1e-12, "w^2");
  }
});

test("with feedback, a label and an input of length other than 1 the closed form follows Euler's polygon", () => {
  const instance = { gamma: 0.5, A: [[-1]], W: [[1, 2]], X: [[0.5], [1]], u: [0.25], y: [0.75] };
  const steps = 20_000;
  let [u, image] = [0.25, 2.5];
  const b = 1 / 1.5;
  const residual = () => b * u * image - 0.75;
  for (let k = 0; k < steps; k++) {
    const push = (0.5 / steps) * residual() * b;
    [u, image] = [u - push * image, image - push * u * 1.25];
  }
  for (const layer of views({ ...instance, trained: ["u", "W"], flow: { times: [0, 0.5] } })) {
    near(layer.flow[0].residual[0], b * 0.25 * 2.5 - 0.75, 1e-14, "at the start");
    near(layer.flow[1].residual[0], residual(), 1e-4, "at 1/2");
  }
});

test("the integrator agrees with the flow of the output weights, r' = -H r", () => {
  const instance = { gamma: 0.5, A: [[0.5]], W: [[1]], X: [[1, 0.5]], u: [1], y: [0, 1], flow: { times: [0.25] } };
  const [closed, exact] = views({ ...instance, trained: ["u"] });
  near(closed.flow[0].residual[0], exact.flow[0].residual[0].toBall().mid, 1e-12, "closed form");
  // W is trained as well, but moves by u = 0: to first order in time nothing changes.
  const [moving] = views({ ...instance, u: [0], trained: ["u", "A", "W"], flow: { times: [2 ** -10] } });
  const [still] = views({ ...instance, u: [0], trained: ["u"], flow: { times: [2 ** -10] } });
  near(moving.flow[0].residual[1], still.flow[0].residual[1].toBall().mid, 1e-5, "integrator");
});

test("descent of one unit: 0.0313028 of the residual is left after five steps of 1/2", () => {
  for (const layer of views({ ...ONE_UNIT, u: [0.02], descent: { stepSize: 0.5, steps: [5, 30] } })) {
    const { applies, epsilon, epsilonMax, drift, allowance } = layer.descentCertificate;
    assert.is(applies, true);
    near(epsilon, 0.0709, 1e-4, "h3");
    near(epsilonMax, 0.125, 1e-12, "h3, right side");
    near(drift, 0.0142, 1e-4, "h2");
    near(allowance, 0.1464, 1e-4, "h2, right side");
    near(layer.descent(5).residualNorm.over(layer.residualNorm), 0.0313028, 1e-7, "five steps");
  }
});

test("a step size that is too long at large output weights: the unit dies at residual 9.999", () => {
  const [, precise] = views({ ...ONE_UNIT, u: [10], y: [9.999], descent: { stepSize: 0.598, steps: [3] } });
  [0.001, 0.059394, 3.5396, 9.999].forEach((expected, k) => {
    near(precise.descent(k).residualNorm, expected, 1e-4, `after ${k} steps`);
  });
});

test("derivatives of the output, true and mistaken", () => {
  const moved = (row: number, column: number) => {
    const A = [
      [0.3, -0.6],
      [0.5, 0.2],
    ];
    A[row][column] += 1;
    return A;
  };
  const at = (Phi: number[][], row: number, column: number) =>
    views({
      gamma: 1,
      A: [
        [0.3, -0.6],
        [0.5, 0.2],
      ],
      Phi,
      u: [1, 1],
      other: { A: moved(row, column) },
    });
  for (const layer of at([[1], [-2]], 0, 0)) {
    near(layer.outputDerivatives()[0], 2.04082, 1e-5, "dy/dA_11");
    near(layer.outputDerivatives("no pattern")[0], 2.15947, 1e-5, "without the pattern");
  }
  for (const layer of at([[1], [-2]], 1, 0)) {
    near(layer.outputDerivatives()[0], 0, 1e-12, "dy/dA_21");
    near(layer.outputDerivatives("no pattern")[0], 0.16611, 1e-5, "without the pattern");
  }
  for (const layer of at([[2], [1]], 0, 1)) {
    near(layer.outputDerivatives()[0], 2.9881, 1e-5, "dy/dA_12");
    near(layer.outputDerivatives("no transpose")[0], 0.45971, 1e-5, "without the transpose");
    near(layer.outputDerivatives("no inverse")[0], 1.97674, 1e-5, "without the inverse");
    near(layer.outputDerivatives("swapped factors")[0], 0.13521, 1e-5, "swapped");
  }
});

test("the kernel of A in Hadamard form", () => {
  const A = [
    [0, 0],
    [0, 0],
  ];
  for (const layer of views({
    gamma: 1,
    A,
    Phi: [
      [1, 2],
      [2, 1],
    ],
    u: [1, 0],
    y: [0, 0],
    trained: ["u", "A"],
  })) {
    const kernel = layer.tangentKernels.A;
    [5, 4, 4, 5].forEach((expected, k) => {
      near(kernel.entry(k >> 1, k & 1), expected, 1e-12, `H_A ${k}`);
      near(layer.jacobianKernel.entry(k >> 1, k & 1), 2 * expected, 1e-12, `J J^T ${k}`);
    });
    near(kernel.lambdaMin, 1, 1e-12, "lambda_min");
    near(kernel.lambdaMax, 9, 1e-12, "lambda_max");
  }
});

test("both arithmetics agree on a layer with all blocks trained, after 25 steps, too", () => {
  const [float, precise] = views({
    gamma: 0.3,
    A: [
      [0.5, -0.25, 0.1],
      [0.3, 0.2, -0.7],
      [0.11, 0.4, 0.6],
    ],
    W: [
      [1, 0.3],
      [0.5, -0.7],
      [-0.2, 0.9],
    ],
    X: [
      [1, 0.2],
      [0.1, 1],
    ],
    u: [0.01, 0.02, -0.03],
    v: [0.02, 0, 0.01],
    y: [0.05, -0.04],
    descent: { stepSize: 0.125, steps: [1, 5, 25] },
  });
  const same = (a: Real, b: Real, what: string) => {
    const [x, y] = [a.toBall(), b.toBall()];
    assert.ok(Math.abs(x.mid - y.mid) <= x.rad + y.rad + 2 ** -52 * Math.abs(x.mid), `${what}: ${x.mid}, ${y.mid}`);
    assert.ok(x.rad <= 1e-12, `${what}: radius ${x.rad}`);
  };
  for (const block of ["u", "v", "A", "W"] as const) {
    float.gradient[block].forEach((x, k) => {
      same(x, precise.gradient[block][k], `gradient ${block} ${k}`);
    });
    float.tangentKernels[block].eigenvalues.forEach((x, k) => {
      same(x, precise.tangentKernels[block].eigenvalues[k], `kernel ${block} ${k}`);
    });
  }
  for (const k of [1, 5, 25]) {
    const [a, b] = [float.descent(k), precise.descent(k)];
    for (const name of ["residualNorm", "loss", "gain", "gramLambdaMin", "displacement"] as const)
      same(a[name], b[name], `${name} after ${k} steps`);
  }
});

test.run();
