import { addUp, gammaFactor } from "../../numerics/rounding.js";
import { euclideanNormUpperBound } from "../../numerics/scaling.js";
import { type Coefficients, type FlowSeries, type FlowSetting, ORDER, type Pattern } from "./flow-series.js";

/**
 * How far a piece theta~(t) = sum theta_k t^k of a flow's curve is from a solution of theta' = -g(theta), g the formula
 * gradient with a fixed pattern (E, F). Everything is a power series in t with coefficients >= 0 that bound Frobenius
 * norms, so that its value at tau bounds all of [0, tau].
 *
 * Let Z~, P~, r~, ... be the polynomials of the series, and Z, P, r, ... what the formulas give at theta~(t), q >= gamma ||A~||.
 * - Z = E o (gamma A~ Z + Phi), and e = E o (gamma A~ Z~ + Phi~) - Z~ has as coefficients: up to the degree what the
 *   computation left (`stateGaps`) and its rounding, beyond it products of known norms. So ||Z~ - Z|| <= (e + phi)/(1 - q)
 *   =: dz, phi >= ||Phi~ - Phi||; the same bounds |N~_ji - N_ji|, as N - N~ = (e + phi) + gamma A (Z - Z~).
 * - P likewise: ||P~ - P|| <= f/(1 - q) =: dp.
 * - r = Z'u + Phi'v - y: ||r~ - r|| <= h + |u| dz + |v| phi =: dr, h what the polynomial r~ lacks.
 * - P diag(r): ||.|| <= c + |P~| dr + dp (|r~| + dr) =: dw; F o (P + v) diag(r): dw + c' + |v| dr =: dx.
 * - The gradient's blocks are Z r, Phi r, gamma (P diag r) Z', s (F o (P + v) diag r) X': what theta~' + g lacks is in each
 *   block a series of its own (rounding below the degree, products of norms from it on) and the errors above.
 * Rounding: a coefficient is a sum of at most N products along the longest chain of additions, so it errs by at most
 * gamma_N times the same sum of norms (||A| |B||_F <= ||A||_F ||B||_F); underflows are below TINY.
 */
export class FlowMajorant {
  readonly #setting: FlowSetting;
  readonly #series: FlowSeries;
  readonly #pattern: Pattern;
  readonly #around: Surroundings;
  readonly #norm: Readonly<Record<NormName, Series>>;
  readonly #lack: Readonly<Record<LackName, Series>>;
  /** ||(theta_k)|| over the trained blocks */
  readonly moves: Series;

  constructor(setting: FlowSetting, series: FlowSeries, pattern: Pattern, around: Surroundings) {
    this.#setting = setting;
    this.#series = series;
    this.#pattern = pattern;
    this.#around = around;
    this.#norm = normsOf(setting, series, around);
    this.#lack = lacksOf(setting, series, this.#norm, around);
    const { u, v, A, W } = series.blocks;
    this.moves = Float64Array.from({ length: ORDER + 1 }, (_, k) =>
      k === 0 ? 0 : rounded(root([u, v, A, W].map((block) => normAt(block, k)))),
    );
  }

