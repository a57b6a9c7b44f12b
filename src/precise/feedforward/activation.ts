import type { ActivationData } from "../../models/feedforward/data.js";
import { angleOf } from "../angle.js";
import { DyadicBall } from "../dyadic-ball.js";
import { real } from "../objective/ring.js";
import { PreciseReal } from "../real.js";

/** An activation with its slope, in (0, 1]; slopes decrease with |z| or increase with z, so -T has the least on [-T, T]. */
export interface ExactActivation {
  value(z: PreciseReal): PreciseReal;
  slope(z: PreciseReal): PreciseReal;
  /** sup |sigma''| */
  readonly curvature: PreciseReal;
}

const one = (): PreciseReal => real(1);
const isZero = (z: PreciseReal): boolean => z.exact?.isZero === true;
const root3 = (): PreciseReal => real(3).sqrt();

/** From hyperbolic sines and cosines; the precision is raised on demand, so that no form needs to avoid cancellation. */
const tanh: ExactActivation = {
  value(z) {
    if (isZero(z)) return z;
    const [up, down] = [z.exp(), z.negate().exp()];
    return up.minus(down).over(up.plus(down));
  },
  slope(z) {
    if (isZero(z)) return one();
    return real(2).over(z.exp().plus(z.negate().exp())).power(2);
  },
  get curvature() {
    return real(4).times(root3()).over(real(9));
  },
};

const atan: ExactActivation = {
  value(z) {
    if (isZero(z)) return z;
    // The angle of (1, |z|)
    return PreciseReal.enclosed((bits) => {
      const ball = z.at(bits + 16);
      if (!ball.known) return ball;
      const isBelow = ball.mid < 0n;
      const angle = angleOf(DyadicBall.one, isBelow ? ball.negate() : ball, bits + 8);
      return isBelow ? angle.negate() : angle;
    });
  },
  slope: (z) => one().over(z.times(z).plus(one())),
  get curvature() {
    return real(0.375).times(root3());
  },
};

/** beta z + (1 - beta) log((1 + e^z) / 2); softplus itself for beta = 0 */
function softplus(beta: number): ExactActivation {
  const rest = one().minus(real(beta));
  return {
    value(z) {
      if (isZero(z)) return z;
      return real(beta)
        .times(z)
        .plus(rest.times(z.exp().plus(one()).over(real(2)).log()));
    },
    slope: (z) => real(beta).plus(rest.over(isZero(z) ? real(2) : z.negate().exp().plus(one()))),
    curvature: rest.times(real(0.25)),
  };
}

export function exactActivation(data: ActivationData): ExactActivation {
  switch (data) {
    case "tanh":
      return tanh;
    case "atan":
      return atan;
    case "softplus0":
      return softplus(0);
    default:
      return softplus(data.leakySoftplus0);
  }
}
