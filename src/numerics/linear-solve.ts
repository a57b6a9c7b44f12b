import { BallMatrix } from "./ball-matrix.js";
import { CompensatedSum } from "./compensated.js";
import { copyOf, mapped, zeros } from "./doubles.js";
import { type ExpandedMatrix, entryUpperBound, expand } from "./expanded-matrix.js";
import { kernels } from "./kernels/index.js";
import { Matrix } from "./matrix.js";
import {
  addDown,
  addUp,
  divideUp,
  exponentOf,
  gammaFactor,
  LEAST_SUBNORMAL,
  multiplyUp,
  scaleByPowerOfTwo,
  scaleUp,
  sumErrorBound,
} from "./rounding.js";
import { largestAbsolute } from "./scaling.js";

const MAX_REFINEMENTS = 8;
/** Rows and columns whose largest entries stay within 2^-8 ... 2^8 are left unscaled. */
const MODERATE_EXPONENT = 8;
/** I - R M is formed with compensated products where plain ones leave more than this, up to an order. */
const SMALL_DEFECT = 2 ** -10;
const COMPENSATED_ORDER = 64;

/** Solves M x = b for one square M and many b, with certified errors. */
export interface LinearSolver {
  /** The solution for every column of b, entry by entry with its radius; all unknown where b is. */
  solve(b: Matrix | BallMatrix): BallMatrix;
}

/**
 * M X = B for a square M, with a certified radius for each entry of X; unknown where M is not certainly regular or too
 * ill-conditioned (condition number beyond about 1e15 / n). Where M and B are doubles the relative radius is about
 * 2^-53 per entry at sizes up to 64, whatever the condition number short of that; exact solutions come out exact.
 */
export function solveLinear(matrix: Matrix | BallMatrix | ExpandedMatrix, b: Matrix | BallMatrix): BallMatrix {
  const size = "high" in matrix ? matrix.high.rows : matrix.rows;
  if (b.rows !== size)
    throw new RangeError(`a right-hand side of ${b.rows} rows does not fit a matrix of ${size} rows`);
  return linearSolver(matrix)?.solve(b) ?? BallMatrix.unknown(size, b.columns);
}

/**
 * A solver for M, or undefined where M is not certified regular.
 *
 * R is an approximate inverse of M, C = I - R M, and ||C||_inf < 1 proves M (and R) regular. For any x with residual
 * r = b - M x the error e = M^{-1} b - x satisfies e = R r + C e, hence ||e||_inf <= ||R r||_inf / (1 - ||C||_inf) and then,
 * entry by entry, x + R r errs by at most |C| |e|. r is formed with compensated products, after iterative refinement, so
 * R r is about the rounding of x itself. M is first scaled by powers of two, rows and columns.
 * (Rump, Verification methods, Acta Numerica 2010, section 10.)
 * @throws RangeError unless M is square.
 */
export function linearSolver(matrix: Matrix | BallMatrix | ExpandedMatrix): LinearSolver | undefined {
  const given = "high" in matrix ? matrix : expand(matrix);
  const n = given.high.rows;
  if (given.high.columns !== n)
    throw new RangeError(`a linear system needs a square matrix, got ${n} x ${given.high.columns}`);
  if (largestAbsolute(given.high.data) === Number.POSITIVE_INFINITY || matrixIsUnknown(matrix)) return undefined;
  const equilibrated = equilibrate(given);
  if (equilibrated === undefined) return undefined;
  const inverse = approximateInverse(equilibrated.matrix.high);
  if (inverse === undefined) return undefined;
  const defect = defectOf(inverse, equilibrated.matrix);
  return defect === undefined ? undefined : new Solver(equilibrated, inverse, defect);
}

function matrixIsUnknown(matrix: Matrix | BallMatrix | ExpandedMatrix): boolean {
  return matrix instanceof BallMatrix && !matrix.known;
}

