import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Ball } from "../../numerics/ball.js";
import { linearNetworkModel } from "./model.js";
import { Float64LinearNetwork } from "./network.js";

const network = (instance: object) =>
  new Float64LinearNetwork(linearNetworkModel.parse({ model: "linear-network", ...instance } as never, "instance"));

/** The ball contains the value, given to more digits than the ball has, and is no wider than asked for. */
const contains = (ball: Ball, value: number, width: number) => {
  assert.ok(ball.known, "unknown");
  assert.ok(Math.abs(ball.mid - value) <= ball.rad + 2 ** -52 * Math.abs(value), `${ball.mid} ± ${ball.rad}, ${value}`);
  assert.ok(ball.rad <= width, `radius ${ball.rad}`);
};

test("a scalar network with u = v: the product solves a logistic equation", () => {
  // p = u v, dp/dt = 2 p (y - p) for u = v: p(t) = y / (1 + (y / p0 - 1) e^(-2 y t)); y = 1, p0 = 1/4, t = 1/2
  const { flow } = network({ X: [[1]], Y: [[1]], U: [[0.5]], V: [[0.5]], flow: { times: [0.5, 1] } });
  const excess = (t: number) => (1 - 1 / (1 + 3 * Math.exp(-2 * t))) ** 2 / 2;
  contains(flow.at(0).excessLoss, excess(0.5), 1e-13);
  contains(flow.at(1).excessLoss, excess(1), 1e-13);
});

test("times that are no multiples of anything, and time 0", () => {
  const { flow } = network({ X: [[1]], Y: [[1]], U: [[0.5]], V: [[0.5]], flow: { times: [0, 0.1, 0.7] } });
  contains(flow.at(0).excessLoss, 0.28125, 0);
  contains(flow.at(2).excessLoss, (1 - 1 / (1 + 3 * Math.exp(-1.4))) ** 2 / 2, 1e-13);
  contains(flow.travelled(0), 0, 0);
});

test("a level of the imbalance from one side, with an eigenvalue that is 0 in between", () => {
  // Lambda = diag(1, 0, -1) turned by nothing: U1 = e_1, V = e_3
  const view = network({ X: [[1]], Y: [[1]], U: [[1, 0, 0]], V: [[0, 0, 1]] });
  assert.equal(
    view.imbalanceEigenvalues.map(({ mid, rad }) => [mid, rad <= 1e-15]),
    [
      [1, true],
      [0, true],
      [-1, true],
    ],
  );
  contains(view.imbalanceLevel, 2, 1e-14);
  contains(view.rate, 4, 1e-13);
});

test("the projector: what the data do not see counts neither for the imbalance nor for the rank", () => {
  const view = network({ X: [[1, 0]], Y: [[1]], U: [[0], [5]], V: [[0]] });
  assert.is(view.rank, 1);
  contains(view.imbalanceLevel, 0, 0);
  contains(view.unprojectedImbalanceEigenvalues[0], 25, 0);
  contains(view.hiddenOverlap, 0, 0);
});

test("a rank-deficient X: min-norm solution, L* and eigenvalues by hand", () => {
  // X = (1, 2)' (1, 1), Y = (1, 0)': Theta = (0.1, 0.1), L* = 0.4, X'X has the eigenvalue 10
  const view = network({
    X: [
      [1, 1],
      [2, 2],
    ],
    Y: [[1], [0]],
    U: [[1], [0]],
    V: [[1]],
  });
  assert.is(view.rank, 1);
  contains(view.covarianceEigenvalues[0], 10, 1e-13);
  contains(view.optimalLoss, 0.4, 1e-15);
  contains(view.minNormSolution[0], 0.1, 1e-15);
  contains(view.minNormSolution[1], 0.1, 1e-15);
  // R = (0, -2): L = 2; l = 2 - 0.4
  contains(view.loss, 2, 0);
  contains(view.excessLoss, 1.6, 1e-14);
});

test("a long descent is still enclosed, and its drift is the sum of its steps", () => {
  const { descent } = network({
    X: [[1]],
    Y: [[1]],
    U: [[1, 0.5]],
    V: [[0.25, 0]],
    descent: { stepSize: 0.125, steps: [1, 3000] },
  });
  contains(descent.at(3000).excessLoss, 0, 1e-20);
  // One step: G1 = E V, G2 = E U with E = 3/4: eta^2 E^2 (V'V - U'U), nuclear norm by hand
  const scale = (0.125 * 0.75) ** 2;
  const [p, q, s] = [0.0625 - 1, -0.5, -0.25];
  const mean = (p + s) / 2;
  const root = Math.sqrt(((p - s) / 2) ** 2 + q * q);
  contains(descent.imbalanceDrift(1), scale * (Math.abs(mean + root) + Math.abs(mean - root)), 1e-15);
});

test.run();
