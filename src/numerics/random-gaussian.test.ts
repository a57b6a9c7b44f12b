import { test } from "uvu";
import * as assert from "uvu/assert";
import { counterStream } from "./random.js";
import { dyadicGaussian, gaussian, normalQuantile } from "./random-gaussian.js";

/** Fixed-point numbers with this many bits after the point, for an oracle of its own. */
const BITS = 420n;
const ONE = 1n << BITS;

/** A double that is a multiple of 2^-100, as all here are. */
function exactly(x: number): bigint {
  assert.ok(Number.isInteger(x * 2 ** 100));
  return (BigInt(x * 2 ** 100) << BITS) >> 100n;
}

const PI = (() => {
  const arctanOfInverse = (n: bigint) => {
    let term = ONE / n;
    let sum = term;
    for (let k = 1n; term !== 0n; k++) {
      term /= -(n * n);
      sum += term / (2n * k + 1n);
    }
    return sum;
  };
  return 4n * (4n * arctanOfInverse(5n) - arctanOfInverse(239n));
})();

function squareRoot(x: bigint): bigint {
  const target = x << BITS;
  let root = ONE << 4n;
  for (let i = 0; i < 600; i++) {
    const next = (root + target / root) >> 1n;
    if (next >= root) break;
    root = next;
  }
  return root;
}

/** Phi(x) - 1/2 by its power series. */
function centralProbability(x: bigint): bigint {
  const square = (x * x) >> BITS;
  let term = x;
  let sum = 0n;
  for (let k = 0n; term !== 0n; k++) {
    sum += term / (2n * k + 1n);
    term = ((-term * square) / (2n * (k + 1n))) >> BITS;
  }
  return (sum << BITS) / squareRoot(2n * PI);
}

/** x minus the true quantile of p, to first order: (Phi(x) - p) / density(x). */
function quantileError(x: number, p: number): number {
  const difference = centralProbability(exactly(x)) - (exactly(p) - (ONE >> 1n));
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  return Number(difference) / 2 ** Number(BITS) / density;
}

test("the oracle itself: Phi(1), Phi(1.96), Phi(-8) to 15 digits of the tables", () => {
  const probability = (x: number) => 0.5 + Number(centralProbability(exactly(x))) / 2 ** Number(BITS);
  assert.ok(Math.abs(probability(1) - 0.841344746068543) < 1e-14);
  assert.ok(Math.abs(probability(1.96) - 0.975002104851779) < 1e-14);
  const tail = Number((ONE >> 1n) + centralProbability(-8n * ONE)) / 2 ** Number(BITS);
  assert.ok(Math.abs(tail / 6.22096057427178e-16 - 1) < 1e-13);
});

test("the quantile is accurate to 2e-15 relative in the middle, in the tails and at the seams", () => {
  const stream = counterStream(11n, 0);
  const points: number[] = [2 ** -60, 2 ** -53, 3 * 2 ** -53, 1 - 2 ** -53, 0.075, 0.925, 0.5 + 2 ** -30];
  // exp(-25) is the seam between the tails
  for (const near of [0.075, 0.925, 1.388794386496402e-11])
    for (let k = -5; k <= 5; k++) points.push(Math.round(near * (1 + k * 1e-3) * 2 ** 53) * 2 ** -53);
  for (let i = 0; i < 300; i++) {
    const unit = stream.openUnit();
    points.push(unit);
    const exponent = stream.integer(4, 52);
    points.push(Math.max(1, Math.floor(unit * 2 ** (53 - exponent))) * 2 ** -53);
  }
  for (const p of points) {
    const x = normalQuantile(p);
    assert.ok(Math.abs(quantileError(x, p)) <= 2e-15 * Math.abs(x) + 1e-300, `p = ${p}: error ${quantileError(x, p)}`);
  }
});

test("the quantile is odd about 1/2 and increasing", () => {
  const stream = counterStream(12n, 0);
  for (let i = 0; i < 20_000; i++) {
    const p = stream.openUnit();
    assert.is(normalQuantile(1 - p), -normalQuantile(p));
  }
  let before = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < 20_000; i++) {
    const x = normalQuantile((i + 0.5) / 20_000);
    assert.ok(x > before);
    before = x;
  }
});

/** Phi by Simpson's rule on the density, good to 1e-10: independent of the quantile's coefficients. */
function table(): (x: number) => number {
  const step = 1 / 512;
  const values = [0];
  const density = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  for (let i = 0; i < 9 * 512; i++) {
    const x = -9 + 2 * i * step;
    values.push(values[i] + (step / 3) * (density(x) + 4 * density(x + step) + density(x + 2 * step)));
  }
  return (x) => {
    const position = (x + 9) / (2 * step);
    const i = Math.min(Math.max(Math.floor(position), 0), values.length - 2);
    const left = -9 + 2 * i * step;
    return values[i] + (x - left) * density((x + left) / 2);
  };
}

for (const [name, sampler] of [
  ["gaussian", gaussian],
  ["dyadicGaussian", dyadicGaussian],
] as const)
  test(`${name}: moments, Kolmogorov-Smirnov, tails, neighbours`, () => {
    const count = 200_000;
    const stream = counterStream(13n, 0);
    const sample = Float64Array.from({ length: count }, () => sampler(stream));
    const moment = (k: number) => sample.reduce((sum, x) => sum + x ** k, 0) / count;
    // variances of x, x^2, x^3, x^4 are 1, 2, 15, 96; five deviations
    for (const [k, expected, variance] of [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
    ])
      assert.ok(Math.abs(moment(k) - expected) < 5 * Math.sqrt(variance / count), `moment ${k}: ${moment(k)}`);
    let correlation = 0;
    for (let i = 1; i < count; i++) correlation += sample[i] * sample[i - 1];
    assert.ok(Math.abs(correlation / count) < 5 / Math.sqrt(count));
    const probability = table();
    const sorted = Float64Array.from(sample).sort();
    let distance = 0;
    sorted.forEach((x, i) => {
      const p = probability(x);
      distance = Math.max(distance, Math.abs(p - i / count), Math.abs(p - (i + 1) / count));
    });
    // P(sqrt(count) D > 2.5) is below 8e-6
    assert.ok(distance < 2.5 / Math.sqrt(count), `distance ${distance}`);
    for (const bound of [2, 2.5, 3, 3.5, 4]) {
      const expected = 2 * count * probability(-bound);
      const found = sample.filter((x) => Math.abs(x) > bound).length;
      assert.ok(Math.abs(found - expected) < 6 * Math.sqrt(expected) + 3, `beyond ${bound}: ${found} for ${expected}`);
    }
  });

test("dyadic variates lie on the grid, and one word decides the middle", () => {
  const stream = counterStream(14n, 0);
  for (let i = 0; i < 20_000; i++) {
    const before = stream.getState()[5];
    const x = dyadicGaussian(stream);
    assert.ok(Number.isInteger(x * 2 ** 30));
    // Phi^-1(1 - 2^-8) = 2.6600...
    const words = stream.getState()[5] - before;
    assert.is(words, Math.abs(x) > 2.66006747 ? 2 : 1);
  }
});

test.run();
