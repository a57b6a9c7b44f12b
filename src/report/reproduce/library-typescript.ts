/** Numbers, vectors and matrices as nested arrays: the same for both kinds of numbers. */
const ARRAYS = `
type Value = any; // a number, or nested arrays of numbers

const lifted = (f: Value) => (a: Value, b: Value): Value =>
  Array.isArray(a)
    ? a.map((x, i) => lifted(f)(x, Array.isArray(b) ? b[i] : b))
    : Array.isArray(b) ? b.map((y) => lifted(f)(a, y)) : f(a, b);

const each = (f: Value, a: Value): Value => (Array.isArray(a) ? a.map((x) => each(f, x)) : f(a));

const transpose = (M: Value): Value => (Array.isArray(M[0]) ? M[0].map((_: Value, j: number) => M.map((row: Value) => row[j])) : M);

const matmul = (A: Value, B: Value): Value => {
  if (!Array.isArray(A[0])) return Array.isArray(B[0]) ? matmul(transpose(B), A) : total(mul(A, B));
  return A.map((row: Value) => (Array.isArray(B[0]) ? transpose(B).map((column: Value) => total(mul(row, column))) : total(mul(row, B))));
};

const entries = (M: Value): Value => M.flat();

const total = (M: Value): Value => M.flat().reduce(add, 0);

const sum = (list: Value): Value => list.reduce(add, 0);

const len = (list: Value): number => list.length;

const range = (a: number, b?: number): number[] => Array.from({ length: Math.max(0, b === undefined ? a : b - a) }, (_, i) => (b === undefined ? i : a + i));

const eye = (n: number): Value => range(n).map((i) => range(n).map((j) => (i === j ? 1 : 0)));

const zeros = (m: number, n: number): Value => range(m).map(() => range(n).map(() => 0));

const outer = (x: Value, y: Value): Value => x.map((a: Value) => mul(a, y));

const join = (x: Value, y: Value): Value => [...x, ...y];

const append = (x: Value, y: Value): Value => [...x, y];

const beside = (B: Value, C: Value): Value => B.map((row: Value, i: number) => row.concat(C[i]));

const max = (...list: Value[]): Value => list.flat().reduce((a, b) => (compare(b, a) > 0 ? b : a));

const min = (...list: Value[]): Value => list.flat().reduce((a, b) => (compare(b, a) < 0 ? b : a));

const sorted = (list: Value): Value => [...list].sort(compare);

const relu = (M: Value): Value => each((x: Value) => max(x, 0), M);

const on = (M: Value): Value => each((x: Value) => (compare(x, 0) > 0 ? 1 : 0), M);

/** Reduced row echelon form, its pivot columns, and the determinant of a square M. */
function reduced(M: Value): { rows: Value; pivots: number[]; determinant: Value } {
  let rows: Value = [...M];
  let determinant: Value = 1;
  const pivots: number[] = [];
  const size = max(0, abs(M).flat());
  for (const j of range(M[0].length)) {
    const i = pivots.length;
    if (i === rows.length) break;
    const k = range(i, rows.length).reduce((best, r) => (compare(abs(rows[r][j]), abs(rows[best][j])) > 0 ? r : best), i);
    if (isNegligible(rows[k][j], size)) continue;
    determinant = mul(determinant, mul(k === i ? 1 : -1, rows[k][j]));
    const pivot = div(rows[k], rows[k][j]);
    rows[k] = rows[i];
    rows = rows.map((row: Value, r: number) => (r === i ? pivot : sub(row, mul(row[j], pivot))));
    pivots.push(j);
  }
  return { rows, pivots, determinant: pivots.length === rows.length ? determinant : 0 };
}

const rightPart = (echelon: Value, n: number, C: Value): Value =>
  echelon.rows.slice(0, n).map((row: Value) => (Array.isArray(C[0]) ? row.slice(n) : row[n]));
`;

/** TypeScript scripts in float64. */
export const TYPESCRIPT_FLOAT = `${ARRAYS}
const add = lifted((a: number, b: number) => a + b);

const sub = lifted((a: number, b: number) => a - b);

const mul = lifted((a: number, b: number) => a * b);

const div = lifted((a: number, b: number) => a / b);

const pow = lifted((a: number, k: number) => a ** k);

const abs = (M: Value): Value => each(Math.abs, M);

const compare = (a: number, b: number): number => a - b;

const isNegligible = (x: number, size: number): boolean => Math.abs(x) <= 1e-13 * size;

const array = (M: Value): Value => M;

const num = (x: number): number => x;

const ratio = (a: number, b: number): number => a / b;

const sqrt = (x: number): number => Math.sqrt(Math.max(x, 0));

const exp = (x: number): number => Math.exp(x);

const log = (x: number): number => Math.log(x);

const atan = (x: number): number => Math.atan(x);

const atan2 = (y: number, x: number): number => Math.atan2(y, x);

const sin = (x: number): number => Math.sin(x);

const cos = (x: number): number => Math.cos(x);

const pi = (): number => Math.PI;

/** Jacobi's method; ascending. */
function eigenvalues(S: Value): number[] {
  const B: number[][] = S.map((row: Value) => [...row]);
  const n = B.length;
  for (let sweep = 0; sweep < 100; sweep++)
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        if (B[p][q] === 0) continue;
        const t = Math.atan2(2 * B[p][q], B[q][q] - B[p][p]) / 2;
        const [c, s] = [Math.cos(t), Math.sin(t)];
        for (let k = 0; k < n; k++) [B[k][p], B[k][q]] = [c * B[k][p] - s * B[k][q], s * B[k][p] + c * B[k][q]];
        for (let k = 0; k < n; k++) [B[p][k], B[q][k]] = [c * B[p][k] - s * B[q][k], s * B[p][k] + c * B[q][k]];
      }
  return B.map((row, i) => row[i]).sort((a, b) => a - b);
}

/** The limit of |B^k|^(1/k) over k = 2, 4, 8, …, 2^40. */
function spectralRadius(B: Value): number {
  let power = B;
  let logScale = 0;
  for (let k = 0; k < 40; k++) {
    const scale = max(0, abs(power).flat());
    if (scale === 0) return 0;
    logScale += Math.log(scale) / 2 ** k;
    power = div(power, scale);
    power = matmul(power, power);
  }
  return Math.exp(logScale);
}
`;

