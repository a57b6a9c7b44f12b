import { type CertificateSource, descentCertificate, flowCertificate } from "../models/implicit-relu/certificates.js";
import type { ImplicitData, TrainedBlock } from "../models/implicit-relu/data.js";
import { LayerTraining } from "../models/implicit-relu/training.js";
import { Ball } from "../numerics/ball.js";
import { zeros } from "../numerics/doubles.js";
import { kernels } from "../numerics/kernels/index.js";
import type { Matrix } from "../numerics/matrix.js";
import type { CounterStream } from "../numerics/random.js";
import { dyadicGaussian } from "../numerics/random-gaussian.js";
import { filledMatrix, gaussianMatrix } from "./matrices.js";
import type { TrainingDraft } from "./training-draft.js";
import type { TrainedFamily } from "./training-options.js";

/** Where the labels put the instance relative to the theorem's hypotheses. */
export type Placement = "boundary" | "inside" | "beyond";

export interface LabelOptions {
  /** Whether the flow's times are put into the instance, too */
  readonly integrate: boolean;
  /** Direction of the labels; random where left out */
  readonly direction?: Float64Array;
  /** Output weights; drawn where left out */
  readonly outputs?: { readonly u: Float64Array };
  /** The labels themselves, wherever that puts the instance */
  readonly labels?: Float64Array;
  /** Times until the residual has all but vanished */
  readonly late?: boolean;
}

/** Below the boundary by so much, so that the hypotheses' margins exceed their rounding errors by far. */
const SHAVED = 1 - 2 ** -20;
/** Boundaries are found to so many binary digits: nearer than they are shaved. */
const DIGITS = 24;
/** Hypotheses that fail for ||r_0|| = 2^-40 hold for none. */
const LEAST_EXPONENT = -40;
/** Where u and v alone are trained the hypotheses hold for every residual; this one is as good as any. */
const LARGEST_EXPONENT = 4;
/** Longest flows, in units of 1/||H||: stiffer ones take an integrator too long. */
const LONGEST_TIME = 40;

/**
 * The draft with output weights, labels y = yhat_0 + tau direction, and what the family asks for beside. All left sides of
 * the hypotheses grow with tau = ||r_0||, so the largest tau for which they hold is found by bisection.
 */
export function labelled(
  stream: CounterStream,
  draft: TrainingDraft,
  trained: readonly TrainedBlock[],
  placement: Placement,
  family: TrainedFamily,
  options: LabelOptions,
): ImplicitData {
  const width = draft.A.rows;
  const samples = draft.features.X.columns;
  const drawn: ImplicitData = {
    ...draft,
    ...(options.outputs ?? outputWeights(stream, width, trained, family)),
    trained,
  };
  const drawnLayer = new LayerTraining(drawn);
  const drawnLimit = largestScale(drawnLayer, family);
  // Output weights too large for any residual: descents start at u = 0, v = 0 then.
  const restarts = drawnLimit === 0 && options.outputs === undefined;
  const base: ImplicitData = restarts ? { ...draft, u: zeros(width), trained } : drawn;
  const layer = restarts ? new LayerTraining(base) : drawnLayer;
  const limit = restarts ? largestScale(layer, family) : drawnLimit;
  const direction = unit(options.direction ?? labelDirection(stream, layer));
  const inside = stream.uniform(0.01, 1) * stream.uniform(0.01, 1);
  const factor = placement === "boundary" ? SHAVED : placement === "inside" ? inside : stream.uniform(1.01, 3);
  const tau = limit > 0 ? limit * factor : 2 ** -10;
  const outputs = layer.outputs;
  const drawnLabels = Float64Array.from({ length: samples }, (_, i) => outputs[i].mid + tau * direction[i]);
  const y = options.labels ?? drawnLabels;
  const data: ImplicitData = { ...base, y };
  // What follows depends on the labels through the size of the residual alone, and needs no exact figures.
  const source = { ...sourceOf(layer), residualNorm: Ball.exact(tau) };
  return {
    ...data,
    ...(family.moved === null ? {} : { other: movedPoint(stream, data, layer, source, family) }),
    ...(family.steps === null ? {} : { descent: descentOf(stream, source, family.steps) }),
    ...(family.times > 0 && options.integrate ? flowOf(stream, family.times, layer, options.late === true) : {}),
  };
}

/** u_0 = 0, small, or of full size (for flows, where large ones are allowed); v likewise, 0 where u and W alone move. */
function outputWeights(
  stream: CounterStream,
  width: number,
  trained: readonly TrainedBlock[],
  { theorem }: TrainedFamily,
): { u: Float64Array; v?: Float64Array } {
  const sizes = theorem === "flow" ? [0, 2 ** -6, 2 ** -2, 1] : [0, 2 ** -7, 2 ** -9];
  const vector = (size: number) => Float64Array.from({ length: width }, () => size * dyadicGaussian(stream));
  const u = vector(stream.pick(sizes));
  const isPair = trained.length === 2 && trained.includes("W");
  return isPair || stream.chance(1, 4) ? { u } : { u, v: vector(stream.pick(sizes)) };
}

