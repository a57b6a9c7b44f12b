import { Ball } from "./ball.js";
import { BallMatrix } from "./ball-matrix.js";
import { type Contraction, contractionWeights, isContraction } from "./contraction.js";
import { mapped, zeros } from "./doubles.js";
import { proposeEquilibrium } from "./equilibrium-proposal.js";
import { scaledMatrix } from "./expanded-matrix.js";
import { Matrix } from "./matrix.js";
import { spectralNorm, spectralNormUpperBound } from "./norms.js";
import { addUp, exponentOf, LEAST_SUBNORMAL, multiplyUp, scaleByPowerOfTwo, scaleUp } from "./rounding.js";
import { euclideanNormUpperBound, largestAbsolute } from "./scaling.js";
import { encloseColumn, type Sample, type SettledColumn, SettledSystems, verifyColumn } from "./settled-pattern.js";
import { isWide, wideFixedPoint } from "./wide-fixed-point.js";

/** Z = relu(gamma A Z + Phi): A is m x m, Phi m x n with one column a sample; Phi may carry errors. */
export interface FixedPointProblem {
  readonly gamma: number;
  readonly A: Matrix;
  readonly Phi: Matrix | BallMatrix;
}

export interface FixedPointOptions {
  /** A known upper bound of gamma ||A||_2; computed where left out. */
  readonly gain?: number;
  /** Set where uniqueness for every Phi is proved otherwise (I - gamma A is a P-matrix): then any verified solution is it. */
  readonly isUnique?: boolean;
}

/** Which argument proved that Z encloses the one fixed point. */
export type FixedPointCertificate = "contraction" | "weighted contraction" | "active set" | "none";

export interface FixedPoint {
  /** The fixed point, m x n, with entrywise radii; unknown unless certified. Certainly inactive entries are exactly 0. */
  readonly Z: BallMatrix;
  /** N = gamma A Z + Phi, m x n, with entrywise radii; equal to Z where certainly active. */
  readonly preActivation: BallMatrix;
  readonly certificate: FixedPointCertificate;
  /** 1 certainly active (N > 0), 0 certainly inactive (N <= 0), -1 not settled; row-major. */
  readonly pattern: Int8Array;
}

/**
 * The fixed point of z -> relu(gamma A z + phi) for each column of Phi, with certified entrywise radii.
 *
 * 1. gamma ||A||_2 < 1, or weights w with gamma |A| w < w, prove that there is exactly one (theory C1, C1b).
 * 2. A proposal (Picard, Newton on active sets) gives an active set S; (I - M_SS) z_S = phi_S is solved with certified
 *    entrywise errors. Where z_S >= 0 and N <= 0 elsewhere are certain, that is a fixed point, and so the only one: radii
 *    don't grow like 1 / (1 - q) or with the weights. Each column is scaled by a power of two first, so nothing under- or
 *    overflows. Where only `isUnique` says that there is no other, a column must be settled this way.
 * 3. Else, at kinks, the proposal is measured by its residual, formed with compensated products:
 *    ||z - z*||_2 <= ||relu(gamma A z + phi) - z||_2 / (1 - q), with the residual's own error and that of phi added (T3);
 *    likewise in the weighted maximum norm. That settles signs of N: where N <= 0 is certain z* is exactly 0, where N > 0 is
 *    certain the entries solve (I - M_SS) z_S = phi_S + M_SU z_U with U the few unsettled entries; a few rounds, and only
 *    while m stays moderate.
 * Many columns of a wide layer are certified by the contraction alone, all at once (wide-fixed-point.ts).
 * @throws RangeError for shapes that don't fit.
 */