/** 2^-rowExponents M 2^-columnExponents. */
interface Equilibrated {
  readonly matrix: ExpandedMatrix;
  readonly rowExponents: Int32Array;
  readonly columnExponents: Int32Array;
}

/** Undefined where a row or a column is zero. */
function equilibrate(given: ExpandedMatrix): Equilibrated | undefined {
  const n = given.high.rows;
  const rowExponents = new Int32Array(n);
  const columnExponents = new Int32Array(n);
  if (!lineExponents(given.high.data, n, n, 1, rowExponents)) return undefined;
  if (!lineExponents(given.high.data, n, 1, n, columnExponents)) return undefined;
  const isModerate = (e: number): boolean => Math.abs(e) <= MODERATE_EXPONENT;
  if (rowExponents.every(isModerate) && columnExponents.every(isModerate))
    return { matrix: given, rowExponents: rowExponents.fill(0), columnExponents: columnExponents.fill(0) };
  const byRows = mapped(given.high.data, (x, k) => scaleByPowerOfTwo(x, -rowExponents[Math.floor(k / n)]));
  if (!lineExponents(byRows, n, 1, n, columnExponents)) return undefined;
  const rad = zeros(n * n);
  const scaled = (data: Float64Array): Float64Array =>
    mapped(data, (x, k) => {
      const exponent = -rowExponents[Math.floor(k / n)] - columnExponents[k % n];
      const y = scaleByPowerOfTwo(x, exponent);
      if (scaleByPowerOfTwo(y, -exponent) !== x) rad[k] = addUp(rad[k], LEAST_SUBNORMAL);
      return y;
    });
  const high = new Matrix(n, n, scaled(given.high.data));
  const low = given.low && scaled(given.low);
  given.rad?.forEach((r, k) => {
    rad[k] = addUp(rad[k], scaleUp(r, -rowExponents[Math.floor(k / n)] - columnExponents[k % n]));
  });
  const matrix = { high, ...(low && { low }), ...(rad.some((r) => r !== 0) && { rad }) };
  return { matrix, rowExponents, columnExponents };
}

/** Exponents of the largest entries of n lines, which start `start` apart, of entries `step` apart; false for a zero line. */
function lineExponents(data: Float64Array, n: number, start: number, step: number, exponents: Int32Array): boolean {
  for (let l = 0; l < n; l++) {
    let largest = 0;
    for (let k = 0; k < n; k++) largest = Math.max(largest, Math.abs(data[l * start + k * step]));
    if (largest === 0) return false;
    exponents[l] = exponentOf(largest);
  }
  return true;
}

function approximateInverse(matrix: Matrix): Float64Array | undefined {
  const n = matrix.rows;
  const factors = copyOf(matrix.data);
  const pivots = new Int32Array(n);
  if (!kernels.luFactor(n, factors, pivots)) return undefined;
  const inverse = zeros(n * n);
  kernels.luInverse(n, factors, pivots, inverse);
  return largestAbsolute(inverse) < Number.POSITIVE_INFINITY ? inverse : undefined;
}

/** Bounds of C = I - R M. */
interface Defect {
  /** Bounds of |c_ij|, where they were computed one by one. */
  readonly entries?: Float64Array;
  readonly rowSums: Float64Array;
  /** ||C||_inf < 1 */
  readonly norm: number;
}

function defectOf(inverse: Float64Array, matrix: ExpandedMatrix): Defect | undefined {
  const quick = plainDefect(inverse, matrix);
  if (quick.norm < SMALL_DEFECT || matrix.high.rows > COMPENSATED_ORDER) return quick.norm < 1 ? quick : undefined;
  const accurate = compensatedDefect(inverse, matrix);
  return accurate.norm < 1 ? accurate : undefined;
}

