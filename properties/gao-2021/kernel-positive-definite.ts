import { below, claim, instances } from "lemmacheck";
import { examples, hypotheses, mutants, necessity } from "../parallel-inputs.js";
import { gao2021 } from "./paper.js";

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
  given: hypotheses,
  then: { positive: (kernel) => below(0, kernel.kernelLeastEigenvalue) },
  mutants: mutants((kernel) => kernel.kernelLeastEigenvalue),
  necessity,
  examples,
});
