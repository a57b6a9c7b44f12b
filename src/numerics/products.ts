import { Ball } from "./ball.js";
import { BallMatrix } from "./ball-matrix.js";
import { CompensatedSum } from "./compensated.js";
import { mapped, zeros } from "./doubles.js";
import { kernels } from "./kernels/index.js";
import { Matrix } from "./matrix.js";
import { addUp, gammaFactor, LEAST_SUBNORMAL, multiplyUp, productErrorBound, sumErrorBound } from "./rounding.js";
import { euclideanNormUpperBound } from "./scaling.js";

/** Up to this many multiplications products are compensated (entry errors near 2^-53 |result|), beyond plain. */
const COMPENSATED_PRODUCTS = 2e6;

/** x . y for vectors of equal length: exact where the result needs few digits, else within about a unit in the last place. */
export function dot(x: Float64Array, y: Float64Array): Ball {
  if (x.length !== y.length) throw new RangeError(`a dot product needs equal lengths, got ${x.length} and ${y.length}`);
  const sum = new CompensatedSum().addProducts(x, 0, 1, y, 0, 1, x.length);
  return new Ball(sum.value(), sum.error());
}

/**
 * A B with entrywise radii. Products of doubles are compensated while they are small enough; then each entry errs by
 * about 2^-53 of itself and is exact where it needs few digits. Larger ones are plain sums with error
 * gamma_{k+1} fl(|A||B|) + 2k 2^-1074 for inner dimension k: the sum of absolute values is itself low by a factor
 * 1 - gamma_k at most, and gamma_k / (1 - gamma_k) <= gamma_{k+1} for k < 2^26. Radii of A and B add
 * |A| R_B + R_A |B| + R_A R_B; where only Frobenius radii are known, the result has only a Frobenius radius as well.
 */
export function multiply(a: Matrix | BallMatrix, b: Matrix | BallMatrix): BallMatrix {
  const left = BallMatrix.from(a);
  const right = BallMatrix.from(b);
  if (left.columns !== right.rows)
    throw new RangeError(`${left.rows} x ${left.columns} times ${right.rows} x ${right.columns} is not defined`);
  if (!left.known || !right.known) return BallMatrix.unknown(left.rows, right.columns);
  const product = multiplyMidpoints(left.mid, right.mid);
  if (left.rad === 0 && right.rad === 0) return BallMatrix.withEntryRadii(product.mid, product.errors);
  const rounding = euclideanNormUpperBound(product.errors);
  const spread = addUp(
    multiplyUp(addUp(euclideanNormUpperBound(left.mid.data), left.rad), right.rad),
    multiplyUp(left.rad, euclideanNormUpperBound(right.mid.data)),
  );
  const rad = addUp(rounding, spread);
  const haveEntries = [left, right].every((m) => m.rad === 0 || m.entryRad !== undefined);
  if (!haveEntries) return new BallMatrix(product.mid, rad);
  // |A| R_B + R_A (|B| + R_B)
  const radii = product.errors;
  addAbsoluteProduct(left.mid.data, right.entryRadii(), left.rows, left.columns, right.columns, radii);
  const reach = mapped(right.entryRadii(), (r, k) => addUp(Math.abs(right.mid.data[k]), r));
  addAbsoluteProduct(left.entryRadii(), reach, left.rows, left.columns, right.columns, radii);
  return new BallMatrix(product.mid, Math.min(rad, euclideanNormUpperBound(radii)), radii);
}

/** A x for a column vector x, as a matrix of one column. */
export function multiplyVector(a: Matrix | BallMatrix, x: Float64Array): BallMatrix {
  return multiply(a, new Matrix(x.length, 1, x));
}

/** M'M with entrywise radii. */
export function gramMatrix(matrix: Matrix | BallMatrix): BallMatrix {
  return multiply(matrix.transpose(), matrix);
}

function multiplyMidpoints(a: Matrix, b: Matrix): { readonly mid: Matrix; readonly errors: Float64Array } {
  const mid = new Matrix(a.rows, b.columns);
  const errors = zeros(mid.data.length);
  const inner = a.columns;
  if (mid.data.length * inner <= COMPENSATED_PRODUCTS) {
    const sum = new CompensatedSum();
    for (let i = 0; i < a.rows; i++)
      for (let j = 0; j < b.columns; j++) {
        sum.reset().addProducts(a.data, i * inner, 1, b.data, j, b.columns, inner);
        mid.data[i * b.columns + j] = sum.value();
        errors[i * b.columns + j] = sum.error();
      }
  } else {
    kernels.gemm("AB", a.rows, b.columns, inner, a.data, b.data, mid.data);
    const sizes = zeros(mid.data.length);
    kernels.gemm("AB", a.rows, b.columns, inner, mapped(a.data, Math.abs), mapped(b.data, Math.abs), sizes);
    const gamma = gammaFactor(inner + 1);
    const underflow = multiplyUp(2 * inner, LEAST_SUBNORMAL);
    for (let k = 0; k < errors.length; k++)
      errors[k] = sizes[k] === 0 && mid.data[k] === 0 ? underflow : addUp(multiplyUp(gamma, sizes[k]), underflow);
  }
  return { mid, errors };
}

