import { test } from "uvu";
import * as assert from "uvu/assert";
import { Rational } from "./rational.js";
import { RootSum } from "./root-sum.js";
import { TestRandom } from "./testing/random.js";

const root = (n: number | bigint, d = 1): RootSum => RootSum.squareRoot(Rational.of(BigInt(n), BigInt(d)));
const rational = (n: number | bigint, d = 1): RootSum => RootSum.rational(Rational.of(BigInt(n), BigInt(d)));

function sure(value: RootSum | undefined): RootSum {
  assert.ok(value !== undefined, "the result left the root sums");
  return value as RootSum;
}

test("zero is decided exactly", () => {
  assert.ok(sure(root(8).minus(sure(rational(2).times(root(2))))).isZero);
  assert.ok(sure(root(1, 2).minus(sure(rational(1, 2).times(root(2))))).isZero);
  // (sqrt 2 + sqrt 3)^2 = 5 + 2 sqrt 6
  const sum = sure(root(2).plus(root(3)));
  assert.ok(sure(sure(sum.times(sum)).minus(sure(rational(5).plus(root(24))))).isZero);
  // classes are recognised without factoring: (10^20 + 39)^2 * 12 and 3
  const p = 10n ** 20n + 39n;
  assert.ok(sure(root(12n * p * p).minus(sure(rational(2n * p).times(root(3))))).isZero);
  assert.not(sure(sure(root(2).plus(root(3))).minus(root(10))).isZero);
});

test("sign of tiny differences", () => {
  // sqrt 2 against a convergent p/q: differs by about 1/(2 sqrt 2 q^2)
  let [p, q] = [1n, 1n];
  for (let i = 0; i < 200; i++) {
    [p, q] = [p + 2n * q, p + q];
    const difference = sure(root(2).minus(RootSum.rational(Rational.of(p, q))));
    assert.is(difference.sign, 2n * q * q > p * p ? 1 : -1, `${i}`);
  }
});

test("field laws on random sums", () => {
  const random = new TestRandom(29);
  const element = (): RootSum => {
    let sum = rational(random.between(-9, 9), random.between(1, 9));
    for (let k = random.below(3); k > 0; k--) {
      const term = sure(rational(random.between(-5, 5), random.between(1, 5)).times(root(random.between(2, 15))));
      sum = sure(sum.plus(term));
    }
    return sum;
  };
  let inverses = 0;
  let distributions = 0;
  for (let i = 0; i < 600; i++) {
    const [x, y, z] = [element(), element(), element()];
    assert.ok(sure(sure(x.plus(y)).minus(sure(y.plus(x)))).isZero, "commutative sum");
    const xz = x.times(z);
    const distributed = xz === undefined ? undefined : x.times(y)?.plus(xz);
    const together = x.times(sure(y.plus(z)));
    if (distributed !== undefined && together !== undefined) {
      distributions++;
      assert.ok(sure(distributed.minus(together)).isZero);
    }
    const inverse = x.inverse();
    if (x.isZero) assert.is(inverse, undefined);
    if (inverse === undefined) continue;
    inverses++;
    assert.ok(sure(x.times(inverse)?.minus(rational(1))).isZero, `inverse ${i}`);
    assert.is(inverse.sign, x.sign);
  }
  assert.ok(inverses > 500 && distributions > 300, `${inverses} inverses, ${distributions} distributions`);
});

test("the inverse of three dependent classes: 1/(sqrt 2 + sqrt 3 + sqrt 6)", () => {
  const x = sure(sure(root(2).plus(root(3))).plus(root(6)));
  assert.ok(sure(sure(x.times(sure(x.inverse()))).minus(rational(1))).isZero);
});

test("square roots denest where they can", () => {
  // sqrt(5 + 2 sqrt 6) = sqrt 2 + sqrt 3 and sqrt(3 - 2 sqrt 2) = sqrt 2 - 1
  const a = sure(sure(rational(5).plus(root(24))).squareRoot());
  assert.ok(sure(a.minus(sure(root(2).plus(root(3))))).isZero);
  const b = sure(sure(rational(3).minus(root(8))).squareRoot());
  assert.ok(sure(b.minus(sure(root(2).minus(rational(1))))).isZero);
  assert.is(sure(rational(1).plus(root(2))).squareRoot(), undefined);
  assert.is(root(2).squareRoot(), undefined);
  assert.is(rational(-1).squareRoot(), undefined);
  assert.ok(sure(rational(9, 4).squareRoot()?.minus(rational(3, 2))).isZero);
});

test("squares of denested roots give back the radicand", () => {
  const random = new TestRandom(31);
  let found = 0;
  for (let i = 0; i < 400; i++) {
    const x = sure(
      root(random.between(1, 30)).plus(sure(rational(random.between(-3, 3)).times(root(random.between(1, 30))))),
    );
    const square = sure(x.times(x));
    const back = square.squareRoot();
    if (back === undefined) continue;
    found++;
    assert.ok(sure(sure(back.times(back)).minus(square)).isZero);
    assert.ok(back.sign >= 0);
  }
  assert.ok(found > 300, `${found}`);
});

test("sums that grow too long are given up", () => {
  const primes = [2, 3, 5, 7, 11, 13, 17, 19, 23];
  let sum: RootSum | undefined = rational(0);
  for (const p of primes) sum = sum?.plus(root(p));
  assert.is(sum, undefined);
  assert.is(RootSum.rational(Rational.of((1n << 30_000n) + 1n)).plus(rational(1)), undefined);
});

test.run();
