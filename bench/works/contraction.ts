import { kernels, usesOpenBlas } from "./kernels.js";
import { addUp, gammaFactor, multiplyUp } from "../../src/numerics/rounding.js";
import { LeastEigenvalues, normUp, spectralNormBound } from "./certificates.js";
import { unitColumns } from "./features.js";
import { DirectSolver } from "./fixed-points.js";
import { drawDimensions, largestDimensions, type SizeName, type Work } from "./sizes.js";

const stepLimit = 20000;
const tolerance = 1e-12;
const epsilon = 2 ** -52;
/** Up to this width following the inverse pays: a step costs seven products of m x m by m x n and n small systems. */
const followedWidth = 300;
/** From this gain on it pays at any width, where products are not OpenBLAS': Picard steps become too many. */
const followedGain = 0.45;
/** Up to this width an update of the inverse is one call of a kernel. */
const narrowWidth = 96;

function sum(n: number, x: Float64Array): number {
  let total = 0;
  for (let i = 0; i < n; i++) total += x[i];
  return total;
}

interface Layers {
  readonly m: number;
  readonly n: number;
  readonly a: Float64Array;
  readonly phi: Float64Array;
  /** Of the whole step's norm, and of a column's squared step. */
  readonly target: number;
  readonly columnTarget: number;
  /** Whether fixed points and adjoints are solved by way of the inverse. */
  readonly direct: boolean;
}

function columnNorm(m: number, n: number, x: Float64Array, i: number): number {
  let square = 0;
  for (let k = i; k < m * n; k += n) square += x[k] * x[k];
  return Math.sqrt(square);
}

/**
 * Work 3: gradient descent on b and A; every step contracts the residual by max(1 - eta lambda_min(G_k), eta tr H_k - 1)
 * up to the linearisation error. Columns are samples. The inverse of I - gamma A follows the steps of A, which are of rank
 * n (Sherman-Morrison-Woodbury), so equilibria and adjoints come from active sets; the Picard step after them measures
 * their residual, and goes on where it is above the tolerance.
 */
