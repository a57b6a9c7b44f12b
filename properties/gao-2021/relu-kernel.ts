import {
  absolute,
  atMost,
  claim,
  instances,
  minus,
  type Operand,
  over,
  power,
  type ReluKernel,
  squareRoot,
  times,
} from "lemmacheck";
import { ACUTE, arcCosine, OBTUSE, ONE, ORTHONORMAL, pairOf } from "./first-layers.js";
import { gao2021 } from "./paper.js";

/** |G_ij - kernel| <= sqrt(5 V / m), V the variance of one unit's contribution, for the first and the last input. */
const withinDeviation = (layer: ReluKernel, kernel: Operand) => {
  const [i, j] = pairOf(layer);
  const variance = minus(layer.kernelSecondMoment(i, j), power(layer.kernelEntry(i, j), 2));
  return atMost(absolute(minus(layer.gramEntry(i, j), kernel)), squareRoot(over(times(5, variance), layer.width)));
};

const entry = (layer: ReluKernel) => layer.kernelEntry(...pairOf(layer));

/**
 * Problem: what the Gram matrix of the first layer's features tends to.
 * Computed: K_ij in closed form, G_ij = (1/m) sum_k relu(w_k x_i) relu(w_k x_j) of the W drawn, and Chebyshev's bound of
 * their distance at failure probability 1/5, with the exact variance (the kernel of degree two gives the second moment).
 * Status: standard (Cho and Saul's arc-cosine kernels of degree one and two; Chebyshev).
 */
export default claim({
  id: "gao-2021/relu-kernel",
  title: "the Gram matrix of random ReLU features has the arc-cosine kernel as its mean",
  statement: String.raw`K_{ij} = \mathbb E\,\sigma(w^\top x_i)\sigma(w^\top x_j) = \frac{\|x_i\|\|x_j\|}{2\pi}\bigl(\sin\theta + (\pi-\theta)\cos\theta\bigr),\quad
    \Pr\Bigl(\bigl|\tfrac1m\textstyle\sum_k \sigma(w_k^\top x_i)\sigma(w_k^\top x_j) - K_{ij}\bigr| > \sqrt{5V/m}\Bigr) \le \tfrac15`,
  plain:
    "For w ~ N(0, I) the mean of relu(w x_i) relu(w x_j) is K_ij = ||x_i|| ||x_j|| (sin t + (pi - t) cos t) / (2 pi), t the angle; so the mean over m independent units is farther than sqrt(5 V / m) from K_ij with probability at most 1/5, V the variance of one unit's term.",
  paper: gao2021,
  locator: "limit of the Gram matrix at initialization; closed form of Cho and Saul",
  provenance: "standard",
  proof: "properties/gao-2021/README.md#relu-kernel",
  quantifier: { kind: "withProbability", failure: "1/5" },
  instances: instances.firstLayer({
    designs: [
      { name: "one input", X: ONE, width: 400 },
      { name: "orthonormal pair", X: ORTHONORMAL, width: 400, share: 2 },
      { name: "acute pair", X: ACUTE, width: 400 },
      { name: "obtuse pair", X: OBTUSE, width: 400 },
      { name: "few units", X: ACUTE, width: 8 },
    ],
  }),
  then: { mean: (layer) => withinDeviation(layer, entry(layer)) },
  mutants: {
    twice: {
      statement: "divided by pi in place of 2 pi",
      then: { mean: (layer) => withinDeviation(layer, times(2, entry(layer))) },
    },
    angleItself: {
      statement: "the angle in place of pi minus the angle",
      then: {
        mean: (layer) => {
          const [i, j] = pairOf(layer);
          // The angle of an input with itself is exactly 0.
          return withinDeviation(layer, arcCosine(layer, layer.angle(i, j)));
        },
      },
    },
    degreeZero: {
      statement: "the kernel of degree zero, (pi - angle) / (2 pi)",
      then: {
        mean: (layer) => {
          const [i, j] = pairOf(layer);
          return withinDeviation(layer, over(minus(layer.pi, layer.angle(i, j)), times(2, layer.pi)));
        },
      },
    },
    varianceForgotten: {
      statement: "the deviation shrinks like 1/m in place of 1/sqrt(m)",
      then: {
        mean: (layer) => {
          const [i, j] = pairOf(layer);
          const variance = minus(layer.kernelSecondMoment(i, j), power(entry(layer), 2));
          const distance = absolute(minus(layer.gramEntry(i, j), entry(layer)));
          return atMost(distance, over(squareRoot(times(5, variance)), layer.width));
        },
      },
    },
  },
});
