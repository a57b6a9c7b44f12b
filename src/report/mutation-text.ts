import type { ClaimMutation, SharpenResult } from "../engine/api.js";
import { instanceLines, modelOf } from "./instance-text.js";
import { count, plural, ratioText } from "./numbers.js";
import { renderTable } from "./table.js";
import type { Painter } from "./verdicts.js";

/** Mutants: killed or survived, after how many trials, by which conclusion; witnesses; then what each hypothesis is for. */
export function renderMutations(mutations: readonly ClaimMutation[], paint: Painter): string {
  const mutants = mutations.flatMap(({ claim, mutants }) =>
    mutants.map((mutant) => [
      `${claim} ${paint.bold(mutant.name)}`,
      mutant.status === "killed"
        ? paint.green("killed")
        : mutant.status === "survived"
          ? paint.red("SURVIVED")
          : paint.yellow("not run"),
      count(mutant.trials),
      mutant.byRandomSearch ? "yes" : "no",
      mutant.witnesses.given === 0 ? "–" : `${mutant.witnesses.violated}/${mutant.witnesses.given}`,
      mutant.conclusion ?? mutant.reason ?? "",
    ]),
  );
  const necessity = mutations.flatMap(({ claim, necessity }) =>
    necessity.map((entry) => [
      claim,
      [entry.hypothesis, ...entry.alsoDropped].join(" and "),
      entry.status === "not shown"
        ? paint.red(entry.status)
        : entry.status === "not run"
          ? paint.yellow(entry.status)
          : paint.green(entry.status),
      entry.breaks,
    ]),
  );
  const heading = (names: readonly string[], numeric: readonly number[]): Parameters<typeof renderTable>[0] =>
    names.map((name, index) => ({ heading: paint.dim(name), numeric: numeric.includes(index) }));
  const killed = mutations.flatMap((mutation) => mutation.mutants).filter(({ status }) => status === "killed").length;
  return [
    ...(mutants.length === 0
      ? ["no mutants"]
      : [
          renderTable(
            heading(["claim mutant", "status", "trials", "by random search", "witnesses", "broke"], [2]),
            mutants,
          ),
        ]),
    ...(necessity.length === 0
      ? []
      : ["", renderTable(heading(["claim", "without hypothesis", "shown", "what breaks"], []), necessity)]),
    "",
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