export function contractionWork(size: SizeName, certified: boolean, descentSteps: number): Work {
  const most = largestDimensions(size);
  const square = (k: number): Float64Array => kernels.allocate(k * k);
  const layer = (): Float64Array => kernels.allocate(most.m * most.n);
  const [a, scratch, work] = [square(most.m), square(most.m), square(most.m)];
  const [phi, mask, constant, scaled, image] = [layer(), layer(), layer(), layer(), layer()];
  const [za, zb, u] = [layer(), layer(), layer()];
  // Narrow layers are solved directly, most wide ones by Picard steps from the last descent step's results.
  const solver = new DirectSolver(most.m, most.n);
  const update = new InverseUpdate(most.m, most.n);
  const [x, w] = [kernels.allocate(most.d * most.n), kernels.allocate(most.m * most.d)];
  const [b, bStep] = [kernels.allocate(most.m), kernels.allocate(most.m)];
  const [y, r] = [kernels.allocate(most.n), kernels.allocate(most.n)];
  const [g, s] = [square(most.n), square(most.n)];
  const eigenvalues = new LeastEigenvalues(most.n);
  const [dzSquares, flips, stepSquares] = [0, 0, 0].map(() => kernels.allocate(most.n));
  const errors = new Float64Array(most.n);

  let iterations = 0;
  /**
   * A Picard step from `proposal` to `z`, and more where its length is above the tolerance; returns the last one's. Where
   * nothing was solved directly one step is not expected to do.
   */
  function finishEquilibrium(layers: Layers, proposal: Float64Array, z: Float64Array): number {
    const { m, n, a, phi, target, columnTarget, direct } = layers;
    if (direct) {
      const square = kernels.reluAffine(m, n, a, proposal, phi, z);
      iterations += n;
      if (square <= target * target) return Math.sqrt(square);
      if (!Number.isFinite(square)) z.set(phi.subarray(0, m * n));
    } else z.set(proposal.subarray(0, m * n));
    iterations += kernels.solveAffineColumns(m, n, a, false, phi, null, z, stepLimit, columnTarget, stepSquares);
    return Math.sqrt(sum(n, stepSquares));
  }

  /** The same for the adjoint u = D (M^T u + b), D the rows where z > 0. */
  function finishAdjoint({ m, n, a, direct }: Layers, z: Float64Array, target: number): number {
    let square = Number.POSITIVE_INFINITY;
    if (direct) {
      kernels.gemm("AtB", m, n, m, a, u, image);
      square = kernels.finishAdjoint(m, n, b, z, image, u);
      iterations += n;
      if (square <= target * target) return Math.sqrt(square);
    }
    for (let j = 0, e = 0; j < m; j++)
      for (let i = 0; i < n; i++, e++) {
        mask[e] = z[e] > 0 ? 1 : 0;
        constant[e] = b[j];
        if (direct && !Number.isFinite(square)) u[e] = 0;
      }
    iterations += kernels.solveAffineColumns(m, n, a, true, constant, mask, u, stepLimit, (target * target) / n, stepSquares);
    return Math.sqrt(sum(n, stepSquares));
  }

  return {
    run(seed) {
      const { m, n, d, stream } = drawDimensions(size, seed);
      const gamma = 1 / Math.sqrt(m);
      const gain = 0.8 * stream.openUnit();
      kernels.fillGaussian(stream, m * m, a);
      kernels.fillGaussian(stream, d * n, x);
      kernels.fillGaussian(stream, m * d, w);
      kernels.fillGaussian(stream, m, b);
      kernels.fillGaussian(stream, n, y);
      const first = spectralNormBound(m, a, scratch, work, certified);
      const factor = gain / first.estimate;
      kernels.scale(m * m, factor, a);
      let frobenius = normUp(m * m, a);
      const q0 = certified
        ? addUp(multiplyUp(factor, first.bound), multiplyUp(2 ** -51, frobenius))
        : gain;
      unitColumns(d, n, x);
      kernels.gemm("AB", m, n, d, w, x, phi);
      const scale = Math.sqrt(2 / m);
      const count = m * n;
      for (let k = 0; k < count; k++) phi[k] = scale * Math.max(phi[k], 0);
      const phiNorm = normUp(count, phi);
      const target = tolerance * Math.max(1, phiNorm);
      const direct = m <= followedWidth || (!usesOpenBlas && gain > followedGain);
      const layers = { m, n, a, phi, target, columnTarget: (target * target) / n, direct };
      let z = za;
      let next = zb;
      z.set(phi.subarray(0, count));
      u.fill(0, 0, count);
      let follows = direct && solver.factor(m, a);
      let constantIsKnown = follows;
      if (follows) solver.solve(m, n, phi, null, next, b, u);
      else next.set(phi.subarray(0, count));
      iterations = 0;
      let zResidual = finishEquilibrium(layers, next, z);
      eigenvalues.restart();
      let [held, undecided, violated] = [0, 0, 0];
      let bNorm = Math.sqrt(kernels.sumOfSquares(m, b));
      const yNorm = Math.sqrt(kernels.sumOfSquares(n, y));
      kernels.multiplyTransposedVector(m, n, z, b, r);
      for (let i = 0; i < n; i++) r[i] -= y[i];
      let loss = 0.5 * kernels.sumOfSquares(n, r);
      let zNorm = normUp(count, z);
      let eta = 0;
      let q = q0;
      for (let k = 0; k < descentSteps; k++) {
        const uResidual = finishAdjoint(layers, z, tolerance * Math.max(1, bNorm * Math.sqrt(n)));
        kernels.gramMatrix("AtA", m, n, z, g);
        kernels.gramMatrix("AtA", m, n, u, s);
        let trace = 0;
        const gammaSquare = gamma * gamma;
        for (let e = 0; e < n * n; e++) s[e] = gammaSquare * (s[e] * g[e]);
        for (let i = 0; i < n; i++) trace += g[i * n + i] + s[i * n + i];
        const least = eigenvalues.next(n, g, m, certified);
        if (k === 0)
          eta = Math.min(
            0.5 / Math.max(trace, 1e-300),
            (1 - q0) ** 2 / (8 * descentSteps * gamma * gamma * Math.max(loss, 1e-300)),
            1e6,
          );
        // The step of A is -eta gamma (U diag r) Z^T; of gamma A Z, by way of the Gram matrix, -eta gamma^2 (U diag r) G.
        const stepFactor = -eta * gamma * gamma;
        let curvature = 0;
        for (let i = 0; i < n; i++) {
          let sum = 0;
          for (let l = 0; l < n; l++) sum += s[i * n + l] * r[l];
          curvature += sum * r[i];
        }
        const stepNorm = eta * gamma * Math.sqrt(Math.max(curvature, 0));
        kernels.scaleColumns(m, n, stepFactor, u, r, scaled);
        kernels.gemm("ABt", m, m, n, scaled, z, a, true);
        kernels.multiplyVector(m, n, z, r, bStep);
        for (let j = 0; j < m; j++) {
          bStep[j] *= -eta;
          b[j] += bStep[j];
        }
        const nextNorm = Math.sqrt(kernels.sumOfSquares(m, b));
        const bStepNorm = Math.sqrt(kernels.sumOfSquares(m, bStep));
        q = addUp(q, addUp(multiplyUp(stepNorm, 1 + 1e-12), multiplyUp(4 * epsilon, q)));
        if (q >= 1) {
          for (let e = 0; e < m * m; e++) scratch[e] = a[e];
          q = spectralNormBound(m, a, scratch, work, true).bound;
        }
        const updates = direct && follows && m > n;
        // (I - M)^{-1} phi follows, too, where that is less than a product with the whole inverse.
        const followed = updates && constantIsKnown && m > 2 * n;
        if (updates) follows = update.apply(m, n, solver.inverse, scaled, z, followed ? phi : null, solver.constant);
        else if (direct) follows = solver.factor(m, a);
        if (follows) solver.solve(m, n, phi, z, image, b, u, followed);
        else if (k === 0) image.set(z.subarray(0, count));
        // On from the last change: `next` is the fixed point before the last.
        else for (let e = 0; e < count; e++) image[e] = z[e] > 0 ? Math.max(2 * z[e] - next[e], 0) : 0;
        const before = iterations;
        const nextResidual = finishEquilibrium(layers, image, next);
        // Errors of the updates add up; a second step says that they are felt.
        constantIsKnown = true;
        if (direct && iterations > before + n) {
          follows = solver.factor(m, a);
          constantIsKnown = false;
        }
        // Column norms of Z's change; which columns changed their pattern.
        const flipped = kernels.compareColumns(m, n, z, next, dzSquares, flips) > 0;
        // gamma Delta A Z, the linearised change: only where a pattern changed.
        if (flipped) kernels.gemm("AB", m, n, n, scaled, g, image);
        const rNorm = Math.sqrt(2 * loss);
        kernels.multiplyTransposedVector(m, n, next, b, r);
        for (let i = 0; i < n; i++) r[i] -= y[i];
        const nextLoss = 0.5 * kernels.sumOfSquares(n, r);
        const spread = bNorm / ((1 - q) * (1 - q));
        for (let i = 0; i < n; i++)
          errors[i] =
            bStepNorm * Math.sqrt(dzSquares[i]) +
            spread *
              ((flips[i] > 0 ? columnNorm(m, n, image, i) : 0) + stepNorm * stepNorm * Math.sqrt(g[i * n + i]));
        const errorNorm = Math.sqrt(kernels.sumOfSquares(n, errors));
        const newNorm = normUp(count, next);
        frobenius = addUp(frobenius, multiplyUp(stepNorm, 1 + 1e-12));
        const rounding = 2 * gammaFactor(m + 4) * (frobenius * (zNorm + newNorm) + phiNorm) + 1e-150;
        const numerical =
          ((bNorm + nextNorm) * (zResidual + nextResidual + 2 * rounding)) / (1 - q) +
          ((eta * uResidual) / (1 - q)) * rNorm * phiNorm +
          (4 * m + 40 * n) * epsilon * (rNorm + yNorm + bNorm * zNorm) +
          1e-150;
        const bound = Math.max(1 - eta * least, eta * trace - 1) * rNorm + errorNorm + numerical;
        if (Math.sqrt(2 * nextLoss) <= bound) held++;
        else if (Math.sqrt(2 * nextLoss) > bound) violated++;
        else undecided++;
        [z, next] = [next, z];
        loss = nextLoss;
        bNorm = nextNorm;
        zResidual = nextResidual;
        zNorm = newNorm;
      }
      const final = spectralNormBound(m, a, scratch, work, certified).bound;
      if (final < 1 && final <= q * (1 + 1e-9) + 1e-12) held++;
      else violated++;
      return { m, n, iterations: iterations / n, held, undecided, violated };
    },
  };
}

