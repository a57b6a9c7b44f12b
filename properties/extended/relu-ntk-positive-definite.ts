import { atMost, below, claim, instances, over, power, type ReluKernel, smallest } from "lemmacheck";
import { tangentKernelPaper } from "./tangent-kernel-paper.js";

const indices = ({ samples }: ReluKernel): readonly number[] => Array.from({ length: samples }, (_, i) => i);

const eachPair = (kernel: ReluKernel, quantity: (i: number, j: number) => ReturnType<ReluKernel["area"]>) =>
  kernel.samples === 1
    ? below(0, kernel.inputNorm(0), "one input")
    : indices(kernel).flatMap((i) =>
        indices(kernel)
          .filter((j) => j < i)
          .map((j) => below(0, quantity(j, i), `inputs ${j} and ${i}`)),
      );

const THREE_PAIRS = {
  model: "relu-kernel",
  X: [
    [1, -1, 0, 0, 1, -1],
    [0, 0, 1, -1, 1, -1],
  ],
};

/**
 * Problem: when the limit of the tangent kernel's Gram matrix is positive definite.
 * Computed: the area of each pair's parallelogram (0 just for parallel inputs) and lambda_min of the limit.
 * Status: standard; the proof is short. Sufficient, not necessary: x and -x alone give |x|^2 I / 2.
 */
export default claim({
  id: "extended/relu-ntk-positive-definite",
  title: "the tangent kernel of inputs, no two of them parallel, is positive definite",
  statement: String.raw`x_i \ne 0,\ x_i \nparallel x_j\ (i \ne j) \implies \lambda_{\min}(H^\infty) > 0,\quad H^\infty_{ij} = x_i^\top x_j\,\frac{\pi - \theta_{ij}}{2\pi}`,
  plain:
    "If no input is zero and no two are parallel (x_i = t x_j for no real t, also negative), then the matrix of the x_i . x_j (pi - angle) / (2 pi) is positive definite.",
  paper: tangentKernelPaper,
  locator: "assumption on the data: no two inputs are parallel",
  provenance: "standard",
  proof: "properties/extended/README.md#relu-ntk-positive-definite",
  instances: instances.inputSets({ samples: [1, 6], inputs: [2, 5] }),
  given: {
    nonzero: (kernel) => indices(kernel).map((i) => below(0, kernel.inputNorm(i), `input ${i}`)),
    notParallel: (kernel) => eachPair(kernel, (i, j) => kernel.area(i, j)),
  },
  then: { positive: (kernel) => below(0, kernel.tangentLeastEigenvalue) },
  mutants: {
    distinct: {
      statement: "distinct inputs suffice: antipodal ones are allowed",
      given: { notParallel: (kernel) => eachPair(kernel, (i, j) => kernel.inputDistance(i, j)) },
      witnesses: [THREE_PAIRS],
    },
    evenQuarter: {
      statement: "even lambda_min >= min |x_i|^2 / 4",
      then: {
        positive: (kernel) => {
          const [first, ...rest] = indices(kernel).map((i) => power(kernel.inputNorm(i), 2));
          return atMost(over(smallest(first, ...rest), 4), kernel.tangentLeastEigenvalue);
        },
      },
      witnesses: [
        {
          model: "relu-kernel",
          X: [
            [1, 1],
            [0, 0.125],
          ],
        },
      ],
    },
    zeroAllowed: {
      statement: "inputs may be zero",
      given: { nonzero: null, notParallel: null },
      witnesses: [{ model: "relu-kernel", X: [[0]] }],
    },
  },
  necessity: {
    notParallel: {
      breaks: "two inputs on one ray have proportional rows",
      witnesses: [{ model: "relu-kernel", X: [[1, 1]] }, THREE_PAIRS],
    },
    nonzero: {
      breaks: "a zero input has a zero row",
      alsoDrop: ["notParallel"],
      witnesses: [
        {
          model: "relu-kernel",
          X: [
            [1, 0],
            [0, 0],
          ],
        },
      ],
    },
  },
  examples: [
    {
      model: "relu-kernel",
      X: [
        [1, 0],
        [0, 1],
      ],
    },
    { model: "relu-kernel", X: [[3]] },
    { model: "relu-kernel", X: [[1, -1]] },
  ],
});
