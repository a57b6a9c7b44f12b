import { triangularFactor } from "../../arbitraries/dataset-training.js";
import type { Dataset } from "../../claims/instances.js";
import { descentCertificate, flowCertificate } from "../../models/implicit-relu/certificates.js";
import { Ball } from "../../numerics/ball.js";
import { kernels } from "../../numerics/kernels/index.js";
import { Matrix } from "../../numerics/matrix.js";
import type { CounterStream } from "../../numerics/random.js";

/**
 * The events whose frequency a width study measures, in plain float64: fast, without certificates. A trial near the edge
 * of an event may be misjudged by rounding; the edge has probability of the order of rounding errors, so that frequencies
 * do not notice. The evidence of a study is "float64", and it never refutes by a single trial.
 */
export const WIDTH_EVENTS = ["gram", "equilibrium", "flow", "descent"] as const;
export type WidthEvent = (typeof WIDTH_EVENTS)[number];

export const EVENT_TEXT: Readonly<Record<WidthEvent, string>> = {
  gram: "lambda_min(Phi' Phi) >= m lambda_min(K) / 2 for Phi = relu(W X)",
  equilibrium: "lambda_min(Z' Z) >= m lambda_min(K) / 2 at the equilibrium Z, gamma = 0.15 / sqrt(m)",
  flow: "the certificate of gradient flow applies: gamma = 0.2 / sqrt(m), u = v = 0, labels +-0.1",
  descent: "the certificate of gradient descent applies: gamma = 0.2 / sqrt(m), u = v = 0, labels +-0.1",
};

/** Where the inputs come from: uniform on the sphere of dimension d(n), or rows of a data set. */
export interface InputSource {
  readonly text: string;
  /** d x n, row-major */
  draw(stream: CounterStream, samples: number): { readonly dimension: number; readonly X: Float64Array };
}

/** Uniform on the unit sphere; the dimension as a multiple of n, or fixed. */
export function sphere(dimension: { readonly perSample: number } | { readonly fixed: number }): InputSource {
  const text =
    "fixed" in dimension ? `d = ${dimension.fixed}` : `d = ${dimension.perSample === 1 ? "" : dimension.perSample}n`;
  return {
    text: `uniform on the unit sphere, ${text}`,
    draw(stream, samples) {
      const d = "fixed" in dimension ? dimension.fixed : Math.max(1, Math.round(dimension.perSample * samples));
      const X = new Float64Array(d * samples);
      kernels.fillGaussian(stream, d * samples, X);
      normalizeColumns(X, d, samples);
      return { dimension: d, X };
    },
  };
}

/**
 * Different rows of a data set, at random; many columns in an orthonormal basis of the rows' span, in which Gaussian weights
 * have the same distribution.
 */
export function rowsOf(dataset: Dataset): InputSource {
  return {
    text: `rows of ${dataset.name}`,
    draw(stream, samples) {
      const chosen = new Set<number>();
      while (chosen.size < Math.min(samples, dataset.rows)) chosen.add(stream.below(dataset.rows));
      const rows = [...chosen];
      const d = dataset.columns;
      const X = new Float64Array(d * samples);
      for (let j = 0; j < samples; j++)
        for (let i = 0; i < d; i++) X[i * samples + j] = dataset.values[rows[j % rows.length] * d + i];
      if (d > samples) return { dimension: samples, X: triangularFactor(new Matrix(d, samples, X)).data };
      return { dimension: d, X };
    },
  };
}

function normalizeColumns(X: Float64Array, d: number, n: number): void {
  for (let j = 0; j < n; j++) {
    let squares = 0;
    for (let i = 0; i < d; i++) squares += X[i * n + j] * X[i * n + j];
    const norm = Math.sqrt(squares);
    for (let i = 0; i < d; i++) X[i * n + j] /= norm;
  }
}

