import { test } from "uvu";
import * as assert from "uvu/assert";
import { applyMutant } from "../claims/claim.js";
import type { Curve } from "../claims/observation.js";
import { runCampaign } from "./campaign.js";
import { distributionOf } from "./distribution.js";
import { InProcessRunner } from "./in-process-runner.js";
import { mergeRuns, observationRecords, type Run } from "./observed.js";
import { schemaError } from "./schema-validation.js";
import { cauchySchwarz, falseSum, type ToyView, toyClaim, toyPrecise, toyPreciseView } from "./testing/toy.js";

const entriesRun: Curve<ToyView> = {
  x: "entry",
  y: "size",
  log: false,
  points: (toy) => toy.entries.map((entry, i) => ({ x: i, actual: entry.abs(), promised: i === 9 ? toy.unknown : 10 })),
  size: (toy) => toy.count,
};

const watched = toyClaim({
  id: "toy/watched",
  observations: {
    count: (toy: ToyView) => toy.count,
    "only of pairs": (toy: ToyView) => (toy.entries.length === 2 ? toy.largest : null),
    unknown: (toy: ToyView) => toy.unknown,
    throws: () => {
      throw new Error("an observation that cannot be made");
    },
  },
  curves: {
    entries: entriesRun,
    throws: {
      ...entriesRun,
      points: () => {
        throw new Error("a curve that cannot be drawn");
      },
    },
  },
});

const options = { seed: 3, profile: "smoke", tool: { name: "lemmacheck", version: "0" }, precise: toyPrecise } as const;

test("least, lower median and greatest value of what was known; what throws is left out, and turns no verdict", async () => {
  const { record } = await runCampaign([watched], options);
  const [claim] = record.claims;
  assert.is(claim.verdict, "held");
  assert.equal(Object.keys(claim.observations ?? {}), ["count", "only of pairs"]);
  const { count } = claim.observations ?? {};
  assert.is(count?.count, claim.trials.held);
  assert.equal([count?.min, count?.max], [1, 6]);
  assert.ok((claim.observations?.["only of pairs"].count ?? 0) < claim.trials.held);
  assert.is(await schemaError("run", JSON.parse(JSON.stringify(record))), null);
});

test("the median of an even number of values is the lower one of both in the middle", () => {
  const { a, b } = observationRecords({ a: distributionOf([10, -1, 2, 9]), b: distributionOf([5, -0.5, 7]) });
  assert.equal(a, { count: 4, min: -1, median: 2, max: 10 });
  assert.equal(b, { count: 3, min: -0.5, median: 5, max: 7 });
});

test("the record is the same for any batches", async () => {
  const whole = await runCampaign([watched], options);
  const inner = new InProcessRunner([watched], toyPreciseView);
  const runner = { ...inner, parallelism: 3, run: inner.run.bind(inner), close: inner.close.bind(inner) };
  const split = await runCampaign([watched], { ...options, runner });
  assert.equal(split.record.claims, whole.record.claims);
});

test("runs of the largest instance and of the tightest end are kept, the earlier one among equals", async () => {
  const { record } = await runCampaign([watched], options);
  const curves = record.claims[0].curves ?? [];
  assert.equal(
    curves.map(({ title }) => title),
    ["entries: tightest run", "entries: largest run"],
  );
  const [tightest, largest] = curves;
  assert.is(largest.points.length, 6);
  assert.is(tightest.points.at(-1)?.actual.mid, 10);
  const run = (index: number, parts: Partial<Run>): Run => ({
    index,
    stratum: "bulk",
    size: 1,
    reach: 1,
    tightness: 0.5,
    points: [],
    ...parts,
  });
  const both = (one: Run) => ({ c: { largest: one, tightest: one } });
  const kept = (a: Run, b: Run) => {
    const { largest, tightest } = mergeRuns(both(a), both(b)).c;
    return [largest.index, tightest?.index];
  };
  assert.equal(kept(run(1, {}), run(2, {})), [1, 1]);
  assert.equal(kept(run(1, {}), run(2, { reach: 2 })), [2, 1]);
  assert.equal(kept(run(1, { reach: 9 }), run(2, { size: 2 })), [2, 1]);
  assert.equal(kept(run(1, {}), run(2, { tightness: 0.75 })), [1, 2]);
});

test("a counterexample comes with its own run; a mutant's run shows the mutant's promise", async () => {
  const { record } = await runCampaign([{ ...falseSum, curves: { entries: entriesRun } }], options);
  const points = record.claims[0].counterexample?.curves?.[0].points ?? [];
  assert.ok(points.length >= 2);
  assert.is(await schemaError("run", JSON.parse(JSON.stringify(record))), null);
  const promise = (promised: number): Curve<ToyView> => ({
    ...entriesRun,
    points: () => [{ x: 0, actual: 1, promised }],
  });
  const made = toyClaim({
    curves: { entries: promise(2) },
    mutants: { half: { then: cauchySchwarz.then, curves: { entries: promise(0.5) } } },
    observations: watched.observations,
  });
  const mutant = applyMutant(made, "half");
  const [point] = mutant.curves.entries.points(null as never);
  assert.is(point.promised, 0.5);
  assert.equal(mutant.observations, {});
});

test.run();
