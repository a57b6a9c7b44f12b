import { kernels } from "./kernels.js";
import { addUp, divideUp, gammaFactor, multiplyUp, squareRootUp } from "../../src/numerics/rounding.js";
import { normUp, spectralNormBound } from "./certificates.js";
import { type CaseOutcome, drawDimensions, largestDimensions, type SizeName, type Work } from "./sizes.js";

const stepLimit = 20000;
const tolerance = 1e-12;

/**
 * Work 1: two Picard runs to a residual of 1e-12 max(1, ||phi||); every step contracts by q, and both runs end at the
 * same equilibrium. Columns are samples; the two runs stand side by side, so that one product serves both.
 */
export function equilibriumWork(size: SizeName, certified: boolean): Work {
  const most = largestDimensions(size);
  const entries = 2 * most.m * most.n;
  const [a, gram, work] = [0, 0, 0].map(() => kernels.allocate(most.m * most.m));
  const [phi, z, previous] = [0, 0, 0].map(() => kernels.allocate(entries));
  const history = kernels.allocate(2 * stepLimit);

  return {
    run(seed) {
      const { m, n, stream } = drawDimensions(size, seed);
      const gain = 0.99 * stream.openUnit();
      const count = m * n;
      kernels.fillGaussian(stream, m * m, a);
      kernels.fillGaussian(stream, 2 * count, z);
      // phi is the same for both runs: row j is |N(0, 1)|, then the same again.
      kernels.fillGaussian(stream, count, previous);
      for (let j = 0; j < m; j++)
        for (let i = 0; i < n; i++) {
          const x = Math.abs(previous[j * n + i]);
          phi[j * 2 * n + i] = x;
          phi[j * 2 * n + n + i] = x;
        }
      const { estimate, bound } = spectralNormBound(m, a, gram, work, certified);
      const factor = gain / estimate;
      kernels.scale(m * m, factor, a);
      // M = fl(factor A), factor = q / ||A||: gamma cancels. ||M|| <= factor ||A|| + u ||M||_F.
      const frobenius = normUp(m * m, a);
      const q = certified
        ? addUp(multiplyUp(factor, bound), multiplyUp(2 ** -51, frobenius))
        : gain;
      const phiNorm = normUp(count, previous);
      const target = tolerance * Math.max(1, phiNorm);
      const startNorm = normUp(2 * count, z);
      const steps = kernels.iterateReluAffine(m, 2 * n, 2, a, phi, z, previous, stepLimit, target * target, history);
      return { m, n, ...judge(m, n, q, frobenius, phiNorm, startNorm, steps) };
    },
  };

  function judge(
    m: number,
    n: number,
    q: number,
    frobenius: number,
    phiNorm: number,
    startNorm: number,
    steps: number,
  ): CaseOutcome {
    let [held, undecided, violated] = [0, 0, 0];
    // Every iterate is at most the start plus all steps, both runs together.
    const relative = addUp(1, gammaFactor(m * n + 4));
    let path = startNorm;
    for (let k = 0; k < 2 * steps; k++) {
      history[k] = Math.sqrt(history[k]);
      path += history[k];
    }
    path = multiplyUp(path, addUp(relative, gammaFactor(2 * steps)));
    // One computed step is off by at most gamma_{m+2} (|M| |Z| + |Phi|), in Frobenius norm.
    const delta = multiplyUp(gammaFactor(m + 4), addUp(multiplyUp(frobenius, path), phiNorm));
    const floor = 2 * delta;
    if (!(q < 1)) return { iterations: steps, held: 0, undecided: 2 * steps, violated: 0 };
    for (let k = 2; k < 2 * steps; k++) {
      const left = history[k];
      const right = q * (1 + 1e-9) * history[k - 2];
      if (left <= right + floor) held++;
      else if (left > (right + floor) * (1 + 1e-12)) violated++;
      else undecided++;
    }
    const last = 2 * steps - 2;
    if (!(history[last] <= 1e-10 * Math.max(1, phiNorm) && history[last + 1] <= 1e-10 * Math.max(1, phiNorm))) undecided++;
    // T3: an iterate is within (q d + delta) / (1 - q) of the equilibrium.
    const radius = divideUp(1.01 * (q * (history[last] + history[last + 1]) + 2 * floor), 1 - q);
    let gap = 0;
    for (let j = 0; j < m; j++)
      for (let i = 0; i < n; i++) {
        const difference = z[j * 2 * n + i] - z[j * 2 * n + n + i];
        gap += difference * difference;
      }
    if (squareRootUp(gap) <= radius) held++;
    else violated++;
    return { iterations: steps, held, undecided, violated };
  }
}
