import type { AnyClaim, Quantifier } from "../claims/claim.js";
import { instanceLines } from "./instance-text.js";
import { hanging, wrap } from "./layout.js";
import { plural, shortNumber } from "./numbers.js";
import { renderTable } from "./table.js";
import type { Painter } from "./verdicts.js";

/** "always", "withProbability(1 - 0.05)", "withProbability(1 - failure)" where it depends on the instance, "study" */
export function quantifierText(quantifier: Quantifier): string {
  if (quantifier.kind !== "withProbability") return quantifier.kind;
  const { failure } = quantifier;
  return `withProbability(1 - ${typeof failure === "number" || typeof failure === "string" ? failure : "failure"})`;
}

/** One claim of `list --json`. */
export function claimEntry(claim: AnyClaim): Readonly<Record<string, unknown>> {
  return {
    id: claim.id,
    paper: claim.paper?.key ?? null,
    locator: claim.locator,
    provenance: claim.provenance,
    quantifier: quantifierText(claim.quantifier),
    title: claim.title,
    mutants: Object.keys(claim.mutants),
    hypotheses: Object.keys(claim.given),
    conclusions: Object.keys(claim.then),
  };
}

/** The document of `explain --json`: the entry of `list --json` and the claim's texts. */
export function claimDocument(claim: AnyClaim): Readonly<Record<string, unknown>> {
  return {
    ...claimEntry(claim),
    statement: claim.statement,
    plain: claim.plain,
    paperDetails: claim.paper,
    proof: claim.proof,
    revision: claim.revision,
    model: claim.instances.model.name,
    strata: claim.instances.strata,
    mutantDetails: Object.entries(claim.mutants).map(([name, mutant]) => ({
      name,
      statement: mutant.statement ?? changes(mutant),
      witnesses: mutant.witnesses ?? [],
    })),
    necessity: Object.entries(claim.necessity).map(([hypothesis, necessity]) => ({ hypothesis, ...necessity })),
  };
}

/** Claims as lines of text: id, paper, quantifier, provenance, number of mutants. */
export function claimLines(claims: readonly AnyClaim[], paint: Painter): string {
  const rows = claims.map((claim) => [
    paint.bold(claim.id),
    claim.paper === null ? "–" : claim.paper.arxiv === undefined ? claim.paper.key : `arXiv ${claim.paper.arxiv}`,
    quantifierText(claim.quantifier),
    claim.provenance,
    plural(Object.keys(claim.mutants).length, "mutant"),
  ]);
  const headings = ["claim", "paper", "quantifier", "provenance", "mutants"];
  return renderTable(
    headings.map((heading) => ({ heading: paint.dim(heading) })),
    rows,
  );
}

const PROVENANCE: Readonly<Record<AnyClaim["provenance"], string>> = {
  abstract: "the paper's abstract says it",
  recalled: "recalled of the paper, whose full text was not at hand",
  standard: "a textbook theorem",
  derived: "derived and proved in this repository; not the paper's own statement",
  user: "a claim file of the user's",
};

/** Everything there is to say about a claim, at most `width` columns wide. */
export function explainClaim(claim: AnyClaim, width: number, paint: Painter): string {
  const columns = Math.max(40, Math.min(width, 100));
  const section = (heading: string, body: readonly string[]): readonly string[] =>
    body.length === 0 ? [] : ["", paint.bold(heading), ...body];
  const item = (label: string, text: string): string => hanging(`  ${label}`, text, 22, columns);
  const source =
    claim.paper === null
      ? []
      : [
          `${claim.paper.authors} (${claim.paper.year}): ${claim.paper.title}${claim.paper.arxiv === undefined ? "" : `, arXiv ${claim.paper.arxiv}`}`,
        ];
  if (claim.locator !== "") source.push(claim.locator);
  const witnesses = (instances: readonly object[] | undefined): readonly string[] =>
    (instances ?? []).flatMap((instance, index) => {
      const lines = instanceLines(instance as never);
      return [`      witness ${index + 1}:`, ...lines.map((line) => `        ${line}`)];
    });
  return [
    paint.bold(claim.id),
    wrap(claim.title, columns),
    ...section("Statement", [
      wrap(claim.plain, columns, "  "),
      ...(claim.plain === claim.statement ? [] : ["", wrap(claim.statement, columns, "  ")]),
    ]),
    ...section("Source", [
      ...source.map((line) => wrap(line, columns, "  ")),
      wrap(`provenance: ${claim.provenance} (${PROVENANCE[claim.provenance]})`, columns, "  "),
      ...(claim.proof === "" ? [] : [wrap(`proof: ${claim.proof}`, columns, "  ")]),
    ]),
    ...section("Quantifier", [
      `  ${quantifierText(claim.quantifier)}; instances of the model ${claim.instances.model.name}`,
    ]),
    ...section(
      "Hypotheses",
      Object.keys(claim.given).length === 0 ? ["  none"] : Object.keys(claim.given).map((name) => `  ${name}`),
    ),
    ...section(
      "Conclusions",
      Object.keys(claim.then).map((name) => `  ${name}`),
    ),
    ...section(
      "Strata",
      claim.instances.strata.map(({ name, about, requiredShare }) =>
        item(
          name,
          requiredShare > 0 ? `${about} (at least ${shortNumber(100 * requiredShare, 3)} % of the trials)` : about,
        ),
      ),
    ),
    ...section(
      "Mutants (false variants that the suite must refute)",
      Object.entries(claim.mutants).flatMap(([name, mutant]) => [
        item(name, mutant.statement ?? changes(mutant)),
        ...witnesses(mutant.witnesses),
      ]),
    ),
    ...section(
      "Necessity (what breaks without a hypothesis)",
      Object.entries(claim.necessity).flatMap(([name, necessity]) => [
        item(name, necessity.breaks),
        ...witnesses(necessity.witnesses),
      ]),
    ),
  ].join("\n");
}

function changes(mutant: { readonly given?: object; readonly then?: object }): string {
  const verbs = (part: object | undefined, kind: string): readonly string[] =>
    Object.entries(part ?? {}).map(
      ([name, replacement]) => `${replacement === null ? "drops" : "replaces"} the ${kind} ${name}`,
    );
  return [...verbs(mutant.given, "hypothesis"), ...verbs(mutant.then, "conclusion")].join(", ");
}
