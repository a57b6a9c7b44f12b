import type { AnyClaim } from "../../claims/claim.js";
import { InputError } from "../../errors.js";
import type { ImplicitData } from "../../models/implicit-relu/data.js";
import { Matrix } from "../../numerics/matrix.js";
import { counterStream } from "../../numerics/random.js";
import { dyadicGaussian } from "../../numerics/random-gaussian.js";
import { clopperPearson } from "../../numerics/statistics.js";
import type { PreciseView } from "../api.js";
import { drawKey } from "../key.js";
import { judgeInstance } from "../ladder.js";
import { Pacer } from "../pacer.js";
import { prepare } from "../prepared.js";
import type { InputSource } from "./width-events.js";

/** What an axis of a phase diagram may be, with the value where it is none. */
export const PHASE_PARAMETERS = {
  /** gamma sqrt(m): the layer has gamma = value / sqrt(m) */
  gamma: 0.2,
  width: 16,
  samples: 4,
  /** eta in units of 1 / ||Phi||_F^2 at the start */
  stepSize: 0.25,
  /** labels are +-value */
  labelScale: 0.01,
} as const;
export type PhaseParameter = keyof typeof PHASE_PARAMETERS;

export interface PhaseAxis {
  readonly parameter: PhaseParameter;
  readonly values: readonly number[];
}

export interface PhaseDiagramOptions {
  readonly claim: AnyClaim;
  readonly x: PhaseAxis;
  readonly y: PhaseAxis;
  /** Values of the other parameters; PHASE_PARAMETERS' where left out. */
  readonly fixed?: Partial<Readonly<Record<PhaseParameter, number>>>;
  readonly source: InputSource;
  readonly trials: number;
  readonly seed: number;
  readonly precise: PreciseView | undefined;
  readonly signal?: AbortSignal;
  readonly progress?: (done: number, total: number) => void;
}

export const PHASES = ["held", "violated", "undecided", "vacuous", "error"] as const;
export type Phase = (typeof PHASES)[number];

export interface PhaseShare {
  readonly count: number;
  /** Clopper-Pearson, 95 % */
  readonly lower: number;
  readonly upper: number;
}

export interface PhaseCell {
  readonly x: number;
  readonly y: number;
  readonly trials: number;
  readonly shares: Readonly<Record<Phase, PhaseShare>>;
}

export interface PhaseDiagram {
  readonly claim: string;
  readonly x: PhaseAxis;
  readonly y: PhaseAxis;
  readonly fixed: Readonly<Record<string, number>>;
  readonly inputs: string;
  readonly seed: number;
  readonly trials: number;
  readonly confidence: number;
  readonly cells: readonly PhaseCell[];
  readonly interrupted: boolean;
}

const LEVEL = 0.05;

/**
 * Shares of instances on which the claim holds, is violated (confirmed), undecided or vacuous, cell by cell. Instances
 * are layers at random initialization, u = v = 0; they are judged like trials, by the whole ladder of arithmetics. The
 * k-th trials of all cells share their random numbers as far as the sizes agree, so that neighbours are comparable.
 * @throws InputError for a claim on another model, or one parameter on both axes
 */
export async function phaseDiagram(options: PhaseDiagramOptions): Promise<PhaseDiagram> {
  const { claim, x, y, source, trials, seed, signal } = options;
  if (claim.instances.model.name !== "implicit-relu")
    throw new InputError(`${claim.id} is about ${claim.instances.model.name}; phase diagrams need implicit-relu`);
  if (x.parameter === y.parameter) throw new InputError(`both axes are ${x.parameter}; give two different parameters`);
  const prepared = prepare(claim);
  const key = drawKey(`phase ${claim.id} ${source.text}`, seed);
  const fixed: Record<PhaseParameter, number> = { ...PHASE_PARAMETERS, ...options.fixed };
  const pacer = new Pacer();
  const cells: PhaseCell[] = [];
  for (const valueY of y.values)
    for (const valueX of x.values) {
      const parameters = { ...fixed, [x.parameter]: valueX, [y.parameter]: valueY };
      const counts: Record<Phase, number> = { held: 0, violated: 0, undecided: 0, vacuous: 0, error: 0 };
      let done = 0;
      for (; done < trials && signal?.aborted !== true; done++) {
        const { verdict } = judgeInstance(prepared, instanceOf(key, done, parameters, source), options.precise);
        counts[verdict === "holds" ? "held" : verdict]++;
        if (pacer.due) await pacer.rest();
      }
      if (signal?.aborted === true) break;
      cells.push({ x: valueX, y: valueY, trials: done, shares: sharesOf(counts, done) });
      options.progress?.(cells.length, x.values.length * y.values.length);
    }
  const rest = Object.entries(fixed).filter(([name]) => name !== x.parameter && name !== y.parameter);
  return {
    claim: claim.id,
    x,
    y,
    fixed: Object.fromEntries(rest),
    inputs: source.text,
    seed,
    trials,
    confidence: 1 - LEVEL,
    cells,
    interrupted: signal?.aborted === true,
  };
}

function sharesOf(counts: Readonly<Record<Phase, number>>, trials: number): Readonly<Record<Phase, PhaseShare>> {
  const share = (phase: Phase): PhaseShare => ({
    count: counts[phase],
    ...clopperPearson(counts[phase], trials, LEVEL),
  });
  return {
    held: share("held"),
    violated: share("violated"),
    undecided: share("undecided"),
    vacuous: share("vacuous"),
    error: share("error"),
  };
}

function instanceOf(
  key: bigint,
  trial: number,
  parameters: Readonly<Record<PhaseParameter, number>>,
  source: InputSource,
): ImplicitData {
  const { width, samples } = parameters;
  const { dimension, X } = source.draw(counterStream(key, trial, 0), samples);
  const gaussian = (lane: number, rows: number, columns: number): Matrix => {
    const stream = counterStream(key, trial, lane);
    return new Matrix(
      rows,
      columns,
      Float64Array.from({ length: rows * columns }, () => dyadicGaussian(stream)),
    );
  };
  const W = gaussian(1, width, dimension);
  const signs = counterStream(key, trial, 3);
  const inputs = new Matrix(dimension, samples, X);
  return {
    gamma: parameters.gamma / Math.sqrt(width),
    A: gaussian(2, width, width),
    features: { W, X: inputs, featureScale: 1 },
    u: new Float64Array(width),
    v: new Float64Array(width),
    y: Float64Array.from({ length: samples }, () => signs.sign() * parameters.labelScale),
    descent: { stepSize: parameters.stepSize / featureSquares(W, inputs), steps: [1, 5] },
  };
}

/** ||relu(W X)||_F^2, or 1 where that is 0. */
function featureSquares(W: Matrix, X: Matrix): number {
  let squares = 0;
  for (let i = 0; i < W.rows; i++)
    for (let j = 0; j < X.columns; j++) {
      let sum = 0;
      for (let k = 0; k < W.columns; k++) sum += W.at(i, k) * X.at(k, j);
      if (sum > 0) squares += sum * sum;
    }
  return squares > 0 ? squares : 1;
}
