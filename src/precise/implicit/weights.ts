import type { Budget } from "../budget.js";
import { determinant, visitPrincipalMinors } from "../integer-matrix.js";
import { Rational } from "../rational.js";
import { PreciseReal } from "../real.js";
import { spectralNorm } from "../singular-values.js";
import { isNormal, spectralRadius } from "../spectral-radius.js";
import type { DyadicMatrix } from "../vectors.js";
import { Quantities } from "./quantities.js";

const MAX_MINOR_WIDTH = 12;

/** Norms, radii and minors of gamma A, computed on demand. */
export class WeightQuantities {
  readonly gamma: PreciseReal;
  /** M = gamma A, exactly */
  readonly weights: DyadicMatrix;
  /** gamma |A| */
  readonly absolute: DyadicMatrix;
  readonly #matrix: DyadicMatrix;
  readonly #quantities: Quantities;

  /** @param gamma >= 0 */
  constructor(gamma: Rational, matrix: DyadicMatrix, budget: Budget) {
    this.gamma = PreciseReal.rational(gamma);
    this.#matrix = matrix;
    this.weights = matrix.scaled(gamma);
    this.absolute = matrix.abs().scaled(gamma);
    this.#quantities = new Quantities(budget);
  }

  get spectralNorm(): PreciseReal {
    return this.#quantities.real("norm", (budget) => spectralNorm(this.#matrix.toColumns(), budget));
  }

  get gain(): PreciseReal {
    return this.#quantities.real("gain", () => this.gamma.times(this.spectralNorm));
  }

  /** The same number as the gain where A is normal, so that both compare as equal although neither may be exact. */
  get spectralRadiusGain(): PreciseReal {
    return this.#quantities.real("radius", (budget) => {
      if (isNormal(this.#matrix.entries, budget)) return this.gain;
      return this.gamma.times(spectralRadius(this.#matrix, budget));
    });
  }

  /** The same number as the spectral radius where no entry of A, or of -A, is negative. */
  get absoluteGain(): PreciseReal {
    return this.#quantities.real("Perron root", (budget) => {
      const entries = this.#matrix.entries.flat();
      if (entries.every((x) => x >= 0n) || entries.every((x) => x <= 0n)) return this.spectralRadiusGain;
      return this.gamma.times(spectralRadius(this.#matrix.abs(), budget));
    });
  }

  get frobeniusGain(): PreciseReal {
    return this.#quantities.real("Frobenius norm", () =>
      this.gamma.times(
        PreciseReal.rootOf(
          this.#matrix.toColumns().reduce((sum, column) => sum.plus(column.normSquared()), Rational.zero),
        ),
      ),
    );
  }

  get largestEntryGain(): PreciseReal {
    return PreciseReal.rational(largest(this.absolute.entries.flat(), this.absolute.exponent));
  }

  get columnSumGain(): PreciseReal {
    return PreciseReal.rational(largest(this.absolute.transpose().entries.map(sum), this.absolute.exponent));
  }

  get rowSumGain(): PreciseReal {
    return PreciseReal.rational(largest(this.absolute.entries.map(sum), this.absolute.exponent));
  }

  /** det(I - M) */
  get determinant(): PreciseReal {
    return this.#quantities.real("determinant", (budget) => {
      const complement = this.weights.identityMinus();
      return PreciseReal.rational(
        Rational.of(determinant(complement.entries, budget), 1n, complement.exponent * complement.rows),
      );
    });
  }

  get leastPrincipalMinor(): PreciseReal {
    return this.#quantities.real("least minor", (budget) => {
      if (this.weights.rows > MAX_MINOR_WIDTH) return PreciseReal.unknown;
      const complement = this.weights.identityMinus();
      let least: { minor: bigint; size: number } | undefined;
      visitPrincipalMinors(
        complement.entries,
        (minor, size) => {
          // minor 2^(e size) against least.minor 2^(e least.size), e <= 0: in units of the larger size's power.
          if (least !== undefined) {
            const shift = complement.exponent * (least.size - size);
            const a = shift < 0 ? minor << BigInt(-shift) : minor;
            const b = shift > 0 ? least.minor << BigInt(shift) : least.minor;
            if (a >= b) return;
          }
          least = { minor, size };
        },
        budget,
      );
      if (least === undefined) return PreciseReal.unknown;
      return PreciseReal.rational(Rational.of(least.minor, 1n, complement.exponent * least.size));
    });
  }

  /**
   * Whether z = relu(M z + phi) is certain to have exactly one solution for every phi: ||M|| < 1, rho(|M|) < 1, or
   * I - M a P-matrix. Cheap bounds first.
   */
  get wellPosed(): boolean {
    return this.#quantities.once("well posed", () => this.#decideWellPosed(), false);
  }

  #decideWellPosed(): boolean {
    const one = PreciseReal.rational(Rational.one);
    const isBelowOne = (x: PreciseReal): boolean => x.order(one) === "<";
    if ([this.rowSumGain, this.columnSumGain, this.frobeniusGain].some(isBelowOne)) return true;
    if (isBelowOne(this.gain) || isBelowOne(this.absoluteGain)) return true;
    return (
      this.leastPrincipalMinor.known && this.leastPrincipalMinor.order(PreciseReal.rational(Rational.zero)) === ">"
    );
  }
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, x) => total + x, 0n);
}

function largest(values: readonly bigint[], exponent: number): Rational {
  let most = 0n;
  for (const x of values) if (x > most) most = x;
  return Rational.of(most, 1n, exponent);
}
