import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { over, plus, product } from "../claims/arithmetic.js";
import { atMost } from "../claims/inequality.js";
import type { BatchRunner, BatchTask } from "./api.js";
import { InProcessRunner } from "./in-process-runner.js";
import type { BatchOutcome } from "./outcome.js";
import type { RunRecord } from "./run-record.js";
import { schemaError } from "./schema-validation.js";
import { run } from "./testing/run.js";
import { cauchySchwarz, falseSum, type ToyView, toyClaim, toyInstances, toyPreciseView } from "./testing/toy.js";

const test = suite<{ directory: string }>("campaign", { directory: "" });
test.before.each((context) => {
  context.directory = mkdtempSync(join(tmpdir(), "lemmacheck-campaign-"));
});
test.after.each(({ directory }) => rmSync(directory, { recursive: true, force: true }));

/** The deterministic part of a record, as text. */
function withoutClock({ timing: _, environment: __, ...rest }: RunRecord): string {
  return JSON.stringify(rest);
}

const always = (statement: (toy: ToyView) => ReturnType<typeof atMost>) => toyClaim({ then: { bound: statement } });
test("a true claim is held, a false one refuted, and the record is valid", async ({ directory }) => {
  const findings = { label: "counterexamples", directory };
  const { record, interrupted } = await run([cauchySchwarz, falseSum], { findings });
  assert.is(interrupted, false);
  assert.is(await schemaError("run", JSON.parse(JSON.stringify(record))), null);
  assert.equal(
    record.claims.map(({ verdict }) => verdict),
    ["held", "refuted"],
  );
  assert.equal(record.summary, {
    claims: 2,
    held: 1,
    refuted: 1,
    undecided: 0,
    vacuous: 0,
    error: 0,
    trials: record.claims[0].trials.drawn + record.claims[1].trials.drawn,
    mutants: { killed: 1, survived: 1, notRun: 0 },
    interrupted: false,
  });
  const [held, refuted] = record.claims;
  assert.is(held.trials.drawn, 5000);
  assert.ok((held.tightest?.ratio ?? 0) > 1 - 1e-12, "Cauchy-Schwarz is attained");
  const { counterexample } = refuted;
  assert.ok(counterexample !== undefined);
  assert.is(counterexample?.then.bound.verdict, "violated");
  assert.is(counterexample?.confirmation.digits, 64);
  assert.match(counterexample?.file ?? "", /^counterexamples\/toy\/false-sum\/[0-9a-f]{16}\.json$/);
  assert.not(JSON.stringify(record).includes(directory), "no path of this machine in the record");
});

test("the record does not depend on how trials are batched, nor on a corpus left by the same run", async ({
  directory,
}) => {
  const claims = [cauchySchwarz, falseSum];
  const findings = { label: "counterexamples", directory };
  const expected = withoutClock((await run(claims, { findings })).record);
  assert.is(
    withoutClock((await run(claims, { findings })).record),
    expected,
    "a second run replays the first one's file",
  );
  for (const parallelism of [1, 2, 5]) {
    const inner = new InProcessRunner(claims, toyPreciseView);
    const runner: BatchRunner = {
      parallelism,
      run: async (task: BatchTask): Promise<BatchOutcome> => {
        await new Promise((resolve) => setTimeout(resolve, task.from % 3));
        return inner.run(task);
      },
      close: async () => {},
    };
    assert.is(withoutClock((await run(claims, { runner })).record), expected, `${parallelism} at once`);
  }
  const other = withoutClock((await run(claims, { seed: 2 })).record);
  assert.is.not(other, expected, "the seed matters");
});

test("a claim that throws is an error with the instance, and the others go on", async () => {
  const throwing = always((toy) => {
    if (toy.count.toBall().mid === 6) throw new Error("six");
    return atMost(toy.sum, 100);
  });
  const { record } = await run([{ ...throwing, id: "toy/throwing" }, cauchySchwarz]);
  const [error, held] = record.claims;
  assert.is(error.verdict, "error");
  assert.match(error.reason ?? "", /bound threw Error: six/);
  const [{ instance }] = error.errors ?? [];
  assert.is((instance as { values: number[] }).values.length, 6);
  assert.is(error.trials.error, 8, "eight errors are enough");
  assert.is(held.verdict, "held");
});

