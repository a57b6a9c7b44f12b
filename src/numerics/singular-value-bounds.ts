import { Ball } from "./ball.js";
import type { ColumnGram } from "./column-gram.js";
import { zeros } from "./doubles.js";
import {
  addDown,
  addUp,
  divideDown,
  divideUp,
  multiplyDown,
  multiplyUp,
  squareRootDown,
  squareRootUp,
} from "./rounding.js";

/**
 * Singular values, descending, of any A with A V = B, from what is known of B'B = D (I + E) D and from
 * ||V'V - I||_2 <= defect < 1. With E_k the leading k x k block (columns in falling norm), for every k >= i
 *   d_i^2 (1 - ||E_k||_F) <= sigma_i(B)^2 <= d_i^2 (1 + ||E_k||_F) + sum_{j>k} d_j^2
 * (Ostrowski and Cauchy's interlacing; above, a positive semidefinite matrix exceeds its leading block by at most its
 * trailing one), and sigma_i(B) / sqrt(1 + defect) <= sigma_i(A) <= sigma_i(B) / sqrt(1 - defect).
 */
export function singularValuesOf(gram: ColumnGram, defect: number): readonly Ball[] {
  const n = gram.norms.length;
  const order = Array.from({ length: n }, (_, j) => j).sort((a, b) => gram.norms[b].mid - gram.norms[a].mid);
  const lower = order.map((j) => Math.max(0, gram.norms[j].lower()));
  const upper = order.map((j) => gram.norms[j].upper());
  // The i-th largest of the true norms is at least the least of the first i lower ends, and likewise above.
  for (let i = 1; i < n; i++) lower[i] = Math.min(lower[i], lower[i - 1]);
  for (let i = n - 2; i >= 0; i--) upper[i] = Math.max(upper[i], upper[i + 1]);
  const coupling = leadingCouplings(gram, order);
  const tails = zeros(n + 1); // tails[k]: sum of upper[j]^2, j >= k
  for (let k = n - 1; k >= 0; k--) tails[k] = addUp(tails[k + 1], multiplyUp(upper[k], upper[k]));
  const isExact = coupling[n] === 0 && defect === 0;
  const shrink = squareRootDown(Math.max(0, addDown(1, -defect)));
  const grow = squareRootUp(addUp(1, defect));
  return order.map((j, i) => {
    if (isExact && lower[i] === Math.max(0, gram.norms[j].lower()) && upper[i] === gram.norms[j].upper())
      return gram.norms[j];
    let least = 0;
    let most = Number.POSITIVE_INFINITY;
    for (let k = i + 1; k <= n; k++) {
      const factor = addDown(1, -coupling[k]);
      if (factor > 0) least = Math.max(least, multiplyDown(lower[i], squareRootDown(factor)));
      const square = addUp(multiplyUp(multiplyUp(upper[i], upper[i]), addUp(1, coupling[k])), tails[k]);
      most = Math.min(most, squareRootUp(square));
    }
    return Ball.between(divideDown(least, grow), divideUp(most, shrink));
  });
}

/** coupling[k] >= ||E_k||_F, E_k the leading k x k block of E in the given order. */
function leadingCouplings(gram: ColumnGram, order: readonly number[]): Float64Array {
  const n = order.length;
  const result = zeros(n + 1);
  let squares = 0;
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < k; i++) {
      const coupling = gram.bounds[order[i]][order[k]];
      squares = addUp(squares, multiplyUp(2, multiplyUp(coupling, coupling)));
    }
    result[k + 1] = squareRootUp(squares);
  }
  return result;
}
