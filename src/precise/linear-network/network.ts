import type { LinearNetworkData } from "../../models/linear-network/data.js";
import type { LinearNetwork } from "../../models/linear-network/view.js";
import type { BallRows } from "../ball-matrix.js";
import { type Budget, BudgetExceeded } from "../budget.js";
import type { DyadicBall } from "../dyadic-ball.js";
import { Quantities } from "../implicit/quantities.js";
import { Rational } from "../rational.js";
import { PreciseReal } from "../real.js";
import { gramEigenvalues, spectralNorm } from "../singular-values.js";
import { RationalVector } from "../vectors.js";
import { ExactDescent } from "./descent.js";
import { ExactDesign } from "./design.js";
import { ExactFlow } from "./flow.js";
import { FractionMatrix } from "./fraction-matrix.js";
import { EnclosedPoint, ExactPoint } from "./point.js";
import { combined, squareOf } from "./rows.js";
import { compressedEigenvalues, symmetricEigenvalues } from "./spectrum.js";

const ZERO = PreciseReal.rational(Rational.zero);
const TWO = PreciseReal.rational(Rational.of(2n));

/** A two-layer linear network in exact arithmetic. */
export class ExactLinearNetwork extends ExactPoint implements LinearNetwork {
  readonly samples: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly width: number;
  readonly #data: LinearNetworkData;
  readonly #budget: Budget;
  #descent: ExactDescent | undefined;
  #flow: ExactFlow | undefined;

  constructor(data: LinearNetworkData, budget: Budget) {
    super(
      new ExactDesign(data.X, data.Y, budget),
      FractionMatrix.fromDoubles(data.U),
      FractionMatrix.fromDoubles(data.V),
      new Quantities(budget),
    );
    this.#data = data;
    this.#budget = budget;
    this.samples = data.X.rows;
    this.inputs = data.X.columns;
    this.outputs = data.Y.columns;
    this.width = data.U.columns;
  }

