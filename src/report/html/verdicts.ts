import type { ClaimVerdict } from "../../engine/run-record.js";

/** Order of rows: what needs attention first. */
export const VERDICTS: readonly ClaimVerdict[] = ["refuted", "error", "undecided", "vacuous", "held"];

const SYMBOL: Readonly<Record<ClaimVerdict, string>> = {
  refuted: "✗",
  error: "!",
  undecided: "?",
  vacuous: "∅",
  held: "✓",
};

/** A verdict as a word with a sign and a colour; the colour alone never carries it. */
export const badge = (verdict: ClaimVerdict): string =>
  `<span class="badge ${verdict}"><span aria-hidden="true">${SYMBOL[verdict]}</span> ${verdict}</span>`;
