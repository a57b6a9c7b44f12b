import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { implicitLayer } from "../arbitraries/index.js";
import { minus, over, times } from "../claims/arithmetic.js";
import { claim } from "../claims/claim.js";
import { atMost, below } from "../claims/inequality.js";
import type { ImplicitLayer } from "../models/implicit-relu/view.js";
import { runCampaign } from "./campaign.js";
import { COUNTEREXAMPLE_SCHEMA } from "./corpus.js";

const tooGood = (layer: ImplicitLayer) =>
  atMost(layer.equilibriumNorm, over(layer.featureNorm, minus(1, times(layer.gain, layer.gain))));
const WITNESS = { model: "implicit-relu", gamma: 1, A: [[0.25]], Phi: [[3]] };

const held = claim({
  id: "test/norm",
  statement: "true",
  instances: implicitLayer({ width: [1, 4], samples: [1, 2], gain: [0, 0.9] }),
  given: { contraction: (layer) => below(layer.gain, 1) },
  then: { upper: (layer) => atMost(layer.equilibriumNorm, over(layer.featureNorm, minus(1, layer.gain))) },
  mutants: {
    witnessed: { then: { upper: tooGood }, witnesses: [WITNESS] },
    unwitnessed: { then: { upper: tooGood } },
  },
});

test("the record of a claim that held has its mutants' counterexamples: the witness as it is, else a small one", async () => {
  const directory = mkdtempSync(join(tmpdir(), "lemmacheck-mutants-"));
  try {
    const announced: string[] = [];
    const budgets = { trials: 30, mutantTrials: 200, sharpenEvaluations: 0 };
    const options = { seed: 1, profile: "ci", budgets, tool: { name: "lemmacheck", version: "0" } } as const;
    const findings = { label: "counterexamples", directory };
    const { record } = await runCampaign(
      [held],
      { ...options, findings },
      { finding: ({ claim: id }) => void announced.push(id) },
    );
    const [{ verdict, mutants }] = record.claims;
    assert.is(verdict, "held");
    const [witnessed, unwitnessed] = mutants.map(({ counterexample }) => counterexample);
    assert.equal(witnessed?.instance, WITNESS);
    assert.is(witnessed?.found.source, "witness");
    assert.is(witnessed?.shrink, undefined);
    // Z = 3 / (1 - 1/4) = 4 against 3 / (1 - 1/16) = 3.2, a violation at gains up to 1: 1/4 of them is far from both ends.
    assert.is(witnessed?.confirmation.left, "4");
    assert.is(witnessed?.perturbation?.radius, 0.3);
    assert.ok((unwitnessed?.shrink?.evaluations ?? 999) <= 100, "a small budget");
    // Both can be judged again from their files; neither is announced as a find.
    for (const counterexample of [witnessed, unwitnessed]) {
      const file = JSON.parse(
        readFileSync(join(directory, counterexample?.file.slice("counterexamples/".length) ?? ""), "utf8"),
      );
      assert.equal([file.schema, file.instance], [COUNTEREXAMPLE_SCHEMA, counterexample?.instance]);
    }
    assert.equal(announced, []);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test.run();
