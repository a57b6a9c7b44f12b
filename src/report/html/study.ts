import { scaleLinear, scaleLog } from "d3-scale";
import type { Phase, PhaseDiagram } from "../../engine/study/phase-diagram.js";
import { isPhaseDiagram, type StudyDocument } from "../study/read-studies.js";
import { exponentText, type WidthStudyDocument } from "../study-text.js";
import { escapeHtml, isolate } from "./escape.js";
import { formatCount, formatNumber } from "./format.js";
import { box, round, svg } from "./svg.js";

/** Studies that one claim's section shows. */
const MOST_STUDIES = 8;

const OUTCOME: Readonly<Record<string, string>> = {
  consistent: '<span class="text-held">✓ consistent</span>',
  inconsistent: '<strong class="text-refuted">✗ inconsistent</strong>',
  undecided: '<span class="text-undecided">? undecided</span>',
};

/** Least widths against numbers of samples, both logarithmic, with the fitted line and the band of its exponent. */
export function scalingPlot(study: WidthStudyDocument): string {
  const points = study.replicates
    .flatMap(({ widths }) => widths)
    .filter(({ samples, width }) => samples > 0 && width > 0);
  if (points.length === 0) return "";
  const [width, height, left, bottom] = [520, 300, 56, 40];
  const ends = (values: readonly number[]): [number, number] => [
    Math.min(...values) / 1.15,
    Math.max(...values) * 1.15,
  ];
  const x = scaleLog(ends(points.map(({ samples }) => samples)), [left, width - 14]);
  const y = scaleLog(ends(points.map((point) => point.width)), [height - bottom, 10]);
  const { mean, lower, upper } = study.exponent;
  // All lines go through the centre of the points, in logarithms: there the exponent alone moves nothing.
  const centre = (values: readonly number[]) => values.reduce((sum, value) => sum + Math.log(value), 0) / values.length;
  const [centreX, centreY] = [centre(points.map((point) => point.samples)), centre(points.map((point) => point.width))];
  const widthAt = (samples: number, exponent: number) => Math.exp(centreY + exponent * (Math.log(samples) - centreX));
  const corners = x.domain();
  const place = (samples: number, exponent: number) => {
    const inside = Math.min(Math.max(widthAt(samples, exponent), y.domain()[0]), y.domain()[1]);
    return `${round(x(samples))} ${round(y(inside))}`;
  };
  const middle = Math.exp(centreX);
  const known = [lower, upper].every(Number.isFinite);
  const band = known
    ? `<path class="allowed" d="M${place(corners[0], upper)}L${place(middle, mean)}L${place(corners[0], lower)}zM${place(corners[1], upper)}L${place(middle, mean)}L${place(corners[1], lower)}z"/>`
    : "";
  const dots = points.map((point) => box(x(point.samples) - 2.5, y(point.width) - 2.5, 5, 5)).join("");
  const xLabels = study.samples.map(
    (samples) => `<text x="${round(x(samples))}" y="${height - bottom + 16}">${samples}</text>`,
  );
  const ticks = y.ticks(4).filter((tick) => /^[125]0*$/.test(String(tick)));
  const yLabels = ticks.map(
    (tick) => `<text class="end" x="${left - 6}" y="${round(y(tick) + 4)}">${formatCount(tick)}</text>`,
  );
  const grid = ticks.map((tick) => `M${left} ${round(y(tick))}H${width - 14}`).join("");
  const axis = `<text x="${(left + width) / 2}" y="${height - 4}">number n of samples; vertical: least width m*; both logarithmic</text>`;
  const words = `Least width against samples: exponent ${formatNumber(mean, 4)}, interval ${formatNumber(lower, 4)} to ${formatNumber(upper, 4)}`;
  return svg(
    width,
    height,
    words,
    `${band}<path class="grid" d="${grid}"/><path class="actual" d="M${place(corners[0], mean)}L${place(corners[1], mean)}"/><path class="dots" d="${dots}"/><g class="ticks">${xLabels.join("")}${axis}</g>${yLabels.join("")}`,
  );
}

const LETTERS: Readonly<Record<Phase, string>> = {
  held: "held",
  violated: "violated",
  undecided: "undecided",
  vacuous: "vacuous",
  error: "error",
};
const PHASES = Object.keys(LETTERS) as Phase[];