/** Random, or the left singular vector that belongs to sigma_min(Z): the slowest direction. */
function labelDirection(stream: CounterStream, layer: LayerTraining): Float64Array {
  const n = layer.samples;
  if (stream.chance(1, 2)) {
    const gram = layer.tangentKernels.u.matrix.mid.data.slice();
    const vectors = zeros(n * n);
    if (kernels.symmetricEigen(n, gram, zeros(n), vectors)) return vectors.slice(0, n);
  }
  return Float64Array.from({ length: n }, () => dyadicGaussian(stream));
}

function unit(direction: Float64Array): Float64Array {
  const length = Math.sqrt(direction.reduce((sum, x) => sum + x * x, 0));
  return direction.map((x, i) => (length > 0 ? x / length : i === 0 ? 1 : 0));
}

/** The largest ||r_0|| for which the hypotheses hold, to a relative 2^-24, from below; 0 where none is found. */
function largestScale(layer: LayerTraining, { theorem }: TrainedFamily): number {
  const source = sourceOf(layer);
  const holds = (tau: number): boolean => {
    const at = { ...source, residualNorm: Ball.exact(tau) };
    return (theorem === "flow" ? flowCertificate(at) : descentCertificate(at, null)).applies === true;
  };
  if (!holds(2 ** LEAST_EXPONENT)) return 0;
  if (holds(2 ** LARGEST_EXPONENT)) return 2 ** LARGEST_EXPONENT;
  // All left sides grow with ||r_0||: first the power of two, then the digits.
  let [low, high] = [LEAST_EXPONENT, LARGEST_EXPONENT];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(2 ** middle)) low = middle;
    else high = middle;
  }
  let [least, most] = [2 ** low, 2 ** high];
  for (let digit = 0; digit < DIGITS; digit++) {
    const middle = (least + most) / 2;
    if (holds(middle)) least = middle;
    else most = middle;
  }
  return least;
}

/** The quantities as they are, computed once: the certificates are evaluated many times. */
function sourceOf(layer: LayerTraining): CertificateSource {
  return {
    trained: layer.trained,
    gamma: layer.gamma,
    spectralNorm: layer.spectralNorm,
    gain: layer.gain,
    equilibriumLeastSingularValue: layer.equilibriumLeastSingularValue,
    equilibriumSpectralNorm: layer.equilibriumSpectralNorm,
    equilibriumNorm: layer.equilibriumNorm,
    featureSpectralNorm: layer.featureSpectralNorm,
    outputWeightNorm: layer.outputWeightNorm,
    skipWeightNorm: layer.skipWeightNorm,
    residualNorm: layer.residualNorm,
    featureScale: layer.featureScale,
    inputSpectralNorm: layer.inputSpectralNorm,
  };
}

function descentOf(stream: CounterStream, source: CertificateSource, steps: readonly [number, number]) {
  const largest = descentCertificate(source, null).stepSizeMax as Ball;
  const most = largest.known && largest.lower() > 0 ? largest.lower() : 2 ** -6;
  // One in sixteen is longer than the theorem allows: as long as plausible but false bounds do, or anything up to 3/Lambda.
  const share = stream.chance(1, 16)
    ? longStep(stream, source, most)
    : stream.chance(1, 2)
      ? 1 - 2 ** -30
      : stream.uniform(0.05, 1);
  return { stepSize: most * share, steps: [stream.integer(steps[0], steps[1])] };
}

/** 2/Lambda, 2.5/Lambda, 1/lambda_0 or up to 3/Lambda, in units of 1/Lambda. */
function longStep(stream: CounterStream, source: CertificateSource, most: number): number {
  const slowest = source.equilibriumLeastSingularValue.toBall().mid;
  const overLambda0 = slowest > 0 ? 1 / (slowest * slowest * most) : 3;
  const shares = [2, 2.5, 2.5, Math.min(overLambda0, 2 ** 20)].map((share) => share * (1 - 2 ** -30));
  return stream.chance(1, 4) ? stream.uniform(1.05, 3) : stream.pick(shares);
}

/** From so many samples on, flows have DRAWN_TIMES times, evenly spaced. */
const MANY_SAMPLES = 16;
const DRAWN_TIMES = 16;

/** Times of the order of 1/lambda_0: early, middle, late; shortened for stiff flows. */
function flowOf(stream: CounterStream, count: number, layer: LayerTraining, late: boolean): Pick<ImplicitData, "flow"> {
  const lambda0 = layer.gramLambdaMin.mid;
  const fastest = layer.tangentKernel.lambdaMax;
  if (!(lambda0 > 0 && fastest.known && fastest.mid > 0)) return {};
  const unit = Math.min(1 / lambda0, LONGEST_TIME / fastest.mid / 10);
  // A run on many samples is one that people look at: times enough to draw it.
  if (layer.samples >= MANY_SAMPLES) {
    const step = (stream.uniform(2, 4) * unit) / DRAWN_TIMES;
    return { flow: { times: Array.from({ length: DRAWN_TIMES }, (_, k) => (k + 1) * step) } };
  }
  const scales = late ? [20, 5, 10, 15, 1] : [1, 0.1, 3, 10, 0.01];
  const times = Array.from({ length: count }, (_, k) => scales[k % scales.length] * stream.uniform(0.5, 1) * unit);
  return { flow: { times: times.sort((a, b) => a - b) } };
}

