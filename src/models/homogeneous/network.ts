import { Ball } from "../../numerics/ball.js";
import { lazy } from "../lazy.js";
import type { HomogeneousData } from "./data.js";
import type { HomogeneousNetwork } from "./view.js";

/** One unit's parameters, (w_j, b_j) first and a_j last, with their gradient. */
interface Unit {
  readonly inner: readonly Ball[];
  readonly outer: Ball;
  readonly innerGradient: readonly Ball[];
  readonly outerGradient: Ball;
}

const ZERO = Ball.exact(0);
const ONE = Ball.exact(1);
const dot = (x: readonly Ball[], y: readonly Ball[]): Ball =>
  x.reduce((sum, value, k) => sum.plus(value.times(y[k])), ZERO);
const norm = (values: readonly Ball[]): Ball => dot(values, values).sqrt();

/** A two-layer network with a positively homogeneous activation, in float64 balls. */
export class Float64Homogeneous implements HomogeneousNetwork {
  readonly samples: number;
  readonly inputs: number;
  readonly width: number;
  readonly #data: HomogeneousData;
  readonly #units = lazy(() => this.#gradients());
  readonly #residuals = lazy(() => this.#forward());

  constructor(data: HomogeneousData) {
    this.#data = data;
    this.samples = data.X.rows;
    this.inputs = data.X.columns;
    this.width = data.W.rows;
  }

  get loss(): Ball {
    const residuals = this.#residuals();
    return dot(residuals, residuals).timesPowerOfTwo(-1);
  }
  get balanceDerivative(): Ball {
    return this.#perUnit((unit) => dot(unit.inner, unit.innerGradient).minus(unit.outer.times(unit.outerGradient)));
  }
  get balanceDerivativeWithoutBias(): Ball {
    const { inputs } = this;
    return this.#perUnit(({ inner, innerGradient, outer, outerGradient }) =>
      dot(inner.slice(0, inputs), innerGradient).minus(outer.times(outerGradient)),
    );
  }
  get sumDerivative(): Ball {
    return this.#perUnit((unit) => dot(unit.inner, unit.innerGradient).plus(unit.outer.times(unit.outerGradient)));
  }
  get stepChange(): Ball {
    return norm(this.#units().map((unit) => this.#change(unit)));
  }
  get stepIdentityDefect(): Ball {
    const step = Ball.exact(this.#data.stepSize).power(2);
    return norm(
      this.#units().map((unit) => {
        const { innerGradient: g, outerGradient } = unit;
        return this.#change(unit).minus(step.times(dot(g, g).minus(outerGradient.power(2))));
      }),
    );
  }

  /** d/dt = -2 <., gradient> */
  #perUnit(half: (unit: Unit) => Ball): Ball {
    return norm(this.#units().map(half)).timesPowerOfTwo(1);
  }

  #change({ inner, outer, innerGradient, outerGradient }: Unit): Ball {
    const step = Ball.exact(this.#data.stepSize);
    const moved = inner.map((x, k) => x.minus(step.times(innerGradient[k])));
    const movedOuter = outer.minus(step.times(outerGradient));
    const after = dot(moved, moved).minus(movedOuter.power(2));
    return after.minus(dot(inner, inner).minus(outer.power(2)));
  }

  /** (x_i, 1), the 1 only where there are biases */
  #input(i: number): Ball[] {
    const row = Array.from(this.#data.X.row(i), (x) => Ball.exact(x));
    return this.#data.b === undefined ? row : [...row, ONE];
  }

  #inner(j: number): Ball[] {
    const { W, b } = this.#data;
    const weights = Array.from(W.row(j), (x) => Ball.exact(x));
    return b === undefined ? weights : [...weights, Ball.exact(b[j])];
  }

  /** s(z) and s'(z): z >= 0 counts as positive; unknown where the sign is not certain */
  #activation(z: Ball): { readonly value: Ball; readonly slope: Ball } {
    const order = z.order(ZERO);
    if (order === "?" || order === "<=") return { value: Ball.unknown(), slope: Ball.unknown() };
    const slope = order === "<" ? Ball.exact(this.#data.slope) : ONE;
    return { value: slope.times(z), slope };
  }

  #forward(): Ball[] {
    const { a, y } = this.#data;
    return Array.from({ length: this.samples }, (_, i) => {
      const x = this.#input(i);
      let sum = Ball.exact(y[i]).negate();
      for (let j = 0; j < this.width; j++)
        sum = sum.plus(Ball.exact(a[j]).times(this.#activation(dot(this.#inner(j), x)).value));
      return sum;
    });
  }

  #gradients(): Unit[] {
    const residuals = this.#residuals();
    return Array.from({ length: this.width }, (_, j) => {
      const inner = this.#inner(j);
      const outer = Ball.exact(this.#data.a[j]);
      let innerGradient: Ball[] = inner.map(() => ZERO);
      let outerGradient = ZERO;
      for (let i = 0; i < this.samples; i++) {
        const x = this.#input(i);
        const { value, slope } = this.#activation(dot(inner, x));
        const factor = residuals[i].times(outer).times(slope);
        innerGradient = innerGradient.map((g, k) => g.plus(factor.times(x[k])));
        outerGradient = outerGradient.plus(residuals[i].times(value));
      }
      return { inner, outer, innerGradient, outerGradient };
    });
  }
}
