import { test } from "uvu";
import * as assert from "uvu/assert";
import { paintFor } from "../cli/paint.js";
import type { ClaimProgress } from "../engine/api.js";
import { type LiveLines, progressEvents, progressLine } from "./progress.js";
import { claims } from "./testing/records.js";

const progress: ClaimProgress = {
  id: "a/b",
  stage: "trials",
  done: 640,
  total: 1000,
  undecidedShare: 0.012,
  tightest: 0.9998,
  violated: 0,
  rate: 120,
};

test("the live line: trials, share undecided, tightest ratio, rate, remaining time", () => {
  assert.is(progressLine(progress), "trials 640/1,000  undecided 1.2 %  tightest 0.9998  120/s  3.0 s left");
  assert.is(
    progressLine({
      ...progress,
      stage: "shrinking",
      done: 3,
      total: 0,
      violated: 2,
      rate: 0,
      tightest: null,
      undecidedShare: 0,
    }),
    "shrinking a counterexample  2 violations  undecided 0 %  tightest –",
  );
  assert.not.match(progressLine({ ...progress, done: 1000 }), /left/);
});

test("a live line for the claim that runs, a line that stays for one that is done", () => {
  const seen: string[] = [];
  const live: LiveLines = {
    draw: (lines) => void seen.push(`live ${lines.join(" / ")}`),
    keep: (line) => void seen.push(`kept ${line}`),
    clear: () => void seen.push("cleared"),
  };
  const events = progressEvents(live, paintFor(false), 30);
  events.claimStarted?.({ id: "a/b", title: "b", position: 1, claims: 3, trials: 1000 });
  events.progress?.(progress);
  events.claimFinished?.(claims[0], 2300);
  assert.equal(seen, [
    "live [2/3] a/b",
    "live [2/3] a/b /   trials 640/1,000  undecided",
    "kept ✓ held  paper/one  1,000 trials, 2.3 s",
  ]);
});

test.run();