/** target += |A| B entrywise upward, for B >= 0; exactly unchanged where every term is 0. */
function addAbsoluteProduct(
  a: Float64Array,
  b: Float64Array,
  rows: number,
  inner: number,
  columns: number,
  target: Float64Array,
): void {
  const factor = addUp(1, gammaFactor(inner + 1));
  const sums = zeros(columns);
  const terms = new Int32Array(columns);
  for (let i = 0; i < rows; i++) {
    sums.fill(0);
    terms.fill(0);
    for (let k = 0; k < inner; k++) {
      const x = Math.abs(a[i * inner + k]);
      if (x === 0) continue;
      for (let j = 0; j < columns; j++) {
        const y = b[k * columns + j];
        if (y === 0) continue;
        sums[j] += x * y;
        terms[j]++;
      }
    }
    for (let j = 0; j < columns; j++) {
      if (terms[j] === 0) continue;
      const bound = multiplyUp(addUp(sums[j], multiplyUp(terms[j], LEAST_SUBNORMAL)), factor);
      target[i * columns + j] = addUp(target[i * columns + j], bound);
    }
  }
}

/** A + B entry by entry. */
export function add(a: Matrix | BallMatrix, b: Matrix | BallMatrix): BallMatrix {
  const left = BallMatrix.from(a);
  const right = BallMatrix.from(b);
  if (left.rows !== right.rows || left.columns !== right.columns)
    throw new RangeError(`cannot add ${left.rows} x ${left.columns} and ${right.rows} x ${right.columns}`);
  if (!left.known || !right.known) return BallMatrix.unknown(left.rows, left.columns);
  const sums = mapped(left.mid.data, (x, k) => x + right.mid.data[k]);
  const mid = new Matrix(left.rows, left.columns, sums);
  const errors = mapped(mid.data, (x, k) => sumErrorBound(left.mid.data[k], right.mid.data[k], x));
  return withSpread(mid, errors, addUp(left.rad, right.rad), [left, right], (k) =>
    addUp(left.entryRadius(k), right.entryRadius(k)),
  );
}

/** A - B entry by entry. */
export function subtract(a: Matrix | BallMatrix, b: Matrix | BallMatrix): BallMatrix {
  return add(a, negate(b));
}

/** -M */
export function negate(matrix: Matrix | BallMatrix): BallMatrix {
  const { mid, rad, entryRad } = BallMatrix.from(matrix);
  return new BallMatrix(
    mid.map((x) => -x + 0),
    rad,
    entryRad,
  );
}

/** factor * M, the factor a double or a ball. */
export function scale(factor: number | Ball, matrix: Matrix | BallMatrix): BallMatrix {
  const by = typeof factor === "number" ? Ball.exact(factor) : factor;
  const given = BallMatrix.from(matrix);
  if (!by.known || !given.known) return BallMatrix.unknown(given.rows, given.columns);
  const mid = given.mid.map((x) => by.mid * x);
  const reach = addUp(Math.abs(by.mid), by.rad);
  const errors = mapped(mid.data, (x, k) =>
    addUp(productErrorBound(by.mid, given.mid.data[k], x), multiplyUp(by.rad, Math.abs(given.mid.data[k]))),
  );
  return withSpread(mid, errors, multiplyUp(reach, given.rad), [given], (k) => multiplyUp(reach, given.entryRadius(k)));
}

/** max(M, 0) entry by entry: 1-Lipschitz, so radii stay; entries that are certainly <= 0 become exactly 0. */
export function relu(matrix: Matrix | BallMatrix): BallMatrix {
  const given = BallMatrix.from(matrix);
  if (!given.known) return given;
  const radii = given.entryRadii();
  for (let k = 0; k < radii.length; k++) if (addUp(given.mid.data[k], radii[k]) <= 0) radii[k] = 0;
  const mid = given.mid.map((x) => Math.max(x, 0));
  return new BallMatrix(mid, Math.min(given.rad, euclideanNormUpperBound(radii)), radii);
}

/** Adds rounding errors to what the operands' radii make of a result. */
function withSpread(
  mid: Matrix,
  errors: Float64Array,
  spread: number,
  operands: readonly BallMatrix[],
  entrySpread: (k: number) => number,
): BallMatrix {
  const rad = addUp(euclideanNormUpperBound(errors), spread);
  if (!operands.every((m) => m.rad === 0 || m.entryRad !== undefined)) return new BallMatrix(mid, rad);
  const radii = mapped(errors, (e, k) => addUp(e, entrySpread(k)));
  return new BallMatrix(mid, Math.min(rad, euclideanNormUpperBound(radii)), radii);
}
