import type { Real } from "../../numerics/real.js";

/**
 * What a claim sees of a two-layer network f(x) = sum_j a_j s(w_j . x + b_j), s(z) = max(z, slope z) with s'(0) = 1, and loss
 * sum (f(x_i) - y_i)^2 / 2. The balance of unit j is |w_j|^2 + b_j^2 - a_j^2; norms are over all units.
 */
export interface HomogeneousNetwork {
  readonly samples: number;
  readonly inputs: number;
  readonly width: number;
  readonly loss: Real;
  /** The derivatives along gradient flow: of the balances, without the biases' part, and of |w_j|^2 + b_j^2 + a_j^2 */
  readonly balanceDerivative: Real;
  readonly balanceDerivativeWithoutBias: Real;
  readonly sumDerivative: Real;
  /** Change of the balances in one step of gradient descent, and what is left of it after eta^2 (|dw_j|^2 + db_j^2 - da_j^2) */
  readonly stepChange: Real;
  readonly stepIdentityDefect: Real;
}
