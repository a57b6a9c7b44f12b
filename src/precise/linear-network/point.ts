import type { LinearNetworkPoint } from "../../models/linear-network/view.js";
import type { BallRows } from "../ball-matrix.js";
import { type Budget, BudgetExceeded } from "../budget.js";
import { DyadicBall } from "../dyadic-ball.js";
import type { Quantities } from "../implicit/quantities.js";
import { Rational } from "../rational.js";
import { PreciseReal } from "../real.js";
import { spectralNorm } from "../singular-values.js";
import type { ExactDesign } from "./design.js";
import type { FractionMatrix } from "./fraction-matrix.js";
import { combined, product, squareOf, transposed } from "./rows.js";
import { spectralNormOf } from "./spectrum.js";

const HALF = Rational.of(1n, 1n, -1);
const ZERO = PreciseReal.rational(Rational.zero);
const TWO = PreciseReal.rational(Rational.of(2n));

/** One pair (U, V) of rationals. */
export class ExactPoint implements LinearNetworkPoint {
  readonly design: ExactDesign;
  readonly U: FractionMatrix;
  readonly V: FractionMatrix;
  readonly quantities: Quantities;

  constructor(design: ExactDesign, U: FractionMatrix, V: FractionMatrix, quantities: Quantities) {
    this.design = design;
    this.U = U;
    this.V = V;
    this.quantities = quantities;
  }

  /** X'R = K - S U V' */
  get mappedResidual(): FractionMatrix {
    return this.#once("X'R", (budget) => this.design.mappedTarget.minus(this.design.gram.times(this.product, budget)));
  }
  get product(): FractionMatrix {
    return this.#once("UV'", (budget) => this.U.times(this.V.transpose(), budget));
  }
  /** P U */
  get visible(): FractionMatrix {
    return this.#once("PU", (budget) => this.design.rowProjector.times(this.U, budget));
  }
  get hidden(): FractionMatrix {
    return this.#once("U2", () => this.U.minus(this.visible));
  }
  get descentU(): FractionMatrix {
    return this.#once("G1", (budget) => this.mappedResidual.times(this.V, budget));
  }
  get descentV(): FractionMatrix {
    return this.#once("G2", (budget) => this.mappedResidual.transpose().times(this.U, budget));
  }
  /** U1'U1 - V'V */
  get imbalance(): FractionMatrix {
    return this.#once("Lambda", (budget) =>
      this.visible.transpose().times(this.visible, budget).minus(this.V.transpose().times(this.V, budget)),
    );
  }
  get loss(): PreciseReal {
    return this.quantities.real("loss", (budget) =>
      PreciseReal.rational(this.design.Y.minus(this.design.X.times(this.product, budget)).square().times(HALF)),
    );
  }
  get excessLoss(): PreciseReal {
    return this.quantities.real("excess loss", (budget) =>
      PreciseReal.rational(this.design.reachable.minus(this.design.X.times(this.product, budget)).square().times(HALF)),
    );
  }
  get residualNorm(): PreciseReal {
    return this.excessLoss.times(TWO).sqrt();
  }
  get gradientSquare(): PreciseReal {
    return this.quantities.real("gradient", () =>
      PreciseReal.rational(this.descentU.square().plus(this.descentV.square())),
    );
  }
  get mappedResidualNorm(): PreciseReal {
    return this.norm("|X'R|", () => this.mappedResidual);
  }
  get mappedResidualSpectralNorm(): PreciseReal {
    return this.quantities.real("||X'R||", (budget) => spectralNorm(this.mappedResidual.vectors, budget));
  }
  get minNormDistance(): PreciseReal {
    return this.norm("|UV' - Theta|", () => this.product.minus(this.design.minNormSolution));
  }
  get hiddenOutputOverlap(): PreciseReal {
    return this.norm("|V U2'|", () => this.outputOverlap);
  }
  get hiddenOutputOverlapSpectral(): PreciseReal {
    return this.quantities.real("||V U2'||", (budget) => spectralNorm(this.outputOverlap.vectors, budget));
  }
  get hiddenFeatureOverlap(): PreciseReal {
    return this.quantities.real("|U1 U2'|", (budget) =>
      PreciseReal.rootOf(this.visible.times(this.hidden.transpose(), budget).square()),
    );
  }
  get outputOverlap(): FractionMatrix {
    return this.#once("V U2'", (budget) => this.V.times(this.hidden.transpose(), budget));
  }

  protected norm(name: string, matrix: () => FractionMatrix): PreciseReal {
    return this.quantities.real(name, () => PreciseReal.rootOf(matrix().square()));
  }

  #once(name: string, compute: (budget: Budget) => FractionMatrix): FractionMatrix {
    // A spent budget throws through here; the quantity that asked becomes unknown.
    const value = this.quantities.once<FractionMatrix | undefined>(`matrix ${name}`, compute, undefined);
    if (value === undefined) throw new BudgetExceeded("the allowance of exact arithmetic is spent");
    return value;
  }
}

