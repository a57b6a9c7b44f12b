import type { ImplicitData } from "../../models/implicit-relu/data.js";
import type { TrainedLayer } from "../../models/implicit-relu/training-view.js";
import type { ImplicitLayer, LayerColumn, LayerPair, PicardRun } from "../../models/implicit-relu/view.js";
import type { Budget } from "../budget.js";
import { Rational } from "../rational.js";
import { PreciseReal } from "../real.js";
import { RealMatrix } from "../real-matrix.js";
import { DyadicMatrix, RationalVector } from "../vectors.js";
import { findEquilibria, isEquilibrium } from "./active-set.js";
import { adjointErrors } from "./adjoint.js";
import { type EquilibriumSet, enumerateEquilibria } from "./enumeration.js";
import { featureColumns } from "./features.js";
import { ExactLayerPair } from "./pair.js";
import { PicardIterates, type PicardSetting, picardRun } from "./picard.js";
import { Quantities, unknowns } from "./quantities.js";
import { Resolvent } from "./resolvent.js";
import { type MatrixSpectrum, SpectralStore } from "./spectra.js";
import { WeightQuantities } from "./weights.js";

const MAX_ENUMERATED_WIDTH = 8;
const DEFAULT_STEPS = 3;

/** The implicit ReLU layer Z = relu(gamma A Z + Phi) in exact arithmetic. */
export class ExactImplicitLayer implements Omit<ImplicitLayer, keyof TrainedLayer | "other"> {
  readonly width: number;
  readonly samples: number;
  readonly steps: number;
  readonly features: RealMatrix;
  /** relu(Phi) */
  readonly positiveFeatures: RealMatrix;
  readonly data: ImplicitData;
  readonly spectra: SpectralStore;
  readonly #budget: Budget;
  readonly #weights: WeightQuantities;
  readonly #quantities: Quantities;
  #other: ExactImplicitLayer | undefined;
  #pair: LayerPair | undefined;
  readonly #runs = new Map<keyof typeof STARTS, PicardIterates>();

