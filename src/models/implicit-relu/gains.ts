import { Ball } from "../../numerics/ball.js";
import { determinant, principalMinors } from "../../numerics/determinant.js";
import type { Matrix } from "../../numerics/matrix.js";
import { frobeniusNorm, infinityNorm, oneNorm, spectralNorm } from "../../numerics/norms.js";
import { largestAbsolute } from "../../numerics/scaling.js";
import { nonnegativeSpectralRadius, spectralRadius } from "../../numerics/spectral-radius.js";
import { lazy } from "../lazy.js";
import { GainMatrix } from "./gain-matrix.js";

/** Widest layer whose 2^m - 1 principal minors are computed. */
const LARGEST_MINOR_WIDTH = 12;

/** The part of a layer that is about gamma A alone: its size in the norms that claims use, the minors of I - gamma A. */
export class LayerGains {
  readonly gamma: Ball;
  readonly A: Matrix;
  /** gamma A */
  readonly gainMatrix: GainMatrix;
  readonly #spectralNorm = lazy(() => spectralNorm(this.A));
  readonly #spectralRadius = lazy(() => spectralRadius(this.A));
  readonly #absoluteRadius = lazy(() => nonnegativeSpectralRadius(this.A.map(Math.abs)));
  readonly #comparison = lazy(() => this.gainMatrix.absolute());
  readonly #determinant = lazy(() => determinant(this.gainMatrix.system));
  readonly #minors = lazy(() => principalMinors(this.gainMatrix.system));

  constructor(gamma: number, A: Matrix) {
    this.gamma = Ball.exact(gamma);
    this.A = A;
    this.gainMatrix = new GainMatrix(gamma, A);
  }

  /** gamma |A| */
  get comparison(): GainMatrix {
    return this.#comparison();
  }

  get spectralNorm(): Ball {
    return this.#spectralNorm();
  }

  get gain(): Ball {
    return this.gamma.times(this.spectralNorm);
  }

  get spectralRadiusGain(): Ball {
    return this.gamma.times(this.#spectralRadius());
  }

  get absoluteGain(): Ball {
    return this.gamma.times(this.#absoluteRadius());
  }

  get frobeniusGain(): Ball {
    return this.gamma.times(frobeniusNorm(this.A));
  }

  get largestEntryGain(): Ball {
    return this.gamma.times(Ball.exact(largestAbsolute(this.A.data)));
  }

  get columnSumGain(): Ball {
    return this.gamma.times(oneNorm(this.A));
  }

  get rowSumGain(): Ball {
    return this.gamma.times(infinityNorm(this.A));
  }

  get determinant(): Ball {
    return this.#determinant();
  }

  /** The least of the 2^m - 1 principal minors of I - gamma A; unknown for m > 12 */
  get leastPrincipalMinor(): Ball {
    if (this.A.rows > LARGEST_MINOR_WIDTH) return Ball.unknown();
    return this.#minors().reduce((least, minor) => least.min(minor));
  }

  /** Whether every principal minor is positive; null where m > 12 or a sign is not certain */
  get isPMatrix(): boolean | null {
    if (this.A.rows > LARGEST_MINOR_WIDTH) return null;
    const minors = this.#minors();
    if (minors.some((minor) => minor.known && minor.upper() <= 0)) return false;
    return minors.every((minor) => minor.lower() > 0) ? true : null;
  }
}