/** One trial: fresh inputs, fresh weights, and whether the event happened. */
export function widthTrial(
  event: WidthEvent,
  source: InputSource,
  stream: CounterStream,
  samples: number,
  width: number,
): boolean {
  return kernels.scope(() => {
    const n = samples;
    const m = width;
    if (m < n) return false; // Z and Phi have rank m at most
    const { dimension: d, X } = source.draw(stream, n);
    const phi = kernels.allocate(m * n);
    const weights = kernels.allocate(m * d);
    kernels.fillGaussian(stream, m * d, weights);
    kernels.gemm("AB", m, n, d, weights, X, phi);
    for (let k = 0; k < phi.length; k++) if (phi[k] < 0) phi[k] = 0;
    if (event === "gram") return exceedsHalfTheKernel(phi, m, n, X, d);
    const gamma = (event === "equilibrium" ? 0.15 : 0.2) / Math.sqrt(m);
    const A = kernels.allocate(m * m);
    kernels.fillGaussian(stream, m * m, A);
    const Z = equilibrium(A, gamma, phi, m, n);
    if (event === "equilibrium") return exceedsHalfTheKernel(Z, m, n, X, d);
    const labels = 0.1 * Math.sqrt(n); // u = v = 0: the residual is minus the labels +-0.1
    const norms = {
      A: spectralNorm(A, m, m),
      Z: extremes(Z, m, n),
      X: spectralNorm(X, d, n),
      phi: extremes(phi, m, n),
    };
    const number = (value: number): Ball => Ball.estimate(value, Math.abs(value) * 2 ** -40);
    const layer = {
      trained: ["u", "v", "A", "W"] as const,
      gamma: number(gamma),
      spectralNorm: number(norms.A),
      gain: number(gamma * norms.A),
      equilibriumLeastSingularValue: number(norms.Z.least),
      equilibriumSpectralNorm: number(norms.Z.largest),
      equilibriumNorm: number(Math.sqrt(kernels.sumOfSquares(m * n, Z))),
      featureSpectralNorm: number(norms.phi.largest),
      outputWeightNorm: Ball.exact(0),
      skipWeightNorm: Ball.exact(0),
      residualNorm: number(labels),
      featureScale: Ball.exact(1),
      inputSpectralNorm: number(norms.X),
    };
    const { applies } = event === "flow" ? flowCertificate(layer) : descentCertificate(layer, null);
    return applies === true;
  });
}

/** Z = relu(gamma A Z + Phi) by Picard steps until they no longer matter. */
function equilibrium(A: Float64Array, gamma: number, phi: Float64Array, m: number, n: number): Float64Array {
  kernels.scale(m * m, gamma, A);
  const Z = kernels.allocate(m * n);
  const previous = kernels.allocate(m * n);
  Z.set(phi);
  const limit = 60;
  const tolerance = 1e-20 * kernels.sumOfSquares(m * n, phi);
  kernels.iterateReluAffine(m, n, 1, A, phi, Z, previous, limit, tolerance, new Float64Array(limit));
  kernels.scale(m * m, 1 / gamma, A);
  return Z;
}

function gram(M: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(columns * columns);
  kernels.gramMatrix("AtA", rows, columns, M, result);
  return result;
}

function extremes(
  M: Float64Array,
  rows: number,
  columns: number,
): { readonly least: number; readonly largest: number } {
  const values = new Float64Array(columns);
  if (!kernels.symmetricEigen(columns, gram(M, rows, columns), values)) return { least: 0, largest: Number.NaN };
  return { least: Math.sqrt(Math.max(0, values[0])), largest: Math.sqrt(Math.max(0, values[columns - 1])) };
}

/** A proposal of Lanczos', good to many digits on random matrices. */
function spectralNorm(M: Float64Array, rows: number, columns: number): number {
  return Math.sqrt(kernels.largestEigenvalue(columns, gram(M, rows, columns)));
}

/** lambda_min(F' F) >= m lambda_min(K) / 2, K the relu kernel of the inputs. */
function exceedsHalfTheKernel(F: Float64Array, m: number, n: number, X: Float64Array, d: number): boolean {
  const K = gram(X, d, n);
  const norms = Float64Array.from({ length: n }, (_, i) => Math.sqrt(K[i * n + i]));
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const product = norms[i] * norms[j];
      const cosine = i === j ? 1 : Math.max(-1, Math.min(1, K[i * n + j] / product));
      K[i * n + j] = product > 0 ? product * kernelOf(cosine) : 0;
    }
  const values = new Float64Array(n);
  if (!kernels.symmetricEigen(n, K, values)) return false;
  const G = gram(F, m, n);
  const threshold = (m * values[0]) / 2;
  for (let i = 0; i < n; i++) G[i * n + i] -= threshold;
  return values[0] > 0 && kernels.cholesky(n, G);
}

/** (sin t + (pi - t) cos t) / (2 pi) for unit inputs; Math.acos is fine for frequencies, and never in a verdict. */
function kernelOf(cosine: number): number {
  const sine = Math.sqrt((1 - cosine) * (1 + cosine));
  return (sine + (Math.PI - Math.acos(cosine)) * cosine) / (2 * Math.PI);
}
