import { test } from "uvu";
import * as assert from "uvu/assert";
import type { AnyClaim } from "../claims/claim.js";
import { atMost } from "../claims/inequality.js";
import type { BatchRunner, BatchTask } from "./api.js";
import { runBatch } from "./batch.js";
import { drawTrials } from "./draw-trials.js";
import { InProcessRunner } from "./in-process-runner.js";
import { drawKey } from "./key.js";
import { type BatchOutcome, emptyOutcome, mergeOutcomes, tightestOf } from "./outcome.js";
import { prepare } from "./prepared.js";
import { cauchySchwarz, falseSum, type ToyView, toyClaim, toyInstances, toyPreciseView } from "./testing/toy.js";

/** True, false, undecided, tied, vacuous and failing trials, all in one claim. */
const mixed = toyClaim({
  id: "toy/mixed",
  instances: {
    ...toyInstances,
    draw(key, index) {
      const drawn = toyInstances.draw(key, index);
      return { ...drawn, data: { ...drawn.data, blur: 0.25, murky: index % 3 === 0 } };
    },
  },
  given: { small: (toy: ToyView) => atMost(toy.absoluteSum, 40) },
  then: {
    bound: (toy: ToyView) => atMost(toy.absoluteSum, 36),
    other: (toy: ToyView) => {
      if (toy.count.toBall().mid === 5) throw new Error("five");
      return atMost(toy.count.toBall().mid === 4 ? toy.unknown : toy.largest, 10);
    },
  },
});

const ENDLESS = { violations: Number.MAX_SAFE_INTEGER, errors: Number.MAX_SAFE_INTEGER };

const claims: readonly AnyClaim[] = [cauchySchwarz, falseSum, mixed];

function task(claim: AnyClaim, from: number, to: number, violations = Number.MAX_SAFE_INTEGER): BatchTask {
  return { claim: claim.id, revision: claim.revision, seed: 7, from, to, violations, errors: violations };
}

const run = (claim: AnyClaim, from: number, to: number, violations?: number): BatchOutcome =>
  runBatch(prepare(claim), task(claim, from, to, violations), toyPreciseView);

test("the mixed claim shows every kind of trial", () => {
  const { counts } = run(mixed, 0, 300);
  for (const [name, count] of Object.entries(counts)) assert.ok(count > 0, `${name} occurs`);
  const { drawn, held, violated, undecided, ties, vacuous, error } = counts;
  assert.is(held + violated + undecided + ties + vacuous + error, drawn);
});

test("any split of a range merges to the outcome of the whole, byte for byte", () => {
  for (const claim of claims) {
    const whole = JSON.stringify(run(claim, 0, 120));
    for (const cuts of [[60], [1, 2, 3], [0, 120], [7, 50, 51, 119]]) {
      let merged = emptyOutcome(0);
      for (const [i, to] of [...cuts, 120].entries()) merged = mergeOutcomes(merged, run(claim, cuts[i - 1] ?? 0, to));
      assert.is(JSON.stringify(merged), whole, `${claim.id} cut at ${cuts}`);
    }
  }
});

test("the merge is associative", () => {
  const [a, b, c] = [run(mixed, 0, 40), run(mixed, 40, 41), run(mixed, 41, 120)];
  const left = mergeOutcomes(mergeOutcomes(a, b), c);
  const right = mergeOutcomes(a, mergeOutcomes(b, c));
  assert.is(JSON.stringify(left), JSON.stringify(right));
});

test("batches that do not meet are refused", () => {
  assert.throws(() => mergeOutcomes(run(mixed, 0, 5), run(mixed, 6, 9)), /merge in index order/);
});

/** Batches finish late and out of order, and several are under way at once. */
class ScrambledRunner implements BatchRunner {
  readonly parallelism: number;
  readonly #inner = new InProcessRunner(claims, toyPreciseView);
  #turn = 0;

