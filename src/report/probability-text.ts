import type { ClaimRecord } from "../engine/api.js";
import type { ProbabilityGroup } from "../engine/run-record.js";
import { count, ratioText } from "./numbers.js";

/** One stratum of a claimed failure probability: "171 of 250 failed (99 %: 0.60 to 0.76), claimed at most 0.98". */
export function groupSentence(group: ProbabilityGroup, confidence: number): string {
  const { stratum, trials, failures, bound, measured, verdict } = group;
  const interval = `${Number((100 * confidence).toPrecision(4))} %: ${ratioText(measured.lower)} to ${ratioText(measured.upper)}`;
  const claimed = bound < 1 ? `claimed at most ${ratioText(bound)}` : "the claimed bound, 1 or more, says nothing";
  return `${stratum}: ${count(failures)} of ${count(trials)} failed (${interval}); ${claimed}${verdict === "exceeded" ? ": exceeded" : ""}`;
}

/** The strata of all claims that bound a failure probability, with the level of the tests; none where there are none. */
export function probabilityLines(claims: readonly ClaimRecord[]): readonly string[] {
  return claims.flatMap(({ id, probability }) =>
    probability === undefined
      ? []
      : [
          `${id}: exact binomial tests, level ${Number(probability.level.toPrecision(3))} each`,
          ...probability.groups.map((group) => `  ${groupSentence(group, probability.confidence)}`),
        ],
  );
}
