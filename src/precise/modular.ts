import type { IntegerRows } from "./integer-matrix.js";

/** 2^31 - 1, a prime; products of residues stay exact in BigInt of one word. */
const PRIME = 2147483647n;

function inverse(x: bigint): bigint {
  // Fermat: x^(p-2)
  let result = 1n;
  let base = x;
  for (let e = PRIME - 2n; e > 0n; e >>= 1n) {
    if (e & 1n) result = (result * base) % PRIME;
    base = (base * base) % PRIME;
  }
  return result;
}

/** True only if the matrix certainly has rank `full` = min(rows, columns): its rank modulo a prime is at most its rank. */
export function fullRankModulo(matrix: IntegerRows, full: number): boolean {
  const rows = matrix.map((row) => row.map((x) => ((x % PRIME) + PRIME) % PRIME));
  const columns = rows[0]?.length ?? 0;
  let rank = 0;
  for (let column = 0; column < columns && rank < rows.length; column++) {
    const place = rows.findIndex((row, i) => i >= rank && row[column] !== 0n);
    if (place === -1) continue;
    [rows[rank], rows[place]] = [rows[place], rows[rank]];
    const top = rows[rank];
    const scale = inverse(top[column]);
    for (let i = rank + 1; i < rows.length; i++) {
      const row = rows[i];
      if (row[column] === 0n) continue;
      const factor = (row[column] * scale) % PRIME;
      for (let j = column; j < columns; j++) row[j] = (row[j] + (PRIME - factor) * top[j]) % PRIME;
    }
    rank++;
  }
  return rank === full;
}

/** False only if the square matrix is certainly not nilpotent: its n-th power is then nonzero modulo a prime. */
export function mayBeNilpotent(matrix: IntegerRows): boolean {
  let power = matrix.map((row) => row.map((x) => ((x % PRIME) + PRIME) % PRIME));
  for (let exponent = 1; exponent < matrix.length; exponent *= 2) power = product(power, power);
  return power.every((row) => row.every((x) => x === 0n));
}

function product(a: IntegerRows, b: IntegerRows): bigint[][] {
  return a.map((row) =>
    b[0].map((_, j) => {
      let sum = 0n;
      for (let k = 0; k < row.length; k++) sum += row[k] * b[k][j];
      return sum % PRIME;
    }),
  );
}
