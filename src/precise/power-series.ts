import { DyadicBall } from "./dyadic-ball.js";
import { bitLength } from "./integers.js";
import { decompose } from "./rational.js";
import { cosine, sine } from "./trigonometric.js";

/** Lifts a sum or product of fewer than 2^16 numbers >= 0 above its rounding; what is below the doubles is lifted to TINY. */
const LIFT = 1 + 2 ** -30;
const TINY = 2 ** -960;

type Operation =
  | { readonly kind: "variable" | "constant" }
  | { readonly kind: "sum" | "difference" | "product"; readonly a: Series; readonly b: Series }
  | { readonly kind: "multiple"; readonly a: Series; readonly factor: Series }
  /** The sine or cosine of a; its pair has the other one */
  | { readonly kind: "sine" | "cosine"; readonly a: Series; readonly pair: readonly Series[] };

/**
 * A function of s in [0, 1], sum of c_k s^k: coefficients up to the sheet's order in units of 2^-fraction, each with a bound of
 * its error, and a bound `tail` of the sum of the absolute values of all further coefficients.
 */
export class Series {
  readonly operation: Operation;
  readonly coefficients: bigint[] = [];
  /** Upper bounds: |c_k| including its error, and the error */
  readonly sizes: number[] = [];
  readonly errors: number[] = [];
  tail = 0;

  constructor(operation: Operation) {
    this.operation = operation;
  }

  /** Upper bound of the sum of all |c_k| */
  get norm(): number {
    return (this.sizes.reduce((sum, size) => sum + size, 0) + this.tail) * LIFT;
  }
}

/** Functions composed of + - * and sines once, computed coefficient by coefficient as often as wanted; a ring for families of objectives. */
export class SeriesSheet {
  readonly order: number;
  readonly fraction: number;
  readonly #unit: number;
  readonly #series: Series[] = [];
  readonly #constants = new Map<number, Series>();
  readonly #pairs = new Map<Series, readonly Series[]>();

  /** @param fraction at most 900, so that the unit is a double well inside its range */
  constructor(order: number, fraction: number) {
    if (!(fraction > 0 && fraction <= 900)) throw new RangeError("a sheet takes fractions of up to 900 bits");
    this.order = order;
    this.fraction = fraction;
    this.#unit = 2 ** -fraction;
  }

  number(value: number): Series {
    const known = this.#constants.get(value);
    if (known !== undefined) return known;
    const series = this.#record({ kind: "constant" });
    const { mantissa, exponent } = decompose(value);
    const shift = exponent + this.fraction;
    const scaled = shift >= 0 ? mantissa << BigInt(shift) : mantissa >> BigInt(-shift);
    this.#put(series, 0, scaled, shift >= 0 ? 0 : this.#unit);
    this.#constants.set(value, series);
    return series;
  }
  plus(a: Series, b: Series): Series {
    return this.#record({ kind: "sum", a, b });
  }
  minus(a: Series, b: Series): Series {
    return this.#record({ kind: "difference", a, b });
  }
  times(a: Series, b: Series): Series {
    if (a.operation.kind === "constant") return this.#record({ kind: "multiple", a: b, factor: a });
    if (b.operation.kind === "constant") return this.#record({ kind: "multiple", a, factor: b });
    return this.#record({ kind: "product", a, b });
  }
  readonly sine = (a: Series): Series => this.#pairOf(a)[0];
  readonly cosine = (a: Series): Series => this.#pairOf(a)[1];

  #pairOf(a: Series): readonly Series[] {
    const known = this.#pairs.get(a);
    if (known !== undefined) return known;
    const pair: Series[] = [];
    pair.push(this.#record({ kind: "sine", a, pair }), this.#record({ kind: "cosine", a, pair }));
    this.#pairs.set(a, pair);
    return pair;
  }

  variable(): Series {
    return this.#record({ kind: "variable" });
  }

  /** Coefficient k of a variable, exactly this multiple of the unit. */
  set(variable: Series, k: number, value: bigint): void {
    this.#put(variable, k, value, 0);
  }

