import { test } from "uvu";
import * as assert from "uvu/assert";
import { verifyCounterexample } from "./checker.js";
import { statements } from "./statements.js";

const GAO = "gao-2022/";
const layer = (A: readonly (readonly unknown[])[], Phi: readonly (readonly unknown[])[], more = {}): object => ({
  model: "implicit-relu",
  gamma: 1,
  A,
  Phi,
  ...more,
});
const rows = (text: string): number[][] => text.split(";").map((row) => row.trim().split(" ").map(Number));
const verify = (claim: string, mutant: string | undefined, instance: object): ReturnType<typeof verifyCounterexample> =>
  verifyCounterexample({ claim, instance, ...(mutant === undefined ? {} : { mutant }) });

/** The theory's witnesses: claim, mutant, instance, both sides to 6 digits. */
const WITNESSES: readonly (readonly [string, string, object, number, number])[] = [
  [
    `${GAO}equilibrium-exists-unique`,
    "squaredRate",
    layer([[0.5]], [[1]], { start: [[0]], otherStart: [[8]], steps: 1 }),
    4,
    2,
  ],
  [`${GAO}picard-contracts`, "errorAtMostStep", layer([[0.9]], [[1]], { start: [[0]], steps: 1 }), 10, 1],
  [`${GAO}picard-contracts`, "plusForMinus", layer([[0.9]], [[1]], { start: [[0]], steps: 1 }), 10, 0.526316],
  [`${GAO}picard-contracts`, "oneStepEarly", layer([[0.9]], [[1]], { start: [[0]], steps: 1 }), 10, 9],
  [`${GAO}picard-contracts`, "squaredRate", layer([[0.9]], [[1]], { start: [[0]], steps: 1 }), 9, 8.1],
  [
    `${GAO}picard-contracts`,
    "spectralRadiusRate",
    layer(
      [
        [0, 0.9],
        [0, 0],
      ],
      [[0], [1]],
      { steps: 1 },
    ),
    0.9,
    0,
  ],
  [`${GAO}equilibrium-norm-bounds`, "squaredGain", layer([[0.9]], [[1]]), 10, 5.26316],
  [`${GAO}equilibrium-norm-bounds`, "atLeastFeatures", layer([[-0.9]], [[1]]), 1, 0.526316],
  [`${GAO}equilibrium-norm-bounds`, "signedLowerBound", layer([[0]], [[-1]]), 1, 0],
  [
    `${GAO}equilibrium-norm-bounds`,
    "spectralUpperBound",
    layer(
      [
        [0, 0],
        [0, 0],
      ],
      [
        [1, -1],
        [1, 1],
      ],
    ),
    1.61803,
    Number(Math.SQRT2.toPrecision(6)),
  ],
  [
    `${GAO}gram-lower-bound`,
    "rankInherited",
    layer(
      [
        [1, -2],
        [-2, 1],
      ],
      [
        [3, 2],
        [1, 0],
      ],
      { gamma: "1/6" },
    ),
    0,
    0,
  ],
  [`${GAO}gram-lower-bound`, "lostSquare", layer([[0]], [[0.5]]), 0.5, 0.25],
  [
    `${GAO}equilibrium-lipschitz`,
    "noAmplification",
    layer([[0.9]], [[1]], { other: { gamma: 1, A: [[0.9]], Phi: [[2]] } }),
    10,
    1,
  ],
  [`${GAO}equilibrium-lipschitz`, "uncrossed", layer([[0]], [[1]], { other: { A: [[0.9]] } }), 9, 0.9],
  [`${GAO}unrolled-truncation`, "oneLayerLess", layer([[0.9]], [[1]], { steps: 1 }), 9, 8.1],
  [`${GAO}unrolled-truncation`, "adjointNotAmplified", layer([[0.9]], [[1]], { u: [1], steps: 1 }), 9, 0.9],
  [
    "extended/perron-frobenius",
    "signedInverse",
    layer(
      [
        [0, -0.5],
        [0, 0],
      ],
      [[1], [4]],
    ),
    0,
    -1,
  ],
  [
    "extended/p-matrix",
    "determinant",
    layer(
      [
        [4, -4],
        [4, -4],
      ],
      [[-2], [-3]],
    ),
    4,
    0,
  ],
  [
    "extended/p-matrix",
    "thisOneFails",
    layer(
      [
        [2, -4],
        [1, -2],
      ],
      [[1], [1]],
    ),
    1,
    0,
  ],
  ["extended/p-matrix", "picardApproaches", layer([[-2]], [[1]], { steps: 1 }), 0.666667, 0.333333],
  [`${GAO}equilibrium-exists-unique`, "largestEntry", layer(rows("1 1; 1 1"), [[1], [1]], { gamma: 0.9 }), 0, -0.8],
  [
    `${GAO}gram-lower-bound`,
    "relativeLoss",
    layer(rows("1 -2; -2 1"), rows("3 2; 1 0"), { gamma: "1/6" }),
    0.270091,
    0,
  ],
  [`${GAO}gram-lower-bound`, "anyGain", layer(rows("1 -2; -2 1"), rows("3 2; 1 0"), { gamma: "1/6" }), 0.129687, 0],
  [`${GAO}gram-lower-bound`, "signedFeatures", layer([[0]], [[-1]]), 1, 0],
  [`${GAO}equilibrium-lipschitz`, "smallerOfBoth", layer([[0]], [[1]], { other: { A: [[0.9]] } }), 9, 0.9],
  [
    `${GAO}equilibrium-lipschitz`,
    "spectralNorms",
    layer(rows("0 0; 0 0"), rows("1 -1; 1 1"), { other: { Phi: rows("0 0; 0 0"), A: rows("0 0; 0 0") } }),
    1.61803,
    Number(Math.SQRT2.toPrecision(6)),
  ],
  [
    `${GAO}equilibrium-lipschitz`,
    "spectralRadius",
    layer(rows("0 9; 0 0"), [[0], [1]], { other: { A: rows("0 9; 0 0"), Phi: [[0], [0]] } }),
    9.05539,
    1,
  ],
  [`${GAO}unrolled-truncation`, "noAmplification", layer([[0.9]], [[1]], { steps: 1 }), 9, 0.9],
  [`${GAO}unrolled-truncation`, "spectralRadius", layer(rows("0 0.9; 0 0"), [[0], [1]], { steps: 1 }), 0.9, 0],
  [`${GAO}unrolled-truncation`, "monotone", layer([[-0.5]], [[1]], { steps: 1 }), 1, 0.666667],
  ["extended/perron-frobenius", "errorAtMostStep", layer([[0.9]], [[1]], { steps: 1 }), 10, 1],
  ["extended/perron-frobenius", "spectralRadius", layer(rows("-2 -1; 4 2"), [[2], [0]]), 0, -1],
];

