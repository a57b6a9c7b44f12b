import { Ball } from "./ball.js";
import { addUp } from "./rounding.js";

/** The ball of a number >= 0 that lies within `rad` of a number in `ball`. */
export function widenNonnegative(ball: Ball, rad: number): Ball {
  if (rad === 0) return ball;
  const wide = new Ball(ball.mid, addUp(ball.rad, rad), ball.estimated);
  return wide.lower() < 0 && wide.known ? Ball.between(0, Math.max(0, wide.upper()), ball.estimated) : wide;
}
