import type { ImplicitData, TrainedBlock } from "../../models/implicit-relu/data.js";

/** Quantities of the layer that the bound needs, each rounded up but the two margins, which are rounded down. */
export interface ToleranceFacts {
  /** q = gamma ||A||_2 < 1 */
  readonly gain: number;
  readonly equilibriumNorm: number;
  readonly featureNorm: number;
  readonly residualNorm: number;
  /** min |N_ji| and min |(W X)_ji| over all samples; 0 where nothing is known */
  readonly patternMargin: number;
  readonly inputPatternMargin: number;
}

/**
 * How far the gradient of the layer unrolled for K steps, in arithmetic of unit roundoff u, may be from the gradient at
 * the equilibrium: bounds of the Frobenius norms of the blocks' errors. Null where the activation patterns are not safely
 * those of the equilibrium, so that nothing can be said.
 *
 * Notation: zeta = ||Phi||_F / (1 - q) >= ||Z_k||_F, rho = ||r||, g = (terms + 12) u 1.1, which bounds the relative error
 * of each product, sum and relu of a step against the sum of its absolute terms, for any order of summation (the
 * gamma of Higham, section 3.1, with a dozen operations to spare); "terms" is the longest sum, max(m, n, d, K).
 * All data are float32 numbers except gamma and s, whose rounding is one of the spare operations.
 *
 * Truncation (C12 and its derivative). ||N_k - N|| <= q^k zeta, so the patterns are the final ones from the step k0 on
 * at which q^k0 zeta is below the margin. From there the derivatives along any direction, e_k = dZ_k - dZ, obey
 * ||e_k|| <= q ||e_(k-1)|| + gamma ||dA|| q^(k-1) zeta, and ||e_k0|| <= 2 S with S = (gamma ||dA|| zeta + ||dPhi||) / (1 - q), so
 * ||e_K|| <= 2 q^(K - k0) S + (K - k0) q^(K-1) gamma ||dA|| zeta. The gradient is the largest derivative of the loss over
 * unit directions: dL_K - dL = <r_K, dyhat_K> - <r, dyhat>, at most rho ||u|| ||e_K|| + ||u|| q^K zeta (||u|| ||dZ_K|| + ||v|| ||dPhi||),
 * and for u and v the first factor is direct: ||Z_K r_K - Z r|| <= q^K zeta (rho + ||u|| zeta), ||Phi (r_K - r)|| <= ||Phi|| ||u|| q^K zeta.
 *
 * Rounding. ePhi = g s ||W||_F ||X||_F; forward eZ = (ePhi + g (gamma ||A||_F zeta + ||Phi||_F)) / (1 - q);
 * residual er = ||u|| eZ + ||v|| ePhi + g (zeta ||u|| + ||Phi|| ||v|| + ||y||). Backward s_K = D (u r'), s_(k-1) = D (gamma A' s_k):
 * the s_k sum to at most T = ||u|| rho' / (1 - q), rho' = rho + er + q^K ||u|| zeta, and their errors to
 * eT = ||u|| er / (1 - q) + g ||u|| rho' / (1 - q) + g gamma ||A||_F ||u|| rho' / (1 - q)^2. The blocks sum s_k Z_(k-1)', and so on.
 * Terms of second order in g are covered by the final factor 1.1; patterns agree if the margins exceed the forward errors.
 */
export function unrolledTolerance(
  layer: ImplicitData,
  steps: number,
  unitRoundoff: number,
  facts: ToleranceFacts,
): Readonly<Record<TrainedBlock, number>> | null {
  const { features, gamma, A, u, y } = layer;
  if ("Phi" in features || u === undefined || y === undefined) return null;
  const { W, X, featureScale: s } = features;
  const { gain: q, featureNorm: phi, residualNorm } = facts;
  if (!(q < 1)) return null;
  const left = 1 - q;
  const zeta = phi / left;
  const norm = (values: Float64Array): number => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));
  const [normU, normV] = [norm(u), norm(layer.v ?? new Float64Array(0))];
  const [normA, normW, normX] = [norm(A.data), norm(W.data), norm(X.data)];
  const g = (Math.max(W.rows, X.columns, X.rows, steps) + 12) * unitRoundoff * 1.1;

  const cut = q ** steps * zeta;
  const ePhi = g * s * normW * normX;
  const eZ = (ePhi + g * (gamma * normA * zeta + phi)) / left;
  const er = normU * eZ + normV * ePhi + g * (zeta * normU + phi * normV + norm(y));
  const eN = gamma * normA * eZ + ePhi + g * (gamma * normA * zeta + phi);
  let settled = 0;
  while (settled < steps && !(q ** settled * zeta + eN < facts.patternMargin / 1.1)) settled++;
  if (settled >= steps || !(ePhi < (facts.inputPatternMargin * s) / 1.1)) return null;

  const rho = residualNorm + er + normU * cut;
  const truncation = (dA: number, dPhi: number): number => {
    const speed = (gamma * dA * zeta + dPhi) / left;
    const late = steps - settled;
    const derivative = 2 * q ** late * speed + late * q ** (steps - 1) * gamma * dA * zeta;
    return rho * normU * derivative + normU * cut * (normU * speed + normV * dPhi);
  };
  const T = (normU * rho) / left;
  const eT = (normU * er + g * normU * rho) / left + (g * gamma * normA * normU * rho) / left ** 2;
  const blocks = {
    u: cut * (rho + normU * zeta) + eZ * rho + zeta * er + g * zeta * rho,
    v: phi * normU * cut + ePhi * rho + phi * er + g * phi * rho,
    A: truncation(1, 0) + gamma * (eT * zeta + T * eZ + 2 * g * T * zeta),
    W: truncation(0, s * normX) + s * normX * (eT + normV * er + 3 * g * (T + normV * rho)),
  };
  const safe = (bound: number): number => 1.1 * bound;
  return { u: safe(blocks.u), v: safe(blocks.v), A: safe(blocks.A), W: safe(blocks.W) };
}