/** (I - M)^{-T} after a step of M by P Z^T, by way of n x n systems. */
class InverseUpdate {
  readonly #left: Float64Array;
  readonly #right: Float64Array;
  readonly #small: Float64Array;
  readonly #pivots: Int32Array;

  constructor(m: number, n: number) {
    [this.#left, this.#right] = [0, 0].map(() => kernels.allocate(m * n));
    this.#small = kernels.allocate(n * n);
    this.#pivots = new Int32Array(n);
  }

  /**
   * With B = (I - M)^{-1}: (I - M - P Z^T)^{-1} = B + B P (I - Z^T B P)^{-1} Z^T B, transposed and in place of B^T; with `phi`
   * also C = B phi in `constant`.
   */
  apply(
    m: number,
    n: number,
    inverse: Float64Array,
    p: Float64Array,
    z: Float64Array,
    phi: Float64Array | null,
    constant: Float64Array,
  ): boolean {
    if (m <= narrowWidth) return kernels.followInverse(m, n, inverse, p, z, phi, phi === null ? null : constant);
    // The same products one by one, so that OpenBLAS can take them.
    const [left, right, small] = [this.#left, this.#right, this.#small];
    kernels.gemm("AtB", n, m, m, p, inverse, left);
    kernels.gemm("AB", m, n, m, inverse, z, right);
    kernels.gemm("AB", n, n, m, left, z, small);
    kernels.scale(n * n, -1, small);
    for (let k = 0; k < n * n; k += n + 1) small[k] += 1;
    if (!kernels.luFactor(n, small, this.#pivots)) return false;
    kernels.luSolve(n, m, small, this.#pivots, left);
    kernels.gemm("AB", m, m, n, right, left, inverse, true);
    if (phi !== null) {
      kernels.gemm("AtB", n, n, m, right, phi, small);
      kernels.gemm("AtB", m, n, n, left, small, constant, true);
    }
    return true;
  }
}
