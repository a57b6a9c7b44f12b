import { kernels } from "./kernels.js";
import { addUp, divideUp, gammaFactor, multiplyUp, squareRootUp } from "../../src/numerics/rounding.js";
import { certifiedEigenvalues, isAtLeast, normUp, spectralNormBound } from "./certificates.js";
import { unitColumns } from "./features.js";
import { DirectSolver, directWidth } from "./fixed-points.js";
import { drawDimensions, largestDimensions, type SizeName, type Work } from "./sizes.js";

const stepLimit = 20000;
const tolerance = 1e-12;
const epsilon = 2 ** -52;

function sumOf(n: number, x: Float64Array): number {
  let total = 0;
  for (let i = 0; i < n; i++) total += x[i];
  return total;
}

/**
 * Work 2: the Gram matrix G = Z^T Z of the equilibrium and H = G + gamma^2 (U^T U) o G: lambda_min(H) >= lambda_min(G);
 * Weyl's inequality and the perturbation bounds between A and A + E. Columns are samples.
 */
export function gramWork(size: SizeName, certified: boolean): Work {
  const most = largestDimensions(size);
  const square = (k: number): Float64Array => kernels.allocate(k * k);
  const layer = (): Float64Array => kernels.allocate(most.m * most.n);
  const [a, perturbation, scratch, work] = [square(most.m), square(most.m), square(most.m), square(most.m)];
  const [phi, z, moved, u, mask, constant, previous] = [layer(), layer(), layer(), layer(), layer(), layer(), layer()];
  const [x, w, b] = [kernels.allocate(most.d * most.n), kernels.allocate(most.m * most.d), kernels.allocate(most.m)];
  const [g, h, movedGram] = [square(most.n), square(most.n), square(most.n)];
  const spare = { copy: square(most.n), vectors: square(most.n), residual: square(most.n) };
  const [values, hValues, movedValues, differences] = [0, 0, 0, 0].map(() => kernels.allocate(most.n));
  const steps = kernels.allocate(most.n);
  const solver = new DirectSolver(Math.min(most.m, directWidth), most.n);

  return {
    run(seed) {
      const { m, n, d, stream } = drawDimensions(size, seed);
      const gamma = 0.1 + 0.9 * stream.openUnit();
      const gain = 0.99 * stream.openUnit();
      const share = stream.openUnit();
      kernels.fillGaussian(stream, m * m, a);
      kernels.fillGaussian(stream, m * m, perturbation);
      kernels.fillGaussian(stream, d * n, x);
      kernels.fillGaussian(stream, m * d, w);
      kernels.fillGaussian(stream, m, b);
      const { estimate, bound } = spectralNormBound(m, a, scratch, work, certified);
      const factor = gain / estimate;
      kernels.scale(m * m, factor, a);
      const frobenius = normUp(m * m, a);
      const q = certified ? addUp(multiplyUp(factor, bound), multiplyUp(2 ** -51, frobenius)) : gain;
      unitColumns(d, n, x);
      kernels.gemm("AB", m, n, d, w, x, phi);
      const scale = Math.sqrt(2 / m);
      const count = m * n;
      for (let k = 0; k < count; k++) z[k] = phi[k] = scale * Math.max(phi[k], 0);
      const phiNorm = normUp(count, phi);
      const target = tolerance * Math.max(1, phiNorm);
      const columnTarget = (target * target) / n;
      const direct = m <= directWidth;
      u.fill(0, 0, count);
      if (direct && solver.factor(m, a)) solver.solve(m, n, phi, null, z, b, u);
      const k1 = kernels.solveAffineColumns(m, n, a, false, phi, null, z, stepLimit, columnTarget, steps);
      const firstStep = Math.sqrt(sumOf(n, steps));
      // The adjoint: U = D (gamma A^T U + b 1^T).
      for (let j = 0, k = 0; j < m; j++)
        for (let i = 0; i < n; i++, k++) {
          mask[k] = z[k] > 0 ? 1 : 0;
          constant[k] = b[j];
        }
      const adjointTarget = tolerance * Math.max(1, Math.sqrt(kernels.sumOfSquares(m, b) * n));
      const uTarget = (adjointTarget * adjointTarget) / n;
      const k2 = kernels.solveAffineColumns(m, n, a, true, constant, mask, u, stepLimit, uTarget, steps);
      kernels.gramMatrix("AtA", m, n, z, g);
      kernels.gramMatrix("AtA", m, n, u, h);
      for (let k = 0; k < n * n; k++) h[k] = g[k] + gamma * gamma * (h[k] * g[k]);
      const hNorm = normUp(n * n, h);
      const gRadius = certifiedEigenvalues(n, g, values, spare, certified);
      const slack = (4 * m + 40 * n) * epsilon;
      let [held, undecided, violated] = [0, 0, 0];
      const check = (left: number, right: number): void => {
        if (left <= right) held++;
        else if (left > right) violated++;
        else undecided++;
      };
      const least = values[0] - slack * hNorm - gRadius;
      if (isAtLeast(n, h, least, spare.copy)) held++;
      else check(least - certifiedEigenvalues(n, h, hValues, spare, certified), hValues[0]);
      // A + E with gamma ||E||_F = share (1 - q) / 2.
      const size0 = normUp(m * m, perturbation);
      const change = (share * (1 - q)) / 2;
      const ratio = size0 > 0 ? change / size0 : 0;
      kernels.scale(m * m, ratio, perturbation);
      kernels.addMultiple(m * m, 1, perturbation, a);
      const movedGain = addUp(addUp(q, multiplyUp(change, 1 + 2 ** -40)), multiplyUp(2 ** -52, addUp(frobenius, change)));
      for (let k = 0; k < count; k++) moved[k] = z[k];
      if (direct && solver.factor(m, a)) solver.solve(m, n, phi, z, moved, null, null);
      const k3 = kernels.solveAffineColumns(m, n, a, false, phi, null, moved, stepLimit, columnTarget, steps);
      const lastStep = Math.sqrt(sumOf(n, steps));
      kernels.gramMatrix("AtA", m, n, moved, movedGram);
      for (let k = 0; k < n * n; k++) h[k] = movedGram[k] - g[k];
      const movedRadius = certifiedEigenvalues(n, movedGram, movedValues, spare, certified);
      const distanceRadius = certifiedEigenvalues(n, h, differences, spare, certified);
      const radii = gRadius + movedRadius + distanceRadius;
      const [zNorm, movedNorm] = [normUp(count, z), normUp(count, moved)];
      const gramSlack = slack * (zNorm * zNorm + movedNorm * movedNorm);
      const gramDistance = Math.max(Math.abs(differences[0]), Math.abs(differences[n - 1]));
      let weyl = 0;
      for (let i = 0; i < n; i++) weyl = Math.max(weyl, Math.abs(movedValues[i] - values[i]));
      check(weyl, gramDistance + gramSlack + radii);
      const floor = 4 * multiplyUp(gammaFactor(m + 4), addUp(multiplyUp(frobenius, addUp(zNorm, movedNorm)), phiNorm));
      const error = divideUp(addUp(addUp(firstStep, lastStep), floor), 1 - movedGain);
      kernels.gemm("AB", m, n, m, perturbation, z, previous);
      const distanceBound = addUp(divideUp(multiplyUp(normUp(count, previous), 1 + 2 ** -30), 1 - movedGain), error);
      check(squareRootUp(kernels.squaredDistance(count, moved, z)), distanceBound);
      check(gramDistance, (zNorm + movedNorm) * distanceBound + gramSlack + distanceRadius);
      if (!(radii < Number.POSITIVE_INFINITY && movedGain < 1)) undecided++;
      return { m, n, iterations: (k1 + k2 + k3) / n, held, undecided, violated };
    },
  };
}