export function solveFixedPoint(problem: FixedPointProblem, options: FixedPointOptions = {}): FixedPoint {
  const { gamma, A, Phi } = problem;
  const m = A.rows;
  if (A.columns !== m || Phi.rows !== m)
    throw new RangeError(
      `A (${m} x ${A.columns}) must be square and Phi (${Phi.rows} x ${Phi.columns}) have as many rows`,
    );
  const phi = BallMatrix.from(Phi);
  const matrix = scaledMatrix(gamma, A);
  if (!phi.known || !(gamma >= 0) || largestAbsolute(matrix.high.data) === Number.POSITIVE_INFINITY)
    return nothing(m, Phi.columns);
  const gain = options.gain ?? gainUpperBound(gamma, A);
  if (isWide(m, Phi.columns, gain)) {
    const wide = wideFixedPoint(gamma, A, phi, gain);
    if (wide !== undefined) return wide;
  }
  const contraction: Contraction = { gain, ...contractionWeights(matrix) };
  const proven = isContraction(contraction);
  if (!proven && options.isUnique !== true) return nothing(m, Phi.columns);
  const columns = Array.from({ length: Phi.columns }, (_, c) => scaledColumn(phi, c));
  const proposals = proposeEquilibrium(
    matrix.high,
    columns.map((column) => column.phi),
  );
  const systems = new SettledSystems(matrix);
  const solved: SettledColumn[] = [];
  for (let c = 0; c < columns.length; c++) {
    const verified = verifyColumn(matrix, columns[c], proposals[c], systems);
    const column =
      verified === undefined && proven
        ? encloseColumn(matrix, contraction, columns[c], proposals[c], systems)
        : verified;
    if (column === undefined) return nothing(m, Phi.columns);
    solved.push(column);
  }
  const certificate = !proven ? "active set" : gain < 1 ? "contraction" : "weighted contraction";
  return assemble(m, columns, solved, certificate);
}

function gainUpperBound(gamma: number, A: Matrix): number {
  const cheap = Ball.exact(gamma)
    .times(Ball.exact(spectralNormUpperBound(A)))
    .upper();
  if (cheap <= 0.5) return cheap;
  return Math.min(cheap, Ball.exact(gamma).times(spectralNorm(A)).upper());
}

function nothing(m: number, n: number): FixedPoint {
  const unknown = BallMatrix.unknown(m, n);
  return { Z: unknown, preActivation: unknown, certificate: "none", pattern: new Int8Array(m * n).fill(-1) };
}

/** One column of Phi times 2^-exponent. */
interface ScaledColumn extends Sample {
  readonly exponent: number;
}

function scaledColumn(phi: BallMatrix, index: number): ScaledColumn {
  const column = phi.mid.column(index);
  const largest = largestAbsolute(column);
  const exponent = largest === 0 ? 0 : exponentOf(largest);
  const scaled = mapped(column, (x) => scaleByPowerOfTwo(x, -exponent));
  const errors = mapped(column, (x, i) => {
    const given = scaleUp(phi.entryRadius(i * phi.columns + index), -exponent);
    return scaleByPowerOfTwo(scaled[i], exponent) === x ? given : addUp(given, LEAST_SUBNORMAL);
  });
  return { phi: scaled, exponent, ...(errors.some((e) => e !== 0) && { errors }) };
}

function assemble(
  m: number,
  columns: readonly ScaledColumn[],
  solved: readonly SettledColumn[],
  certificate: FixedPointCertificate,
): FixedPoint {
  const n = columns.length;
  const Z = new Matrix(m, n);
  const preActivation = new Matrix(m, n);
  const radii = zeros(m * n);
  const preActivationRadii = zeros(m * n);
  const pattern = new Int8Array(m * n);
  const norms = zeros(n);
  solved.forEach((column, c) => {
    const { exponent } = columns[c];
    const put = (k: number, mid: Matrix, rad: Float64Array, value: number, error: number): void => {
      mid.data[k] = scaleByPowerOfTwo(value, exponent);
      const rounding = scaleByPowerOfTwo(mid.data[k], -exponent) === value ? 0 : LEAST_SUBNORMAL;
      rad[k] = addUp(scaleUp(error, exponent), rounding);
    };
    for (let i = 0; i < m; i++) {
      put(i * n + c, Z, radii, column.z[i], column.errors[i]);
      put(i * n + c, preActivation, preActivationRadii, column.preActivation[i], column.preActivationErrors[i]);
      pattern[i * n + c] = column.pattern[i];
    }
    // sqrt(m) roundings into subnormals, at most
    norms[c] = addUp(scaleUp(column.norm, exponent), multiplyUp(m, LEAST_SUBNORMAL));
  });
  const exact = radii.every((r) => r === 0);
  const rad = exact ? 0 : Math.min(euclideanNormUpperBound(norms), euclideanNormUpperBound(radii));
  const enclosure = new BallMatrix(Z, rad, radii);
  if (!enclosure.known) return nothing(m, n);
  return {
    Z: enclosure,
    preActivation: BallMatrix.withEntryRadii(preActivation, preActivationRadii),
    certificate,
    pattern,
  };
}