/** (U, V) enclosed, to any precision. */
export class EnclosedPoint implements LinearNetworkPoint {
  readonly #design: ExactDesign;
  readonly #state: (bits: number) => { readonly U: BallRows; readonly V: BallRows };
  readonly #quantities: Quantities;
  /** U2, which flow and descent leave as it was at the start */
  readonly #hidden: FractionMatrix;

  constructor(
    design: ExactDesign,
    state: (bits: number) => { readonly U: BallRows; readonly V: BallRows },
    quantities: Quantities,
    hidden: FractionMatrix,
  ) {
    this.#design = design;
    this.#hidden = hidden;
    this.#state = state;
    this.#quantities = quantities;
  }

  get loss(): PreciseReal {
    return this.#halfSquare((b) => combined(this.#design.Y.balls(b), this.#predicted(b), -1, b));
  }
  get excessLoss(): PreciseReal {
    return this.#halfSquare((b) => combined(this.#design.reachable.balls(b), this.#predicted(b), -1, b));
  }
  get residualNorm(): PreciseReal {
    return this.#norm((b) => combined(this.#design.reachable.balls(b), this.#predicted(b), -1, b));
  }
  get gradientSquare(): PreciseReal {
    return PreciseReal.enclosed((bits) => {
      const b = bits + 16;
      const { U, V } = this.#state(b);
      const M = this.#mapped(b);
      return squareOf(product(M, V, b), b).plus(squareOf(product(transposed(M), U, b), b), b);
    }, "nonNegative");
  }
  get mappedResidualNorm(): PreciseReal {
    return this.#norm((b) => this.#mapped(b));
  }
  get mappedResidualSpectralNorm(): PreciseReal {
    return this.#quantities.real("||X'R||", (budget) => spectralNormOf((b) => this.#mapped(b), budget));
  }
  get minNormDistance(): PreciseReal {
    return this.#norm((b) => combined(this.#product(b), this.#design.minNormSolution.balls(b), -1, b));
  }
  get hiddenOutputOverlap(): PreciseReal {
    return this.#hidden.isZero ? ZERO : this.#norm((b) => this.#outputOverlap(b));
  }
  get hiddenOutputOverlapSpectral(): PreciseReal {
    if (this.#hidden.isZero) return ZERO;
    return this.#quantities.real("||V U2'||", (budget) => spectralNormOf((b) => this.#outputOverlap(b), budget));
  }
  get hiddenFeatureOverlap(): PreciseReal {
    if (this.#hidden.isZero) return ZERO;
    return this.#norm((b) => {
      const visible = product(this.#design.rowProjector.balls(b), this.#state(b).U, b);
      return product(visible, transposed(this.#hidden.balls(b)), b);
    });
  }

  #outputOverlap(b: number): BallRows {
    return product(this.#state(b).V, transposed(this.#hidden.balls(b)), b);
  }
  #product(b: number): BallRows {
    const { U, V } = this.#state(b);
    return product(U, transposed(V), b);
  }
  #predicted(b: number): BallRows {
    return product(this.#design.X.balls(b), this.#product(b), b);
  }
  #mapped(b: number): BallRows {
    const { gram, mappedTarget } = this.#design;
    return combined(mappedTarget.balls(b), product(gram.balls(b), this.#product(b), b), -1, b);
  }
  #norm(matrix: (bits: number) => BallRows): PreciseReal {
    return PreciseReal.enclosed((bits) => squareOf(matrix(bits + 16), bits + 16).sqrt(bits), "nonNegative");
  }
  #halfSquare(matrix: (bits: number) => BallRows): PreciseReal {
    return PreciseReal.enclosed(
      (bits) => squareOf(matrix(bits + 16), bits + 16).times(DyadicBall.of(1n, -1), bits),
      "nonNegative",
    );
  }
}
