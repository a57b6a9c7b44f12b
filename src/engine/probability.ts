import { clopperPearson, exceedsProbability } from "../numerics/statistics.js";
import type { BatchOutcome } from "./outcome.js";
import type { ProbabilityGroup, ProbabilityRecord } from "./run-record.js";

/** A claimed failure bound is refuted when so many failures have at most this probability under it. */
export const FAILURE_LEVEL = 1e-6;

/** Confidence of the interval that is shown beside the claimed bound; it decides nothing. */
export const SHOWN_CONFIDENCE = 0.99;

/** A stratum without a name of its own is one test, too. */
export const testsOf = (strata: readonly unknown[]): number => Math.max(1, strata.length);

/**
 * Tests the claimed failure bound stratum by stratum. In each, T trials were in the domain and k failed with
 * confirmation; under the claim every trial fails with probability at most p, the largest bound that an instance of the
 * stratum came with, so that k is at most Bin(T, p) in distribution. P(Bin(T, p) >= k) < level is against the claim.
 * Undecided trials count as trials that did not fail; p >= 1 says nothing. `tests` is the number of such tests in the
 * run: each has the level FAILURE_LEVEL / tests (Bonferroni), so that true claims are called false with probability at
 * most FAILURE_LEVEL in the whole run.
 */
export function probabilityRecord(
  outcome: Pick<BatchOutcome, "strata" | "failureBounds">,
  tests: number,
): ProbabilityRecord {
  const level = FAILURE_LEVEL / Math.max(1, tests);
  const groups = Object.entries(outcome.strata).flatMap(([stratum, counts]): ProbabilityGroup[] => {
    const trials = counts.drawn - counts.vacuous - counts.error;
    if (trials <= 0) return [];
    const bound = outcome.failureBounds[stratum] ?? 1;
    const failures = counts.violated;
    const measured = clopperPearson(failures, trials, 1 - SHOWN_CONFIDENCE);
    const verdict = !(bound < 1)
      ? "vacuous"
      : exceedsProbability(failures, trials, bound, level)
        ? "exceeded"
        : "consistent";
    return [{ stratum, trials, failures, bound, measured, verdict }];
  });
  return { level, tests: Math.max(1, tests), confidence: SHOWN_CONFIDENCE, groups };
}

/** "tiny: 171 confirmed failures in 250 trials, at most 0.368 of them claimed (99 %: 0.6 to 0.76)" */
export function groupText({ stratum, trials, failures, bound, measured }: ProbabilityGroup): string {
  const figure = (x: number): string => String(Number(x.toPrecision(3)));
  const interval = `${100 * SHOWN_CONFIDENCE} %: ${figure(measured.lower)} to ${figure(measured.upper)}`;
  return `${stratum}: ${failures} confirmed failures in ${trials} trials, a share of at most ${figure(bound)} claimed (${interval})`;
}
