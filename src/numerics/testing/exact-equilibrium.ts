import type { Matrix } from "../matrix.js";
import { exactSolve, rationalMatrix } from "./exact-linear-algebra.js";
import { ONE, Rational, ZERO } from "./rational.js";

/**
 * All z with z = max(gamma A z + phi, 0), exactly: every active set S is tried, (I - gamma A)_SS z_S = phi_S with z_S > 0
 * and (gamma A z + phi)_i <= 0 elsewhere. Sets with a singular system are passed over.
 */
export function exactEquilibria(gamma: number, a: Matrix, phi: readonly Rational[]): Rational[][] {
  const m = phi.length;
  const scaled = rationalMatrix(a).map((row) => row.map((x) => Rational.of(gamma).times(x).shortened()));
  const found: Rational[][] = [];
  for (let set = 0; set < 2 ** m; set++) {
    const active = [...phi.keys()].filter((i) => (set >> i) & 1);
    const system = active.map((i) => active.map((j) => (i === j ? ONE : ZERO).minus(scaled[i][j]).shortened()));
    const part = exactSolve(
      system,
      active.map((i) => phi[i]),
    );
    if (part === undefined || part.some((x) => x.sign() <= 0)) continue;
    const z = new Array<Rational>(m).fill(ZERO);
    active.forEach((i, k) => {
      z[i] = part[k];
    });
    const isConsistent = phi.every((x, i) => {
      if ((set >> i) & 1) return true;
      return scaled[i].reduce((sum, entry, j) => sum.plus(entry.times(z[j])).shortened(), x).sign() <= 0;
    });
    if (isConsistent) found.push(z);
  }
  return found;
}