  constructor(parallelism: number) {
    this.parallelism = parallelism;
  }
  async run(batch: BatchTask): Promise<BatchOutcome> {
    const delay = [3, 0, 2, 1][this.#turn++ % 4];
    await new Promise((resolve) => setTimeout(resolve, delay));
    return this.#inner.run(batch);
  }
  async close(): Promise<void> {}
}

test("any number of batches at once gives the same outcome, also where violations end the drawing", async () => {
  for (const claim of claims)
    for (const violations of [1, 8, 20, Number.MAX_SAFE_INTEGER]) {
      const range = { claim: claim.id, revision: claim.revision, seed: 7, trials: 150, violations, errors: violations };
      const alone = await drawTrials(new InProcessRunner(claims, toyPreciseView), range, undefined);
      for (const parallelism of [1, 2, 7]) {
        const together = await drawTrials(new ScrambledRunner(parallelism), range, undefined);
        assert.is(JSON.stringify(together), JSON.stringify(alone), `${claim.id}, ${violations}, ${parallelism}`);
      }
      // What ends a batch ends the drawing at the same index.
      assert.is(JSON.stringify(alone), JSON.stringify(run(claim, 0, 150, violations)), `${claim.id}, ${violations}`);
    }
});

test("aborting keeps what was merged, in index order from 0", async () => {
  const controller = new AbortController();
  const range = { claim: mixed.id, revision: 1, seed: 7, trials: 100_000, ...ENDLESS };
  const outcome = await drawTrials(new ScrambledRunner(3), range, controller.signal, ({ to }) => {
    if (to > 200) controller.abort();
  });
  assert.ok(outcome.to > 200 && outcome.to < 100_000, `${outcome.to}`);
  assert.is(JSON.stringify(outcome), JSON.stringify(run(mixed, 0, outcome.to)));
});

test("a batch that nobody needs is told so, and not waited for", async () => {
  const inner = new InProcessRunner(claims, toyPreciseView);
  let abandoned: AbortSignal | undefined;
  const runner: BatchRunner = {
    parallelism: 2,
    run: (task, _, signal) => {
      if (task.from === 0) return inner.run(task);
      abandoned = signal;
      return new Promise(() => {}); // a trial that takes its time
    },
    close: async () => {},
  };
  // A seed whose first violation lies in the first batch, of four trials.
  let range = { claim: mixed.id, revision: 1, seed: 1, trials: 150, violations: 1, errors: 8 };
  let alone = await drawTrials(inner, range, undefined);
  for (; alone.to > 4 && range.seed < 200; range = { ...range, seed: range.seed + 1 })
    alone = await drawTrials(inner, { ...range, seed: range.seed + 1 }, undefined);
  assert.ok(alone.to <= 4, "no such seed");
  const outcome = await drawTrials(runner, range, undefined);
  assert.is(JSON.stringify(outcome), JSON.stringify(alone));
  assert.is(abandoned?.aborted, true);
});

test("a runner that fails fails the drawing", async () => {
  const failing: BatchRunner = {
    parallelism: 2,
    run: () => Promise.reject(new Error("worker died")),
    close: async () => {},
  };
  const range = { claim: mixed.id, revision: 1, seed: 7, trials: 100, violations: 8, errors: 8 };
  let message = "";
  await drawTrials(failing, range, undefined).catch((error: Error) => {
    message = error.message;
  });
  assert.is(message, "worker died");
});

test("the tightest trial: the larger ratio, then the earlier index", () => {
  const trial = (ratio: number, index: number) => ({ ratio, index, conclusion: "c", instance: { model: "toy" } });
  assert.is(tightestOf({ a: trial(0.5, 1), b: trial(0.7, 9), c: trial(0.7, 3) })?.index, 3);
  assert.is(tightestOf({}), null);
});

test("the key depends on claim and seed, and on nothing else", () => {
  assert.is(drawKey("toy/a", 1), drawKey("toy/a", 1));
  assert.is.not(drawKey("toy/a", 1), drawKey("toy/a", 2));
  assert.is.not(drawKey("toy/a", 1), drawKey("toy/b", 1));
  assert.is.not(drawKey("toy/a", 11), drawKey("toy/a1", 1));
  assert.ok(drawKey("toy/a", 1) < 2n ** 64n);
  // printf 'lemmacheck/draw@1\ntoy/a\n1' | sha256sum
  assert.is(drawKey("toy/a", 1).toString(16), "d9c622cb86ae33d8");
  assert.throws(() => drawKey("toy/a", 0.5), /an integer/);
});

test("a mutant draws its claim's instances", () => {
  const original = run(cauchySchwarz, 0, 50);
  const mutant = runBatch(prepare(cauchySchwarz, "harmless"), task(cauchySchwarz, 0, 50), toyPreciseView);
  assert.equal(
    Object.entries(mutant.strata).map(([name, { drawn }]) => [name, drawn]),
    Object.entries(original.strata).map(([name, { drawn }]) => [name, drawn]),
  );
});

test("an instance that cannot be drawn is an error of its trial", () => {
  const claim = toyClaim({
    instances: {
      ...toyInstances,
      draw(key, index) {
        if (index === 3) throw new Error("no such matrix");
        return toyInstances.draw(key, index);
      },
    },
  });
  const { counts, errors } = runBatch(prepare(claim), task(claim, 0, 10), toyPreciseView);
  assert.is(counts.error, 1);
  assert.is(errors[0].index, 3);
  assert.is(errors[0].instance, null);
  assert.match(errors[0].reason, /drawing the instance threw Error: no such matrix/);
});

test.run();