test("examples that do not hold make their claim refuted, undecided or an error", async () => {
  const withExample = (example: object, parts = {}) => toyClaim({ ...parts, examples: [example] });
  const quick = { profile: "smoke" } as const;
  const bound = { then: { bound: (toy: ToyView) => atMost(toy.count, 6) } };
  const seven = { model: "toy", values: [1, 1, 1, 1, 1, 1, 1] };
  const refuted = (await run([withExample(seven, bound)], quick)).record.claims[0];
  assert.is(refuted.verdict, "refuted");
  assert.match(refuted.reason ?? "", /^example 0 violates bound/);
  assert.is(refuted.counterexample?.found.source, "example");
  const murky = {
    then: { bound: (toy: ToyView) => atMost(toy.count.toBall().mid === 7 ? toy.unknown : toy.count, 7) },
  };
  assert.is((await run([withExample(seven, murky)], quick)).record.claims[0].verdict, "undecided");
  const unreadable = (await run([withExample({ model: "toy" })], quick)).record.claims[0];
  assert.is(unreadable.verdict, "error");
  assert.match(unreadable.reason ?? "", /example 1 cannot be read/);
  const vacuous = (await run([withExample({ model: "toy", values: [99] })], quick)).record.claims[0];
  assert.is(vacuous.verdict, "held", "an example outside the domain says nothing");
});

test("hypotheses that never hold make a claim vacuous, uncovered strata leave it undecided", async () => {
  const never = toyClaim({ given: { never: (toy: ToyView) => atMost(toy.count, 0) } });
  assert.is((await run([never], { profile: "smoke" })).record.claims[0].verdict, "vacuous");
  const strata = [...toyInstances.strata, { name: "missing", about: "never drawn", requiredShare: 0.05 }];
  const uncovered = toyClaim({ instances: { ...toyInstances, strata } });
  const record = (await run([uncovered], { profile: "smoke" })).record.claims[0];
  assert.is(record.verdict, "undecided");
  assert.match(record.reason ?? "", /stratum "missing"/);
});

test("the time limit only stops the drawing", async () => {
  const slow = always((toy) => {
    const until = performance.now() + 1;
    while (performance.now() < until);
    return atMost(toy.sum, 100);
  });
  const budgets = { trials: 100_000, sharpenEvaluations: 0 };
  const { record, interrupted } = await run([slow], { timeLimit: 400, budgets });
  assert.is(interrupted, false);
  const { trials, verdict, budget } = record.claims[0];
  assert.ok(trials.drawn > 0 && trials.drawn < budget, `${trials.drawn}`);
  assert.is(verdict, trials.drawn >= 100 ? "held" : "undecided");
  const none = await run([falseSum], { timeLimit: 0 });
  assert.is(none.record.claims[0].verdict, "undecided", "nothing was drawn, so nothing is said");
});

test("events: started, progress and finished of each claim in order; studies are skipped", async () => {
  const log: string[] = [];
  const study = toyClaim({ id: "toy/study", quantifier: { kind: "study" } });
  const { record } = await run(
    [study, cauchySchwarz, falseSum],
    { profile: "smoke" },
    {
      claimStarted: ({ id, position, claims }) => log.push(`start ${id} ${position + 1}/${claims}`),
      progress: ({ id, stage, done, total, rate, undecidedShare }) => {
        assert.ok(done <= total && rate >= 0 && undecidedShare === 0, `${id} ${stage}`);
      },
      claimFinished: ({ id, verdict }, milliseconds) => {
        assert.ok(milliseconds >= 0);
        log.push(`end ${id} ${verdict}`);
      },
    },
  );
  assert.equal(log, [
    "start toy/cauchy-schwarz 1/2",
    "end toy/cauchy-schwarz held",
    "start toy/false-sum 2/2",
    "end toy/false-sum refuted",
  ]);
  assert.is(record.claims.length, 2);
});

