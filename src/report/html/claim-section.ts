import type { ClaimRecord, MutantRecord } from "../../engine/run-record.js";
import type { InstanceJson } from "../reproduce/quantity.js";
import type { StudyDocument } from "../study/read-studies.js";
import { mutantParts, refutationParts } from "./counterexample.js";
import { curvePlots } from "./curves.js";
import { anchor, escapeHtml, escapeText, isolate } from "./escape.js";
import { formatCount, formatNumber } from "./format.js";
import { instanceFigures, instanceText } from "./instance.js";
import { mathml } from "./mathml.js";
import { ifRoom, type Part, PRIORITY } from "./parts.js";
import { coverageChart, tightnessHistogram } from "./plots.js";
import { probabilityTable } from "./probability.js";
import { studyFigures } from "./study.js";
import { badge } from "./verdicts.js";

const PROVENANCE: Readonly<Record<string, string>> = {
  abstract: "the paper's abstract says it",
  recalled: "recalled of the paper, whose full text was not at hand",
  standard: "a textbook theorem",
  derived: "derived and proved in this repository; not the authors' constants",
  user: "a user's claim",
};

/** The outcomes that occurred, in a sentence. */
function counts({ trials, budget }: ClaimRecord): string {
  const outcomes = [
    ["held", trials.held],
    ["violated", trials.violated],
    ["undecided", trials.undecided],
    ["ties (both sides agree to 60 digits)", trials.ties],
    ["vacuous", trials.vacuous],
    ["errors", trials.error],
  ] as const;
  const met = outcomes.filter(([, count]) => count > 0).map(([name, count]) => `${formatCount(count)} ${name}`);
  const cut = trials.drawn < budget ? ` of ${formatCount(budget)}` : "";
  return `<h3>Trials</h3><p>${formatCount(trials.drawn)}${cut} drawn${met.length === 0 ? "" : `: ${met.join(", ")}`}; ${formatCount(trials.escalated)} judged by the second arithmetic.</p>`;
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
    return `<tr><th scope="row">${link}</th><td>${isolate(mutant.statement ?? "")}</td><td>${status}</td><td class="n">${mutant.byRandomSearch ? formatCount(mutant.trials) : "–"}</td><td class="n">${mutant.witnesses.violated} / ${mutant.witnesses.given}</td><td>${mutant.reason === undefined ? isolate(mutant.conclusion ?? "") : isolate(mutant.reason)}</td></tr>`;
  };
  return `<h3>Mutants: false variants that the suite must refute</h3><div class="scroll" tabindex="0"><table><thead><tr><th>mutant</th><th>what it says</th><th>status</th><th class="n">trials to kill</th><th class="n">witnesses</th><th>what broke</th></tr></thead><tbody>${record.mutants.map(row).join("")}</tbody></table></div>`;
}

