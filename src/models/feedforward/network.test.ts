import { all, create } from "mathjs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Json } from "../../claims/model.js";
import { Ball } from "../../numerics/ball.js";
import { seededStream } from "../../numerics/random.js";
import { parseInstance } from "../index.js";
import { float64Algebra } from "../objective/float64-algebra.js";
import { activationIn } from "./activation.js";
import type { FeedforwardData } from "./data.js";
import { FeedforwardIn } from "./network.js";

const big = create(all, { number: "BigNumber", precision: 60 });

const inspected = (instance: object): Readonly<Record<string, Json>> => {
  const { model, data } = parseInstance({ model: "feedforward", ...instance } as Json);
  return model.inspect(data).quantities;
};

function near(value: Json | undefined, truth: number, relative: number): void {
  const { mid, rad } = value as { mid: number; rad: number };
  assert.ok(Math.abs(mid - truth) <= rad + relative * Math.abs(truth), `${truth} is not ${mid} ± ${rad}`);
  assert.ok(rad <= 1e-11 * Math.abs(truth), `${mid} ± ${rad} is wide`);
}

/** Figures of an independent computation (60 digits, printed to 10). */
test("the certified example with tanh and two layers", () => {
  const q = inspected({
    X: [
      [1, 0],
      [0.5, 1],
    ],
    y: [1, -1],
    weights: [
      [
        [0, 0],
        [0, 0],
      ],
      [[6, 8]],
    ],
    activation: "tanh",
    radius: 0.8,
    descent: { stepSize: 3.21817e-4, steps: [1] },
  });
  near(q.alpha, 49.71881968, 1e-9);
  near(q.hessianBound, 1549.2887, 1e-7);
  near(q.epsilon, 0.24929, 1e-4);
  near(q.stepSize, 3.21817e-4, 1e-5);
  near(q.delta, 0.0120116, 1e-5);
  near((q.trajectory as readonly { loss: Json }[])[0].loss, 1.84246, 1e-5);
});

test("the example with softplus0 and three layers", () => {
  const q = inspected({
    X: [
      [1, 0],
      [0.5, 1],
    ],
    y: [1, -1],
    weights: [
      [
        [0, 0],
        [0, 0],
      ],
      [
        [1, 1.5],
        [1.25, 1],
      ],
      [[40, 50]],
    ],
    activation: "softplus0",
    radius: 0.4,
  });
  near(q.alpha, 180.3728386, 1e-9);
  near(q.hessianBound, 442023, 1e-5);
  near(q.stepSize, 1.0712e-6, 1e-4);
  near(q.delta, 1.4747e-4, 1e-4);
});

test("weights above that are below the radius give alpha = 0 in three layers", () => {
  const q = inspected({ X: [[1]], y: [1], weights: [[[0]], [[0.25]], [[4]]], activation: "tanh", radius: 0.5 });
  assert.equal(q.alpha, { mid: 0, rad: 0 });
});

/** Minima and maxima over r by mpmath, 30 digits, nested grids; kills a slope, norm or count in A*(r), and cells' ends swapped. */
test("the least threshold and the largest level over all radii", () => {
  const zero = [
    [0, 0],
    [0, 0],
  ];
  const W2 = [
    [1, 1.5],
    [1.25, 1],
  ];
  const cases = [
    ["tanh", [zero, [[6, 8]]], 5.183460414867329, 34.00279079150751],
    ["atan", [zero, [[6, 8]]], 4.863028633397142, 40.790366270721066],
    [{ leakySoftplus0: 0.25 }, [zero, [[6, 8]]], 4.765260767921227, 97.61468395601341],
    ["softplus0", [zero, W2, [[40, 50]]], 24.719459798765847, 41.2170989477045],
  ] as const;
  for (const [activation, weights, threshold, level] of cases) {
    const X = [
      [1, 0],
      [0.5, 1],
    ];
    const { data } = parseInstance({ model: "feedforward", X, y: [1, -1], weights, activation, radius: 0.5 } as Json);
    const view = new FeedforwardIn(float64Algebra, data as FeedforwardData);
    for (const [found, truth] of [
      [view.leastOutputWeightThreshold.toBall(), threshold],
      [view.largestCriterionLevel.toBall(), level],
    ] as const) {
      assert.ok(Math.abs(found.mid - truth) <= found.rad * (1 + 1e-12), `${truth} is not ${found.mid} ± ${found.rad}`);
      assert.ok(found.rad <= 2 ** -9 * truth, `${found.mid} ± ${found.rad} is wide`);
    }
  }
});

test("activations and slopes enclose their 60-digit values", () => {
  const stream = seededStream(5);
  const one = big.bignumber(1);
  const softplus = (z: unknown) => big.log(big.divide(big.add(one, big.exp(z as never)), 2) as never);
  const logistic = (z: unknown) => big.divide(one, big.add(one, big.exp(big.unaryMinus(z as never))));
  const truths = {
    tanh: [(z: unknown) => big.tanh(z as never), (z: unknown) => big.subtract(one, big.square(big.tanh(z as never)))],
    atan: [(z: unknown) => big.atan(z as never), (z: unknown) => big.divide(one, big.add(one, big.square(z as never)))],
    softplus0: [softplus, logistic],
  } as const;
  for (const name of ["tanh", "atan", "softplus0"] as const) {
    const activation = activationIn(float64Algebra, name);
    for (let trial = 0; trial < 300; trial++) {
      const z = stream.fullPrecision() * 2 ** stream.integer(-20, 5);
      for (const [i, f] of ([activation.value, activation.slope] as const).entries()) {
        const ball = f(Ball.exact(z)).toBall();
        const truth = truths[name][i](big.bignumber(z));
        const off = big.abs(big.subtract(truth as never, big.bignumber(ball.mid) as never));
        assert.ok(big.smallerEq(off as never, big.bignumber(ball.rad) as never), `${name} ${i} at ${z}`);
        assert.ok(ball.rad <= 2 ** -44 * Math.max(1, Math.abs(z)), `${name} ${i} at ${z}: radius ${ball.rad}`);
      }
    }
  }
});

test.run();
