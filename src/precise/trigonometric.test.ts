import { all, type BigNumber, create } from "mathjs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { DyadicBall } from "./dyadic-ball.js";
import { TestRandom } from "./testing/random.js";
import { cosine, sine } from "./trigonometric.js";

/** The oracle: decimal arithmetic of 160 digits, by other people's code. */
const oracle = create(all, { number: "BigNumber", precision: 160 });
const big = (x: string | number): BigNumber => oracle.bignumber(x) as BigNumber;

function assertContains(ball: DyadicBall, value: BigNumber, message: string): void {
  assert.ok(ball.known, `${message}: unknown`);
  const unit = big(2).pow(ball.exponent);
  const slack = big("1e-148");
  assert.ok(big(ball.low.toString()).times(unit).minus(slack).lte(value), `${message}: below`);
  assert.ok(big(ball.high.toString()).times(unit).plus(slack).gte(value), `${message}: above`);
}

const decimal = (m: bigint, exponent: number): BigNumber => big(m.toString()).times(big(2).pow(exponent));

test("sine and cosine enclose the oracle's values, narrowly", () => {
  const random = new TestRandom(41);
  for (let i = 0; i < 80; i++) {
    const bits = [30, 64, 130, 256, 400][i % 5];
    const mantissa = random.integer(60);
    const exponent = random.between(-110, -46);
    const x = DyadicBall.of(mantissa, exponent);
    for (const [ball, truth] of [
      [sine(x, bits), decimal(mantissa, exponent).sin()],
      [cosine(x, bits), decimal(mantissa, exponent).cos()],
    ] as const) {
      assertContains(ball, truth, `${i}: ${mantissa} 2^${exponent}`);
      assert.ok(ball.radiusBits <= -bits, `${i}: radius 2^${ball.radiusBits} for ${bits} bits`);
    }
  }
});

test("balls: both ends are inside; zero is exact, nothing known gives [-1, 1]", () => {
  const random = new TestRandom(42);
  for (let i = 0; i < 30; i++) {
    const mid = random.integer(30);
    const rad = random.between(1, 1 << 20);
    const ball = sine(DyadicBall.of(mid, -26, BigInt(rad)), 80);
    for (const end of [mid - BigInt(rad), mid + BigInt(rad)]) assertContains(ball, decimal(end, -26).sin(), `${i}`);
  }
  assert.equal(sine(DyadicBall.zero, 64), DyadicBall.zero);
  assert.equal(cosine(DyadicBall.zero, 64), DyadicBall.one);
  const nothing = cosine(DyadicBall.everything, 64);
  assert.equal([nothing.low, nothing.high, nothing.exponent], [-1n, 1n, 0]);
});

test.run();
