import {
  atMost,
  below,
  claim,
  equals,
  type ImplicitLayer,
  instances,
  largest,
  minus,
  over,
  plus,
  product,
  type Real,
  smallest,
  square,
  sum,
  type TrainedBlock,
  times,
} from "lemmacheck";
import { gao2022 } from "./paper.js";

const has = (layer: ImplicitLayer, block: TrainedBlock): boolean => layer.trained.includes(block);

/** Pairs (i, j) with i <= j */
const pairs = (layer: ImplicitLayer): readonly (readonly [number, number])[] =>
  Array.from({ length: layer.samples }, (_, i) =>
    Array.from({ length: layer.samples - i }, (__, k) => [i, i + k] as const),
  ).flat();

const least = (values: readonly Real[]): Real => smallest(values[0], ...values.slice(1));
const most = (values: readonly Real[]): Real => largest(values[0], ...values.slice(1));

/** lambda_min(Z^T Z)(1 + gamma^2 min ||p_i||^2) + lambda_min(Phi^T Phi) + s^2 min ||Q_i||^2 lambda_min(X^T X), trained blocks only */
const lowerBound = (layer: ImplicitLayer, pick: (values: readonly Real[]) => Real): Real => {
  const terms: Real[] = [];
  if (has(layer, "u")) terms.push(layer.gramLambdaMin);
  if (has(layer, "A")) terms.push(product(square(layer.gamma), square(pick(layer.adjointNorms)), layer.gramLambdaMin));
  if (has(layer, "v")) terms.push(layer.featureGramEigenvalues[0]);
  if (has(layer, "W"))
    terms.push(product(square(layer.featureScale), square(pick(layer.inputAdjointNorms)), layer.inputGramLambdaMin));
  return terms.length === 1 ? terms[0] : sum(...terms);
};

/** ||Z||^2 (1 + gamma^2 ||u||^2/(1-q)^2) + ||Phi||^2 + s^2 (||u||/(1-q) + ||v||)^2 ||X||^2, trained blocks only */
const upperBound = (layer: ImplicitLayer): Real => {
  const amplified = over(layer.outputWeightNorm, minus(1, layer.gain));
  const states = square(layer.equilibriumSpectralNorm);
  const terms: Real[] = [];
  if (has(layer, "u")) terms.push(states);
  if (has(layer, "A")) terms.push(times(states, square(times(layer.gamma, amplified))));
  if (has(layer, "v")) terms.push(square(layer.signedFeatureSpectralNorm));
  if (has(layer, "W"))
    terms.push(square(product(layer.featureScale, plus(amplified, layer.skipWeightNorm), layer.inputSpectralNorm)));
  return terms.length === 1 ? terms[0] : sum(...terms);
};

/** H_A = gamma^2 (P^T P) o (Z^T Z), entry by entry */
const weightKernel = (layer: ImplicitLayer, entry: (i: number, j: number) => Real) =>
  pairs(layer).map(([i, j]) => equals(layer.tangentKernels.A.entry(i, j), entry(i, j), `H_A(${i}, ${j})`));

const inHadamardForm =
  (layer: ImplicitLayer, factor: Real) =>
  (i: number, j: number): Real =>
    product(factor, layer.adjointGram.entry(i, j), layer.tangentKernels.u.entry(i, j));

/**
 * Problem: the kernel H = J J^T that drives the residual, r' = -H r under gradient flow.
 * Computed: J's rows (z_i, phi_i, gamma p_i z_i^T, s Q_i x_i^T) written out, and H from its parts in Hadamard form; eigenvalues.
 * Status: the structure as recalled, the formulas and bounds derived here (Schur's product theorem).
 */
