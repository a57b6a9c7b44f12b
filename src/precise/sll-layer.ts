import type { SllActivation, SllLayerData } from "../models/sll-layer/data.js";
import type { SllLayer } from "../models/sll-layer/view.js";
import type { Budget } from "./budget.js";
import { Rational } from "./rational.js";
import { PreciseReal } from "./real.js";
import { DyadicMatrix, RationalVector } from "./vectors.js";

const number = (value: number): PreciseReal => PreciseReal.fromNumber(value);
const ZERO = PreciseReal.rational(Rational.zero);
const ONE = PreciseReal.rational(Rational.one);
const sumOf = (terms: readonly PreciseReal[]): PreciseReal => terms.reduce((sum, term) => sum.plus(term), ZERO);

/** e^z / (1 + e^z) is 1 - 1/(1 + e^z); the hyperbolic tangent is 1 - 2 / (e^(2z) + 1). */
function smooth(activation: SllActivation, z: PreciseReal): PreciseReal {
  const rest = (argument: PreciseReal): PreciseReal => ONE.over(ONE.plus(argument.exp()));
  if (activation === "tanh") return ONE.minus(number(2).times(rest(z.plus(z))));
  if (activation === "sigmoid") return ONE.minus(rest(z));
  return ONE.plus(z.exp()).log();
}

/** An SDP-based Lipschitz layer: rationals where the activation is piecewise linear, refinable enclosures elsewhere. */
export class ExactSllLayer implements SllLayer {
  readonly inputs: number;
  readonly units: number;
  readonly #data: SllLayerData;
  readonly #columns: readonly RationalVector[];
  readonly #shift: RationalVector;
  #difference: readonly PreciseReal[] | undefined;

  constructor(data: SllLayerData, budget: Budget) {
    this.#data = data;
    this.inputs = data.W.rows;
    this.units = data.W.columns;
    budget.spendProducts(4 * this.units * this.units * this.inputs, 256);
    this.#columns = DyadicMatrix.fromDoubles(data.W).toColumns();
    this.#shift = RationalVector.fromNumbers(data.x).minus(RationalVector.fromNumbers(data.y));
  }

  get inputDistance(): PreciseReal {
    return PreciseReal.rootOf(this.#shift.normSquared());
  }

  /** |d - c W v|^2 = |d|^2 - 2 c (W'd).v + c^2 |W v|^2, v = T^-1 (s(W'x + b) - s(W'y + b)) */
  outputDistance(factor = 2): PreciseReal {
    const c = number(factor);
    const along = sumOf(this.#scaled().map((v, i) => v.times(PreciseReal.rational(this.#columns[i].dot(this.#shift)))));
    const start = PreciseReal.rational(this.#shift.normSquared());
    const square = start.minus(c.times(along.plus(along))).plus(c.times(c).times(this.updateSquare));
    return square.sqrt();
  }

  get slopeLow(): PreciseReal {
    return this.#slope(0).min(this.#slope(1));
  }

  get slopeHigh(): PreciseReal {
    return this.#slope(0).max(this.#slope(1));
  }

  scale(unit: number): PreciseReal {
    this.#column(unit);
    return number(this.#data.T[unit]);
  }

  weight(unit: number): PreciseReal {
    this.#column(unit);
    return number(this.#data.q === undefined ? 1 : this.#data.q[unit]);
  }

  dominance(unit: number): PreciseReal {
    const own = this.#column(unit);
    return sumOf(this.#columns.map((column, j) => PreciseReal.rational(own.dot(column)).abs().times(this.weight(j))));
  }

  columnSquare(unit: number): PreciseReal {
    return PreciseReal.rational(this.#column(unit).normSquared());
  }

  /** v' W'W v */
  get updateSquare(): PreciseReal {
    const v = this.#scaled();
    return sumOf(
      v.flatMap((a, i) =>
        v.map((b, j) =>
          (i === j ? a.power(2) : a.times(b)).times(PreciseReal.rational(this.#columns[i].dot(this.#columns[j]))),
        ),
      ),
    );
  }

  get updateWeight(): PreciseReal {
    return sumOf(this.#differences().map((d, i) => d.power(2).over(this.scale(i))));
  }

  #slope(end: 0 | 1): PreciseReal {
    const { activation, gain = 1 } = this.#data;
    const steepest = activation === "sigmoid" ? number(0.25) : ONE;
    const slope = end === 1 || activation === "identity" ? steepest : ZERO;
    return number(gain).times(slope);
  }

  #scaled(): readonly PreciseReal[] {
    return this.#differences().map((d, i) => d.over(this.scale(i)));
  }

  #differences(): readonly PreciseReal[] {
    this.#difference ??= this.#columns.map((column, i) => {
      const { activation, b, x, y, gain = 1 } = this.#data;
      const bias = Rational.fromNumber(b[i]);
      const [p, q] = [x, y].map((input) => column.dot(RationalVector.fromNumbers(input)).plus(bias));
      const change = this.#change(activation, p, q);
      return number(gain).times(change);
    });
    return this.#difference;
  }

  #change(activation: SllActivation, p: Rational, q: Rational): PreciseReal {
    if (activation === "identity") return PreciseReal.rational(p.minus(q));
    const positive = (z: Rational): Rational => (z.sign > 0 ? z : Rational.zero);
    if (activation === "relu") return PreciseReal.rational(positive(p).minus(positive(q)));
    if (p.minus(q).isZero) return ZERO;
    return smooth(activation, PreciseReal.rational(p)).minus(smooth(activation, PreciseReal.rational(q)));
  }

  #column(unit: number): RationalVector {
    const column = this.#columns[unit];
    if (column === undefined)
      throw new RangeError(`unit ${unit} does not exist: there are ${this.units}, counted from 0`);
    return column;
  }
}