  /** Bounds over [0, tau]; undefined where gamma ||A|| < 1 is not certain there. */
  defect(tau: number): CurveBounds | undefined {
    const { has, gamma, featureScale: s } = this.#setting;
    const at = (series: Series) => valueAt(series, tau);
    const { u, v, A, W, features, states, adjoints, residual, weighted } = this.#norm;
    const lack = this.#lack;
    const gain = rounded(this.#around.gain + valueAt(A, tau, 1));
    const room = (1 - gain) * ROUNDED_DOWN;
    if (!(room > 0)) return undefined;
    const [U, V, Z, P, Phi, r, w] = [u, v, states, adjoints, features, residual, weighted].map(at);
    const phi = at(lack.features);
    const dz = rounded((at(lack.states) + phi) / room);
    const dp = rounded(at(lack.adjoints) / room);
    const dr = rounded(at(lack.residual) + U * dz + V * phi);
    const dw = rounded(at(lack.weighted) + P * dr + dp * (r + dr));
    const dx = rounded(dw + at(lack.weightedInputs) + V * dr);
    const blocks = [
      has("u") ? at(lack.u) + Z * dr + dz * (r + dr) : 0,
      has("v") ? at(lack.v) + Phi * dr + phi * (r + dr) : 0,
      has("A") ? at(lack.A) + gamma * (w * dz + dw * (Z + dz)) : 0,
      has("W") ? at(lack.W) + s * this.#around.inputNorm * dx : 0,
    ];
    return {
      defect: rounded(root(blocks)),
      gain,
      stateError: dz,
      norms: { u: U, v: V, Z: rounded(Z + dz), P: rounded(P + dp), Phi: rounded(Phi + phi), r: rounded(r + dr) },
      imageError: has("W") ? rounded(this.#around.rounding * at(W)) : 0,
    };
  }

  /**
   * mu >= -(least eigenvalue of the Hessian) and ||J|| at all points within `reach` of the curve on [0, tau]; undefined unless the
   * pattern is certain to hold at all of them. The Hessian is J'J + sum r_i (second derivative of yhat_i); the latter have
   * block norms uA gamma |z|/(1-q), uW s |x|/(1-q), vW s |x|, AA 2 gamma^2 |p||z|/(1-q), AW gamma s |p||x|/(1-q), all
   * others 0 (from yhat'' = 2 u'z' + 2 gamma p' dA z' + 2 v' phi', z' = (I - gamma D A)^{-1} D (gamma dA z + phi')), so that
   * ||sum r_i (..)|| <= |r| H, H^2 the sum of the squares of all blocks over all samples.
   */
  curvature(
    tau: number,
    bounds: CurveBounds,
    reach: number,
  ): { readonly mu: number; readonly jacobian: number } | undefined {
    const { has, gamma, featureScale: s } = this.#setting;
    const a = has("A") ? reach * gamma : 0;
    const b = has("W") ? reach * s * this.#around.inputNorm : 0;
    const room = (1 - rounded(bounds.gain + a)) * ROUNDED_DOWN;
    if (!(room > 0)) return undefined;
    const { norms } = bounds;
    const moved = rounded((a * norms.Z + b) / room);
    if (!this.#patternHolds(tau, bounds, reach, moved)) return undefined;
    const Z = rounded(norms.Z + moved);
    const sample = Math.sqrt(this.#setting.samples);
    const P = rounded(norms.P + ((has("u") ? sample * reach : 0) + a * norms.P) / room);
    const V = rounded(norms.v + (has("v") ? reach : 0));
    const Phi = rounded(norms.Phi + b);
    const x = rounded(s * this.#around.inputNorm);
    const jacobian = rounded(
      root([has("u") ? Z : 0, has("v") ? Phi : 0, has("A") ? gamma * P * Z : 0, has("W") ? (P + V) * x : 0]),
    );
    const r = rounded(norms.r + jacobian * reach);
    const mixed = root([
      has("u") && has("A") ? (gamma * Z) / room : 0,
      has("u") && has("W") ? x / room : 0,
      has("v") && has("W") ? x : 0,
      has("A") && has("W") ? (gamma * P * x) / room : 0,
    ]);
    const pure = has("A") ? (2 * gamma * gamma * P * Z) / room : 0;
    return { mu: rounded(r * root([mixed, mixed, pure])), jacobian };
  }

  /** Whether all signs of N and W X are those of the pattern within `reach` of the curve; N moves by `moved` there. */
  #patternHolds(tau: number, bounds: CurveBounds, reach: number, moved: number): boolean {
    const { width: m, samples: n, gamma, has } = this.#setting;
    const { states, inputs } = this.#pattern;
    const { A } = this.#series.blocks;
    const margin = rounded(bounds.stateError + moved);
    const inputMargin = rounded(bounds.imageError + reach * this.#around.inputNorm);
    const isSilent = (k: number): boolean => this.#series.features.every((phi) => phi[k] === 0);
    // A sample whose features all vanish, and keep doing so, has z_i = 0 and N_i = 0 for every A: there is no kink.
    const silent = Array.from({ length: n }, (_, i) => everyRow(m, (j) => isSilent(j * n + i)));
    for (let j = 0; j < m; j++) {
      // N_ji = Phi_ji: a unit without feedback that stays so is inactive where Phi_ji = 0.
      const isAlone = gamma === 0 || (!has("A") && isZero(A[0], j * m, (j + 1) * m));
      for (let i = 0; i < n; i++) {
        const k = j * n + i;
        if (has("W") && !keepsSign(this.#series.images, k, inputs[k] === 1 ? 1 : -1, tau, inputMargin)) return false;
        if (states[k] === 1) {
          if (!keepsSign(this.#series.states, k, 1, tau, margin)) return false;
        } else if (!(silent[i] || (isAlone && isSilent(k)))) {
          if (!keepsSign(this.#series.preactivations, k, -1, tau, margin)) return false;
        }
      }
    }
    return true;
  }
}

/** What is known at the start of a piece. */
export interface Surroundings {
  /** >= gamma ||A~(0)||_2 */
  readonly gain: number;
  /** >= ||X||_F */
  readonly inputNorm: number;
  /** Frobenius norm of the errors of `frozenFeatures` */
  readonly featureError: number;
  /** gamma_N of the class comment */
  readonly rounding: number;
}

/** Upper bounds along a piece of the curve. */
export interface CurveBounds {
  /** |theta~' + g(theta~)| */
  readonly defect: number;
  readonly gain: number;
  /** |Z~ - Z|, and entrywise |N~ - N|; |(W X)~ - W X| entrywise */
  readonly stateError: number;
  readonly imageError: number;
  /** Norms of what the formulas give at theta~(t) */
  readonly norms: {
    readonly u: number;
    readonly v: number;
    readonly Z: number;
    readonly P: number;
    readonly Phi: number;
    readonly r: number;
  };
}

/** gamma_N for the longest chain of additions and products of a coefficient. */
export const roundingOf = ({ width, samples, inputs }: FlowSetting): number =>
  gammaFactor((ORDER + 3) * (width + samples + inputs + 6));

type Series = Float64Array;
type NormName = "u" | "v" | "A" | "W" | "features" | "states" | "adjoints" | "residual" | "weighted" | "weightedInputs";
type LackName = "features" | "states" | "adjoints" | "residual" | "weighted" | "weightedInputs" | "u" | "v" | "A" | "W";

/** Covers the roundings of fewer than 2^20 operations on numbers >= 0. */
const ROUNDED_UP = 1 + 2 ** -32;
const ROUNDED_DOWN = 1 - 2 ** -32;
const TINY = 2 ** -1000;
const rounded = (x: number): number => x * ROUNDED_UP + TINY;
/** The root of the sum of squares, rounded up; no square underflows. */
const root = (values: readonly number[]): number => euclideanNormUpperBound(Float64Array.from(values));
const normAt = (block: Coefficients, k: number): number => (k < block.length ? euclideanNormUpperBound(block[k]) : 0);

const norms = (coefficients: Coefficients, factor = 1): Series =>
  Float64Array.from(coefficients, (c) =>
    factor === 1 ? euclideanNormUpperBound(c) : rounded(factor * euclideanNormUpperBound(c)),
  );

/** A and W stand for gamma A and s W X. */
function normsOf(setting: FlowSetting, series: FlowSeries, around: Surroundings): Record<NormName, Series> {
  const { blocks } = series;
  return {
    u: norms(blocks.u),
    v: norms(blocks.v),
    A: norms(blocks.A, setting.gamma),
    W: norms(blocks.W, Math.max(1, setting.featureScale) * around.inputNorm),
    features: norms(series.features),
    states: norms(series.states),
    adjoints: norms(series.adjoints),
    residual: norms(series.residual),
    weighted: norms(series.weightedAdjoints),
    weightedInputs: norms(series.weightedInputs),
  };
}

function lacksOf(
  setting: FlowSetting,
  series: FlowSeries,
  norm: Record<NormName, Series>,
  { rounding, featureError, inputNorm }: Surroundings,
): Record<LackName, Series> {
  const { has, samples, gamma, featureScale } = setting;
  const size = 2 * ORDER + 1;
  const label = euclideanNormUpperBound(setting.y);
  const stateGaps = norms(series.stateGaps);
  const adjointGaps = norms(series.adjointGaps);
  const make = (f: (k: number) => number): Series => Float64Array.from({ length: size }, (_, k) => rounded(f(k)));
  const of = (s: Series, k: number): number => (k < s.length ? s[k] : 0);
  /** The products' rounding below the degree `from`, the products themselves from there on */
  const products = (a: Series, b: Series, k: number, from: number): number =>
    convolution(a, b, k) * (k < from ? rounding : 1);
  const beyond = ORDER + 1;
  return {
    features: make((k) => (setting.frozenFeatures === null ? rounding * of(norm.W, k) : k === 0 ? featureError : 0)),
    states: make(
      (k) =>
        of(stateGaps, k) +
        products(norm.A, norm.states, k, beyond) +
        rounding * (of(norm.features, k) + of(norm.states, k)),
    ),
    adjoints: make(
      (k) =>
        of(adjointGaps, k) +
        products(norm.A, norm.adjoints, k, beyond) +
        rounding * (Math.sqrt(samples) * of(norm.u, k) + of(norm.adjoints, k)),
    ),
    residual: make(
      (k) =>
        products(norm.u, norm.states, k, beyond) +
        products(norm.v, norm.features, k, beyond) +
        (k === 0 ? rounding * label : 0),
    ),
    weighted: make((k) => products(norm.adjoints, norm.residual, k, beyond)),
    weightedInputs: make((k) => products(norm.v, norm.residual, k, beyond) + rounding * of(norm.weighted, k)),
    u: make((k) => (has("u") ? products(norm.states, norm.residual, k, ORDER) : 0)),
    v: make((k) => (has("v") ? products(norm.features, norm.residual, k, ORDER) : 0)),
    A: make((k) => (has("A") ? gamma * products(norm.weighted, norm.states, k, ORDER) : 0)),
    W: make((k) => (has("W") ? featureScale * inputNorm * of(norm.weightedInputs, k) * (k < ORDER ? rounding : 1) : 0)),
  };
}

/** sum_j a_j b_{k-j} over the indices that there are */
function convolution(a: Series, b: Series, k: number): number {
  let sum = 0;
  for (let j = Math.max(0, k - b.length + 1); j <= Math.min(k, a.length - 1); j++) sum += a[j] * b[k - j];
  return sum;
}

/** sum_{k >= from} c_k tau^k, rounded up */
function valueAt(series: Series, tau: number, from = 0): number {
  let sum = 0;
  for (let k = series.length - 1; k >= from; k--) sum = sum * tau + series[k];
  for (let k = 0; k < from; k++) sum *= tau;
  return rounded(sum);
}

/** sign * c(t) > margin on [0, tau], c(t) the polynomial of entry `place`: its linear part counts where it helps, too. */
function keepsSign(c: Coefficients, place: number, sign: 1 | -1, tau: number, margin: number): boolean {
  let rest = 0;
  for (let k = c.length - 1; k >= 2; k--) rest = (rest + Math.abs(c[k][place])) * tau;
  const slope = c.length > 1 ? -sign * c[1][place] : 0;
  return sign * c[0][place] > addUp(rounded((rest + Math.max(0, slope)) * tau), margin) * ROUNDED_UP;
}

function everyRow(rows: number, holds: (row: number) => boolean): boolean {
  for (let j = 0; j < rows; j++) if (!holds(j)) return false;
  return true;
}

function isZero(data: Float64Array, from: number, to: number): boolean {
  for (let k = from; k < to; k++) if (data[k] !== 0) return false;
  return true;
}