  get rank(): number {
    return this.design.rank;
  }
  get covarianceEigenvalues(): readonly PreciseReal[] {
    return this.quantities.reals("eigenvalues of X'X", this.rank, (budget) =>
      gramEigenvalues(this.design.X.vectors, budget).reverse().slice(0, this.rank),
    );
  }
  get largestCovarianceEigenvalue(): PreciseReal {
    return this.covarianceEigenvalues[0] ?? PreciseReal.unknown;
  }
  get leastCovarianceEigenvalue(): PreciseReal {
    return this.covarianceEigenvalues.at(-1) ?? PreciseReal.unknown;
  }
  get optimalLoss(): PreciseReal {
    return this.quantities.real("optimal loss", () =>
      PreciseReal.rational(
        this.design.Y.minus(this.design.reachable)
          .square()
          .times(Rational.of(1n, 1n, -1)),
      ),
    );
  }
  get minNormSolution(): readonly PreciseReal[] {
    const { minNormSolution } = this.design;
    return Array.from({ length: minNormSolution.flat.length }, (_, k) =>
      PreciseReal.rational(minNormSolution.flat.entry(k)),
    );
  }
  get reachableTargetNorm(): PreciseReal {
    return this.norm("|Q Y|", () => this.design.reachable);
  }
  get imbalanceEigenvalues(): readonly PreciseReal[] {
    return this.quantities.reals("imbalance", this.width, (budget) => {
      const { rowBasis, rowWeights } = this.design;
      if (this.rank > 0 && this.width > this.rank + this.outputs) {
        const stacked = this.V.above(rowBasis.times(this.U, budget));
        const J = blockDiagonal(this.outputs, rowWeights);
        const gram = stacked.times(stacked.transpose(), budget);
        if (gramEigenvalues(stacked.transpose().vectors, budget)[0].order(ZERO) === ">")
          return compressedEigenvalues(gram, J, this.outputs, this.width, budget);
      }
      return symmetricEigenvalues(this.imbalance, budget);
    });
  }
  get unprojectedImbalanceEigenvalues(): readonly PreciseReal[] {
    return this.quantities.reals("unprojected imbalance", this.width, (budget) =>
      symmetricEigenvalues(
        this.U.transpose().times(this.U, budget).minus(this.V.transpose().times(this.V, budget)),
        budget,
      ),
    );
  }
  get imbalanceLevel(): PreciseReal {
    return this.quantities.real("c", () => {
      if (this.rank === 0) return PreciseReal.unknown;
      const values = this.imbalanceEigenvalues;
      const above = values[this.rank - 1]?.max(ZERO) ?? ZERO;
      const below = values[this.width - this.outputs]?.negate().max(ZERO) ?? ZERO;
      return above.plus(below);
    });
  }
  /** Squares of the min(r + m, h) singular values of [V; U1], descending */
  get #factorSquares(): readonly PreciseReal[] {
    const order = Math.min(this.rank + this.outputs, this.width);
    return this.quantities.reals("factors", order, (budget) => {
      const stacked = this.V.above(this.visible);
      const values = gramEigenvalues(stacked.vectors, budget);
      return values.reverse().slice(0, order);
    });
  }
  get factorLeastSingularValue(): PreciseReal {
    if (this.width < this.rank + this.outputs) return ZERO;
    return this.factorShortSingularValue;
  }
  get factorLargestSingularValue(): PreciseReal {
    return this.#factorSquares[0].sqrt();
  }
  get factorShortSingularValue(): PreciseReal {
    return (this.#factorSquares.at(-1) ?? PreciseReal.unknown).sqrt();
  }
  get hiddenOverlap(): PreciseReal {
    return this.quantities.real("||Z||", (budget) =>
      spectralNorm(this.V.above(this.visible).times(this.hidden.transpose(), budget).vectors, budget),
    );
  }
  get rate(): PreciseReal {
    return this.leastCovarianceEigenvalue.times(this.imbalanceLevel).times(TWO);
  }
  get pathLengthBound(): PreciseReal {
    return this.excessLoss.times(TWO).over(this.leastCovarianceEigenvalue.times(this.imbalanceLevel)).sqrt();
  }
  get minNormExponent(): PreciseReal {
    return this.residualNorm.over(this.imbalanceLevel.times(this.leastCovarianceEigenvalue.sqrt()));
  }
  get minNormDecay(): PreciseReal {
    return this.#decay(this.minNormExponent);
  }
  get paperMinNormDecay(): PreciseReal {
    return this.#decay(
      this.minNormExponent.times(this.largestCovarianceEigenvalue.over(this.leastCovarianceEigenvalue).sqrt()),
    );
  }
  get logMinNormDistanceBound(): PreciseReal {
    return this.hiddenOverlap.log().plus(this.minNormExponent);
  }

  get imbalanceDerivative(): PreciseReal {
    return this.quantities.real("dLambda/dt", (budget) => {
      const { upper, lower } = this.#growth(budget);
      return PreciseReal.rootOf(upper.minus(lower).square());
    });
  }
  get gramSumDerivative(): PreciseReal {
    return this.quantities.real("d(sum)/dt", (budget) => {
      const { upper, lower } = this.#growth(budget);
      return PreciseReal.rootOf(upper.plus(lower).square());
    });
  }
  get hiddenFactorDerivative(): PreciseReal {
    return this.quantities.real("dU2/dt", (budget) =>
      PreciseReal.rootOf(this.descentU.minus(this.design.rowProjector.times(this.descentU, budget)).square()),
    );
  }
  get outputOverlapDerivative(): PreciseReal {
    return this.quantities.real("dV/dt U2'", (budget) =>
      PreciseReal.rootOf(this.descentV.times(this.hidden.transpose(), budget).square()),
    );
  }
  get featureOverlapDerivative(): PreciseReal {
    return this.quantities.real("dU1/dt U2'", (budget) =>
      PreciseReal.rootOf(
        this.design.rowProjector.times(this.descentU, budget).times(this.hidden.transpose(), budget).square(),
      ),
    );
  }

  get descent(): ExactDescent {
    this.#descent ??= new ExactDescent(this, this.#data.descent, this.#budget);
    return this.#descent;
  }

  get flow() {
    const times = this.#data.flow?.times ?? [];
    const instants = times.map((time) => Rational.fromNumber(time));
    return {
      times: instants.map((time) => PreciseReal.rational(time)),
      at: (i: number): EnclosedPoint =>
        this.quantities.once(`flow ${i}`, (budget) => this.#flowPoint(instants[i], i, budget), this.#nowhere()),
      travelled: (i: number): PreciseReal =>
        PreciseReal.enclosed((bits) => this.#travelled(instants[i], bits + 16), "nonNegative"),
    };
  }

  get initialisation() {
    const { initialisation } = this.#data;
    if (initialisation === undefined) return { exponent: PreciseReal.unknown, deviation: PreciseReal.unknown };
    return {
      exponent: PreciseReal.fromNumber(initialisation.exponent),
      deviation: PreciseReal.fromNumber(initialisation.deviation),
    };
  }

  get #integrator(): ExactFlow {
    this.#flow ??= new ExactFlow(this.design, this.U, this.V, this.#budget);
    return this.#flow;
  }

  #flowPoint(time: Rational, i: number, _budget: Budget): EnclosedPoint {
    const flow = this.#integrator;
    return new EnclosedPoint(
      this.design,
      (bits) => flow.at(time, bits),
      this.quantities.within(`time ${i}`),
      this.hidden,
    );
  }

  #nowhere(): EnclosedPoint {
    const spent = () => {
      throw new BudgetExceeded("the allowance of exact arithmetic is spent");
    };
    return new EnclosedPoint(this.design, spent, this.quantities.within("nowhere"), this.hidden);
  }

  #travelled(time: Rational, bits: number) {
    const end = this.#integrator.at(time, bits);
    return distanceTo(end, this.U.balls(bits), this.V.balls(bits), bits);
  }

  #decay(exponent: PreciseReal): PreciseReal {
    return this.imbalanceLevel.exact?.isZero ? ZERO : exponent.negate().exp();
  }

  /** d(U1'U1)/dt with the projector as it stands, and d(V'V)/dt */
  #growth(budget: Budget): { readonly upper: FractionMatrix; readonly lower: FractionMatrix } {
    const projected = this.design.rowProjector.times(this.descentU, budget);
    const forward = this.visible.transpose().times(projected, budget);
    const backward = this.V.transpose().times(this.descentV, budget);
    return { upper: forward.plus(forward.transpose()), lower: backward.plus(backward.transpose()) };
  }
}

/** diag(-I, W) */
function blockDiagonal(negative: number, W: FractionMatrix): FractionMatrix {
  const size = negative + W.rows;
  const { denominator, exponent } = W.flat;
  const low = Math.min(0, exponent);
  const one = denominator << BigInt(-low);
  const entries = W.integers;
  const numerators = Array.from({ length: size * size }, (_, k) => {
    const i = Math.floor(k / size);
    const j = k % size;
    if (i < negative || j < negative) return i === j ? -one : 0n;
    return entries[i - negative][j - negative] << BigInt(exponent - low);
  });
  return FractionMatrix.of(size, size, RationalVector.of(numerators, denominator, low));
}

function distanceTo(
  end: { readonly U: BallRows; readonly V: BallRows },
  U: BallRows,
  V: BallRows,
  bits: number,
): DyadicBall {
  const squares = [combined(end.U, U, -1, bits), combined(end.V, V, -1, bits)].map((rows) => squareOf(rows, bits));
  return squares[0].plus(squares[1], bits).sqrt(bits);
}
