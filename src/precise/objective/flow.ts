import { type Budget, BudgetExceeded } from "../budget.js";
import { DyadicBall } from "../dyadic-ball.js";
import { bitLength } from "../integers.js";
import { type Series, SeriesSheet } from "../power-series.js";
import { decompose, Rational } from "../rational.js";
import { PreciseReal } from "../real.js";
import { lengthened } from "../step-length.js";
import type { ExactFamily } from "./family.js";
import { real } from "./ring.js";

const MAX_STEPS = 600;
/** Runs are made at these precisions; each serves enclosures of so many bits, the last one all. */
const RUNS = [
  { serves: 64, bits: 84 },
  { serves: 128, bits: 150 },
  { serves: Number.POSITIVE_INFINITY, bits: 290 },
] as const;
const LIFT = 1 + 2 ** -30;

interface State {
  /** In units of 2^-fraction */
  readonly centre: readonly bigint[];
  /** |true - centre| <= radius */
  readonly radius: number;
  readonly time: Rational;
  /** A proposal for the next step's length */
  readonly proposal: Rational;
}

/**
 * Gradient flow x' = -grad f(x) of a polynomial f by polynomials z(s), s in [0, 1], with a certified defect. Over a step of
 * length tau, d = z' + tau grad f(z) has the coefficients that rounding leaves below the order, and beyond it what the
 * sheet's tails bound: |d| <= D on [0, 1]. The distance of the true solution x from z obeys, with mu a bound of -lambda_min of
 * the Hessian between them, d|x - z|/ds <= tau mu |x - z| + |d|; so |x - z| <= e^(tau mu) (radius + D) at the end. That is at most
 * 2 (radius + D) where tau mu <= 1/2, which says in what ball mu is to be taken. e^m <= 1 + m + m^2 there.
 */
export class ObjectiveFlow {
  readonly #family: ExactFamily;
  readonly #start: readonly number[];
  readonly #budget: Budget;
  readonly #runs = new Map<number, Run>();

  /** @param start the doubles of the family's start */
  constructor(family: ExactFamily, start: Iterable<number>, budget: Budget) {
    this.#family = family;
    this.#start = [...start];
    this.#budget = budget;
  }

  /** x(time) for time >= 0 */
  at(time: number): PreciseReal[] {
    const exact = Rational.fromNumber(time);
    return this.#start.map((_, i) => PreciseReal.enclosed((bits) => this.#run(bits).at(exact)[i]));
  }

  #run(wanted: number): Run {
    const { bits } = RUNS.find(({ serves }) => wanted <= serves) ?? RUNS[RUNS.length - 1];
    let run = this.#runs.get(bits);
    if (run === undefined) {
      run = new Run(this.#family, this.#start, bits, this.#budget);
      this.#runs.set(bits, run);
    }
    return run;
  }
}

class Run {
  readonly #family: ExactFamily;
  readonly #bits: number;
  readonly #fraction: number;
  readonly #order: number;
  readonly #sheet: SeriesSheet;
  readonly #x: readonly Series[];
  readonly #gradient: readonly Series[];
  readonly #budget: Budget;
  readonly #states: State[];
  /** Of the start: errors are judged against this, also where the state tends to 0 */
  readonly #size: number;
  readonly #known = new Map<string, readonly DyadicBall[]>();

  constructor(family: ExactFamily, start: readonly number[], bits: number, budget: Budget) {
    this.#family = family;
    this.#bits = bits;
    this.#fraction = bits + 40;
    this.#order = Math.ceil(0.4 * bits) + 6;
    this.#budget = budget;
    const sheet = new SeriesSheet(this.#order, this.#fraction);
    this.#sheet = sheet;
    this.#x = start.map(() => sheet.variable());
    this.#gradient = family.gradient(sheet, this.#x);
    let lost = 0;
    const centre = start.map((entry) => {
      const { mantissa, exponent } = decompose(entry);
      const shift = exponent + this.#fraction;
      if (shift >= 0) return mantissa << BigInt(shift);
      lost += 2 ** -this.#fraction;
      return mantissa >> BigInt(-shift);
    });
    const steepness = upper(family.hessianBound(start.map(real), real(0)));
    const first = steepness > 0 && steepness < Number.POSITIVE_INFINITY ? 1 / (4 * steepness) : 1;
    this.#size = Math.max(2 ** -24, ...start.map(Math.abs));
    this.#states = [
      { centre, radius: lost * LIFT, time: Rational.zero, proposal: Rational.of(1n, 1n, lengthOf(first) - 1) },
    ];
  }

