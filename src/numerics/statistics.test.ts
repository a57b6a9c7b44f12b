import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  binomialTail,
  clopperPearson,
  clopperPearsonLower,
  clopperPearsonUpper,
  exceedsProbability,
  reachesProbability,
  wilson,
} from "./statistics.js";

/** P(Bin(n, a/b) >= k) as numerator and denominator, exactly. */
function exactTail(n: number, a: bigint, b: bigint, k: number): readonly [bigint, bigint] {
  let coefficient = 1n;
  let sum = 0n;
  for (let i = 0; i <= n; i++) {
    if (i >= k) sum += coefficient * a ** BigInt(i) * (b - a) ** BigInt(n - i);
    coefficient = (coefficient * BigInt(n - i)) / BigInt(i + 1);
  }
  return [sum, b ** BigInt(n)];
}

/** The double's exact numerator and denominator. */
function ratio(value: number): readonly [bigint, bigint] {
  let denominator = 1n;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    denominator *= 2n;
  }
  return [BigInt(scaled), denominator];
}

const CASES: readonly (readonly [number, number, number])[] = [
  [1, 0.5, 1],
  [3, 0.125, 3],
  [20, 0.3125, 9],
  [50, 0.5, 40],
  [200, 0.984375, 200],
  [200, 0.984375, 150],
  [400, 0.0009765625, 3],
  [400, 0.75, 10],
  [300, 2 ** -20, 1],
];

test("the binomial tail is an upper bound, and near the exact one", () => {
  for (const [n, p, k] of CASES) {
    const [a, b] = ratio(p);
    const [numerator, denominator] = exactTail(n, a, b, k);
    const [x, y] = ratio(binomialTail(n, p, k));
    assert.ok(x * denominator >= numerator * y || binomialTail(n, p, k) === 1, `P(Bin(${n}, ${p}) >= ${k}) is bounded`);
    // within 40 (n + 1) 2^-53, the proved error twice over
    const slack = (BigInt(n + 1) * 40n * numerator * y) / 2n ** 53n + 1n;
    assert.ok(x * denominator - numerator * y <= slack, `P(Bin(${n}, ${p}) >= ${k}) is near`);
  }
});

test("the binomial tail neither overflows nor underflows where the tail itself does not", () => {
  const tail = binomialTail(1_000_000, 0.5, 500_000);
  assert.ok(tail > 0.5 && tail < 0.501, `${tail}`);
  assert.is(binomialTail(1_000_000, 0.5, 600_000), 0, "a tail below 1e-300");
  assert.ok(binomialTail(100_000, 1e-5, 1) > 0.632 && binomialTail(100_000, 1e-5, 1) < 0.6322);
});

test("the binomial tail at its ends", () => {
  assert.is(binomialTail(10, 0.3, 0), 1);
  assert.is(binomialTail(10, 0.3, 11), 0);
  assert.is(binomialTail(10, 0, 1), 0);
  assert.is(binomialTail(10, 1, 10), 1);
  assert.throws(() => binomialTail(10, Number.NaN, 1), /a probability/);
  assert.throws(() => binomialTail(10, 1.5, 1), /a probability/);
  assert.throws(() => binomialTail(-1, 0.5, 0), /a count/);
});

test("Clopper-Pearson bounds invert the exact tail", () => {
  for (const [k, n] of [
    [1, 1],
    [1, 10],
    [5, 10],
    [10, 10],
    [3, 1000],
    [997, 1000],
    [40, 50],
  ] as const)
    for (const level of [0.05, 0.001, 1e-6]) {
      const lower = clopperPearsonLower(k, n, level);
      // At the bound the tail is the level; the quantile's relative error is about 1e-15, the tail's sensitivity n/p.
      const tail = binomialTail(n, lower, k);
      assert.ok(Math.abs(tail / level - 1) < 1e-9, `k = ${k}, n = ${n}, level ${level}: ${tail}`);
      const upper = clopperPearsonUpper(n - k, n, level);
      assert.ok(Math.abs(upper - (1 - lower)) < 1e-14, "the upper bound mirrors the lower one");
    }
  assert.is(clopperPearsonLower(0, 10, 0.01), 0);
  assert.is(clopperPearsonUpper(10, 10, 0.01), 1);
  const both = clopperPearson(7, 20, 0.05);
  assert.is(both.lower, clopperPearsonLower(7, 20, 0.025));
  assert.is(both.upper, clopperPearsonUpper(7, 20, 0.025));
});

test("counts that are no counts are refused", () => {
  for (const [k, n] of [
    [-1, 10],
    [11, 10],
    [0.5, 10],
    [1, Number.NaN],
  ] as const)
    assert.throws(() => clopperPearsonLower(k, n, 0.05), RangeError);
});

test("Wilson's interval solves its equation", () => {
  for (const [k, n, z] of [
    [3, 10, 2],
    [0, 10, 2],
    [10, 10, 2],
    [500, 1000, 3],
  ] as const) {
    const { lower, upper } = wilson(k, n, z);
    const share = k / n;
    for (const p of [lower, upper])
      if (p > 0 && p < 1) assert.ok(Math.abs((share - p) ** 2 - (z * z * p * (1 - p)) / n) < 1e-15, `${p}`);
    assert.ok(lower <= share && share <= upper);
  }
  assert.equal(wilson(0, 0, 2), { lower: 0, upper: 1 });
  assert.is(wilson(0, 10, 2).lower, 0);
  assert.is(wilson(10, 10, 2).upper, 1);
});

test("too many failures exceed a claimed probability; a claim of certain failure is never exceeded", () => {
  assert.ok(exceedsProbability(10, 10, 0.1, 1e-6));
  assert.not(exceedsProbability(1, 10, 0.1, 1e-6));
  assert.not(exceedsProbability(10, 10, 1, 1e-6));
  assert.ok(exceedsProbability(1, 10, 0, 1e-6), "what never happens happened");
  assert.not(exceedsProbability(0, 10, 0, 1e-6));
});

test("reaching a probability is what the upper bound does, for few trials and for many", () => {
  let both = 0;
  for (const trials of [1, 2, 7, 100, 999, 5000, 10_000, 10_001])
    for (const share of [0.001, 0.01, 0.05, 0.25, 0.5, 0.9, 1])
      for (const level of [1e-3, 0.05]) {
        const expected = share * trials;
        for (const shift of [-5, -3, -2, -1, 0, 1]) {
          const k = Math.min(trials, Math.max(0, Math.round(expected + shift * Math.sqrt(expected))));
          const bound = clopperPearsonUpper(k, trials, level);
          if (Math.abs(bound - share) < 1e-9 && bound !== 1) continue;
          const reached = reachesProbability(k, trials, share, level);
          assert.is(reached, bound >= share, `${k} of ${trials}, ${share}, ${level}`);
          both |= reached ? 1 : 2;
        }
      }
  assert.is(both, 3);
});

test.run();
