import type { Real } from "../../numerics/real.js";
import type { Algebra } from "../objective/algebra.js";
import type { ActivationData } from "./data.js";

/** An activation with its slope; slopes are even or increasing, so that their least value on [-T, T] is at -T. */
export interface Activation {
  value(z: Real): Real;
  slope(z: Real): Real;
  /** sup |sigma''| */
  readonly curvature: Real;
}

/**
 * All from exp, log and arctan alone, each formula with one occurrence of the exponential, or with relative accuracy:
 * tanh z = 2 / (1 + e^(-2z)) - 1, sech^2 z = 4 E / (1 + E)^2 with E = e^(-2|z|); logistic(z) = 1 / (1 + e^(-z)) for z >= 0, else
 * e^z / (1 + e^z); softplus0(z) = max(z, 0) + log((1 + e^(-|z|)) / 2). Errors are carried by the numbers themselves.
 */
export function activationIn(algebra: Algebra, data: ActivationData): Activation {
  const { arithmetic } = algebra;
  const number = (x: number): Real => arithmetic.number(x);
  const one = number(1);
  const two = number(2);
  const isZero = (z: Real): boolean => z.order(number(0)) === "=";
  if (data === "tanh")
    return {
      value(z) {
        if (isZero(z)) return z;
        const isNegative = z.toBall().mid < 0;
        const size = isNegative ? z.negate() : z;
        const tanh = two.over(one.plus(two.times(size).negate().exp())).minus(one);
        return isNegative ? tanh.negate() : tanh;
      },
      slope(z) {
        if (isZero(z)) return one;
        const E = two.times(z.abs()).negate().exp();
        return number(4).times(E).over(one.plus(E).power(2));
      },
      curvature: number(4).over(number(3).times(number(3).sqrt())),
    };
  if (data === "atan")
    return {
      value: (z) => algebra.arctangent(z),
      slope: (z) => one.over(one.plus(z.power(2))),
      curvature: number(3).times(number(3).sqrt()).over(number(8)),
    };
  const logistic = (z: Real): Real => {
    if (isZero(z)) return one.over(two);
    if (z.toBall().mid >= 0) return one.over(one.plus(z.negate().exp()));
    const E = z.exp();
    return E.over(one.plus(E));
  };
  const softplus0 = (z: Real): Real => {
    if (isZero(z)) return z;
    const tail = one.plus(z.abs().negate().exp()).over(two).log();
    return z.max(number(0)).plus(tail);
  };
  if (data === "softplus0") return { value: softplus0, slope: logistic, curvature: one.over(number(4)) };
  const beta = number(data.leakySoftplus0);
  const rest = one.minus(beta);
  return {
    value: (z) => beta.times(z).plus(rest.times(softplus0(z))),
    slope: (z) => beta.plus(rest.times(logistic(z))),
    curvature: rest.over(number(4)),
  };
}
