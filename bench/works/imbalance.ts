import { kernels } from "./kernels.js";
import { integrateFlow } from "../../src/numerics/dormand-prince.js";
import { drawDimensions, largestDimensions, type SizeName, type Work } from "./sizes.js";

const points = 21;
const epsilon = 2 ** -52;

/**
 * Work 4: the gradient flow of the linear network 1/2 ||Y - X U V^T||^2 conserves the imbalance U1^T U1 - V^T V and its loss
 * falls at the promised rate. The flow commutes with (U, V) -> (U O, V O), O with orthonormal columns, and so do both
 * statements: it is integrated in coordinates of the row space of (U; V), min(h, d + o) wide instead of h.
 */
export function imbalanceWork(size: SizeName): Work {
  const most = largestDimensions(size);
  const width = Math.max(most.m, most.d + most.o);
  const all = most.d + most.o;
  const array = (length: number): Float64Array => kernels.allocate(length);
  const side = Math.max(most.d, most.n);
  const [x, y] = [array(most.n * most.d), array(most.n * most.o)];
  const [start, q] = [array(all * width), array(all * all)];
  const [sx, c, state] = [array(most.d ** 2), array(most.d * most.o), array(all * width)];
  const [gram, values, vectors] = [array(side ** 2), array(side), array(side ** 2)];
  const [basis, wy, image] = [array(most.d * side), array(side * most.o), array(side * most.o)];
  const [u1, grown, shrunk] = [array(side * width), array(width ** 2), array(width ** 2)];
  const [lambda0, eigen] = [array(width ** 2), array(width)];

  return {
    run(seed) {
      const { m, n, d, o, stream } = drawDimensions(size, seed);
      const fullWidth = Math.max(m, Math.min(n, d) + o);
      kernels.fillGaussian(stream, n * d, x);
      kernels.fillGaussian(stream, n * o, y);
      kernels.fillGaussian(stream, (d + o) * fullWidth, start);
      for (let k = 0; k < n * d; k++) x[k] /= Math.sqrt(d);
      const [uScale, vScale] = [1.5 / Math.sqrt(fullWidth), 1 / Math.sqrt(fullWidth)];
      for (let k = 0; k < (d + o) * fullWidth; k++) start[k] *= k < d * fullWidth ? uScale : vScale;
      const scale = kernels.sumOfSquares((d + o) * fullWidth, start) + 1e-150;
      let h = fullWidth;
      if (h > d + o) {
        // (U; V) = L O with Q = L L^T its Gram matrix: L takes its place.
        kernels.gramMatrix("AAt", d + o, h, start, q);
        if (kernels.cholesky(d + o, q)) {
          h = d + o;
          for (let i = 0; i < h; i++) for (let j = 0; j < h; j++) start[i * h + j] = j <= i ? q[j * h + i] : 0;
        }
      }
      // X = W diag(s) Phi^T by the eigenvectors of the smaller Gram matrix; rows of `basis` are the columns of Phi.
      kernels.gramMatrix("AtA", n, d, x, sx);
      kernels.gemm("AtB", d, o, n, x, y, c);
      const tall = d <= n;
      const k = tall ? d : n;
      kernels.gramMatrix(tall ? "AtA" : "AAt", n, d, x, gram);
      let undecided = 0;
      if (!kernels.symmetricEigen(k, gram, values, vectors)) undecided++;
      const largest = Math.sqrt(Math.max(values[k - 1], 0));
      if (!(largest > 1e-100)) return { m: fullWidth, n, iterations: 0, held: 0, undecided, violated: 0 };
      let r = 0;
      while (r < k && values[k - 1 - r] > (1e-8 * largest) ** 2) r++;
      const singular = Float64Array.from({ length: r }, (_, i) => Math.sqrt(values[k - 1 - i]));
      for (let i = 0; i < r; i++) {
        const vector = vectors.subarray((k - 1 - i) * k, (k - i) * k);
        if (tall) for (let j = 0; j < d; j++) basis[i * d + j] = vector[j];
        else {
          const row = basis.subarray(i * d, (i + 1) * d);
          kernels.multiplyTransposedVector(n, d, x, vector, row);
          for (let j = 0; j < d; j++) row[j] /= singular[i];
        }
      }
      // W^T Y = diag(s)^-1 Phi^T X^T Y.
      kernels.gemm("AB", r, o, d, basis, c, wy);
      for (let i = 0; i < r; i++) for (let j = 0; j < o; j++) wy[i * o + j] /= singular[i];

      const imbalance = (state: Float64Array, result: Float64Array): void => {
        kernels.gemm("AB", r, h, d, basis, state, u1);
        kernels.gramMatrix("AtA", r, h, u1, grown);
        kernels.gramMatrix("AtA", o, h, state.subarray(d * h), shrunk);
        for (let e = 0; e < h * h; e++) result[e] = grown[e] - shrunk[e];
      };
      imbalance(start, lambda0);
      for (let e = 0; e < h * h; e++) grown[e] = lambda0[e];
      if (!kernels.symmetricEigen(h, grown, eigen)) undecided++;
      const tiny = 100 * fullWidth * epsilon * scale;
      const level = Math.max(eigen[h - r] - tiny, 0) + Math.max(-eigen[o - 1] - tiny, 0);
      const least = singular[r - 1] ** 2;
      kernels.gramMatrix("AAt", r, h, u1, gram);
      const vNorm2 = kernels.sumOfSquares(o * h, start.subarray(d * h));
      const stiffness =
        largest * largest * (kernels.largestEigenvalue(r, gram) + vNorm2) +
        largest * Math.sqrt(kernels.sumOfSquares(r * o, wy));
      let end = 10 / Math.max(stiffness, 1e-300);
      if (level > 0) end = Math.min(end, 3 / (2 * least * level));
      if (!(end <= 1e12)) end = 1;

      const flow = integrateFlow(
        (_time, w, dw) => kernels.linearNetworkDescent(d, o, h, sx, c, w, dw),
        start.slice(0, (d + o) * h),
        {
          times: Array.from({ length: points }, (_, i) => (i * end) / (points - 1)),
          relativeTolerance: 1e-9,
          absoluteTolerance: 1e-12 * Math.max(Math.sqrt(scale), 1e-100),
          maximalSteps: 100000,
          sweep: (step, weights, from, stages, point) =>
            kernels.linearNetworkStages(d, o, h, sx, c, 7, weights, step, from, stages, point),
        },
      );
      let [held, violated] = [0, 0];
      let firstLoss = 0;
      flow.states.forEach((at, i) => {
        const time = (i * end) / (points - 1);
        for (let e = 0; e < (d + o) * h; e++) state[e] = at[e];
        imbalance(state, grown);
        if (Math.sqrt(kernels.squaredDistance(h * h, grown, lambda0)) <= 1e-6 * scale) held++;
        else violated++;
        kernels.gemm("ABt", r, o, h, u1, state.subarray(d * h), image);
        let loss = 0;
        for (let e = 0; e < r * o; e++) loss += (wy[e] - singular[Math.floor(e / o)] * image[e]) ** 2 / 2;
        if (i === 0) firstLoss = loss;
        const bound = Math.exp(-2 * least * level * time) * firstLoss;
        if (loss <= bound * (1 + 1e-6) + 1e-14 * firstLoss + 1e-14 * (largest * scale) ** 2) held++;
        else violated++;
      });
      if (flow.status !== "done") undecided++;
      return { m: fullWidth, n, iterations: flow.evaluations, held, undecided, violated };
    },
  };
}
