import { Ball } from "../../numerics/ball.js";
import { BallMatrix } from "../../numerics/ball-matrix.js";
import { entriesOf, fromEntries } from "./entries.js";

const ZERO = Ball.exact(0);

/**
 * relu(X) - relu(Y), entry by entry, where `gap` is another enclosure of X - Y: the gap itself where both are certainly
 * >= 0 (if it is the sharper one), 0 where both are <= 0, the plain difference elsewhere. So a difference that is known
 * to all digits stays so, although X and Y themselves may agree in most of theirs.
 */
export function reluDifference(X: BallMatrix, Y: BallMatrix, gap: BallMatrix): BallMatrix {
  if (!X.known || !Y.known) return BallMatrix.unknown(X.rows, X.columns);
  const second = entriesOf(Y);
  const gaps = gap.known ? entriesOf(gap) : null;
  const entries = entriesOf(X).map((x, k) => {
    const y = second[k];
    if (x.upper() <= 0 && y.upper() <= 0) return ZERO;
    const plain = x.max(ZERO).minus(y.max(ZERO));
    const isLinear = gaps !== null && x.lower() >= 0 && y.lower() >= 0;
    return isLinear && gaps[k].rad < plain.rad ? gaps[k] : plain;
  });
  return fromEntries(X.rows, X.columns, entries);
}
