import { test } from "uvu";
import * as assert from "uvu/assert";
import { Ball } from "./ball.js";
import { seededStream } from "./random.js";
import { decimal, exactDecimal, isWithin } from "./testing/decimal.js";
import { cosine, sine } from "./trigonometric.js";

// mpmath, 40 digits; among them the doubles nearest to multiples of pi/2
const VALUES: readonly (readonly [number, string, string])[] = [
  [0.5, "0.4794255386042030002732879352155713880818", "0.8775825618903727161162815826038296519916"],
  [-1.0, "-0.8414709848078965066525023216302989996226", "0.5403023058681397174009366074429766037323"],
  [3.0, "0.1411200080598672221007448028081102798469", "-0.9899924966004454572715727947312613023937"],
  [Math.PI, "1.224646799147353177226065932274997997083e-16", "-0.9999999999999999999999999999999925012011"],
  [22.0, "-0.008851309290403875921690256815772332463289", "-0.999960826394637126454174739212693774136"],
  [355.0, "-0.00003014435335948844921433028000865009959026", "-0.9999999995456589801659358416927540811238"],
  [Math.PI / 2, "0.9999999999999999999999999999999981253003", "6.12323399573676588613032966137500146464e-17"],
  [-710.0, "-0.00006028870669158526593348379992276719303406", "0.9999999981826359210765948913787312862734"],
  [100000.0, "0.03574879797201650931647050069580882900905", "-0.9993608074382124518911354141448022032354"],
  [524287.25, "-0.5493507008397368001127533884440750560113", "0.8355918905104871835932027991470957394762"],
  [104348.0, "-0.00001101501758424055688621168230459696452484", "-0.9999999999393346938075955234526880039969"],
  [2 ** -40, "9.094947017729282379150389371139359122893e-13", "0.9999999999999999999999995864096937234862"],
];

const near = (ball: Ball, truth: string): boolean =>
  isWithin(decimal(truth), exactDecimal(ball.mid), exactDecimal(ball.rad).plus(decimal(truth).abs().times("1e-38")));

test("sine and cosine against 40 digits of mpmath, also next to multiples of a quarter turn", () => {
  for (const [x, s, c] of VALUES) {
    assert.ok(near(sine(Ball.exact(x)), s), `sin ${x}`);
    assert.ok(near(cosine(Ball.exact(x)), c), `cos ${x}`);
    assert.ok(sine(Ball.exact(x)).rad <= 5 * 2 ** -53 * Math.abs(Number(s)) + 2 ** -63, `sin ${x} is sharp`);
  }
});

test("random doubles of all sizes: enclosed, to a relative 4u where nothing is reduced", () => {
  const stream = seededStream(71);
  for (let k = 0; k < 400; k++) {
    const x = stream.sign() * stream.openUnit() * 2 ** stream.integer(-30, 10);
    const truth = exactDecimal(x);
    const [s, c] = [sine(Ball.exact(x)), cosine(Ball.exact(x))];
    assert.ok(isWithin(truth.sin(), exactDecimal(s.mid), exactDecimal(s.rad)), `sin ${x}`);
    assert.ok(isWithin(truth.cos(), exactDecimal(c.mid), exactDecimal(c.rad)), `cos ${x}`);
    if (Math.abs(x) < 0.78) assert.ok(s.rad <= 4.01 * 2 ** -53 * Math.abs(s.mid) + 2 ** -1070, `sin ${x} is sharp`);
  }
});

test("a ball's sine contains that of its ends; wide and unknown balls", () => {
  const stream = seededStream(72);
  for (let k = 0; k < 60; k++) {
    const mid = stream.sign() * stream.openUnit() * 8;
    const rad = stream.openUnit() * 2 ** -stream.integer(0, 30);
    const ball = sine(Ball.of(mid, rad));
    for (const end of [mid - rad, mid + rad])
      assert.ok(isWithin(exactDecimal(end).sin(), exactDecimal(ball.mid), exactDecimal(ball.rad)), `${mid} +- ${rad}`);
  }
  assert.equal(
    [sine(Ball.exact(0)), cosine(Ball.exact(0))].map(({ mid, rad }) => [mid, rad]),
    [
      [0, 0],
      [1, 0],
    ],
  );
  for (const wide of [Ball.of(1, 100), Ball.exact(2 ** 21)]) assert.equal([cosine(wide).mid, cosine(wide).rad], [0, 1]);
  assert.not(sine(Ball.unknown()).known);
  assert.is(sine(Ball.estimate(1, 0.125)).estimated, true);
});

test.run();
