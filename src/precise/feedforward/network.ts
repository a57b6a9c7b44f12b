import type { FeedforwardData } from "../../models/feedforward/data.js";
import type { Feedforward, FeedforwardPoint } from "../../models/feedforward/view.js";
import type { Matrix } from "../../numerics/matrix.js";
import type { Budget } from "../budget.js";
import { guarded } from "../implicit/quantities.js";
import { descentStates } from "../objective/descent.js";
import { length, positivePart, real, squareSum } from "../objective/ring.js";
import { PreciseReal } from "../real.js";
import { gramEigenvalues, spectralNorm } from "../singular-values.js";
import { DyadicMatrix } from "../vectors.js";
import { type ExactActivation, exactActivation } from "./activation.js";
import { curvatureBounds } from "./curvature.js";
import {
  applied,
  flattened,
  lossGradient,
  type Row,
  rowsOf,
  type Trace,
  traceOf,
  transposedRows,
  unflattened,
} from "./layers.js";
import { greatestDouble, leastOnCells } from "./radii.js";

const SMALLEST = (values: Row): PreciseReal => values.reduce((a, b) => a.min(b));
const LARGEST = (values: Row): PreciseReal => values.reduce((a, b) => a.max(b));
const smallestDouble = (weights: readonly Matrix[]): number => Math.min(...weights.flatMap((W) => [...W.data]));
const productOf = (values: Row): PreciseReal => values.reduce((a, b) => a.times(b), real(1));

/** How the slopes' lower bounds are chosen: from each layer's own range, or as a mutant would */
type Ranges = (own: Row) => Row;

/** A feedforward network in exact arithmetic, from formulas of its own (see models/feedforward/view.ts for the quantities). */
export class ExactFeedforward implements Feedforward {
  readonly samples: number;
  readonly inputs: number;
  readonly depth: number;
  readonly radius: PreciseReal;
  readonly #data: FeedforwardData;
  readonly #budget: Budget;
  readonly #activation: ExactActivation;
  readonly #kept = new Map<string, unknown>();

  constructor(data: FeedforwardData, budget: Budget) {
    this.#data = data;
    this.#budget = budget;
    this.#activation = exactActivation(data.activation);
    this.samples = data.X.rows;
    this.inputs = data.X.columns;
    this.depth = data.weights.length;
    this.radius = real(data.radius);
  }

