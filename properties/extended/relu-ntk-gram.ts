import {
  absolute,
  atMost,
  claim,
  instances,
  logarithm,
  minus,
  type Operand,
  over,
  type ReluKernel,
  squareRoot,
  times,
} from "lemmacheck";
import { tangentKernelPaper } from "./tangent-kernel-paper.js";

const pairOf = (layer: ReluKernel): readonly [number, number] => [0, layer.samples - 1];

/** sqrt(ln(2/p) / (2 m)) for p = 1/5 */
const deviation = (layer: ReluKernel) => squareRoot(over(logarithm(10), times(2, layer.width)));

const share = (layer: ReluKernel, mean: Operand, bound: Operand = deviation(layer)) =>
  atMost(absolute(minus(layer.activeShare(...pairOf(layer)), mean)), bound);

const overlap = (layer: ReluKernel) => layer.activationOverlap(...pairOf(layer));

/**
 * Problem: what the Gram matrix of a wide two-layer ReLU network's tangent kernel tends to, and how fast.
 * Computed: the share of the units that are active on both inputs of a pair, against (pi - angle) / (2 pi); Hoeffding's deviation
 * at failure probability 1/5.
 * Status: standard.
 */
export default claim({
  id: "extended/relu-ntk-gram",
  title:
    "the tangent kernel's Gram matrix has x_i . x_j (pi - angle) / (2 pi) as its mean, within Hoeffding's deviation",
  statement: String.raw`H^\infty_{ij} = x_i^\top x_j\,\mathbb E\,\mathbf 1\{w^\top x_i \ge 0\}\mathbf 1\{w^\top x_j \ge 0\} = x_i^\top x_j\,\frac{\pi - \theta_{ij}}{2\pi},\quad
    \Pr\Bigl(|H_{ij} - H^\infty_{ij}| > |x_i^\top x_j|\sqrt{\ln(2/p)/(2m)}\Bigr) \le p`,
  plain:
    "For w ~ N(0, I) the probability that both w x_i >= 0 and w x_j >= 0 is (pi - t) / (2 pi), t the angle; so the entry x_i . x_j (share of active units) of a network with m units is farther than |x_i . x_j| sqrt(ln(2/p) / (2m)) from x_i . x_j (pi - t) / (2 pi) with probability at most p, here p = 1/5.",
  paper: tangentKernelPaper,
  locator: "limit of the Gram matrix; closed form and Hoeffding's inequality",
  provenance: "standard",
  proof: "properties/extended/README.md#relu-ntk-gram",
  quantifier: { kind: "withProbability", failure: "1/5" },
  instances: instances.firstLayer({
    designs: [
      { name: "one input", X: [[1]], width: 400 },
      {
        name: "acute pair",
        X: [
          [1, 0.75],
          [0, 0.5],
        ],
        width: 400,
        share: 2,
      },
      {
        name: "obtuse pair",
        X: [
          [1, -1],
          [0.25, 0.75],
        ],
        width: 400,
      },
      {
        name: "orthogonal pair",
        X: [
          [1, 0],
          [0, 2],
        ],
        width: 400,
      },
      {
        name: "few units",
        X: [
          [1, 0.75],
          [0, 0.5],
        ],
        width: 6,
      },
    ],
  }),
  then: {
    overlap: (layer) => share(layer, overlap(layer)),
    gram: (layer) => {
      const inner = layer.innerProduct(...pairOf(layer));
      const entry = times(inner, layer.activeShare(...pairOf(layer)));
      return atMost(
        absolute(minus(entry, layer.tangentEntry(...pairOf(layer)))),
        times(absolute(inner), deviation(layer)),
      );
    },
  },
  mutants: {
    wholeTurn: {
      statement: "(pi - angle) / pi in place of (pi - angle) / (2 pi)",
      then: { overlap: (layer) => share(layer, times(2, overlap(layer))) },
    },
    angleItself: {
      statement: "angle / (2 pi) in place of (pi - angle) / (2 pi)",
      then: { overlap: (layer) => share(layer, minus("1/2", overlap(layer))) },
    },
    fasterDeviation: {
      statement: "the deviation shrinks like 1/m in place of 1/sqrt(m)",
      then: { overlap: (layer) => share(layer, overlap(layer), over(squareRoot(logarithm(10)), layer.width)) },
    },
    rarely: {
      statement: "a quarter of the deviation, with the same probability",
      then: { overlap: (layer) => share(layer, overlap(layer), over(deviation(layer), 4)) },
    },
  },
});
