import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { CounterStream, counterStream, philox4x32, seededStream } from "./random.js";

function philox(counter: readonly number[], key: readonly number[]): string {
  const output = new Int32Array(4);
  philox4x32(counter[0], counter[1], counter[2], counter[3], key[0], key[1], output);
  return hex(output);
}

function hex(words: ArrayLike<number>): string {
  return Array.from(words, (word) => (word >>> 0).toString(16).padStart(8, "0")).join(" ");
}

/** The published definition on BigInt, for comparison on other inputs. */
function referencePhilox(counter: readonly number[], key: readonly number[]): string {
  const mask = 0xffffffffn;
  let [x0, x1, x2, x3] = counter.map((word) => BigInt(word >>> 0));
  let [k0, k1] = key.map((word) => BigInt(word >>> 0));
  for (let round = 0; round < 10; round++) {
    const first = 0xd2511f53n * x0;
    const second = 0xcd9e8d57n * x2;
    [x0, x1, x2, x3] = [(second >> 32n) ^ x1 ^ k0, second & mask, (first >> 32n) ^ x3 ^ k1, first & mask];
    k0 = (k0 + 0x9e3779b9n) & mask;
    k1 = (k1 + 0xbb67ae85n) & mask;
  }
  return hex([x0, x1, x2, x3].map(Number));
}

test("Philox4x32-10 gives the known answers of its authors (Random123, kat_vectors)", () => {
  const ones = 0xffffffff;
  assert.is(philox([0, 0, 0, 0], [0, 0]), "6627e8d5 e169c58d bc57ac4c 9b00dbd8");
  assert.is(philox([ones, ones, ones, ones], [ones, ones]), "408f276d 41c83b0e a20bc7c6 6d5451fd");
  assert.is(
    philox([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0]),
    "d16cfe09 94fdcceb 5001e420 24126ea1",
  );
});

test("Philox agrees with its definition in integers of any size", () => {
  const stream = counterStream(1n, 1);
  for (let trial = 0; trial < 2000; trial++) {
    const words = Array.from({ length: 6 }, () => stream.next());
    assert.is(philox(words.slice(0, 4), words.slice(4)), referencePhilox(words.slice(0, 4), words.slice(4)));
  }
});

test("a stream is the sequence of blocks of its key, index and lane", () => {
  const key = 0x0123456789abcdefn;
  const stream = counterStream(key, 5 * 2 ** 32 + 7, 3);
  for (let block = 0; block < 5; block++) {
    const words = Array.from({ length: 4 }, () => stream.next());
    assert.is(hex(words), referencePhilox([block, 7, 5, 3], [0x89abcdef, 0x01234567]));
  }
});

test("clones go on alike and apart, from any position", () => {
  for (let position = 0; position < 12; position++) {
    const stream = counterStream(9n, 4);
    for (let i = 0; i < position; i++) stream.next();
    const clone = stream.clone();
    assert.equal(clone.getState(), stream.getState());
    const ahead = Array.from({ length: 9 }, () => clone.next());
    assert.equal(
      Array.from({ length: 9 }, () => stream.next()),
      ahead,
    );
    const state = stream.getState();
    assert.is(state[5], position + 9);
    const restored = new CounterStream(state[0], state[1], state[2], state[3], state[4], state[5]);
    assert.is(restored.next(), stream.next());
  }
});

test("streams of other keys, indices and lanes share no block", () => {
  const first = (stream: CounterStream) => hex(Array.from({ length: 4 }, () => stream.next()));
  const seen = new Set<string>();
  for (const key of [0n, 1n, 2n ** 32n, 2n ** 63n])
    for (const index of [0, 1, 2, 2 ** 32, 2 ** 53 - 1])
      for (const lane of [0, 1, 2047]) seen.add(first(counterStream(key, index, lane)));
  for (const seed of [0, 1, -1, 2 ** 31, 123]) seen.add(first(seededStream(seed)));
  assert.is(seen.size, 4 * 5 * 3 + 5);
});

test("longer keys are folded to 64 bits by xor", () => {
  const folded = counterStream(0xaaaaaaaaaaaaaaaan ^ 0x0123456789abcdefn ^ 1n, 3);
  const long = counterStream((1n << 128n) | (0xaaaaaaaaaaaaaaaan << 64n) | 0x0123456789abcdefn, 3);
  assert.is(long.next(), folded.next());
});

