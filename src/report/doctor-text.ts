import type { Diagnosis } from "../backends/diagnosis.js";
import { hanging } from "./layout.js";
import type { Painter } from "./verdicts.js";

const COLUMN = 20;

/** One part a paragraph: its state, what was found, how to get what is missing. */
export function renderDiagnosis({ ok, parts }: Diagnosis, width: number, paint: Painter): string {
  const lines = parts.flatMap(({ name, status, required, found, advice }) => {
    const sign = status === "missing" ? (required ? paint.red("✗") : paint.yellow("–")) : paint.green("✓");
    const entry = `${sign} ${hanging(name, `${status}: ${found}`, COLUMN, width - 2).replaceAll("\n", "\n  ")}`;
    return advice === undefined
      ? [entry]
      : [entry, `  ${hanging("", advice, COLUMN, width - 2).replaceAll("\n", "\n  ")}`];
  });
  return [...lines, "", ok ? "everything that is required is there" : paint.red("a required part is missing")].join(
    "\n",
  );
}
