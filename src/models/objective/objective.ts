import type { Arithmetic, Real } from "../../numerics/real.js";
import { lazy, lazyByIndex } from "../lazy.js";
import type { Algebra } from "./algebra.js";
import { matrixProduct, product, sphere } from "./curved-families.js";
import type { ObjectiveData } from "./data.js";
import { enclosedDescent } from "./descent.js";
import type { Family } from "./family.js";
import { flowStates } from "./flow.js";
import { gaussNewton } from "./gauss-newton-family.js";
import { leastSquares, quadratic } from "./quadratic-families.js";
import { radial } from "./radial-family.js";
import { difference, inner, normOf, type Vector } from "./real-vectors.js";
import { scalarSquare } from "./scalar-family.js";
import { sineSquare } from "./sine-square-family.js";
import type { Objective, ObjectivePoint } from "./view.js";

/** The family of the data, in one arithmetic. */
export function familyOf(algebra: Algebra, data: ObjectiveData): Family {
  switch (data.family) {
    case "least-squares":
      return leastSquares(algebra, data);
    case "quadratic":
      return quadratic(algebra, data);
    case "product":
      return product(algebra, data);
    case "sphere":
      return sphere(algebra, data);
    case "matrix-product":
      return matrixProduct(algebra, data);
    case "scalar":
      return scalarSquare(algebra, data);
    case "sine-square":
      return sineSquare(algebra, data);
    case "radial":
      return radial(algebra, data);
    case "gauss-newton":
      return gaussNewton(algebra, data);
  }
}

/**
 * The constants of the criterion, for any family in any arithmetic. These are the theorem's own formulas; what differs
 * between the two arithmetics is everything below them: sums, roots, eigenvalues, rank, exponentials.
 */
export class ObjectiveIn implements Objective {
  readonly family: string;
  readonly dimension: number;
  readonly radius: Real;
  readonly #data: ObjectiveData;
  readonly #arithmetic: Arithmetic;
  readonly #family: Family;
  readonly #alpha = lazy(() => this.#family.alpha);
  readonly #value = lazy(() => this.#family.value(this.#family.start));
  readonly #hessian = lazy(() => this.#family.hessianBound(this.#family.start, this.#number(2).times(this.radius)));
  readonly #minimizer = lazy(() => this.#family.minimizer);
  readonly #states: (k: number) => Vector;
  readonly #flowStates: () => readonly Vector[];

  constructor(algebra: Algebra, data: ObjectiveData) {
    this.#data = data;
    this.#arithmetic = algebra.arithmetic;
    this.#family = familyOf(algebra, data);
    this.family = data.family;
    this.dimension = data.start.length;
    this.radius = this.#number(data.radius);
    const states = lazy(() => enclosedDescent(algebra, this.#family, data.descent));
    this.#states = (k) => states()[k];
    this.#flowStates = lazy(() =>
      flowStates((other) => familyOf(other, data), algebra, this.#family, data.flow?.times ?? []),
    );
  }

  get startNorm(): Real {
    return normOf(this.#arithmetic, this.#family.start);
  }
  get value(): Real {
    return this.#value();
  }
  get gradientSquare(): Real {
    return this.#pointAt(this.#family.start).gradientSquare;
  }
  get alpha(): Real {
    return this.#alpha();
  }
  get alphaAtCentre(): Real {
    return this.#family.alphaAtCentre;
  }
  get alphaOfLargest(): Real {
    return this.#family.alphaOfLargest;
  }
  get hessianBound(): Real {
    return this.#hessian();
  }
  get criterionMargin(): Real {
    return this.radius.power(2).times(this.alpha).minus(this.#number(4).times(this.value));
  }
  get epsilon(): Real {
    const used = this.#number(4).times(this.value).over(this.radius.power(2).times(this.alpha)).sqrt();
    return this.#number(1).minus(used).over(this.#number(2));
  }
  get stepSize(): Real {
    return this.#number(2).times(this.epsilon).over(this.hessianBound);
  }
  get delta(): Real {
    return this.#number(1).minus(this.epsilon).times(this.alpha).times(this.stepSize);
  }
  get pathLengthBound(): Real {
    return this.#number(2).times(this.value.over(this.alpha).sqrt());
  }
  get minimizer(): Vector | undefined {
    return this.#minimizer();
  }
  get minimizerDistance(): Real {
    const x = this.minimizer;
    return x === undefined ? this.#arithmetic.unknown : normOf(this.#arithmetic, difference(x, this.#family.start));
  }
  get target(): Real {
    return this.#family.target ?? this.#arithmetic.unknown;
  }
  get mirrorDefect(): Real {
    return this.#family.mirrorDefect ?? this.#arithmetic.unknown;
  }
  get coordinateSlope(): Real {
    return this.#family.coordinateSlope ?? this.#arithmetic.unknown;
  }
  get leastSingularValue(): Real {
    return this.#family.leastSingularValue ?? this.#arithmetic.unknown;
  }
  get jacobianLipschitz(): Real {
    return this.#family.jacobianLipschitz ?? this.#arithmetic.unknown;
  }
  get amplitude(): Real {
    return this.#family.amplitude ?? this.#arithmetic.unknown;
  }
  get residual(): Real {
    return this.#family.residual;
  }
  get point(): ObjectivePoint {
    const { point } = this.#data;
    return this.#pointAt(point === undefined ? this.#family.start : Array.from(point, (x) => this.#number(x)));
  }
  get descent(): Objective["descent"] {
    const { descent } = this.#data;
    const steps = descent?.steps ?? [];
    return {
      stepSize: descent === undefined ? this.#arithmetic.unknown : this.#number(descent.stepSize),
      clipFloor: this.#number(Math.min(1, descent?.clip?.floor ?? 1)),
      steps,
      length: Math.max(0, ...steps),
      at: this.#descentAt,
    };
  }
  get flow(): Objective["flow"] {
    return { times: (this.#data.flow?.times ?? []).map((time) => this.#number(time)), at: this.#flowAt };
  }

  /** The iterate itself after k steps */
  state(k: number): Vector {
    return this.#states(k);
  }

  readonly #descentAt = lazyByIndex((k) => {
    const length = Math.max(0, ...(this.#data.descent?.steps ?? []));
    if (!Number.isInteger(k) || k < 0 || k > length)
      throw new RangeError(`the descent has ${length} steps, there is no step ${k}`);
    return this.#pointAt(k === 0 ? this.#family.start : this.#states(k));
  });

  readonly #flowAt = lazyByIndex((i): ObjectivePoint => {
    const time = this.#data.flow?.times[i];
    if (time === undefined) throw new RangeError(`the flow has no time with the index ${i}`);
    const { unknown } = this.#arithmetic;
    const point = this.#family.flow(this.#number(time));
    return point === undefined ? this.#pointAt(this.#flowStates()[i]) : { ...point, minimizerDistance: unknown };
  });

  #number(x: number): Real {
    return this.#arithmetic.number(x);
  }

  #pointAt(x: Vector): ObjectivePoint {
    const family = this.#family;
    const arithmetic = this.#arithmetic;
    const minimizer = (): Vector | undefined => this.minimizer;
    return {
      get value() {
        return family.value(x);
      },
      get gradientSquare() {
        const gradient = family.gradient(x);
        return inner(arithmetic, gradient, gradient);
      },
      get travelled() {
        return normOf(arithmetic, difference(x, family.start));
      },
      get minimizerDistance() {
        const limit = minimizer();
        return limit === undefined ? arithmetic.unknown : normOf(arithmetic, difference(x, limit));
      },
    };
  }
}
