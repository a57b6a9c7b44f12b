import { length, real } from "../objective/ring.js";
import type { PreciseReal } from "../real.js";
import type { Row } from "./layers.js";

interface Setting {
  /** |x_i| */
  readonly inputNorms: Row;
  /** Bounds of ||W_1||, ..., ||W_L|| at the centre */
  readonly norms: Row;
  /** e_i at the centre */
  readonly errors: Row;
  /** sup |sigma''| */
  readonly bend: PreciseReal;
}

/**
 * Bounds of the Hessian of S = sum e_i^2 on the ball of radius rho: 2 sum grad e_i grad e_i' + 2 sum e_i Hess e_i is at most
 * 2 sum P_i^2 + 2 |e| |Q| and at least -2 |e| |Q|, with |grad e_i| <= P_i, ||Hess e_i|| <= Q_i, |e_i| <= |e_i(centre)| + rho P_i there.
 * Layer by layer, for slopes in [0, 1]: what leaves layer l is at most Z in norm, moves at most with speed P along a unit
 * direction of the weights, and bends at most by Q. With N = ||W_l|| + rho, W_l z moves with speed at most sqrt(Z^2 + N^2 P^2) (the
 * direction's share in W_l, and below it) and bends by 2 (share above)(share below) P + N Q <= P + N Q; the activation adds
 * sup |sigma''| times the squared speed.
 */
export function curvatureBounds({ inputNorms, norms, errors, bend }: Setting, rho: PreciseReal) {
  const bounds = inputNorms.map((size) => {
    let state = { Z: size, square: real(0), Q: real(0) };
    for (const [l, norm] of norms.entries()) {
      const N = norm.plus(rho);
      const square = state.Z.power(2).plus(N.power(2).times(state.square));
      const linear = state.square.sqrt().plus(N.times(state.Q));
      const isOutput = l === norms.length - 1;
      state = { Z: state.Z.times(N), square, Q: isOutput ? linear : linear.plus(bend.times(square)) };
    }
    return state;
  });
  const e = length(errors.map((error, i) => error.abs().plus(rho.times(bounds[i].square.sqrt()))));
  const Q = length(bounds.map((bound) => bound.Q));
  const concave = real(2).times(e.times(Q));
  const speeds = bounds.reduce((sum, { square }) => sum.plus(square), real(0));
  return { concave, steep: real(2).times(speeds).plus(concave) };
}
