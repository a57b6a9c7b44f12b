import type { RunRecord } from "../../engine/run-record.js";
import type { StudyDocument } from "../study/read-studies.js";
import { claimSection } from "./claim-section.js";
import { isolate } from "./escape.js";
import { SCRIPT } from "./interaction.js";
import { inOrderOfConcern, overview } from "./overview.js";
import { assemble, ifRoom, PRIORITY } from "./parts.js";
import { studyFigure } from "./study.js";
import { STYLE } from "./style.js";

/** A report stays below this many bytes: what finds no room is shown in brief, and the place of the whole is named. */
const LARGEST = 495_000;

const HEAD = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"><title>lemmacheck report</title><link rel="icon" href="data:,"><style>${STYLE}</style></head>
<body><a class="skip" href="#main">Skip to the claims</a>`;

/** What a report may have beside the record. */
export interface HtmlOptions {
  /** The command that judges a counterexample again, for the file names that the record holds */
  readonly replayCommand?: (file: string) => string;
  readonly studies?: readonly StudyDocument[];
}

/** A run record as one self-contained HTML page of at most 500 kB: no network, readable without scripts. */
export function renderHtml(record: RunRecord, options: HtmlOptions = {}): string {
  const { replayCommand = (file) => `lemmacheck replay ${file}`, studies = [] } = options;
  const places = new Map(record.claims.map((claim, index) => [claim, `.claims[${index}]`]));
  const ids = new Set(record.claims.map(({ id }) => id));
  const others = studies.filter(({ claim }) => !ids.has(claim));
  return assemble(
    [
      HEAD,
      overview(record),
      '<main id="main">',
      ...inOrderOfConcern(record.claims).flatMap((claim) =>
        claimSection(claim, { replayCommand, studies, path: places.get(claim) ?? "" }),
      ),
      ...others.map((study) => ifRoom(PRIORITY.figures, () => studySection(study))),
      `</main><script>${SCRIPT}</script></body></html>\n`,
    ],
    LARGEST,
  );
}

/** A study whose claim has no trials of its own in this run. */
function studySection(study: StudyDocument): string {
  return `<section><h2>${isolate(study.claim)}</h2>${studyFigure(study)}</section>`;
}

/** One study as a page of its own. */
export const renderStudyHtml = (study: StudyDocument): string =>
  `${HEAD.replace("Skip to the claims", "Skip to the study")}<main id="main"><h1>${isolate(study.claim)}</h1>${studyFigure(study)}</main></body></html>\n`;
