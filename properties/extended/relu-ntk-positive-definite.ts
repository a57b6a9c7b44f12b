import { below, claim, instances } from "lemmacheck";
import { examples, hypotheses, mutants, necessity } from "../parallel-inputs.js";
import { tangentKernelPaper } from "./tangent-kernel-paper.js";

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
  given: hypotheses,
  then: { positive: (kernel) => below(0, kernel.tangentLeastEigenvalue) },
  mutants: mutants((kernel) => kernel.tangentLeastEigenvalue),
  necessity,
  examples,
});
