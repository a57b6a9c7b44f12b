import { Ball } from "../../numerics/ball.js";
import { BallMatrix } from "../../numerics/ball-matrix.js";
import { zeros } from "../../numerics/doubles.js";
import { submatrix } from "../../numerics/expanded-matrix.js";
import { kernels } from "../../numerics/kernels/index.js";
import { solveLinear } from "../../numerics/linear-solve.js";
import { Matrix } from "../../numerics/matrix.js";
import { frobeniusNorm, leastSingularValue } from "../../numerics/norms.js";
import { addDown, divideUp } from "../../numerics/rounding.js";
import { spectralRadius } from "../../numerics/spectral-radius.js";
import { difference, entriesOf, fromColumns, fromEntries, mapEntries } from "./entries.js";
import type { GainMatrix } from "./gain-matrix.js";
import type { DerivativeForm } from "./training-view.js";

/** Indices of the active units of one sample, ascending. */
export type Support = readonly number[];

const ZERO = Ball.exact(0);
/** Widths up to which adjoints are solved for; beyond, they are iterated and certified by contraction. */
const SOLVED_WIDTH = 40;
const MAX_ITERATIONS = 400;

/** {j: x_j > 0} for each column, null for a column with a sign that is not certain. */
export function certainSupports(matrix: BallMatrix): (Support | null)[] {
  return Array.from({ length: matrix.columns }, (_, i) =>
    matrix.known ? certainSupport(entriesOf(matrix.column(i))) : null,
  );
}

function certainSupport(entries: readonly Ball[]): Support | null {
  const support: number[] = [];
  for (const [j, x] of entries.entries()) {
    if (x.lower() > 0) support.push(j);
    else if (!(x.upper() <= 0)) return null;
  }
  return support;
}

/** p_i = D_i (I - gamma D_i A)^{-T} u side by side, m x n; unknown where a pattern is. */
export function adjointMatrix(
  gain: GainMatrix,
  gainNorm: Ball,
  u: Float64Array,
  supports: readonly (Support | null)[],
): BallMatrix {
  const unknown = BallMatrix.unknown(u.length, supports.length);
  if (supports.some((support) => support === null)) return unknown;
  const certain = supports as readonly Support[];
  const transposed = gain.transpose();
  if (gain.width > SOLVED_WIDTH) return iterated(transposed, gainNorm, u, certain);
  const known = new Map<string, BallMatrix>();
  const columns = certain.map((support) => {
    const key = support.join();
    const solved = known.get(key) ?? solvedAdjoint(transposed, u, support);
    known.set(key, solved);
    return solved;
  });
  return columns.every((column) => column.known) ? fromColumns(u.length, columns) : unknown;
}

/** p with (I - gamma A^T)_SS p_S = u_S and zeros off S. */
function solvedAdjoint(transposed: GainMatrix, u: Float64Array, support: Support): BallMatrix {
  const size = support.length;
  if (size === 0) return BallMatrix.exact(new Matrix(u.length, 1));
  const right = Float64Array.from(support, (j) => u[j]);
  const solution = solveLinear(submatrix(transposed.system, support, support), new Matrix(size, 1, right));
  if (!solution.known) return BallMatrix.unknown(u.length, 1);
  const p = Array.from(u, () => ZERO);
  for (const [k, j] of support.entries()) p[j] = solution.at(k, 0);
  return fromEntries(u.length, 1, p);
}

/**
 * p <- D (u + gamma A^T p) in floating point until it stands still; then ||p~ - p|| <= ||p~ - D (u + gamma A^T p~)|| / (1 - q)
 * for each column, because p -> D (u + gamma A^T p) contracts by q.
 */
function iterated(transposed: GainMatrix, gainNorm: Ball, u: Float64Array, supports: readonly Support[]): BallMatrix {
  const m = u.length;
  const n = supports.length;
  const unknown = BallMatrix.unknown(m, n);
  const room = gainNorm.known ? addDown(1, -gainNorm.upper()) : 0;
  if (!(room > 0)) return unknown;
  const active = new Uint8Array(m * n);
  for (const [i, support] of supports.entries()) for (const j of support) active[j * n + i] = 1;
  let p = zeros(m * n);
  for (let step = 0; step < MAX_ITERATIONS; step++) {
    const next = zeros(m * n);
    kernels.gemm("AB", m, n, m, transposed.A.data, p, next);
    let change = 0;
    let size = 0;
    for (let j = 0; j < m; j++) {
      const row = next.subarray(j * n, (j + 1) * n);
      for (let i = 0; i < n; i++) {
        const value = active[j * n + i] === 1 ? u[j] + transposed.gamma * row[i] : 0;
        row[i] = value;
        change = Math.max(change, Math.abs(value - p[j * n + i]));
        size = Math.max(size, Math.abs(value));
      }
    }
    p = next;
    if (!(change > 2 ** -52 * size)) break;
  }
  const proposal = BallMatrix.exact(new Matrix(m, n, p));
  if (!proposal.known) return unknown;
  const image = mapEntries(transposed.affine(proposal), (x, k) =>
    active[k] === 1 ? x.plus(Ball.exact(u[Math.floor(k / n)])) : ZERO,
  );
  const defect = difference(image, proposal);
  const radii = Array.from({ length: n }, (_, i) => divideUp(frobeniusNorm(defect.column(i)).upper(), room));
  return BallMatrix.withEntryRadii(
    proposal.mid,
    Float64Array.from(p, (_, k) => (active[k] === 1 ? radii[k % n] : 0)),
  );
}

/** One column of the adjoints that a mistaken formula gives. */
export function mistakenAdjoint(
  gain: GainMatrix,
  u: Float64Array,
  support: Support,
  form: Exclude<DerivativeForm, "implicit" | "swapped factors">,
): BallMatrix {
  const m = u.length;
  const masked = u.map((x, j) => (support.includes(j) ? x : 0));
  if (form === "no inverse") return BallMatrix.exact(new Matrix(m, 1, masked));
  if (form === "no pattern") return solveLinear(gain.transpose().system, new Matrix(m, 1, u.slice()));
  return solveLinear(patternSystem(gain, support), new Matrix(m, 1, masked));
}

/** I - gamma D A */
function patternSystem(gain: GainMatrix, support: Support): BallMatrix {
  const m = gain.width;
  return mapEntries(gain.roundedSystem, (x, k) => {
    const row = Math.floor(k / m);
    return support.includes(row) ? x : Ball.exact(k % m === row ? 1 : 0);
  });
}

/** ||(I - gamma D A)^{-1}||_2 */
export function resolventNorm(gain: GainMatrix, support: Support): Ball {
  return Ball.exact(1).over(leastSingularValue(patternSystem(gain, support)));
}

/** rho(gamma D A), D A with exactly the rows of the support kept */
export function patternSpectralRadius(gain: GainMatrix, support: Support): Ball {
  const m = gain.width;
  const rows = new Matrix(
    m,
    m,
    gain.A.data.map((x, k) => (support.includes(Math.floor(k / m)) ? x : 0)),
  );
  return Ball.exact(gain.gamma).times(spectralRadius(rows));
}