function compensatedDefect(inverse: Float64Array, matrix: ExpandedMatrix): Defect {
  const n = matrix.high.rows;
  const rowSums = zeros(n);
  const entries = zeros(n * n);
  const sum = new CompensatedSum();
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      sum
        .reset()
        .add(i === j ? 1 : 0)
        .addProducts(inverse, i * n, 1, matrix.high.data, j, n, n, -1);
      if (matrix.low !== undefined) sum.addProducts(inverse, i * n, 1, matrix.low, j, n, n, -1);
      let bound = addUp(Math.abs(sum.value()), sum.error());
      for (let k = 0; matrix.rad !== undefined && k < n; k++)
        bound = addUp(bound, multiplyUp(Math.abs(inverse[i * n + k]), matrix.rad[k * n + j]));
      entries[i * n + j] = bound;
      rowSums[i] = addUp(rowSums[i], bound);
    }
  return { rowSums, norm: largestAbsolute(rowSums), entries };
}

/**
 * Row sums of |I - R M| from a plain product: fl(R M) errs by gamma_n |R||M| + n 2^-1075 entrywise, the subtraction from
 * I by u of its result, and low and rad of M enter through |R|.
 */
function plainDefect(inverse: Float64Array, matrix: ExpandedMatrix): Defect {
  const n = matrix.high.rows;
  const rowSums = zeros(n);
  const product = zeros(n * n);
  kernels.gemm("AB", n, n, n, inverse, matrix.high.data, product);
  const gamma = gammaFactor(n + 1);
  const spread = zeros(n); // row sums of gamma |M| + |low| + rad
  for (let k = 0; k < n; k++)
    for (let j = 0; j < n; j++) {
      const index = k * n + j;
      const extra = addUp(Math.abs(matrix.low?.[index] ?? 0), matrix.rad?.[index] ?? 0);
      spread[k] = addUp(spread[k], addUp(multiplyUp(gamma, entryUpperBound(matrix, index)), extra));
    }
  for (let i = 0; i < n; i++) {
    let sum = multiplyUp(n * n, LEAST_SUBNORMAL);
    for (let j = 0; j < n; j++)
      sum = addUp(sum, multiplyUp(Math.abs((i === j ? 1 : 0) - product[i * n + j]), 1 + 2 ** -52));
    for (let k = 0; k < n; k++) sum = addUp(sum, multiplyUp(Math.abs(inverse[i * n + k]), spread[k]));
    rowSums[i] = sum;
  }
  return { rowSums, norm: largestAbsolute(rowSums) };
}

class Solver implements LinearSolver {
  readonly #system: Equilibrated;
  readonly #inverse: Float64Array;
  readonly #defect: Defect;

  constructor(system: Equilibrated, inverse: Float64Array, defect: Defect) {
    this.#system = system;
    this.#inverse = inverse;
    this.#defect = defect;
  }

