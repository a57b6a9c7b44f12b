import { Ball } from "../../numerics/ball.js";
import type { BallMatrix } from "../../numerics/ball-matrix.js";
import { type ExpandedMatrix, identityMinus, scaledMatrix as scaledExpansion } from "../../numerics/expanded-matrix.js";
import type { Matrix } from "../../numerics/matrix.js";
import { scaleByPowerOfTwo } from "../../numerics/rounding.js";
import { lazy } from "../lazy.js";
import { entriesOf, fromEntries, mapEntries } from "./entries.js";
import { product, scaledMatrix } from "./product.js";

/**
 * M = gamma A, kept as the pair of doubles that it is: products M Z are summed with A's own entries and multiplied by
 * gamma once, so that no rounding of gamma a_ij enters. A is scaled by a power of two to entries below 2 (and gamma the
 * other way), which changes nothing but keeps products of entries like 1e150 from overflowing.
 */
export class GainMatrix {
  readonly gamma: number;
  readonly A: Matrix;
  readonly #rounded = lazy(() => {
    const factor = Ball.exact(this.gamma);
    const entries = Array.from(this.A.data, (x) => factor.times(Ball.exact(x)));
    return fromEntries(this.A.rows, this.A.rows, entries);
  });
  readonly #system = lazy(() => identityMinus(scaledExpansion(this.gamma, this.A)));

  constructor(gamma: number, A: Matrix) {
    const scaled = scaledPair(gamma, A) ?? { gamma, A };
    this.gamma = scaled.gamma;
    this.A = scaled.A;
  }

  get width(): number {
    return this.A.rows;
  }

  /** The entries of gamma A, each with the error of its own rounding. */
  get rounded(): BallMatrix {
    return this.#rounded();
  }

  /** I - gamma A, to about 106 bits */
  get system(): ExpandedMatrix {
    return this.#system();
  }

  /** I - gamma A, each entry with the errors of its two roundings */
  get roundedSystem(): BallMatrix {
    const diagonal = this.width + 1;
    const one = Ball.exact(1);
    return mapEntries(this.rounded, (x, k) => (k % diagonal === 0 ? one.minus(x) : x.negate()));
  }

  /** gamma |A| */
  absolute(): GainMatrix {
    return new GainMatrix(
      this.gamma,
      this.A.map((x) => Math.abs(x)),
    );
  }

  /** gamma A^T */
  transpose(): GainMatrix {
    return new GainMatrix(this.gamma, this.A.transpose());
  }

  /** gamma A Z + offset */
  affine(Z: BallMatrix, offset?: BallMatrix): BallMatrix {
    const factor = Ball.exact(this.gamma);
    const offsets = offset === undefined ? null : entriesOf(offset);
    return mapEntries(product(this.A, Z), (x, k) => {
      const image = factor.times(x);
      return offsets === null ? image : image.plus(offsets[k]);
    });
  }
}

/** The same product with the largest |a_ij| in [1, 2), where scaling both factors is exact. */
function scaledPair(gamma: number, A: Matrix): { gamma: number; A: Matrix } | null {
  const { matrix, exponent } = scaledMatrix(A);
  const scaledGamma = scaleByPowerOfTwo(gamma, exponent);
  const isExact = Number.isFinite(scaledGamma) && scaleByPowerOfTwo(scaledGamma, -exponent) === gamma;
  return isExact ? { gamma: scaledGamma, A: matrix } : null;
}
