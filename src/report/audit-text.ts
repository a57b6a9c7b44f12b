import type { Json } from "../claims/model.js";
import type { AuditDocument } from "../engine/audit/audit.js";
import type { Enclosure } from "../numerics/real.js";
import { hanging, harmless } from "./layout.js";
import { ballText, plural, shortNumber } from "./numbers.js";
import { renderTable } from "./table.js";
import type { Painter } from "./verdicts.js";

/** Pairs that are named; the rest is counted. */
const NAMED = 3;

const isBall = (value: Json): value is Json & Enclosure =>
  typeof value === "object" && value !== null && "mid" in value && "rad" in value;

function valueText(value: Json): string {
  if (value === null) return "unknown";
  if (isBall(value)) return ballText(value);
  return typeof value === "number" ? shortNumber(value) : String(value);
}

const answer = (applies: boolean | null): string => (applies === null ? "?" : applies ? "yes" : "no");

function pairs(found: readonly (readonly [number, number])[]): string {
  if (found.length === 0) return "none";
  const named = found.slice(0, NAMED).map(([i, j]) => `${i} and ${j}`);
  return `${found.length} (rows ${named.join(", ")}${found.length > NAMED ? ", …" : ""}, counted from 0)`;
}

const line = (name: string, text: string): string => `  ${name.padEnd(30)} ${text}`;

/** What applies to a data set, for people. */
export function renderAudit(audit: AuditDocument, width: number, paint: Painter): string {
  const { data, structure, quantities, theorems, network } = audit;
  const all = data.rows === data.rowsInFile ? "" : ` (the first of ${data.rowsInFile})`;
  const zero = structure.zeroRows.length;
  const lines = [
    `${paint.bold(harmless(data.name))}: ${plural(data.rows, "row")}${all} of ${plural(data.columns, "column")}, ${data.scaled ? "each scaled to norm 1" : "as they are"}${data.target ? ", with targets" : ""}`,
    paint.dim("a ± r encloses the true value; unknown is what could not be certified"),
    line(
      "rows of zeros",
      zero === 0
        ? "none"
        : `${zero} (row ${structure.zeroRows.slice(0, NAMED).join(", ")}${zero > NAMED ? ", …" : ""})`,
    ),
    line("equal rows", pairs(structure.duplicates)),
    line("parallel rows", pairs(structure.parallel)),
    ...Object.entries(quantities).map(([name, value]) => line(name, valueText(value))),
    "",
    paint.bold("Which theorems apply"),
  ];
  for (const { claim, applies, hypotheses, constants, says } of theorems) {
    lines.push(`${answer(applies).padEnd(4)} ${paint.bold(claim)}`);
    for (const [name, holds] of Object.entries(hypotheses)) lines.push(`       ${answer(holds).padEnd(4)} ${name}`);
    const shown = Object.entries(constants).map(([name, value]) => `${name} = ${valueText(value)}`);
    if (shown.length > 0) lines.push(hanging("       ", shown.join("; "), 7, width));
    lines.push(hanging("       ", says, 7, width));
  }
  if (network !== undefined) {
    const sizes = Object.entries(network.shape).map(([name, size]) => `${name} ${size}`);
    const rows = network.claims.map(({ claim, applies, verdict, given, then }) => {
      const failing = Object.entries(given).find(([, judgement]) => judgement.verdict !== "holds");
      const tight = Object.values(then).flatMap(({ tightness }) => (tightness === null ? [] : [tightness]));
      const why =
        failing === undefined
          ? ""
          : `${failing[0]} ${failing[1].verdict === "violated" ? "is violated" : "is undecided"}`;
      return [answer(applies), claim, verdict, tight.length === 0 ? "" : shortNumber(Math.max(...tight), 4), why];
    });
    const columns = ["", "claim", "verdict", "tightest", "hypothesis"].map((heading) => ({ heading }));
    lines.push("", `${paint.bold(`The network: ${network.model}`)}, ${sizes.join(", ")}`, renderTable(columns, rows));
    lines.push(paint.dim("its constants and promised rates: --json, or lemmacheck inspect"));
  }
  return lines.join("\n");
}
