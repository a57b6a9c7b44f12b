import type { Ball } from "../../numerics/ball.js";
import type { BallMatrix } from "../../numerics/ball-matrix.js";
import { frobeniusNorm, spectralNorm } from "../../numerics/norms.js";
import { multiply, subtract } from "../../numerics/products.js";
import { lazy } from "../lazy.js";
import { type Design, halfSquare, square } from "./design.js";
import type { LinearNetworkPoint } from "./view.js";

/** One pair (U, V) of a linear network, in float64 balls; gradients in the original coordinates, without singular vectors. */
export class Float64Point implements LinearNetworkPoint {
  readonly design: Design;
  readonly U: BallMatrix;
  readonly V: BallMatrix;
  readonly #product = lazy(() => multiply(this.U, this.V.transpose()));
  readonly #excess = lazy(() =>
    halfSquare(subtract(this.design.reachableTarget, multiply(this.design.X, this.#product()))),
  );
  readonly #loss = lazy(() => halfSquare(subtract(this.design.Y, multiply(this.design.X, this.#product()))));
  readonly #mapped = lazy(() =>
    multiply(this.design.X.transpose(), subtract(this.design.Y, multiply(this.design.X, this.#product()))),
  );
  readonly #visible = lazy(() => this.design.ontoRows(this.U));
  readonly #hidden = lazy(() => this.#given ?? subtract(this.U, this.visible));
  readonly #given: BallMatrix | undefined;
  readonly #descentU = lazy(() => multiply(this.mappedResidual, this.V));
  readonly #descentV = lazy(() => multiply(this.mappedResidual.transpose(), this.U));
  readonly #gradientSquare = lazy(() => square(this.descentU).plus(square(this.descentV)));
  readonly #outputOverlap = lazy(() => multiply(this.V, this.hidden.transpose()));
  readonly #minNormDistance = lazy(() => frobeniusNorm(subtract(this.#product(), this.design.minNormSolution)));
  readonly #spectral = lazy(() => spectralNorm(this.mappedResidual));

  /** @param hidden (I - P) U where it is known better than U: flow and descent leave it as it was at the start */
  constructor(design: Design, U: BallMatrix, V: BallMatrix, hidden?: BallMatrix) {
    this.design = design;
    this.U = U;
    this.V = V;
    this.#given = hidden;
  }

  /** X'R */
  get mappedResidual(): BallMatrix {
    return this.#mapped();
  }
  /** P U */
  get visible(): BallMatrix {
    return this.#visible();
  }
  /** (I - P) U */
  get hidden(): BallMatrix {
    return this.#hidden();
  }
  /** X'R V = -dL/dU */
  get descentU(): BallMatrix {
    return this.#descentU();
  }
  /** R'X U = -dL/dV */
  get descentV(): BallMatrix {
    return this.#descentV();
  }
  /** U1'U1 - V'V */
  get imbalance(): BallMatrix {
    return subtract(multiply(this.U.transpose(), this.visible), multiply(this.V.transpose(), this.V));
  }
  get loss(): Ball {
    return this.#loss();
  }
  get excessLoss(): Ball {
    return this.#excess();
  }
  get residualNorm(): Ball {
    return this.#excess().timesPowerOfTwo(1).sqrt();
  }
  get gradientSquare(): Ball {
    return this.#gradientSquare();
  }
  get mappedResidualNorm(): Ball {
    return square(this.mappedResidual).sqrt();
  }
  get mappedResidualSpectralNorm(): Ball {
    return this.#spectral();
  }
  get minNormDistance(): Ball {
    return this.#minNormDistance();
  }
  get hiddenOutputOverlap(): Ball {
    return frobeniusNorm(this.#outputOverlap());
  }
  get hiddenOutputOverlapSpectral(): Ball {
    return spectralNorm(this.#outputOverlap());
  }
  get hiddenFeatureOverlap(): Ball {
    return frobeniusNorm(multiply(this.visible, this.hidden.transpose()));
  }
}