  solve(b: Matrix | BallMatrix): BallMatrix {
    const right = BallMatrix.from(b);
    const n = this.#defect.rowSums.length;
    if (right.rows !== n)
      throw new RangeError(`a right-hand side of ${right.rows} rows does not fit a matrix of ${n} rows`);
    const mid = new Matrix(n, b.columns);
    const radii = zeros(n * b.columns);
    if (!right.known) return BallMatrix.unknown(n, b.columns);
    for (let c = 0; c < b.columns; c++) {
      const values = zeros(n);
      const errors = zeros(n);
      for (let i = 0; i < n; i++) {
        const k = i * b.columns + c;
        values[i] = scaleByPowerOfTwo(right.mid.data[k], -this.#system.rowExponents[i]);
        errors[i] = scaleUp(right.entryRadius(k), -this.#system.rowExponents[i]);
        if (scaleByPowerOfTwo(values[i], this.#system.rowExponents[i]) !== right.mid.data[k])
          errors[i] = addUp(errors[i], LEAST_SUBNORMAL);
      }
      const { x, rad } = this.#solveColumn(values, errors);
      for (let i = 0; i < n; i++) {
        const k = i * b.columns + c;
        mid.data[k] = scaleByPowerOfTwo(x[i], -this.#system.columnExponents[i]);
        radii[k] = scaleUp(rad[i], -this.#system.columnExponents[i]);
        if (scaleByPowerOfTwo(mid.data[k], this.#system.columnExponents[i]) !== x[i])
          radii[k] = addUp(radii[k], LEAST_SUBNORMAL);
      }
    }
    return BallMatrix.withEntryRadii(mid, radii);
  }

  /** b given by values and bounds of their errors, in the scaled system. */
  #solveColumn(b: Float64Array, bErrors: Float64Array): { readonly x: Float64Array; readonly rad: Float64Array } {
    const n = b.length;
    const residual = zeros(n);
    const residualErrors = zeros(n);
    const x = zeros(n);
    kernels.multiplyVector(n, n, this.#inverse, b, x);
    const step = zeros(n);
    let last = Number.POSITIVE_INFINITY;
    for (let round = 0; ; round++) {
      this.#residual(b, x, residual, residualErrors);
      kernels.multiplyVector(n, n, this.#inverse, residual, step);
      const size = largestAbsolute(step);
      if (round === MAX_REFINEMENTS || !(size < last / 2)) break;
      last = size;
      for (let i = 0; i < n; i++) x[i] += step[i];
    }
    return {
      x: mapped(x, (value, i) => value + step[i]),
      rad: this.#errors(x, step, residual, residualErrors, bErrors),
    };
  }

  #residual(b: Float64Array, x: Float64Array, residual: Float64Array, errors: Float64Array): void {
    const n = b.length;
    const { high, low, rad } = this.#system.matrix;
    const sum = new CompensatedSum();
    for (let i = 0; i < n; i++) {
      sum
        .reset()
        .add(b[i])
        .addProducts(high.data, i * n, 1, x, 0, 1, n, -1);
      if (low !== undefined) sum.addProducts(low, i * n, 1, x, 0, 1, n, -1);
      residual[i] = sum.value();
      errors[i] = sum.error();
      for (let k = 0; rad !== undefined && k < n; k++)
        errors[i] = addUp(errors[i], multiplyUp(rad[i * n + k], Math.abs(x[k])));
    }
  }

  /** Bounds of the error of fl(x + step), where step is about R residual. */
  #errors(
    x: Float64Array,
    step: Float64Array,
    residual: Float64Array,
    residualErrors: Float64Array,
    bErrors: Float64Array,
  ): Float64Array {
    const n = x.length;
    const gamma = gammaFactor(n);
    const stepErrors = zeros(n); // bounds of |R (b - M x) - step|
    let largest = 0;
    for (let i = 0; i < n; i++) {
      let bound = 0;
      let underflows = 0;
      for (let k = 0; k < n; k++) {
        const size = Math.abs(this.#inverse[i * n + k]);
        const known = multiplyUp(gamma, Math.abs(residual[k]));
        if (known !== 0 && size !== 0) underflows++;
        bound = addUp(bound, multiplyUp(size, addUp(known, addUp(residualErrors[k], bErrors[k]))));
      }
      stepErrors[i] = addUp(bound, multiplyUp(underflows, LEAST_SUBNORMAL));
      largest = Math.max(largest, addUp(Math.abs(step[i]), stepErrors[i]));
    }
    const uniform = divideUp(largest, addDown(1, -this.#defect.norm)); // ||e||_inf
    const { entries, rowSums } = this.#defect;
    const coarse = mapped(step, (s, i) => addUp(addUp(Math.abs(s), stepErrors[i]), multiplyUp(rowSums[i], uniform)));
    return mapped(coarse, (_, i) => {
      let rest = multiplyUp(rowSums[i], uniform);
      if (entries !== undefined) {
        let fine = 0;
        for (let k = 0; k < n; k++) fine = addUp(fine, multiplyUp(entries[i * n + k], coarse[k]));
        rest = Math.min(rest, fine);
      }
      return addUp(sumErrorBound(x[i], step[i], x[i] + step[i]), addUp(stepErrors[i], rest));
    });
  }
}