test("a violation that only the search for tightness meets refutes all the same", async () => {
  // No instance drawn has 0.98 n sum x^2 < (sum x)^2, but equal numbers of one sign are near.
  const apart = {
    ...toyInstances,
    strata: [],
    draw: (_: bigint, index: number) => ({ data: { values: [1, 2 + (index % 7)], blur: 0 }, stratum: "bulk" }),
  };
  const bound = (toy: ToyView) => atMost(toy.sum.power(2), product("0.98", toy.count, toy.sumOfSquares));
  const { record } = await run([toyClaim({ instances: apart, then: { bound } })]);
  const [{ verdict, trials, counterexample, reason }] = record.claims;
  assert.is(trials.violated, 0);
  assert.is(verdict, "refuted");
  assert.is(counterexample?.found.source, "sharpen");
  assert.match(reason ?? "", /^sharpen \d+ violates bound/);
});

test("the data set's name, digest and shape stand in the record", async () => {
  const dataset = { name: "digits.csv", rows: 3, columns: 2, values: new Float64Array(6), digest: "abc" };
  const { record } = await run([cauchySchwarz], { dataset, profile: "smoke" });
  assert.equal(record.data, { name: "digits.csv", digest: "abc", rows: 3, columns: 2 });
  assert.is(await schemaError("run", JSON.parse(JSON.stringify(record))), null);
});

test("a record that was cut or edited does not pass its schema, in one line that says where", async () => {
  const { record } = await run([cauchySchwarz, falseSum], { profile: "smoke" });
  const whole = JSON.parse(JSON.stringify(record));
  const spoiled = (change: (copy: Record<string, never>) => void): Promise<string | null> => {
    const copy = structuredClone(whole);
    change(copy);
    return schemaError("run", copy);
  };
  assert.match((await spoiled((copy) => delete copy.seed)) ?? "", /^the document must have required property 'seed'/);
  assert.match((await spoiled((copy) => Object.assign(copy, { schema: "x" }))) ?? "", /^schema .*"lemmacheck\/run@1"/);
  assert.match(
    (await spoiled((copy) => Object.assign(copy.claims[1], { verdict: "true" }))) ?? "",
    /^claims\.1\.verdict must be equal to one of the allowed values \(\["held"/,
  );
  assert.match(
    (await spoiled((copy) => Object.assign(copy.claims[1], { reason: 3 }))) ?? "",
    /^claims\.1\.reason must be/,
  );
});

test("a claimed failure probability: refuted by too many failures, held by few, without any counterexample", async () => {
  // About six instances in ten fail.
  const rarely = (failure: number) =>
    toyClaim({
      quantifier: { kind: "withProbability", failure },
      then: { event: (toy: ToyView) => atMost(toy.absoluteSum, 20) },
    });
  const [many] = (await run([rarely(0.001)])).record.claims;
  assert.is(many.verdict, "refuted");
  assert.is(many.counterexample, undefined);
  assert.is(many.trials.drawn, 5000, "every trial counts");
  assert.match(many.quantifier, /^with probability at least 1 - 0.001$/);
  assert.is((await run([rarely(0.9)])).record.claims[0].verdict, "held");
});

test("a failure bound of the instance: tested in every stratum by the largest one, merged like everything else", async () => {
  const claim = toyClaim({
    // One number never exceeds 10: the stratum "single" cannot fail; elsewhere more than half of the instances do.
    quantifier: { kind: "withProbability", failure: (toy: ToyView) => over(1, plus(1, toy.count)) },
    then: { event: (toy: ToyView) => atMost(toy.absoluteSum, 11) },
  });
  const [record] = (await run([claim])).record.claims;
  assert.is(record.verdict, "refuted");
  const groups = new Map(record.probability?.groups.map((group) => [group.stratum, group]));
  assert.is(record.probability?.tests, 3);
  assert.equal([groups.get("single")?.failures, groups.get("single")?.verdict], [0, "consistent"]);
  assert.is(groups.get("bulk")?.verdict, "exceeded");
  assert.ok(
    (groups.get("bulk")?.bound ?? 0) >= 1 / 2 && (groups.get("bulk")?.bound ?? 1) < 0.51,
    "one number fails least often",
  );
  const broken = toyClaim({
    quantifier: {
      kind: "withProbability",
      failure: () => {
        throw new Error("no such quantity");
      },
    },
  });
  const [failed] = (await run([broken])).record.claims;
  assert.is(failed.verdict, "error");
  assert.match(failed.reason ?? "", /failure threw Error: no such quantity/);
});

test.run();
