import { angleOf, PI } from "../../numerics/angle.js";
import { Ball } from "../../numerics/ball.js";
import { BallMatrix } from "../../numerics/ball-matrix.js";
import { zeros } from "../../numerics/doubles.js";
import { Matrix } from "../../numerics/matrix.js";
import { frobeniusNorm } from "../../numerics/norms.js";
import { dot, gramMatrix, multiply, relu, subtract } from "../../numerics/products.js";
import { gramEigenvalues, symmetricEigenvalues } from "../../numerics/symmetric-eigenvalues.js";
import { lazy, lazyByIndex } from "../lazy.js";
import type { ReluKernelData } from "./data.js";
import type { ReluKernel } from "./view.js";

/** Up to so many coordinates the area comes from Lagrange's identity, which keeps small angles. */
const LAGRANGE_LIMIT = 40;

const ZERO = Ball.exact(0);

/** The relu kernel in float64 balls. */
export class Float64ReluKernel implements ReluKernel {
  readonly samples: number;
  readonly inputs: number;
  readonly width: number;
  readonly pi = PI;
  readonly #columns: readonly Float64Array[];
  readonly #data: ReluKernelData;
  readonly #pairs: (index: number) => Pair;
  readonly #norms: (index: number) => Ball;

  constructor(data: ReluKernelData) {
    this.#data = data;
    this.samples = data.X.columns;
    this.inputs = data.X.rows;
    this.width = data.W?.rows ?? 0;
    this.#columns = Array.from({ length: this.samples }, (_, j) => data.X.column(j));
    this.#pairs = lazyByIndex((k) => this.#pair(Math.floor(k / this.samples), k % this.samples));
    this.#norms = lazyByIndex((i) => dot(this.#columns[i], this.#columns[i]).sqrt());
  }

  inputNorm(i: number): Ball {
    return this.#norms(this.#checked(i));
  }

  innerProduct(i: number, j: number): Ball {
    return this.#of(i, j).inner;
  }

  area(i: number, j: number): Ball {
    return this.#of(i, j).area;
  }

