import type { Budget } from "../budget.js";
import { Rational } from "../rational.js";
import { type DyadicMatrix, RationalVector } from "../vectors.js";

/** A linear function of t plus a constant, which must be >= 0. */
interface Constraint {
  readonly gradient: readonly Rational[];
  readonly constant: Rational;
}

/**
 * The equilibria with active set S where (I - M)_SS is singular: none, one, or two different ones, which then stand for a
 * continuum (the set is convex).
 *
 * They form the polyhedron z_S = z0 + K t, z_S >= 0, (M z + phi) <= 0 outside S. It contains no line (z >= 0), so
 * it is empty unless it has a vertex, where as many independent constraints are tight as t has entries. One vertex
 * and no direction to infinity make it a point; a direction is again a vertex, of the directions with sum(z) = 1.
 */
export function singularSolutions(
  weights: DyadicMatrix,
  active: readonly number[],
  features: RationalVector,
  budget: Budget,
): RationalVector[] {
  const m = weights.rows;
  const entry = (i: number, j: number): Rational => Rational.of(weights.entries[i][j], 1n, weights.exponent);
  const affine = solveAffine(
    active.map((i) => [
      ...active.map((j) => (i === j ? Rational.one : Rational.zero).minus(entry(i, j))),
      features.entry(i),
    ]),
    budget,
  );
  if (affine === undefined) return [];
  const { origin, kernel } = affine;
  const constraints = Array.from({ length: m }, (_, i): Constraint => {
    const place = active.indexOf(i);
    if (place !== -1) return { gradient: kernel.map((direction) => direction[place]), constant: origin[place] };
    const image = (z: readonly Rational[]): Rational =>
      dot(
        active.map((j) => entry(i, j)),
        z,
      ).negate();
    return { gradient: kernel.map(image), constant: image(origin).minus(features.entry(i)) };
  });
  const vertices = verticesOf(constraints, [], budget, 2);
  const at = (t: readonly Rational[], withOrigin: boolean): Rational[] =>
    origin.map((x, i) => kernel.reduce((sum, k, d) => sum.plus(k[i].times(t[d])), withOrigin ? x : Rational.zero));
  const points = vertices.map((t) => embed(at(t, true), active, m));
  if (points.length !== 1) return points;
  // One vertex: is there a direction t != 0 along which every constraint stays satisfied?
  const homogeneous = constraints.map(({ gradient }) => ({ gradient, constant: Rational.zero }));
  const total: Constraint = {
    gradient: kernel.map((k) => k.reduce((sum, x) => sum.plus(x), Rational.zero)),
    constant: Rational.one.negate(),
  };
  const [direction] = verticesOf(homogeneous, [total], budget, 1);
  if (direction === undefined) return points;
  const moved = at(vertices[0], true).map((x, i) => x.plus(at(direction, false)[i]));
  return [...points, embed(moved, active, m)];
}

/** Up to `limit` different points t that satisfy all constraints, `equations` with equality, and are vertices. */
function verticesOf(
  constraints: readonly Constraint[],
  equations: readonly Constraint[],
  budget: Budget,
  limit: number,
): Rational[][] {
  const dimension = constraints[0].gradient.length;
  const found: Rational[][] = [];
  for (const subset of subsets(constraints.length, dimension - equations.length)) {
    const tight = [...equations, ...subset.map((i) => constraints[i])];
    const affine = solveAffine(
      tight.map(({ gradient, constant }) => [...gradient, constant.negate()]),
      budget,
    );
    if (affine === undefined || affine.kernel.length > 0) continue;
    const t = affine.origin;
    budget.spendProducts(constraints.length * dimension, 200);
    if (constraints.some(({ gradient, constant }) => dot(gradient, t).plus(constant).sign < 0)) continue;
    if (found.some((known) => known.every((x, i) => x.equals(t[i])))) continue;
    found.push(t);
    if (found.length === limit) break;
  }
  return found;
}

/** Solutions origin + span(kernel) of a linear system, given by rows [coefficients, right-hand side]; undefined: none. */
function solveAffine(
  system: readonly (readonly Rational[])[],
  budget: Budget,
): { origin: Rational[]; kernel: Rational[][] } | undefined {
  const rows = system.map((row) => [...row]);
  const unknowns = rows[0].length - 1;
  const pivots: number[] = [];
  for (let column = 0; column < unknowns && pivots.length < rows.length; column++) {
    const rank = pivots.length;
    const place = rows.findIndex((row, i) => i >= rank && !row[column].isZero);
    if (place === -1) continue;
    [rows[rank], rows[place]] = [rows[place], rows[rank]];
    const scale = rows[rank][column];
    rows[rank] = rows[rank].map((x) => x.over(scale));
    budget.spendProducts(rows.length * (unknowns + 1), 400);
    for (let i = 0; i < rows.length; i++) {
      const factor = rows[i][column];
      if (i !== rank && !factor.isZero) rows[i] = rows[i].map((x, j) => x.minus(factor.times(rows[rank][j])));
    }
    pivots.push(column);
  }
  if (rows.some((row, i) => i >= pivots.length && !row[unknowns].isZero)) return undefined;
  const origin = new Array<Rational>(unknowns).fill(Rational.zero);
  pivots.forEach((column, i) => {
    origin[column] = rows[i][unknowns];
  });
  const kernel: Rational[][] = [];
  for (let free = 0; free < unknowns; free++) {
    if (pivots.includes(free)) continue;
    const direction = new Array<Rational>(unknowns).fill(Rational.zero);
    direction[free] = Rational.one;
    pivots.forEach((column, i) => {
      direction[column] = rows[i][free].negate();
    });
    kernel.push(direction);
  }
  return { origin, kernel };
}

function dot(a: readonly Rational[], b: readonly Rational[]): Rational {
  return a.reduce((sum, x, i) => sum.plus(x.times(b[i])), Rational.zero);
}

/** The vector with these entries at the active places and zeros elsewhere. */
function embed(values: readonly Rational[], active: readonly number[], length: number): RationalVector {
  let denominator = 1n;
  let exponent = 0;
  for (const x of values) {
    denominator *= x.denominator;
    exponent = Math.min(exponent, x.exponent);
  }
  const full = new Array<bigint>(length).fill(0n);
  values.forEach((x, place) => {
    full[active[place]] = (x.numerator * (denominator / x.denominator)) << BigInt(x.exponent - exponent);
  });
  return RationalVector.of(full, denominator, exponent);
}

function* subsets(size: number, count: number, from = 0): Generator<number[]> {
  if (count === 0) {
    yield [];
    return;
  }
  for (let i = from; i <= size - count; i++) for (const rest of subsets(size, count - 1, i + 1)) yield [i, ...rest];
}
