import type { BallRows } from "../ball-matrix.js";
import { type Budget, BudgetExceeded } from "../budget.js";
import { DyadicBall } from "../dyadic-ball.js";
import { exponential } from "../elementary.js";
import { bitLength } from "../integers.js";
import { Rational } from "../rational.js";
import { lengthened } from "../step-length.js";
import { BOUND_BITS, convolved, total, upperEnd } from "./bounds.js";
import type { ExactDesign } from "./design.js";
import type { FractionMatrix } from "./fraction-matrix.js";
import { widened } from "./rows.js";
import { type FixedMatrix, type TaylorStep, taylorStep } from "./taylor.js";

const MAX_STEPS = 1500;
/** Precisions at which runs are made, and the most bits that each of them serves; whoever asks for more gets the last. */
const PRECISIONS = [
  { serves: 96, bits: 92 },
  { serves: Number.POSITIVE_INFINITY, bits: 190 },
] as const;

type Rows = bigint[][];

interface State {
  /** In units of 2^-F */
  readonly U: Rows;
  readonly V: Rows;
  /** |true - (U, V)| <= radius */
  readonly radius: DyadicBall;
}

/**
 * Gradient flow from exact weights by Taylor polynomials z whose defect is bounded (taylor.ts): the coefficients' exact
 * remainders, and beyond the order norms. The error e = x - z grows by d|e|/dt <= mu |e| + |defect|, mu >= ||X'R|| between z
 * and x, since the Hessian of the loss is at least -||X'R||; so |e(end)| <= e^(mu tau) (|e(start)| + sum of |defects|).
 */
export class ExactFlow {
  readonly #design: ExactDesign;
  readonly #start: { readonly U: FractionMatrix; readonly V: FractionMatrix };
  readonly #budget: Budget;
  readonly #known = new Map<string, { readonly U: BallRows; readonly V: BallRows }>();
  /** States reached, by precision, in the order of their times: a later time goes on from them. */
  readonly #reached = new Map<
    number,
    { readonly time: Rational; readonly state: State; readonly proposal: Rational }[]
  >();

  constructor(design: ExactDesign, U: FractionMatrix, V: FractionMatrix, budget: Budget) {
    this.#design = design;
    this.#start = { U, V };
    this.#budget = budget;
  }

  /** (U, V)(time), to at most about 200 bits short of the flow's own sensitivity. */
  at(time: Rational, bits: number): { readonly U: BallRows; readonly V: BallRows } {
    const precision = PRECISIONS[bits <= PRECISIONS[0].serves ? 0 : 1].bits;
    const key = `${time.numerator}/${time.denominator}e${time.exponent} ${precision}`;
    let result = this.#known.get(key);
    if (result === undefined) {
      result = this.#integrate(time, precision);
      this.#known.set(key, result);
    }
    return result;
  }