test("keys, indices and lanes out of range are refused", () => {
  assert.throws(() => counterStream(1n, -1), /index must be an integer/);
  assert.throws(() => counterStream(1n, 0.5), /index must be an integer/);
  assert.throws(() => counterStream(1n, 2 ** 53), /index must be an integer/);
  assert.throws(() => counterStream(1n, 0, 2048), /lane must be an integer/);
  assert.throws(() => counterStream(-1n, 0), /key must not be negative/);
});

test("fast-check draws from it, and alike from a clone", () => {
  const arbitrary = fc.tuple(fc.integer(), fc.array(fc.integer({ min: -3, max: 900 })), fc.maxSafeInteger());
  const draw = () => arbitrary.generate(new fc.Random(counterStream(77n, 5)), undefined).value;
  assert.equal(draw(), draw());
  const other = arbitrary.generate(new fc.Random(counterStream(77n, 6)), undefined).value;
  assert.not.equal(draw(), other);
});

/** Pearson's statistic of counts that should be equal. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

test("below(bound) is uniform, also where 2^32 is no multiple of the bound", () => {
  for (const bound of [2, 7, 10, 1000]) {
    const stream = counterStream(2n, bound);
    const counts = new Array<number>(bound).fill(0);
    for (let i = 0; i < 200 * bound; i++) counts[stream.below(bound)]++;
    // mean bound - 1, deviation sqrt(2 bound); eight deviations and a little for small bounds
    assert.ok(chiSquare(counts) < bound + 8 * Math.sqrt(2 * bound) + 20, `bound ${bound}: ${chiSquare(counts)}`);
  }
  // without rejection, residues below 2^32 - 3 * 2^30 would come twice as often
  const bound = 3 * 2 ** 30;
  const stream = counterStream(3n, 0);
  const thirds = [0, 0, 0];
  for (let i = 0; i < 30_000; i++) thirds[Math.floor(stream.below(bound) / 2 ** 30)]++;
  assert.ok(chiSquare(thirds) < 30, String(thirds));
});

test("every kind of real lies on its grid and in its range, and fills it evenly", () => {
  const stream = counterStream(4n, 0);
  const bins = {
    uniform: new Array<number>(16).fill(0),
    dyadic: new Array<number>(16).fill(0),
    full: new Array<number>(16).fill(0),
  };
  for (let i = 0; i < 40_000; i++) {
    const uniform = stream.uniform(-1, 3);
    assert.ok(uniform >= -1 && uniform < 3 && Number.isInteger((uniform + 1) * 2 ** 18));
    bins.uniform[Math.floor((uniform + 1) * 4)]++;
    const dyadic = stream.dyadic();
    assert.ok(dyadic >= -1 && dyadic < 1 && Number.isInteger(dyadic * 2 ** 30));
    bins.dyadic[Math.floor((dyadic + 1) * 8)]++;
    const full = stream.fullPrecision();
    assert.ok(full > -1 && full < 1 && Math.abs(full * 2 ** 53) % 2 === 1);
    bins.full[Math.floor((full + 1) * 8)]++;
    const unit = stream.openUnit();
    assert.ok(unit > 0 && unit < 1 && 1 - (1 - unit) === unit);
  }
  for (const counts of Object.values(bins)) assert.ok(chiSquare(counts) < 15 + 8 * Math.sqrt(30), String(counts));
});

test("words pass for independent: bits balanced, neighbours uncorrelated, neighbouring streams too", () => {
  const count = 50_000;
  const ones = new Array<number>(32).fill(0);
  let products = 0;
  let across = 0;
  const stream = counterStream(5n, 10);
  const neighbour = counterStream(5n, 11);
  let before = 0;
  for (let i = 0; i < count; i++) {
    const word = stream.next();
    for (let bit = 0; bit < 32; bit++) ones[bit] += (word >>> bit) & 1;
    products += (word / 2 ** 31) * before;
    across += (word / 2 ** 31) * (neighbour.next() / 2 ** 31);
    before = word / 2 ** 31;
  }
  for (const n of ones) assert.ok(Math.abs(n - count / 2) < 6 * Math.sqrt(count / 4), String(n));
  // products of independent uniforms on [-1, 1] have variance 1/9
  assert.ok(Math.abs(products) < (6 * Math.sqrt(count)) / 3, String(products));
  assert.ok(Math.abs(across) < (6 * Math.sqrt(count)) / 3, String(across));
});

test.run();
