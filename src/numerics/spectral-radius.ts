import { balanced, balancingExponents } from "./balance.js";
import { Ball } from "./ball.js";
import { BallMatrix } from "./ball-matrix.js";
import { CompensatedSum } from "./compensated.js";
import { determinant } from "./determinant.js";
import { copyOf, mapped, zeros } from "./doubles.js";
import { stronglyConnectedBlocks } from "./graph.js";
import { kernels } from "./kernels/index.js";
import { Matrix } from "./matrix.js";
import { frobeniusNorm } from "./norms.js";
import { multiply } from "./products.js";
import { exponentOf, LEAST_SUBNORMAL } from "./rounding.js";
import { largestAbsolute, scaleToUnit } from "./scaling.js";
import { symmetricEigenvalues } from "./symmetric-eigenvalues.js";

const MAX_NODA_STEPS = 100;
const MAX_SQUARINGS = 46;

/**
 * Spectral radius of a square matrix with entries >= 0. Exactly 0 where it is nilpotent, exact too where a block's row
 * sums agree; otherwise relative radius near n 2^-53. Unknown where an entry is negative or not finite.
 *
 * The radius is the largest over the strongly connected blocks. For each, any w > 0 gives
 * min_i (B w)_i / w_i <= rho(B) <= max_i (B w)_i / w_i (Collatz, Wielandt), evaluated in balls; w = 1 is tried first, then
 * Noda's iteration w <- (s I - B)^{-1} w, s a little above the upper bound so far.
 */
export function nonnegativeSpectralRadius(matrix: Matrix): Ball {
  if (matrix.data.some((x) => x < 0)) return Ball.unknown();
  return largestOverBlocks(matrix, collatzWielandt);
}

/**
 * Spectral radius of any square matrix, enclosed: exactly 0 for matrices that are nilpotent by their pattern or in exact
 * arithmetic; accurate for symmetric blocks, blocks of one sign and 2 x 2 blocks; otherwise from
 * (|tr B^N| / n)^(1/N) <= rho(B) <= ||B^N||_F^(1/N), N = 2^k, with certified squarings (and lower bounds from products of
 * eigenvalues: all of them, or two at a time): wide for strongly non-normal B.
 * Unknown where an entry is not finite.
 */
export function spectralRadius(matrix: Matrix): Ball {
  return largestOverBlocks(matrix, (block) => {
    const { data, rows } = block;
    if (data.every((x) => x >= 0)) return collatzWielandt(block);
    if (data.every((x) => x <= 0)) return collatzWielandt(block.map((x) => -x));
    if (rows === 2) return ofTwoByTwo(block);
    if (data.every((x, k) => x === data[(k % rows) * rows + Math.floor(k / rows)]))
      return symmetricEigenvalues(block).reduce((largest, value) => largest.max(value.abs()), Ball.exact(0));
    return byPowers(block);
  });
}

/**
 * The largest of f over the diagonal blocks of strongly connected indices, each balanced by an exact diagonal similarity and
 * scaled to a largest entry in [1, 2).
 */
function largestOverBlocks(matrix: Matrix, f: (block: Matrix) => Ball): Ball {
  const n = matrix.rows;
  if (matrix.columns !== n)
    throw new RangeError(`a spectral radius needs a square matrix, got ${n} x ${matrix.columns}`);
  const largest = largestAbsolute(matrix.data);
  if (largest === Number.POSITIVE_INFINITY) return Ball.unknown();
  let result = Ball.exact(0);
  for (const indices of stronglyConnectedBlocks(matrix.data, n)) {
    const size = indices.length;
    if (size === 1) {
      result = result.max(Ball.exact(Math.abs(matrix.at(indices[0], indices[0]))));
      continue;
    }
    const block = zeros(size * size);
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) block[i * size + j] = matrix.at(indices[i], indices[j]);
    const similar = balanced(block, size, balancingExponents(block, size));
    const { data, exponent, rounded } = scaleToUnit(similar.isExact ? similar.data : block);
    // An entry lost in scaling may close a cycle, and the radius then depends on it by a root: no bound here.
    const ball = rounded > 0 ? Ball.unknown() : f(new Matrix(size, size, data)).timesPowerOfTwo(exponent);
    if (!ball.known) return Ball.unknown();
    result = result.max(ball);
  }
  return result;
}

function collatzWielandt(block: Matrix): Ball {
  const n = block.rows;
  let w = zeros(n).fill(1);
  let best = quotients(block, w);
  let idle = 0;
  for (let step = 0; step < MAX_NODA_STEPS && best.upper() - best.lower() > 0; step++) {
    const shift = best.upper() * (1 + 2 ** -40) + LEAST_SUBNORMAL;
    const system = mapped(block.data, (x, k) => (k % (n + 1) === 0 ? shift - x : -x));
    const pivots = new Int32Array(n);
    if (!kernels.luFactor(n, system, pivots)) break;
    const next = copyOf(w);
    kernels.luSolve(n, 1, system, pivots, next);
    const largest = largestAbsolute(next);
    if (!(largest > 0 && largest < Number.POSITIVE_INFINITY)) break;
    w = mapped(next, (x) => x / largest);
    if (!w.every((x) => x > 0)) break;
    const found = quotients(block, w);
    const lower = Math.max(best.lower(), found.lower());
    const upper = Math.min(best.upper(), found.upper());
    const isBetter = upper - lower < best.upper() - best.lower();
    if (isBetter) best = Ball.between(lower, upper);
    idle = isBetter ? 0 : idle + 1;
    if (idle > 2) break;
  }
  return best;
}

