import { Ball } from "../../numerics/ball.js";
import { BallMatrix } from "../../numerics/ball-matrix.js";
import { Matrix } from "../../numerics/matrix.js";
import { frobeniusNorm, leastSingularValue, spectralNorm } from "../../numerics/norms.js";
import { add, gramMatrix, multiply, scale } from "../../numerics/products.js";
import { lazy } from "../lazy.js";
import { Float64ReluKernel } from "../relu-kernel/kernel.js";
import { adjointMatrix, certainSupports, patternSpectralRadius, resolventNorm, type Support } from "./adjoints.js";
import type { ImplicitData, TrainedBlock } from "./data.js";
import { entriesOf, fromEntries, mapEntries } from "./entries.js";
import { inputDerivativesOf } from "./input-direction.js";
import { lossOf, residualOf } from "./output.js";
import { product } from "./product.js";
import { LayerStates } from "./states.js";
import { Float64Kernel, hadamard } from "./tangent-kernel.js";
import type { InputDerivativeForm } from "./training-view.js";

const BLOCKS: readonly TrainedBlock[] = ["u", "v", "A", "W"];
const ZERO = Ball.exact(0);

/** The part of a layer that is about outputs, derivatives and tangent kernels at one point. */
export class LayerTraining extends LayerStates {
  readonly trained: readonly TrainedBlock[];
  readonly #data: ImplicitData;
  readonly #outputs = lazy(() => this.#residualAgainst(new Float64Array(this.samples)));
  readonly #residual = lazy(() =>
    this.#data.y === undefined ? this.#unknownColumn() : this.#residualAgainst(this.#data.y),
  );
  readonly #supports = lazy(() => certainSupports(this.preactivation));
  readonly #images = lazy(() => ("Phi" in this.featureData ? null : product(this.featureData.W, this.featureData.X)));
  readonly #inputSupports = lazy(() => {
    const images = this.#images();
    return images === null ? null : certainSupports(images);
  });
  readonly #adjoints = lazy(() =>
    this.#data.u === undefined
      ? BallMatrix.unknown(this.width, this.samples)
      : adjointMatrix(this.gainMatrix, this.gain, this.#data.u, this.#supports()),
  );
  readonly #inputAdjoints = lazy(() => this.#inputAdjointMatrix());
  readonly #gradients = lazy(() => this.#gradientMatrices());
  readonly #gradient = lazy(() => perBlock((block) => knownEntries(this.#gradients()[block])));
  readonly #norms = lazy(() => perBlock((block) => frobeniusNorm(this.#gradients()[block])));
  readonly #kernels = lazy(() => this.#blockKernels());
  readonly #kernel = lazy(() => this.#totalKernel());
  readonly #jacobian = lazy(() => new Float64Kernel(this.#jacobianGram()));
  readonly #adjointGram = lazy(() => new Float64Kernel(gramMatrix(this.#adjoints())));
  readonly #resolvents = lazy(() =>
    this.#supports().map((support) => (support === null ? Ball.unknown() : resolventNorm(this.gainMatrix, support))),
  );
  readonly #radii = lazy(() =>
    this.#supports().map((support) =>
      support === null ? Ball.unknown() : patternSpectralRadius(this.gainMatrix, support),
    ),
  );
  readonly #inputNorm = lazy(() => ("Phi" in this.featureData ? Ball.unknown() : spectralNorm(this.featureData.X)));

  constructor(data: ImplicitData) {
    super(data);
    this.#data = data;
    this.trained = data.trained ?? BLOCKS.filter((block) => block !== "W" || !("Phi" in data.features));
  }

  get outputs(): readonly Ball[] {
    return knownEntries(this.#outputs());
  }

  get residual(): readonly Ball[] {
    return knownEntries(this.#residual());
  }

  get residualNorm(): Ball {
    return frobeniusNorm(this.#residual());
  }

  get loss(): Ball {
    return lossOf(this.#residual());
  }

  get outputWeightNorm(): Ball {
    const { u } = this.#data;
    return u === undefined ? Ball.unknown() : frobeniusNorm(new Matrix(u.length, 1, u));
  }

  get skipWeightNorm(): Ball {
    const { v } = this.#data;
    return v === undefined ? ZERO : frobeniusNorm(new Matrix(v.length, 1, v));
  }

  get featureScale(): Ball {
    return "Phi" in this.featureData ? Ball.unknown() : Ball.exact(this.featureData.featureScale);
  }

  get inputSpectralNorm(): Ball {
    return this.#inputNorm();
  }

  get inputGramLambdaMin(): Ball {
    return "Phi" in this.featureData ? Ball.unknown() : leastSingularValue(this.featureData.X).power(2);
  }

  get inputFrobeniusNorm(): Ball {
    return "Phi" in this.featureData ? Ball.unknown() : frobeniusNorm(this.featureData.X);
  }

  get limitKernelLeastEigenvalue(): Ball {
    return "Phi" in this.featureData
      ? Ball.unknown()
      : new Float64ReluKernel({ X: this.featureData.X }).kernelLeastEigenvalue;
  }

  get patternMargins(): readonly Ball[] {
    return columnMargins(this.preactivation);
  }

  get inputPatternMargins(): readonly Ball[] {
    const images = this.#images();
    return images === null ? new Array<Ball>(this.samples).fill(Ball.unknown()) : columnMargins(images);
  }

  inputDerivatives(form: InputDerivativeForm = "implicit"): readonly Ball[] {
    return inputDerivativesOf(
      {
        data: this.#data,
        adjoints: this.#adjoints(),
        supports: this.#supports(),
        inputSupports: this.#inputSupports(),
      },
      form,
    );
  }

  get resolventNorms(): readonly Ball[] {
    return this.#resolvents();
  }

  get patternSpectralRadii(): readonly Ball[] {
    return this.#radii();
  }

  get adjointNorms(): readonly Ball[] {
    return columnNorms(this.#adjoints());
  }

  get inputAdjointNorms(): readonly Ball[] {
    return columnNorms(this.#inputAdjoints());
  }

  get gradient(): Readonly<Record<TrainedBlock, readonly Ball[]>> {
    return this.#gradient();
  }

  /** The blocks in the shapes of their parameters: m x 1, m x 1, m x m, m x d */
  get gradientMatrices(): Readonly<Record<TrainedBlock, BallMatrix>> {
    return this.#gradients();
  }

  get gradientNorms(): Readonly<Record<TrainedBlock, Ball>> {
    return this.#norms();
  }

  get gradientNorm(): Ball {
    const norms = this.trained.map((block) => this.gradientNorms[block]);
    return norms.every((norm) => norm.known) ? frobeniusNorm(fromEntries(norms.length, 1, norms)) : Ball.unknown();
  }

  get gradientSquare(): Ball {
    return this.gradientNorm.power(2);
  }

  get tangentKernels(): Readonly<Record<TrainedBlock, Float64Kernel>> {
    return this.#kernels();
  }

  get tangentKernel(): Float64Kernel {
    return this.#kernel();
  }

  get jacobianKernel(): Float64Kernel {
    return this.#jacobian();
  }

  get adjointGram(): Float64Kernel {
    return this.#adjointGram();
  }

  get kernelEnergy(): Ball {
    return this.tangentKernel.energy(this.residual);
  }

  /** Active units per sample; null where a sign is not certain */
  get supports(): readonly (Support | null)[] {
    return this.#supports();
  }

  /** P = [p_1 … p_n] */
  get adjoints(): BallMatrix {
    return this.#adjoints();
  }

  #residualAgainst(y: Float64Array): BallMatrix {
    const { u, v } = this.#data;
    if (u === undefined) return this.#unknownColumn();
    return residualOf({ u, y, ...(v === undefined ? {} : { v }) }, this.equilibriumMatrix, this.featureMatrix);
  }

  #unknownColumn(): BallMatrix {
    return BallMatrix.unknown(this.samples, 1);
  }

  /** Q = (P + v) o F */
  #inputAdjointMatrix(): BallMatrix {
    const P = this.#adjoints();
    const supports = this.#inputSupports();
    const unknown = BallMatrix.unknown(this.width, this.samples);
    if (supports === null || supports.includes(null) || !P.known) return unknown;
    const { v } = this.#data;
    const active = supports.map((support) => new Set(support));
    return mapEntries(P, (p, k) => {
      const [j, i] = [Math.floor(k / this.samples), k % this.samples];
      if (!active[i].has(j)) return ZERO;
      return v === undefined ? p : p.plus(Ball.exact(v[j]));
    });
  }

  #gradientMatrices(): Record<TrainedBlock, BallMatrix> {
    const r = this.#residual();
    const weighted = (M: BallMatrix): BallMatrix => {
      const residual = knownEntries(r);
      return r.known ? mapEntries(M, (x, k) => x.times(residual[k % this.samples])) : unknownLike(M);
    };
    const features = this.featureData;
    return {
      u: multiply(this.equilibriumMatrix, r),
      v: multiply(this.featureMatrix, r),
      A: scale(this.gamma, multiply(weighted(this.#adjoints()), this.equilibriumMatrix.transpose())),
      W:
        "Phi" in features
          ? BallMatrix.unknown(this.width, 1)
          : scale(features.featureScale, multiply(weighted(this.#inputAdjoints()), features.X.transpose())),
    };
  }

  #blockKernels(): Record<TrainedBlock, Float64Kernel> {
    const { featureData: features, samples } = this;
    const states = gramMatrix(this.equilibriumMatrix);
    return {
      u: new Float64Kernel(states),
      v: new Float64Kernel(gramMatrix(this.featureMatrix)),
      A: new Float64Kernel(hadamard(this.gamma.power(2), this.#adjointGram().matrix, states)),
      W:
        "Phi" in features
          ? Float64Kernel.unknown(samples)
          : new Float64Kernel(
              hadamard(
                Ball.exact(features.featureScale).power(2),
                gramMatrix(this.#inputAdjoints()),
                gramMatrix(features.X),
              ),
            ),
    };
  }

  #totalKernel(): Float64Kernel {
    const parts = this.trained.map((block) => this.tangentKernels[block].matrix);
    return new Float64Kernel(
      parts.reduce((sum, part) => add(sum, part), BallMatrix.exact(new Matrix(this.samples, this.samples))),
    );
  }

  /** J J^T from the rows (z_i, phi_i, gamma p_i z_i^T, s Q_i x_i^T) written out. */
  #jacobianGram(): BallMatrix {
    const features = this.featureData;
    const P = this.#adjoints();
    const Q = this.#inputAdjoints();
    const rows: Ball[][] = [];
    for (let i = 0; i < this.samples; i++) {
      const column = (M: BallMatrix) => knownEntries(M.column(i));
      const outer = (factor: Ball, left: readonly Ball[], right: readonly Ball[]) =>
        left.flatMap((a) => right.map((b) => factor.times(a).times(b)));
      const z = column(this.equilibriumMatrix);
      rows.push(
        this.trained.flatMap((block) => {
          if (block === "u") return z;
          if (block === "v") return column(this.featureMatrix);
          if (block === "A") return outer(this.gamma, column(P), z);
          if ("Phi" in features) return [Ball.unknown()];
          const x = Array.from(features.X.column(i), (value) => Ball.exact(value));
          return outer(Ball.exact(features.featureScale), column(Q), x);
        }),
      );
    }
    const entries = rows.flat();
    if (entries.some((x) => !x.known)) return BallMatrix.unknown(this.samples, this.samples);
    const J = fromEntries(this.samples, rows[0]?.length ?? 0, entries);
    return multiply(J, J.transpose());
  }
}

function perBlock<T>(f: (block: TrainedBlock) => T): Record<TrainedBlock, T> {
  return { u: f("u"), v: f("v"), A: f("A"), W: f("W") };
}

/** Entries, all unknown where nothing is known of the matrix. */
function knownEntries(matrix: BallMatrix): readonly Ball[] {
  return matrix.known ? entriesOf(matrix) : new Array<Ball>(matrix.rows * matrix.columns).fill(Ball.unknown());
}

const unknownLike = (matrix: BallMatrix): BallMatrix => BallMatrix.unknown(matrix.rows, matrix.columns);

function columnNorms(matrix: BallMatrix): readonly Ball[] {
  return Array.from({ length: matrix.columns }, (_, i) => frobeniusNorm(matrix.column(i)));
}

/** The least absolute value in each column. */
function columnMargins(matrix: BallMatrix): readonly Ball[] {
  return Array.from({ length: matrix.columns }, (_, i) =>
    matrix.known
      ? entriesOf(matrix.column(i))
          .map((x) => x.abs())
          .reduce((least, x) => least.min(x))
      : Ball.unknown(),
  );
}
