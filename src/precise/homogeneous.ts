import type { HomogeneousData } from "../models/homogeneous/data.js";
import type { HomogeneousNetwork } from "../models/homogeneous/view.js";
import type { Budget } from "./budget.js";
import { Rational } from "./rational.js";
import { PreciseReal } from "./real.js";

type Row = readonly Rational[];

const dot = (x: Row, y: Row): Rational => x.reduce((sum, value, k) => sum.plus(value.times(y[k])), Rational.zero);
const exactly = (values: Iterable<number>): Rational[] => Array.from(values, (x) => Rational.fromNumber(x));

/** A two-layer network with activation max(z, slope z) in exact rationals. */
export class ExactHomogeneous implements HomogeneousNetwork {
  readonly samples: number;
  readonly inputs: number;
  readonly width: number;
  readonly #data: HomogeneousData;
  readonly #inner: readonly Row[];
  readonly #outer: Row;
  readonly #rows: readonly Row[];
  readonly #residuals: Row;
  readonly #innerGradient: readonly Row[];
  readonly #outerGradient: Row;

  constructor(data: HomogeneousData, budget: Budget) {
    this.#data = data;
    this.samples = data.X.rows;
    this.inputs = data.X.columns;
    this.width = data.W.rows;
    const { samples, width, inputs } = this;
    budget.spendProducts(4 * samples * width * (inputs + 1), 256);
    const { b } = data;
    const withBias = (row: Row, bias: Rational): Row => (b === undefined ? row : [...row, bias]);
    this.#rows = Array.from({ length: samples }, (_, i) => withBias(exactly(data.X.row(i)), Rational.one));
    this.#inner = Array.from({ length: width }, (_, j) =>
      withBias(exactly(data.W.row(j)), Rational.fromNumber(b?.[j] ?? 0)),
    );
    this.#outer = exactly(data.a);
    const slope = Rational.fromNumber(data.slope);
    const signals = this.#rows.map((x) => this.#inner.map((w) => dot(w, x)));
    const slopes = signals.map((row) => row.map((z) => (z.sign < 0 ? slope : Rational.one)));
    const values = signals.map((row, i) => row.map((z, j) => z.times(slopes[i][j])));
    this.#residuals = values.map((row, i) => dot(row, this.#outer).minus(Rational.fromNumber(data.y[i])));
    this.#outerGradient = this.#outer.map((_, j) =>
      dot(
        values.map((row) => row[j]),
        this.#residuals,
      ),
    );
    this.#innerGradient = this.#inner.map((w, j) =>
      w.map((_, k) =>
        this.#rows.reduce(
          (sum, x, i) => sum.plus(this.#residuals[i].times(this.#outer[j]).times(slopes[i][j]).times(x[k])),
          Rational.zero,
        ),
      ),
    );
  }

  get loss(): PreciseReal {
    return PreciseReal.rational(dot(this.#residuals, this.#residuals).times(Rational.of(1n, 1n, -1)));
  }
  get balanceDerivative(): PreciseReal {
    return this.#derivative((j) => dot(this.#inner[j], this.#innerGradient[j]), -1);
  }
  get balanceDerivativeWithoutBias(): PreciseReal {
    return this.#derivative((j) => dot(this.#inner[j].slice(0, this.inputs), this.#innerGradient[j]), -1);
  }
  get sumDerivative(): PreciseReal {
    return this.#derivative((j) => dot(this.#inner[j], this.#innerGradient[j]), 1);
  }
  get stepChange(): PreciseReal {
    return norm(this.#outer.map((_, j) => this.#change(j)));
  }
  get stepIdentityDefect(): PreciseReal {
    const step = Rational.fromNumber(this.#data.stepSize);
    return norm(
      this.#outer.map((_, j) => {
        const g = this.#innerGradient[j];
        const h = this.#outerGradient[j];
        return this.#change(j).minus(step.times(step).times(dot(g, g).minus(h.times(h))));
      }),
    );
  }

  /** Norm over the units of 2 (inner(j) + sign a_j da_j) */
  #derivative(inner: (j: number) => Rational, sign: 1 | -1): PreciseReal {
    const two = Rational.of(2n);
    return norm(
      this.#outer.map((a, j) => {
        const outer = a.times(this.#outerGradient[j]);
        return two.times(inner(j).plus(sign > 0 ? outer : outer.negate()));
      }),
    );
  }

  #change(j: number): Rational {
    const step = Rational.fromNumber(this.#data.stepSize);
    const w = this.#inner[j];
    const a = this.#outer[j];
    const moved = w.map((x, k) => x.minus(step.times(this.#innerGradient[j][k])));
    const movedOuter = a.minus(step.times(this.#outerGradient[j]));
    const after = dot(moved, moved).minus(movedOuter.times(movedOuter));
    return after.minus(dot(w, w).minus(a.times(a)));
  }
}

function norm(values: Row): PreciseReal {
  return PreciseReal.rootOf(dot(values, values));
}