  at(time: Rational): readonly DyadicBall[] {
    const key = `${time.numerator}e${time.exponent}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    let state = this.#states.findLast((earlier) => earlier.time.compare(time) <= 0) as State;
    for (let count = 0; state.time.compare(time) < 0; count++) {
      if (count >= MAX_STEPS) throw new BudgetExceeded("the flow takes too many steps");
      state = this.#step(state, time.minus(state.time));
    }
    const latest = this.#states[this.#states.length - 1];
    if (latest.time.compare(state.time) < 0) this.#states.push(state);
    const { mantissa, exponent } = decompose(state.radius);
    const spread = DyadicBall.of(0n, exponent, mantissa);
    const work = this.#fraction + 64;
    const balls = state.centre.map((entry) => DyadicBall.of(entry, -this.#fraction).plus(spread, work));
    this.#known.set(key, balls);
    return balls;
  }

  #step(state: State, rest: Rational): State {
    let proposal = state.proposal;
    for (let attempt = 0; attempt < 60; attempt++) {
      const tau = rest.compare(proposal) <= 0 ? rest : proposal;
      this.#expand(state.centre, tau);
      const defect = this.#defect(tau);
      const length = upward(tau);
      const scale = Math.max(this.#size, ...this.#x.map((x) => x.norm));
      // The longest step whose last coefficient is within the precision, from how the coefficients fall.
      const last = Math.max(...this.#x.map((x) => x.sizes[this.#order] + x.sizes[this.#order - 1] / 2), 2 ** -900);
      const spare = lengthOf(scale) - this.#bits - 3 - lengthOf(last);
      const eighths = Math.floor(Math.max(-480, Math.min(480, (8 * spare) / this.#order)));
      const wide = this.#x.reduce((sum, x) => sum + x.norm - x.sizes[0] * (1 - 2 ** -40), 0);
      const start = (state.radius + defect) * LIFT;
      const mu = this.#concavity(state.centre, (wide + 2 * start) * LIFT);
      const growth = mu * length * LIFT;
      if (defect <= 2 ** -this.#bits * scale && growth <= 0.5) {
        const radius = (1 + growth + growth * growth) * start * LIFT;
        const centre = this.#x.map((x) => x.coefficients.reduce((sum, c) => sum + c, 0n));
        const proposed = lengthened(tau, Math.min(16, eighths));
        const next = tau === rest && proposed.compare(proposal) < 0 ? proposal : proposed;
        return { centre, radius, time: state.time.plus(tau), proposal: next };
      }
      proposal = lengthened(tau, growth > 0.5 ? -8 : Math.min(-4, eighths));
    }
    throw new BudgetExceeded("no step of the flow can be certified");
  }

  /** Coefficients of the solution over s in [0, 1], rounded to units. */
  #expand(centre: readonly bigint[], tau: Rational): void {
    const sheet = this.#sheet;
    const terms = (this.#order * this.#order * this.#gradient.length) / 2;
    this.#budget.spendProducts(2 * terms, this.#fraction);
    for (const [i, x] of this.#x.entries()) sheet.set(x, 0, centre[i]);
    for (let k = 0; k <= this.#order; k++) {
      sheet.compute(k);
      if (k === this.#order) break;
      for (const [i, g] of this.#gradient.entries()) {
        const scaled = -g.coefficients[k] * tau.numerator;
        const shifted = tau.exponent >= 0 ? scaled << BigInt(tau.exponent) : scaled >> BigInt(-tau.exponent);
        sheet.set(this.#x[i], k + 1, shifted / BigInt(k + 1));
      }
    }
    sheet.close();
  }

  /** An upper bound of |z' + tau grad f(z)|, summed over the coordinates. */
  #defect(tau: Rational): number {
    const length = upward(tau);
    const unit = 2 ** -this.#fraction;
    let sum = 0;
    for (const g of this.#gradient) {
      // (k + 1) z_(k+1) + tau g_k: two cuts of less than a unit, the second times k + 1, and the error of g_k
      for (let k = 0; k < this.#order; k++) sum += length * g.errors[k] + (k + 2) * unit;
      sum += length * (g.sizes[this.#order] + g.tail);
    }
    return sum * LIFT;
  }

  #concavity(centre: readonly bigint[], rho: number): number {
    // At nearby doubles: the bound is wanted to a few digits only.
    let off = 0;
    const near = centre.map((entry) => {
      const excess = Math.max(0, bitLength(entry) - 53);
      off += 2 ** Math.max(-900, excess - this.#fraction);
      return Number(entry >> BigInt(excess)) * 2 ** (excess - this.#fraction);
    });
    return upper(this.#family.concavityBound(near.map(real), real((rho + off) * LIFT)));
  }
}

/** A double >= x; Infinity where nothing is known */
function upper(x: PreciseReal): number {
  const { mid, rad } = x.toBall();
  return (Math.abs(mid) + rad) * LIFT;
}

/** A double >= the positive rational */
function upward(x: Rational): number {
  return upper(PreciseReal.rational(x));
}

/** k with 2^(k-1) <= x < 2^k for x > 0 */
function lengthOf(x: number): number {
  const { mantissa, exponent } = decompose(x);
  return bitLength(mantissa) + exponent;
}