  /** @param spectra shared with the other layer of a pair, if there is one */
  constructor(data: ImplicitData, budget: Budget, spectra?: SpectralStore) {
    this.data = data;
    this.#budget = budget;
    this.width = data.A.rows;
    this.steps = data.steps ?? DEFAULT_STEPS;
    const columns = featureColumns(data.features);
    this.samples = columns.length;
    this.features = RealMatrix.exactly(this.width, columns);
    this.positiveFeatures = RealMatrix.exactly(
      this.width,
      columns.map((column) => column.relu()),
    );
    this.#weights = new WeightQuantities(Rational.fromNumber(data.gamma), DyadicMatrix.fromDoubles(data.A), budget);
    this.#quantities = new Quantities(budget);
    this.spectra = spectra ?? new SpectralStore(this.#quantities.within("spectra"));
  }

  get gamma(): PreciseReal {
    return this.#weights.gamma;
  }
  get spectralNorm(): PreciseReal {
    return this.#weights.spectralNorm;
  }
  get gain(): PreciseReal {
    return this.#weights.gain;
  }
  get spectralRadiusGain(): PreciseReal {
    return this.#weights.spectralRadiusGain;
  }
  get absoluteGain(): PreciseReal {
    return this.#weights.absoluteGain;
  }
  get frobeniusGain(): PreciseReal {
    return this.#weights.frobeniusGain;
  }
  get largestEntryGain(): PreciseReal {
    return this.#weights.largestEntryGain;
  }
  get columnSumGain(): PreciseReal {
    return this.#weights.columnSumGain;
  }
  get rowSumGain(): PreciseReal {
    return this.#weights.rowSumGain;
  }
  get determinant(): PreciseReal {
    return this.#weights.determinant;
  }
  get leastPrincipalMinor(): PreciseReal {
    return this.#weights.leastPrincipalMinor;
  }

  /** gamma A */
  get weights(): DyadicMatrix {
    return this.#weights.weights;
  }

  get featureNorm(): PreciseReal {
    return this.#norm("feature norm", this.positiveFeatures);
  }
  get featureSpectralNorm(): PreciseReal {
    return this.#spectrumOf(this.positiveFeatures).norm;
  }
  get featureLeastSingularValue(): PreciseReal {
    return this.#spectrumOf(this.positiveFeatures).least;
  }
  get signedFeatureNorm(): PreciseReal {
    return this.#norm("signed feature norm", this.features);
  }
  get signedFeatureSpectralNorm(): PreciseReal {
    return this.#spectrumOf(this.features).norm;
  }
  get signedFeatureLeastSingularValue(): PreciseReal {
    return this.#spectrumOf(this.features).least;
  }
  get featureGramEigenvalues(): readonly PreciseReal[] {
    return this.#spectrumOf(this.features).gram;
  }

  /** The equilibrium where it is certain, exactly. */
  get equilibrium(): RealMatrix | undefined {
    return this.#quantities.once("equilibrium", (budget) => this.#findEquilibrium(budget), undefined);
  }

  #findEquilibrium(budget: Budget): RealMatrix | undefined {
    const features = columnsOf(this.features);
    if (this.#weights.wellPosed) {
      const columns = findEquilibria(this.weights, features, budget);
      return columns.every((column) => column !== undefined) ? RealMatrix.exactly(this.width, columns) : undefined;
    }
    if (this.data.equilibrium !== undefined) {
      const chosen = DyadicMatrix.fromDoubles(this.data.equilibrium).toColumns();
      if (chosen.every((z, j) => isEquilibrium(this.weights, features[j], z)))
        return RealMatrix.exactly(this.width, chosen);
    }
    const sets = this.#equilibriumSets;
    if (sets === undefined || sets.some((set) => set.continuum || set.points.length !== 1)) return undefined;
    return RealMatrix.exactly(
      this.width,
      sets.map((set) => set.points[0]),
    );
  }

