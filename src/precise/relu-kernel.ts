import type { ReluKernelData } from "../models/relu-kernel/data.js";
import type { ReluKernel } from "../models/relu-kernel/view.js";
import { angleOf, pi } from "./angle.js";
import type { Budget } from "./budget.js";
import { DyadicBall } from "./dyadic-ball.js";
import { rankOf } from "./integer-matrix.js";
import { Rational } from "./rational.js";
import { PreciseReal } from "./real.js";
import { gramEigenvalues } from "./singular-values.js";
import { SymmetricSpectrum } from "./symmetric-spectrum.js";
import { DyadicMatrix, type RationalVector } from "./vectors.js";

interface Pair {
  readonly inner: Rational;
  /** ||x||^2 ||y||^2 - (x . y)^2 */
  readonly areaSquared: Rational;
}

const UNKNOWN = PreciseReal.unknown;
const ZERO = PreciseReal.rational(Rational.zero);

/** The relu kernel, exact where it is algebraic and in refinable enclosures where angles take part. */
export class ExactReluKernel implements ReluKernel {
  readonly samples: number;
  readonly inputs: number;
  readonly width: number;
  readonly pi = PreciseReal.enclosed(pi, "nonNegative");
  readonly #columns: readonly RationalVector[];
  readonly #weights: DyadicMatrix | undefined;
  readonly #budget: Budget;
  readonly #pairs = new Map<number, Pair>();
  #features: readonly RationalVector[] | undefined;
  #kernelValues: readonly PreciseReal[] | undefined;
  #tangentValues: readonly PreciseReal[] | undefined;
  #gramValues: readonly PreciseReal[] | undefined;

  constructor(data: ReluKernelData, budget: Budget) {
    this.#columns = DyadicMatrix.fromDoubles(data.X).toColumns();
    this.#weights = data.W === undefined ? undefined : DyadicMatrix.fromDoubles(data.W);
    this.#budget = budget;
    this.samples = data.X.columns;
    this.inputs = data.X.rows;
    this.width = data.W?.rows ?? 0;
  }

