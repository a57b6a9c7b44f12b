import type { ClaimRecord, RunRecord } from "../engine/api.js";
import type { NotedTrial } from "../engine/run-record.js";
import { renderFinding } from "./finding-text.js";
import { instanceLines } from "./instance-text.js";
import { wrap } from "./layout.js";
import { count, duration, percentage, plural, ratioText } from "./numbers.js";
import { observationLines } from "./observation-text.js";
import { probabilityLines } from "./probability-text.js";
import { renderTable } from "./table.js";
import { type Painter, verdictSign, verdictWord } from "./verdicts.js";

/** How and where a run is shown. */
export interface RunTextOptions {
  readonly width: number;
  readonly paint: Painter;
  /** The command that judges a counterexample again, from the file that the record names. */
  readonly replayCommand: (file: string) => string;
}

/** "3/3": mutants killed of those that were run; "–" where none was. */
export function mutantsText({ mutants }: Pick<ClaimRecord, "mutants">): string {
  const run = mutants.filter(({ status }) => status !== "not run");
  return run.length === 0 ? "–" : `${run.filter(({ status }) => status === "killed").length}/${run.length}`;
}

/** Undecided trials among all that were drawn; ties are counted apart. */
export const undecidedText = ({ trials }: Pick<ClaimRecord, "trials">): string =>
  percentage(trials.undecided, trials.drawn);

function claimTable(claims: readonly ClaimRecord[], width: number, paint: Painter): string {
  const columns = ["claim", "verdict", "evidence", "trials", "undecided", "tightest", "killed"];
  const rows: string[][] = [];
  let group = "";
  for (const claim of claims) {
    const paper = claim.id.slice(0, claim.id.indexOf("/") + 1);
    if (paper !== group) rows.push([paint.dim(paper), "", "", "", "", "", ""]);
    group = paper;
    const survived = claim.mutants.some(({ status }) => status === "survived");
    rows.push([
      `${verdictSign(claim.verdict, paint)} ${claim.id.slice(paper.length)}`,
      verdictWord(claim.verdict, paint),
      claim.evidence ?? "–",
      count(claim.trials.drawn),
      undecidedText(claim),
      ratioText(claim.tightest?.ratio ?? null),
      survived ? paint.red(mutantsText(claim)) : mutantsText(claim),
    ]);
  }
  const described = columns.map((heading, index) => ({ heading: paint.dim(heading), numeric: index >= 3 }));
  return renderTable(described, rows, width >= 92 ? 2 : 1);
}

/** "8 claims: 7 held, 1 refuted; 8,000 trials; mutants killed 21/21; seed 1; 12.3 s" */
export function summaryLine(record: RunRecord): string {
  const { summary, timing, seed, profile, data } = record;
  const verdicts = (["held", "refuted", "undecided", "vacuous", "error"] as const)
    .filter((verdict) => summary[verdict] > 0)
    .map((verdict) => `${summary[verdict]} ${verdict}`);
  const { killed, survived } = summary.mutants;
  const ties = record.claims.reduce((total, { trials }) => total + trials.ties, 0);
  return [
    `${plural(summary.claims, "claim")}: ${verdicts.join(", ") || "none"}`,
    plural(summary.trials, "trial"),
    ...(ties > 0 ? [`${plural(ties, "tie")} (both sides agree to 60 digits)`] : []),
    ...(killed + survived > 0 ? [`mutants killed ${killed}/${killed + survived}`] : []),
    ...(data === undefined ? [] : [`data ${data.name} (${data.rows} x ${data.columns})`]),
    `profile ${profile}`,
    `seed ${seed}`,
    duration(timing.milliseconds),
    ...(summary.interrupted ? ["interrupted"] : []),
  ].join("; ");
}

/** Which trial a verdict hangs on, and why unless the claim's own reason says it. */
function notedText({ reason = "" }: ClaimRecord, { source, index, part, reason: own }: NotedTrial): string {
  const where = `${source} ${index}`;
  return reason.includes(own) ? `the instance of ${where}:` : `${where}, ${part}: ${own}`;
}

/** Why claims that are neither held nor refuted are not established, and mutants that survived. */
function remarks(claims: readonly ClaimRecord[], width: number): readonly string[] {
  return claims.flatMap((claim) => {
    const noted = (claim.errors ?? claim.undecided ?? [])[0];
    const refutedByCount = claim.verdict === "refuted" && claim.counterexample === undefined;
    const open = (claim.verdict !== "held" && claim.verdict !== "refuted") || refutedByCount;
    return [
      ...(open && claim.reason !== undefined
        ? [
            wrap(
              `${claim.id} ${claim.verdict === "error" ? "ended in an error" : `is ${claim.verdict}`}: ${claim.reason}`,
              width,
            ),
          ]
        : []),
      ...(open && noted !== undefined
        ? [wrap(notedText(claim, noted), width, "  "), ...instanceLines(noted.instance).map((line) => `    ${line}`)]
        : []),
      ...claim.mutants
        .filter(({ status }) => status === "survived")
        .map(({ name, trials, reason }) =>
          wrap(
            `mutant ${name} of ${claim.id} survived ${plural(trials, "trial")}${reason === undefined ? "" : `: ${reason}`}; the check could not have failed on it`,
            width,
          ),
        ),
      ...claim.necessity
        .filter(({ status }) => status === "not shown")
        .map(({ hypothesis, reason }) =>
          wrap(
            `dropping ${hypothesis} from ${claim.id} broke nothing${reason === undefined ? "" : `: ${reason}`}`,
            width,
          ),
        ),
    ];
  });
}

/** The whole run as text: a table, what needs saying, the first counterexample in full. */
export function renderRun(record: RunRecord, { width, paint, replayCommand }: RunTextOptions): string {
  const columns = Math.max(60, Math.min(width, 120));
  const notes = remarks(record.claims, columns);
  const refuted = record.claims.filter(({ counterexample }) => counterexample !== undefined);
  const [first, ...others] = refuted;
  const probabilities = probabilityLines(record.claims);
  const observations = observationLines(record.claims);
  return [
    claimTable(record.claims, width, paint),
    "",
    wrap(summaryLine(record), columns),
    ...(probabilities.length === 0
      ? []
      : ["", ...probabilities.map((line) => wrap(line, columns, line.startsWith("  ") ? "  " : ""))]),
    ...(observations.length === 0 ? [] : ["", ...observations.map((line) => wrap(line, columns, "  "))]),
    ...(notes.length === 0 ? [] : ["", ...notes]),
    ...(first?.counterexample === undefined
      ? []
      : [
          "",
          renderFinding(
            {
              claim: first.id,
              plain: first.plain,
              counterexample: first.counterexample,
              command: replayCommand(first.counterexample.file),
            },
            columns,
            paint,
          ),
        ]),
    ...others.flatMap(({ id, counterexample }) =>
      counterexample === undefined
        ? []
        : ["", `${id} is refuted too:  ${paint.bold(replayCommand(counterexample.file))}`],
    ),
  ].join("\n");
}
