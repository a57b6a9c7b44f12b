import type { ObjectiveData } from "../../models/objective/data.js";
import type { Objective, ObjectivePoint } from "../../models/objective/view.js";
import type { Budget } from "../budget.js";
import { guarded } from "../implicit/quantities.js";
import { PreciseReal } from "../real.js";
import { exactMatrixProduct, exactProduct, exactSphere } from "./curved-families.js";
import { descentStates } from "./descent.js";
import type { ExactFamily } from "./family.js";
import { ObjectiveFlow } from "./flow.js";
import { exactGaussNewton } from "./gauss-newton-family.js";
import { exactLeastSquares, exactQuadratic } from "./quadratic-families.js";
import { exactRadial } from "./radial-family.js";
import { length, real, realRing, squareSum } from "./ring.js";
import { exactScalar } from "./scalar-family.js";
import { exactSineSquare } from "./sine-square-family.js";

type Point = readonly PreciseReal[];

/** Units of work (see Budget) for eigenvalues and searches; an instance has about twice as many. */
const ALPHA_BUDGET = 400_000_000;

function familyOf(data: ObjectiveData, budget: Budget): ExactFamily {
  switch (data.family) {
    case "least-squares":
      return exactLeastSquares(data, budget);
    case "quadratic":
      return exactQuadratic(data, budget);
    case "product":
      return exactProduct(data);
    case "sphere":
      return exactSphere(data);
    case "matrix-product":
      return exactMatrixProduct(data, budget);
    case "scalar":
      return exactScalar(data, budget);
    case "sine-square":
      return exactSineSquare(data, budget);
    case "radial":
      return exactRadial(data, budget);
    case "gauss-newton":
      return exactGaussNewton(data, budget);
  }
}

/**
 * A nonnegative function in exact arithmetic, from formulas of its own. With f0 = f(x0), eps = 1/2 - sqrt(f0) / (r sqrt alpha) and
 * eta = 2 eps / H, and since 2 eps (1 - eps) = (1 - 4 f0 / (r^2 alpha)) / 2, delta = (r^2 alpha - 4 f0) / (2 r^2 H): without a root.
 */
export class ExactObjective implements Objective {
  readonly family: string;
  readonly dimension: number;
  readonly radius: PreciseReal;
  readonly #data: ObjectiveData;
  readonly #f: ExactFamily;
  readonly #budget: Budget;
  readonly #kept = new Map<string, unknown>();

  constructor(data: ObjectiveData, budget: Budget) {
    this.#data = data;
    this.#budget = budget;
    // A search for alpha that ends without an answer must leave something for the flow.
    this.#f = familyOf(data, budget.part(ALPHA_BUDGET));
    this.family = data.family;
    this.dimension = data.start.length;
    this.radius = real(data.radius);
  }

