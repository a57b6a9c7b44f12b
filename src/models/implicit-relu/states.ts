import { Ball } from "../../numerics/ball.js";
import { BallMatrix } from "../../numerics/ball-matrix.js";
import { linearSolver, solveLinear } from "../../numerics/linear-solve.js";
import type { Matrix } from "../../numerics/matrix.js";
import { frobeniusNorm } from "../../numerics/norms.js";
import { lazy } from "../lazy.js";
import { enumerateLayer } from "./active-sets.js";
import { isNonnegativeSystem, nonnegative, reachableSets } from "./attained.js";
import type { FeatureData } from "./data.js";
import { entriesOf, relu } from "./entries.js";
import { distinctColumns } from "./features.js";
import { LayerGains } from "./gains.js";
import { knownEntries } from "./picard.js";
import { reluDifference } from "./relu-difference.js";
import { sharedEquilibrium, sharedFeatures } from "./shared-states.js";
import { Spectrum } from "./spectra.js";
import type { LayerColumn } from "./view.js";

/** What a layer is made of. */
export interface LayerData {
  readonly gamma: number;
  readonly A: Matrix;
  readonly features: FeatureData;
  readonly equilibrium?: Matrix;
}

/** The part of a layer that is about its features and its equilibrium: norms, spectra, columns, counts, margins. */
export class LayerStates extends LayerGains {
  readonly featureData: FeatureData;
  readonly #chosen: Matrix | undefined;
  readonly #features = lazy(() => sharedFeatures(this.featureData));
  readonly #relu = lazy(() => relu(this.featureMatrix));
  readonly #distinctColumns = lazy(() => distinctColumns(this.featureData));
  readonly #signedSpectrum = new Spectrum(() => this.featureMatrix, this.#distinctColumns);
  readonly #featureSpectrum = new Spectrum(() => this.reluFeatures, this.#distinctColumns);
  readonly #spectrum = new Spectrum(
    () => this.equilibriumMatrix,
    () => (this.#equilibrium().isOnlyOne ? this.#distinctColumns() : this.samples),
  );
  readonly #enumeration = lazy(() => enumerateLayer(this.gainMatrix, this.featureMatrix));
  readonly #equilibrium = lazy(() =>
    sharedEquilibrium(
      this.featureData,
      { A: this.A, gamma: this.gamma.mid, chosen: this.#chosen },
      {
        gain: this.gainMatrix,
        features: this.featureMatrix,
        gainNorm: this.gain,
        chosen: this.#chosen,
        isPMatrix: () => this.isPMatrix === true,
        enumeration: () => this.#enumeration(),
      },
    ),
  );
  readonly #distance = lazy(() => {
    const { Z, preactivation } = this.#equilibrium();
    return reluDifference(preactivation, this.featureMatrix, this.gainMatrix.affine(Z));
  });
  readonly #entries = lazy(() => knownEntries(this.equilibriumMatrix).map(nonnegative));
  readonly #reachable = lazy(() => reachableSets(this.A));
  readonly #comparisonBound = lazy(() => this.#boundOfStates());
  readonly #columns = lazy(() => Array.from({ length: this.samples }, (_, i) => this.#column(i)));
  readonly #comparisonSolver = lazy(() =>
    this.absoluteGain.known && this.absoluteGain.upper() < 1 ? linearSolver(this.comparison.system) : undefined,
  );

  constructor({ gamma, A, features, equilibrium }: LayerData) {
    super(gamma, A);
    this.featureData = features;
    this.#chosen = equilibrium;
  }

  get width(): number {
    return this.A.rows;
  }

  get samples(): number {
    return "Phi" in this.featureData ? this.featureData.Phi.columns : this.featureData.X.columns;
  }

  /** Phi */
  get featureMatrix(): BallMatrix {
    return this.#features();
  }

  /** relu(Phi) */
  get reluFeatures(): BallMatrix {
    return this.#relu();
  }

  /** Z; unknown where none is certified */
  get equilibriumMatrix(): BallMatrix {
    return this.#equilibrium().Z;
  }

  /** N = gamma A Z + Phi */
  get preactivation(): BallMatrix {
    return this.#equilibrium().preactivation;
  }

  get featureNorm(): Ball {
    return this.#featureSpectrum.frobeniusNorm;
  }

  get featureSpectralNorm(): Ball {
    return this.#featureSpectrum.spectralNorm;
  }

  get featureLeastSingularValue(): Ball {
    return this.#featureSpectrum.leastSingularValue;
  }

  get signedFeatureNorm(): Ball {
    return this.#signedSpectrum.frobeniusNorm;
  }

  get signedFeatureSpectralNorm(): Ball {
    return this.#signedSpectrum.spectralNorm;
  }

  get signedFeatureLeastSingularValue(): Ball {
    return this.#signedSpectrum.leastSingularValue;
  }

  get featureGramEigenvalues(): readonly Ball[] {
    return this.#signedSpectrum.gramEigenvalues;
  }

  get equilibriumNorm(): Ball {
    return this.#spectrum.frobeniusNorm;
  }

  get equilibriumSpectralNorm(): Ball {
    return this.#spectrum.spectralNorm;
  }

  get equilibriumLeastSingularValue(): Ball {
    return this.#spectrum.leastSingularValue;
  }

  get gramEigenvalues(): readonly Ball[] {
    return this.#spectrum.gramEigenvalues;
  }

  get gramLambdaMin(): Ball {
    return this.equilibriumLeastSingularValue.power(2);
  }

  get featureDistance(): Ball {
    return frobeniusNorm(this.#distance());
  }

  get equilibriumCounts(): readonly Ball[] {
    const columns = this.#enumeration();
    return Array.from({ length: this.samples }, (_, i) => {
      const count = columns?.[i].count ?? null;
      return count === null ? Ball.unknown() : Ball.exact(count);
    });
  }

  get columns(): readonly LayerColumn[] {
    return this.#columns();
  }

  equilibriumEntry(row: number, column: number): Ball {
    return this.#entries()[row * this.samples + column] ?? Ball.unknown();
  }

  featureEntry(row: number, column: number): Ball {
    return this.featureMatrix.at(row, column);
  }

  get patternMargin(): Ball {
    if (!this.preactivation.known) return Ball.unknown();
    return entriesOf(this.preactivation)
      .map((x) => x.abs())
      .reduce((least, x) => least.min(x));
  }

  /** (I - gamma |A|)^{-1} relu(Phi); of the same balls as Z where both are equal by structure (attained.ts) */
  get comparisonBound(): readonly Ball[] {
    return this.#comparisonBound();
  }

  /** For each unit, the units that A leads to from it */
  get reachableUnits(): readonly (readonly number[])[] {
    return this.#reachable();
  }

  #boundOfStates(): readonly Ball[] {
    const bound = knownEntries(this.comparisonSolve(this.reluFeatures)).map(nonnegative);
    if (!this.equilibriumMatrix.known || !this.featureMatrix.known || !bound.every((x) => x.known)) return bound;
    const features = { columns: this.samples, entries: entriesOf(this.featureMatrix) };
    return bound.map((x, k) => {
      const [row, column] = [Math.floor(k / this.samples), k % this.samples];
      const isAttained = isNonnegativeSystem(this.A, features, this.reachableUnits[row], column);
      return isAttained ? this.equilibriumEntry(row, column) : x;
    });
  }

  get linearSolution(): readonly Ball[] {
    return knownEntries(solveLinear(this.gainMatrix.system, this.reluFeatures));
  }

  /** (I - gamma |A|)^{-1} V; unknown unless rho(gamma |A|) < 1 is certain */
  comparisonSolve(V: BallMatrix): BallMatrix {
    return this.#comparisonSolver()?.solve(V) ?? BallMatrix.unknown(V.rows, V.columns);
  }

  /** Each quantity of a column is computed where it is asked for: most claims look at one of them. */
  #column(index: number): LayerColumn {
    const norm = (matrix: () => BallMatrix) => lazy(() => frobeniusNorm(matrix().column(index)));
    const featureNorm = norm(() => this.reluFeatures);
    const signedFeatureNorm = norm(() => this.featureMatrix);
    const equilibriumNorm = norm(() => this.equilibriumMatrix);
    const featureDistance = norm(() => this.#distance());
    const largestState = lazy(() =>
      this.equilibriumMatrix.known
        ? entriesOf(this.equilibriumMatrix.column(index)).reduce((most, z) => most.max(z))
        : Ball.unknown(),
    );
    return {
      get featureNorm() {
        return featureNorm();
      },
      get signedFeatureNorm() {
        return signedFeatureNorm();
      },
      get equilibriumNorm() {
        return equilibriumNorm();
      },
      get featureDistance() {
        return featureDistance();
      },
      get largestState() {
        return largestState();
      },
    };
  }
}
