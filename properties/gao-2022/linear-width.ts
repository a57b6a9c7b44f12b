import { below, claim, instances, over } from "lemmacheck";
import { gao2022 } from "./paper.js";

/**
 * Problem: how wide a layer must be for n samples.
 * Computed by `lemmacheck study gao-2022/linear-width`: for each n the least width m*(n) at which the event has frequency
 * 1/2 (Gram matrix at initialization or at the equilibrium, certificate of gradient flow or descent), and the exponent of
 * m* in n with its confidence interval from independent replicates.
 * Status: the abstract says that linear width suffices. A study is evidence, never a proof: its outcomes are consistent,
 * inconsistent and undecided. On a single instance the claim is the event, which may well fail.
 */
export default claim({
  id: "gao-2022/linear-width",
  title: "a width linear in the number of samples suffices",
  statement: "m^*(n) = O(n)",
  plain:
    "The least width m*(n) at which the Gram matrix keeps half of its limit's least eigenvalue with probability 1/2 (or a certificate of training applies) grows at most linearly in the number n of samples.",
  paper: gao2022,
  locator: "abstract: linear widths",
  provenance: "abstract",
  proof: "properties/gao-2022/README.md#linear-width",
  quantifier: { kind: "study", scaling: { kind: "suffices", exponent: 1 } },
  instances: instances.firstLayer({
    designs: [
      {
        name: "two inputs",
        X: [
          [1, 0],
          [0, 1],
        ],
        width: 16,
      },
    ],
  }),
  then: {
    gram: (layer) => below(over(layer.kernelLeastEigenvalue, 2), layer.gramLeastEigenvalue),
  },
  mutants: {
    quadraticNecessary: {
      statement: "a width of order n^2 is necessary",
      scaling: { kind: "necessary", exponent: 2 },
    },
    asManyAsSamples: {
      statement: "the width m = n suffices",
      scaling: { kind: "width", factor: 1, exponent: 1 },
    },
    constantWidth: {
      statement: "the width m = 16 suffices for every n",
      scaling: { kind: "width", factor: 16, exponent: 0 },
    },
    squareRoot: {
      statement: "a width of order sqrt(n) suffices",
      scaling: { kind: "suffices", exponent: 0.5 },
    },
  },
});
