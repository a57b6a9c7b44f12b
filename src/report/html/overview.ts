import type { ClaimRecord, RunRecord } from "../../engine/run-record.js";
import { anchor, escapeHtml, isolate } from "./escape.js";
import { formatCount, formatNumber } from "./format.js";
import { mathml } from "./mathml.js";
import { outcomeBar, sparkline } from "./plots.js";
import { badge, VERDICTS } from "./verdicts.js";

const killed = (record: ClaimRecord): number => record.mutants.filter(({ status }) => status === "killed").length;
const survived = (record: ClaimRecord): boolean => record.mutants.some(({ status }) => status === "survived");

/** Refuted and surviving first, then by verdict, then in the record's order. */
export function inOrderOfConcern(claims: readonly ClaimRecord[]): readonly ClaimRecord[] {
  const rank = (record: ClaimRecord): number =>
    record.verdict === "refuted" ? 0 : survived(record) ? 1 : 2 + VERDICTS.indexOf(record.verdict);
  return [...claims].sort((a, b) => rank(a) - rank(b));
}

/** Characters of TeX that fit a row; a longer statement stands in the claim's own section. */
const LONGEST_STATEMENT = 90;

function chips(record: RunRecord): string {
  const chip = (name: string, count: number, checked = false): string =>
    `<span><input type="radio" name="show" id="show-${name}"${checked ? " checked" : ""}><label for="show-${name}">${name} ${formatCount(count)}</label></span>`;
  return `<fieldset class="chips"><legend>Show</legend>${chip("all", record.summary.claims, true)}${VERDICTS.map((verdict) => chip(verdict, record.summary[verdict])).join("")}</fieldset>`;
}

function row(record: ClaimRecord): string {
  const mutants = record.mutants.length === 0 ? "–" : `${killed(record)} / ${record.mutants.length}`;
  const coverage = Object.values(record.coverage);
  const met = coverage.filter(({ trials, required }) => trials >= required).length;
  return `<tr class="row is-${record.verdict}"><th scope="row"><a href="#${anchor(record.id)}">${isolate(record.id)}</a><div class="wide soft">${record.statement.length > LONGEST_STATEMENT ? isolate(record.title) : mathml(record.statement)}</div></th><td>${badge(record.verdict)}</td><td class="wide">${escapeHtml(record.evidence ?? "–")}</td><td class="n">${formatCount(record.trials.drawn)}<br>${outcomeBar(record)}</td><td class="n wide">${coverage.length === 0 ? "–" : `${met} / ${coverage.length}`}</td><td class="n">${record.tightest === null ? "–" : formatNumber(record.tightest.ratio, 4)}<br><span class="wide">${sparkline(record.tightness)}</span></td><td class="n${survived(record) ? " text-refuted" : ""}">${mutants}</td></tr>`;
}

/** The first screen: what was checked, what came of it, one row a claim. */
export function overview(record: RunRecord): string {
  const { summary } = record;
  const verdictWords = VERDICTS.filter((verdict) => summary[verdict] > 0).map(
    (verdict) => `${formatCount(summary[verdict])} ${verdict}`,
  );
  const data =
    record.data === undefined
      ? ""
      : ` Data: ${isolate(record.data.name)} (${formatCount(record.data.rows)} rows × ${formatCount(record.data.columns)} columns).`;
  const mutants = summary.mutants.killed + summary.mutants.survived;
  return `<header id="top"><h1>lemmacheck report</h1><p><strong>${formatCount(summary.claims)} ${summary.claims === 1 ? "claim" : "claims"}: ${verdictWords.join(", ") || "none"}.</strong> ${formatCount(summary.trials)} trials, ${formatCount(summary.mutants.killed)} of ${formatCount(mutants)} mutants killed.${summary.interrupted ? " <strong>Interrupted: not all trials were drawn.</strong>" : ""}${data}</p><p class="soft">Seed ${record.seed}, profile ${isolate(record.profile)}, ${isolate(record.tool.name)} ${isolate(record.tool.version)}.</p></header>
${chips(record)}<div class="scroll" tabindex="0"><table><thead><tr><th>claim</th><th>verdict</th><th class="wide">evidence</th><th class="n">trials</th><th class="n wide">strata<br>covered</th><th class="n">tightest</th><th class="n">mutants<br>killed</th></tr></thead><tbody>${inOrderOfConcern(record.claims).map(row).join("")}</tbody></table></div>
<p class="soft">Held: no violation among the trials, each decided with a rigorous error bound; not a proof. Refuted: a counterexample, confirmed by a second, independent arithmetic. Undecided and vacuous are never counted as held.</p>`;
}
