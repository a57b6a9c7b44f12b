import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  bitLength,
  ceilDivide,
  exactSquareRoot,
  exactSquareRootOfProduct,
  floorDivide,
  gcd,
  integerSquareRoot,
  trailingZeros,
} from "./integers.js";
import { TestRandom } from "./testing/random.js";

const isRangeError = (error: Error): boolean => error instanceof RangeError;

test("bitLength is right or one too many, at every length", () => {
  for (let k = 0; k < 3000; k += 7) {
    const power = 1n << BigInt(k);
    for (const x of [power, power - 1n, power + 1n, -power, power + (power >> 1n)]) {
      const true_ = x === 0n ? 0 : (x < 0n ? -x : x).toString(2).length;
      const length = bitLength(x);
      assert.ok(length >= true_ && length <= true_ + 3, `${k}: ${length} for ${true_}`);
      if (k < 1000) assert.ok(length <= true_ + 1, `${k}: ${length} for ${true_}`);
    }
  }
});

test("bitLength is exact for powers of two, also beyond the doubles", () => {
  for (let k = 0; k < 2100; k++) assert.is(bitLength(1n << BigInt(k)), k + 1);
});

test("trailingZeros", () => {
  const random = new TestRandom(3);
  assert.is(trailingZeros(0n), 0);
  for (let k = 0; k < 1500; k++) {
    const odd = random.integer(200) * 2n + 1n;
    assert.is(trailingZeros(odd << BigInt(k)), k);
  }
  assert.is(trailingZeros(1n << 5000n), 5000);
});

test("gcd divides both, and leaves them coprime", () => {
  const random = new TestRandom(5);
  for (let i = 0; i < 2000; i++) {
    const common = random.integer(80) * 2n + 1n;
    const a = random.integer(200) * common;
    const b = random.integer(300) * common;
    const g = gcd(a, b);
    if (a === 0n && b === 0n) {
      assert.is(g, 0n);
      continue;
    }
    assert.ok(g > 0n && a % g === 0n && b % g === 0n && g % (common < 0n ? -common : common) === 0n);
    // Independent of the implementation: Bezout's identity by the extended algorithm.
    assert.is(bezout(a, b), g);
  }
});

function bezout(a: bigint, b: bigint): bigint {
  let [r0, r1, s0, s1] = [a, b, 1n, 0n];
  while (r1 !== 0n) {
    const q = r0 / r1;
    [r0, r1, s0, s1] = [r1, r0 - q * r1, s1, s0 - q * s1];
  }
  const g = r0 < 0n ? -r0 : r0;
  const s = r0 < 0n ? -s0 : s0;
  assert.ok(b === 0n || (g - a * s) % b === 0n);
  return g;
}

test("integerSquareRoot is the floor, next to squares and at every size", () => {
  const random = new TestRandom(7);
  for (let i = 0; i < 3000; i++) {
    const root = random.integer([8, 30, 53, 60, 300, 520, 900, 3000][i % 8]);
    const square = root * root;
    for (const x of [square - 1n, square, square + 1n, square + 2n * (root < 0n ? -root : root)]) {
      if (x < 0n) continue;
      const r = integerSquareRoot(x);
      assert.ok(r * r <= x && (r + 1n) * (r + 1n) > x, `${x}`);
    }
  }
  assert.throws(() => integerSquareRoot(-1n), isRangeError);
});

test("exactSquareRoot accepts squares and nothing else", () => {
  const random = new TestRandom(11);
  for (let x = 0n; x < 5000n; x++) {
    const root = integerSquareRoot(x);
    assert.is(exactSquareRoot(x), root * root === x ? root : undefined);
  }
  for (let i = 0; i < 2000; i++) {
    const root = random.integer(200);
    const size = root < 0n ? -root : root;
    assert.is(exactSquareRoot(root * root), size);
    if (size > 1n) assert.is(exactSquareRoot(root * root + 1n), undefined);
  }
});

test("exactSquareRootOfProduct recognises common square classes without factoring", () => {
  const random = new TestRandom(13);
  for (let i = 0; i < 1000; i++) {
    const core = random.integer(60) ** 2n + 2n;
    const a = random.integer(40) ** 2n + 1n;
    const b = random.integer(40) ** 2n + 1n;
    assert.is(exactSquareRootOfProduct(core * a * a, core * b * b), core * a * b);
    const product = core * a * (core * b);
    const root = integerSquareRoot(product);
    assert.is(exactSquareRootOfProduct(core * a, core * b), root * root === product ? root : undefined);
  }
});

test("floorDivide and ceilDivide round towards minus and plus infinity", () => {
  for (let a = -20n; a <= 20n; a++)
    for (let b = 1n; b < 7n; b++) {
      const low = floorDivide(a, b);
      assert.ok(low * b <= a && (low + 1n) * b > a);
      const high = ceilDivide(a, b);
      assert.ok(high * b >= a && (high - 1n) * b < a);
    }
});

test.run();