function necessityTable(record: ClaimRecord): string {
  if (record.necessity.length === 0) return "";
  const rows = record.necessity.map(
    (entry) =>
      `<tr><th scope="row">${isolate(entry.hypothesis)}${entry.alsoDropped.length === 0 ? "" : ` <span class="soft">with ${isolate(entry.alsoDropped.join(", "))}</span>`}</th><td>${isolate(entry.breaks)}</td><td>${escapeHtml(entry.status)}</td><td>${isolate(entry.reason ?? entry.conclusion ?? "")}</td></tr>`,
  );
  return `<h3>Necessity: what breaks without each hypothesis</h3><div class="scroll" tabindex="0"><table><thead><tr><th>dropped</th><th>what breaks</th><th>status</th><th>by</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

/** Least, median and greatest value of what the claim watches. */
function observationTable({ observations }: ClaimRecord): string {
  const entries = Object.entries(observations ?? {}).slice(0, 40);
  if (entries.length === 0) return "";
  const rows = entries.map(
    ([name, { count, min, median, max }]) =>
      `<tr><th scope="row">${isolate(name)}</th><td class="n">${formatNumber(min)}</td><td class="n">${formatNumber(median)}</td><td class="n">${formatNumber(max)}</td><td class="n">${formatCount(count)}</td></tr>`,
  );
  return `<h3>Watched, not judged</h3><div class="scroll" tabindex="0"><table><thead><tr><th>quantity</th><th class="n">least</th><th class="n">median</th><th class="n">greatest</th><th class="n">trials</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

/** Undecided and failed trials, each with its instance. */
function notedTrials(record: ClaimRecord): string {
  const noted = [...(record.errors ?? []), ...(record.undecided ?? [])].slice(0, 6);
  if (noted.length === 0) return "";
  const items = noted.map(
    (trial) =>
      `<li>${isolate(trial.part)}: ${isolate(trial.reason)} <span class="soft">(${escapeHtml(trial.source)} ${trial.index}, ${isolate(trial.stratum)})</span><details><summary>instance</summary><pre tabindex="0">${escapeText(JSON.stringify(trial.instance), 4000)}</pre></details></li>`,
  );
  return `<h3>Trials worth a look</h3><ul>${items.join("")}</ul>`;
}

function tightestInstance({ tightest }: ClaimRecord): string {
  if (tightest === null) return "";
  return `<h3>Tightest instance</h3><p>Left ÷ right reaches ${formatNumber(tightest.ratio, 8)} in ${isolate(tightest.conclusion)}.</p><details><summary>The instance</summary>${instanceFigures(tightest.instance as InstanceJson)}</details>`;
}

function slack(record: ClaimRecord): string {
  const histogram = tightnessHistogram(record.tightness);
  if (histogram === "")
    return '<p class="soft">No slack to show: no conclusion that held is an inequality with a right side above 0.</p>';
  return `<h3>How much slack the bound leaves</h3><div class="scroll" tabindex="0">${histogram}</div>`;
}

/** The same in words, for pages that are full. */
function coverageWords({ coverage: strata }: ClaimRecord): string {
  const entries = Object.entries(strata).slice(0, 60);
  if (entries.length === 0) return "";
  const words = entries.map(([name, { trials, required }]) => `${escapeText(name, 42)} ${trials}/${required}`);
  return `<h3>Coverage by stratum</h3><p>Trials drawn / required: ${words.join(", ")}.</p>`;
}

/** The tightest instance as its file, where that is short. */
function tightestWords({ tightest }: ClaimRecord, path: string): string {
  if (tightest === null) return "";
  const text = instanceText(tightest.instance);
  const shown = text.length > 400 ? `see <code>${path}.tightest</code>` : `<code>${escapeText(text)}</code>`;
  return `<h3>Tightest instance</h3><p>Left ÷ right reaches ${formatNumber(tightest.ratio, 8)} in ${isolate(tightest.conclusion)}: ${shown}</p>`;
}

function coverage(record: ClaimRecord): string {
  const chart = coverageChart(record);
  return chart === "" ? "" : `<h3>Coverage by stratum</h3><div class="scroll" tabindex="0">${chart}</div>`;
}

function training({ curves }: ClaimRecord): string {
  const plots = curvePlots(curves);
  return plots === "" ? "" : `<h3>Promised against actual</h3>${plots}`;
}

/** What surrounds the claims: their commands, studies, and where each stands in the record. */
export interface SectionContext {
  readonly replayCommand: (file: string) => string;
  readonly studies: readonly StudyDocument[];
  /** The claim's place in the record: ".claims[3]" */
  readonly path: string;
}

function heading(record: ClaimRecord): string {
  const id = anchor(record.id);
  const location =
    record.location === undefined ? "" : `; written in ${isolate(`${record.location.file}:${record.location.line}`)}`;
  const source = [record.paper ?? "", record.locator].filter((text) => text !== "").join(", ");
  return `<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${isolate(record.id)} ${badge(record.verdict)}</h2>
<p>${isolate(record.title)}. <span class="soft">${isolate(source)}; provenance: ${escapeHtml(record.provenance)} (${PROVENANCE[record.provenance] ?? ""}); evidence: ${escapeHtml(record.evidence ?? "none")}; quantifier: ${isolate(record.quantifier)}${location}.</span></p>
${record.reason === undefined ? "" : `<p><strong>${isolate(record.reason)}</strong></p>`}
<div class="statement" tabindex="0">${mathml(record.statement, true)}</div>${record.plain === record.statement ? "" : `<p>${isolate(record.plain)}</p>`}`;
}

/** The part of the report on one claim. */
export function claimSection(record: ClaimRecord, context: SectionContext): readonly Part[] {
  const { replayCommand, studies, path } = context;
  const { counterexample } = record;
  const id = anchor(record.id);
  const stub = `<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${isolate(record.id)} ${badge(record.verdict)}</h2><p class="soft">Left out to keep this page small: <code>${path}</code> in run.json.</p>`;
  const refutation: readonly Part[] =
    counterexample === undefined
      ? []
      : refutationParts(
          {
            record,
            counterexample,
            path: `${path}.counterexample`,
            ...(counterexample.formula === undefined ? {} : { formula: counterexample.formula }),
          },
          replayCommand,
        );
  const mutants = record.mutants.flatMap((mutant, order) =>
    mutant.counterexample === undefined
      ? []
      : mutantParts(
          {
            record,
            counterexample: mutant.counterexample,
            mutant: { name: mutant.name, statement: mutant.statement ?? "" },
            path: `${path}.mutants[${order}].counterexample`,
            ...(mutant.counterexample.formula === undefined ? {} : { formula: mutant.counterexample.formula }),
          },
          order,
          replayCommand,
        ),
  );
  const own = studies.filter(({ claim }) => claim === record.id);
  /** A part of the section, or, where it finds no room, its name and its place in the record. */
  const part = (priority: number, present: boolean, name: string, place: string, text: () => string): Part =>
    present ? ifRoom(priority, text, `<p class="soft">${name}: left out, see <code>${path}${place}</code>.</p>`) : "";
  const { core, figures, charts, tightest } = PRIORITY;
  return [
    ifRoom(core, () => heading(record), stub),
    ...refutation,
    part(core, true, "Trials", ".trials", () => counts(record) + probabilityTable(record)),
    part(figures, record.curves !== undefined, "Runs", ".curves", () => training(record)),
    part(core, record.observations !== undefined, "Watched quantities", ".observations", () =>
      observationTable(record),
    ),
    part(figures, own.length > 0, "Studies", "", () => studyFigures(own)),
    ifRoom(charts, () => coverage(record), coverageWords(record)),
    part(figures, true, "Tightness", ".tightness", () => slack(record)),
    ifRoom(tightest, () => tightestInstance(record), tightestWords(record, path)),
    part(core, record.mutants.length > 0, "Mutants", ".mutants", () => mutantTable(record)),
    part(core, record.necessity.length > 0, "Necessity", ".necessity", () => necessityTable(record)),
    part(core, (record.errors ?? record.undecided) !== undefined, "Trials worth a look", "", () => notedTrials(record)),
    ...(mutants.length === 0 ? [] : ["<h3>Counterexamples to the mutants</h3>", ...mutants]),
    '<p><a href="#top">Back to the overview</a></p></section>',
  ];
}
