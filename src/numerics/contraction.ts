import { balanced, balancingExponents } from "./balance.js";
import { Ball } from "./ball.js";
import { CompensatedSum } from "./compensated.js";
import { mapped, zeros } from "./doubles.js";
import { absoluteProductUpperBound, type ExpandedMatrix } from "./expanded-matrix.js";
import { kernels } from "./kernels/index.js";
import { addDown, addUp, divideUp, multiplyUp, scaleByPowerOfTwo } from "./rounding.js";
import { euclideanNormUpperBound } from "./scaling.js";

/**
 * Why z -> relu(M z + phi) has exactly one fixed point, and what its residual r says about the distance e to it.
 *
 * Euclidean: q >= ||M||_2, q < 1 gives ||e||_2 <= ||r||_2 / (1 - q) (Banach; theory C2, T3).
 * Weighted: w > 0 with kappa = max_i (|M| w)_i / w_i < 1 gives |e_i| <= w_i max_j (r_j / w_j) / (1 - kappa) (C1b); and then
 * |e| <= r + |M| |e| entrywise sharpens any bound of |e|.
 */
export interface Contraction {
  /** An upper bound of ||M||_2; useful below 1. */
  readonly gain: number;
  readonly weights?: Float64Array;
  /** An upper bound of max_i (|M| w)_i / w_i, below 1; present with the weights. */
  readonly weightedGain?: number;
}

/**
 * Weights that prove rho(|M|) < 1, or undefined: w = D (I - D^{-1} |M| D)^{-1} 1 in floating point, D balancing |M|, checked
 * with directed rounding.
 */
export function contractionWeights(
  matrix: ExpandedMatrix,
): { readonly weights: Float64Array; readonly weightedGain: number } | undefined {
  const n = matrix.high.rows;
  const exponents = balancingExponents(matrix.high.data, n);
  const system = mapped(
    balanced(matrix.high.data, n, exponents).data,
    (x, k) => (k % (n + 1) === 0 ? 1 : 0) - Math.abs(x),
  );
  const solution = zeros(n).fill(1);
  const pivots = new Int32Array(n);
  if (!kernels.luFactor(n, system, pivots)) return undefined;
  kernels.luSolve(n, 1, system, pivots, solution);
  const weights = mapped(solution, (x, i) => scaleByPowerOfTwo(x, exponents[i]));
  if (!weights.every((w) => w > 0 && w < Number.POSITIVE_INFINITY)) return undefined;
  const images = absoluteProductUpperBound(matrix, weights);
  let weightedGain = 0;
  for (let i = 0; i < n; i++) weightedGain = Math.max(weightedGain, divideUp(images[i], weights[i]));
  return weightedGain < 1 ? { weights, weightedGain } : undefined;
}

/** True when the contraction proves existence and uniqueness of the fixed point for every phi. */
export function isContraction(contraction: Contraction): boolean {
  return contraction.gain < 1 || contraction.weights !== undefined;
}

/** Upper bounds of |e_i| and of ||e||_2 from upper bounds r of the residual's entries; Infinity where nothing is proved. */
export function distanceBounds(
  matrix: ExpandedMatrix,
  contraction: Contraction,
  r: Float64Array,
): { readonly entries: Float64Array; readonly norm: number } {
  let norm = Number.POSITIVE_INFINITY;
  if (contraction.gain < 1) norm = divideUp(euclideanNormUpperBound(r), addDown(1, -contraction.gain));
  let entries = zeros(r.length).fill(norm);
  const { weights, weightedGain } = contraction;
  if (weights !== undefined && weightedGain !== undefined) {
    let ratio = 0;
    for (let i = 0; i < r.length; i++) ratio = Math.max(ratio, divideUp(r[i], weights[i]));
    const scale = divideUp(ratio, addDown(1, -weightedGain));
    entries = mapped(entries, (e, i) => Math.min(e, multiplyUp(weights[i], scale)));
  }
  if (entries.every((e) => e < Number.POSITIVE_INFINITY)) {
    const sharper = absoluteProductUpperBound(matrix, entries);
    entries = mapped(entries, (e, i) => Math.min(e, addUp(r[i], sharper[i])));
  }
  return { entries, norm: Math.min(norm, euclideanNormUpperBound(entries)) };
}

/** Pre-activations N = M z + phi of one sample, with the residual relu(N) - z; values and bounds of their errors. */
export interface Residual {
  readonly preActivation: Float64Array;
  readonly preActivationErrors: Float64Array;
  /** Upper bounds of |relu(N_i) - z_i|. */
  readonly size: Float64Array;
}

/** The residual of z in z = relu(M z + phi), phi known up to phiErrors, with compensated products. */
export function residualOf(
  matrix: ExpandedMatrix,
  phi: Float64Array,
  phiErrors: Float64Array | undefined,
  z: Float64Array,
): Residual {
  const n = phi.length;
  const preActivation = zeros(n);
  const preActivationErrors = zeros(n);
  const size = zeros(n);
  const sum = new CompensatedSum();
  for (let i = 0; i < n; i++) {
    sum
      .reset()
      .add(phi[i])
      .addProducts(matrix.high.data, i * n, 1, z, 0, 1, n);
    if (matrix.low !== undefined) sum.addProducts(matrix.low, i * n, 1, z, 0, 1, n);
    let data = phiErrors?.[i] ?? 0;
    for (let j = 0; matrix.rad !== undefined && j < n; j++)
      data = addUp(data, multiplyUp(matrix.rad[i * n + j], Math.abs(z[j])));
    preActivation[i] = sum.value();
    preActivationErrors[i] = addUp(sum.error(), data);
    const enclosure = new Ball(preActivation[i], preActivationErrors[i]);
    // relu(N) - z: N - z in one sum where N is certainly positive, so that no digit is lost.
    if (!enclosure.known) size[i] = Number.POSITIVE_INFINITY;
    else if (enclosure.upper() <= 0) size[i] = Math.abs(z[i]);
    else if (enclosure.lower() >= 0) {
      sum.add(-z[i]);
      size[i] = addUp(addUp(Math.abs(sum.value()), sum.error()), data);
    } else size[i] = Math.max(Math.abs(z[i]), addUp(Math.abs(addUp(enclosure.upper(), -z[i])), 0));
  }
  return { preActivation, preActivationErrors, size };
}
