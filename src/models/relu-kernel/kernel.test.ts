import type { BigNumber } from "mathjs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Matrix } from "../../numerics/matrix.js";
import { seededStream } from "../../numerics/random.js";
import type { Real } from "../../numerics/real.js";
import { DECIMAL_PI, decimal, exactDecimal } from "../../numerics/testing/decimal.js";
import { preciseView } from "../../precise/index.js";
import type { ReluKernelData } from "./data.js";
import { reluKernelModel } from "./model.js";
import type { ReluKernel } from "./view.js";

/** The oracle: Cho and Saul's formulas by arccos, with 110 digits. */
type Decimal = BigNumber;
const big = exactDecimal;
const PI = DECIMAL_PI;

function oracle(X: Matrix, i: number, j: number): { readonly kernel: Decimal; readonly moment: Decimal } {
  const inner = (a: number, b: number): Decimal => {
    let sum = big(0);
    for (let k = 0; k < X.rows; k++) sum = sum.plus(big(X.at(k, a)).times(big(X.at(k, b))));
    return sum;
  };
  const product = inner(i, i).times(inner(j, j)).sqrt();
  const cosine = inner(i, j).div(product);
  const angle = (cosine.greaterThan(1) ? big(1) : cosine.lessThan(-1) ? big(-1) : cosine).acos();
  const sine = angle.sin();
  const rest = PI.minus(angle);
  return {
    kernel: product.times(sine.plus(rest.times(cosine))).div(PI.times(2)),
    moment: product
      .pow(2)
      .times(
        sine
          .times(cosine)
          .times(3)
          .plus(rest.times(cosine.pow(2).times(2).plus(1))),
      )
      .div(PI.times(2)),
  };
}

function encloses(value: Real, truth: Decimal, slack = "1e-60"): boolean {
  const { mid, rad } = value.toBall();
  return truth
    .minus(big(mid))
    .abs()
    .lessThanOrEqualTo(big(rad).plus(decimal(slack)));
}

const views = (data: ReluKernelData): readonly [ReluKernel, ReluKernel] => [
  reluKernelModel.view(data).view,
  preciseView("relu-kernel", data)?.view as ReluKernel,
];

const columns = (...inputs: readonly (readonly number[])[]): ReluKernelData => ({
  X: Matrix.fromRows(inputs).transpose(),
});

test("entries of the kernel and second moments, in both arithmetics, against 80 digits", () => {
  const stream = seededStream(3);
  for (let round = 0; round < 5; round++) {
    const inputs = stream.integer(1, 5);
    const X = new Matrix(
      inputs,
      4,
      Float64Array.from({ length: inputs * 4 }, () => stream.integer(-64, 64) / 8 + 1 / 16),
    );
    for (const view of views({ X }))
      for (let i = 0; i < 4; i++)
        for (let j = 0; j < 4; j++) {
          const { kernel, moment } = oracle(X, i, j);
          assert.ok(encloses(view.kernelEntry(i, j), kernel, "1e-70"), `K_${i}${j}`);
          assert.ok(encloses(view.kernelSecondMoment(i, j), moment, "1e-68"), `second moment ${i}${j}`);
          assert.ok(view.kernelEntry(i, j).toBall().rad <= 1e-11, "sharp");
        }
  }
});

test("parallel, antipodal and zero inputs are exact", () => {
  for (const view of views(columns([2, 4], [1, 2], [-1, -2], [0, 0]))) {
    const exactly = (value: Real): readonly number[] => [value.toBall().mid, value.toBall().rad];
    assert.equal(exactly(view.kernelEntry(0, 1)), [5, 0]); // 10 / 2
    assert.equal(exactly(view.kernelEntry(0, 2)), [0, 0]);
    assert.equal(exactly(view.kernelEntry(0, 3)), [0, 0]);
    assert.equal(exactly(view.area(0, 2)), [0, 0]);
    assert.equal(exactly(view.kernelSecondMoment(1, 1)), [37.5, 0]); // 3/2 5^2
    assert.equal(exactly(view.angle(0, 1)), [0, 0]);
    assert.ok(encloses(view.angle(0, 2), PI));
  }
});

test("the least eigenvalue of a pair, by its closed form; small angles keep it positive", () => {
  for (const tiny of [1, 2 ** -10, 2 ** -24]) {
    const data = columns([1, 0], [1, tiny]);
    const [a, b, d] = [oracle(data.X, 0, 0).kernel, oracle(data.X, 0, 1).kernel, oracle(data.X, 1, 1).kernel];
    const root = a.minus(d).div(2).pow(2).plus(b.pow(2)).sqrt();
    const truth = a.plus(d).div(2).minus(root);
    const [float64, precise] = views(data);
    assert.ok(encloses(float64.kernelLeastEigenvalue, truth));
    assert.ok(encloses(precise.kernelLeastEigenvalue, truth, "1e-40"));
    assert.is(
      precise.kernelLeastEigenvalue.order(precise.area(0, 0)),
      ">",
      "the second arithmetic separates it from 0",
    );
  }
});

