import type { TrainedBlock } from "../../models/implicit-relu/data.js";
import { solveBalls } from "../ball-solve.js";
import { DyadicBall } from "../dyadic-ball.js";
import type { BallPoint, Surroundings } from "./training-step.js";

type Vector = readonly DyadicBall[];
type Rows = readonly Vector[];

/** The units that are active, per sample: of N = gamma A Z + Phi, and of W X. */
export interface ExactPattern {
  readonly supports: readonly (readonly number[])[];
  readonly inputs: readonly (readonly boolean[])[];
}

/**
 * Enclosures of the Taylor coefficients of the flow theta' = -g(theta) from an exact point, g the formula gradient with a
 * fixed pattern: the recurrences on balls. Index k belongs to t^k.
 */
export interface TaylorCoefficients {
  /** Entries of the trained blocks, k = 0 .. order; one coefficient where frozen */
  readonly u: readonly Vector[];
  readonly v: readonly Vector[];
  readonly A: readonly Rows[];
  readonly W: readonly Rows[];
  /** Columns, one a sample */
  readonly images: readonly Rows[];
  readonly features: readonly Rows[];
  readonly preactivations: readonly Rows[];
  readonly states: readonly Rows[];
  readonly adjoints: readonly Rows[];
  readonly residual: readonly Vector[];
  /** Columns p_i r_i, and (p_i + v) r_i on the active inputs */
  readonly weighted: readonly Rows[];
  readonly direct: readonly Rows[];
}

/** Undefined where a linear system is not certainly regular. */
export function taylorCoefficients(
  point: BallPoint,
  around: Surroundings,
  pattern: ExactPattern,
  order: number,
): TaylorCoefficients | undefined {
  const { bits, gamma, inputs, y, trained, budget } = around;
  const m = point.u.length;
  const n = y.length;
  const units = Array.from({ length: m }, (_, j) => j);
  const samples = Array.from({ length: n }, (_, i) => i);
  const has = (block: TrainedBlock) => trained.includes(block);
  const inverses = inversesOf(point, around, pattern);
  if (inverses === undefined) return undefined;
  budget.spendProducts(order * order * n * m * (has("A") ? 2 * m : 3) + 2 * order * n * m * m, bits);
  const scaled = (column: Vector, factor: DyadicBall) => column.map((x) => times(x, factor, bits));
  const u = [point.u];
  const v = [point.v];
  const A: Rows[] = [point.A];
  const W: Rows[] = [point.W];
  const images: Rows[] = [];
  const features: Rows[] = [];
  const preactivations: Rows[] = [];
  const states: Rows[] = [];
  const adjoints: Rows[] = [];
  const residual: Vector[] = [];
  const weighted: Rows[] = [];
  const direct: Rows[] = [];
  const nothing = units.map(() => DyadicBall.zero);
  /** sum_{j = from}^{k} f_j(k - j), over the coefficients that there are */
  const convolved = (
    k: number,
    from: number,
    length: number,
    f: (j: number, rest: number) => DyadicBall,
  ): DyadicBall => {
    let sum = DyadicBall.zero;
    for (let j = from; j <= k && j < length; j++) sum = plus(sum, f(j, k - j), bits);
    return sum;
  };
  for (let k = 0; k <= order; k++) {
    const rows = W[k];
    const image = inputs.map((x) => (rows === undefined ? nothing : rows.map((row) => inner(row, x, bits))));
    images.push(image);
    const phi =
      inputs.length === 0
        ? k === 0
          ? around.features
          : samples.map(() => nothing)
        : image.map((column, i) =>
            column.map((x, j) => (pattern.inputs[i][j] ? times(x, around.scale, bits) : DyadicBall.zero)),
          );
    features.push(phi);
    const transposed = A.map((matrix) => units.map((j) => matrix.map((row) => row[j])));
    const next = samples.map((i) => {
      const { supports } = pattern;
      const feedback = (matrices: readonly Rows[], columns: readonly Rows[], j: number) =>
        times(
          gamma,
          convolved(k, 1, matrices.length, (l, rest) => inner(matrices[l][j], columns[rest][i], bits)),
          bits,
        );
      const b = units.map((j) => plus(phi[i][j], feedback(A, states, j), bits));
      const c = supports[i].map((j) => plus(u[k]?.[j] ?? DyadicBall.zero, feedback(transposed, adjoints, j), bits));
      const inverse = inverses[i];
      const z = [...nothing];
      const p = [...nothing];
      for (const [a, j] of supports[i].entries()) {
        z[j] = inverse[a].reduce((sum, x, e) => plus(sum, times(x, b[supports[i][e]], bits), bits), DyadicBall.zero);
        p[j] = inverse.reduce((sum, row, e) => plus(sum, times(row[a], c[e], bits), bits), DyadicBall.zero);
      }
      const active = new Set(supports[i]);
      const N = units.map((j) =>
        active.has(j) ? z[j] : plus(b[j], times(gamma, inner(point.A[j], z, bits), bits), bits),
      );
      return { z, p, N };
    });
    states.push(next.map(({ z }) => z));
    adjoints.push(next.map(({ p }) => p));
    preactivations.push(next.map(({ N }) => N));
    residual.push(
      samples.map((i) => {
        const sum = plus(
          convolved(k, 0, u.length, (j, rest) => inner(u[j], states[rest][i], bits)),
          convolved(k, 0, v.length, (j, rest) => inner(v[j], features[rest][i], bits)),
          bits,
        );
        return k === 0 ? sum.minus(y[i], bits) : sum;
      }),
    );
    weighted.push(
      samples.map((i) =>
        units.map((l) => convolved(k, 0, k + 1, (j, rest) => times(adjoints[j][i][l], residual[rest][i], bits))),
      ),
    );
    if (has("W"))
      direct.push(
        samples.map((i) =>
          units.map((l) =>
            pattern.inputs[i][l]
              ? plus(
                  weighted[k][i][l],
                  convolved(k, 0, v.length, (j, rest) => times(v[j][l], residual[rest][i], bits)),
                  bits,
                )
              : DyadicBall.zero,
          ),
        ),
      );
    if (k === order) break;
    const factor = DyadicBall.of(-1n).over(DyadicBall.of(BigInt(k + 1)), bits);
    const againstResidual = (columns: readonly Rows[]) =>
      scaled(
        units.map((l) =>
          samples.reduce(
            (sum, i) =>
              plus(
                sum,
                convolved(k, 0, k + 1, (j, rest) => times(columns[j][i][l], residual[rest][i], bits)),
                bits,
              ),
            DyadicBall.zero,
          ),
        ),
        factor,
      );
    if (has("u")) u.push(againstResidual(states));
    if (has("v")) v.push(againstResidual(features));
    if (has("A")) {
      const scale = gamma.times(factor, bits);
      A.push(
        units.map((j) =>
          units.map((l) => {
            let sum = DyadicBall.zero;
            for (const i of samples)
              for (let e = 0; e <= k; e++) sum = plus(sum, times(weighted[e][i][j], states[k - e][i][l], bits), bits);
            return times(sum, scale, bits);
          }),
        ),
      );
    }
    if (has("W")) {
      const scale = around.scale.times(factor, bits);
      W.push(
        units.map((l) =>
          (inputs[0] ?? []).map((_, e) =>
            times(
              samples.reduce((sum, i) => plus(sum, times(direct[k][i][l], inputs[i][e], bits), bits), DyadicBall.zero),
              scale,
              bits,
            ),
          ),
        ),
      );
    }
  }
  return { u, v, A, W, images, features, preactivations, states, adjoints, residual, weighted, direct };
}