/** TypeScript scripts in exact numbers: integers, and signed square roots of rationals as BigInts. */
export const TYPESCRIPT_EXACT = `${ARRAYS}
class Irrational extends Error {}

const irrational = (what: string): never => { throw new Irrational(what); };

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b));

function isqrt(n: bigint): bigint {
  if (n < 2n) return n;
  let x = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const y = (x + n / x) >> 1n;
    if (y >= x) return x;
    x = y;
  }
}

/** sign * sqrt(p / q) */
interface Root { sign: bigint; p: bigint; q: bigint }

const root = (sign: bigint, p: bigint, q: bigint): Root => {
  const d = gcd(p, q);
  return p === 0n ? { sign: 0n, p: 0n, q: 1n } : { sign, p: p / d, q: q / d };
};

const fraction = (p: bigint, q: bigint): Root => root(p * q < 0n ? -1n : 1n, p * p, q * q);

const num = (x: Value): Root => {
  if (typeof x !== "number") return x;
  let q = 1n;
  while (!Number.isInteger(x)) [x, q] = [2 * x, 2n * q];
  return fraction(BigInt(x), q);
};

const ratio = (a: number, b: number): Root => div(num(a), num(b));

const rational = (x: Root): [bigint, bigint] | undefined => {
  const [a, b] = [isqrt(x.p), isqrt(x.q)];
  return a * a === x.p && b * b === x.q ? [x.sign * a, b] : undefined;
};

const isSmall = (x: Value): boolean => typeof x === "number" && Number.isSafeInteger(x);

function plus(a: Value, b: Value): Value {
  if (isSmall(a) && isSmall(b) && isSmall(a + b)) return a + b;
  const [x, y] = [num(a), num(b)];
  if (y.sign === 0n) return x;
  const r = rational(root(x.sign, x.p * y.q, x.q * y.p)) ?? irrational("a sum of different roots");
  const f = r[0] + y.sign * r[1];
  return root(f < 0n ? -1n : 1n, f * f * y.p, r[1] * r[1] * y.q);
}

const add = lifted(plus);

const mul = lifted((a: Value, b: Value) => {
  if (isSmall(a) && isSmall(b) && isSmall(a * b)) return a * b;
  const [x, y] = [num(a), num(b)];
  return root(x.sign * y.sign, x.p * y.p, x.q * y.q);
});

const sub = lifted((a: Value, b: Value) => plus(a, mul(-1, b)));

const div = lifted((a: Value, b: Value) => {
  const [x, y] = [num(a), num(b)];
  return y.sign === 0n ? irrational("a division by 0") : root(x.sign * y.sign, x.p * y.q, x.q * y.p);
});

const pow = (a: Value, k: number): Value => (k === 0 ? 1 : mul(a, pow(a, k - 1)));

const abs = (M: Value): Value => each((x: Value) => (typeof x === "number" ? Math.abs(x) : { ...x, sign: x.sign * x.sign }), M);

const compare = (a: Value, b: Value): number => {
  const [x, y] = [num(a), num(b)];
  const gap = x.sign * x.p * y.q - y.sign * y.p * x.q;
  return gap > 0n ? 1 : gap < 0n ? -1 : 0;
};

const isNegligible = (x: Value, _size: Value): boolean => compare(x, 0) === 0;

const array = (M: Value): Value => each((x: Value) => (isSmall(x) ? x : num(x)), M);

const sqrt = (x: Value): Root => {
  const [p, q] = rational(num(x)) ?? irrational("a root of a root");
  return p > 0n ? root(1n, p, q) : root(0n, 0n, 1n);
};

const exp = (x: Value): Value => (compare(x, 0) === 0 ? 1 : irrational("an exponential"));

const log = (x: Value): Value => (compare(x, 1) === 0 ? 0 : irrational("a logarithm"));

const atan = (x: Value): Value => (compare(x, 0) === 0 ? 0 : irrational("an arctangent"));

const atan2 = (y: Value, x: Value): Value => (compare(y, 0) === 0 && compare(x, 0) > 0 ? 0 : irrational("an angle"));

const sin = (x: Value): Value => (compare(x, 0) === 0 ? 0 : irrational("a sine"));

const cos = (x: Value): Value => (compare(x, 0) === 0 ? 1 : irrational("a cosine"));

const pi = (): never => irrational("pi");

const text = (value: Value): string => {
  const x = num(value);
  const r = rational(x);
  const over = (p: bigint, q: bigint): string => (q === 1n ? \`\${p}\` : \`\${p}/\${q}\`);
  return r === undefined ? \`\${x.sign < 0n ? "-" : ""}sqrt(\${over(x.p, x.q)})\` : over(r[0], r[1]);
};
`;
