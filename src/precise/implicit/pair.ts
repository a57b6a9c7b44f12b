import type { FeatureData } from "../../models/implicit-relu/data.js";
import type { LayerPair } from "../../models/implicit-relu/view.js";
import type { Budget } from "../budget.js";
import { Rational } from "../rational.js";
import { PreciseReal } from "../real.js";
import { RealMatrix } from "../real-matrix.js";
import { spectralNorm } from "../singular-values.js";
import { symmetricNorm } from "../symmetric-norm.js";
import { DyadicMatrix, type RationalVector } from "../vectors.js";
import type { ExactImplicitLayer } from "./layer.js";
import { Quantities, unknowns } from "./quantities.js";

type WeightedFeatures = Extract<FeatureData, { readonly W: unknown }>;

/** Distances between two layers of the same shape, in exact arithmetic. */
export class ExactLayerPair implements LayerPair {
  readonly #first: ExactImplicitLayer;
  readonly #second: ExactImplicitLayer;
  readonly #quantities: Quantities;

  constructor(first: ExactImplicitLayer, second: ExactImplicitLayer, budget: Budget) {
    this.#first = first;
    this.#second = second;
    this.#quantities = new Quantities(budget);
  }

  get weightDistance(): PreciseReal {
    // Where one layer has no feedback, the distance is the other's gain: the same object, hence equal to it.
    if (this.#second.weights.isZero) return this.#first.gain;
    if (this.#first.weights.isZero) return this.#second.gain;
    return this.#quantities.real("weights", (budget) =>
      spectralNorm(this.#first.weights.minus(this.#second.weights).toColumns(), budget),
    );
  }

  get featureDistance(): PreciseReal {
    return this.#quantities.real("features", () => this.#features().norm());
  }

  get featureSpectralDistance(): PreciseReal {
    return this.#quantities.real("features, spectral", (budget) => spectralNorm(this.#features().exact ?? [], budget));
  }

  get equilibriumDistance(): PreciseReal {
    return this.#quantities.real("equilibria", () => this.#equilibria()?.norm() ?? PreciseReal.unknown);
  }

  get equilibriumSpectralDistance(): PreciseReal {
    return this.#first.spectra.of(this.#equilibria(), this.#first.samples).norm;
  }

  get gramDistance(): PreciseReal {
    return this.#quantities.real("Gram matrices", (budget) => {
      const [one, two] = [this.#first.equilibrium?.exact, this.#second.equilibrium?.exact];
      if (one === undefined || two === undefined) return PreciseReal.unknown;
      // ||Z^T Z|| as the square of the very number that ||Z|| is: equalities are then decided, not ties.
      if (two.every((z) => z.isZero)) return this.#first.equilibriumSpectralNorm.power(2);
      if (one.every((z) => z.isZero)) return this.#second.equilibriumSpectralNorm.power(2);
      return symmetricNorm(
        one.map((a, i) => one.map((b, j) => a.dot(b).minus(two[i].dot(two[j])))),
        budget,
      );
    });
  }

  get preactivationDistances(): readonly PreciseReal[] {
    return this.#perSample("preactivations", (a, b) => RealMatrix.exactly(a.length, [a.minus(b)]).norm());
  }

  get patternAgreements(): readonly PreciseReal[] {
    return this.#perSample("agreements", (a, b) =>
      a.numerators.map((_, j) => PreciseReal.rational(a.entry(j).times(b.entry(j)))).reduce((least, x) => least.min(x)),
    );
  }

  #perSample(name: string, f: (a: RationalVector, b: RationalVector) => PreciseReal): readonly PreciseReal[] {
    const count = this.#first.samples;
    return this.#quantities.reals(name, count, () => {
      const [one, two] = [this.#first.preactivations, this.#second.preactivations];
      return one === undefined || two === undefined ? unknowns(count) : one.map((a, i) => f(a, two[i]));
    });
  }

  get inputWeightImage(): PreciseReal {
    return this.#quantities.real("input image", () => {
      const inputs = this.#commonInputs();
      if (inputs === undefined) return PreciseReal.unknown;
      const image = inputs.X.toColumns().map((x) => inputs.difference.timesVector(x));
      return inputs.scale.times(RealMatrix.exactly(inputs.difference.rows, image).norm());
    });
  }

  get inputWeightBound(): PreciseReal {
    return this.#quantities.real("input bound", (budget) => {
      const inputs = this.#commonInputs();
      if (inputs === undefined) return PreciseReal.unknown;
      const distance = RealMatrix.exactly(inputs.difference.rows, inputs.difference.toColumns()).norm();
      return inputs.scale.times(spectralNorm(inputs.X.toColumns(), budget)).times(distance);
    });
  }

  get columnEquilibriumDistances(): readonly PreciseReal[] {
    const count = this.#first.samples;
    return this.#quantities.reals("columns of equilibria", count, () => {
      const difference = this.#equilibria();
      return difference === undefined ? unknowns(count) : columnNorms(difference);
    });
  }

  get columnFeatureDistances(): readonly PreciseReal[] {
    return this.#quantities.reals("columns of features", this.#first.samples, () => columnNorms(this.#features()));
  }

  #features(): RealMatrix {
    return this.#first.features.minus(this.#second.features);
  }

  /** Z_1 - Z_2 up to its sign: where one is zero, the other itself, whose norms are known already. */
  #equilibria(): RealMatrix | undefined {
    const first = this.#first.equilibrium;
    const second = this.#second.equilibrium;
    if (second !== undefined && first?.exact?.every((z) => z.isZero)) return second;
    return first === undefined || second === undefined ? undefined : first.minus(second);
  }

  /** W_1 - W_2, the common X and the common scale, where both layers are made of them. */
  #commonInputs(): { difference: DyadicMatrix; X: DyadicMatrix; scale: PreciseReal } | undefined {
    const first = weighted(this.#first.data.features);
    const second = weighted(this.#second.data.features);
    if (first === undefined || second === undefined || first.featureScale !== second.featureScale) return undefined;
    const X = DyadicMatrix.fromDoubles(first.X);
    if (!X.equals(DyadicMatrix.fromDoubles(second.X))) return undefined;
    return {
      difference: DyadicMatrix.fromDoubles(first.W).minus(DyadicMatrix.fromDoubles(second.W)),
      X,
      scale: PreciseReal.rational(Rational.fromNumber(first.featureScale)),
    };
  }
}

function weighted(features: FeatureData): WeightedFeatures | undefined {
  return "W" in features ? features : undefined;
}

function columnNorms(matrix: RealMatrix): PreciseReal[] {
  return Array.from({ length: matrix.columns }, (_, j) => matrix.column(j).norm());
}