test("singular kernels are exactly singular, antipodal pairs alone are not", () => {
  const least = (data: ReluKernelData): Real => views(data)[1].kernelLeastEigenvalue;
  const zero = { mid: 0, rad: 0 };
  assert.equal(least(columns([1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [-1, -1])).toBall(), zero);
  assert.equal(least(columns([1, 2], [3, 6])).toBall(), zero);
  assert.equal(least(columns([1, 2], [0, 0])).toBall(), zero);
  const pairs = least(columns([1, 0], [-1, 0], [0, 1], [0, -1]));
  assert.ok(pairs.toBall().mid > 0.1);
  const single = least(columns([1, 0], [-1, 0]));
  assert.ok(Math.abs(single.toBall().mid - 0.5) < 1e-12, "K = I / 2");
  // Three pairs with one dependent direction only where all three are pairs.
  assert.ok(least(columns([1, 0], [-1, 0], [0, 1], [0, -1], [1, 1])).toBall().mid > 1e-3);
});

test("the Gram matrix of the features, width in the divisor", () => {
  const W = Matrix.fromRows([
    [1, 0],
    [-1, 2],
    [0, -1],
  ]);
  const X = Matrix.fromRows([
    [1, 3],
    [1, -2],
  ]);
  // relu(W X) = [[1, 3], [1, 0], [0, 2]]
  for (const view of views({ X, W })) {
    const entries = [view.gramEntry(0, 0), view.gramEntry(0, 1), view.gramEntry(1, 1)];
    for (const [k, truth] of [2, 3, 13].entries()) assert.ok(encloses(entries[k], big(truth).div(3), "1e-30"));
    const product = view.gramEigenvalues[0].times(view.gramEigenvalues[1]);
    assert.ok(encloses(product, big(17).div(9), "1e-30")); // det = (26 - 9) / 9
  }
  for (const view of views({ X })) assert.not(view.gramEntry(0, 0).known);
  assert.throws(() => views({ X })[0].kernelEntry(0, 2), /sample 2 does not exist/);
});

test("the limit of the tangent kernel: entries against 80 digits, singular cases exactly, shares counted", () => {
  const stream = seededStream(8);
  const X = new Matrix(
    3,
    4,
    Float64Array.from({ length: 12 }, () => stream.integer(-64, 64) / 8 + 1 / 16),
  );
  for (const view of views({ X }))
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < i; j++) {
        const column = (k: number): Decimal[] => Array.from(X.column(k), big);
        const inner = column(i).reduce((sum, x, k) => sum.plus(x.times(column(j)[k])), big(0));
        const norms = [i, j].map((k) => column(k).reduce((sum, x) => sum.plus(x.pow(2)), big(0)));
        const angle = inner.div(norms[0].times(norms[1]).sqrt()).acos();
        const overlap = PI.minus(angle).div(PI.times(2));
        assert.ok(encloses(view.activationOverlap(i, j), overlap, "1e-70"), `overlap ${i}${j}`);
        assert.ok(encloses(view.tangentEntry(i, j), overlap.times(inner), "1e-68"), `entry ${i}${j}`);
        assert.ok(view.tangentEntry(i, j).toBall().rad <= 1e-11, "sharp");
      }
  const least = (data: ReluKernelData) => views(data)[1].tangentLeastEigenvalue.toBall();
  assert.equal(least(columns([1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [-1, -1])), { mid: 0, rad: 0 });
  assert.equal(least(columns([1, 2], [3, 6])), { mid: 0, rad: 0 });
  assert.ok(Math.abs(least(columns([1, 0], [-1, 0], [0, 1], [0, -1])).mid - 0.5) < 1e-12, "half the identity");
  const W = Matrix.fromRows([
    [1, 0],
    [-1, 2],
    [0, -1],
  ]);
  for (const view of views({ ...columns([1, 1], [3, -2]), W })) {
    assert.ok(encloses(view.activeShare(0, 0), big(2).div(3), "1e-30"));
    assert.ok(encloses(view.activeShare(0, 1), big(1).div(3), "1e-30"));
    assert.not(view.activationOverlap(0, 0).order(view.activeShare(0, 0)) === "=");
  }
});

test("files: read, written, and inspected", () => {
  const json = { model: "relu-kernel", X: [[1, 0]], W: [["1/2"]] };
  const data = reluKernelModel.parse(json, "instance");
  assert.equal(reluKernelModel.serialize(data), { model: "relu-kernel", X: [[1, 0]], W: [[0.5]] });
  const { shape, quantities } = reluKernelModel.inspect(data);
  assert.equal(shape, { inputs: 1, samples: 2, width: 1 });
  assert.equal((quantities.kernel as readonly (readonly unknown[])[])[0][0], { mid: 0.5, rad: 0 });
  assert.is((quantities.angles as readonly (readonly unknown[])[])[0][1], null, "a zero input has no angle");
});

test.run();
