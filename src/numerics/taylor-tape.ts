import { Ball } from "./ball.js";
import { zeros } from "./doubles.js";
import type { Arithmetic, Enclosure, Order, Real } from "./real.js";
import { gammaFactor, UNIT_ROUNDOFF } from "./rounding.js";
import { cosine, sine } from "./trigonometric.js";

/** Covers the roundings of fewer than 2^20 operations on numbers >= 0. */
const ROUNDED_UP = 1 + 2 ** -32;
const TINY = 2 ** -1000;

type Operation =
  | { readonly kind: "variable" }
  | { readonly kind: "constant"; readonly value: Ball }
  | { readonly kind: "sum"; readonly a: number; readonly b: number; readonly sign: 1 | -1 }
  | { readonly kind: "multiple"; readonly a: number; readonly factor: Ball }
  | { readonly kind: "product" | "quotient"; readonly a: number; readonly b: number }
  | { readonly kind: "root" | "exponential" | "absolute"; readonly a: number }
  /** The sine or cosine of a, and where the other one stands */
  | { readonly kind: "sine" | "cosine"; readonly a: number; readonly other: number };

/**
 * A function of several variables written down once as a list of operations, and evaluated at power series in t as often as
 * wanted: coefficients in ball arithmetic (midpoints and radii in plain arrays), order by order, so that the solution of
 * x' = F(x) can be fed back into its own right-hand side.
 *
 * Midpoints are computed in plain floating point. A radius holds the operands' radii by the product rule, and the rounding:
 * a sum of k products errs by at most gamma_(k+2) times the sum of their absolute values; radii themselves are computed in
 * floating point and lifted by ROUNDED_UP, which covers their own rounding, and TINY, which covers underflow.
 */
export class TaylorTape {
  readonly arithmetic: Arithmetic;
  readonly order: number;
  readonly #operations: Operation[] = [];
  readonly #mids: Float64Array[] = [];
  readonly #rads: Float64Array[] = [];

  /** @param order the highest power of t */
  constructor(order: number) {
    this.order = order;
    const constant = (value: Ball): TapeNumber => this.#add({ kind: "constant", value });
    this.arithmetic = {
      name: "power series on a tape",
      digits: 16,
      number: (value) => constant(Ball.exact(value)),
      rational: () => constant(Ball.unknown()),
      unknown: constant(Ball.unknown()),
    };
  }

  variable(): TapeNumber {
    return this.#add({ kind: "variable" });
  }

  /** A number that is only known to lie in a ball */
  ball(value: Ball): TapeNumber {
    return this.#add({ kind: "constant", value });
  }

  sum(a: TapeNumber, b: TapeNumber, sign: 1 | -1): TapeNumber {
    if (this.#isZero(b)) return a;
    return this.#isZero(a) && sign === 1 ? b : this.#add({ kind: "sum", a: a.index, b: b.index, sign });
  }

  product(a: TapeNumber, b: TapeNumber): TapeNumber {
    const left = this.#operations[a.index];
    const right = this.#operations[b.index];
    if (left.kind === "constant") return this.#add({ kind: "multiple", a: b.index, factor: left.value });
    if (right.kind === "constant") return this.#add({ kind: "multiple", a: a.index, factor: right.value });
    return this.#add({ kind: "product", a: a.index, b: b.index });
  }

  quotient(a: TapeNumber, b: TapeNumber): TapeNumber {
    return this.#add({ kind: "quotient", a: a.index, b: b.index });
  }

  apply(kind: "root" | "exponential" | "absolute", a: TapeNumber): TapeNumber {
    return this.#add({ kind, a: a.index });
  }

  /** Sine and cosine come in pairs: each is the integral of the other along a. */
  sineAndCosine({ index: a }: TapeNumber): readonly [TapeNumber, TapeNumber] {
    const first = this.#operations.length;
    return [this.#add({ kind: "sine", a, other: first + 1 }), this.#add({ kind: "cosine", a, other: first })];
  }

  #isZero({ index }: TapeNumber): boolean {
    const operation = this.#operations[index];
    return operation.kind === "constant" && operation.value.mid === 0 && operation.value.rad === 0;
  }

  /** Sets coefficient k of a variable. */
  set(node: TapeNumber, k: number, mid: number, rad: number): void {
    this.#mids[node.index][k] = mid;
    this.#rads[node.index][k] = rad;
  }

  mid(node: TapeNumber, k: number): number {
    return this.#mids[node.index][k];
  }

  rad(node: TapeNumber, k: number): number {
    return this.#rads[node.index][k];
  }

  /** Computes coefficient k of every number on the tape from the coefficients 0, ..., k of the variables. */
  compute(k: number): void {
    const operations = this.#operations;
    for (let index = 0; index < operations.length; index++) this.#coefficient(operations[index], index, k);
  }

  #add(operation: Operation): TapeNumber {
    this.#operations.push(operation);
    this.#mids.push(zeros(this.order + 1));
    this.#rads.push(zeros(this.order + 1));
    return new TapeNumber(this, this.#operations.length - 1);
  }

  #put(index: number, k: number, mid: number, rad: number): void {
    const isKnown = Number.isFinite(mid) && rad < Number.POSITIVE_INFINITY;
    this.#mids[index][k] = isKnown ? mid : 0;
    this.#rads[index][k] = isKnown ? rad : Number.POSITIVE_INFINITY;
  }

