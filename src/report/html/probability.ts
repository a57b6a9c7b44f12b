import type { ClaimRecord } from "../../engine/run-record.js";
import { isolate } from "./escape.js";
import { formatCount, formatNumber } from "./format.js";

const WORD = {
  consistent: '<span class="text-held">✓ consistent</span>',
  exceeded: '<strong class="text-refuted">✗ exceeded</strong>',
  vacuous: "says nothing",
} as const;

/** Failures of each stratum against the claimed probability; nothing for other claims. */
export function probabilityTable({ probability }: ClaimRecord): string {
  if (probability === undefined) return "";
  const rows = probability.groups.map(
    ({ stratum, trials, failures, bound, measured, verdict }) =>
      `<tr><th scope="row">${isolate(stratum)}</th><td class="n">${formatCount(failures)} / ${formatCount(trials)}</td><td class="n">${formatNumber(measured.lower, 3)} to ${formatNumber(measured.upper, 3)}</td><td class="n">${formatNumber(bound, 4)}</td><td>${WORD[verdict]}</td></tr>`,
  );
  return `<h3>Claimed failure probability</h3><p class="soft">Exact binomial tests, level ${formatNumber(probability.level, 3)} each; undecided trials count as no failures.</p><div class="scroll" tabindex="0"><table><thead><tr><th>stratum</th><th class="n">failed / trials</th><th class="n">measured, ${formatNumber(100 * probability.confidence, 4)} %</th><th class="n">claimed at most</th><th>test</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}