/** (I - gamma A)_SS^{-1} for the active units S of each sample. */
function inversesOf(
  point: BallPoint,
  { gamma, bits, budget }: Surroundings,
  { supports }: ExactPattern,
): readonly Rows[] | undefined {
  const known = new Map<string, Rows>();
  const result: Rows[] = [];
  for (const places of supports) {
    const key = places.join();
    let inverse = known.get(key);
    if (inverse === undefined) {
      const system = places.map((i) =>
        places.map((j) => {
          const x = point.A[i][j].times(gamma, bits);
          return i === j ? DyadicBall.one.minus(x, bits) : x.negate();
        }),
      );
      const identity = places.map((i) => places.map((j) => (i === j ? DyadicBall.one : DyadicBall.zero)));
      inverse = places.length === 0 ? [] : solveBalls(system, identity, bits, budget);
      if (inverse === undefined) return undefined;
      known.set(key, inverse);
    }
    result.push(inverse);
  }
  return result;
}

const isZero = (x: DyadicBall): boolean => x.known && x.mid === 0n && x.rad === 0n;

/** Much of a layer is exactly zero: inactive units, frozen blocks. */
function plus(a: DyadicBall, b: DyadicBall, bits: number): DyadicBall {
  return isZero(b) ? a : isZero(a) ? b : a.plus(b, bits);
}

function times(a: DyadicBall, b: DyadicBall, bits: number): DyadicBall {
  return isZero(a) || isZero(b) ? DyadicBall.zero : a.times(b, bits);
}

function inner(a: Vector, b: Vector, bits: number): DyadicBall {
  let sum = DyadicBall.zero;
  for (let j = 0; j < a.length; j++) if (!isZero(b[j])) sum = plus(sum, times(a[j], b[j], bits), bits);
  return sum;
}
