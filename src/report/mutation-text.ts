import type { ClaimMutation, MutantRecord, NecessityRecord, SharpenResult } from "../engine/api.js";
import { instanceLines, modelOf } from "./instance-text.js";
import { wrap } from "./layout.js";
import { count, plural, ratioText } from "./numbers.js";
import { renderTable } from "./table.js";
import type { Painter } from "./verdicts.js";

function mutantRow(mutant: MutantRecord, paint: Painter): readonly string[] {
  const { name, status, trials, byRandomSearch, witnesses, conclusion, reason } = mutant;
  const word =
    status === "killed"
      ? paint.green("killed")
      : status === "survived"
        ? paint.red("SURVIVED")
        : paint.yellow("not run");
  return [
    `  ${name}`,
    word,
    count(trials),
    byRandomSearch ? "yes" : "no",
    witnesses.given === 0 ? "–" : `${witnesses.violated}/${witnesses.given}`,
    conclusion ?? reason ?? "",
  ];
}

function necessityLines(entry: NecessityRecord, width: number, paint: Painter): readonly string[] {
  const { hypothesis, alsoDropped, status, breaks, reason } = entry;
  const shown = status === "shown" || status === "meaningless";
  const word = shown ? paint.green(status) : status === "not run" ? paint.yellow(status) : paint.red(status);
  const head = `  without ${[hypothesis, ...alsoDropped].join(" and ")} (${word}):`;
  return [head, wrap(reason === undefined ? breaks : `${breaks} (${reason})`, width, "    ")];
}

/** Mutants by claim: killed or survived, after how many trials, by which conclusion; then what breaks without each hypothesis. */
export function renderMutations(mutations: readonly ClaimMutation[], width: number, paint: Painter): string {
  const columns = ["mutant", "status", "trials", "by random search", "witnesses", "broke"];
  const rows = mutations
    .filter(({ mutants }) => mutants.length > 0)
    .flatMap(({ claim, mutants }) => [
      [paint.bold(claim), ...columns.slice(1).map(() => "")],
      ...mutants.map((mutant) => mutantRow(mutant, paint)),
    ]);
  const headings = columns.map((heading) => ({ heading: paint.dim(heading), numeric: heading === "trials" }));
  const necessity = mutations
    .filter((mutation) => mutation.necessity.length > 0)
    .flatMap((mutation) => [
      paint.bold(mutation.claim),
      ...mutation.necessity.flatMap((entry) => necessityLines(entry, width, paint)),
    ]);
  const mutants = mutations.flatMap((mutation) => mutation.mutants);
  const killed = mutants.filter(({ status }) => status === "killed").length;
  return [
    ...(rows.length === 0 ? [] : [renderTable(headings, rows), ""]),
    ...(necessity.length === 0 ? [] : ["what breaks without a hypothesis", ...necessity, ""]),
    `${killed} of ${plural(mutants.length, "mutant")} killed`,
  ].join("\n");
}

/** The tightest instances that a search has found, the overall one in full. */
export function renderSharpened(results: readonly SharpenResult[], paint: Painter): string {
  return results
    .map(({ claim, tightest, conclusions, evaluations, violation }) =>
      [
        `${paint.bold(claim)}: tightest ${ratioText(tightest?.ratio ?? null)} after ${plural(evaluations, "evaluation")}`,
        ...Object.entries(conclusions).map(([name, found]) => `  ${name}: ${ratioText(found?.ratio ?? null)}`),
        ...(tightest === null
          ? []
          : [
              `  instance (${modelOf(tightest.instance)}), for ${tightest.conclusion}, ratio ${tightest.ratio}:`,
              ...instanceLines(tightest.instance).map((line) => `    ${line}`),
            ]),
        ...(violation === undefined
          ? []
          : [
              paint.red("  a violation was met on the way, on the instance:"),
              ...instanceLines(violation.instance).map((line) => `    ${line}`),
            ]),
      ].join("\n"),
    )
    .join("\n\n");
}
