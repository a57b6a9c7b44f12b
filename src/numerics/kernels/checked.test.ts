import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Kernels, typescriptKernels as kernels } from "./index.js";

/** A call with arrays of exactly the lengths that it needs; every one of them is then made one entry shorter. */
type Call = readonly [
  name: keyof Kernels,
  lengths: Record<string, number>,
  run: (a: Record<string, Float64Array>) => unknown,
];

const calls: readonly Call[] = [
  ["dot", { x: 3, y: 3 }, ({ x, y }) => kernels.dot(3, x, y)],
  ["sumOfSquares", { x: 3 }, ({ x }) => kernels.sumOfSquares(3, x)],
  ["squaredDistance", { x: 3, y: 3 }, ({ x, y }) => kernels.squaredDistance(3, x, y)],
  ["scale", { x: 3 }, ({ x }) => kernels.scale(3, 2, x)],
  ["addMultiple", { x: 3, y: 3 }, ({ x, y }) => kernels.addMultiple(3, 2, x, y)],
  ["gemm", { a: 15, b: 35, c: 21 }, ({ a, b, c }) => kernels.gemm("AB", 3, 7, 5, a, b, c)],
  ["multiplyVector", { a: 15, x: 5, y: 3 }, ({ a, x, y }) => kernels.multiplyVector(3, 5, a, x, y)],
  ["multiplyTransposedVector", { a: 15, x: 3, y: 5 }, ({ a, x, y }) => kernels.multiplyTransposedVector(3, 5, a, x, y)],
  ["gramMatrix", { a: 15, g: 25 }, ({ a, g }) => kernels.gramMatrix("AtA", 3, 5, a, g)],
  ["gramMatrix", { a: 15, g: 9 }, ({ a, g }) => kernels.gramMatrix("AAt", 3, 5, a, g)],
  ["cholesky", { a: 9 }, ({ a }) => kernels.cholesky(3, a)],
  ["solveTriangular", { t: 9, b: 15 }, ({ t, b }) => kernels.solveTriangular("upper", 3, 5, t, b)],
  ["luFactor", { a: 9 }, ({ a }) => kernels.luFactor(3, a, new Int32Array(3))],
  ["luSolve", { lu: 9, b: 15 }, ({ lu, b }) => kernels.luSolve(3, 5, lu, Int32Array.of(0, 1, 2), b)],
  ["luInverse", { lu: 9, inverse: 9 }, ({ lu, inverse }) => kernels.luInverse(3, lu, Int32Array.of(0, 1, 2), inverse)],
  [
    "symmetricEigen",
    { a: 9, values: 3, vectors: 9 },
    ({ a, values, vectors }) => kernels.symmetricEigen(3, a, values, vectors),
  ],
  ["largestEigenvalue", { a: 9 }, ({ a }) => kernels.largestEigenvalue(3, a)],
  [
    "reluAffine",
    { matrix: 9, z: 15, phi: 15, out: 15 },
    ({ matrix, z, phi, out }) => kernels.reluAffine(3, 5, matrix, z, phi, out),
  ],
  [
    "finishAffine",
    { constant: 15, mask: 15, z: 15, out: 15, squares: 5 },
    ({ constant, mask, z, out, squares }) => kernels.finishAffine(3, 5, constant, mask, z, out, squares),
  ],
  [
    "iterateReluAffine",
    { matrix: 9, phi: 12, z: 12, previous: 12, history: 10 },
    ({ matrix, phi, z, previous, history }) =>
      kernels.iterateReluAffine(3, 4, 2, matrix, phi, z, previous, 5, 0, history),
  ],
  [
    "iterateMaskedAffine",
    { matrix: 9, constant: 12, mask: 12, u: 12, previous: 12, history: 10 },
    ({ matrix, constant, mask, u, previous, history }) =>
      kernels.iterateMaskedAffine(3, 4, 2, matrix, true, constant, mask, u, previous, 5, 0, history),
  ],
  [
    "followInverse",
    { inverse: 9, p: 6, z: 6, phi: 6, constant: 6 },
    ({ inverse, p, z, phi, constant }) => kernels.followInverse(3, 2, inverse, p, z, phi, constant),
  ],
  ["followEigenvalue", { s: 9, vector: 3 }, ({ s, vector }) => kernels.followEigenvalue(3, s, -1, 2, 1, vector)],
  [
    "finishAdjoint",
    { constant: 3, z: 15, image: 15, u: 15 },
    ({ constant, z, image, u }) => kernels.finishAdjoint(3, 5, constant, z, image, u),
  ],
  [
    "compareColumns",
    { x: 15, y: 15, squares: 5, flips: 5 },
    ({ x, y, squares, flips }) => kernels.compareColumns(3, 5, x, y, squares, flips),
  ],
  [
    "scaleColumns",
    { x: 15, weights: 5, out: 15 },
    ({ x, weights, out }) => kernels.scaleColumns(3, 5, 2, x, weights, out),
  ],
  [
    "solveAffineColumns",
    { matrix: 9, constant: 15, mask: 15, z: 15, stepSquares: 5 },
    ({ matrix, constant, mask, z, stepSquares }) =>
      kernels.solveAffineColumns(3, 5, matrix, true, constant, mask, z, 5, 0, stepSquares),
  ],
  [
    "solveActiveSets",
    { inverse: 9, constant: 15, signs: 15, x: 15, adjointConstant: 3, adjoint: 15 },
    ({ inverse, constant, signs, x, adjointConstant, adjoint }) =>
      kernels.solveActiveSets(3, 5, inverse, true, constant, signs, 4, x, adjointConstant, adjoint),
  ],
  [
    "linearNetworkDescent",
    { s: 9, c: 6, state: 35, derivative: 35 },
    ({ s, c, state, derivative }) => kernels.linearNetworkDescent(3, 2, 7, s, c, state, derivative),
  ],
  [
    "linearNetworkStages",
    { s: 4, c: 6, weights: 9, state: 20, stages: 60, point: 20 },
    ({ s, c, weights, state, stages, point }) =>
      kernels.linearNetworkStages(2, 3, 4, s, c, 3, weights, 0.5, state, stages, point),
  ],
  [
    "combineStages",
    { weights: 4, base: 3, stages: 12, out: 3 },
    ({ weights, base, stages, out }) => kernels.combineStages(3, 4, weights, 1, base, stages, out),
  ],
];