/** A second point (A', W') near the first. */
function movedPoint(
  stream: CounterStream,
  data: ImplicitData,
  layer: LayerTraining,
  source: CertificateSource,
  family: TrainedFamily,
) {
  const { gamma, A, features } = data;
  if ("Phi" in features) return { gamma, A, features };
  const reach = family.moved === "ball" ? ballReach(stream, source, family) : patternReach(stream, layer, family);
  const towardsZero = stream.chance(1, 3);
  const moved = (matrix: Matrix, radius: number): Matrix => {
    const direction = towardsZero ? matrix.map((x) => -x) : gaussianMatrix(stream, matrix.rows, matrix.columns);
    const length = Math.sqrt(direction.data.reduce((sum, x) => sum + x * x, 0));
    const factor = length > 0 && Number.isFinite(radius) ? Math.min(radius / length, 2 ** 20) : 0;
    // On a grid on which 2 A - A' is a matrix of doubles, too.
    const rounded = (x: number) => Math.round(x * 2 ** 42) * 2 ** -42;
    return filledMatrix(matrix.rows, matrix.columns, (i, j) => matrix.at(i, j) + rounded(factor * direction.at(i, j)));
  };
  return {
    gamma,
    A: family.moved === "inputs" ? A : moved(A, reach.A),
    features: family.moved === "direction" ? features : { ...features, W: moved(features.W, reach.W) },
  };
}

/** Radii of the ball that the theorem confines training to: its very edge half of the time. */
function ballReach(stream: CounterStream, source: CertificateSource, { theorem }: TrainedFamily) {
  const certificate = theorem === "flow" ? flowCertificate(source) : descentCertificate(source, null);
  const share = stream.chance(1, 2) ? 1 - 2 ** -20 : stream.uniform(0, 1);
  const radius = (rho: Ball) => (rho.known && rho.mid > 0 ? rho.lower() * share : 0);
  const [ofA, ofW] = [radius(certificate.rhoA as Ball), radius(certificate.rhoW as Ball)];
  if (ofA > 0 || ofW > 0) return { A: ofA, W: ofW };
  // Nothing that moves the features is trained: a point of some distance all the same.
  const { equilibriumSpectralNorm, gain } = source;
  const reach = (share * equilibriumSpectralNorm.toBall().mid * (1 - gain.toBall().mid)) / 16;
  return { A: 0, W: Math.max(2 ** -10, reach) };
}

/**
 * Radii for which (gamma ||dA|| ||z_i|| + s ||dW|| ||x_i||)/(1 - q - gamma ||dA||) is about the least distance of a
 * preactivation from 0: half of the time just below it, else anywhere up to 1.5 times it; far below for a direction.
 */
function patternReach(stream: CounterStream, layer: LayerTraining, { moved }: TrainedFamily) {
  if (moved === "inputs")
    return { A: 0, W: inputReach(layer) * stream.pick([0.9, 0.9, 0.9, 2 ** -3, 2 ** -3, 2 ** -7, 2 ** -7, 2 ** 4]) };
  const near = (moved === "direction" ? [0.9, 2 ** -4, 2 ** -7] : [0.999, 0.999, stream.uniform(0, 1.5)]) as number[];
  const share = stream.pick(near);
  const ofA = moved === "direction" ? 1 : stream.pick([0, 0.5, 1]);
  const room = 1 - layer.gain.mid;
  const gamma = layer.gamma.mid;
  const scale = layer.featureScale.mid * layer.inputSpectralNorm.mid;
  let A = Number.POSITIVE_INFINITY;
  let W = Number.POSITIVE_INFINITY;
  layer.patternMargins.forEach((margin, i) => {
    const state = (layer.columns[i].equilibriumNorm as Ball).mid;
    A = Math.min(A, (ofA * margin.mid * room) / (gamma * (state + margin.mid)));
    W = Math.min(W, ((1 - ofA) * margin.mid * room) / scale);
  });
  return { A: A * share, W: W * share };
}

/** ||dW|| for which s ||dW|| ||X|| is the least distance of an input W x_i, or of a preactivation times 1 - q, from 0. */
function inputReach(layer: LayerTraining): number {
  const room = 1 - layer.gain.mid;
  const scale = layer.featureScale.mid;
  const margins = layer.patternMargins.map((margin) => margin.mid * room);
  const inputs = layer.inputPatternMargins.map((margin) => scale * margin.mid);
  const length = Math.sqrt(layer.samples) * layer.inputSpectralNorm.mid;
  return length > 0 ? Math.min(...margins, ...inputs) / (scale * length) : 0;
}
