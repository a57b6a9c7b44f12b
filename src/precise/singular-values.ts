import type { Budget } from "./budget.js";
import { bipartiteBlocks } from "./graph.js";
import type { IntegerRows } from "./integer-matrix.js";
import { bitLength, gcd } from "./integers.js";
import { Rational } from "./rational.js";
import { PreciseReal } from "./real.js";
import { semidefiniteEigenvalues } from "./semidefinite-eigenvalues.js";
import type { RationalVector } from "./vectors.js";

/** Common denominators longer than this are not formed: each column keeps its own. */
const COMMON_BITS = 2000;

/** A block of a matrix: its columns as integers, entry i of column j being columns[j][i] / denominators[j] * 2^exponent. */
interface Block {
  readonly columns: IntegerRows;
  readonly denominators: readonly bigint[];
  readonly exponent: number;
}

/**
 * The eigenvalues of M^T M, ascending, one for each column of M: exact where M has at most two rows or columns, or rank
 * one, after splitting into blocks that share no row or column (and again into blocks of orthogonal columns).
 */
export function gramEigenvalues(matrix: readonly RationalVector[], budget: Budget): PreciseReal[] {
  return gramValues(matrix, budget).reduce(merged, []);
}

/** ||M||_2 */
export function spectralNorm(matrix: readonly RationalVector[], budget: Budget): PreciseReal {
  return gramValues(matrix, budget)
    .reduce((most, values) => most.max(values[values.length - 1]), PreciseReal.rational(Rational.zero))
    .sqrt();
}

/** sigma_n(M), n the number of columns; 0 for fewer rows than columns. */
export function leastSingularValue(matrix: readonly RationalVector[], budget: Budget): PreciseReal {
  if (matrix.length === 0 || matrix[0].length < matrix.length) return PreciseReal.rational(Rational.zero);
  return gramValues(matrix, budget)
    .map((values) => values[0])
    .reduce((a, b) => a.min(b))
    .sqrt();
}

/** Merges a list into an ascending one; where two reals cannot be told apart, min and max of both stand for them. */
export function merged(sorted: readonly PreciseReal[], values: readonly PreciseReal[]): PreciseReal[] {
  if (sorted.length === 0) return [...values];
  const result = [...sorted];
  for (const value of values) {
    let carried = value;
    for (let i = 0; i < result.length; i++) {
      const smaller = result[i].min(carried);
      carried = result[i].max(carried);
      result[i] = smaller;
    }
    result.push(carried);
  }
  return result;
}

function zeros(count: number): PreciseReal[] {
  return Array.from({ length: count }, () => PreciseReal.rational(Rational.zero));
}

/** The eigenvalues of M^T M in groups, each ascending and not empty. */
function gramValues(matrix: readonly RationalVector[], budget: Budget): PreciseReal[][] {
  if (matrix.length === 0) return [];
  const exponent = matrix.reduce(
    (least, column) => (column.isZero ? least : Math.min(least, column.exponent)),
    1 << 20,
  );
  const integers = matrix.map((column) =>
    column.isZero ? column.numerators : column.numerators.map((x) => x << BigInt(column.exponent - exponent)),
  );
  const denominators = matrix.map((column) => column.denominator);
  return bipartiteBlocks(matrix[0].length, matrix.length, (i, j) => integers[j][i] !== 0n).flatMap((block) => {
    if (block.columns.length === 0) return [];
    if (block.rows.length === 0) return [zeros(block.columns.length)];
    return blockValues(
      {
        columns: block.columns.map((j) => block.rows.map((i) => integers[j][i])),
        denominators: block.columns.map((j) => denominators[j]),
        exponent,
      },
      budget,
    );
  });
}

function blockValues(block: Block, budget: Budget): PreciseReal[][] {
  const columns = block.columns.length;
  const rows = block.columns[0].length;
  if (isRankOne(block.columns)) {
    const square = block.columns.reduce(
      (sum, column, j) =>
        sum.plus(Rational.of(dot(column, column), block.denominators[j] * block.denominators[j], 2 * block.exponent)),
      Rational.zero,
    );
    return [[...zeros(columns - 1), PreciseReal.rational(square)]];
  }
  const common = withCommonDenominator(block);
  // With short numbers take the smaller of M^T M and M M^T; with long ones keep each column's own denominator.
  const vectors = common !== undefined && rows < columns ? transposed(common.columns) : (common ?? block).columns;
  const size = vectors.length;
  budget.spendProducts(size * size * vectors[0].length, 2000);
  const numerators = vectors.map((a) => vectors.map((b) => dot(a, b)));
  const groups = semidefiniteEigenvalues(
    {
      numerators,
      denominators: common === undefined ? block.denominators : vectors.map(() => 1n),
      exponent: 2 * block.exponent,
    },
    budget,
  );
  const scaled = common === undefined ? groups : groups.map((values) => rescaled(values, common.denominator));
  return columns > size ? [zeros(columns - size), ...scaled] : scaled;
}

/** Divides by denominator^2. */
function rescaled(values: readonly PreciseReal[], denominator: bigint): PreciseReal[] {
  if (denominator === 1n) return [...values];
  const factor = PreciseReal.rational(Rational.of(1n, denominator * denominator));
  return values.map((value) => value.times(factor));
}

/** Whether all columns are multiples of one; scaling columns does not matter. There is a nonzero entry. */
function isRankOne(columns: IntegerRows): boolean {
  const first = columns.find((column) => column.some((x) => x !== 0n)) as readonly bigint[];
  const i = first.findIndex((x) => x !== 0n);
  return columns.every((column) => column.every((x, k) => x * first[i] === first[k] * column[i]));
}

function withCommonDenominator(block: Block): { columns: IntegerRows; denominator: bigint } | undefined {
  let common = 1n;
  for (const d of block.denominators) {
    if (d === 1n || d === common) continue;
    if (bitLength(common) + bitLength(d) > COMMON_BITS) return undefined;
    common = (common / gcd(common, d)) * d;
  }
  return {
    columns: block.columns.map((column, j) => column.map((x) => x * (common / block.denominators[j]))),
    denominator: common,
  };
}

function transposed(columns: IntegerRows): bigint[][] {
  return columns[0].map((_, i) => columns.map((column) => column[i]));
}

function dot(a: readonly bigint[], b: readonly bigint[]): bigint {
  let sum = 0n;
  for (let i = 0; i < a.length; i++) if (a[i] !== 0n && b[i] !== 0n) sum += a[i] * b[i];
  return sum;
}