for (const [name, lengths, run] of calls)
  test(`${name} takes arrays of exactly the right lengths and no shorter ones`, () => {
    const arrays = (short?: string): Record<string, Float64Array> =>
      Object.fromEntries(
        Object.entries(lengths).map(([key, length]) => [
          key,
          new Float64Array(length - (key === short ? 1 : 0)).fill(1),
        ]),
      );
    run(arrays());
    for (const [key, length] of Object.entries(lengths))
      assert.throws(
        () => run(arrays(key)),
        (error: Error) =>
          error instanceof RangeError &&
          error.message === `${name}: ${key} holds ${length - 1} entries where the sizes ask for ${length}`,
        `${name}: ${key}`,
      );
  });

test("pivots must be there, and name rows that are still to come", () => {
  const [lu, b] = [Float64Array.of(1, 0, 0, 1), Float64Array.of(1, 2)];
  assert.throws(() => kernels.luFactor(2, lu.slice(), new Int32Array(1)), /pivots holds 1/);
  assert.throws(() => kernels.luSolve(2, 1, lu, new Int32Array(1), b), /pivots holds 1/);
  for (const pivots of [Int32Array.of(2, 1), Int32Array.of(-1, 1), Int32Array.of(0, 0)])
    assert.throws(() => kernels.luSolve(2, 1, lu, pivots, b), /not a row/);
});

test("sizes are non-negative integers below 2^31", () => {
  const a = new Float64Array(4);
  for (const size of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31]) {
    assert.throws(() => kernels.dot(size, a, a), /must be a non-negative integer/);
    assert.throws(() => kernels.gemm("AB", 1, size, 1, a, a, a), /must be a non-negative integer/);
    assert.throws(() => kernels.gemm("AB", 1, 1, size, a, a, a), /must be a non-negative integer/);
    assert.throws(() => kernels.allocate(size), /must be a non-negative integer/);
  }
  assert.throws(() => kernels.iterateReluAffine(1, 3, 2, a, a, a, a, 1, 0, a), /2 groups do not divide 3 columns/);
  assert.throws(() => kernels.iterateReluAffine(1, 3, 0, a, a, a, a, 1, 0, a), /0 groups do not divide/);
  assert.is(kernels.iterateReluAffine(1, 3, 1, a, a, a, a, 1, 1, a), 1);
  assert.throws(() => kernels.solveAffineColumns(1, 1, a, false, a, null, a, 0, 0, a), /at least one step/);
  assert.throws(() => kernels.solveActiveSets(1, 1, a, false, a, a, 1, a, a, null), /come together/);
  assert.throws(() => kernels.solveActiveSets(1, 1, a, false, a, a, 1, a, null, a), /come together/);
});

test.run();
