import { buildCommand } from "@stricli/core";
import type { AnyClaim } from "../../claims/claim.js";
import type { PhaseAxis } from "../../engine/study/phase-diagram.js";
import type { InputSource, WidthEvent } from "../../engine/study/width-events.js";
import type { WidthStudyOptions } from "../../engine/study/width-study.js";
import { InputError } from "../../errors.js";
import type { StudyDocument } from "../../report/study/read-studies.js";
import type { JudgedScaling, WidthStudyDocument } from "../../report/study-text.js";
import { type CliContext, EXIT, type Output } from "../context.js";
import { COMMANDS, describeCommand } from "../help.js";
import { type CommonFlags, commonFlags } from "../options.js";
import type { Settings } from "../settings.js";

const PHASE = "phase-diagram";
const EVENTS = ["gram", "equilibrium", "flow", "descent"] as const satisfies readonly WidthEvent[];

interface Flags extends CommonFlags {
  readonly event?: WidthEvent;
  readonly inputs?: string;
  readonly samples?: string;
  readonly replicates?: string;
  readonly claim?: string;
  readonly across?: string;
  readonly upward?: string;
}

const EXIT_CODES = `Exit codes:
  0    the claim is consistent with the study; a phase diagram was drawn
  1    the claim is inconsistent with the study; a cell of the diagram has violations
  2    bad use or bad input: one line on stderr says what, where, what was expected
  3    undecided
  130  interrupted; what was found so far is printed`;

/** The grid of n for each event: what takes about a minute on one core at most. */
const SAMPLES: Readonly<Record<WidthEvent, readonly number[]>> = {
  gram: [4, 6, 8, 12, 16, 24, 32, 48, 64],
  equilibrium: [4, 6, 8, 12, 16, 24, 32],
  flow: [4, 6, 8, 12, 16, 24, 32],
  descent: [4, 6, 8, 12],
};

async function runStudy(this: CliContext, flags: Flags, name: string): Promise<void> {
  const { settingsOf } = await import("../settings.js");
  const { interruptible } = await import("../interrupt.js");
  const settings = await settingsOf(flags);
  const output = await this.output(settings);
  const source = await inputSource(settings, flags.inputs);
  let code: number = EXIT.held;
  const interrupted = await interruptible(output, async (signal) => {
    code =
      name === PHASE
        ? await drawPhases(flags, settings, source, output, signal)
        : await studyWidths(name, flags, settings, source, output, signal);
    return signal.aborted;
  });
  this.process.exitCode = interrupted ? EXIT.interrupted : code;
}

async function inputSource(settings: Settings, inputs: string | undefined): Promise<InputSource> {
  const { datasetOf } = await import("../campaign-setup.js");
  const { rowsOf, sphere } = await import("../../engine/study/width-events.js");
  const dataset = await datasetOf(settings);
  if (dataset !== undefined) {
    if (inputs !== undefined) throw new InputError("--inputs says how to draw inputs; it has no meaning with --data");
    return rowsOf(dataset);
  }
  const match = /^(\d+(?:\.\d+)?)?n$|^(\d+)$/.exec(inputs ?? "2n");
  const fixed = Number(match?.[2] ?? Number.NaN);
  const factor = Number(match?.[1] ?? 1);
  if (match === null || fixed === 0 || factor === 0)
    throw new InputError(`--inputs: expected a dimension like n, 2n or 3, found ${JSON.stringify(inputs)}`);
  return match[2] === undefined ? sphere({ perSample: factor }) : sphere({ fixed });
}

async function studyWidths(
  name: string,
  flags: Flags,
  settings: Settings,
  source: InputSource,
  output: Output,
  signal: AbortSignal,
): Promise<number> {
  const { loadClaims } = await import("../load-claims.js");
  const { DEFAULT_SEED } = await import("../campaign-setup.js");
  const { judgeScaling, judgeWidth, runWidthStudy } = await import("../../engine/study/width-study.js");
  const { renderWidthStudy, widthStudyCsv } = await import("../../report/study-text.js");
  const claim = studyClaim((await loadClaims(settings.claims)).all, name);
  const event = flags.event ?? "gram";
  const seed = settings.seed ?? DEFAULT_SEED;
  const options: WidthStudyOptions = {
    id: claim.id,
    seed,
    event,
    source,
    samples: flags.samples === undefined ? SAMPLES[event] : numbers("samples", flags.samples, 2),
    replicates: flags.replicates === undefined ? 5 : numbers("replicates", flags.replicates, 1)[0],
    trials: settings.trials ?? 40,
    signal,
    progress: (replicate, n) => {
      if (output.drawsProgress) output.note(`replicate ${replicate + 1}, n = ${n}`);
    },
  };
  checkSizes(options);
  const result = await runWidthStudy(options);
  const statements: JudgedScaling[] = [];
  for (const { mutant, statement, scaling } of scalingsOf(claim)) {
    const judged = scaling.kind === "width" ? await judgeWidth(scaling, options) : judgeScaling(scaling, result);
    statements.push({ mutant, statement, ...judged });
  }
  const { outcome } = statements[0];
  const document: WidthStudyDocument = { claim: claim.id, ...result, outcome, statements };
  await report(document, `${fileName(claim.id)}-${event}`, widthStudyCsv(result), settings, output, (width, paint) =>
    renderWidthStudy(document, width, paint),
  );
  return outcome === "consistent" ? EXIT.held : outcome === "inconsistent" ? EXIT.refuted : EXIT.notEstablished;
}

