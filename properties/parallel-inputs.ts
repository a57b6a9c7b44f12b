import { atMost, below, over, power, type Real, type ReluKernel, smallest } from "lemmacheck";

/**
 * What the two limit kernels share: both are positive definite for inputs of which no two are parallel, and singular in
 * the same cases. `least` is the least eigenvalue of the one in question.
 */

const indices = ({ samples }: ReluKernel): readonly number[] => Array.from({ length: samples }, (_, i) => i);

/** A quantity of two inputs that is 0 just where they are related, for each pair. */
const eachPair = (kernel: ReluKernel, quantity: (i: number, j: number) => Real) =>
  kernel.samples === 1
    ? below(0, kernel.inputNorm(0), "one input")
    : indices(kernel).flatMap((i) =>
        indices(kernel)
          .filter((j) => j < i)
          .map((j) => below(0, quantity(j, i), `inputs ${j} and ${i}`)),
      );

const inputs = (X: readonly (readonly number[])[]) => ({ model: "relu-kernel", X });

/** Three antipodal pairs in the plane */
export const THREE_PAIRS = inputs([
  [1, -1, 0, 0, 1, -1],
  [0, 0, 1, -1, 1, -1],
]);

export const hypotheses = {
  nonzero: (kernel: ReluKernel) => indices(kernel).map((i) => below(0, kernel.inputNorm(i), `input ${i}`)),
  notParallel: (kernel: ReluKernel) => eachPair(kernel, (i, j) => kernel.area(i, j)),
};

export const mutants = (least: (kernel: ReluKernel) => Real) => ({
  distinct: {
    statement: "distinct inputs suffice: parallel ones are allowed, antipodal ones too",
    given: { notParallel: (kernel: ReluKernel) => eachPair(kernel, (i, j) => kernel.inputDistance(i, j)) },
    witnesses: [THREE_PAIRS],
  },
  evenQuarter: {
    statement: "even lambda_min >= min ||x_i||^2 / 4",
    then: {
      positive: (kernel: ReluKernel) => {
        const [first, ...rest] = indices(kernel).map((i) => power(kernel.inputNorm(i), 2));
        return atMost(over(smallest(first, ...rest), 4), least(kernel));
      },
    },
    witnesses: [
      inputs([
        [1, 1],
        [0, 0.125],
      ]),
    ],
  },
  zeroAllowed: {
    statement: "inputs may be zero",
    given: { nonzero: null, notParallel: null },
    witnesses: [inputs([[0]])],
  },
});

export const necessity = {
  notParallel: {
    breaks: "two inputs on one ray have proportional rows: the kernel is singular",
    witnesses: [inputs([[1, 2]]), THREE_PAIRS],
  },
  nonzero: {
    breaks: "a zero input has a zero row",
    alsoDrop: ["notParallel"],
    witnesses: [
      inputs([
        [1, 0],
        [0, 0],
      ]),
    ],
  },
};

export const examples = [
  inputs([
    [1, 0],
    [0, 1],
  ]),
  inputs([[3]]),
  // x and -x: out of the domain, although the kernel is a multiple of I
  inputs([[1, -1]]),
];
