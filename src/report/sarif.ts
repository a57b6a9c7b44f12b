import type { ClaimRecord, RunRecord } from "../engine/api.js";

const LEVEL = { refuted: "error", error: "error", undecided: "warning", vacuous: "warning" } as const;

const RULES = [
  { id: "refuted", name: "ClaimRefuted", text: "A confirmed counterexample refutes the claim." },
  { id: "error", name: "ClaimError", text: "The claim could not be judged: its own code or lemmacheck failed." },
  { id: "undecided", name: "ClaimUndecided", text: "Not refuted, and not established either." },
  { id: "vacuous", name: "ClaimVacuous", text: "The hypotheses were hardly ever met, so nothing was tested." },
  {
    id: "mutant-survived",
    name: "MutantSurvived",
    text: "A false variant of the claim was not refuted: the check is too weak.",
  },
] as const;

interface Problem {
  readonly rule: (typeof RULES)[number]["id"];
  readonly level: "error" | "warning";
  readonly message: string;
  readonly key: string;
}

function problemsOf(claim: ClaimRecord): readonly Problem[] {
  const { verdict } = claim;
  const own: readonly Problem[] =
    verdict === "held"
      ? []
      : [
          {
            rule: verdict,
            level: LEVEL[verdict],
            message: `${claim.id} is ${verdict}: ${claim.reason ?? claim.plain}${claim.counterexample === undefined ? "" : ` (${claim.counterexample.file})`}`,
            key: `${claim.id}/${verdict}`,
          },
        ];
  const survivors = claim.mutants
    .filter(({ status }) => status === "survived")
    .map(
      ({ name, trials }): Problem => ({
        rule: "mutant-survived",
        level: "error",
        message: `${claim.id}: mutant ${name} survived ${trials} trials`,
        key: `${claim.id}/mutant/${name}`,
      }),
    );
  return [...own, ...survivors];
}

/** Code-scanning services refuse results without a place: a claim whose file is unknown stands in the record itself. */
const UNKNOWN_PLACE = { file: "run.json", line: 1 } as const;

/** A relative path as a URI reference: also for names with "#" or "?", or with half a character in them. */
const fileUri = (file: string): string =>
  encodeURI(file.replace(/\p{Cs}/gu, "\ufffd"))
    .replaceAll("#", "%23")
    .replaceAll("?", "%3F");

/**
 * A run as SARIF 2.1.0 (OASIS), for code-scanning views: one result for every claim that is not held and every mutant
 * that survived, at the file and line where the claim is written; where the record does not know it, at the record.
 */
export function renderSarif(record: RunRecord): string {
  const results = record.claims.flatMap((claim) => {
    const location = claim.location ?? UNKNOWN_PLACE;
    return problemsOf(claim).map(({ rule, level, message, key }) => ({
      ruleId: rule,
      ruleIndex: RULES.findIndex(({ id }) => id === rule),
      level,
      message: { text: message },
      partialFingerprints: { claim: key },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: fileUri(location.file), uriBaseId: "%SRCROOT%" },
            region: { startLine: location.line },
          },
          logicalLocations: [{ fullyQualifiedName: claim.id, kind: "declaration" }],
        },
      ],
    }));
  });
  const sarif = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: record.tool.name,
            version: record.tool.version,
            rules: RULES.map(({ id, name, text }) => ({ id, name, shortDescription: { text } })),
          },
        },
        columnKind: "utf16CodeUnits",
        results,
      },
    ],
  };
  return `${JSON.stringify(sarif, null, 2)}\n`;
}
