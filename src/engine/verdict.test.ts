import { test } from "uvu";
import * as assert from "uvu/assert";
import { NO_TRIALS } from "./outcome.js";
import type { TrialCounts } from "./run-record.js";
import { requiredTrials, type VerdictFacts, verdictOf } from "./verdict.js";

function counts(parts: Partial<Omit<TrialCounts, "drawn" | "escalated">>): TrialCounts {
  const all = { ...NO_TRIALS, ...parts };
  const drawn = all.held + all.violated + all.undecided + all.ties + all.vacuous + all.error;
  return { ...all, drawn };
}

function facts(parts: Partial<VerdictFacts>): VerdictFacts {
  return {
    quantifier: { kind: "always" },
    counts: counts({ held: 1000 }),
    budget: 1000,
    strata: {},
    declared: [],
    evidence: "certified",
    counterexample: null,
    errorElsewhere: null,
    undecidedElsewhere: null,
    firstError: null,
    firstUndecided: null,
    probability: null,
    ...parts,
  };
}

function verdict(parts: Partial<VerdictFacts>): string {
  return verdictOf(facts(parts)).verdict;
}

const reason = (parts: Partial<VerdictFacts>): string | undefined => verdictOf(facts(parts)).reason;

test("a thousand held trials make a claim held, with the weakest evidence and no reason", () => {
  assert.equal(verdictOf(facts({ evidence: "float64" })), { verdict: "held", evidence: "float64", coverage: {} });
});

test("a confirmed counterexample refutes, whatever else is there, with its own evidence", () => {
  const counterexample = { evidence: "exact", where: "trial 3" } as const;
  const result = verdictOf(facts({ counterexample, firstError: "trial 1: threw", errorElsewhere: "example" }));
  assert.is(result.verdict, "refuted");
  assert.is(result.evidence, "exact");
  assert.is(result.reason, "trial 3");
});

test("violations without a counterexample never make a claim held", () => {
  assert.is(verdict({ counts: counts({ held: 992, violated: 8 }) }), "undecided");
});

test("one error makes the claim an error, wherever it happened", () => {
  assert.is(reason({ counts: counts({ held: 999, error: 1 }), firstError: "trial 5: boom" }), "trial 5: boom");
  assert.is(verdict({ counts: counts({ held: 999, error: 1 }), firstError: "trial 5: boom" }), "error");
  assert.is(verdict({ errorElsewhere: "example 0: boom" }), "error");
});

test("no trials decide nothing", () => {
  assert.is(verdict({ counts: NO_TRIALS, evidence: null }), "undecided");
});

test("an undecided example keeps a claim from being held", () => {
  assert.is(reason({ undecidedElsewhere: "example 0: bound is undecided" }), "example 0: bound is undecided");
});

test("the undecided share is limited by one in a thousand, inclusively", () => {
  assert.is(verdict({ counts: counts({ held: 999, undecided: 1 }) }), "held");
  assert.is(verdict({ counts: counts({ held: 998, undecided: 2 }) }), "undecided");
  assert.match(
    reason({ counts: counts({ held: 998, undecided: 2 }), firstUndecided: "trial 7: within error" }) ?? "",
    /^2 of 1000 trials undecided; trial 7: within error$/,
  );
});

test("ties are counted apart up to a tenth of the trials, where no stratum is marked", () => {
  assert.is(verdict({ counts: counts({ held: 900, ties: 100 }) }), "held");
  assert.is(verdict({ counts: counts({ held: 899, ties: 101 }) }), "undecided");
});

test("once a stratum is marked, ties elsewhere count as undecided", () => {
  const declared = [
    { name: "edge", about: "", requiredShare: 0, mayTie: true },
    { name: "bulk", about: "", requiredShare: 0 },
  ];
  const edge = { edge: counts({ ties: 2 }), bulk: counts({ held: 998 }) };
  assert.is(verdict({ counts: counts({ held: 998, ties: 2 }), declared, strata: edge }), "held");
  const bulk = { edge: counts({ held: 2 }), bulk: counts({ held: 996, ties: 2 }) };
  assert.match(
    reason({ counts: counts({ held: 998, ties: 2 }), declared, strata: bulk }) ?? "",
    /^2 of 1000 trials undecided, 2 of them ties outside the strata made for them$/,
  );
});

