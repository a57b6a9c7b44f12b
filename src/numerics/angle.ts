import { Ball } from "./ball.js";

/**
 * Angles from + - * / and square roots alone. Math.atan2 promises no error bound; here every rounding is in the radius,
 * because the formulas run in ball arithmetic.
 */

/** pi = Math.PI + e, |e| < 1.23e-16 < 2^-52; the language fixes Math.PI to the nearest double. */
export const PI = Ball.of(Math.PI, 2 ** -52);

/** atan t = 2 atan(t / (1 + sqrt(1 + t^2))), so often that the series of what is left is short. */
const HALVINGS = 4;
/** Terms t^(2k + 1)/(2k + 1), k < TERMS. */
const TERMS = 8;

/**
 * Enclosure of atan t for any known t; relative error about 2^-48 for an exact one. The function is 1-Lipschitz and
 * evaluated at the midpoint: the radius of t is added to that of the result.
 *
 * |t| > 1 goes through pi/2 - atan(1/t). Four halvings leave |t| <= tan(pi/64) < 0.05; the series alternates with
 * falling terms, so cutting it errs by less than the first term left out, below 0.05^17/17 < 2^-76 |t|.
 */
export function arctangent(t: Ball): Ball {
  if (!t.known) return t;
  if (t.mid === 0 && t.rad === 0) return t;
  const at = arctangentOf(Ball.exact(t.mid));
  return t.rad === 0 ? at : at.plus(new Ball(0, t.rad, t.estimated));
}

function arctangentOf(t: Ball): Ball {
  const one = Ball.exact(1);
  if (t.mid > 1) return PI.timesPowerOfTwo(-1).minus(arctangentOf(one.over(t)));
  if (t.mid < -1) return arctangentOf(t.negate()).negate();
  let rest = t;
  for (let k = 0; k < HALVINGS; k++) rest = rest.over(one.plus(one.plus(rest.times(rest)).sqrt()));
  const square = rest.times(rest);
  let series = Ball.exact(0);
  for (let k = TERMS - 1; k >= 0; k--) {
    const coefficient = one.over(Ball.exact(2 * k + 1));
    series = (k % 2 === 0 ? coefficient : coefficient.negate()).plus(series.times(square));
  }
  const sum = rest.times(series);
  const cut = rest.abs().upper() * 2 ** -75;
  return sum.plus(new Ball(0, cut)).timesPowerOfTwo(HALVINGS);
}

/**
 * The angle in [0, pi] of the vector (x, y), y >= 0: exact 0 for an exact y = 0 and x > 0. Unknown where the enclosure of
 * (x, y) contains the origin, or nearly.
 */
export function angleOf(x: Ball, y: Ball): Ball {
  if (!x.known || !y.known) return Ball.unknown();
  if (y.mid <= Math.abs(x.mid)) {
    const tilt = arctangent(y.over(x.abs()));
    if (x.lower() > 0) return tilt;
    return x.upper() < 0 ? PI.minus(tilt) : Ball.unknown();
  }
  return PI.timesPowerOfTwo(-1).minus(arctangent(x.over(y)));
}