  get #equilibriumSets(): readonly EquilibriumSet[] | undefined {
    return this.#quantities.once(
      "all equilibria",
      (budget) =>
        this.width > MAX_ENUMERATED_WIDTH
          ? undefined
          : enumerateEquilibria(this.weights, columnsOf(this.features), budget),
      undefined,
    );
  }

  get equilibriumNorm(): PreciseReal {
    return this.#norm("equilibrium norm", this.equilibrium);
  }
  get equilibriumSpectralNorm(): PreciseReal {
    return this.#spectrumOf(this.equilibrium).norm;
  }
  get equilibriumLeastSingularValue(): PreciseReal {
    return this.#spectrumOf(this.equilibrium).least;
  }
  get gramEigenvalues(): readonly PreciseReal[] {
    return this.#spectrumOf(this.equilibrium).gram;
  }
  get gramLambdaMin(): PreciseReal {
    return this.#quantities.real("least Gram eigenvalue", () => this.equilibriumLeastSingularValue.power(2));
  }
  get featureDistance(): PreciseReal {
    return this.#quantities.real(
      "feature distance",
      () => this.equilibrium?.minus(this.positiveFeatures).norm() ?? PreciseReal.unknown,
    );
  }
  get equilibriumCounts(): readonly PreciseReal[] {
    return this.#quantities.reals(
      "counts",
      this.samples,
      () =>
        this.#equilibriumSets?.map((set) => PreciseReal.fromNumber(set.continuum ? 2 : set.points.length)) ??
        unknowns(this.samples),
    );
  }
  get columns(): readonly LayerColumn[] {
    return this.#quantities.once(
      "columns",
      () => {
        const z = this.equilibrium;
        return Array.from({ length: this.samples }, (_, j): LayerColumn => {
          const positive = this.positiveFeatures.column(j);
          return {
            featureNorm: positive.norm(),
            signedFeatureNorm: this.features.column(j).norm(),
            equilibriumNorm: z?.column(j).norm() ?? PreciseReal.unknown,
            featureDistance: z?.column(j).minus(positive).norm() ?? PreciseReal.unknown,
            largestState:
              z
                ?.column(j)
                .entries("nonNegative")
                .reduce((most, x) => most.max(x)) ?? PreciseReal.unknown,
          };
        });
      },
      unknownColumns(this.samples),
    );
  }
  equilibriumEntry(row: number, column: number): PreciseReal {
    return this.#entry(this.equilibrium, row, column);
  }
  featureEntry(row: number, column: number): PreciseReal {
    return this.#entry(this.features, row, column);
  }
  /** N = gamma A Z + Phi, exactly */
  get preactivations(): readonly RationalVector[] | undefined {
    const features = columnsOf(this.features);
    return this.equilibrium?.exact?.map((z, j) => this.weights.timesVector(z).plus(features[j]));
  }
  get patternMargin(): PreciseReal {
    return this.#quantities.real("pattern margin", () => {
      const z = this.equilibrium;
      if (z === undefined) return PreciseReal.unknown;
      return columnsOf(z)
        .flatMap((column, j) => {
          const preactivation = this.weights.timesVector(column).plus(columnsOf(this.features)[j]);
          return preactivation.numerators.map((_, i) => preactivation.entry(i).abs());
        })
        .map((margin) => PreciseReal.rational(margin))
        .reduce((a, b) => a.min(b));
    });
  }
  get comparisonBound(): readonly PreciseReal[] {
    return this.#quantities.reals(
      "comparison bound",
      this.width * this.samples,
      () => this.#compare(this.positiveFeatures)?.entries() ?? unknowns(this.width * this.samples),
    );
  }
  get linearSolution(): readonly PreciseReal[] {
    return this.#quantities.reals(
      "linear solution",
      this.width * this.samples,
      (budget) =>
        Resolvent.of(this.weights, budget)?.times(this.positiveFeatures).entries() ??
        unknowns(this.width * this.samples),
    );
  }

  get picard(): PicardRun {
    return picardRun(this.#setting, this.#iterates("start"), this.#quantities.within("picard"));
  }
  get otherPicard(): PicardRun {
    return picardRun(this.#setting, this.#iterates("otherStart"), this.#quantities.within("other picard"));
  }
  get unrolled(): PicardRun {
    return picardRun(this.#setting, this.#iterates("zero"), this.#quantities.within("unrolled"));
  }
  get unrolledFromFeatures(): PicardRun {
    return picardRun(this.#setting, this.#iterates("features"), this.#quantities.within("unrolled from features"));
  }
  picardGap(k: number): PreciseReal {
    return this.#quantities.real(`gap ${k}`, () =>
      this.#iterates("start").at(k).minus(this.#iterates("otherStart").at(k)).norm(),
    );
  }

  get other(): ExactImplicitLayer {
    this.#other ??= new ExactImplicitLayer(otherData(this.data), this.#budget, this.spectra);
    return this.#other;
  }
  get pair(): LayerPair {
    this.#pair ??= new ExactLayerPair(this, this.other, this.#budget);
    return this.#pair;
  }

  get outputWeightNorm(): PreciseReal {
    return this.#quantities.real("output weights", () =>
      this.data.u === undefined
        ? PreciseReal.unknown
        : PreciseReal.rootOf(RationalVector.fromNumbers(this.data.u).normSquared()),
    );
  }
  outputTruncationErrors(k: number): readonly PreciseReal[] {
    return this.#quantities.reals(`output errors ${k}`, this.samples, () => {
      const { u } = this.data;
      const z = this.equilibrium;
      if (u === undefined || z === undefined) return unknowns(this.samples);
      const row = DyadicMatrix.fromRow(RationalVector.fromNumbers(u));
      return this.#iterates("zero").at(k).minus(z).multipliedBy(row).abs().entries("nonNegative");
    });
  }
  adjointTruncationErrors(k: number): readonly PreciseReal[] {
    return this.#quantities.reals(`adjoint errors ${k}`, this.samples, (budget) => {
      const z = this.equilibrium?.exact;
      if (this.data.u === undefined || z === undefined) return unknowns(this.samples);
      const u = RationalVector.fromNumbers(this.data.u);
      return columnsOf(this.features).map((phi, j) => adjointErrors(this.weights, phi, z[j], u, k, budget));
    });
  }

  get #setting(): PicardSetting {
    return {
      weights: this.weights,
      features: this.features,
      absoluteWeights: this.#weights.absolute,
      equilibrium: () => this.equilibrium,
      compare: (matrix) => this.#compare(matrix),
    };
  }

  #iterates(name: keyof typeof STARTS): PicardIterates {
    let iterates = this.#runs.get(name);
    if (iterates === undefined) {
      iterates = new PicardIterates(this.#setting, STARTS[name](this), this.#budget);
      this.#runs.set(name, iterates);
    }
    return iterates;
  }

  /** (I - gamma |A|)^-1 times the matrix; undefined unless rho(gamma |A|) < 1 is certain. */
  #compare(matrix: RealMatrix): RealMatrix | undefined {
    const resolvent = this.#quantities.once(
      "comparison",
      (budget) =>
        this.absoluteGain.order(PreciseReal.rational(Rational.one)) === "<"
          ? Resolvent.of(this.#weights.absolute, budget)
          : undefined,
      undefined,
    );
    return resolvent?.times(matrix);
  }

  #norm(name: string, matrix: RealMatrix | undefined): PreciseReal {
    return this.#quantities.real(name, () => matrix?.norm() ?? PreciseReal.unknown);
  }
  #spectrumOf(matrix: RealMatrix | undefined): MatrixSpectrum {
    return this.spectra.of(matrix, this.samples);
  }
  #entry(matrix: RealMatrix | undefined, row: number, column: number): PreciseReal {
    if (!(row >= 0 && row < this.width && column >= 0 && column < this.samples))
      throw new RangeError(`no entry (${row}, ${column}) in a ${this.width} x ${this.samples} matrix`);
    return matrix?.entry(row, column) ?? PreciseReal.unknown;
  }
}

