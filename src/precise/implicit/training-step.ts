import type { TrainedBlock } from "../../models/implicit-relu/data.js";
import { solveBalls } from "../ball-solve.js";
import type { Budget } from "../budget.js";
import { DyadicBall } from "../dyadic-ball.js";

/** Row-major balls of theta, the inputs X (rows of d x n), gamma, s and y. */
export interface BallPoint {
  readonly u: readonly DyadicBall[];
  readonly v: readonly DyadicBall[];
  /** Rows of A */
  readonly A: readonly (readonly DyadicBall[])[];
  /** Rows of W; empty where the features are given */
  readonly W: readonly (readonly DyadicBall[])[];
}

/** What does not move. */
export interface Surroundings {
  readonly gamma: DyadicBall;
  readonly scale: DyadicBall;
  /** Columns of X; empty where the features are given */
  readonly inputs: readonly (readonly DyadicBall[])[];
  /** Columns of Phi, where given */
  readonly features: readonly (readonly DyadicBall[])[];
  readonly y: readonly DyadicBall[];
  readonly trained: readonly TrainedBlock[];
  readonly bits: number;
  readonly budget: Budget;
}

/** Equilibrium, residual and formula gradient at one point. */
export interface BallGradient {
  /** Columns of Z */
  readonly states: readonly (readonly DyadicBall[])[];
  readonly residual: readonly DyadicBall[];
  readonly gradient: BallPoint;
}

const PROPOSAL_STEPS = 4000;
const REPAIRS = 30;

/** Undefined where a pattern is not certain. The point's gain must be below 1: the caller has made sure. */
export function gradientAt(point: BallPoint, around: Surroundings): BallGradient | undefined {
  const { bits, gamma, inputs, features, y, budget } = around;
  const m = point.u.length;
  const n = y.length;
  const M = point.A.map((row) => row.map((a) => a.times(gamma, bits)));
  const images = inputs.map((x) => point.W.map((row) => dot(row, x, bits)));
  const active = images.map(signs);
  if (active.includes(undefined)) return undefined;
  const phi =
    inputs.length === 0
      ? features
      : images.map((image) => image.map((w) => (w.sign === 1 ? w.times(around.scale, bits) : DyadicBall.zero)));
  const states: (readonly DyadicBall[])[] = [];
  const adjoints: (readonly DyadicBall[])[] = [];
  for (const column of phi) {
    const support = supportOf(M, column, around);
    if (support === undefined) return undefined;
    states.push(support.state);
    const p = onSupport(transposed(M), point.u, support.places, bits, budget);
    if (p === undefined) return undefined;
    adjoints.push(p);
  }
  const residual = states.map((z, i) =>
    dot(point.u, z, bits)
      .plus(dot(point.v, phi[i], bits), bits)
      .minus(y[i], bits),
  );
  const combine = (columns: readonly (readonly DyadicBall[])[], j: number): DyadicBall =>
    residual.reduce((sum, r, i) => sum.plus(columns[i][j].times(r, bits), bits), DyadicBall.zero);
  const outer = (
    left: readonly (readonly DyadicBall[])[],
    right: readonly (readonly DyadicBall[])[],
    factor: DyadicBall,
  ): DyadicBall[][] => {
    const weighted = left.map((column, i) => column.map((x) => x.times(residual[i], bits).times(factor, bits)));
    return Array.from({ length: m }, (_, j) =>
      Array.from({ length: right[0]?.length ?? 0 }, (__, l) =>
        weighted.reduce((sum, column, i) => sum.plus(column[j].times(right[i][l], bits), bits), DyadicBall.zero),
      ),
    );
  };
  budget.spendProducts(n * m * (m + 2 * (inputs[0]?.length ?? 0) + 4), bits);
  const has = (block: TrainedBlock) => around.trained.includes(block);
  const units = Array.from({ length: m }, (_, j) => j);
  const Q = adjoints.map((p, i) =>
    p.map((x, j) => (images[i]?.[j].sign === 1 ? x.plus(point.v[j], bits) : DyadicBall.zero)),
  );
  return {
    states,
    residual,
    gradient: {
      u: has("u") ? units.map((j) => combine(states, j)) : [],
      v: has("v") ? units.map((j) => combine(phi, j)) : [],
      A: has("A") ? outer(adjoints, states, gamma) : [],
      W: has("W") ? outer(Q, inputs, around.scale) : [],
    },
  };
}