  inputDistance(i: number, j: number): Ball {
    const column = (k: number): Matrix => new Matrix(this.inputs, 1, this.#columns[this.#checked(k)]);
    return frobeniusNorm(subtract(column(i), column(j)));
  }

  angle(i: number, j: number): Ball {
    const { inner, area } = this.#of(i, j);
    return angleOf(inner, area);
  }

  get inputFrobeniusNorm(): Ball {
    return frobeniusNorm(this.#data.X);
  }

  kernelEntry(i: number, j: number): Ball {
    const { inner, area, supplement } = this.#of(i, j);
    if (isZero(area)) return inner.max(ZERO).timesPowerOfTwo(-1); // parallel, or a zero input
    return area.plus(supplement.times(inner)).over(PI.timesPowerOfTwo(1));
  }

  kernelSecondMoment(i: number, j: number): Ball {
    const { inner, area, supplement } = this.#of(i, j);
    const square = inner.power(2);
    if (isZero(area)) return inner.max(ZERO).power(2).times(Ball.exact(1.5));
    // ||x||^2 ||y||^2 = inner^2 + area^2
    const weight = square.times(Ball.exact(3)).plus(area.power(2));
    return Ball.exact(3).times(area).times(inner).plus(supplement.times(weight)).over(PI.timesPowerOfTwo(1));
  }

  activationOverlap(i: number, j: number): Ball {
    const { inner, area, supplement } = this.#of(i, j);
    // A zero input has no angle; parallel ones have 1/2 or 0 exactly.
    if (isZero(area)) return isZero(inner) ? Ball.unknown() : Ball.exact(inner.lower() > 0 ? 0.5 : 0);
    return supplement.over(PI.timesPowerOfTwo(1));
  }

  tangentEntry(i: number, j: number): Ball {
    const { inner } = this.#of(i, j);
    return isZero(inner) ? ZERO : inner.times(this.activationOverlap(i, j));
  }

  activeShare(i: number, j: number): Ball {
    const pattern = [this.#activity()?.[this.#checked(i)], this.#activity()?.[this.#checked(j)]];
    const [a, b] = pattern;
    if (a === undefined || b === undefined) return Ball.unknown();
    let count = 0;
    for (let k = 0; k < this.width; k++) if (a[k] && b[k]) count++;
    return Ball.exact(count).over(Ball.exact(this.width));
  }

  /** For each input which units are active (w x >= 0); undefined where a sign is not certain. */
  readonly #activity = lazy(() => {
    const { W } = this.#data;
    if (W === undefined) return undefined;
    return this.#columns.map((x) => {
      const signals = Array.from({ length: this.width }, (_, k) => dot(W.row(k), x));
      const orders = signals.map((signal) => signal.order(ZERO));
      return orders.some((order) => order === "?" || order === "<=") ? undefined : orders.map((order) => order !== "<");
    });
  });

  readonly #eigenvalues = lazy(() => this.#spectrum((i, j) => this.kernelEntry(i, j)));
  readonly #tangentEigenvalues = lazy(() => this.#spectrum((i, j) => this.tangentEntry(i, j)));

  #spectrum(entryAt: (i: number, j: number) => Ball): readonly Ball[] {
    const n = this.samples;
    const mid = new Matrix(n, n);
    const radii = zeros(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) {
        const entry = entryAt(j, i);
        for (const k of [i * n + j, j * n + i]) {
          mid.data[k] = entry.mid;
          radii[k] = entry.rad;
        }
      }
    return radii.some((radius) => !Number.isFinite(radius))
      ? new Array<Ball>(n).fill(Ball.unknown())
      : symmetricEigenvalues(BallMatrix.withEntryRadii(mid, radii));
  }

  get tangentLeastEigenvalue(): Ball {
    // x_i . x_j times the overlap of half spaces: a Gram matrix of random vectors, positive semidefinite.
    return this.#tangentEigenvalues()[0].max(ZERO);
  }

  get kernelEigenvalues(): readonly Ball[] {
    return this.#eigenvalues();
  }

  get kernelLeastEigenvalue(): Ball {
    // K is positive semidefinite.
    return this.#eigenvalues()[0].max(ZERO);
  }

  readonly #features = lazy((): BallMatrix | undefined => {
    const { W, X } = this.#data;
    return W === undefined ? undefined : relu(multiply(W, X));
  });

  readonly #gram = lazy(() => {
    const features = this.#features();
    return features === undefined ? undefined : gramMatrix(features);
  });

  gramEntry(i: number, j: number): Ball {
    this.#checked(i);
    this.#checked(j);
    return this.#gram()?.at(i, j).over(Ball.exact(this.width)) ?? Ball.unknown();
  }

  readonly #gramValues = lazy((): readonly Ball[] => {
    const features = this.#features();
    if (features === undefined) return new Array<Ball>(this.samples).fill(Ball.unknown());
    const width = Ball.exact(this.width);
    return gramEigenvalues(features).map((value) => value.over(width));
  });

  get gramEigenvalues(): readonly Ball[] {
    return this.#gramValues();
  }

  get gramLeastEigenvalue(): Ball {
    return this.#gramValues()[0];
  }

  #of(i: number, j: number): Pair {
    this.#checked(i);
    this.#checked(j);
    return this.#pairs(Math.min(i, j) * this.samples + Math.max(i, j));
  }

  #pair(i: number, j: number): Pair {
    const x = this.#columns[i];
    const y = this.#columns[j];
    const inner = dot(x, y);
    const area = i === j ? ZERO : this.inputs <= LAGRANGE_LIMIT ? lagrangeArea(x, y) : this.#plainArea(i, j, inner);
    // The angle between x and -y is pi - angle, without the cancellation.
    return { inner, area, supplement: angleOf(inner.negate(), area) };
  }

  #plainArea(i: number, j: number, inner: Ball): Ball {
    const product = this.inputNorm(i).times(this.inputNorm(j));
    return product.minus(inner.abs()).times(product.plus(inner.abs())).sqrt();
  }

  #checked(i: number): number {
    if (!Number.isInteger(i) || i < 0 || i >= this.samples)
      throw new RangeError(`sample ${i} does not exist: there are ${this.samples}, counted from 0`);
    return i;
  }
}

interface Pair {
  readonly inner: Ball;
  readonly area: Ball;
  /** pi - angle */
  readonly supplement: Ball;
}

const isZero = (x: Ball): boolean => x.known && x.mid === 0 && x.rad === 0;

/** ||x||^2 ||y||^2 - (x . y)^2 = sum over k < l of (x_k y_l - x_l y_k)^2 */
function lagrangeArea(x: Float64Array, y: Float64Array): Ball {
  const exact = (value: number): Ball => Ball.exact(value);
  let squares = ZERO;
  for (let k = 0; k < x.length; k++)
    for (let l = k + 1; l < x.length; l++) {
      const minor = exact(x[k])
        .times(exact(y[l]))
        .minus(exact(x[l]).times(exact(y[k])));
      squares = squares.plus(minor.power(2));
    }
  return squares.sqrt();
}
