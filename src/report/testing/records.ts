import type { ClaimRecord, CounterexampleRecord, JudgementJson, RunRecord } from "../../engine/api.js";

/** A run of five claims with one verdict each, written by hand: what the renderings are tested on. */

const judgement = (left: number, relation: "<=" | "<", right: number): JudgementJson => ({
  left: { mid: left, rad: 0 },
  relation,
  right: { mid: right, rad: 0 },
  verdict: left < right ? "holds" : "violated",
  evidence: "certified",
  margin: (left - right) / Math.max(Math.abs(left), Math.abs(right)),
  tightness: left / right,
});

/** gamma A = 0.9, Phi = 1, so Z = 10: the mutant's bound is 1/(1 - 0.81) = 5.26. */
export const counterexample: CounterexampleRecord = {
  file: "counterexamples/mine/norm/0123456789abcdef.json",
  instance: { model: "implicit-relu", gamma: 1, A: [[0.9]], Phi: [[1]] },
  shrunkFrom: {
    model: "implicit-relu",
    gamma: 1,
    A: [
      [0.9, 0],
      [0, 0.1],
    ],
    Phi: [[1], [2]],
  },
  given: { contraction: judgement(0.9, "<", 1) },
  then: { upperBound: judgement(10, "<=", 5.25), lowerBound: judgement(0.5, "<=", 10) },
  confirmation: {
    arithmetic: "exact rationals and square roots",
    digits: 60,
    conclusion: "upperBound",
    relation: "<=",
    left: "10.0000",
    right: "5.2631578947368421",
  },
  found: { seed: 7, index: 12 },
  shrink: {
    before: [1, 2],
    after: [1, 1],
    marginBefore: 0.4,
    marginAfter: 0.47,
    evaluations: 37,
    budget: 2000,
    steps: ["drop unit 2"],
    fixedPoint: true,
  },
};

const base: ClaimRecord = {
  id: "paper/one",
  revision: 1,
  title: "one",
  paper: "paper",
  locator: "Lemma 1",
  provenance: "recalled",
  quantifier: "always",
  statement: "q < 1 \\implies \\|Z\\| \\le 1",
  plain: "If q < 1, then the norm is at most 1.",
  verdict: "held",
  evidence: "certified",
  budget: 1000,
  trials: { drawn: 1000, held: 998, violated: 0, undecided: 0, ties: 1, vacuous: 1, escalated: 3, error: 0 },
  coverage: { interior: { trials: 900, required: 500 } },
  tightest: { ratio: 0.99999999, conclusion: "upperBound", instance: { model: "implicit-relu", gamma: 1 } },
  tightness: { below: 0, bins: [] },
  mutants: [
    { name: "squared", status: "killed", trials: 3, byRandomSearch: true, witnesses: { given: 1, violated: 1 } },
    { name: "lost", status: "killed", trials: 5, byRandomSearch: true, witnesses: { given: 0, violated: 0 } },
  ],
  necessity: [{ hypothesis: "contraction", alsoDropped: [], status: "shown", breaks: "the upper bound" }],
};

const none = { drawn: 0, held: 0, violated: 0, undecided: 0, ties: 0, vacuous: 0, escalated: 0, error: 0 };

export const claims: readonly ClaimRecord[] = [
  base,
  {
    ...base,
    id: "mine/norm",
    paper: null,
    provenance: "user",
    plain: "A false bound | with <b>marks</b> & `ticks`.",
    verdict: "refuted",
    reason: "violated by a confirmed counterexample",
    trials: { ...none, drawn: 13, held: 5, violated: 8 },
    tightest: null,
    mutants: [],
    necessity: [],
    counterexample,
  },
  {
    ...base,
    id: "paper/two",
    verdict: "undecided",
    reason: "12 of 1000 trials stayed undecided",
    trials: { ...none, drawn: 1000, held: 988, undecided: 12 },
    mutants: [
      {
        name: "tame",
        status: "survived",
        trials: 1000,
        byRandomSearch: false,
        witnesses: { given: 0, violated: 0 },
        reason: "no violation in 1000 trials",
      },
      { name: "later", status: "not run", trials: 0, byRandomSearch: false, witnesses: { given: 0, violated: 0 } },
    ],
    undecided: [
      {
        index: 4,
        source: "trial",
        stratum: "interior",
        part: "upperBound",
        reason: "within error",
        instance: { model: "implicit-relu", gamma: 0.5 },
      },
    ],
  },
  {
    ...base,
    id: "paper/three",
    verdict: "vacuous",
    evidence: null,
    reason: "no instance met the hypotheses",
    trials: { ...none, drawn: 10, vacuous: 10 },
    mutants: [],
  },
  {
    ...base,
    id: "mine/broken",
    verdict: "error",
    evidence: null,
    reason: "1 trial failed",
    trials: { ...none, drawn: 1, error: 1 },
    mutants: [],
    errors: [
      {
        index: 0,
        source: "trial",
        stratum: "interior",
        part: "upperBound",
        reason: "TypeError: layer.gainn is undefined",
        instance: { model: "implicit-relu", gamma: 0.25 },
      },
    ],
  },
];

export const runRecord: RunRecord = {
  schema: "lemmacheck/run@1",
  tool: { name: "lemmacheck", version: "0.1.0" },
  seed: 7,
  profile: "ci",
  data: { name: "iris.csv", digest: "ab", rows: 150, columns: 4 },
  claims,
  summary: {
    claims: 5,
    held: 1,
    refuted: 1,
    undecided: 1,
    vacuous: 1,
    error: 1,
    trials: 2024,
    mutants: { killed: 2, survived: 1, notRun: 1 },
    interrupted: false,
  },
  timing: {
    started: "2024-01-01T00:00:00.000Z",
    milliseconds: 12_345,
    claims: { "paper/one": { milliseconds: 1500, trialsPerSecond: 666 } },
  },
  environment: {
    node: "v20.19.0",
    platform: "linux",
    arch: "x64",
    cpus: 2,
    workers: 1,
    precise: true,
  },
};