for (const [claim, mutant, instance, left, right] of WITNESSES)
  test(`${claim}#${mutant}: verified, with both sides`, () => {
    const answer = verify(claim, mutant, instance);
    assert.ok(answer.ok, answer.message);
    assert.is(Number(Number(answer.left).toPrecision(6)), left);
    assert.is(Number(Number(answer.right).toPrecision(6)), right);
  });

test("counts of equilibria: three, none, a segment", () => {
  const claim = `${GAO}equilibrium-exists-unique`;
  assert.ok(verify(claim, "spectralRadius", layer(rows("4 -4 -2; 4 -4 -3; 0 0 0"), [[0], [0], [1]])).ok);
  assert.ok(verify(claim, "spectralRadius", layer(rows("-2 -1; 4 2"), [[2], [0]])).ok);
  // z1 in [0, 1], z2 = 0: the active set {1} is singular
  assert.ok(verify("extended/p-matrix", "determinant", layer(rows("1 -1; 1 -1"), [[0], [-1]])).ok);
});

test("a hypothesis that fails, or nearly, is not met", () => {
  const claim = `${GAO}picard-contracts`;
  for (const gain of [1, 1.5, -2, 1 + 2 ** -52])
    assert.match(verify(claim, "errorAtMostStep", layer([[gain]], [[1]])).message, "hypothesis is not certainly met");
  assert.ok(verify(claim, "errorAtMostStep", layer([[1 - 2 ** -53]], [[1]])).ok);
});

