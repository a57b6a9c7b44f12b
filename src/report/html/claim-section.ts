import type { ClaimRecord, MutantRecord } from "../../engine/run-record.js";
import type { InstanceJson } from "../reproduce/quantity.js";
import { counterexampleSection } from "./counterexample.js";
import { anchor, escapeHtml, isolate } from "./escape.js";
import { formatCount, formatNumber } from "./format.js";
import { instanceFigures } from "./instance.js";
import { mathml } from "./mathml.js";
import { coverageChart, tightnessHistogram } from "./plots.js";
import { probabilityTable } from "./probability.js";
import { badge } from "./verdicts.js";

const PROVENANCE: Readonly<Record<string, string>> = {
  abstract: "the paper's abstract says it",
  recalled: "recalled of the paper, whose full text was not at hand",
  standard: "a textbook theorem",
  derived: "derived and proved in this repository; not the authors' constants",
  user: "a user's claim",
};

function counts(record: ClaimRecord): string {
  const { trials } = record;
  const cells = [
    ["drawn", trials.drawn],
    ["held", trials.held],
    ["violated", trials.violated],
    ["undecided", trials.undecided],
    ["ties", trials.ties],
    ["vacuous", trials.vacuous],
    ["judged by the second arithmetic", trials.escalated],
    ["errors", trials.error],
  ] as const;
  return `<div class="scroll" tabindex="0"><table><caption class="soft">Trials</caption><thead><tr>${cells.map(([name]) => `<th class="number">${name}</th>`).join("")}</tr></thead><tbody><tr>${cells.map(([, count]) => `<td class="number">${formatCount(count)}</td>`).join("")}</tr></tbody></table></div>`;
}

function mutantTable(record: ClaimRecord): string {
  if (record.mutants.length === 0) return "";
  const row = (mutant: MutantRecord): string => {
    const link =
      mutant.counterexample === undefined
        ? isolate(mutant.name)
        : `<a href="#${anchor(record.id, mutant.name, "counterexample")}">${isolate(mutant.name)}</a>`;
    const status =
      mutant.status === "killed"
        ? '<span class="text-held">✓ killed</span>'
        : mutant.status === "survived"
          ? '<strong class="text-refuted">✗ survived</strong>'
          : "not run";
    return `<tr><th scope="row">${link}</th><td>${isolate(mutant.statement ?? "")}</td><td>${status}</td><td class="number">${mutant.byRandomSearch ? formatCount(mutant.trials) : "–"}</td><td class="number">${mutant.witnesses.violated} / ${mutant.witnesses.given}</td><td>${mutant.reason === undefined ? isolate(mutant.conclusion ?? "") : isolate(mutant.reason)}</td></tr>`;
  };
  return `<h3>Mutants: false variants that the suite must refute</h3><div class="scroll" tabindex="0"><table><thead><tr><th>mutant</th><th>what it says</th><th>status</th><th class="number">trials to kill</th><th class="number">witnesses</th><th>what broke</th></tr></thead><tbody>${record.mutants.map(row).join("")}</tbody></table></div>`;
}

function necessityTable(record: ClaimRecord): string {
  if (record.necessity.length === 0) return "";
  const rows = record.necessity.map(
    (entry) =>
      `<tr><th scope="row">${isolate(entry.hypothesis)}${entry.alsoDropped.length === 0 ? "" : ` <span class="soft">with ${isolate(entry.alsoDropped.join(", "))}</span>`}</th><td>${isolate(entry.breaks)}</td><td>${escapeHtml(entry.status)}</td><td>${isolate(entry.reason ?? entry.conclusion ?? "")}</td></tr>`,
  );
  return `<h3>Necessity: what breaks without each hypothesis</h3><div class="scroll" tabindex="0"><table><thead><tr><th>dropped</th><th>what breaks</th><th>status</th><th>by</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

/** The part of the report on one claim. */
export function claimSection(
  record: ClaimRecord,
  replayCommand: (file: string) => string,
  withMutantPages: boolean,
): string {
  const id = anchor(record.id);
  const location =
    record.location === undefined ? "" : `; written in ${isolate(`${record.location.file}:${record.location.line}`)}`;
  const source = [record.paper ?? "", record.locator].filter((text) => text !== "").join(", ");
  const tightest =
    record.tightest === null
      ? ""
      : `<h3>Tightest instance</h3><p>Left ÷ right reaches ${formatNumber(record.tightest.ratio, 8)} in ${isolate(record.tightest.conclusion)}.</p><details><summary>The instance</summary>${instanceFigures(record.tightest.instance as InstanceJson)}</details>`;
  const histogram = tightnessHistogram(record.tightness);
  const coverage = coverageChart(record);
  const main =
    record.counterexample === undefined
      ? ""
      : counterexampleSection(
          {
            record,
            counterexample: record.counterexample,
            ...(record.counterexample.formula === undefined ? {} : { formula: record.counterexample.formula }),
          },
          replayCommand,
          true,
        );
  const mutants = withMutantPages
    ? record.mutants.flatMap(({ name, statement, counterexample }) =>
        counterexample === undefined
          ? []
          : [
              `<details><summary>Counterexample to mutant ${isolate(name)}</summary>${counterexampleSection({ record, counterexample, mutant: { name, statement: statement ?? "" }, ...(counterexample.formula === undefined ? {} : { formula: counterexample.formula }) }, replayCommand, false)}</details>`,
            ],
      )
    : [];
  const noted = [...(record.errors ?? []), ...(record.undecided ?? [])].slice(0, 6);
  const notes =
    noted.length === 0
      ? ""
      : `<h3>Trials worth a look</h3><ul>${noted.map((trial) => `<li>${isolate(trial.part)}: ${isolate(trial.reason)} <span class="soft">(${escapeHtml(trial.source)} ${trial.index}, ${isolate(trial.stratum)})</span><details><summary>instance</summary><pre tabindex="0">${escapeHtml(JSON.stringify(trial.instance), 4000)}</pre></details></li>`).join("")}</ul>`;
  return `<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${isolate(record.id)} ${badge(record.verdict)}</h2>
<p>${isolate(record.title)}. <span class="soft">${isolate(source)}; provenance: ${escapeHtml(record.provenance)} (${PROVENANCE[record.provenance] ?? ""}); evidence: ${escapeHtml(record.evidence ?? "none")}; quantifier: ${escapeHtml(record.quantifier)}${location}.</span></p>
${record.reason === undefined ? "" : `<p><strong>${isolate(record.reason)}</strong></p>`}
<div class="statement" tabindex="0">${mathml(record.statement, true)}</div>${record.plain === record.statement ? "" : `<p>${isolate(record.plain)}</p>`}
${main}${counts(record)}${probabilityTable(record)}
${coverage === "" ? "" : `<h3>Coverage by stratum</h3><div class="scroll" tabindex="0">${coverage}</div>`}
${histogram === "" ? "" : `<h3>How much slack the bound leaves</h3><div class="scroll" tabindex="0">${histogram}</div>`}
${tightest}${mutantTable(record)}${necessityTable(record)}${notes}${mutants.join("")}<p><a href="#top">Back to the overview</a></p></section>`;
}