  #integrate(time: Rational, bits: number): { readonly U: BallRows; readonly V: BallRows } {
    const fraction = bits + 32;
    const field = { S: fixed(this.#design.gram), K: fixed(this.#design.mappedTarget) };
    const smoothness = frobeniusBound(field.S);
    const reached = this.#reached.get(bits) ?? [this.#beginning(field, fraction)];
    this.#reached.set(bits, reached);
    const from = reached.findLast((known) => known.time.compare(time) <= 0) ?? reached[0];
    let { state, proposal } = from;
    let rest = time.minus(from.time);
    for (let step = 0; rest.sign > 0; step++) {
      if (step >= MAX_STEPS) throw new BudgetExceeded("the flow takes too many steps");
      const taken = this.#step(field, smoothness, state, rest, proposal, bits);
      state = taken.state;
      proposal = taken.proposal;
      rest = rest.minus(taken.elapsed);
    }
    if (reached[reached.length - 1].time.compare(time) < 0) reached.push({ time, state, proposal });
    const balls = (rows: Rows) =>
      widened(
        rows.map((row) => row.map((x) => DyadicBall.of(x, -fraction))),
        state.radius,
        fraction + 64,
      );
    return { U: balls(state.U), V: balls(state.V) };
  }

  /** The start, and a first step of about 1/8 over a bound of the flow's derivative. */
  #beginning(field: { readonly S: FixedMatrix; readonly K: FixedMatrix }, fraction: number) {
    const [u, v] = [rounded(this.#start.U, fraction), rounded(this.#start.V, fraction)];
    const state: State = { U: u.rows, V: v.rows, radius: total([u.lost, v.lost]) };
    const size = frobeniusBound({ entries: [...u.rows, ...v.rows], exponent: -fraction });
    const slope = frobeniusBound(field.K).plus(frobeniusBound(field.S).times(size.times(size, 48), 48), 48);
    const exponent = slope.mid === 0n ? 0 : -(bitLength(slope.mid) + slope.exponent) - 2;
    return { time: Rational.zero, state, proposal: Rational.of(1n, 1n, exponent) };
  }

  #step(
    field: { readonly S: FixedMatrix; readonly K: FixedMatrix },
    smoothness: DyadicBall,
    state: State,
    rest: Rational,
    first: Rational,
    bits: number,
  ): { readonly state: State; readonly elapsed: Rational; readonly proposal: Rational } {
    const order = Math.ceil(bits / 4) + 8;
    const fraction = bits + 32;
    let proposal = first;
    for (let attempt = 0; attempt < 80; attempt++) {
      const isLast = rest.compare(proposal) <= 0;
      const elapsed = isLast ? rest : proposal;
      const series = taylorStep(field, state, elapsed, order, fraction, this.#budget);
      const radius = radiusAfter(series, smoothness, state.radius, elapsed, order, bits);
      const eighths = room(series, order, bits);
      if (radius === undefined) {
        proposal = lengthened(elapsed, Math.min(-8, eighths));
        continue;
      }
      // s = 1: the end is the sum of the coefficients, exactly
      const next = isLast ? proposal : lengthened(elapsed, Math.min(16, eighths));
      return { state: { U: sumOf(series.U), V: sumOf(series.V), radius }, elapsed, proposal: next };
    }
    throw new BudgetExceeded("no step of the flow can be certified");
  }
}

/** How many eighths of a doubling the step may be longer for the last coefficients to stay within the precision. A proposal. */
function room({ norms }: TaylorStep, order: number, bits: number): number {
  const last = Math.max(norms[order].magnitudeBits, norms[order - 1].magnitudeBits - 1);
  // At rest all later coefficients are 0, and their magnitudes -Infinity.
  if (last === Number.NEGATIVE_INFINITY) return 480;
  const spare = norms[0].magnitudeBits - bits - 5 - last;
  return Math.floor(Math.max(-480, Math.min(480, (8 * spare) / order)));
}

function radiusAfter(
  series: TaylorStep,
  smoothness: DyadicBall,
  radius: DyadicBall,
  elapsed: Rational,
  order: number,
  bits: number,
): DyadicBall | undefined {
  const b = BOUND_BITS;
  const tau = DyadicBall.fromRational(elapsed, b);
  const { norms } = series;
  const curvature = [...series.curvature];
  // |S W_k| <= |S| sum |U_i| |V_(k-i)| <= |S| sum z_i z_(k-i)
  for (let k = order + 1; k <= 2 * order; k++)
    curvature.push(upperEnd(smoothness.times(convolved(norms, norms, k), b)));
  const beyond: DyadicBall[] = [];
  for (let k = order; k <= 3 * order; k++) beyond.push(convolved(curvature, norms, k));
  const tail = upperEnd(tau.times(total(beyond), b));
  const size = norms[0].scaled(-bits);
  if (tail.minus(size, b).sign === 1 && norms[0].sign === 1) return undefined;
  const start = total([radius, tail, ...series.remainders]);
  const assumed = start.scaled(2);
  const reach = total(norms);
  const bend = smoothness.times(assumed, b).times(reach.plus(assumed, b), b);
  const growth = tau.times(total(curvature).plus(bend, b), b);
  if (growth.minus(DyadicBall.of(1n, -1), b).sign !== -1) return undefined;
  const end = upperEnd(exponential(upperEnd(growth), b).times(start, b));
  return start.sign === 0 || assumed.minus(end, b).sign === 1 ? end : undefined;
}

/** A dyadic matrix as integers. @throws RangeError for other denominators, which doubles do not have */
function fixed(matrix: FractionMatrix): FixedMatrix {
  if (matrix.flat.denominator !== 1n) throw new RangeError("products of doubles are dyadic");
  return { entries: matrix.integers, exponent: matrix.flat.exponent };
}

/** Rounded to multiples of 2^-fraction, with a bound of the norm of what was lost. */
function rounded(matrix: FractionMatrix, fraction: number): { readonly rows: Rows; readonly lost: DyadicBall } {
  const { entries, exponent } = fixed(matrix);
  const shift = exponent + fraction;
  const rows = entries.map((row) => row.map((x) => (shift >= 0 ? x << BigInt(shift) : x >> BigInt(-shift))));
  const count = BigInt(matrix.rows * matrix.columns);
  return { rows, lost: shift >= 0 ? DyadicBall.zero : DyadicBall.of(count, -fraction) };
}

function frobeniusBound({ entries, exponent }: FixedMatrix): DyadicBall {
  const square = entries.flat().reduce((sum, x) => sum + x * x, 0n);
  return upperEnd(DyadicBall.of(square, 2 * exponent).sqrt(BOUND_BITS));
}

function sumOf(coefficients: readonly Rows[]): Rows {
  return coefficients[0].map((row, i) => row.map((_, j) => coefficients.reduce((sum, rows) => sum + rows[i][j], 0n)));
}
