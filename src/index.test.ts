import * as lemmacheck from "lemmacheck";
import { test } from "uvu";
import * as assert from "uvu/assert";

const { atMost, below, checkInstance, claim, instances, minus, mutateClaims, over, runCampaign, times } = lemmacheck;

/** The claim file that the documentation shows, word for word. */
const documented = claim({
  id: "mine/equilibrium-norm",
  statement: String.raw`q = \gamma\|A\|_2 < 1 \implies \|Z\|_F \le \|\sigma(\Phi)\|_F / (1 - q)`,
  source: "my notes, lemma 3",
  instances: instances.implicitLayer({ width: [1, 24], samples: [1, 8], gain: [0, 0.99] }),
  given: { contraction: (layer) => below(layer.gain, 1) },
  then: { upperBound: (layer) => atMost(layer.equilibriumNorm, over(layer.featureNorm, minus(1, layer.gain))) },
  mutants: {
    squaredGain: {
      then: {
        upperBound: (layer) =>
          atMost(layer.equilibriumNorm, over(layer.featureNorm, minus(1, times(layer.gain, layer.gain)))),
      },
    },
  },
});

const TOOL = { name: "lemmacheck", version: "test" };

test("the documented claim file is held", async () => {
  const { record } = await runCampaign([documented], { seed: 1, profile: "smoke", tool: TOOL });
  const [outcome] = record.claims;
  assert.is(outcome.verdict, "held", outcome.reason ?? "");
});

test("its mutant is killed with a confirmed counterexample of one sample and a few units", async () => {
  const [{ mutants }] = await mutateClaims([documented], { seed: 1, trials: 200 });
  const [mutant] = mutants;
  assert.is(mutant.status, "killed");
  const { counterexample } = mutant;
  if (counterexample === undefined) throw new Error("killed without a counterexample");
  assert.ok(counterexample.confirmation.digits >= 60);
  const { A, Phi } = counterexample.instance as { readonly A: number[][]; readonly Phi: number[][] };
  assert.ok(A.length <= 3, JSON.stringify(counterexample.instance));
  assert.is(Phi[0].length, 1);
});

test("the same claim on a given instance, and on one outside its domain", async () => {
  const inside = await checkInstance(
    documented,
    { model: "implicit-relu", gamma: 0.5, A: [[1]], Phi: [[1]] },
    "inside",
  );
  assert.is(inside.verdict, "holds");
  const outside = await checkInstance(
    documented,
    { model: "implicit-relu", gamma: 1, A: [[1]], Phi: [[1]] },
    "outside",
  );
  assert.is(outside.verdict, "vacuous");
});

test("a false claim of a user is refuted", async () => {
  const wrong = claim({
    id: "mine/wrong",
    statement: "||Z|| <= ||relu(Phi)||",
    instances: instances.implicitLayer({ gain: [0, 0.9] }),
    given: { contraction: (layer) => below(layer.gain, 1) },
    then: { bound: (layer) => atMost(layer.equilibriumNorm, layer.featureNorm) },
  });
  const { record } = await runCampaign([wrong], { seed: 1, profile: "smoke", tool: TOOL });
  assert.is(record.claims[0].verdict, "refuted");
});

test("everything that claim files and programs are promised is exported", () => {
  const promised = [
    ...["claim", "applyMutant", "withoutHypotheses", "instances"],
    ...["atMost", "below", "equals", "near"],
    ...["plus", "minus", "times", "over", "negate", "absolute", "squareRoot", "square", "power", "sum", "product"],
    ...["largest", "smallest", "positivePart", "exponential", "logarithm"],
    ...["Ball", "Matrix", "InputError", "parseInstance", "modelByName", "modelNames"],
    ...["judgeAll", "judgeInequality", "checkInstance", "runCampaign", "mutateClaims", "sharpenClaim", "replayFiles"],
  ];
  for (const name of promised) assert.ok(name in lemmacheck, name);
});

test.run();
