import { Ball } from "../../numerics/ball.js";
import { BallMatrix } from "../../numerics/ball-matrix.js";
import { type ExpandedMatrix, submatrix } from "../../numerics/expanded-matrix.js";
import { solveLinear } from "../../numerics/linear-solve.js";
import { Matrix } from "../../numerics/matrix.js";
import { frobeniusNorm } from "../../numerics/norms.js";
import { entriesOf, fromEntries, mapEntries } from "./entries.js";
import type { GainMatrix } from "./gain-matrix.js";
import { product } from "./product.js";

/** |D^T u| per column of D: what an error D of the state does to the output. */
export function outputErrors(u: Float64Array, D: BallMatrix): readonly Ball[] {
  if (!D.known) return new Array<Ball>(D.columns).fill(Ball.unknown());
  return entriesOf(product(new Matrix(1, u.length, u), D)).map((x) => x.abs());
}

const ZERO = Ball.exact(0);

/**
 * ||p^K - p|| per sample: p = D (u + gamma A^T p) with the pattern D = diag(1[N > 0]) of the equilibrium, p^0 = 0. The
 * error obeys e^{k+1} = D gamma A^T e^k with e^0 = -p, so it is run forward from p itself and keeps its relative accuracy.
 * Unknown for a sample whose pattern is not certain.
 */
export function adjointErrors(
  gain: GainMatrix,
  u: Float64Array,
  preactivation: BallMatrix,
  k: number,
): readonly Ball[] {
  const transposed = gain.transpose();
  return Array.from({ length: preactivation.columns }, (_, sample) => {
    const support = preactivation.known ? certainSupport(preactivation.column(sample)) : null;
    if (support === null) return Ball.unknown();
    let error = adjoint(transposed, u, support);
    for (let step = 0; step < k && error.known; step++)
      error = mapEntries(transposed.affine(error), (x, j) => (support.includes(j) ? x : ZERO));
    return frobeniusNorm(error);
  });
}

/** {j: N_j > 0}, or null where a sign is not certain. */
function certainSupport(preactivation: BallMatrix): number[] | null {
  const support: number[] = [];
  for (const [j, x] of entriesOf(preactivation).entries()) {
    if (x.lower() > 0) support.push(j);
    else if (!(x.upper() <= 0)) return null;
  }
  return support;
}

/** p with (I - gamma A^T)_SS p_S = u_S and zeros off S. */
function adjoint(transposed: GainMatrix, u: Float64Array, support: readonly number[]): BallMatrix {
  const size = support.length;
  if (size === 0) return BallMatrix.exact(new Matrix(u.length, 1));
  const system: ExpandedMatrix = submatrix(transposed.system, support, support);
  const solution = solveLinear(
    system,
    new Matrix(
      size,
      1,
      Float64Array.from(support, (j) => u[j]),
    ),
  );
  if (!solution.known) return BallMatrix.unknown(u.length, 1);
  const p = Array.from(u, () => ZERO);
  for (const [k, j] of support.entries()) p[j] = solution.at(k, 0);
  return fromEntries(u.length, 1, p);
}
