import { existsSync, readFileSync } from "node:fs";
import { type AnyClaim, type Claim, checkInstance, type Json, runCampaign, withoutHypotheses } from "lemmacheck";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { claims } from "./index.js";

/** A fixed seed, so that a failure here is the same on every machine. */
const SEED = 20220516;
const TOOL = { name: "lemmacheck", version: "test" };

/** The claim without the hypothesis (and those that must go with it); AnyClaim forgets types that this needs. */
const dropping = (claim: AnyClaim, names: readonly string[]): AnyClaim =>
  withoutHypotheses(claim as unknown as Claim<unknown, unknown>, names);

/** Witnesses are plain objects of numbers, strings and lists: JSON. */
const asJson = (witness: object): Json => witness as Json;

for (const claim of claims) {
  test(`${claim.id}: held on the trials of profile smoke`, async () => {
    if (claim.quantifier.kind === "study") return; // judged by `lemmacheck study`, and tested there
    const { record } = await runCampaign([claim], { seed: SEED, profile: "smoke", tool: TOOL });
    const [outcome] = record.claims;
    assert.is(outcome.verdict, "held", outcome.reason ?? "");
    // Where a failure probability is claimed, trials that fail are in the domain, too.
    const { held, violated, drawn } = outcome.trials;
    assert.ok(held + violated > 0.8 * drawn, JSON.stringify(outcome.trials));
  });

  test(`${claim.id}: every mutant is refuted by its witnesses, confirmed`, async () => {
    for (const [name, mutant] of Object.entries(claim.mutants))
      for (const [index, witness] of (mutant.witnesses ?? []).entries()) {
        const where = `${claim.id}, mutant ${name}, witness ${index}`;
        const result = await checkInstance(claim, asJson(witness), where, { mutant: name });
        assert.is(result.verdict, "violated", `${where}: ${result.reason}`);
        assert.ok(result.confirmation !== undefined, `${where}: no confirmation`);
      }
  });

  test(`${claim.id}: true or vacuous on its examples and on its mutants' witnesses`, async () => {
    const witnesses = Object.values(claim.mutants).flatMap((mutant) => mutant.witnesses ?? []);
    for (const [index, instance] of [...claim.examples, ...witnesses].entries()) {
      const result = await checkInstance(claim, asJson(instance), `instance ${index}`);
      const fine = result.verdict === "holds" || result.verdict === "vacuous";
      assert.ok(fine, `${claim.id}, instance ${index}: ${result.verdict}, ${result.reason}`);
    }
  });

  test(`${claim.id}: something breaks on the witnesses of each hypothesis that is dropped`, async () => {
    for (const [hypothesis, { alsoDrop = [], witnesses, meaningless }] of Object.entries(claim.necessity)) {
      const verdicts: string[] = [];
      for (const [index, witness] of witnesses.entries()) {
        const where = `${claim.id} without ${hypothesis}, witness ${index}`;
        const before = await checkInstance(claim, asJson(witness), where);
        assert.is(before.verdict, "vacuous", `${where}: the hypothesis is not violated`);
        const after = await checkInstance(dropping(claim, [hypothesis, ...alsoDrop]), asJson(witness), where);
        const expected = meaningless === true ? ["violated", "undecided"] : ["violated"];
        assert.ok(expected.includes(after.verdict), `${where}: ${after.verdict}, ${after.reason}`);
        verdicts.push(after.verdict);
      }
      assert.ok(verdicts.includes("violated"), `${claim.id} without ${hypothesis}: nothing is violated`);
    }
  });

  test(`${claim.id}: complete`, () => {
    const { id, statement, plain, locator, provenance, paper, proof, given, mutants, necessity, examples } = claim;
    assert.is.not(provenance, "user");
    assert.ok(paper !== null && locator !== "" && statement !== plain, "paper, locator and a plain statement");
    assert.ok(Object.keys(mutants).length >= 2, "at least two mutants");
    // A single instance neither bears out nor refutes a statement on probabilities or scaling.
    const byInstances = claim.quantifier.kind === "always";
    assert.ok(!byInstances || examples.length >= 3, "a few examples");
    for (const [name, mutant] of Object.entries(mutants)) {
      assert.ok(!byInstances || (mutant.witnesses ?? []).length > 0, `mutant ${name} has a witness`);
      assert.ok(mutant.statement !== undefined, `mutant ${name} says what was changed`);
    }
    assert.equal(Object.keys(necessity).sort(), Object.keys(given).sort(), "a witness for each hypothesis");
    const [file, anchor] = proof.split("#");
    const path = new URL(`../${file}`, import.meta.url);
    assert.ok(existsSync(path), `${file} exists`);
    assert.ok(readFileSync(path, "utf8").includes(`\n## ${anchor}\n`), `${file} has a section ${anchor}`);
    assert.is(anchor, id.split("/")[1]);
  });
}