  /** Coefficient k of every function on the sheet, from the coefficients 0 .. k of the variables. */
  compute(k: number): void {
    for (const series of this.#series) this.#coefficient(series, k);
  }

  /** The tails, once all coefficients are known; variables are polynomials. */
  close(): void {
    for (const series of this.#series) {
      const { operation } = series;
      switch (operation.kind) {
        case "variable":
        case "constant":
          series.tail = 0;
          break;
        case "sum":
        case "difference":
          series.tail = (operation.a.tail + operation.b.tail) * LIFT;
          break;
        case "multiple":
          series.tail = operation.a.tail * operation.factor.sizes[0] * LIFT;
          break;
        case "product": {
          const { a, b } = operation;
          // sums of b's last coefficients, so that the products beyond the order take one pass
          let beyond = 0;
          let last = 0;
          for (let i = 1; i <= this.order; i++) {
            last += b.sizes[this.order + 1 - i];
            beyond += a.sizes[i] * last;
          }
          series.tail = (beyond + a.tail * b.norm + a.norm * b.tail) * LIFT;
          break;
        }
        case "sine":
        case "cosine":
          series.tail = this.#tailOfPair(operation.a, operation.pair);
          break;
      }
    }
  }

  /**
   * For s' = u' c and c' = -u' s: k s_k = sum_j j u_j c_(k-j), and likewise c_k; let p_k be the larger of the two sizes and N the
   * order. With P_M the sum of p_k for N < k <= M, P_M <= (A + U P_(M-1)) / (N + 1) where U = sum_j j |u_j| and A collects the
   * known p_k; so by induction P_M <= A / (N + 1 - U) for all M. u must be a polynomial.
   */
  #tailOfPair(u: Series, [s, c]: readonly Series[]): number {
    if (u.tail !== 0) return Number.POSITIVE_INFINITY;
    let slope = 0;
    let known = 0;
    let last = 0;
    for (let j = 1; j <= this.order; j++) {
      const i = this.order + 1 - j;
      last += Math.max(s.sizes[i], c.sizes[i]);
      slope += j * u.sizes[j];
      known += j * u.sizes[j] * last;
    }
    const room = this.order + 1 - slope * LIFT;
    return room > 1 ? (known / room) * LIFT * LIFT : Number.POSITIVE_INFINITY;
  }

  #record(operation: Operation): Series {
    const series = new Series(operation);
    this.#series.push(series);
    return series;
  }

  #put(series: Series, k: number, value: bigint, error: number): void {
    series.coefficients[k] = value;
    series.errors[k] = error;
    series.sizes[k] = value === 0n && error === 0 ? 0 : (this.magnitude(value) + error) * LIFT;
  }

  /** An upper bound of |value| units */
  magnitude(value: bigint): number {
    if (value === 0n) return 0;
    const excess = Math.max(0, bitLength(value) - 60);
    const leading = Number(value >> BigInt(excess));
    // >> rounds towards minus infinity: off by at most one in the 60th bit
    return (Math.abs(leading) + 1) * 2 ** Math.max(-960, excess - this.fraction) * LIFT;
  }

  #coefficient(series: Series, k: number): void {
    const { operation } = series;
    switch (operation.kind) {
      case "variable":
        return;
      case "constant":
        if (k > 0) this.#put(series, k, 0n, 0);
        return;
      case "sum": {
        const { a, b } = operation;
        this.#put(series, k, a.coefficients[k] + b.coefficients[k], (a.errors[k] + b.errors[k]) * LIFT);
        return;
      }
      case "difference": {
        const { a, b } = operation;
        this.#put(series, k, a.coefficients[k] - b.coefficients[k], (a.errors[k] + b.errors[k]) * LIFT);
        return;
      }
      case "multiple": {
        const { a, factor } = operation;
        const error = a.sizes[k] * factor.errors[0] + a.errors[k] * factor.sizes[0];
        this.#rounded(series, k, a.coefficients[k] * factor.coefficients[0], error);
        return;
      }
      case "product": {
        const { a, b } = operation;
        let sum = 0n;
        let error = 0;
        for (let i = 0; i <= k; i++) {
          sum += a.coefficients[i] * b.coefficients[k - i];
          error += a.sizes[i] * b.errors[k - i] + a.errors[i] * b.sizes[k - i];
        }
        this.#rounded(series, k, sum, error);
        return;
      }
      case "sine":
      case "cosine":
        this.#turned(series, operation.a, operation.pair, operation.kind === "sine", k);
        return;
    }
  }

  #turned(series: Series, u: Series, pair: readonly Series[], isSine: boolean, k: number): void {
    if (k === 0) {
      const x = DyadicBall.of(u.coefficients[0], -this.fraction);
      const { mid, rad, exponent } = (isSine ? sine : cosine)(x, this.fraction + 16);
      const shift = exponent + this.fraction;
      const value = shift >= 0 ? mid << BigInt(shift) : mid >> BigInt(-shift);
      // What the sine's own radius and the cut leave, and |sin a - sin b| <= |a - b|
      const own = shift >= 0 ? rad << BigInt(shift) : (rad >> BigInt(-shift)) + 1n;
      this.#put(series, 0, value, (this.magnitude(own) + this.#unit + u.errors[0]) * LIFT);
      return;
    }
    const other = pair[isSine ? 1 : 0];
    let sum = 0n;
    let error = 0;
    for (let j = 1; j <= k; j++) {
      sum += BigInt(j) * u.coefficients[j] * other.coefficients[k - j];
      error += j * (u.sizes[j] * other.errors[k - j] + u.errors[j] * other.sizes[k - j]);
    }
    const value = (sum >> BigInt(this.fraction)) / BigInt(k);
    this.#put(series, k, isSine ? value : -value, (error / k + 2 * this.#unit) * LIFT + TINY);
  }

  /** value units of 2^-(2 fraction), cut to units */
  #rounded(series: Series, k: number, value: bigint, error: number): void {
    if (value === 0n && error === 0) this.#put(series, k, 0n, 0);
    else this.#put(series, k, value >> BigInt(this.fraction), (error + this.#unit) * LIFT + TINY);
  }
}
