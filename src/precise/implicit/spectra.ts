import { PreciseReal } from "../real.js";
import type { RealMatrix } from "../real-matrix.js";
import { gramEigenvalues, leastSingularValue, spectralNorm } from "../singular-values.js";
import type { RationalVector } from "../vectors.js";
import { totalBits } from "./active-set.js";
import { type Quantities, unknowns } from "./quantities.js";

/** Longer matrices are not looked up by their entries. */
const MAX_KEY_BITS = 40_000;

/** Singular values of one matrix, on demand; unknown where the matrix is. */
export interface MatrixSpectrum {
  readonly norm: PreciseReal;
  /** sigma_n for n columns; 0 for fewer rows */
  readonly least: PreciseReal;
  /** Eigenvalues of M^T M, ascending */
  readonly gram: readonly PreciseReal[];
}

/**
 * Spectra of the matrices of one instance. Equal matrices share one spectrum: where Z = relu(Phi), both norms are the same
 * object, hence equal, although neither may be a root sum.
 */
export class SpectralStore {
  readonly #quantities: Quantities;
  readonly #known = new Map<string, MatrixSpectrum>();

  constructor(quantities: Quantities) {
    this.#quantities = quantities;
  }

  of(matrix: RealMatrix | undefined, columns: number): MatrixSpectrum {
    const exact = matrix?.exact;
    if (exact === undefined) return { norm: PreciseReal.unknown, least: PreciseReal.unknown, gram: unknowns(columns) };
    const key = keyOf(exact);
    const known = key === undefined ? undefined : this.#known.get(key);
    if (known !== undefined) return known;
    const spectrum = new ExactSpectrum(exact, this.#quantities.within(`matrix ${this.#known.size}`));
    this.#known.set(key ?? `long ${this.#known.size}`, spectrum);
    return spectrum;
  }
}

class ExactSpectrum implements MatrixSpectrum {
  readonly #columns: readonly RationalVector[];
  readonly #quantities: Quantities;

  constructor(columns: readonly RationalVector[], quantities: Quantities) {
    this.#columns = columns;
    this.#quantities = quantities;
  }

  get norm(): PreciseReal {
    return this.#quantities.real("norm", (budget) => spectralNorm(this.#columns, budget));
  }

  get least(): PreciseReal {
    return this.#quantities.real("least", (budget) => leastSingularValue(this.#columns, budget));
  }

  get gram(): readonly PreciseReal[] {
    return this.#quantities.reals("Gram", this.#columns.length, (budget) => gramEigenvalues(this.#columns, budget));
  }
}

/** Equal for equal matrices while their entries are short enough to be in lowest terms. */
function keyOf(columns: readonly RationalVector[]): string | undefined {
  if (totalBits(columns) > MAX_KEY_BITS) return undefined;
  return columns
    .map(({ numerators, denominator, exponent }) => `${numerators.join()}/${denominator}e${exponent}`)
    .join(";");
}
