import type { Matrix } from "../../numerics/matrix.js";
import type { Arithmetic, Real } from "../../numerics/real.js";
import { lazy, lazyByIndex } from "../lazy.js";
import type { Algebra } from "../objective/algebra.js";
import { enclosedDescent } from "../objective/descent.js";
import { difference, inner, normOf, positive, total, type Vector } from "../objective/real-vectors.js";
import { type Activation, activationIn } from "./activation.js";
import { highEnd, infimumOverRadii } from "./best-radius.js";
import type { FeedforwardData } from "./data.js";
import type { Feedforward, FeedforwardPoint } from "./view.js";

type Rows = readonly Vector[];

const leastEntry = (weights: readonly Matrix[]): number => Math.min(...weights.map((W) => Math.min(...W.data)));

/** Bounds of the Hessian's eigenvalues on a ball: of the largest in absolute value, and of minus the least. */
interface Curvature {
  readonly steep: Real;
  readonly concave: Real;
}

/** What one pass through the network leaves behind, per sample. */
interface Pass {
  readonly residual: Real;
  /** z_0 = x, ..., z_(L-1) */
  readonly states: Rows;
  /** q: the derivative of the output by h_1 = W_1 x; and by h_l for all l < L */
  readonly backward: Rows;
}

/** A feedforward network in one arithmetic: formulas only; sums, roots, eigenvalues and exponentials are the arithmetic's. */
export class FeedforwardIn implements Feedforward {
  readonly samples: number;
  readonly inputs: number;
  readonly depth: number;
  readonly radius: Real;
  readonly #algebra: Algebra;
  readonly #arithmetic: Arithmetic;
  readonly #data: FeedforwardData;
  readonly #activation: Activation;
  readonly #X: Rows;
  readonly #y: Vector;
  readonly #start: Vector;
  readonly #startPass = lazy(() => this.#passes(this.#start));
  readonly #norms = lazy(() => this.#data.weights.map((W) => this.#spectralNorm(W)));
  readonly #inputNorms = lazy(() => this.#X.map((x) => normOf(this.#arithmetic, x)));
  readonly #largestInput = lazy(() => this.#inputNorms().reduce((a, b) => a.max(b)));
  /** W_2, ..., W_L by rows */
  readonly #above = lazy(() =>
    this.#data.weights.slice(1).map((W) => W.toRows().map((row) => row.map((x) => this.#number(x)))),
  );
  readonly #gram = lazy(() => this.#algebra.gramEigenvalues(this.#data.X.transpose()));
  readonly #alpha = lazy(() => this.#alphaFrom(this.#gram()[0], this.radius, (T) => T));
  readonly #hessian = lazy(() => this.#curvature(this.#norms(), this.#residuals(), this.#two.times(this.radius)).steep);
  readonly #leastThreshold = lazy(() => {
    // Two layers: A*(r) > r, so that no r above the value at the instance's own r is any better.
    const end =
      this.depth === 2 ? highEnd(this.outputWeightThreshold.toBall()) : leastEntry(this.#data.weights.slice(1, -1));
    // Halves of a cell begin where it begins, and in its middle: both have been looked at.
    const slopes = lazyByIndex((low) => this.#slopes((ranges) => ranges, this.#number(low)));
    const found = infimumOverRadii(
      (low, high) => this.#thresholdBetween(this.#number(low), this.#number(high), slopes(low)),
      end,
    );
    return found === undefined ? this.#arithmetic.unknown : this.#algebra.between(found.low, found.high);
  });
  readonly #largestLevel = lazy(() => {
    const end = this.depth === 2 ? highEnd(this.#norms()[1].toBall()) : leastEntry(this.#data.weights.slice(1));
    if (end <= 0) return this.#number(0);
    // alpha falls with r: slopes do, and the product does as long as no weight minus r is negative.
    const alpha = lazyByIndex((low): Real => {
      const r = this.#number(low);
      return this.#alphaFrom(this.#gram()[0], r, (T) => T, r);
    });
    const found = infimumOverRadii((low, high) => this.#number(high).power(2).times(alpha(low)).negate(), end);
    return found === undefined ? this.#arithmetic.unknown : this.#algebra.between(-found.high, -found.low);
  });
  #lastCurvature: { readonly w: Vector; readonly rho: Real; readonly bounds: Curvature } | undefined;
  readonly #states: (k: number) => Vector;

  constructor(algebra: Algebra, data: FeedforwardData) {
    this.#algebra = algebra;
    this.#arithmetic = algebra.arithmetic;
    this.#data = data;
    this.#activation = activationIn(algebra, data.activation);
    this.samples = data.X.rows;
    this.inputs = data.X.columns;
    this.depth = data.weights.length;
    this.radius = this.#number(data.radius);
    this.#X = data.X.toRows().map((row) => row.map((x) => this.#number(x)));
    this.#y = Array.from(data.y, (x) => this.#number(x));
    this.#start = this.#flat(data.weights);
    const states = lazy(() =>
      enclosedDescent(
        algebra,
        {
          start: this.#start,
          gradient: (w) => this.#gradient(this.#passes(w), w),
          hessianBound: (w, rho) => this.#curvatureAround(w, rho).steep,
          concavityBound: (w, rho) => this.#curvatureAround(w, rho).concave,
        },
        data.descent,
      ),
    );
    this.#states = (k) => states()[k];
  }

  get #two(): Real {
    return this.#number(2);
  }
  get loss(): Real {
    return inner(this.#arithmetic, this.#residuals(), this.#residuals());
  }
  get targetNorm(): Real {
    return normOf(this.#arithmetic, this.#y);
  }
  get inputGramLambdaMin(): Real {
    return this.#gram()[0];
  }
  get inputGramLambdaMax(): Real {
    return this.#gram()[this.samples - 1];
  }
  get covarianceLambdaMin(): Real {
    return this.#algebra.gramEigenvalues(this.#data.X)[0];
  }
  get alpha(): Real {
    if (this.depth > 2 && this.positivityMargin.order(this.#number(0)) === "<") return this.#number(0);
    return this.#alpha();
  }
  get alphaFormula(): Real {
    return this.#alpha();
  }
  get alphaOfCovariance(): Real {
    return this.#alphaFrom(this.covarianceLambdaMin, this.radius, (T) => T);
  }
  get alphaWithoutRadius(): Real {
    return this.#alphaFrom(this.#gram()[0], this.#number(0), (T) => T);
  }
  get alphaSlopeAtZero(): Real {
    return this.#alphaFrom(this.#gram()[0], this.radius, (ranges) => ranges.map(() => this.#number(0)));
  }
  get alphaFirstRange(): Real {
    return this.#alphaFrom(this.#gram()[0], this.radius, (ranges) => ranges.map(() => ranges[0]));
  }
  get alphaOfLargest(): Real {
    return this.#alphaFrom(this.inputGramLambdaMax, this.radius, (T) => T);
  }
  get positivityMargin(): Real {
    const above = this.#data.weights.slice(1);
    if (this.depth === 2) return this.#norms()[1].minus(this.radius);
    return this.#number(leastEntry(above)).minus(this.radius);
  }
  get firstLayerNorm(): Real {
    return normOf(this.#arithmetic, this.#flat(this.#data.weights.slice(0, 1)));
  }
  get hessianBound(): Real {
    return this.#hessian();
  }
  get criterionMargin(): Real {
    return this.radius.power(2).times(this.alpha).minus(this.#number(4).times(this.loss));
  }
  get epsilon(): Real {
    const used = this.#number(4).times(this.loss).over(this.radius.power(2).times(this.alpha)).sqrt();
    return this.#number(1).minus(used).over(this.#two);
  }
  get stepSize(): Real {
    return this.#two.times(this.epsilon).over(this.hessianBound);
  }
  get delta(): Real {
    return this.#number(1).minus(this.epsilon).times(this.alpha).times(this.stepSize);
  }
  get outputWeightThreshold(): Real {
    return this.#thresholdBetween(this.radius, this.radius);
  }
  get leastOutputWeightThreshold(): Real {
    return this.#leastThreshold();
  }
  get largestCriterionLevel(): Real {
    return this.#largestLevel();
  }
  get leastOutputWeight(): Real {
    const output = this.#data.weights[this.depth - 1];
    return this.depth === 2 ? this.#norms()[1] : this.#number(leastEntry([output]));
  }
  get point(): FeedforwardPoint {
    const { point } = this.#data;
    return this.#pointAt(point === undefined ? this.#start : this.#flat(point));
  }
  get descent(): Feedforward["descent"] {
    const { descent } = this.#data;
    const steps = descent?.steps ?? [];
    const stepSize = descent === undefined ? this.#arithmetic.unknown : this.#number(descent.stepSize);
    return { stepSize, steps, length: Math.max(0, ...steps), at: this.#descentAt };
  }

  readonly #descentAt = lazyByIndex((k) => {
    const length = Math.max(0, ...(this.#data.descent?.steps ?? []));
    if (!Number.isInteger(k) || k < 0 || k > length)
      throw new RangeError(`the descent has ${length} steps, there is no step ${k}`);
    return this.#pointAt(k === 0 ? this.#start : this.#states(k));
  });

  #number(x: number): Real {
    return this.#arithmetic.number(x);
  }

  #flat(weights: readonly Matrix[]): Real[] {
    return weights.flatMap((W) => Array.from(W.data, (x) => this.#number(x)));
  }

  #spectralNorm(W: Matrix): Real {
    // The fewer columns, the fewer eigenvalues; both Gram matrices have the same largest one.
    const values = this.#algebra.gramEigenvalues(W.rows < W.columns ? W.transpose() : W);
    return values[values.length - 1].sqrt();
  }

  #layers(w: Vector): Rows[] {
    let from = 0;
    return this.#data.weights.map(({ rows, columns }) => {
      const layer = Array.from({ length: rows }, (_, i) => w.slice(from + i * columns, from + (i + 1) * columns));
      from += rows * columns;
      return layer;
    });
  }

  #passes(w: Vector): readonly Pass[] {
    const arithmetic = this.#arithmetic;
    const layers = this.#layers(w);
    const last = layers.length - 1;
    return this.#X.map((x, i) => {
      const states: Vector[] = [x];
      const slopes: Vector[] = [];
      for (let l = 0; l < last; l++) {
        const h = layers[l].map((row) => inner(arithmetic, row, states[l]));
        slopes.push(h.map((z) => this.#activation.slope(z)));
        states.push(h.map((z) => this.#activation.value(z)));
      }
      const residual = inner(arithmetic, layers[last][0], states[last]).minus(this.#y[i]);
      const backward: Vector[] = [];
      let above: Vector = layers[last][0];
      for (let l = last - 1; l >= 0; l--) {
        const q = above.map((entry, j) => entry.times(slopes[l][j]));
        backward[l] = q;
        const W = layers[l];
        if (l > 0)
          above = W[0].map((_, j) =>
            total(
              arithmetic,
              W.map((row, k) => row[j].times(q[k])),
            ),
          );
      }
      return { residual, states, backward };
    });
  }

  #residuals(): Real[] {
    return this.#startPass().map(({ residual }) => residual);
  }

  /** Flat, as the weights; dS/dW_l = 2 sum_i e_i q_(i,l) z_(i,l-1)'. */
  #gradient(passes: readonly Pass[], w: Vector, layers = this.depth): Real[] {
    const one = [this.#number(1)];
    const two = this.#two;
    const gradient = this.#layers(w).flatMap((layer, l) =>
      l >= layers
        ? []
        : layer.flatMap((row, k) =>
            row.map((_, j) =>
              two.times(
                total(
                  this.#arithmetic,
                  passes.map(({ residual, states, backward }) =>
                    residual.times((backward[l] ?? one)[k]).times(states[l][j]),
                  ),
                ),
              ),
            ),
          ),
    );
    return gradient;
  }

  /** A*(r) for low = r = high; in between, a lower bound of A*(r) for all low <= r <= high: it falls with high alone. */
  #thresholdBetween(low: Real, high: Real, slopes = this.#slopes((ranges) => ranges, low)): Real {
    let divisor = high.times(this.inputGramLambdaMin.sqrt()).times(slopes);
    if (this.depth > 2) {
      const hidden = this.#data.weights.slice(1, -1);
      const room = positive(this.#number(leastEntry(hidden)).minus(low));
      divisor = divisor.times(this.#number(this.#data.weights[0].rows).sqrt());
      for (const W of hidden) divisor = divisor.times(this.#number(W.rows)).times(room);
    }
    return low.plus(this.targetNorm.over(divisor));
  }

  /** T_1 = (||W_1|| + r) R, T_l = (||W_l|| + r) T_(l-1): bounds of |h_l| on the ball, l < L. */
  #ranges(radius: Real): Real[] {
    const ranges: Real[] = [];
    let range = this.#largestInput();
    for (const norm of this.#norms().slice(0, -1)) {
      range = norm.plus(radius).times(range);
      ranges.push(range);
    }
    return ranges;
  }

  #slopes(choose: (ranges: readonly Real[]) => readonly Real[], radius = this.radius): Real {
    return choose(this.#ranges(radius))
      .map((T) => this.#activation.slope(T.negate()))
      .reduce((a, b) => a.times(b));
  }

  /** 4 lambda Q^2, Q = c |(W_2 - r)' ... (W_L - r)'|, each c from the slope at the chosen ranges. */
  #alphaFrom(lambda: Real, r: Real, choose: (ranges: readonly Real[]) => readonly Real[], radius = this.radius): Real {
    let size: Real;
    if (this.depth === 2) size = positive(this.#norms()[1].minus(r));
    else {
      const reduced = this.#above().map((W) => W.map((row) => row.map((x) => x.minus(r))));
      let product: Vector = reduced[reduced.length - 1][0];
      for (let l = reduced.length - 2; l >= 0; l--) {
        const W = reduced[l];
        const down = product;
        product = W[0].map((_, j) =>
          total(
            this.#arithmetic,
            W.map((row, k) => row[j].times(down[k])),
          ),
        );
      }
      size = normOf(this.#arithmetic, product);
    }
    return this.#number(4).times(lambda).times(this.#slopes(choose, radius).times(size).power(2));
  }

  #curvature(norms: readonly Real[], residuals: Vector, rho: Real): Curvature {
    const arithmetic = this.#arithmetic;
    const zero = this.#number(0);
    const s2 = this.#activation.curvature;
    const bounds = this.#inputNorms().map((size) => {
      let [Z, P, Q] = [size, zero, zero];
      norms.forEach((norm, l) => {
        const N = norm.plus(rho);
        const square = Z.power(2).plus(N.power(2).times(P.power(2)));
        const bend = P.plus(N.times(Q));
        [Z, P, Q] =
          l < norms.length - 1 ? [N.times(Z), square.sqrt(), s2.times(square).plus(bend)] : [Z, square.sqrt(), bend];
      });
      return { P, Q };
    });
    const P = bounds.map((bound) => bound.P);
    const Q = bounds.map((bound) => bound.Q);
    const errors = residuals.map((e, i) => e.abs().plus(rho.times(P[i])));
    const mixed = inner(arithmetic, errors, errors)
      .times(inner(arithmetic, Q, Q))
      .sqrt();
    const concave = this.#two.times(mixed);
    return { concave, steep: this.#two.times(inner(arithmetic, P, P)).plus(concave) };
  }

  /** The same around any weights; the spectral norms are those of w0 plus the distance from there. */
  #curvatureAround(w: Vector, rho: Real): Curvature {
    const last = this.#lastCurvature;
    if (last?.w === w && last.rho === rho) return last.bounds;
    const moved = normOf(this.#arithmetic, difference(w, this.#start));
    const norms = this.#norms().map((norm) => norm.plus(moved));
    const residuals = this.#passes(w).map(({ residual }) => residual);
    const bounds = this.#curvature(norms, residuals, rho);
    this.#lastCurvature = { w, rho, bounds };
    return bounds;
  }

  #pointAt(w: Vector): FeedforwardPoint {
    const arithmetic = this.#arithmetic;
    const passes = lazy(() => (w === this.#start ? this.#startPass() : this.#passes(w)));
    const squares = lazy(() => passes().map(({ backward }) => inner(arithmetic, backward[0], backward[0])));
    const squareOf = (x: Vector): Real => inner(arithmetic, x, x);
    const gradient = (layers?: number): Real => squareOf(this.#gradient(passes(), w, layers));
    const start = this.#start;
    return {
      get loss() {
        return squareOf(passes().map(({ residual }) => residual));
      },
      get gradientSquare() {
        return gradient();
      },
      get firstLayerGradientSquare() {
        return gradient(1);
      },
      get backwardLeastSquare() {
        return squares().reduce((a, b) => a.min(b));
      },
      get backwardLargestSquare() {
        return squares().reduce((a, b) => a.max(b));
      },
      get travelled() {
        return normOf(arithmetic, difference(w, start));
      },
    };
  }
}