test("an edited instance is not verified", () => {
  assert.match(verify(`${GAO}gram-lower-bound`, "lostSquare", layer([[0]], [[1.5]])).message, "no conclusion");
  assert.match(
    verify(`${GAO}equilibrium-norm-bounds`, "atLeastFeatures", layer([[0.9]], [[1]])).message,
    "no conclusion",
  );
});

test("what the file calls an equilibrium is checked", () => {
  const twice = { other: { A: [[2]], Phi: [[-1]], equilibrium: [[0.5]] } };
  assert.match(verify(`${GAO}equilibrium-lipschitz`, "uncrossed", layer([[0]], [[1]], twice)).message, "is none");
  const none = { other: { A: [[2]], Phi: [[-1]] } };
  assert.match(
    verify(`${GAO}equilibrium-lipschitz`, "uncrossed", layer([[0]], [[1]], none)).message,
    "no certain equilibrium",
  );
  // z = relu(2 z - 1) has the equilibria 0 and 1: |1 - 1| and 2 + 2
  const one = { other: { A: [[2]], Phi: [[-1]], equilibrium: [[1]] } };
  assert.match(verify(`${GAO}equilibrium-lipschitz`, "uncrossed", layer([[0]], [[1]], one)).message, "no conclusion");
});

test("bad files and unknown claims get one line each", () => {
  const claim = `${GAO}picard-contracts`;
  assert.match(verify("mine/own", undefined, layer([[0]], [[1]])).message, "no statement");
  assert.match(verify(claim, "toString", layer([[0]], [[1]])).message, "no statement");
  assert.match(verify(claim, "errorAtMostStep", layer([["x"]], [[1]])).message, "is no finite number");
  assert.match(verify(claim, "errorAtMostStep", layer([["1/0"]], [[1]])).message, "is no finite number");
  assert.match(verify(claim, "errorAtMostStep", layer([[null]], [[1]])).message, "is no finite number");
  assert.match(verify(claim, "errorAtMostStep", { A: [[0]], Phi: [[1]] }).message, "not verified");
  assert.match(verify(claim, "errorAtMostStep", { gamma: 1, A: [[0]] }).message, "a matrix is missing");
  const wide = Array.from({ length: 9 }, () => new Array(9).fill(0));
  assert.match(verify(claim, "errorAtMostStep", layer(wide, wide)).message, "widths up to 8");
  for (const answer of [verify(claim, "errorAtMostStep", layer([["x"]], [[1]]))])
    assert.not(answer.message.includes("\n"));
});

test("true claims are never verified to be false", () => {
  let state = 12345;
  const next = (): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return ((state >>> 16) % 9) - 4;
  };
  const matrix = (rows: number, columns: number, scale: number): number[][] =>
    Array.from({ length: rows }, () => Array.from({ length: columns }, () => next() / scale));
  const claims = Object.keys(statements).filter((name) => !name.includes("#"));
  assert.is(claims.length, 8);
  for (let i = 0; i < 16; i++) {
    const m = 1 + (i % 3);
    const n = 1 + (i % 2);
    const other = { A: matrix(m, m, 8), Phi: matrix(m, n, 2) };
    const instance = layer(matrix(m, m, 4 * m), matrix(m, n, 2), {
      start: matrix(m, n, 2),
      steps: 2,
      u: [1, 2, 3].slice(0, m),
      other,
    });
    for (const claim of claims)
      assert.not(verify(claim, undefined, instance).ok, `${claim} ${JSON.stringify(instance)}`);
  }
});

test.run();
