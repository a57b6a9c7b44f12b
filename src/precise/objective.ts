import type { FeedforwardData } from "../models/feedforward/data.js";
import { FeedforwardIn } from "../models/feedforward/network.js";
import type { Algebra } from "../models/objective/algebra.js";
import type { Real } from "../numerics/real.js";
import { angleOf } from "./angle.js";
import type { Budget } from "./budget.js";
import { DyadicBall } from "./dyadic-ball.js";
import { rankOf } from "./integer-matrix.js";
import { FractionMatrix } from "./linear-network/fraction-matrix.js";
import { symmetricEigenvalues } from "./linear-network/spectrum.js";
import { Rational } from "./rational.js";
import { PreciseReal, preciseArithmetic } from "./real.js";
import { gramEigenvalues } from "./singular-values.js";
import { DyadicMatrix } from "./vectors.js";

/**
 * Feedforward networks in the second arithmetic. The formulas of the theorems are the statement's own and
 * are written once; every sum, root, eigenvalue, rank and exponential that they are evaluated with is this folder's.
 */
function algebraOf(budget: Budget): Algebra {
  return {
    arithmetic: preciseArithmetic,
    isExact: true,
    gramEigenvalues: (matrix) => gramEigenvalues(DyadicMatrix.fromDoubles(matrix).toColumns(), budget),
    symmetricEigenvalues: (matrix) => symmetricEigenvalues(FractionMatrix.fromDoubles(matrix), budget).reverse(),
    rank: (matrix) => rankOf(FractionMatrix.fromDoubles(matrix).integers, budget),
    between(low, high) {
      const a = Rational.fromNumber(low);
      const b = Rational.fromNumber(high);
      return PreciseReal.enclosed((bits) => {
        const middle = DyadicBall.fromRational(a.plus(b), bits).scaled(-1);
        const reach = DyadicBall.fromRational(b.minus(a), bits).scaled(-1);
        return middle.plus(DyadicBall.of(0n, reach.exponent, reach.high), bits);
      });
    },
    arctangent: (x) => arctangent(x),
  };
}

function arctangent(x: Real): Real {
  if (!(x instanceof PreciseReal)) throw new TypeError("a number of another arithmetic");
  if (x.exact?.isZero) return x;
  // The angle of (1, x) for x >= 0; atan is odd.
  return PreciseReal.enclosed((bits) => {
    const ball = x.at(bits + 8);
    const isNegative = ball.mid < 0n;
    const angle = angleOf(DyadicBall.one, isNegative ? ball.negate() : ball, bits);
    return isNegative ? angle.negate() : angle;
  });
}

export const exactFeedforward = (data: FeedforwardData, budget: Budget): FeedforwardIn =>
  new FeedforwardIn(algebraOf(budget), data);
