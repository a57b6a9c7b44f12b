import { Ball } from "../../numerics/ball.js";
import { BallMatrix } from "../../numerics/ball-matrix.js";
import { zeros } from "../../numerics/doubles.js";
import { Matrix } from "../../numerics/matrix.js";
import { frobeniusNorm, spectralNorm } from "../../numerics/norms.js";
import { add, multiply, subtract } from "../../numerics/products.js";
import { multiplyUp } from "../../numerics/rounding.js";
import { singularValues } from "../../numerics/singular-values.js";
import { lazy } from "../lazy.js";
import type { LinearNetworkData } from "./data.js";
import { Float64LinearDescent } from "./descent.js";
import { Design } from "./design.js";
import { Float64LinearFlow } from "./flow.js";
import { compressedEigenvalues, descendingEigenvalues, positivePartOf } from "./imbalance.js";
import { Float64Point } from "./point.js";
import type { LinearNetwork } from "./view.js";

/** A two-layer linear network in float64 balls. What cannot be certified is unknown. */
export class Float64LinearNetwork extends Float64Point implements LinearNetwork {
  readonly samples: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly width: number;
  readonly #data: LinearNetworkData;
  readonly #imbalanceEigenvalues = lazy(() => this.#projected());
  readonly #unprojected = lazy(() => this.#spectrum(BallMatrix.exact(this.#data.U), 0, this.inputs));
  readonly #factorSingularValues = lazy(() => singularValues(this.#stacked()));
  readonly #hiddenOverlap = lazy(() => spectralNorm(multiply(this.#stacked(), this.hidden.transpose())));
  readonly #descent = lazy(() => new Float64LinearDescent(this, this.#data.descent));
  readonly #flow = lazy(() => new Float64LinearFlow(this, this.#data.flow));

  constructor(data: LinearNetworkData) {
    super(new Design(data.X, data.Y), BallMatrix.exact(data.U), BallMatrix.exact(data.V));
    this.#data = data;
    this.samples = data.X.rows;
    this.inputs = data.X.columns;
    this.outputs = data.Y.columns;
    this.width = data.U.columns;
  }

  get rank(): number {
    return this.design.rank;
  }
  get isRankDecided(): boolean {
    return this.design.decision !== undefined;
  }
  get covarianceEigenvalues(): readonly Ball[] {
    return this.design.covarianceEigenvalues;
  }
  get largestCovarianceEigenvalue(): Ball {
    return this.design.covarianceEigenvalues[0] ?? Ball.unknown();
  }
  get leastCovarianceEigenvalue(): Ball {
    return this.design.covarianceEigenvalues.at(-1) ?? Ball.unknown();
  }
  get optimalLoss(): Ball {
    return this.design.optimalLoss;
  }
  get minNormSolution(): readonly Ball[] {
    const solution = this.design.minNormSolution;
    return Array.from(solution.mid.data, (x, k) => new Ball(x, solution.entryRadius(k)));
  }
  get reachableTargetNorm(): Ball {
    return frobeniusNorm(this.design.reachableTarget);
  }
  get imbalanceEigenvalues(): readonly Ball[] {
    return this.#imbalanceEigenvalues();
  }
  get unprojectedImbalanceEigenvalues(): readonly Ball[] {
    return this.#unprojected();
  }
  get imbalanceLevel(): Ball {
    if (!this.isRankDecided || this.rank === 0) return Ball.unknown();
    const values = this.imbalanceEigenvalues;
    const negated = [...values].reverse().map((value) => value.negate());
    return positivePartOf(values, this.rank).plus(positivePartOf(negated, this.outputs));
  }
  get factorLeastSingularValue(): Ball {
    if (!this.isRankDecided) return Ball.unknown();
    const order = this.outputs + this.rank;
    return this.width < order ? Ball.exact(0) : (this.#factorSingularValues()[order - 1] ?? Ball.unknown());
  }
  get factorLargestSingularValue(): Ball {
    return this.#factorSingularValues()[0] ?? Ball.unknown();
  }
  get factorShortSingularValue(): Ball {
    if (!this.isRankDecided) return Ball.unknown();
    return this.#factorSingularValues()[Math.min(this.outputs + this.rank, this.width) - 1] ?? Ball.unknown();
  }
  get hiddenOverlap(): Ball {
    return this.#hiddenOverlap();
  }
  get rate(): Ball {
    return this.leastCovarianceEigenvalue.times(this.imbalanceLevel).timesPowerOfTwo(1);
  }
  get pathLengthBound(): Ball {
    return this.excessLoss.timesPowerOfTwo(1).over(this.leastCovarianceEigenvalue.times(this.imbalanceLevel)).sqrt();
  }
  get minNormExponent(): Ball {
    return this.residualNorm.over(this.imbalanceLevel.times(this.leastCovarianceEigenvalue.sqrt()));
  }
  get minNormDecay(): Ball {
    return this.#decay(Ball.exact(1));
  }
  get paperMinNormDecay(): Ball {
    return this.#decay(this.largestCovarianceEigenvalue.over(this.leastCovarianceEigenvalue).sqrt());
  }
  get logMinNormDistanceBound(): Ball {
    return this.hiddenOverlap.log().plus(this.minNormExponent);
  }
  get imbalanceDerivative(): Ball {
    const { forward, backward } = this.#growth();
    return frobeniusNorm(subtract(forward, backward));
  }
  get gramSumDerivative(): Ball {
    const { forward, backward } = this.#growth();
    return frobeniusNorm(add(forward, backward));
  }
  get hiddenFactorDerivative(): Ball {
    return frobeniusNorm(subtract(this.descentU, this.design.ontoRows(this.descentU)));
  }
  get outputOverlapDerivative(): Ball {
    return frobeniusNorm(multiply(this.descentV, this.hidden.transpose()));
  }
  get featureOverlapDerivative(): Ball {
    return frobeniusNorm(multiply(this.design.ontoRows(this.descentU), this.hidden.transpose()));
  }
  get descent(): Float64LinearDescent {
    return this.#descent();
  }
  get flow(): Float64LinearFlow {
    return this.#flow();
  }
  get initialisation(): { readonly exponent: Ball; readonly deviation: Ball } {
    const { initialisation } = this.#data;
    if (initialisation === undefined) return { exponent: Ball.unknown(), deviation: Ball.unknown() };
    return { exponent: Ball.exact(initialisation.exponent), deviation: Ball.exact(initialisation.deviation) };
  }

  /** e^(-factor |E| / (c sigma_r)), which tends to 0 with c: also where c is not certainly positive. */
  #decay(factor: Ball): Ball {
    const divisor = this.imbalanceLevel.times(this.leastCovarianceEigenvalue.sqrt());
    const dividend = this.residualNorm.times(factor);
    if (!divisor.known || !dividend.known) return Ball.unknown();
    if (divisor.lower() > 0) return dividend.over(divisor).negate().exp();
    if (divisor.upper() <= 0) return Ball.exact(0);
    const least = Ball.exact(Math.max(0, dividend.lower())).over(Ball.exact(divisor.upper()));
    return Ball.between(0, least.negate().exp().upper());
  }

