import { atMost, below, claim, instances, over, power, type ReluKernel, smallest } from "lemmacheck";
import { gao2021 } from "./paper.js";

const indices = (kernel: ReluKernel): number[] => Array.from({ length: kernel.samples }, (_, i) => i);

/** One inequality for each pair of inputs; for a single input its norm is positive. */
const eachPair = (kernel: ReluKernel, quantity: (i: number, j: number) => ReturnType<ReluKernel["area"]>) =>
  kernel.samples === 1
    ? below(0, kernel.inputNorm(0), "one input")
    : indices(kernel).flatMap((i) =>
        indices(kernel)
          .filter((j) => j < i)
          .map((j) => below(0, quantity(j, i), `inputs ${j} and ${i}`)),
      );

/**
 * Problem: when the limit of the Gram matrix is positive definite, so that width makes the finite one so, too.
 * Computed: the area of each pair's parallelogram (0 just for parallel inputs) and lambda_min(K).
 * Status: standard; the proof is short. The condition is sufficient, not necessary: x and -x alone give K = ||x||^2 I / 2.
 */
export default claim({
  id: "gao-2021/kernel-positive-definite",
  title: "the kernel of inputs, no two of them parallel, is positive definite",
  statement: String.raw`x_i \ne 0,\ x_i \nparallel x_j\ (i \ne j) \implies \lambda_{\min}(K) > 0`,
  plain:
    "If no input is zero and no two are parallel (x_i = t x_j for no real t, also negative), then lambda_min(K) > 0.",
  paper: gao2021,
  locator: "assumption on the data: no two inputs are parallel",
  provenance: "standard",
  proof: "properties/gao-2021/README.md#kernel-positive-definite",
  instances: instances.inputSets({ samples: [1, 6], inputs: [2, 5] }),
  given: {
    nonzero: (kernel) => indices(kernel).map((i) => below(0, kernel.inputNorm(i), `input ${i}`)),
    notParallel: (kernel) => eachPair(kernel, (i, j) => kernel.area(i, j)),
  },
  then: {
    positive: (kernel) => below(0, kernel.kernelLeastEigenvalue),
  },
  mutants: {
    distinct: {
      statement: "distinct inputs suffice: parallel ones are allowed",
      given: { notParallel: (kernel) => eachPair(kernel, (i, j) => kernel.inputDistance(i, j)) },
      // sigma(t) - sigma(-t) = t, so that the six features satisfy a linear relation
      witnesses: [
        {
          model: "relu-kernel",
          X: [
            [1, -1, 0, 0, 1, -1],
            [0, 0, 1, -1, 1, -1],
          ],
        },
      ],
    },
    evenQuarter: {
      statement: "even lambda_min(K) >= min ||x_i||^2 / 4",
      then: {
        positive: (kernel) => {
          const [first, ...rest] = indices(kernel).map((i) => power(kernel.inputNorm(i), 2));
          return atMost(over(smallest(first, ...rest), 4), kernel.kernelLeastEigenvalue);
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
      breaks: "two inputs on one ray have proportional features: K is singular",
      witnesses: [{ model: "relu-kernel", X: [[1, 2]] }],
    },
    nonzero: {
      breaks: "a zero input has a zero row in K",
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
    // x and -x: out of the domain, although K = I / 2
    { model: "relu-kernel", X: [[1, -1]] },
  ],
});