/** A cell for each pair of values: stacked shares, and the largest one in words. */
export function phaseDiagramPlot(diagram: PhaseDiagram): string {
  const columns = diagram.x.values.slice(0, 40);
  const rows = [...diagram.y.values].slice(0, 40).reverse();
  const [left, bottom, cellWidth, cellHeight] = [64, 40, Math.max(24, Math.min(84, 588 / columns.length)), 40];
  const width = left + columns.length * cellWidth + 8;
  const height = rows.length * cellHeight + bottom;
  const paths: Record<Phase, string> = { held: "", violated: "", undecided: "", vacuous: "", error: "" };
  const labels: string[] = [];
  for (const [i, valueY] of rows.entries())
    for (const [j, valueX] of columns.entries()) {
      const cell = diagram.cells.find((candidate) => candidate.x === valueX && candidate.y === valueY);
      if (cell === undefined || cell.trials === 0) continue;
      const share = scaleLinear([0, cell.trials], [0, cellHeight - 2]);
      let filled = 0;
      for (const phase of PHASES) {
        const { count } = cell.shares[phase];
        if (count === 0) continue;
        paths[phase] += box(left + j * cellWidth, i * cellHeight + share(filled), cellWidth - 2, share(count));
        filled += count;
      }
      const most = PHASES.reduce((a, b) => (cell.shares[b].count > cell.shares[a].count ? b : a));
      const percent = Math.round((100 * cell.shares[most].count) / cell.trials);
      labels.push(
        `<text class="on ${most}" x="${round(left + j * cellWidth + cellWidth / 2 - 1)}" y="${i * cellHeight + 24}">${cellWidth > 80 ? `${LETTERS[most]} ${percent}` : percent}</text>`,
      );
    }
  const fills = PHASES.map((phase) => (paths[phase] === "" ? "" : `<path class="${phase}" d="${paths[phase]}"/>`));
  const xLabels = columns.map(
    (value, j) =>
      `<text x="${round(left + j * cellWidth + cellWidth / 2 - 1)}" y="${height - bottom + 16}">${formatNumber(value, 4)}</text>`,
  );
  const yLabels = rows.map(
    (value, i) => `<text class="end" x="${left - 6}" y="${i * cellHeight + 24}">${formatNumber(value, 4)}</text>`,
  );
  const axis = `<text x="${(left + width) / 2}" y="${height - 6}">across: ${escapeHtml(diagram.x.parameter, 40)}; upward: ${escapeHtml(diagram.y.parameter, 40)}; per cent of ${diagram.trials} trials</text>`;
  return svg(
    width,
    height,
    `Phase diagram of ${diagram.claim}`,
    `${fills.join("")}<g class="ticks">${labels.join("")}${xLabels.join("")}${axis}</g>${yLabels.join("")}`,
    "plot phases",
  );
}

function scaling(study: WidthStudyDocument): string {
  const rows = study.statements
    .slice(0, 20)
    .map(
      ({ mutant, statement, outcome, reason }) =>
        `<tr><td>${OUTCOME[outcome] ?? escapeHtml(outcome, 40)}</td><td>${isolate(statement)}${mutant === null ? "" : ` <span class="soft">(mutant ${isolate(mutant)})</span>`}</td><td>${isolate(reason)}</td></tr>`,
    );
  return `<h4>Study: least width at which the event has frequency 1/2</h4><p>Event: ${isolate(study.eventText)}. <span class="soft">Inputs: ${isolate(study.inputs)}; ${formatCount(study.trials)} trials a width; seed ${study.seed}; evidence float64.</span></p><p>Exponent of m* in n: ${exponentText(study.exponent)}.</p><div class="scroll" tabindex="0">${scalingPlot(study)}</div><div class="scroll" tabindex="0"><table><thead><tr><th>outcome</th><th>statement</th><th>why</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

function phases(diagram: PhaseDiagram): string {
  const fixed = Object.entries(diagram.fixed).map(([name, value]) => `${name} = ${value}`);
  return `<h4>Phase diagram: ${escapeHtml(diagram.x.parameter, 40)} × ${escapeHtml(diagram.y.parameter, 40)}</h4><p class="soft">Layers at random initialization; ${isolate(fixed.join(", "))}; inputs ${isolate(diagram.inputs)}; seed ${diagram.seed}.</p><div class="scroll" tabindex="0">${phaseDiagramPlot(diagram)}</div>`;
}

/** One study with its picture and what it says. */
export const studyFigure = (study: StudyDocument): string => (isPhaseDiagram(study) ? phases(study) : scaling(study));

/** Colours of a picture that stands alone: the light ones of the report. */
const STANDALONE =
  "<style>svg{background:#fff}text{font:12px system-ui,sans-serif;fill:#1b1f24}.ticks{text-anchor:middle}.end{text-anchor:end}.grid{stroke:#d0d7de}.actual{fill:none;stroke:#0072b2;stroke-width:2}.dots{fill:#0072b2}.allowed{fill:#0072b2;opacity:.15}.held{fill:#00664b}.violated{fill:#a8320a}.undecided{fill:#7a5200}.vacuous{fill:#d0d7de}.error{fill:#8a2a6a}text.on{fill:#1b1f24;stroke:#fff;stroke-width:3px;paint-order:stroke}</style>";

/** The picture of a study as an SVG file. */
export const renderStudySvg = (study: StudyDocument): string =>
  `${(isPhaseDiagram(study) ? phaseDiagramPlot(study) : scalingPlot(study))
    .replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
    .replace("</title>", `</title>${STANDALONE}`)}\n`;

/** Studies of one claim. */
export const studyFigures = (studies: readonly StudyDocument[]): string =>
  studies.slice(0, MOST_STUDIES).map(studyFigure).join("");
