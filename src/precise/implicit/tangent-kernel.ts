import type { ImplicitData, TrainedBlock } from "../../models/implicit-relu/data.js";
import type { TangentKernel } from "../../models/implicit-relu/training-view.js";
import { gcd } from "../integers.js";
import { Rational } from "../rational.js";
import { PreciseReal } from "../real.js";
import { RealMatrix } from "../real-matrix.js";
import { DyadicMatrix, RationalVector } from "../vectors.js";
import type { LinearPoint } from "./derivatives.js";
import { unknowns } from "./quantities.js";
import type { MatrixSpectrum, SpectralStore } from "./spectra.js";

/** What kernels are made of. */
export interface KernelSource {
  readonly states: readonly RationalVector[] | undefined;
  readonly features: readonly RationalVector[] | undefined;
  point(): LinearPoint | undefined;
  readonly spectra: SpectralStore;
}

/** The part of one sample's row of the Jacobian that belongs to a block; undefined where it has no meaning. */
export function jacobianRow(
  block: TrainedBlock,
  data: ImplicitData,
  at: { z: RationalVector; phi: RationalVector; point: LinearPoint; sample: number },
): RationalVector | undefined {
  if (block === "u") return at.z;
  if (block === "v") return at.phi;
  if (block === "A") return outer(at.point.adjoints[at.sample], at.z).scaled(Rational.fromNumber(data.gamma));
  const { features } = data;
  const Q = at.point.inputAdjoints?.[at.sample];
  if (!("W" in features) || Q === undefined) return undefined;
  const x = DyadicMatrix.fromDoubles(features.X).column(at.sample);
  return outer(Q, x).scaled(Rational.fromNumber(features.featureScale));
}

/** left right^T, row-major. */
function outer(left: RationalVector, right: RationalVector): RationalVector {
  return RationalVector.of(
    left.numerators.flatMap((a) => right.numerators.map((b) => a * b)),
    left.denominator * right.denominator,
    left.exponent + right.exponent,
  );
}

/** The parts one after the other. */
function concatenated(parts: readonly RationalVector[]): RationalVector {
  if (parts.length === 1) return parts[0];
  let denominator = 1n;
  let exponent = 1 << 20;
  for (const part of parts) {
    denominator = (denominator / gcd(denominator, part.denominator)) * part.denominator;
    if (!part.isZero) exponent = Math.min(exponent, part.exponent);
  }
  return RationalVector.of(
    parts.flatMap((part) => {
      if (part.isZero) return part.numerators;
      const factor = (denominator / part.denominator) << BigInt(part.exponent - exponent);
      return part.numerators.map((x) => x * factor);
    }),
    denominator,
    exponent === 1 << 20 ? 0 : exponent,
  );
}

/**
 * The kernel of some blocks: entries in Hadamard form from inner products of p, z, Q and x; eigenvalues from the rows of
 * the Jacobian, which are written out (the eigenvalues of J J^T are the squares of J's singular values).
 */
export class ExactKernel implements TangentKernel {
  readonly #size: number;
  readonly #entry: ((i: number, j: number) => Rational) | undefined;
  readonly jacobian: readonly RationalVector[] | undefined;
  readonly #spectra: SpectralStore | undefined;

  private constructor(
    size: number,
    entry?: (i: number, j: number) => Rational,
    jacobian?: readonly RationalVector[],
    spectra?: SpectralStore,
  ) {
    this.#size = size;
    this.#entry = entry === undefined ? undefined : onceEach(size, entry);
    this.jacobian = jacobian;
    this.#spectra = spectra;
  }

  static unknown(size: number): ExactKernel {
    return new ExactKernel(size);
  }

  /** The inner products of some vectors. */
  static gramOf(vectors: readonly RationalVector[] | undefined, size: number, spectra: SpectralStore): ExactKernel {
    if (vectors === undefined) return ExactKernel.unknown(size);
    return new ExactKernel(size, (i, j) => vectors[i].dot(vectors[j]), vectors, spectra);
  }

