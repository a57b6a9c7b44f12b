import type { Json } from "../claims/model.js";
import type { ClaimRecord, RunRecord } from "../engine/api.js";

/** One line of the observability format that Tyche reads: a test case, or a remark on a whole property. */
type Observation = { readonly type: string; readonly [key: string]: Json };

function testCase(
  claim: ClaimRecord,
  start: number,
  status: "passed" | "failed" | "gave_up",
  reason: string,
  instance: Json,
  features: Readonly<Record<string, Json>>,
): Observation {
  return {
    type: "test_case",
    run_start: start,
    property: claim.id,
    status,
    status_reason: reason,
    representation: JSON.stringify(instance),
    arguments: { instance },
    how_generated: "lemmacheck",
    features,
    timing: {},
    coverage: null,
    metadata: {},
  };
}

/**
 * A run as observations, one JSON document a line: every instance that the record holds (counterexample, tightest,
 * undecided, failed) as a test case, and the counts of each claim as a remark. The other trials are not in a record.
 */
export function renderTyche(record: RunRecord): string {
  const start = Date.parse(record.timing.started) / 1000 || 0;
  const lines = record.claims.flatMap((claim): readonly Observation[] => {
    const { counterexample, tightest } = claim;
    return [
      {
        type: "info",
        run_start: start,
        property: claim.id,
        title: `${claim.id} is ${claim.verdict}`,
        content: { ...claim.trials },
      },
      ...(counterexample === undefined
        ? []
        : [
            testCase(claim, start, "failed", claim.reason ?? "violated", counterexample.instance, {
              conclusion: counterexample.confirmation.conclusion,
            }),
          ]),
      ...(tightest === null
        ? []
        : [
            testCase(claim, start, "passed", "", tightest.instance, {
              tightness: tightest.ratio,
              conclusion: tightest.conclusion,
            }),
          ]),
      ...[...(claim.undecided ?? []), ...(claim.errors ?? [])].map(({ reason, instance, stratum, part }) =>
        testCase(claim, start, "gave_up", reason, instance, { stratum, part }),
      ),
    ];
  });
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}