/** [min, max] of (B w)_i / w_i. */
function quotients(block: Matrix, w: Float64Array): Ball {
  const n = block.rows;
  const sum = new CompensatedSum();
  let least: Ball | undefined;
  let most: Ball | undefined;
  for (let i = 0; i < n; i++) {
    sum.reset().addProducts(block.data, i * n, 1, w, 0, 1, n);
    const quotient = new Ball(sum.value(), sum.error()).over(Ball.exact(w[i]));
    least = least === undefined ? quotient : least.min(quotient);
    most = most === undefined ? quotient : most.max(quotient);
  }
  if (least === undefined || most === undefined || !least.known || !most.known) return Ball.unknown();
  if (least.order(most) === "=") return least;
  return Ball.between(Math.max(0, least.lower()), most.upper());
}

/** Eigenvalues t/2 +- sqrt(d) with t the trace and d = ((a - d) / 2)^2 + b c. */
function ofTwoByTwo(block: Matrix): Ball {
  const [a, b, c, d] = Array.from(block.data, Ball.exact);
  const half = Ball.exact(0.5);
  const discriminant = a.minus(d).times(half).power(2).plus(b.times(c));
  const centre = a.plus(d).times(half).abs();
  if (discriminant.lower() >= 0) return centre.plus(discriminant.sqrt());
  if (discriminant.upper() < 0) return a.times(d).minus(b.times(c)).sqrt();
  return Ball.between(Math.max(0, centre.lower()), centre.plus(discriminant.abs().sqrt()).upper());
}

function byPowers(block: Matrix): Ball {
  const n = block.rows;
  let power = BallMatrix.exact(block); // B^(2^k) = power * 2^exponent
  let exponent = 0;
  let lower = rootLowerBound(determinant(block).abs().lower(), n); // |det B| <= rho^n
  let upper = Number.POSITIVE_INFINITY;
  for (let k = 0; k <= MAX_SQUARINGS && power.known; k++) {
    const norm = frobeniusNorm(power);
    if (norm.order(Ball.exact(0)) === "=") return norm;
    upper = Math.min(upper, rootOf(Ball.exact(norm.upper()), exponent, k).upper());
    const trace = traceOf(power);
    lower = Math.max(lower, lowerRoot(trace.abs().over(Ball.exact(n)), exponent, k));
    // A dominant complex pair can make the trace small, but not the sum of products of two eigenvalues.
    const products = trace
      .power(2)
      .minus(traceOfSquare(power))
      .abs()
      .over(Ball.exact(n * (n - 1)));
    lower = Math.max(lower, lowerRoot(products, 2 * exponent, k + 1));
    if (upper - lower <= upper * 2 ** -50 || power.rad > norm.mid / 16) break;
    const square = multiply(power, power);
    if (!square.known) break;
    const largest = largestAbsolute(square.mid.data);
    const shift = largest === 0 ? 0 : exponentOf(largest);
    power = timesPowerOfTwo(square, -shift);
    exponent = 2 * exponent + shift;
  }
  return Ball.between(lower, upper);
}

function traceOf(matrix: BallMatrix): Ball {
  let trace = Ball.exact(0);
  for (let i = 0; i < matrix.rows; i++) trace = trace.plus(matrix.at(i, i));
  return trace;
}

/** tr M^2 = sum of m_ij m_ji. */
function traceOfSquare(matrix: BallMatrix): Ball {
  let trace = Ball.exact(0);
  for (let i = 0; i < matrix.rows; i++)
    for (let j = 0; j < matrix.rows; j++) trace = trace.plus(matrix.at(i, j).times(matrix.at(j, i)));
  return trace;
}

/** A double <= (value * 2^exponent)^(1 / 2^k), and >= 0. */
function lowerRoot(value: Ball, exponent: number, k: number): number {
  return value.lower() > 0 ? Math.max(0, rootOf(Ball.exact(value.lower()), exponent, k).lower()) : 0;
}

/** A double <= value^(1/n), and >= 0: proposed by Math.pow, confirmed by its n-th power in balls. */
function rootLowerBound(value: number, n: number): number {
  if (!(value > 0)) return 0;
  for (let slack = 2 ** -50; slack < 1; slack *= 16) {
    const root = value ** (1 / n) * (1 - slack);
    if (Ball.exact(root).power(n).upper() <= value) return root;
  }
  return 0;
}

/** The entries are of moderate size, so this rounds only what underflows. */
function timesPowerOfTwo(matrix: BallMatrix, exponent: number): BallMatrix {
  if (exponent === 0) return matrix;
  const radii = zeros(matrix.mid.data.length);
  const mid = mapped(matrix.mid.data, (x, k) => {
    const ball = new Ball(x, matrix.entryRadius(k)).timesPowerOfTwo(exponent);
    radii[k] = ball.rad;
    return ball.mid;
  });
  return BallMatrix.withEntryRadii(new Matrix(matrix.rows, matrix.columns, mid), radii);
}

/** (value * 2^exponent)^(1 / 2^k), value > 0. */
function rootOf(value: Ball, exponent: number, k: number): Ball {
  let root = value;
  let rest = exponent;
  for (let step = 0; step < k; step++) {
    const odd = Math.abs(rest % 2);
    root = root.timesPowerOfTwo(odd).sqrt();
    rest = (rest - odd) / 2;
  }
  return root.timesPowerOfTwo(rest);
}
