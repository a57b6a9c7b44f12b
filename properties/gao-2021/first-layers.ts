import type { ReluKernel } from "lemmacheck";
import { over, plus, times } from "lemmacheck";

/** Orthonormal, acute and obtuse pairs of inputs; a long one; one alone. */
export const ONE = [[1]] as const;
export const LONG = [[10]] as const;
export const ORTHONORMAL = [
  [1, 0],
  [0, 1],
] as const;
export const ACUTE = [
  [1, 0.75],
  [0, 0.5],
] as const;
export const OBTUSE = [
  [1, -1],
  [0.25, 0.75],
] as const;

/** The pair of the first and the last input: an input with itself where there is one only. */
export const pairOf = (kernel: ReluKernel): readonly [number, number] => [0, kernel.samples - 1];

/** (area + angular (x_i . x_j)) / (2 pi), the kernel for angular = pi - angle */
export const arcCosine = (kernel: ReluKernel, angular: Parameters<typeof times>[0]) => {
  const [i, j] = pairOf(kernel);
  return over(plus(kernel.area(i, j), times(angular, kernel.innerProduct(i, j))), times(2, kernel.pi));
};
