import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { AnyClaim, Mutant, Necessity } from "../claims/claim.js";
import { atMost } from "../claims/inequality.js";
import { isSetAside, readCorpus } from "./corpus.js";
import { mutateClaims } from "./mutation.js";
import { necessityOf } from "./necessity.js";
import type { MutantRecord, NecessityRecord } from "./run-record.js";
import { cauchySchwarz, type ToyView, toyClaim, toyPrecise, toyPreciseView } from "./testing/toy.js";

const options = { seed: 1, trials: 300, precise: toyPrecise };

async function mutate(mutant: Mutant<ToyView, string, string>, parts = {}): Promise<MutantRecord> {
  const claim = toyClaim({ mutants: { only: mutant }, ...parts });
  const [{ mutants }] = await mutateClaims([claim], options);
  return mutants[0];
}

const sums = (bound: number) => ({ bound: (toy: ToyView) => atMost(toy.absoluteSum, bound) });

test("a mutant dies by random search, without its witness, and the record says after how many trials", async () => {
  const [{ claim, mutants, necessity }] = await mutateClaims([cauchySchwarz], options);
  assert.is(claim, "toy/cauchy-schwarz");
  assert.equal(necessity, []);
  const [killed, survived] = mutants;
  assert.is(killed.status, "killed");
  assert.is(killed.byRandomSearch, true);
  assert.ok(killed.trials >= 1 && killed.trials < 300);
  assert.equal(killed.witnesses, { given: 1, violated: 1 });
  assert.is(killed.reason, undefined);
  assert.is(killed.counterexample?.found.index, killed.trials - 1);
  assert.is(survived.status, "survived");
  assert.is(survived.trials, 300);
  assert.is(survived.reason, "no confirmed violation in 300 random trials");
  assert.is(survived.counterexample, undefined);
});

test("a mutant that only its witness kills is killed, and what random search missed is said", async () => {
  const witness = { model: "toy", values: [10, 10, 10, 10, 10, 10, 10] };
  const record = await mutate({ then: sums(60), witnesses: [witness] });
  assert.is(record.status, "killed");
  assert.is(record.byRandomSearch, false);
  assert.is(record.trials, 300);
  assert.match(record.reason ?? "", /^random search found no violation in 300 trials$/);
  assert.is(record.counterexample?.found.source, "witness");
});

test("a witness that does not refute is named, whatever else kills the mutant", async () => {
  const witnesses = [
    { model: "toy", values: [10, 10] },
    { model: "toy", values: [1] },
    { model: "toy", values: [99] },
    { model: "toy" },
  ];
  const record = await mutate({ then: sums(12), witnesses });
  assert.is(record.status, "killed");
  assert.equal(record.witnesses, { given: 4, violated: 1 });
  assert.match(record.reason ?? "", /^witness 2 is holds; witness 3 is vacuous; witness 4 cannot be read: InputError/);
});

test("a mutant whose violations nothing confirms survives", async () => {
  const claim = toyClaim({ mutants: { only: { then: sums(12) } } });
  const [{ mutants }] = await mutateClaims([claim], { ...options, precise: () => Promise.resolve(undefined) });
  assert.is(mutants[0].status, "survived");
});

test("a mutant that drops a hypothesis, and one that throws", async () => {
  const given = { small: (toy: ToyView) => atMost(toy.absoluteSum, 12) };
  const dropped = await mutate({ given: { small: null } }, { given, then: sums(12) });
  assert.is(dropped.status, "killed");
  const thrown = await mutate({
    then: {
      bound: () => {
        throw new Error("boom");
      },
    },
  });
  assert.is(thrown.status, "not run");
  assert.match(thrown.reason ?? "", /boom/);
});

test("mutants of a claimed failure probability die by the binomial test", async () => {
  const quantifier = { kind: "withProbability", failure: 0.95 } as const;
  const parts = { quantifier, then: sums(60), given: {} };
  assert.is((await mutate({ then: sums(60) }, parts)).status, "survived");
  const record = await mutate({ then: sums(0.1) }, { ...parts, quantifier: { ...quantifier, failure: 0.5 } });
  assert.is(record.status, "killed");
  assert.is(record.trials, 38, "at the first look");
  assert.equal([record.probability?.tests, record.probability?.groups.length], [15, 3]);
});

test("a stop before the budget leaves a mutant not run: only its budget shows that it survives", async () => {
  const claim = toyClaim({ mutants: { only: { then: sums(60) } } });
  const [{ mutants }] = await mutateClaims([claim], { ...options, timeLimit: 0 });
  assert.is(mutants[0].status, "not run");
  assert.is(mutants[0].reason, "stopped after 0 of 300 trials");
  const controller = new AbortController();
  controller.abort();
  assert.equal(await mutateClaims([claim], { ...options, signal: controller.signal }), []);
});