  /** d(U1'U1)/dt and d(V'V)/dt along the flow; P X' = X', so the projector drops out: U'(X'R V) and its transpose. */
  #growth(): { readonly forward: BallMatrix; readonly backward: BallMatrix } {
    const upper = multiply(this.U.transpose(), this.descentU);
    const lower = multiply(this.V.transpose(), this.descentV);
    return { forward: add(upper, upper.transpose()), backward: add(lower, lower.transpose()) };
  }

  /** [V; U1] */
  #stacked(): BallMatrix {
    return stackedRows(this.V, this.visible);
  }

  #projected(): readonly Ball[] {
    if (this.width > this.outputs + this.rank) {
      const coordinates = this.design.rowCoordinates(this.U);
      if (coordinates !== undefined)
        return this.#spectrum(coordinates.coordinates, coordinates.defect, this.rank, () => this.imbalance);
    }
    return descendingEigenvalues(this.imbalance);
  }

  #spectrum(upper: BallMatrix, defect: number, order: number, full?: () => BallMatrix): readonly Ball[] {
    const direct = full ?? (() => subtract(multiply(upper.transpose(), upper), multiply(this.V.transpose(), this.V)));
    if (this.width > this.outputs + order) {
      const stacked = stackedRows(this.V, upper);
      const gram = multiply(stacked, stacked.transpose());
      // || D^(1/2) G D^(1/2) - G || <= (2 f + f^2) ||G||
      const spread = multiplyUp(multiplyUp(2.1, defect), frobeniusNorm(gram).upper());
      const widened = defect === 0 ? gram : new BallMatrix(gram.mid, gram.rad + spread * (1 + 2 ** -40));
      const values = compressedEigenvalues(widened, this.outputs, this.width);
      if (values !== undefined) return values;
    }
    return descendingEigenvalues(direct());
  }
}

/** One matrix above the other. */
export function stackedRows(upper: BallMatrix, lower: BallMatrix): BallMatrix {
  const mid = new Matrix(upper.rows + lower.rows, upper.columns);
  mid.data.set(upper.mid.data);
  mid.data.set(lower.mid.data, upper.mid.data.length);
  if (!upper.known || !lower.known) return BallMatrix.unknown(mid.rows, mid.columns);
  const radii = zeros(mid.data.length);
  radii.set(upper.entryRadii());
  radii.set(lower.entryRadii(), upper.mid.data.length);
  return BallMatrix.withEntryRadii(mid, radii);
}