  #coefficient(operation: Operation, index: number, k: number): void {
    const mids = this.#mids;
    const rads = this.#rads;
    switch (operation.kind) {
      case "variable":
        return;
      case "constant":
        if (k === 0) this.#put(index, 0, operation.value.mid, operation.value.rad);
        return;
      case "sum": {
        const { a, b, sign } = operation;
        const mid = mids[a][k] + sign * mids[b][k];
        const rad = rads[a][k] + rads[b][k] + UNIT_ROUNDOFF * Math.abs(mid);
        this.#put(index, k, mid, rad === 0 ? 0 : rad * ROUNDED_UP + TINY);
        return;
      }
      case "multiple": {
        const { a, factor } = operation;
        const mid = mids[a][k] * factor.mid;
        const size = Math.abs(mid);
        const rad = Math.abs(factor.mid) * rads[a][k] + factor.rad * (Math.abs(mids[a][k]) + rads[a][k]);
        // An exact zero stays one.
        this.#put(index, k, mid, rad === 0 && size === 0 ? 0 : (rad + UNIT_ROUNDOFF * size) * ROUNDED_UP + TINY);
        return;
      }
      case "product": {
        const { mid, rad } = this.#convolution(operation.a, operation.b, 0, k, k);
        this.#put(index, k, mid, rad);
        return;
      }
      case "quotient": {
        // a = b c: c_k = (a_k - sum_{j >= 1} b_j c_{k-j}) / b_0
        const { a, b } = operation;
        const rest = this.#convolution(b, index, 1, k, k);
        this.#divide(index, k, this.#difference(a, k, rest), { mid: mids[b][0], rad: rads[b][0] });
        return;
      }
      case "root": {
        // a = c^2: c_k = (a_k - sum_{0 < j < k} c_j c_{k-j}) / (2 c_0)
        const { a } = operation;
        if (k === 0) {
          const { mid, rad } = mids[a][0] > rads[a][0] ? new Ball(mids[a][0], rads[a][0]).sqrt() : Ball.unknown();
          this.#put(index, 0, mid, rad);
          return;
        }
        const rest = this.#convolution(index, index, 1, k - 1, k);
        this.#divide(index, k, this.#difference(a, k, rest), { mid: 2 * mids[index][0], rad: 2 * rads[index][0] });
        return;
      }
      case "absolute": {
        const { a } = operation;
        const sign = Math.abs(mids[a][0]) > rads[a][0] ? Math.sign(mids[a][0]) : Number.NaN;
        this.#put(index, k, sign * mids[a][k], rads[a][k]);
        return;
      }
      case "exponential": {
        // c' = a' c
        const { a } = operation;
        if (k === 0) {
          const { mid, rad } = new Ball(mids[a][0], rads[a][0]).exp();
          this.#put(index, 0, mid, rad);
        } else this.#integral(index, a, index, k);
        return;
      }
      case "sine":
      case "cosine": {
        // s' = a' c, c' = -a' s
        const { kind, a, other } = operation;
        if (k === 0) {
          const { mid, rad } = (kind === "sine" ? sine : cosine)(new Ball(mids[a][0], rads[a][0]));
          this.#put(index, 0, mid, rad);
          return;
        }
        this.#integral(index, a, other, k);
        if (kind === "cosine") this.#mids[index][k] *= -1;
        return;
      }
    }
  }

  /** Coefficient k of the integral of a' c: (1/k) sum_{j >= 1} j a_j c_{k-j} */
  #integral(index: number, a: number, c: number, k: number): void {
    let sum = 0;
    let size = 0;
    let spread = 0;
    const [am, ar, cm, cr] = [this.#mids[a], this.#rads[a], this.#mids[c], this.#rads[c]];
    for (let j = 1; j <= k; j++) {
      const x = Math.abs(am[j]);
      const y = Math.abs(cm[k - j]);
      sum += j * am[j] * cm[k - j];
      size += j * x * y;
      spread += j * (x * cr[k - j] + ar[j] * (y + cr[k - j]));
    }
    const rad = (spread + gammaFactor(k + 6) * size) / k;
    this.#put(index, k, sum / k, rad * ROUNDED_UP + TINY);
  }

  /** sum of a_j b_{k-j}, first <= j <= last */
  #convolution(a: number, b: number, first: number, last: number, k: number): Enclosure {
    let mid = 0;
    let size = 0;
    let spread = 0;
    const [am, ar, bm, br] = [this.#mids[a], this.#rads[a], this.#mids[b], this.#rads[b]];
    for (let j = first; j <= last; j++) {
      const product = am[j] * bm[k - j];
      mid += product;
      size += Math.abs(product);
      spread += Math.abs(am[j]) * br[k - j] + ar[j] * (Math.abs(bm[k - j]) + br[k - j]);
    }
    const rad = spread + gammaFactor(last - first + 4) * size;
    return { mid, rad: rad === 0 ? 0 : rad * ROUNDED_UP + TINY };
  }

  #difference(a: number, k: number, rest: Enclosure): Enclosure {
    const mid = this.#mids[a][k] - rest.mid;
    const rad = this.#rads[a][k] + rest.rad + UNIT_ROUNDOFF * Math.abs(mid);
    return { mid, rad: rad * ROUNDED_UP + TINY };
  }

  #divide(index: number, k: number, top: Enclosure, bottom: Enclosure): void {
    const least = Math.abs(bottom.mid) * (1 - 2 ** -40) - bottom.rad;
    if (!(least > 0)) {
      this.#put(index, k, 0, Number.POSITIVE_INFINITY);
      return;
    }
    const mid = top.mid / bottom.mid;
    const size = Math.abs(mid);
    const rad = (top.rad + size * bottom.rad) / least + 4 * UNIT_ROUNDOFF * size;
    this.#put(index, k, mid, rad * ROUNDED_UP + TINY);
  }
}

