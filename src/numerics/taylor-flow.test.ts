import { test } from "uvu";
import * as assert from "uvu/assert";
import { Ball } from "./ball.js";
import type { Real } from "./real.js";
import { enclosedFlow, FLOW_ORDER, type TapeField } from "./taylor-flow.js";
import { TapeNumber, TaylorTape } from "./taylor-tape.js";

type Gradient = (x: readonly Real[], number: (value: number) => Real) => readonly Real[];

function field(dimension: number, gradient: Gradient, concavity: TapeField["concavity"]): TapeField {
  const tape = new TaylorTape(FLOW_ORDER + 1);
  const variables = Array.from({ length: dimension }, () => tape.variable());
  const written = gradient(variables, (value) => tape.arithmetic.number(value));
  return {
    tape,
    variables,
    gradient: written.map((entry) =>
      entry instanceof TapeNumber ? entry : assert.unreachable("not on the tape"),
    ) as never,
    concavity,
  };
}

/** The enclosure holds the true value, and is narrow. */
function holds(centre: number, radius: number, truth: number, width: number): void {
  assert.ok(
    Math.abs(centre - truth) <= radius + Math.abs(truth) * 2 ** -53,
    `${truth} is not within ${radius} of ${centre}`,
  );
  assert.ok(radius <= width, `${radius} is more than ${width}`);
}

/** True values: closed forms evaluated with mpmath to 40 digits; here the nearest doubles, which the widths leave room for. */
test("x' = -x: e^(-t), the error added up over long times", () => {
  const decay = field(
    1,
    ([x]) => [x],
    () => 0,
  );
  const times = [0, 0.1, 1, 10, 30];
  const truths = [1, 0.9048374180359596, 0.36787944117144233, 4.5399929762484854e-5, 9.357622968840175e-14];
  const states = enclosedFlow(decay, Float64Array.of(1), times);
  assert.is(states.length, times.length);
  for (const [i, { centre, radius }] of states.entries()) holds(centre[0], radius, truths[i], 1e-14);
});

test("x' = -x^3, y' = -sin y: 1 / sqrt(1 + 2t) and 2 atan(e^(-t) tan(1/2))", () => {
  const pair = field(
    2,
    ([x, y]) => [x.power(3), (y as TapeNumber).sine()],
    // 3 x^2 >= 0, cos y >= cos(|y| + rho) >= 1 - (|y| + rho)^2 / 2
    ([, y], rho) => Math.max(0, (Math.abs(y) + rho) ** 2 / 2 - 1),
  );
  const states = enclosedFlow(pair, Float64Array.of(1, 1), [0.5, 3]);
  const truths = [
    [Math.SQRT1_2, 0.639927562708324],
    [0.37796447300922725, 0.05438419078470275],
  ];
  states.forEach(({ centre, radius }, i) => {
    holds(centre[0], radius, truths[i][0], 1e-13);
    holds(centre[1], radius, truths[i][1], 1e-13);
  });
});

test("expanding directions: x' = x in the saddle loses what e^t loses, and no more", () => {
  const saddle = field(
    2,
    ([x, y], number) => [x, number(-1).times(y)],
    () => 1,
  );
  const [{ centre, radius }] = enclosedFlow(saddle, Float64Array.of(1, 2 ** -20), [20]);
  holds(centre[0], radius, 2.061153622438558e-9, 1e-5);
  holds(centre[1], radius, 462.6895860765474, 1e-5);
});

test("quotients, roots and exponentials on the tape", () => {
  // x' = -e^x: -log(1 + t) from 0; x' = -sqrt(x): (1 - t/2)^2 from 1; x' = -1/x: sqrt(1 - 2t) from 1
  const three = field(
    3,
    ([a, b, c], number) => [a.exp(), b.sqrt(), number(1).over(c)],
    // e^x > 0; 1/(2 sqrt x) > 0; -1/x^2 >= -1/(x - rho)^2
    ([, , c], rho) => (c > rho ? 1.000001 / (c - rho) ** 2 : Number.POSITIVE_INFINITY),
  );
  const [{ centre, radius }] = enclosedFlow(three, Float64Array.of(0, 1, 1), [0.25]);
  holds(centre[0], radius, -0.22314355131420976, 1e-13);
  holds(centre[1], radius, 0.765625, 1e-13);
  holds(centre[2], radius, Math.SQRT1_2, 1e-13);
});

test("a flow that ends is not followed beyond its end", () => {
  const blowUp = field(
    1,
    ([x], number) => [number(-1).times(x.power(2))],
    ([x], rho) => 2 * (Math.abs(x) + rho),
  );
  const states = enclosedFlow(blowUp, Float64Array.of(1), [0.5, 2]);
  assert.is(states.length, 1);
  holds(states[0].centre[0], states[0].radius, 2, 1e-13);
});

test("an unknown concavity certifies nothing", () => {
  const unknown = field(
    1,
    ([x]) => [x],
    () => Number.NaN,
  );
  assert.is(enclosedFlow(unknown, Float64Array.of(1), [1]).length, 0);
});

test("a number on the tape that is only known as a ball widens the coefficients", () => {
  const tape = new TaylorTape(2);
  const x = tape.variable();
  const y = x.times(tape.ball(Ball.of(2, 0.5)));
  tape.set(x, 0, 3, 0);
  tape.compute(0);
  assert.is(tape.mid(y, 0), 6);
  assert.ok(tape.rad(y, 0) >= 1.5 && tape.rad(y, 0) < 1.5001);
});

test.run();