/** The starts of the Picard runs by name. */
const STARTS = {
  start: (layer: ExactImplicitLayer) => startColumns(layer, layer.data.start),
  otherStart: (layer: ExactImplicitLayer) => startColumns(layer, layer.data.otherStart),
  zero: (layer: ExactImplicitLayer) => startColumns(layer, undefined),
  features: (layer: ExactImplicitLayer) => columnsOf(layer.positiveFeatures),
};

function startColumns(layer: ExactImplicitLayer, start: ImplicitData["start"]): readonly RationalVector[] {
  return start === undefined
    ? Array.from({ length: layer.samples }, () => RationalVector.zero(layer.width))
    : DyadicMatrix.fromDoubles(start).toColumns();
}

/** The second layer of the pair: where the instance has none, the layer without feedback. */
function otherData(data: ImplicitData): ImplicitData {
  const { gamma, A, features } = data;
  return data.other ?? { gamma, A: A.map(() => 0), features };
}

function unknownColumns(count: number): LayerColumn[] {
  const { unknown } = PreciseReal;
  return Array.from({ length: count }, () => ({
    featureNorm: unknown,
    signedFeatureNorm: unknown,
    equilibriumNorm: unknown,
    featureDistance: unknown,
    largestState: unknown,
  }));
}

/** The exact columns of Phi or Z: these are never mere enclosures. */
function columnsOf(matrix: RealMatrix): readonly RationalVector[] {
  if (matrix.exact === undefined) throw new TypeError("this matrix is not exact");
  return matrix.exact;
}
