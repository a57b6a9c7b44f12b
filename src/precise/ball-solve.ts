import type { BallRows } from "./ball-matrix.js";
import type { Budget } from "./budget.js";
import type { DyadicBall } from "./dyadic-ball.js";

/**
 * M X = B in balls, by elimination with the pivot of largest magnitude in each column; undefined where no pivot is
 * certainly not zero. Every step is carried out on balls, so each solution of each system in the enclosure is enclosed.
 */
export function solveBalls(
  matrix: BallRows,
  right: BallRows,
  bits: number,
  budget: Budget,
): DyadicBall[][] | undefined {
  const n = matrix.length;
  const columns = right[0]?.length ?? 0;
  const rows = matrix.map((row, i) => [...row, ...right[i]]);
  budget.spendProducts((n * n * (n + 3 * columns)) / 3 + n * columns, bits);
  for (let k = 0; k < n; k++) {
    let best = -1;
    for (let i = k; i < n; i++) {
      const sign = rows[i][k].sign;
      if (sign !== 1 && sign !== -1) continue;
      if (best === -1 || rows[i][k].magnitudeBits > rows[best][k].magnitudeBits) best = i;
    }
    if (best === -1) return undefined;
    [rows[k], rows[best]] = [rows[best], rows[k]];
    const pivot = rows[k][k];
    for (let i = k + 1; i < n; i++) {
      if (rows[i][k].sign === 0) continue;
      const factor = rows[i][k].over(pivot, bits);
      for (let j = k + 1; j < n + columns; j++) rows[i][j] = rows[i][j].minus(factor.times(rows[k][j], bits), bits);
    }
  }
  const solution: DyadicBall[][] = new Array(n);
  for (let k = n - 1; k >= 0; k--) {
    const values = rows[k].slice(n);
    for (let j = k + 1; j < n; j++)
      for (let c = 0; c < columns; c++) values[c] = values[c].minus(rows[k][j].times(solution[j][c], bits), bits);
    solution[k] = values.map((x) => x.over(rows[k][k], bits));
  }
  return solution;
}
