import type { RunRecord } from "../../engine/run-record.js";
import { claimSection } from "./claim-section.js";
import { SCRIPT } from "./interaction.js";
import { inOrderOfConcern, overview } from "./overview.js";
import { STYLE } from "./style.js";

/** A report stays below this many bytes by leaving the mutants' counterexample pages out. */
const LARGEST = 500_000;

function page(record: RunRecord, replayCommand: (file: string) => string, withMutantPages: boolean): string {
  const sections = inOrderOfConcern(record.claims).map((claim) => claimSection(claim, replayCommand, withMutantPages));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"><title>lemmacheck report</title><link rel="icon" href="data:,"><style>${STYLE}</style></head>
<body><a class="skip" href="#main">Skip to the claims</a>${overview(record)}<main id="main">${sections.join("\n")}</main><script>${SCRIPT}</script></body></html>
`;
}

/**
 * A run record as one self-contained HTML page: no network, readable without scripts.
 * @param replayCommand the command that judges a counterexample again, for the file names that the record holds
 */
export function renderHtml(
  record: RunRecord,
  replayCommand: (file: string) => string = (file) => `lemmacheck replay ${file}`,
): string {
  const full = page(record, replayCommand, true);
  return Buffer.byteLength(full) <= LARGEST ? full : page(record, replayCommand, false);
}
