import type { Real } from "../../numerics/real.js";

/** A matrix A, rows x columns, and a deviation t. */
export interface GaussianMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly deviation: Real;
  /** sqrt(rows) and sqrt(columns) */
  readonly rowRoot: Real;
  readonly columnRoot: Real;
  /** ||A||_2 */
  readonly spectralNorm: Real;
  /** ||A||_F */
  readonly frobeniusNorm: Real;
}