/** The claim's own statement first, then its mutants'. */
function scalingsOf(claim: AnyClaim) {
  const { quantifier } = claim;
  if (quantifier.kind !== "study" || quantifier.scaling === undefined)
    throw new InputError(`${claim.id} states no scaling`);
  const own = { mutant: null, statement: claim.plain, scaling: quantifier.scaling };
  const mutants = Object.entries(claim.mutants).flatMap(([mutant, { scaling, statement = mutant }]) =>
    scaling === undefined ? [] : [{ mutant, statement, scaling }],
  );
  return [own, ...mutants];
}

function studyClaim(all: readonly AnyClaim[], name: string): AnyClaim {
  const studies = all.filter(({ quantifier }) => quantifier.kind === "study" && quantifier.scaling !== undefined);
  const found = studies.find(({ id }) => id === name);
  if (found !== undefined) return found;
  const known = [...studies.map(({ id }) => id), PHASE].join(" or ");
  throw new InputError(`no study ${JSON.stringify(name)}; expected ${known}`);
}

async function drawPhases(
  flags: Flags,
  settings: Settings,
  source: InputSource,
  output: Output,
  signal: AbortSignal,
): Promise<number> {
  const { loadClaims } = await import("../load-claims.js");
  const { DEFAULT_SEED } = await import("../campaign-setup.js");
  const { selectByPattern } = await import("../patterns.js");
  const { phaseDiagram } = await import("../../engine/study/phase-diagram.js");
  const { loadPrecise } = await import("../../engine/index.js");
  const { phaseDiagramCsv, renderPhaseDiagram } = await import("../../report/study-text.js");
  const { all } = await loadClaims(settings.claims);
  const [claim] = selectByPattern(all, [flags.claim ?? "gao-2022/equilibrium-norm-bounds"]);
  const diagram = await phaseDiagram({
    claim,
    x: await axis("across", flags.across ?? "gamma=0.1,0.2,0.3,0.4,0.5,0.6,0.8"),
    y: await axis("upward", flags.upward ?? "width=2,4,8,16,32"),
    source,
    trials: settings.trials ?? 20,
    seed: settings.seed ?? DEFAULT_SEED,
    precise: await loadPrecise(),
    signal,
    progress: (done, total) => {
      if (output.drawsProgress) output.note(`cell ${done} of ${total}`);
    },
  });
  const file = `${PHASE}-${fileName(claim.id)}-${diagram.x.parameter}-${diagram.y.parameter}`;
  await report(diagram, file, phaseDiagramCsv(diagram), settings, output, (width, paint) =>
    renderPhaseDiagram(diagram, width, paint),
  );
  return diagram.cells.some(({ shares }) => shares.violated.count > 0) ? EXIT.refuted : EXIT.held;
}

/** "width=2,4,8" */
async function axis(option: string, text: string): Promise<PhaseAxis> {
  const { PHASE_PARAMETERS } = await import("../../engine/study/phase-diagram.js");
  const [name, list = ""] = text.split("=");
  const known = Object.keys(PHASE_PARAMETERS);
  if (!known.includes(name))
    throw new InputError(
      `--${option}: expected NAME=V1,V2,… with NAME one of ${known.join(", ")}, found ${JSON.stringify(text)}`,
    );
  const parameter = name as PhaseAxis["parameter"];
  const whole = parameter === "width" || parameter === "samples";
  const values = list.split(",").map((part) => (/^\d+(\.\d+)?(e-?\d+)?$/.test(part) ? Number(part) : Number.NaN));
  if (!values.every((value) => (whole ? Number.isInteger(value) && value >= 1 && value <= 512 : value >= 0)))
    throw new InputError(
      `--${option}: expected ${whole ? "whole numbers from 1 to 512" : "numbers >= 0"}, separated by commas, found ${JSON.stringify(list)}`,
    );
  if (parameter === "stepSize" && values.some((value) => value === 0))
    throw new InputError(`--${option}: a step size is above 0`);
  return { parameter, values };
}

