/**
 * The arithmetic of the stand-alone checker: fractions, intervals, and what a layer z = relu(M z + phi), M = gamma A, is
 * made of, by all active sets and by bisection with exact pivots. Made to be read, not to be fast: widths up to 8.
 */
/** An exact fraction n / d in lowest terms, d > 0. */
export type Q = { readonly n: bigint; readonly d: bigint };
export type V = readonly Q[];
export type Json = { readonly [key: string]: unknown };
export const fail = (why: string): never => {
  throw new RangeError(why);
};
const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));
const frac = (n: bigint, d = 1n): Q => {
  const g = gcd(n, d);
  return g > 0n === d > 0n ? { n: n / g, d: d / g } : { n: -n / g, d: -d / g };
};
export const [zero, one] = [frac(0n), frac(1n)];
const add = (a: Q, b: Q): Q => frac(a.n * b.d + b.n * a.d, a.d * b.d);
const mul = (a: Q, b: Q): Q => frac(a.n * b.n, a.d * b.d);
export const neg = (a: Q): Q => ({ n: -a.n, d: a.d });
const div = (a: Q, b: Q): Q => mul(a, frac(b.d, b.n));
const min = (a: Q, b: Q): Q => (a.n * b.d < b.n * a.d ? a : b);
export const max = (a: Q, b: Q): Q => neg(min(neg(a), neg(b)));
export const abs = (a: Q): Q => max(a, neg(a));

// Vectors and matrices; a matrix is the list of its rows (A and M) or of its columns (all others).
export const relu = (x: V): V => x.map((a) => max(a, zero));
export const less = (x: V, y: V): V => x.map((a, i) => add(a, neg(y[i])));
export const apart = (X: readonly V[], Y: readonly V[]): V[] => X.map((x, i) => less(x, Y[i]));
const isZero = (X: readonly V[]): boolean => X.every((x) => x.every((a) => a.n === 0n));
const dot = (x: V, y: V): Q => x.reduce((sum, a, i) => add(sum, mul(a, y[i])), zero);
export const apply = (M: readonly V[], z: V): V => M.map((row) => dot(row, z));
export const turned = (M: readonly V[]): V[] => M[0].map((_, j) => M.map((row) => row[j]));
/** M - t I */
export const shifted = (M: readonly V[], t: Q): V[] =>
  M.map((row, i) => row.map((a, j) => (i === j ? add(a, neg(t)) : a)));
export const opposite = (M: readonly V[]): V[] => M.map((row) => row.map(neg));
/** What is left of the other rows and columns when entry (p, 0) has been eliminated. */
const eliminated = (A: readonly V[], p: number): V[] =>
  A.toSpliced(p, 1).map((row) =>
    less(
      row,
      A[p].map((a) => mul(a, div(row[0], A[p][0]))),
    ).slice(1),
  );
export const det = (A: readonly V[]): Q => {
  const p = A.findIndex((row) => row[0].n !== 0n);
  if (p < 0) return A.length === 0 ? one : zero;
  return mul(p % 2 === 0 ? A[p][0] : neg(A[p][0]), det(eliminated(A, p))); // p exchanges bring row p to the top
};
export const minor = (A: readonly V[], S: readonly number[]): V[] => S.map((i) => S.map((j) => A[i][j]));
export const range = (m: number): number[] => Array.from({ length: m }, (_, i) => i);
export const subsets = (m: number): number[][] => range(2 ** m).map((bits) => range(m).filter((i) => (bits >> i) & 1));
/** All pivots are positive: positive definite if symmetric, a nonsingular M-matrix if no other entry is. */
export const isPositive = (A: readonly V[]): boolean =>
  A.length === 0 || (A[0][0].n > 0n && isPositive(eliminated(A, 0)));
/** Cramer's rule; for a singular matrix "none" if there is no solution, else "many". */
export const solve = (A: readonly V[], b: V): V | "none" | "many" => {
  const tops = A.map((_, j) => det(A.map((row, i) => row.map((a, k) => (k === j ? b[i] : a)))));
  if (det(A).n !== 0n) return tops.map((top) => div(top, det(A)));
  return tops.some((top) => top.n !== 0n) ? "none" : "many";
};

/** A real number between two fractions. Only roots and spectra round, outward, beyond the 30th digit. */
export class Interval {
  readonly low: Q;
  readonly high: Q;
  constructor(...values: V) {
    this.low = values.reduce(min);
    this.high = values.reduce(max);
  }
  plus = (b: Interval): Interval => new Interval(add(this.low, b.low), add(this.high, b.high));
  minus = (b: Interval): Interval => new Interval(add(this.low, neg(b.high)), add(this.high, neg(b.low)));
  times = (b: Interval): Interval =>
    new Interval(...[b.low, b.high].flatMap((y) => [mul(this.low, y), mul(this.high, y)]));
  over = (b: Interval): Interval =>
    b.low.n * b.high.n > 0n ? this.times(new Interval(div(one, b.low), div(one, b.high))) : fail("a divisor may be 0");
  power = (k: number): Interval => (k === 0 ? new Interval(one) : this.times(this.power(k - 1)));
  root = (): Interval => new Interval(rootOf(this.low, 0n), rootOf(this.high, 1n));
  least = (b: Interval): Interval => new Interval(min(this.low, b.low), min(this.high, b.high));
  isAtMost = (b: Interval): boolean => add(b.low, neg(this.high)).n >= 0n;
  isBelow = (b: Interval): boolean => add(b.low, neg(this.high)).n > 0n;
  text = (): string => {
    const shift = BigInt(3 * Math.max(0, Math.max(`${this.low.n}`.length, `${this.low.d}`.length) - 300));
    return `${Number(this.low.n >> shift) / Number(this.low.d >> shift)}`;
  };
}
const rootOf = ({ n, d }: Q, up: bigint): Q => {
  if (n <= 0n) return zero;
  const square = n * d * 4n ** 200n;
  let r = 1n << BigInt(Math.ceil(square.toString(2).length / 2));
  for (let next = (r + square / r) / 2n; next < r; next = (r + square / r) / 2n) r = next;
  return frac(r * r === square ? r : r + up, d * 2n ** 200n);
};
export const norm = (X: readonly V[]): Interval => new Interval(X.reduce((sum, x) => add(sum, dot(x, x)), zero)).root();
/** Where `isAbove` becomes true between 0 and bound, by 120 bisections. */
export const bisect = (bound: Q, isAbove: (t: Q) => boolean): Interval => {
  let [low, high] = [zero, bound];
  for (let k = 0; k < 120 && high.n !== 0n; k++) {
    const t = div(add(low, high), frac(2n));
    [low, high] = isAbove(t) ? [low, t] : [t, high];
  }
  return new Interval(low, high);
};
const gram = (X: readonly V[]): V[] => X.map((x) => apply(X, x));
const trace = (G: readonly V[]): Q => G.reduce((sum, row, i) => add(sum, row[i]), zero);
export const spectralNorm = (X: readonly V[], G = gram(X)): Interval =>
  bisect(trace(G), (t) => isPositive(opposite(shifted(G, t)))).root();