  inputNorm(i: number): PreciseReal {
    return PreciseReal.rootOf(this.#column(i).normSquared());
  }

  innerProduct(i: number, j: number): PreciseReal {
    return PreciseReal.rational(this.#pair(i, j).inner);
  }

  area(i: number, j: number): PreciseReal {
    return PreciseReal.rootOf(this.#pair(i, j).areaSquared);
  }

  inputDistance(i: number, j: number): PreciseReal {
    return PreciseReal.rootOf(this.#column(i).minus(this.#column(j)).normSquared());
  }

  angle(i: number, j: number): PreciseReal {
    const { inner, areaSquared } = this.#pair(i, j);
    if (areaSquared.isZero) return inner.isZero ? UNKNOWN : inner.sign > 0 ? ZERO : this.pi;
    return PreciseReal.enclosed((bits) => angle(inner, areaSquared, bits), "nonNegative");
  }

  get inputFrobeniusNorm(): PreciseReal {
    return PreciseReal.rootOf(this.#columns.reduce((sum, x) => sum.plus(x.normSquared()), Rational.zero));
  }

  kernelEntry(i: number, j: number): PreciseReal {
    const pair = this.#pair(i, j);
    if (!pair.areaSquared.isZero) return PreciseReal.enclosed((bits) => kernelBall(pair, bits), "nonNegative");
    return PreciseReal.rational(pair.inner.sign > 0 ? pair.inner.times(HALF) : Rational.zero);
  }

  kernelSecondMoment(i: number, j: number): PreciseReal {
    const { inner, areaSquared } = this.#pair(i, j);
    const square = inner.times(inner);
    if (areaSquared.isZero)
      return PreciseReal.rational(inner.sign > 0 ? square.times(Rational.of(3n, 2n)) : Rational.zero);
    const weight = square.times(Rational.of(3n)).plus(areaSquared);
    return PreciseReal.enclosed((bits) => {
      const work = bits + 16;
      const ball = (value: Rational): DyadicBall => DyadicBall.fromRational(value, work);
      const linear = ball(areaSquared)
        .sqrt(work)
        .times(ball(inner.times(Rational.of(3n))), work);
      const angular = angle(inner.negate(), areaSquared, work).times(ball(weight), work);
      return linear.plus(angular, work).over(pi(work).scaled(1), work);
    }, "nonNegative");
  }

  get kernelEigenvalues(): readonly PreciseReal[] {
    this.#kernelValues ??= this.#spectrum((i, j) => this.kernelEntry(i, j));
    return this.#kernelValues;
  }

  get kernelLeastEigenvalue(): PreciseReal {
    return this.kernelEigenvalues[0];
  }

  gramEntry(i: number, j: number): PreciseReal {
    this.#column(i);
    this.#column(j);
    const features = this.#featureColumns();
    if (features === undefined) return UNKNOWN;
    return PreciseReal.rational(features[i].dot(features[j]).over(Rational.fromNumber(this.width)));
  }

  get gramEigenvalues(): readonly PreciseReal[] {
    if (this.#gramValues === undefined) {
      const features = this.#featureColumns();
      const width = PreciseReal.fromNumber(this.width);
      this.#gramValues =
        features === undefined
          ? new Array<PreciseReal>(this.samples).fill(UNKNOWN)
          : gramEigenvalues(features, this.#budget).map((value) => value.over(width));
    }
    return this.#gramValues;
  }

  get gramLeastEigenvalue(): PreciseReal {
    return this.gramEigenvalues[0];
  }

  activationOverlap(i: number, j: number): PreciseReal {
    const { inner, areaSquared } = this.#pair(i, j);
    if (areaSquared.isZero) return inner.isZero ? UNKNOWN : PreciseReal.rational(inner.sign > 0 ? HALF : Rational.zero);
    // 1/2 - angle / (2 pi)
    return PreciseReal.enclosed((bits) => {
      const turns = angle(inner, areaSquared, bits + 8).over(pi(bits + 8).scaled(1), bits + 8);
      return DyadicBall.fromRational(HALF, bits).minus(turns, bits + 8);
    }, "nonNegative");
  }

  tangentEntry(i: number, j: number): PreciseReal {
    const { inner } = this.#pair(i, j);
    return inner.isZero ? ZERO : this.activationOverlap(i, j).times(PreciseReal.rational(inner));
  }

  get tangentLeastEigenvalue(): PreciseReal {
    this.#tangentValues ??= this.#spectrum((i, j) => this.tangentEntry(i, j));
    return this.#tangentValues[0];
  }

  activeShare(i: number, j: number): PreciseReal {
    const weights = this.#weights;
    if (weights === undefined) return UNKNOWN;
    const [a, b] = [this.#column(i), this.#column(j)].map((x) => weights.timesVector(x).numerators);
    const count = a.filter((value, k) => value >= 0n && b[k] >= 0n).length;
    return PreciseReal.rational(Rational.of(BigInt(count), BigInt(this.width)));
  }

  #spectrum(entryAt: (i: number, j: number) => PreciseReal): readonly PreciseReal[] {
    const n = this.samples;
    const entries = Array.from({ length: n }, (_, i) => Array.from({ length: i + 1 }, (_, j) => entryAt(i, j)));
    const matrix = (bits: number): DyadicBall[][] =>
      Array.from({ length: n }, (_, i) =>
        Array.from({ length: n }, (_, j) => entries[Math.max(i, j)][Math.min(i, j)].at(bits)),
      );
    const spectrum = new SymmetricSpectrum(n, matrix, this.#budget);
    const singular = this.#isSingular();
    return Array.from({ length: n }, (_, k) =>
      k === 0 && singular ? ZERO : PreciseReal.enclosed((bits) => spectrum.enclosure(k, bits), "nonNegative"),
    );
  }

  /**
   * Whether K is singular, decided exactly. a'Ka = E(sum a_i relu(w x_i))^2 vanishes just where the continuous function
   * of w does. Its gradient jumps across the hyperplane orthogonal to a line of inputs by sum a_i |c_i| over the inputs
   * c_i d on that line: so these sums vanish. A line with two inputs on one side, or a zero input, gives a singular K at
   * once; else it holds one input, whose a_i vanishes, or an antipodal pair, which leaves beta w d. So K is singular just
   * where the directions of the antipodal pairs are linearly dependent. The limit of the tangent kernel is singular in just
   * the same cases: a'Ha = E|sum a_i 1{w x_i >= 0} x_i|^2, and that piecewise constant vector jumps across the same
   * hyperplane by d sum a_i |c_i|; an antipodal pair leaves beta d.
   */
  #isSingular(): boolean {
    const directions: RationalVector[] = [];
    for (let i = 0; i < this.samples; i++) {
      if (this.#column(i).isZero) return true;
      for (let j = 0; j < i; j++) {
        const { inner, areaSquared } = this.#pair(i, j);
        if (!areaSquared.isZero) continue;
        if (inner.sign > 0) return true;
        directions.push(this.#column(i));
      }
    }
    if (directions.length === 0) return false;
    return (
      rankOf(
        directions.map(({ numerators }) => numerators),
        this.#budget,
      ) < directions.length
    );
  }

  #featureColumns(): readonly RationalVector[] | undefined {
    const weights = this.#weights;
    if (weights === undefined) return undefined;
    this.#features ??= this.#columns.map((column) => weights.timesVector(column).relu());
    return this.#features;
  }

  #pair(i: number, j: number): Pair {
    const key = Math.min(i, j) * this.samples + Math.max(i, j);
    const known = this.#pairs.get(key);
    if (known !== undefined) return known;
    const x = this.#column(i);
    const y = this.#column(j);
    const inner = x.dot(y);
    const areaSquared = i === j ? Rational.zero : x.normSquared().times(y.normSquared()).minus(inner.times(inner));
    const pair = { inner, areaSquared };
    this.#pairs.set(key, pair);
    return pair;
  }

  #column(i: number): RationalVector {
    const column = this.#columns[i];
    if (column === undefined)
      throw new RangeError(`sample ${i} does not exist: there are ${this.samples}, counted from 0`);
    return column;
  }
}

const HALF = Rational.of(1n, 2n);

function angle(inner: Rational, areaSquared: Rational, bits: number): DyadicBall {
  const work = bits + 16;
  return angleOf(DyadicBall.fromRational(inner, work), DyadicBall.fromRational(areaSquared, 2 * work).sqrt(work), work);
}

/** (area + (pi - angle) inner) / (2 pi) */
function kernelBall({ inner, areaSquared }: Pair, bits: number): DyadicBall {
  const work = bits + 16;
  const area = DyadicBall.fromRational(areaSquared, 2 * work).sqrt(work);
  const angular = angle(inner.negate(), areaSquared, work).times(DyadicBall.fromRational(inner, work), work);
  return area.plus(angular, work).over(pi(work).scaled(1), work);
}