/** theta - eta g */
export function stepped(point: BallPoint, { gradient }: BallGradient, eta: DyadicBall, bits: number): BallPoint {
  const move = (x: DyadicBall, g: DyadicBall) => x.minus(eta.times(g, bits), bits);
  const vector = (xs: readonly DyadicBall[], gs: readonly DyadicBall[]) =>
    gs.length === 0 ? xs : xs.map((x, j) => move(x, gs[j]));
  const matrix = (xs: readonly (readonly DyadicBall[])[], gs: readonly (readonly DyadicBall[])[]) =>
    gs.length === 0 ? xs : xs.map((row, j) => vector(row, gs[j]));
  return {
    u: vector(point.u, gradient.u),
    v: vector(point.v, gradient.v),
    A: matrix(point.A, gradient.A),
    W: matrix(point.W, gradient.W),
  };
}

export function dot(a: readonly DyadicBall[], b: readonly DyadicBall[], bits: number): DyadicBall {
  let sum = DyadicBall.zero;
  for (let j = 0; j < a.length; j++) sum = sum.plus(a[j].times(b[j], bits), bits);
  return sum;
}

/** Which entries are certainly positive, the others certainly not; undefined where one is not certain. */
function signs(values: readonly DyadicBall[]): boolean[] | undefined {
  const result: boolean[] = [];
  for (const value of values) {
    if (value.sign === 1) result.push(true);
    else if (value.known && value.high <= 0n) result.push(false);
    else return undefined;
  }
  return result;
}

/** The active set of z = relu(M z + phi), proposed in floating point, verified in balls. */
function supportOf(
  M: readonly (readonly DyadicBall[])[],
  phi: readonly DyadicBall[],
  { bits, budget }: Surroundings,
): { places: readonly number[]; state: readonly DyadicBall[] } | undefined {
  let places = proposedPlaces(M, phi);
  for (let attempt = 0; attempt < REPAIRS; attempt++) {
    const state = onSupport(M, phi, places, bits, budget);
    if (state === undefined) return undefined;
    const preactivation = M.map((row, j) => dot(row, state, bits).plus(phi[j], bits));
    const kept = new Set(places);
    const wrong: number[] = [];
    for (let j = 0; j < phi.length; j++) {
      const value = kept.has(j) ? state[j] : preactivation[j];
      if (value.sign === 1) {
        if (!kept.has(j)) wrong.push(j);
      } else if (value.known && value.high <= 0n) {
        if (kept.has(j)) wrong.push(j);
      } else return undefined;
    }
    if (wrong.length === 0) return { places, state };
    const next = new Set(places);
    for (const j of attempt < 10 ? wrong : wrong.slice(0, 1)) if (!next.delete(j)) next.add(j);
    places = [...next].sort((a, b) => a - b);
  }
  return undefined;
}

/** x with x_S = (M x + b)_S and zeros elsewhere. */
function onSupport(
  M: readonly (readonly DyadicBall[])[],
  b: readonly DyadicBall[],
  places: readonly number[],
  bits: number,
  budget: Budget,
): DyadicBall[] | undefined {
  const result = b.map(() => DyadicBall.zero);
  if (places.length === 0) return result;
  const system = places.map((i) =>
    places.map((j) => (i === j ? DyadicBall.one.minus(M[i][j], bits) : M[i][j].negate())),
  );
  const solution = solveBalls(
    system,
    places.map((i) => [b[i]]),
    bits,
    budget,
  );
  if (solution === undefined) return undefined;
  for (const [k, j] of places.entries()) result[j] = solution[k][0];
  return result;
}

function transposed(rows: readonly (readonly DyadicBall[])[]): DyadicBall[][] {
  return rows.map((_, j) => rows.map((row) => row[j]));
}

function proposedPlaces(M: readonly (readonly DyadicBall[])[], phi: readonly DyadicBall[]): number[] {
  const matrix = M.map((row) => row.map(nearby));
  const offset = phi.map(nearby);
  let z = offset.map((x) => Math.max(0, x));
  for (let step = 0; step < PROPOSAL_STEPS; step++) {
    let change = 0;
    let size = 0;
    const next = matrix.map((row, j) => {
      let sum = offset[j];
      for (let k = 0; k < row.length; k++) sum += row[k] * z[k];
      const value = sum > 0 ? sum : 0;
      change = Math.max(change, Math.abs(value - z[j]));
      size = Math.max(size, value);
      return value;
    });
    z = next;
    if (!(change > 1e-15 * size)) break;
  }
  return z.flatMap((x, j) => (x > 0 ? [j] : []));
}

/** A double near the ball's midpoint; only for proposals. */
function nearby(ball: DyadicBall): number {
  if (!ball.known || ball.mid === 0n) return 0;
  const length = ball.mid.toString(2).length;
  const shift = Math.max(0, length - 60);
  return Number(ball.mid >> BigInt(shift)) * 2 ** Math.max(-1000, Math.min(1000, ball.exponent + shift));
}