test("a claim is vacuous unless its hypotheses are shown to hold on one instance in a hundred", () => {
  assert.is(verdict({ counts: counts({ vacuous: 1000 }), evidence: null }), "vacuous");
  // Exact rationals: P(Bin(1000, 1/100) >= 21) = 0.00150, P(Bin(1000, 1/100) >= 22) = 0.00065.
  assert.is(verdict({ counts: counts({ held: 22, vacuous: 978 }) }), "held");
  assert.is(verdict({ counts: counts({ held: 21, vacuous: 979 }) }), "vacuous");
  assert.is(verdict({ counts: counts({ held: 1 }), budget: 1 }), "held", "nothing vacuous about a single trial");
});

test("fewer trials than a verdict needs, or than were asked for, leave it undecided", () => {
  assert.is(verdict({ counts: counts({ held: 99 }), budget: 1000 }), "undecided");
  assert.is(verdict({ counts: counts({ held: 100 }), budget: 1000 }), "held");
  assert.is(verdict({ counts: counts({ held: 50 }), budget: 50 }), "held");
  assert.is(verdict({ counts: counts({ held: 49 }), budget: 50 }), "undecided");
});

test("each stratum needs its trials; an error covers nothing", () => {
  const declared = [{ name: "edge", about: "", requiredShare: 0.05 }];
  const required = requiredTrials(1000, 0.05);
  const enough = { edge: counts({ held: required - 1, vacuous: 1 }) };
  const short = { edge: counts({ held: required - 1 }) };
  assert.is(verdict({ declared, strata: enough }), "held");
  assert.match(reason({ declared, strata: short }) ?? "", /^stratum "edge": \d+ trials of the \d+ required$/);
  assert.equal(verdictOf(facts({ declared, strata: {} })).coverage, { edge: { trials: 0, required } });
  const failed = { edge: counts({ held: required - 1, error: 1 }) };
  assert.is(verdictOf(facts({ declared, strata: failed })).coverage.edge.trials, required - 1);
});

test("required trials: what is compatible with the share, and one where five are expected", () => {
  assert.is(requiredTrials(1000, 0), 0);
  assert.is(requiredTrials(0, 0.5), 0);
  assert.is(requiredTrials(10, 1), 10);
  // (1 - 0.05)^100 = 0.0059 > 0.001, so none of 100 is compatible with 5 %, but 5 are expected; with 4.9 % they are not.
  assert.is(requiredTrials(100, 0.05), 1);
  assert.is(requiredTrials(100, 0.049), 0);
  // (1 - 0.07)^100 = 0.00071 < 0.001
  assert.is(requiredTrials(100, 0.07), 1);
  // Exact rationals: P(Bin(1000, 1/20) <= 29) = 0.00072, P(Bin(1000, 1/20) <= 30) = 0.00128.
  assert.is(requiredTrials(1000, 0.05), 30);
});

test("a claimed failure probability: refuted by one stratum, vacuous where every stratum's bound says nothing", () => {
  const group = { stratum: "bulk", trials: 1000, failures: 1, bound: 0.1, measured: { lower: 0, upper: 0.01 } };
  const probability = (...verdicts: readonly ("consistent" | "exceeded" | "vacuous")[]) => ({
    quantifier: { kind: "withProbability", failure: 0.1 } as const,
    counts: counts({ held: 999, violated: 1 }),
    probability: {
      level: 1e-6,
      tests: 1,
      confidence: 0.99,
      groups: verdicts.map((word) => ({ ...group, verdict: word })),
    },
  });
  assert.is(verdict(probability("consistent")), "held");
  assert.is(verdict(probability("vacuous", "consistent")), "held");
  assert.is(verdict(probability("vacuous", "vacuous")), "vacuous");
  assert.is(verdict(probability("consistent", "exceeded")), "refuted");
  assert.match(reason(probability("exceeded")) ?? "", /^bulk: 1 confirmed failures in 1000 trials, .* at most 0.1 /);
  assert.is(verdict({ ...probability("exceeded"), firstError: "trial 5: boom" }), "error");
});

test.run();
