import { Ball } from "../../numerics/ball.js";
import { BallMatrix } from "../../numerics/ball-matrix.js";
import { CompensatedSum } from "../../numerics/compensated.js";
import { frobeniusNorm, spectralNorm } from "../../numerics/norms.js";
import { add, multiply } from "../../numerics/products.js";
import { lazy } from "../lazy.js";
import type { FeatureData } from "./data.js";
import { difference, entriesOf, fromEntries, zipEntries } from "./entries.js";
import type { GainMatrix } from "./gain-matrix.js";
import { product } from "./product.js";
import type { LayerPair } from "./view.js";

/** What the distances need of each layer. */
export interface PairMember {
  /** gamma A */
  readonly gainMatrix: GainMatrix;
  readonly featureData: FeatureData;
  /** Phi */
  readonly featureMatrix: BallMatrix;
  /** Z */
  readonly equilibriumMatrix: BallMatrix;
  /** N */
  readonly preactivation: BallMatrix;
}

/** Distances between a layer and its other layer. */
export class Float64Pair implements LayerPair {
  readonly #one: PairMember;
  readonly #two: PairMember;
  readonly #features = lazy(() => difference(this.#one.featureMatrix, this.#two.featureMatrix));
  readonly #equilibria = lazy(() => difference(this.#one.equilibriumMatrix, this.#two.equilibriumMatrix));
  readonly #weights = lazy(() => spectralNorm(gainDifference(this.#one.gainMatrix, this.#two.gainMatrix)));
  readonly #inputs = lazy(() => inputWeights(this.#one.featureData, this.#two.featureData));

  constructor(one: PairMember, two: PairMember) {
    this.#one = one;
    this.#two = two;
  }

  get weightDistance(): Ball {
    return this.#weights();
  }

  get featureDistance(): Ball {
    return frobeniusNorm(this.#features());
  }

  get featureSpectralDistance(): Ball {
    return spectralNorm(this.#features());
  }

  get equilibriumDistance(): Ball {
    return frobeniusNorm(this.#equilibria());
  }

  get equilibriumSpectralDistance(): Ball {
    return spectralNorm(this.#equilibria());
  }

  /** Z_1^T Z_1 - Z_2^T Z_2 = (D^T S + S^T D)/2 for the difference D and the sum S: no cancellation. */
  get gramDistance(): Ball {
    const D = this.#equilibria();
    const S = add(this.#one.equilibriumMatrix, this.#two.equilibriumMatrix);
    const twice = multiply(D.transpose(), S);
    return spectralNorm(add(twice, twice.transpose())).times(Ball.exact(0.5));
  }

  get preactivationDistances(): readonly Ball[] {
    return columnNorms(difference(this.#one.preactivation, this.#two.preactivation));
  }

  get patternAgreements(): readonly Ball[] {
    const products = zipEntries(this.#one.preactivation, this.#two.preactivation, (x, y) => x.times(y));
    return Array.from({ length: products.columns }, (_, i) =>
      products.known ? entriesOf(products.column(i)).reduce((least, x) => least.min(x)) : Ball.unknown(),
    );
  }

  get inputWeightImage(): Ball {
    return this.#inputs().image;
  }

  get inputWeightBound(): Ball {
    return this.#inputs().bound;
  }

  get columnEquilibriumDistances(): readonly Ball[] {
    return columnNorms(this.#equilibria());
  }

  get columnFeatureDistances(): readonly Ball[] {
    return columnNorms(this.#features());
  }
}

function columnNorms(matrix: BallMatrix): readonly Ball[] {
  return Array.from({ length: matrix.columns }, (_, i) => frobeniusNorm(matrix.column(i)));
}

/** gamma_1 A_1 - gamma_2 A_2, each entry summed without error before its one rounding. */
function gainDifference(one: GainMatrix, two: GainMatrix): BallMatrix {
  const sum = new CompensatedSum();
  const gammas = Float64Array.of(one.gamma, -two.gamma);
  const entries = Array.from(one.A.data, (a, k) => {
    sum.reset().addProducts(gammas, 0, 1, Float64Array.of(a, two.A.data[k]), 0, 1, 2);
    return new Ball(sum.value(), sum.error());
  });
  return fromEntries(one.width, one.width, entries);
}

/** s ||(W_1 - W_2) X||_F and s ||X||_2 ||W_1 - W_2||_F */
function inputWeights(one: FeatureData, two: FeatureData): { readonly image: Ball; readonly bound: Ball } {
  const isShared =
    !("Phi" in one) &&
    !("Phi" in two) &&
    one.featureScale === two.featureScale &&
    one.X.rows === two.X.rows &&
    one.X.columns === two.X.columns &&
    one.X.data.every((x, k) => x === two.X.data[k]);
  if (!isShared) return { image: Ball.unknown(), bound: Ball.unknown() };
  const scale = Ball.exact(one.featureScale);
  const weights = difference(BallMatrix.exact(one.W), BallMatrix.exact(two.W));
  const image = product(one.X.transpose(), weights.transpose());
  return {
    image: scale.times(frobeniusNorm(image)),
    bound: scale.times(spectralNorm(one.X)).times(frobeniusNorm(weights)),
  };
}
