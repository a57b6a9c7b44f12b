import { type AnyClaim, sharpenClaim } from "lemmacheck";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { claims } from "./index.js";

/** The claims of which the theory names a case of equality, and how near to 1 the search must come. */
const ATTAINED: readonly (readonly [id: string, conclusion: string, ratio: number])[] = [
  // Least squares with the residual along the bottom eigenvector
  ["chatterjee-2022/flow-criterion", "rate", 1 - 1e-9],
  // f_1 = 1 - delta with eta = 2 eps / H, e.g. (1.5 x - 1)^2 from 0; doubles round eta
  ["chatterjee-2022/descent-criterion", "rate", 1 - 1e-6],
  // V = 0
  ["min-2021/imbalance-pl", "polyakLojasiewicz", 1 - 1e-12],
  // W = T = 1: a reflection; and T at its row sums
  ["extended/sll-1-lipschitz", "lipschitz", 1 - 1e-12],
  ["extended/sll-1-lipschitz", "semidefinite", 1 - 1e-12],
];

const named = (id: string): AnyClaim => {
  const claim = claims.find((candidate) => candidate.id === id);
  if (claim === undefined) throw new Error(`no claim ${id}`);
  return claim;
};

for (const [id, conclusion, ratio] of ATTAINED)
  test(`${id}, ${conclusion}: sharpen comes to the case of equality, and not beyond`, async () => {
    const { conclusions } = await sharpenClaim(named(id), { seed: 3, evaluations: 1500 });
    const reached = conclusions[conclusion]?.ratio ?? 0;
    assert.ok(reached >= ratio && reached <= 1, `${conclusion}: ${reached}`);
  });

test.run();