export default claim({
  id: "gao-2022/tangent-kernel-decomposition",
  title: "the tangent kernel is a sum of Gram matrices in Hadamard form, at least the equilibrium's",
  statement: String.raw`q < 1 \implies JJ^\top = H = Z^\top Z + \Phi^\top\Phi + \gamma^2(P^\top P)\circ(Z^\top Z) + s^2(Q^\top Q)\circ(X^\top X) \text{ (trained blocks)};\
    \lambda_{\min}(H) \ge \lambda_{\min}(Z^\top Z)(1 + \gamma^2\min_i\|p_i\|^2) + \lambda_{\min}(\Phi^\top\Phi) + s^2\min_i\|Q_i\|^2\lambda_{\min}(X^\top X);\
    \|H\|_2 \le \|Z\|_2^2\Big(1 + \tfrac{\gamma^2\|u\|^2}{(1-q)^2}\Big) + \|\Phi\|_2^2 + s^2\Big(\tfrac{\|u\|}{1-q} + \|v\|\Big)^2\|X\|_2^2;\
    \|\nabla L\|^2 = r^\top Hr \ge \lambda_{\min}(Z^\top Z)\|r\|^2`,
  plain:
    "The kernel J J^T is the sum of Z^T Z, Phi^T Phi, gamma^2 (P^T P) o (Z^T Z) and s^2 (Q^T Q) o (X^T X) over the trained blocks (o entrywise); its least eigenvalue is at least the sum of the parts' bounds, " +
    "its norm at most the bound with 1/(1 - q)^2, and the squared gradient norm is r^T H r, at least lambda_min(Z^T Z) ||r||^2 where u is trained.",
  paper: gao2022,
  locator: "the kernel's structure, as recalled; formulas and bounds derived here",
  provenance: "recalled",
  proof: "properties/gao-2022/README.md#tangent-kernel-decomposition",
  cost: "heavy",
  instances: instances.trainedLayer({ width: [1, 5], samples: [1, 3], inputs: [1, 4], gain: [0.05, 0.9] }),
  given: {
    contraction: (layer) => below(layer.gain, 1),
  },
  then: {
    decomposition: (layer) => [
      ...pairs(layer).map(([i, j]) =>
        equals(layer.jacobianKernel.entry(i, j), layer.tangentKernel.entry(i, j), `H(${i}, ${j})`),
      ),
      ...weightKernel(layer, inHadamardForm(layer, square(layer.gamma))),
    ],
    leastEigenvalue: (layer) => atMost(lowerBound(layer, least), layer.tangentKernel.lambdaMin),
    largestEigenvalue: (layer) => atMost(layer.tangentKernel.lambdaMax, upperBound(layer)),
    energy: (layer) => equals(layer.gradientSquare, layer.kernelEnergy),
    gradient: (layer) =>
      atMost(has(layer, "u") ? times(layer.gramLambdaMin, square(layer.residualNorm)) : 0, layer.gradientSquare),
  },
  mutants: {
    matrixProduct: {
      statement: "the matrix product (P^T P)(Z^T Z) in H_A in place of the entrywise one",
      then: {
        decomposition: (layer) =>
          weightKernel(layer, (i, j) =>
            times(
              square(layer.gamma),
              sum(
                ...Array.from({ length: layer.samples }, (_, k) =>
                  times(layer.adjointGram.entry(i, k), layer.tangentKernels.u.entry(k, j)),
                ),
              ),
            ),
          ),
      },
      witnesses: [
        noFeedback(
          [
            [1, 2],
            [2, 1],
          ],
          [1, 0],
        ),
      ], // [[9, 9], [9, 9]] in place of [[5, 4], [4, 5]]
    },
    gammaNotSquared: {
      statement: "gamma in place of gamma^2 in H_A",
      then: { decomposition: (layer) => weightKernel(layer, inHadamardForm(layer, layer.gamma)) },
      witnesses: [{ model: "implicit-relu", gamma: 0.5, A: [[0]], Phi: [[1]], u: [1], y: [0], trained: ["u", "A"] }],
    },
    largestAdjoint: {
      statement: "the largest ||p_i||, ||Q_i|| in the lower bound",
      then: { leastEigenvalue: (layer) => atMost(lowerBound(layer, most), layer.tangentKernel.lambdaMin) },
      witnesses: [
        noFeedback(
          [
            [1, -1],
            [-1, 1],
          ],
          [1, 0.1],
        ),
      ], // 2 <= 1.01
    },
    largestFeature: {
      statement: "lambda_min(H) >= lambda_min(Z^T Z) + lambda_max(Phi^T Phi)",
      then: {
        leastEigenvalue: (layer) =>
          atMost(plus(layer.gramLambdaMin, square(layer.signedFeatureSpectralNorm)), layer.tangentKernel.lambdaMin),
      },
      witnesses: [
        {
          model: "implicit-relu",
          gamma: 1,
          A: [
            [0, 0],
            [0, 0],
          ],
          Phi: [
            [1, 0],
            [0, 2],
          ],
          u: [0, 0],
          y: [1, 1],
          trained: ["u", "v"],
        },
      ], // 5 <= 2
    },
    outputsAlone: {
      statement: "||H|| <= ||Z||^2 + ||Phi||^2",
      then: {
        largestEigenvalue: (layer) =>
          atMost(
            layer.tangentKernel.lambdaMax,
            plus(square(layer.equilibriumSpectralNorm), square(layer.signedFeatureSpectralNorm)),
          ),
      },
      witnesses: [
        { model: "implicit-relu", gamma: 0, A: [[0]], W: [[1]], X: [[1]], u: [10], v: [0], y: [0] }, // 102 <= 2
      ],
    },
  },
  necessity: {
    contraction: {
      breaks: "gamma A = [[0, 3], [0, 0]]: one equilibrium, but 1/(1 - 3)^2 does not bound the squared norm 10 of p",
      witnesses: [
        {
          model: "implicit-relu",
          gamma: 1,
          A: [
            [0, 3],
            [0, 0],
          ],
          Phi: [[1], [1]],
          u: [1, 0],
          y: [0],
          trained: ["u", "A"],
        },
      ],
    },
  },
  examples: [
    noFeedback(
      [
        [1, 2],
        [2, 1],
      ],
      [1, 0],
    ),
    noFeedback(
      [
        [1, -1],
        [-1, 1],
      ],
      [1, 0.5],
    ),
    {
      model: "implicit-relu",
      gamma: 0.5,
      A: [[1]],
      W: [[1]],
      X: [[1]],
      u: [1],
      v: [1],
      y: [0],
    },
  ],
});

/** A = 0, gamma = 1: Z = relu(Phi), P = D u; u and A trained. */
function noFeedback(Phi: number[][], u: number[]): object {
  return {
    model: "implicit-relu",
    gamma: 1,
    A: [
      [0, 0],
      [0, 0],
    ],
    Phi,
    u,
    y: [0, 1],
    trained: ["u", "A"],
  };
}