  static of(blocks: readonly TrainedBlock[], data: ImplicitData, source: KernelSource): ExactKernel {
    const { states: z, features: phi } = source;
    const size = phi?.length ?? 0;
    if (z === undefined || phi === undefined) return ExactKernel.unknown(size);
    const needsPoint = blocks.some((block) => block === "A" || block === "W");
    const point = needsPoint ? source.point() : undefined;
    if (needsPoint && point === undefined) return ExactKernel.unknown(size);
    const blank: LinearPoint = { supports: [], adjoints: [], inputAdjoints: undefined };
    const rows = z.map((_, i) => {
      const at = { z: z[i], phi: phi[i], point: point ?? blank, sample: i };
      return blocks.map((block) => jacobianRow(block, data, at));
    });
    if (rows.some((row) => row.includes(undefined))) return ExactKernel.unknown(size);
    const gammaSquared = Rational.fromNumber(data.gamma).times(Rational.fromNumber(data.gamma));
    const entry = (i: number, j: number): Rational =>
      blocks
        .map((block) => {
          if (block === "u") return z[i].dot(z[j]);
          if (block === "v") return phi[i].dot(phi[j]);
          const { adjoints, inputAdjoints } = point as LinearPoint;
          if (block === "A") return adjoints[i].dot(adjoints[j]).times(z[i].dot(z[j])).times(gammaSquared);
          return inputProduct(data, inputAdjoints as readonly RationalVector[], i, j);
        })
        .reduce((sum, term) => sum.plus(term), Rational.zero);
    // Parts that are zero in every row are left out, so that H = Z^T Z is the very matrix Z^T Z where p = Q = 0.
    const kept = blocks.flatMap((_, b) => (rows.every((row) => row[b]?.isZero) ? [] : [b]));
    const parts = kept.length === 0 ? [0] : kept;
    const jacobian = rows.map((row) => concatenated(parts.map((b) => row[b] as RationalVector)));
    return new ExactKernel(size, entry, jacobian, source.spectra);
  }

  /** The same kernel with entries from the rows of the Jacobian. */
  ofJacobian(): ExactKernel {
    const J = this.jacobian;
    return J === undefined ? this : new ExactKernel(this.#size, (i, j) => J[i].dot(J[j]), J, this.#spectra);
  }

  entry(row: number, column: number): PreciseReal {
    return this.#entry === undefined ? PreciseReal.unknown : PreciseReal.rational(this.#entry(row, column));
  }

  get eigenvalues(): readonly PreciseReal[] {
    return this.#spectrum?.gram ?? unknowns(this.#size);
  }
  get lambdaMin(): PreciseReal {
    return this.#spectrum?.least.power(2) ?? PreciseReal.unknown;
  }
  get lambdaMax(): PreciseReal {
    return this.#spectrum?.norm.power(2) ?? PreciseReal.unknown;
  }

  /** x^T M x */
  energy(x: RationalVector): PreciseReal {
    const entry = this.#entry;
    if (entry === undefined) return PreciseReal.unknown;
    let sum = Rational.zero;
    for (let i = 0; i < x.length; i++)
      for (let j = 0; j < x.length; j++) sum = sum.plus(entry(i, j).times(x.entry(i)).times(x.entry(j)));
    return PreciseReal.rational(sum);
  }

  get #spectrum(): MatrixSpectrum | undefined {
    if (this.jacobian === undefined || this.#spectra === undefined) return undefined;
    const rows = this.jacobian[0]?.length ?? 0;
    return this.#spectra.of(RealMatrix.exactly(rows, this.jacobian), this.#size);
  }
}

/** The entries of a symmetric matrix, each formed at its first use: energies ask for all of them again. */
function onceEach(size: number, entry: (i: number, j: number) => Rational): (i: number, j: number) => Rational {
  const known = new Map<number, Rational>();
  return (i, j) => {
    const place = Math.min(i, j) * size + Math.max(i, j);
    const value = known.get(place) ?? entry(i, j);
    known.set(place, value);
    return value;
  };
}

/** s^2 <Q_i, Q_j> <x_i, x_j> */
function inputProduct(data: ImplicitData, Q: readonly RationalVector[], i: number, j: number): Rational {
  const { features } = data;
  if (!("W" in features)) throw new TypeError("a block W without W");
  const X = DyadicMatrix.fromDoubles(features.X);
  const scale = Rational.fromNumber(features.featureScale);
  return Q[i]
    .dot(Q[j])
    .times(X.column(i).dot(X.column(j)))
    .times(scale.times(scale));
}