  #once<T>(name: string, compute: () => T, fallback: T): T {
    if (!this.#kept.has(name)) this.#kept.set(name, guarded(compute, fallback));
    return this.#kept.get(name) as T;
  }
  #real(name: string, compute: () => PreciseReal): PreciseReal {
    return this.#once(name, compute, PreciseReal.unknown);
  }

  get #start(): Row {
    return this.#once("start", () => flattened(this.#data.weights), []);
  }
  get #startTraces(): readonly Trace[] {
    return this.#once("traces", () => this.#tracesAt(this.#start), []);
  }
  /** ||W_1||, ..., ||W_L|| */
  get #norms(): Row {
    const norm = (W: Matrix): PreciseReal => spectralNorm(DyadicMatrix.fromDoubles(W).toColumns(), this.#budget);
    return this.#data.weights.map((W, l) => this.#real(`norm ${l}`, () => norm(W)));
  }
  get #inputNorms(): Row {
    return this.#once("input norms", () => rowsOf(this.#data.X).map(length), []);
  }
  /** Ascending, of XX' */
  get #gram(): Row {
    const unknowns = Array.from({ length: this.samples }, () => PreciseReal.unknown);
    const columns = () => DyadicMatrix.fromDoubles(this.#data.X).transpose().toColumns();
    return this.#once("Gram", () => gramEigenvalues(columns(), this.#budget), unknowns);
  }

  get loss(): PreciseReal {
    return this.#real("loss", () => squareSum(this.#startTraces.map(({ error }) => error)));
  }
  get targetNorm(): PreciseReal {
    return this.#real("target", () => length(Array.from(this.#data.y, real)));
  }
  get inputGramLambdaMin(): PreciseReal {
    return this.#gram[0];
  }
  get inputGramLambdaMax(): PreciseReal {
    return this.#gram[this.samples - 1];
  }
  get covarianceLambdaMin(): PreciseReal {
    return this.#real(
      "covariance",
      () => gramEigenvalues(DyadicMatrix.fromDoubles(this.#data.X).toColumns(), this.#budget)[0],
    );
  }

  get alpha(): PreciseReal {
    const isCovered = this.depth === 2 || this.positivityMargin.order(real(0)) !== "<";
    return isCovered ? this.alphaFormula : real(0);
  }
  get alphaFormula(): PreciseReal {
    return this.#real("alpha", () => this.#alphaOf(this.inputGramLambdaMin));
  }
  get alphaOfCovariance(): PreciseReal {
    return this.#real("alpha of the covariance", () => this.#alphaOf(this.covarianceLambdaMin));
  }
  get alphaWithoutRadius(): PreciseReal {
    return this.#real("alpha without radius", () => this.#alphaOf(this.inputGramLambdaMin, real(0)));
  }
  get alphaSlopeAtZero(): PreciseReal {
    return this.#real("alpha at zero", () =>
      this.#alphaOf(this.inputGramLambdaMin, this.radius, (own) => own.map(() => real(0))),
    );
  }
  get alphaFirstRange(): PreciseReal {
    return this.#real("alpha of the first range", () =>
      this.#alphaOf(this.inputGramLambdaMin, this.radius, (own) => own.map(() => own[0])),
    );
  }
  get alphaOfLargest(): PreciseReal {
    return this.#real("alpha of the largest", () => this.#alphaOf(this.inputGramLambdaMax));
  }

  /** |h_l| <= (||W_l|| + r) ... (||W_1|| + r) max |x| on the ball, for the hidden layers */
  #rangesFor(radius: PreciseReal): Row {
    const reaches = this.#norms.map((norm) => norm.plus(radius));
    const R = LARGEST(this.#inputNorms);
    return reaches.slice(0, -1).map((_, l) => R.times(productOf(reaches.slice(0, l + 1))));
  }

  /**
   * |q| on the ball is at least the slopes' least product times |(W_2 - r)' ... (W_L - r)'|: as a path sum, all entries of the
   * product of the reduced matrices from the output down. 4 (least slope)^2 |.|^2 lambda.
   */
  #alphaOf(lambda: PreciseReal, taken = this.radius, choose: Ranges = (own) => own, radius = this.radius): PreciseReal {
    const slopes = this.#slopeProduct(choose, radius);
    const upper = this.#data.weights.slice(1);
    if (this.depth === 2) {
      const left = positivePart(this.#norms[1].minus(taken));
      return real(4).times(lambda).times(left.times(slopes).power(2));
    }
    const reduced = upper.map((W) => rowsOf(W).map((row) => row.map((w) => w.minus(taken))));
    let paths: Row = reduced[reduced.length - 1][0];
    for (const W of reduced.slice(0, -1).reverse()) paths = applied(transposedRows(W), paths);
    return real(4).times(lambda).times(slopes.power(2)).times(squareSum(paths));
  }

  #slopeProduct(choose: Ranges = (own) => own, radius = this.radius): PreciseReal {
    return productOf(choose(this.#rangesFor(radius)).map((T) => this.#activation.slope(T.negate())));
  }

  get positivityMargin(): PreciseReal {
    return this.#real("positivity", () => {
      if (this.depth === 2) return this.#norms[1].minus(this.radius);
      return SMALLEST(flattened(this.#data.weights.slice(1))).minus(this.radius);
    });
  }
  get firstLayerNorm(): PreciseReal {
    return this.#real("first layer", () => length(flattened(this.#data.weights.slice(0, 1))));
  }
  get hessianBound(): PreciseReal {
    return this.#real(
      "Hessian",
      () => this.#curvature(this.#norms, this.#startTraces, this.radius.plus(this.radius)).steep,
    );
  }
  get criterionMargin(): PreciseReal {
    return this.#real("margin", () => this.alpha.times(this.radius.power(2)).minus(real(4).times(this.loss)));
  }
  /** 1/2 - sqrt(S / alpha) / r */
  get epsilon(): PreciseReal {
    return this.#real("epsilon", () => real(0.5).minus(this.loss.over(this.alpha).sqrt().over(this.radius)));
  }
  get stepSize(): PreciseReal {
    return this.#real("step size", () => this.epsilon.times(real(2)).over(this.hessianBound));
  }
  /** (r^2 alpha - 4 S) / (2 r^2 H), as 2 eps (1 - eps) = (1 - 4 S / (r^2 alpha)) / 2 */
  get delta(): PreciseReal {
    return this.#real("delta", () => {
      if (this.alpha.order(real(0)) === "=") return PreciseReal.unknown;
      return this.criterionMargin.over(this.radius.power(2).times(this.hessianBound).times(real(2)));
    });
  }
  /**
   * |y| < r sqrt(lambda) Q with Q >= (slopes) (A - r) sqrt(d_1) prod_l d_l (a - r), the product over the hidden layers above the
   * first, solved for A; for two layers |W_2| takes the place of sqrt(d_1) A.
   */
  #thresholdOn(least: PreciseReal, greatest: PreciseReal): PreciseReal {
    const { weights } = this.#data;
    const factors = [greatest, this.inputGramLambdaMin.sqrt(), this.#slopeProduct((own) => own, least)];
    const hidden = weights.slice(1, -1);
    if (hidden.length > 0) {
      const room = positivePart(SMALLEST(flattened(hidden)).minus(least));
      factors.push(real(weights[0].rows).sqrt(), ...hidden.map((W) => real(W.rows).times(room)));
    }
    return this.targetNorm.over(productOf(factors)).plus(least);
  }
  get outputWeightThreshold(): PreciseReal {
    return this.#real("threshold", () => this.#thresholdOn(this.radius, this.radius));
  }
  /** On two layers r < A*(r), so that the search may end at the value at the given radius. */
  get leastOutputWeightThreshold(): PreciseReal {
    return this.#real("least threshold", () => {
      const hidden = this.#data.weights.slice(1, -1);
      const end = hidden.length === 0 ? greatestDouble(this.outputWeightThreshold) : smallestDouble(hidden);
      return leastOnCells((r, s) => this.#thresholdOn(real(r), real(s)), end);
    });
  }
  /** r^2 alpha, each factor at its worse end; none of the weights minus r is negative before the search ends. */
  get largestCriterionLevel(): PreciseReal {
    return this.#real("largest level", () => {
      const end = this.depth === 2 ? greatestDouble(this.#norms[1]) : smallestDouble(this.#data.weights.slice(1));
      if (end <= 0) return real(0);
      const level = (r: number, s: number): PreciseReal =>
        this.#alphaOf(this.inputGramLambdaMin, real(r), (own) => own, real(r)).times(real(s).power(2));
      return leastOnCells((r, s) => level(r, s).negate(), end).negate();
    });
  }
  get leastOutputWeight(): PreciseReal {
    if (this.depth === 2) return this.#norms[1];
    return this.#real("output weight", () => SMALLEST(flattened(this.#data.weights.slice(-1))));
  }

  get point(): FeedforwardPoint {
    const { point } = this.#data;
    return this.#pointAt("point", point === undefined ? this.#start : flattened(point));
  }
  get descent(): Feedforward["descent"] {
    const { descent } = this.#data;
    const steps = descent?.steps ?? [];
    const count = Math.max(0, ...steps);
    const stepSize = descent === undefined ? PreciseReal.unknown : real(descent.stepSize);
    return {
      stepSize,
      steps,
      length: count,
      at: (k) => {
        if (!Number.isInteger(k) || k < 0 || k > count)
          throw new RangeError(`the descent has ${count} steps, there is no step ${k}`);
        return this.#pointAt(`step ${k}`, this.#states[k] ?? this.#start.map(() => PreciseReal.unknown));
      },
    };
  }

  get #states(): readonly Row[] {
    const family = {
      start: this.#start,
      gradient: (w: Row): PreciseReal[] => lossGradient(this.#tracesAt(w)).flat(),
      hessianBound: (w: Row, rho: PreciseReal) => this.#curvatureAround(w, rho).steep,
      concavityBound: (w: Row, rho: PreciseReal) => this.#curvatureAround(w, rho).concave,
    };
    return this.#once<readonly Row[]>("states", () => descentStates(family, this.#data.descent, 400), []);
  }

  #tracesAt(flat: Row): Trace[] {
    const weights = unflattened(flat, this.#data.weights);
    const { X, y } = this.#data;
    return rowsOf(X).map((x, i) => traceOf(weights, this.#activation, x, real(y[i])));
  }

  /** Norms of the weights are those of the start plus the distance from it. */
  #curvatureAround(w: Row, rho: PreciseReal) {
    const away = length(w.map((entry, i) => entry.minus(this.#start[i])));
    return this.#curvature(
      this.#norms.map((norm) => norm.plus(away)),
      this.#tracesAt(w),
      rho,
    );
  }

  #curvature(norms: Row, traces: readonly Trace[], rho: PreciseReal) {
    const errors = traces.map(({ error }) => error);
    return curvatureBounds({ inputNorms: this.#inputNorms, norms, errors, bend: this.#activation.curvature }, rho);
  }

  #pointAt(name: string, w: Row): FeedforwardPoint {
    const quantity = (part: string, compute: () => PreciseReal): PreciseReal => this.#real(`${name} ${part}`, compute);
    const traces = (): readonly Trace[] =>
      w === this.#start ? this.#startTraces : this.#once(`${name} traces`, () => this.#tracesAt(w), []);
    const blocks = (): readonly Row[] => this.#once<readonly Row[]>(`${name} blocks`, () => lossGradient(traces()), []);
    const backward = (): PreciseReal[] => traces().map(({ sensitivity }) => squareSum(sensitivity[0]));
    const start = this.#start;
    return {
      get loss() {
        return quantity("loss", () => squareSum(traces().map(({ error }) => error)));
      },
      get gradientSquare() {
        return quantity("slope", () => squareSum(blocks().flat()));
      },
      get firstLayerGradientSquare() {
        return quantity("first slope", () => squareSum(blocks()[0]));
      },
      get backwardLeastSquare() {
        return quantity("least backward", () => SMALLEST(backward()));
      },
      get backwardLargestSquare() {
        return quantity("largest backward", () => LARGEST(backward()));
      },
      get travelled() {
        return quantity("way", () => length(w.map((entry, i) => entry.minus(start[i]))));
      },
    };
  }
}
