import { test } from "uvu";
import * as assert from "uvu/assert";
import { NO_TRIALS } from "./outcome.js";
import { groupText, probabilityRecord, testsOf } from "./probability.js";
import type { TrialCounts } from "./run-record.js";

const counts = (parts: Partial<TrialCounts>): TrialCounts => ({ ...NO_TRIALS, ...parts });

const verdicts = (
  strata: Readonly<Record<string, TrialCounts>>,
  failureBounds: Readonly<Record<string, number>>,
  tests = 1,
): readonly string[] => probabilityRecord({ strata, failureBounds }, tests).groups.map(({ verdict }) => verdict);

test("the level of one test is 1e-6 over the number of tests", () => {
  // Exact rationals: P(Bin(1000, 1/10) >= 148) = 1.15e-6 and P(Bin(1000, 1/10) >= 149) = 7.2e-7.
  const of = (violated: number) => ({ bulk: counts({ drawn: 1000, violated, held: 1000 - violated }) });
  assert.equal(verdicts(of(148), { bulk: 0.1 }), ["consistent"]);
  assert.equal(verdicts(of(149), { bulk: 0.1 }), ["exceeded"]);
  assert.equal(verdicts(of(149), { bulk: 0.1 }, 10), ["consistent"]);
  assert.is(probabilityRecord({ strata: {}, failureBounds: {} }, 4).level, 0.25e-6);
});

test("strata are tested apart: many harmless trials do not hide the failures of one", () => {
  const strata = {
    easy: counts({ drawn: 10_000, held: 10_000 }),
    hard: counts({ drawn: 50, violated: 40, held: 10 }),
  };
  assert.equal(verdicts(strata, { easy: 0.2, hard: 0.2 }), ["consistent", "exceeded"]);
  assert.equal(verdicts(strata, { easy: 0.2, hard: 1 }), ["consistent", "vacuous"]);
});

test("only trials in the domain count, undecided ones as no failures", () => {
  const strata = { bulk: counts({ drawn: 1000, vacuous: 900, error: 50, undecided: 10, violated: 40 }) };
  const [group] = probabilityRecord({ strata, failureBounds: { bulk: 0.5 } }, 1).groups;
  assert.equal([group.trials, group.failures], [50, 40]);
  assert.equal(verdicts({ bulk: counts({ drawn: 9, vacuous: 9 }) }, {}), []);
  assert.equal(verdicts({ bulk: counts({ drawn: 9, violated: 9 }) }, {}), ["vacuous"], "no bound is known");
});

test("the measured interval is Clopper and Pearson's", () => {
  const strata = { bulk: counts({ drawn: 10, violated: 0, held: 10 }) };
  const [group] = probabilityRecord({ strata, failureBounds: { bulk: 0.25 } }, 1).groups;
  // 1 - 0.005^(1/10)
  assert.ok(Math.abs(group.measured.upper - 0.4112963) < 1e-6 && group.measured.lower === 0);
  assert.is(
    groupText(group),
    "bulk: 0 confirmed failures in 10 trials, a share of at most 0.25 claimed (99 %: 0 to 0.411)",
  );
});

test("a family without strata is one test", () => {
  assert.is(testsOf([]), 1);
  assert.is(testsOf(["a", "b"]), 2);
});

test.run();