/** A number on a tape. Nothing is known of it before the tape is computed: comparisons are undecided. */
export class TapeNumber implements Real {
  readonly index: number;
  readonly evidence = "certified";
  readonly known = true;
  readonly #tape: TaylorTape;

  constructor(tape: TaylorTape, index: number) {
    this.#tape = tape;
    this.index = index;
  }

  get arithmetic(): Arithmetic {
    return this.#tape.arithmetic;
  }
  plus(other: Real): TapeNumber {
    return this.#tape.sum(this, onTape(other), 1);
  }
  minus(other: Real): TapeNumber {
    return this.#tape.sum(this, onTape(other), -1);
  }
  times(other: Real): TapeNumber {
    return this.#tape.product(this, onTape(other));
  }
  over(other: Real): TapeNumber {
    return this.#tape.quotient(this, onTape(other));
  }
  negate(): TapeNumber {
    return this.#number(0).minus(this);
  }
  abs(): TapeNumber {
    return this.#tape.apply("absolute", this);
  }
  /** Unknown where the number may be 0 */
  sqrt(): TapeNumber {
    return this.#tape.apply("root", this);
  }
  /** (x + y + |x - y|) / 2: unknown where the two may be equal */
  max(other: Real): TapeNumber {
    return this.plus(other).plus(this.minus(other).abs()).times(this.#number(0.5));
  }
  min(other: Real): TapeNumber {
    return this.plus(other).minus(this.minus(other).abs()).times(this.#number(0.5));
  }
  power(exponent: number): TapeNumber {
    if (!Number.isInteger(exponent) || exponent < 0)
      throw new RangeError(`a power's exponent must be an integer >= 0, got ${exponent}`);
    if (exponent === 0) return this.#number(1);
    let result: TapeNumber = this;
    for (let k = 1; k < exponent; k++) result = result.times(this);
    return result;
  }
  exp(): TapeNumber {
    return this.#tape.apply("exponential", this);
  }
  sine(): TapeNumber {
    return this.#tape.sineAndCosine(this)[0];
  }
  cosine(): TapeNumber {
    return this.#tape.sineAndCosine(this)[1];
  }
  log(): TapeNumber {
    return this.#tape.ball(Ball.unknown());
  }
  order(): Order {
    return "?";
  }
  toBall(): Enclosure {
    return { mid: 0, rad: Number.POSITIVE_INFINITY };
  }
  describe(): string {
    return "a number on a tape";
  }

  #number(value: number): TapeNumber {
    return this.#tape.ball(Ball.exact(value));
  }
}

function onTape(other: Real): TapeNumber {
  if (other instanceof TapeNumber) return other;
  throw new TypeError(`numbers on a tape combine with each other only, got one in ${other.arithmetic.name}`);
}