function numbers(option: string, text: string, least: number): readonly number[] {
  const values = text.split(",").map((part) => (/^\d+$/.test(part) ? Number(part) : Number.NaN));
  if (values.length < least || !values.every((value) => value >= 1))
    throw new InputError(`--${option}: expected whole numbers separated by commas, found ${JSON.stringify(text)}`);
  return values;
}

/** @throws InputError for sizes that the study's random streams do not cover, or an n that comes twice. */
function checkSizes({ samples, replicates, trials }: WidthStudyOptions): void {
  if (samples.some((n, i) => n > 4096 || (i > 0 && n <= samples[i - 1])))
    throw new InputError("--samples: expected ascending numbers up to 4096");
  if (replicates > 60 || trials > 4000)
    throw new InputError("a width study takes at most 60 replicates and 4000 trials a width");
}

const fileName = (id: string): string => id.replaceAll("/", "-");

/** Prints the result, and writes it as JSON, CSV, a picture and a page. */
async function report(
  document: StudyDocument,
  name: string,
  csv: string,
  settings: Settings,
  output: Output,
  render: (width: number, paint: Output["paint"]) => string,
): Promise<void> {
  const { mkdirSync, writeFileSync } = await import("node:fs");
  const { join } = await import("node:path");
  const { DEFAULT_OUT, shortPath } = await import("../campaign-setup.js");
  const { renderStudyHtml } = await import("../../report/html/document.js");
  const { renderStudySvg } = await import("../../report/html/study.js");
  const json = JSON.stringify(document, null, 2);
  output.print(settings.json ? json : render(output.width, output.paint));
  const folder = join(settings.out ?? DEFAULT_OUT, "studies");
  try {
    mkdirSync(folder, { recursive: true });
    for (const [suffix, text] of [
      ["json", `${json}\n`],
      ["csv", csv],
      ["svg", renderStudySvg(document)],
      ["html", renderStudyHtml(document)],
    ])
      writeFileSync(join(folder, `${name}.${suffix}`), text);
  } catch (error) {
    throw new InputError(`${folder}: cannot be written (${error instanceof Error ? error.message : String(error)})`);
  }
  output.note(`written: ${shortPath(join(folder, `${name}.json`))} and .csv, .svg, .html`);
}

const text = (value: string): string => value;
const parsed = (placeholder: string, brief: string) =>
  ({ kind: "parsed", parse: text, optional: true, placeholder, brief }) as const;

export const study = buildCommand<Flags, [string], CliContext>({
  func: runStudy,
  parameters: {
    flags: {
      ...commonFlags("seed", "trials", "out", "data", "target", "raw"),
      event: { kind: "enum", values: EVENTS, optional: true, brief: "Success event of a width study (default: gram)" },
      inputs: parsed("DIM", "Inputs uniform on the sphere of dimension n, 2n (default), 3, …"),
      samples: parsed("LIST", "Numbers of samples, ascending: 4,8,16,32"),
      replicates: parsed("N", "Independent replicates (default: 5)"),
      claim: parsed("ID", "Claim of a phase diagram (default: gao-2022/equilibrium-norm-bounds)"),
      across: parsed("AXIS", "Across: gamma, width, samples, stepSize or labelScale =V1,V2,…"),
      upward: parsed("AXIS", "Upward, likewise"),
    },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "A claim of kind study, or phase-diagram", parse: String, placeholder: "name" }],
    },
  },
  docs: {
    brief: COMMANDS.study,
    fullDescription: describeCommand(
      "A claim of kind study: the least width m*(n) at which an event has frequency 1/2, and the\nexponent of m* in n with its confidence interval; says whether the claim and each of its\nmutants are consistent with it. --trials N is per width (default 40).\nphase-diagram: shares of held, violated, undecided and vacuous instances over two parameters\nof layers at random initialization; --trials N is per cell (default 20). gamma is in units of\n1/sqrt(width), stepSize in units of 1/||Phi||_F^2.\nJSON, CSV, SVG and HTML are written to\n<out>/studies; a later run into the same folder shows them in its report.",
      [
        "lemmacheck study gao-2022/linear-width",
        "lemmacheck study gao-2022/linear-width --event flow --inputs n --seed 7",
        "lemmacheck study phase-diagram --across gamma=0.1,0.3,0.5 --upward width=4,16,64",
      ],
      EXIT_CODES,
    ),
    customUsage: ["[options] <name>"],
  },
});