  #once<T>(name: string, compute: () => T, fallback: T): T {
    if (!this.#kept.has(name)) this.#kept.set(name, guarded(compute, fallback));
    return this.#kept.get(name) as T;
  }
  #real(name: string, compute: () => PreciseReal): PreciseReal {
    return this.#once(name, compute, PreciseReal.unknown);
  }

  get startNorm(): PreciseReal {
    return this.#real("start", () => length(this.#f.start));
  }
  get value(): PreciseReal {
    return this.#real("value", () => this.#f.value(this.#f.start));
  }
  get gradientSquare(): PreciseReal {
    return this.#real("slope", () => squareSum(this.#f.gradient(realRing, this.#f.start)));
  }
  get alpha(): PreciseReal {
    return this.#real("alpha", () => this.#f.alpha);
  }
  get alphaAtCentre(): PreciseReal {
    return this.#real("alpha at the centre", () => this.#f.alphaAtCentre);
  }
  get alphaOfLargest(): PreciseReal {
    return this.#real("alpha of the largest", () => this.#f.alphaOfLargest);
  }
  get hessianBound(): PreciseReal {
    return this.#real("Hessian", () => this.#f.hessianBound(this.#f.start, this.radius.plus(this.radius)));
  }
  get criterionMargin(): PreciseReal {
    return this.#real("margin", () =>
      this.alpha
        .times(this.radius)
        .times(this.radius)
        .minus(this.value.times(real(4))),
    );
  }
  get epsilon(): PreciseReal {
    return this.#real("epsilon", () => real(0.5).minus(this.value.sqrt().over(this.radius.times(this.alpha.sqrt()))));
  }
  get stepSize(): PreciseReal {
    return this.#real("step size", () => this.epsilon.plus(this.epsilon).over(this.hessianBound));
  }
  get delta(): PreciseReal {
    return this.#real("delta", () => {
      if (this.alpha.order(real(0)) === "=") return PreciseReal.unknown;
      const below = this.radius.power(2).times(this.hessianBound).times(real(2));
      return this.criterionMargin.over(below);
    });
  }
  get pathLengthBound(): PreciseReal {
    return this.#real("path", () => this.value.times(real(4)).over(this.alpha).sqrt());
  }
  get minimizer(): Point | undefined {
    return this.#once<Point | undefined>("minimizer", () => this.#f.minimizer, undefined);
  }
  get minimizerDistance(): PreciseReal {
    return this.#real("minimizer distance", () => this.#distance(this.#f.start, this.minimizer));
  }
  get target(): PreciseReal {
    return this.#f.target ?? PreciseReal.unknown;
  }
  get mirrorDefect(): PreciseReal {
    return this.#f.mirrorDefect ?? PreciseReal.unknown;
  }
  get coordinateSlope(): PreciseReal {
    return this.#real("coordinate slope", () => this.#f.coordinateSlope ?? PreciseReal.unknown);
  }
  get leastSingularValue(): PreciseReal {
    return this.#real("singular value", () => this.#f.leastSingularValue ?? PreciseReal.unknown);
  }
  get jacobianLipschitz(): PreciseReal {
    return this.#real("Lipschitz", () => this.#f.jacobianLipschitz ?? PreciseReal.unknown);
  }
  get amplitude(): PreciseReal {
    return this.#f.amplitude ?? PreciseReal.unknown;
  }
  get residual(): PreciseReal {
    return this.#real("residual", () => this.#f.residual);
  }
  get point(): ObjectivePoint {
    const { point } = this.#data;
    return this.#pointAt("point", point === undefined ? this.#f.start : Array.from(point, real));
  }
  get descent(): Objective["descent"] {
    const { descent } = this.#data;
    const steps = descent?.steps ?? [];
    const count = Math.max(0, ...steps);
    return {
      stepSize: descent === undefined ? PreciseReal.unknown : real(descent.stepSize),
      clipFloor: real(Math.min(1, descent?.clip?.floor ?? 1)),
      steps,
      length: count,
      at: (k) => {
        if (!Number.isInteger(k) || k < 0 || k > count)
          throw new RangeError(`the descent has ${count} steps, there is no step ${k}`);
        const unknowns = this.#f.start.map(() => PreciseReal.unknown);
        const states = this.#once<readonly Point[]>("states", () => this.#states(descent), []);
        return this.#pointAt(`step ${k}`, states[k] ?? unknowns);
      },
    };
  }
  #states(descent: ObjectiveData["descent"]): readonly Point[] {
    const f = this.#f;
    const family = {
      start: f.start,
      gradient: (x: Point) => f.gradient(realRing, x),
      hessianBound: (x: Point, rho: PreciseReal) => f.hessianBound(x, rho),
      concavityBound: (x: Point, rho: PreciseReal) => f.concavityBound(x, rho),
    };
    return descentStates(family, descent, 640);
  }
  get flow(): Objective["flow"] {
    const times = this.#data.flow?.times ?? [];
    return {
      times: times.map(real),
      at: (i) => {
        if (times[i] === undefined) throw new RangeError(`the flow has no time with the index ${i}`);
        return this.#once(`time ${i}`, () => this.#flowAt(times[i]), UNKNOWN_POINT);
      },
    };
  }

  #flowAt(time: number): ObjectivePoint {
    const point = this.#f.closedForm?.(real(time));
    if (point !== undefined) return { ...point, minimizerDistance: PreciseReal.unknown };
    const flow = this.#once("flow", () => new ObjectiveFlow(this.#f, this.#data.start, this.#budget), undefined);
    return flow === undefined ? UNKNOWN_POINT : this.#pointAt(`time ${time}`, flow.at(time));
  }

  #distance(x: Point, y: Point | undefined): PreciseReal {
    return y === undefined ? PreciseReal.unknown : length(x.map((entry, i) => entry.minus(y[i])));
  }

  #pointAt(name: string, x: Point): ObjectivePoint {
    const f = this.#f;
    const quantity = (part: string, compute: () => PreciseReal): PreciseReal => this.#real(`${name} ${part}`, compute);
    const toStart = (): PreciseReal => quantity("way", () => this.#distance(x, f.start));
    const toMinimizer = (): PreciseReal => quantity("rest", () => this.#distance(x, this.minimizer));
    return {
      get value() {
        return quantity("value", () => f.value(x));
      },
      get gradientSquare() {
        return quantity("slope", () => squareSum(f.gradient(realRing, x)));
      },
      get travelled() {
        return toStart();
      },
      get minimizerDistance() {
        return toMinimizer();
      },
    };
  }
}

const UNKNOWN_POINT: ObjectivePoint = {
  value: PreciseReal.unknown,
  gradientSquare: PreciseReal.unknown,
  travelled: PreciseReal.unknown,
  minimizerDistance: PreciseReal.unknown,
};