test("events tell which claim is running and how far its mutants are", async () => {
  const log: string[] = [];
  await mutateClaims([cauchySchwarz], options, {
    claimStarted: ({ id, position, claims }) => log.push(`${id} ${position + 1}/${claims}`),
    mutantFinished: (id, { name, status }) => log.push(`${id} ${name} ${status}`),
    progress: ({ stage, done, total }) => log.push(`${stage} ${done}/${total}`),
  });
  assert.equal(log, [
    "toy/cauchy-schwarz 1/1",
    "toy/cauchy-schwarz lostFactor killed",
    "mutants 1/2",
    "toy/cauchy-schwarz harmless survived",
    "mutants 2/2",
  ]);
});

test("what kills a mutant is kept, marked as the mutant's", async () => {
  const directory = mkdtempSync(join(tmpdir(), "lemmacheck-mutants-"));
  try {
    const findings = { label: "counterexamples", directory };
    await mutateClaims([cauchySchwarz], { ...options, findings });
    const entries = await readCorpus(findings, [cauchySchwarz]);
    assert.equal(
      entries.map((entry) => (isSetAside(entry) ? entry.warning : entry.file.mutant)),
      ["lostFactor"],
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

// ---------------------------------------------------------------- necessity

const bounded = {
  given: { small: (toy: ToyView) => atMost(toy.largest, 10), few: (toy: ToyView) => atMost(toy.count, 2) },
  then: sums(20),
};

function necessity(parts: Partial<Necessity>, claimParts = {}): NecessityRecord {
  const few: Necessity = { breaks: "sums grow with their number", witnesses: [], ...parts };
  const claim: AnyClaim = toyClaim({ ...bounded, necessity: { few }, ...claimParts });
  return necessityOf(claim, toyPreciseView)[0];
}

test("a hypothesis is shown to be needed by a confirmed violation without it", () => {
  assert.equal(necessity({ witnesses: [{ model: "toy", values: [10, 10, 10] }] }), {
    hypothesis: "few",
    alsoDropped: [],
    status: "shown",
    breaks: "sums grow with their number",
    conclusion: "bound",
  });
});

test("hypotheses that must go together are dropped together", () => {
  const witnesses = [{ model: "toy", values: [1, 1, 19] }];
  const alone = necessity({ witnesses });
  assert.is(alone.status, "not shown");
  assert.match(alone.reason ?? "", /witness 1 is vacuous without few/);
  const together = necessity({ witnesses, alsoDrop: ["small"] });
  assert.is(together.status, "shown");
  assert.equal(together.alsoDropped, ["small"]);
});

test("a witness that satisfies the hypothesis, or breaks nothing, or cannot be read shows nothing", () => {
  const inside = necessity({ witnesses: [{ model: "toy", values: [10, 10] }] });
  assert.is(inside.status, "not shown");
  assert.match(inside.reason ?? "", /^witness 1 does not violate few/);
  const harmless = necessity({ witnesses: [{ model: "toy", values: [1, 1, 1] }] });
  assert.is(harmless.status, "not shown");
  assert.match(harmless.reason ?? "", /^witness 1 is holds without few/);
  assert.match(necessity({ witnesses: [{ model: "toy" }] }).reason ?? "", /^witness 1 cannot be read: InputError/);
  assert.is(necessity({}).status, "not run");
});

test("meaningless is accepted only where the claim says so, and a quantity is unknown in both arithmetics", () => {
  const witnesses = [{ model: "toy", values: [1, 1, 1] }];
  const then = { bound: (toy: ToyView) => atMost(toy.count.toBall().mid === 3 ? toy.unknown : toy.sum, 1) };
  assert.is(necessity({ witnesses, meaningless: true }, { then }).status, "meaningless");
  assert.is(necessity({ witnesses }, { then }).status, "not shown");
  const tied = { then: { bound: (toy: ToyView) => atMost(toy.sum, 3) } };
  const murky = [{ model: "toy", values: [1, 1, 1], blur: 0.25, murky: true }];
  assert.is(necessity({ witnesses: murky, meaningless: true }, tied).status, "not shown", "a tie has a meaning");
  const both = [...witnesses, { model: "toy", values: [10, 10, 10, 10] }];
  assert.is(necessity({ witnesses: both, meaningless: true }, { then }).status, "shown");
});

test.run();
