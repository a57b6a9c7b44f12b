import { DyadicBall } from "../dyadic-ball.js";
import { BOUND_BITS, convolved, total, upperEnd } from "../linear-network/bounds.js";
import type { TaylorCoefficients } from "./flow-taylor.js";
import { type FixedNorms, type PointNorms, rootOfSquares } from "./flow-vicinity.js";

type Series = readonly DyadicBall[];
type Sequence = "u" | "v" | "A" | "W" | "features" | "states" | "adjoints" | "residual" | "weighted" | "direct";

/**
 * What a Taylor polynomial of the flow lacks. With exact coefficients up to order K, all equations of the flow hold up to
 * the powers that truncation leaves: with Z~, P~, r~, (P r)~, ((P + v) r)~ the truncated series of the formulas along the
 * polynomial theta~ (Phi is no more than linear in W), and a(t) = sum |a_k| t^k,
 *   Z~ - E (gamma A~ Z~ + Phi~): powers beyond K of A~ Z~, bounded by products of norms; so |Z~ - Z| <= that /(1 - q) = dz,
 *   P alike: dp;  r: dr = [u~ Z~ + v~ Phi~ beyond K] + |u| dz;  P r: dw = [P~ r~ beyond K] + |P| dr + dp (|r| + dr);
 *   (P + v) r: dx = dw + [v~ r~ beyond K] + |v| dr;
 *   gradient: the powers from K on of Z~ r~, Phi~ r~, gamma (P r)~ Z~', s ((P + v) r)~ X', and these errors.
 */
export class TaylorDefect {
  readonly #fixed: FixedNorms;
  readonly #gain: DyadicBall;
  readonly #norms: Readonly<Record<Sequence, Series>>;
  /** Powers beyond the order, from `order + 1` on; of the gradient's blocks from `order` on */
  readonly #beyond: Readonly<Record<"states" | "adjoints" | "residual" | "weighted" | "direct", Series>>;
  readonly #gradient: Readonly<Record<"u" | "v" | "A" | "W", Series>>;
  readonly #order: number;
  /** Bounds of |theta_k| over the trained blocks */
  readonly moves: Series;

  /** @param gain a bound of gamma ||A|| at the centre */
  constructor(series: TaylorCoefficients, order: number, fixed: FixedNorms, gain: DyadicBall) {
    this.#fixed = fixed;
    this.#gain = gain;
    this.#order = order;
    const norm = (list: readonly (readonly DyadicBall[])[]): Series => list.map(rootOfSquares);
    const flatNorm = (list: readonly (readonly (readonly DyadicBall[])[])[]): Series =>
      list.map((rows) => rootOfSquares(rows.flat()));
    const norms = {
      u: norm(series.u),
      v: norm(series.v),
      A: flatNorm(series.A),
      W: flatNorm(series.W),
      features: flatNorm(series.features),
      states: flatNorm(series.states),
      adjoints: flatNorm(series.adjoints),
      residual: norm(series.residual),
      weighted: flatNorm(series.weighted),
      direct: flatNorm(series.direct),
    };
    this.#norms = norms;
    const from = (first: number, a: Series, b: Series): DyadicBall[] => {
      const powers: DyadicBall[] = [];
      for (let k = first; k <= a.length + b.length - 2; k++) powers.push(convolved(a, b, k));
      return powers;
    };
    const { gamma, scale, inputs, trained } = fixed;
    const times = (factor: DyadicBall, list: Series) => list.map((x) => upperEnd(x.times(factor, BOUND_BITS)));
    const added = (a: Series, b: Series): Series =>
      Array.from({ length: Math.max(a.length, b.length) }, (_, k) =>
        total([a[k] ?? DyadicBall.zero, b[k] ?? DyadicBall.zero]),
      );
    this.#beyond = {
      states: times(gamma, from(order + 1, norms.A, norms.states)),
      adjoints: times(gamma, from(order + 1, norms.A, norms.adjoints)),
      residual: added(from(order + 1, norms.u, norms.states), from(order + 1, norms.v, norms.features)),
      weighted: from(order + 1, norms.adjoints, norms.residual),
      direct: from(order + 1, norms.v, norms.residual),
    };
    this.#gradient = {
      u: trained.includes("u") ? from(order, norms.states, norms.residual) : [],
      v: trained.includes("v") ? from(order, norms.features, norms.residual) : [],
      A: trained.includes("A") ? times(gamma, from(order, norms.weighted, norms.states)) : [],
      W: trained.includes("W") ? times(scale, times(inputs, norms.direct.slice(order))) : [],
    };
    this.moves = Array.from({ length: order + 1 }, (_, k) =>
      k === 0 ? DyadicBall.zero : rootOfSquares([norms.u, norms.v, norms.A, norms.W].flatMap((list) => list[k] ?? [])),
    );
  }

  /** Over [0, tau]: the defect, |Z~ - Z| (and entrywise of N), and norms along the polynomial; undefined unless q < 1. */
  at(
    tau: DyadicBall,
  ): { readonly defect: DyadicBall; readonly stateError: DyadicBall; readonly norms: PointNorms } | undefined {
    const b = BOUND_BITS;
    const { gamma, scale, inputs, trained } = this.#fixed;
    const order = this.#order;
    const value = (list: Series, first = 0): DyadicBall => {
      let sum = DyadicBall.zero;
      for (let k = list.length - 1; k >= 0; k--) sum = upperEnd(sum.times(tau, b).plus(list[k], b));
      return first === 0 ? sum : upperEnd(sum.times(tau.power(first, b), b));
    };
    const product = (x: DyadicBall, y: DyadicBall) => upperEnd(x.times(y, b));
    const norms = this.#norms;
    const gain = total([this.#gain, product(gamma, value(norms.A.slice(1), 1))]);
    const room = DyadicBall.one.minus(gain, b);
    if (room.sign !== 1) return undefined;
    // Nothing stays nothing: a quotient by a ball would leave a last bit.
    const amplified = (x: DyadicBall) => (x.sign === 0 ? x : upperEnd(x.over(room, b)));
    const [u, v, Z, P, Phi, r, w] = [
      norms.u,
      norms.v,
      norms.states,
      norms.adjoints,
      norms.features,
      norms.residual,
      norms.weighted,
    ].map((list) => value(list));
    const beyond = this.#beyond;
    const dz = amplified(value(beyond.states, order + 1));
    const dp = amplified(value(beyond.adjoints, order + 1));
    const dr = total([value(beyond.residual, order + 1), product(u, dz)]);
    const nearR = total([r, dr]);
    const dw = total([value(beyond.weighted, order + 1), product(P, dr), product(dp, nearR)]);
    const dx = total([dw, value(beyond.direct, order + 1), product(v, dr)]);
    const nearZ = total([Z, dz]);
    const block = (name: "u" | "v" | "A" | "W", error: () => DyadicBall): DyadicBall =>
      trained.includes(name) ? total([value(this.#gradient[name], order), error()]) : DyadicBall.zero;
    const defect = rootOfSquares([
      block("u", () => total([product(Z, dr), product(dz, nearR)])),
      block("v", () => product(Phi, dr)),
      block("A", () => product(gamma, total([product(w, dz), product(dw, nearZ)]))),
      block("W", () => product(product(scale, inputs), dx)),
    ]);
    return {
      defect,
      stateError: dz,
      norms: { gain, u, v, features: Phi, states: nearZ, adjoints: total([P, dp]), residual: nearR },
    };
  }
}