export const leastSingular = (X: readonly V[], G = gram(X)): Interval =>
  isPositive(G) ? bisect(trace(G), (t) => !isPositive(shifted(G, t))).root() : new Interval(zero);
/** rho(M) <= ||M^k||^(1/k) for k = 1, 2, 4 ... 64. */
export const radius = (M: readonly V[], roots = 0): Interval => {
  const bound = range(roots).reduce((x) => x.root(), norm(M)).high;
  const square = M.map((row) => apply(turned(M), row));
  return new Interval(zero, roots === 6 ? bound : min(bound, radius(square, roots + 1).high));
};

/** The double that a number of the file means, exactly. */
const exactly = (x: unknown): Q => {
  const [top, bottom = "1"] = typeof x === "number" || typeof x === "string" ? String(x).split("/") : ["x"];
  let value = Number(top.trim() || "x") / Number(bottom);
  if (!Number.isFinite(value)) fail(`${JSON.stringify(x)} is no finite number`);
  let d = 1n;
  for (; !Number.isInteger(value); value *= 2) d *= 2n;
  return frac(BigInt(value), d);
};
export const vector = (x: unknown): V =>
  Array.isArray(x) && x.length > 0 ? x.map(exactly) : fail("a vector is missing");
export const rows = (x: unknown): V[] =>
  Array.isArray(x) && x.length > 0 ? x.map(vector) : fail("a matrix is missing");

const step = (M: readonly V[], phi: V, z: V): V => relu(less(apply(M, z), phi.map(neg)));
/** The solutions of z = relu(M z + phi) by active sets; not `complete` where a singular one may hold more. */
const solutions = (M: readonly V[], phi: V): { points: readonly V[]; complete: boolean } => {
  const points: V[] = [];
  const attempt = (S: readonly number[], fixed: V): boolean => {
    const rest = less(phi, apply(M, fixed).map(neg));
    const known = S.map((i) => rest[i]);
    const x = solve(minor(opposite(shifted(M, one)), S), known);
    if (typeof x === "string") return x === "none";
    const z = fixed.map((a, i) => (S.includes(i) ? x[S.indexOf(i)] : a));
    if (isZero([less(step(M, phi, z), z)]) && !points.some((p) => isZero([less(p, z)]))) points.push(z);
    return true;
  };
  const unit = (j: number): V => phi.map((_, i) => (i === j ? one : zero));
  const singular = subsets(M.length).filter((S) => !attempt(S, unit(-1)));
  // Look for some of the solutions there: those with z_j = 1.
  for (const S of singular) for (const j of S) attempt(S.toSpliced(S.indexOf(j), 1), unit(j));
  return { points, complete: singular.length === 0 };
};

/** What statements ask about an instance: Z = relu(M Z + Phi), by columns; Z only where it is certain. */
export function quantities(json: Json) {
  const M = rows(json.A).map((row) => row.map((a) => mul(a, exactly(json.gamma))));
  const feature = (x: V): V => relu(apply(rows(json.W), x)).map((a) => mul(a, exactly(json.featureScale ?? 1)));
  const Phi = json.Phi === undefined ? turned(rows(json.X)).map(feature) : turned(rows(json.Phi));
  const zeros = Phi.map((phi) => phi.map(() => zero));
  const given = (x: unknown): readonly V[] => (x === undefined ? zeros : turned(rows(x)));
  const next = (Z: readonly V[]): readonly V[] => Z.map((z, i) => step(M, Phi[i], z));
  const found = M.length > 8 ? fail("this checker takes widths up to 8") : Phi.map((phi) => solutions(M, phi));
  const Z = (): readonly V[] => {
    if (found.every(({ points, complete }) => complete && points.length === 1)) return found.map((x) => x.points[0]);
    const chosen = given(json.equilibrium ?? fail("no certain equilibrium"));
    return isZero(apart(next(chosen), chosen)) ? chosen : fail("what the file calls an equilibrium is none");
  };
  const count = ({ points, complete }: (typeof found)[number]): Interval =>
    complete || points.length > 1 ? number(points.length) : fail("a singular active set may hold further solutions");
  const gain = spectralNorm(turned(M));
  return { json, M, gain, Phi, F: Phi.map(relu), given, next, Z, counts: () => found.map(count) };
}
export type Quantities = ReturnType<typeof quantities>;
export const number = (n: number, d = 1): Interval => new Interval(frac(BigInt(n), BigInt(d)));
