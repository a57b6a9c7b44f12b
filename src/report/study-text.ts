import type { PhaseDiagram } from "../engine/study/phase-diagram.js";
import type { StudyVerdict, WidthStudyResult } from "../engine/study/width-study.js";
import { wrap } from "./layout.js";
import { count, shortNumber } from "./numbers.js";
import { renderTable } from "./table.js";
import type { Painter } from "./verdicts.js";

/** A statement of the claim or of one of its mutants, and what the study says of it. */
export interface JudgedScaling extends StudyVerdict {
  /** The mutant's name; null for the claim itself. */
  readonly mutant: string | null;
  readonly statement: string;
}

/** The document of `study --json` for a claim on a scaling. */
export interface WidthStudyDocument extends WidthStudyResult {
  readonly claim: string;
  readonly outcome: StudyVerdict["outcome"];
  readonly statements: readonly JudgedScaling[];
}

/**
 * The exponent with its interval, in words; what too few replicates leave unknown (null in JSON) is said to be so, never
 * written as a number.
 */
export function exponentText({ mean, lower, upper, confidence }: WidthStudyDocument["exponent"]): string {
  if (!Number.isFinite(mean)) return "unknown (no replicate was finished)";
  const interval =
    Number.isFinite(lower) && Number.isFinite(upper)
      ? `${lower.toFixed(3)} to ${upper.toFixed(3)}`
      : "unknown (one replicate)";
  return `${mean.toFixed(3)}, ${100 * confidence} % interval ${interval}`;
}

const OUTCOME_COLOUR = { consistent: "green", inconsistent: "red", undecided: "yellow" } as const;

/** Least widths by replicate, the exponent, and what it says of the claim and of each mutant. */
export function renderWidthStudy(document: WidthStudyDocument, width: number, paint: Painter): string {
  const headings = [
    { heading: paint.dim("replicate"), numeric: false },
    ...document.samples.map((n) => ({ heading: paint.dim(`n = ${n}`), numeric: true })),
    { heading: paint.dim("exponent"), numeric: true },
  ];
  const rows = document.replicates.map(({ widths, slope }, index) => [
    String(index + 1),
    ...widths.map((found) => count(found.width)),
    slope.toFixed(3),
  ]);
  return [
    `${paint.bold(document.claim)}: least width m* at which the event has frequency 1/2`,
    wrap(`event: ${document.eventText}`, width, "  "),
    wrap(
      `inputs: ${document.inputs}; ${document.trials} trials a width, ${count(document.evaluations)} in all; seed ${document.seed}; evidence float64`,
      width,
      "  ",
    ),
    "",
    renderTable(headings, rows),
    "",
    `exponent of m* in n: ${exponentText(document.exponent)}`,
    ...document.statements.flatMap(({ mutant, statement, outcome, reason }) => [
      `${paint[OUTCOME_COLOUR[outcome]](outcome)}: ${mutant === null ? statement : `${statement} (mutant ${mutant})`}`,
      wrap(reason, width, "  "),
    ]),
    ...(document.interrupted ? ["interrupted: what was found so far"] : []),
  ].join("\n");
}

/** One line a replicate and n. */
export function widthStudyCsv({ replicates }: WidthStudyResult): string {
  const lines = replicates.flatMap(({ widths, slope }, index) =>
    widths.map(
      ({ samples, width, successes, trials }) => `${index + 1},${samples},${width},${successes},${trials},${slope}`,
    ),
  );
  return `${["replicate,samples,width,successes,trials,slope", ...lines].join("\n")}\n`;
}

const LETTERS = { held: "H", violated: "V", undecided: "?", vacuous: "-", error: "E" } as const;

/** A cell as shares in per cent: "H100", "H60 -40". */
function cellText(cell: PhaseDiagram["cells"][number]): string {
  return Object.entries(cell.shares)
    .filter(([, share]) => share.count > 0)
    .map(
      ([phase, share]) => `${LETTERS[phase as keyof typeof LETTERS]}${Math.round((100 * share.count) / cell.trials)}`,
    )
    .join(" ");
}

/** A table with a row for each y, the largest on top. */
export function renderPhaseDiagram(diagram: PhaseDiagram, width: number, paint: Painter): string {
  const { x, y, cells } = diagram;
  const headings = [
    { heading: paint.dim(`${y.parameter} \\ ${x.parameter}`), numeric: false },
    ...x.values.map((value) => ({ heading: paint.dim(shortNumber(value, 4)), numeric: false })),
  ];
  const rows = [...y.values].reverse().map((valueY) => [
    shortNumber(valueY, 4),
    ...x.values.map((valueX) => {
      const cell = cells.find((candidate) => candidate.x === valueX && candidate.y === valueY);
      return cell === undefined ? "" : cellText(cell);
    }),
  ]);
  const fixed = Object.entries(diagram.fixed).map(([name, value]) => `${name} = ${value}`);
  return [
    `${paint.bold(diagram.claim)}: shares in per cent (H held, V violated, ? undecided, - vacuous, E error)`,
    wrap(
      `${diagram.trials} trials a cell; ${fixed.join(", ")}; inputs ${diagram.inputs}; seed ${diagram.seed}; intervals of ${100 * diagram.confidence} % in the files`,
      width,
      "  ",
    ),
    "",
    renderTable(headings, rows),
    ...(diagram.interrupted ? ["", "interrupted: what was found so far"] : []),
  ].join("\n");
}

/** One line a cell and phase, with the interval of the share. */
export function phaseDiagramCsv({ x, y, cells }: PhaseDiagram): string {
  const lines = cells.flatMap((cell) =>
    Object.entries(cell.shares).map(
      ([phase, share]) => `${cell.x},${cell.y},${phase},${share.count},${cell.trials},${share.lower},${share.upper}`,
    ),
  );
  return `${[`${x.parameter},${y.parameter},phase,count,trials,lower,upper`, ...lines].join("\n")}\n`;
}
