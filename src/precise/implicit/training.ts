import type { ImplicitData, TrainedBlock } from "../../models/implicit-relu/data.js";
import type {
  DerivativeForm,
  DescentCertificate,
  FlowCertificate,
  FlowCurve,
  FlowState,
  InputDerivativeForm,
  TangentKernel,
  TrainingState,
} from "../../models/implicit-relu/training-view.js";
import type { ImplicitLayer } from "../../models/implicit-relu/view.js";
import type { Budget } from "../budget.js";
import { Rational } from "../rational.js";
import { PreciseReal } from "../real.js";
import { ExactReluKernel } from "../relu-kernel.js";
import { leastSingularValue, spectralNorm } from "../singular-values.js";
import { spectralRadius } from "../spectral-radius.js";
import { DyadicMatrix, RationalVector } from "../vectors.js";
import { exactDescentCertificate, exactFlowCertificate } from "./certificates.js";
import { exactInputDerivatives, type LinearPoint, linearPoint, mistakenAdjoint } from "./derivatives.js";
import { ExactDescent } from "./descent.js";
import { type ExactFlow, exactFlow } from "./flow.js";
import { ExactImplicitLayer } from "./layer.js";
import { Quantities, unknowns } from "./quantities.js";
import type { SpectralStore } from "./spectra.js";
import { ExactKernel, jacobianRow } from "./tangent-kernel.js";
import { allDefined, collected, entriesOf, leastAbsolute, masked, normOf, otherOf } from "./training-parts.js";

const BLOCKS: readonly TrainedBlock[] = ["u", "v", "A", "W"];

/** The layer with its outputs, derivatives, tangent kernels and training runs, in exact arithmetic. */
export class ExactTrainedLayer extends ExactImplicitLayer implements ImplicitLayer {
  readonly trained: readonly TrainedBlock[];
  readonly #values: Quantities;
  readonly #allowance: Budget;
  #others: ExactTrainedLayer | undefined;
  #descent: ExactDescent | undefined;

  constructor(data: ImplicitData, budget: Budget, spectra?: SpectralStore) {
    super(data, budget, spectra);
    this.#allowance = budget;
    this.#values = new Quantities(budget);
    this.trained = data.trained ?? BLOCKS.filter((block) => block !== "W" || "W" in data.features);
  }

  override get other(): ExactTrainedLayer {
    this.#others ??= new ExactTrainedLayer(otherOf(this.data), this.#allowance, this.spectra);
    return this.#others;
  }