const named = (id: string): AnyClaim => {
  const claim = claims.find((candidate) => candidate.id === id);
  if (claim === undefined) throw new Error(`no claim ${id}`);
  return claim;
};

test("the Lipschitz bound speaks of W where both layers are made of the same inputs, else of Phi", async () => {
  const claim = named("gao-2022/equilibrium-lipschitz");
  const made = { gamma: 0.5, A: [[1]], X: [[3, 1]], featureScale: 1 };
  const weights = { model: "implicit-relu", ...made, W: [[1]], other: { ...made, W: [[2]] } };
  const throughWeights = await checkInstance(claim, weights, "weights");
  assert.is(throughWeights.verdict, "holds");
  assert.match(throughWeights.then.inputWeights.label ?? "", "W1 - W2");
  const features = {
    model: "implicit-relu",
    gamma: 0.5,
    A: [[1]],
    Phi: [[3]],
    other: { gamma: 0.5, A: [[1]], Phi: [[6]] },
  };
  const throughFeatures = await checkInstance(claim, features, "features");
  assert.is(throughFeatures.verdict, "holds");
  assert.is(throughFeatures.then.inputWeights.label, "no common inputs");
});

test("the truncation bounds speak of output and adjoint where there are output weights", async () => {
  const claim = named("gao-2022/unrolled-truncation");
  const layer = { model: "implicit-relu", gamma: 0.5, A: [[1]], Phi: [[1]], steps: 2 };
  const withOutputs = await checkInstance(claim, { ...layer, u: [3] }, "with u");
  assert.is(withOutputs.then.output.label, "sample 0");
  assert.is(withOutputs.then.adjoint.label, "sample 0");
  // z_2 = 3/2 of 2, times 3; and q^2 ||u|| |phi| / (1 - q)
  assert.is(withOutputs.then.output.left?.mid, 1.5);
  assert.is(withOutputs.then.output.right?.mid, 1.5);
  const without = await checkInstance(claim, layer, "without u");
  assert.is(without.verdict, "holds");
  assert.is(without.then.output.label, "no output weights");
});

test("the ids are those that the documentation promises", () => {
  assert.equal(
    claims.map(({ id }) => id),
    [
      "gao-2022/equilibrium-exists-unique",
      "gao-2022/picard-contracts",
      "gao-2022/equilibrium-norm-bounds",
      "gao-2022/gram-lower-bound",
      "gao-2022/equilibrium-lipschitz",
      "gao-2022/unrolled-truncation",
      "gao-2022/implicit-gradient",
      "gao-2022/input-gradient",
      "gao-2022/activation-pattern-radius",
      "gao-2022/tangent-kernel-decomposition",
      "gao-2022/gram-stability",
      "gao-2022/gradient-flow-linear-rate",
      "gao-2022/gradient-descent-linear-rate",
      "gao-2022/linear-width",
      "gao-2021/gaussian-norm",
      "gao-2021/relu-kernel",
      "gao-2021/kernel-positive-definite",
      "gao-2021/gram-at-initialization",
      "gao-2021/equilibrium-gram-at-initialization",
      "gao-2021/gradient-flow-linear-rate",
      "min-2021/imbalance-conserved",
      "min-2021/imbalance-drift",
      "min-2021/imbalance-pl",
      "min-2021/imbalance-rate",
      "min-2021/min-norm-invariant-set",
      "min-2021/min-norm-distance",
      "min-2021/gaussian-imbalance",
      "min-2021/width-min-norm",
      "chatterjee-2022/flow-criterion",
      "chatterjee-2022/perturbed-flow",
      "chatterjee-2022/flow-integral-criterion",
      "chatterjee-2022/integral-criterion-sharp",
      "chatterjee-2022/gauss-newton-criterion",
      "chatterjee-2022/alpha-certificates",
      "chatterjee-2022/descent-criterion",
      "chatterjee-2022/step-without-gradient-bound",
      "chatterjee-2022/first-layer-pl",
      "chatterjee-2022/positive-init-alpha",
      "chatterjee-2022/output-weight-threshold",
      "chatterjee-2022/least-output-weight-threshold",
      "chatterjee-2022/positive-init-converges",
      "extended/perron-frobenius",
      "extended/p-matrix",
      "extended/pl-linear-rate",
      "extended/sine-square-pl",
      "extended/clipped-gradient-rate",
      "extended/deep-linear-balance",
      "extended/homogeneous-balance",
      "extended/orthogonal-deep-linear",
      "extended/relu-ntk-gram",
      "extended/relu-ntk-positive-definite",
      "extended/sll-1-lipschitz",
    ],
  );
});

test.run();