  get #outputs(): RationalVector | undefined {
    return this.#values.once(
      "outputs",
      () => {
        const z = this.equilibrium?.exact;
        const { u, v } = this.data;
        if (z === undefined || u === undefined) return undefined;
        const left = RationalVector.fromNumbers(u);
        const skip = v === undefined ? undefined : RationalVector.fromNumbers(v);
        const phi = this.features.exact;
        return collected(
          z.map((column, i) => {
            const direct = skip === undefined || phi === undefined ? Rational.zero : skip.dot(phi[i]);
            return left.dot(column).plus(direct);
          }),
        );
      },
      undefined,
    );
  }

  get #residuals(): RationalVector | undefined {
    return this.#values.once(
      "residual",
      () => {
        const outputs = this.#outputs;
        const { y } = this.data;
        return outputs === undefined || y === undefined ? undefined : outputs.minus(RationalVector.fromNumbers(y));
      },
      undefined,
    );
  }

  /** E, P and Q per sample */
  get #point(): LinearPoint | undefined {
    return this.#values.once("patterns", (budget) => linearPoint(this.data, this, budget), undefined);
  }

  get outputs(): readonly PreciseReal[] {
    return entriesOf(this.#outputs, this.samples);
  }
  get residual(): readonly PreciseReal[] {
    return entriesOf(this.#residuals, this.samples);
  }
  get residualNorm(): PreciseReal {
    return this.#values.real("residual norm", () => normOf(this.#residuals));
  }
  get loss(): PreciseReal {
    const r = this.#residuals;
    return r === undefined ? PreciseReal.unknown : PreciseReal.rational(r.normSquared().times(Rational.of(1n, 1n, -1)));
  }
  get skipWeightNorm(): PreciseReal {
    const { v } = this.data;
    return v === undefined ? PreciseReal.rational(Rational.zero) : normOf(RationalVector.fromNumbers(v));
  }
  get featureScale(): PreciseReal {
    const { features } = this.data;
    return "W" in features ? PreciseReal.fromNumber(features.featureScale) : PreciseReal.unknown;
  }
  get inputSpectralNorm(): PreciseReal {
    return this.#values.real("inputs", (budget) => {
      const inputs = this.#inputs;
      return inputs === undefined ? PreciseReal.unknown : spectralNorm(inputs, budget);
    });
  }
  get inputGramLambdaMin(): PreciseReal {
    return this.#values.real("input Gram", (budget) => {
      const inputs = this.#inputs;
      return inputs === undefined ? PreciseReal.unknown : leastSingularValue(inputs, budget).power(2);
    });
  }

  get inputFrobeniusNorm(): PreciseReal {
    return this.#limitKernel?.inputFrobeniusNorm ?? PreciseReal.unknown;
  }

  get limitKernelLeastEigenvalue(): PreciseReal {
    return this.#values.real("limit kernel", () => this.#limitKernel?.kernelLeastEigenvalue ?? PreciseReal.unknown);
  }

  get #limitKernel(): ExactReluKernel | undefined {
    const { features } = this.data;
    return "W" in features ? new ExactReluKernel({ X: features.X }, this.#allowance) : undefined;
  }

  get #inputs(): readonly RationalVector[] | undefined {
    const { features } = this.data;
    return "W" in features ? DyadicMatrix.fromDoubles(features.X).toColumns() : undefined;
  }

  get patternMargins(): readonly PreciseReal[] {
    return this.#values.reals("margins", this.samples, () => {
      const states = this.preactivations;
      return states === undefined ? unknowns(this.samples) : states.map(leastAbsolute);
    });
  }
  get inputPatternMargins(): readonly PreciseReal[] {
    return this.#values.reals("input margins", this.samples, () => {
      const { features } = this.data;
      const inputs = this.#inputs;
      if (inputs === undefined || !("W" in features)) return unknowns(this.samples);
      const weights = DyadicMatrix.fromDoubles(features.W);
      return inputs.map((x) => leastAbsolute(weights.timesVector(x)));
    });
  }
  get resolventNorms(): readonly PreciseReal[] {
    return this.#values.reals("resolvents", this.samples, (budget) => {
      const supports = this.#point?.supports;
      if (supports === undefined) return unknowns(this.samples);
      const one = PreciseReal.rational(Rational.one);
      return supports.map((support) =>
        one.over(leastSingularValue(masked(this.weights, support).identityMinus().toColumns(), budget)),
      );
    });
  }
  get patternSpectralRadii(): readonly PreciseReal[] {
    return this.#values.reals("pattern radii", this.samples, (budget) => {
      const supports = this.#point?.supports;
      if (supports === undefined) return unknowns(this.samples);
      return supports.map((support) => spectralRadius(masked(this.weights, support), budget));
    });
  }
  get adjointNorms(): readonly PreciseReal[] {
    return this.#values.reals("adjoints", this.samples, () =>
      this.#point === undefined ? unknowns(this.samples) : this.#point.adjoints.map(normOf),
    );
  }
  get inputAdjointNorms(): readonly PreciseReal[] {
    return this.#values.reals(
      "input adjoints",
      this.samples,
      () => this.#point?.inputAdjoints?.map(normOf) ?? unknowns(this.samples),
    );
  }

  get #gradients(): Record<TrainedBlock, RationalVector | undefined> {
    return this.#values.once<Record<TrainedBlock, RationalVector | undefined>>(
      "gradient",
      (budget) => {
        const r = this.#residuals;
        const z = this.equilibrium?.exact;
        const phi = this.features.exact;
        const point = this.#point;
        const combine = (columns: readonly RationalVector[] | undefined): RationalVector | undefined => {
          if (columns === undefined || r === undefined) return undefined;
          budget.spendProducts(columns.length * (columns[0]?.length ?? 0), 500);
          return columns.map((column, i) => column.scaled(r.entry(i))).reduce((sum, column) => sum.plus(column));
        };
        const row = (block: TrainedBlock) =>
          z === undefined || phi === undefined || point === undefined
            ? undefined
            : allDefined(z.map((_, i) => jacobianRow(block, this.data, { z: z[i], phi: phi[i], point, sample: i })));
        return { u: combine(z), v: combine(phi), A: combine(row("A")), W: combine(row("W")) };
      },
      { u: undefined, v: undefined, A: undefined, W: undefined },
    );
  }

  get gradient(): Readonly<Record<TrainedBlock, readonly PreciseReal[]>> {
    const { u, v, A, W } = this.#gradients;
    const { features } = this.data;
    const inputs = "W" in features ? features.W.data.length : this.width;
    return {
      u: entriesOf(u, this.width),
      v: entriesOf(v, this.width),
      A: entriesOf(A, this.width * this.width),
      W: entriesOf(W, inputs),
    };
  }
  get gradientNorms(): Readonly<Record<TrainedBlock, PreciseReal>> {
    const { u, v, A, W } = this.#gradients;
    return { u: normOf(u), v: normOf(v), A: normOf(A), W: normOf(W) };
  }
  get gradientNorm(): PreciseReal {
    return this.#values.real("gradient norm", () => this.gradientSquare.sqrt());
  }
  get gradientSquare(): PreciseReal {
    return this.#values.real("squared gradient norm", () => {
      let sum = PreciseReal.rational(Rational.zero);
      for (const block of this.trained) {
        const part = this.#gradients[block];
        if (part === undefined) return PreciseReal.unknown;
        sum = sum.plus(PreciseReal.rational(part.normSquared()));
      }
      return sum;
    });
  }

  get tangentKernels(): Readonly<Record<TrainedBlock, ExactKernel>> {
    return this.#values.once("kernels", () => this.#blockKernels(), this.#unknownKernels());
  }
  get tangentKernel(): ExactKernel {
    return this.#values.once("kernel", () => this.#kernelOf(this.trained), ExactKernel.unknown(this.samples));
  }
  get jacobianKernel(): TangentKernel {
    return this.#values.once<TangentKernel>(
      "Jacobian",
      () => {
        const kernel = this.tangentKernel;
        return kernel.jacobian === undefined ? ExactKernel.unknown(this.samples) : kernel.ofJacobian();
      },
      ExactKernel.unknown(this.samples),
    );
  }
  get adjointGram(): TangentKernel {
    return this.#values.once<TangentKernel>(
      "adjoint Gram",
      () => ExactKernel.gramOf(this.#point?.adjoints, this.samples, this.spectra),
      ExactKernel.unknown(this.samples),
    );
  }
  get kernelEnergy(): PreciseReal {
    return this.#values.real("energy", () => {
      const r = this.#residuals;
      return r === undefined ? PreciseReal.unknown : this.tangentKernel.energy(r);
    });
  }

  #blockKernels(): Record<TrainedBlock, ExactKernel> {
    const [u, v, A, W] = BLOCKS.map((block) => this.#kernelOf([block]));
    return { u, v, A, W };
  }
  #unknownKernels(): Record<TrainedBlock, ExactKernel> {
    const unknown = ExactKernel.unknown(this.samples);
    return { u: unknown, v: unknown, A: unknown, W: unknown };
  }
  #kernelOf(blocks: readonly TrainedBlock[]): ExactKernel {
    return ExactKernel.of(blocks, this.data, {
      states: this.equilibrium?.exact,
      features: this.features.exact,
      point: () => this.#point,
      spectra: this.spectra,
    });
  }

  outputDerivatives(form: DerivativeForm = "implicit"): readonly PreciseReal[] {
    return this.#values.reals(`derivatives ${form}`, this.samples, (budget) => {
      const slopes = this.#slopes(form, budget);
      return slopes?.map((slope) => PreciseReal.rational(slope)) ?? unknowns(this.samples);
    });
  }
  centralDifferenceErrors(form: DerivativeForm = "implicit"): readonly PreciseReal[] {
    return this.#values.reals(`differences ${form}`, this.samples, (budget) => {
      const slopes = this.#slopes(form, budget);
      const behind = this.#mirror();
      const ahead = this.other.exactOutputs;
      const back = behind?.exactOutputs;
      if (slopes === undefined || ahead === undefined || back === undefined) return unknowns(this.samples);
      const half = Rational.of(1n, 1n, -1);
      return slopes.map((slope, i) =>
        PreciseReal.rational(ahead.entry(i).minus(back.entry(i)).times(half).minus(slope).abs()),
      );
    });
  }

  inputDerivatives(form: InputDerivativeForm = "implicit"): readonly PreciseReal[] {
    return this.#values.reals(`input derivatives ${form}`, this.samples, () => {
      const point = this.#point;
      const slopes = point === undefined ? undefined : exactInputDerivatives(form, this.data, point);
      return slopes?.map((slope) => PreciseReal.rational(slope)) ?? unknowns(this.samples);
    });
  }

  /** yhat, exactly */
  get exactOutputs(): RationalVector | undefined {
    return this.#outputs;
  }

  #slopes(form: DerivativeForm, budget: Budget): readonly Rational[] | undefined {
    const { other, u } = this.data;
    const z = this.equilibrium?.exact;
    const point = this.#point;
    if (z === undefined || point === undefined || u === undefined || !this.#sharesFeatures) return undefined;
    const gamma = Rational.fromNumber(this.data.gamma);
    if (other !== undefined && other.gamma !== this.data.gamma) return undefined;
    const direction = DyadicMatrix.fromDoubles(this.other.data.A).minus(DyadicMatrix.fromDoubles(this.data.A));
    return z.map((state, i) => {
      const p = mistakenAdjoint(form, this.weights, point, i, RationalVector.fromNumbers(u), budget);
      const [left, right] = form === "swapped factors" ? [state, p] : [p, state];
      return left.dot(direction.timesVector(right)).times(gamma);
    });
  }

  get #sharesFeatures(): boolean {
    const mine = this.features.exact;
    const theirs = this.other.features.exact;
    return mine !== undefined && theirs !== undefined && mine.every((column, j) => column.equals(theirs[j]));
  }

  /** The layer at A - D = 2 A - A', where that is a matrix of doubles */
  #mirror(): ExactTrainedLayer | undefined {
    const moved = this.other.data.A;
    const A = this.data.A.map((a) => a);
    for (let k = 0; k < A.data.length; k++) {
      const exact = Rational.fromNumber(A.data[k])
        .times(Rational.of(1n, 1n, 1))
        .minus(Rational.fromNumber(moved.data[k]));
      const value = 2 * A.data[k] - moved.data[k];
      if (!Number.isFinite(value) || !Rational.fromNumber(value).equals(exact)) return undefined;
      A.data[k] = value;
    }
    return new ExactTrainedLayer({ ...this.data, A }, this.#allowance);
  }

  get flowCertificate(): FlowCertificate {
    return exactFlowCertificate(this);
  }
  get descentCertificate(): DescentCertificate {
    return exactDescentCertificate(this, this.data.descent === undefined ? null : this.stepSize);
  }
  get stepSize(): PreciseReal {
    const { descent } = this.data;
    return descent === undefined ? PreciseReal.unknown : PreciseReal.fromNumber(descent.stepSize);
  }
  get descentSteps(): number {
    return Math.max(0, ...(this.data.descent?.steps ?? []));
  }
  descent(k: number): TrainingState {
    this.#descent ??= new ExactDescent(this, this.#allowance);
    return this.#descent.at(k);
  }
  get flow(): readonly FlowState[] {
    return this.#flows.states;
  }
  get #flows(): ExactFlow {
    return this.#values.once<ExactFlow>("flow", (budget) => exactFlow(this, budget), { states: [], isClosed: true });
  }
  get flowCurve(): FlowCurve {
    // |z' + g(z)| <= 2^-26 |g(z)| for the flow itself, with room to spare.
    const relativeDefect = PreciseReal.rational(Rational.of(1n, 1n, -26));
    const { states, isClosed } = this.#flows;
    return { states: isClosed ? [] : states, relativeDefect, certificate: exactFlowCertificate(this, relativeDefect) };
  }
}
