import type { Real } from "../../numerics/real.js";
import type { TrainedBlock } from "./data.js";

/**
 * What a claim sees of the training of an implicit ReLU layer: theta = (u, v, A, W), outputs yhat = Z^T u + Phi^T v,
 * residual r = yhat - y, loss ||r||^2 / 2. Derivatives are those of the formula with the selection E = 1[N > 0],
 * F = 1[W X > 0] (N = gamma A Z + Phi): the derivatives of the loss wherever no N_ji and no (W X)_ji is 0, and the
 * formula gradient elsewhere. v is 0 where the instance leaves it out; without u or y the quantities that need them are
 * unknown. Quantities of the block W are unknown where the features are given as Phi.
 */
export interface TrainedLayer {
  /** Blocks that training moves; all that the instance has where it does not say. */
  readonly trained: readonly TrainedBlock[];

  /** yhat_i and r_i, one a sample; ||r||; ||r||^2 / 2 */
  readonly outputs: readonly Real[];
  readonly residual: readonly Real[];
  readonly residualNorm: Real;
  readonly loss: Real;
  /** ||v|| */
  readonly skipWeightNorm: Real;
  /** s, ||X||_2, lambda_min(X^T X) and ||x_i||; unknown where the features are given as Phi */
  readonly featureScale: Real;
  readonly inputSpectralNorm: Real;
  readonly inputGramLambdaMin: Real;
  /** ||X||_F, and lambda_min of K_ij = E relu(w x_i) relu(w x_j), w ~ N(0, I); unknown where the features are given as Phi */
  readonly inputFrobeniusNorm: Real;
  readonly limitKernelLeastEigenvalue: Real;

  /** Per sample: delta_i = min_j |N_ji|, and min_j |(W X)_ji| */
  readonly patternMargins: readonly Real[];
  readonly inputPatternMargins: readonly Real[];
  /** Per sample: ||J_i^{-1}||_2 for J_i = I - gamma D_i A, D_i = diag(E_i) */
  readonly resolventNorms: readonly Real[];
  /** Per sample: rho(gamma D_i A) */
  readonly patternSpectralRadii: readonly Real[];
  /** Per sample: ||p_i||, p_i = D_i J_i^{-T} u, and ||Q_i||, Q_i = (p_i + v) o F_i */
  readonly adjointNorms: readonly Real[];
  readonly inputAdjointNorms: readonly Real[];
  /** Blocks of the gradient of the loss, row-major; whether or not they are trained */
  readonly gradient: Readonly<Record<TrainedBlock, readonly Real[]>>;
  readonly gradientNorms: Readonly<Record<TrainedBlock, Real>>;
  /** Norm of the gradient over the trained blocks */
  readonly gradientNorm: Real;
  /** Its square, without a root on the way */
  readonly gradientSquare: Real;
  /** H_u = Z^T Z, H_v = Phi^T Phi, H_A = gamma^2 (P^T P) o (Z^T Z), H_W = s^2 (Q^T Q) o (X^T X) */
  readonly tangentKernels: Readonly<Record<TrainedBlock, TangentKernel>>;
  /** The sum over the trained blocks, and J J^T of the Jacobian's explicit rows */
  readonly tangentKernel: TangentKernel;
  readonly jacobianKernel: TangentKernel;
  /** P^T P, the inner products of the adjoints */
  readonly adjointGram: TangentKernel;
  /** r^T H r */
  readonly kernelEnergy: Real;

  /**
   * Along D = A' - A, A' the other layer's (same gamma and features): per sample the derivative gamma p_i^T D z_i of
   * yhat_i, and |[yhat_i(A + D) - yhat_i(A - D)] / 2 - that derivative|. `form` puts a wrong derivative in its place.
   */
  outputDerivatives(form?: DerivativeForm): readonly Real[];
  centralDifferenceErrors(form?: DerivativeForm): readonly Real[];
  /**
   * Along D = W' - W, W' the other layer's (same gamma, A, X and featureScale): per sample the derivative s Q_i^T D x_i of
   * yhat_i. While no activation changes yhat_i is linear in W: the other layer's output is exactly so much more.
   */
  inputDerivatives(form?: InputDerivativeForm): readonly Real[];

  /** The conditions and constants of the convergence theorems, at this point as theta_0. */
  readonly flowCertificate: FlowCertificate;
  readonly descentCertificate: DescentCertificate;

  /** Step size of the instance's descent, and the state after k of its steps; unknown where the instance has none. */
  readonly stepSize: Real;
  /** Steps that a claim looks at: the largest of the instance's `descent.steps`. */
  readonly descentSteps: number;
  descent(k: number): TrainingState;
  /** The states of the gradient flow at the instance's `flow.times`. */
  readonly flow: readonly FlowState[];
  readonly flowCurve: FlowCurve;
}

/** "implicit" is the derivative; the others are plausible errors: without D, without the transpose, … */
export type DerivativeForm = "implicit" | "no pattern" | "no transpose" | "no inverse" | "swapped factors";

/** "implicit" is Q_i = (p_i + v) o F_i; the others take p_i + v, p_i o F_i, and (D_i u + v) o F_i. */
export type InputDerivativeForm = "implicit" | "no input pattern" | "no skip" | "no feedback";

/** A positive semidefinite n x n matrix, one row and column a sample. */
export interface TangentKernel {
  entry(row: number, column: number): Real;
  /** Ascending */
  readonly eigenvalues: readonly Real[];
  readonly lambdaMin: Real;
  readonly lambdaMax: Real;
}

/** A point of a training run: theta_k, or theta(t). */
export interface TrainingState {
  readonly residual: readonly Real[];
  readonly residualNorm: Real;
  readonly loss: Real;
  readonly gain: Real;
  /** sigma_n(Z) and lambda_min(Z^T Z) */
  readonly leastSingularValue: Real;
  readonly gramLambdaMin: Real;
  /** ||theta - theta_0|| over all blocks, over u and v, of A (Frobenius) and of W (Frobenius) */
  readonly displacement: Real;
  readonly outputDisplacement: Real;
  readonly weightDisplacement: Real;
  readonly inputDisplacement: Real;
}

/** The state of a gradient flow at one time. */
export interface FlowState extends TrainingState {
  readonly time: Real;
}

/** |z' + g(z)| <= CURVE_DEFECT |g(z)| for the curves z of `FlowCurve`. */
export const CURVE_DEFECT = 2 ** -26;

/**
 * A curve z from theta_0 that is near the flow, and of which |z' + g(z)| <= CURVE_DEFECT |g(z)| is certain up to the last time,
 * g the gradient. Theorems on flows say something of every such curve. In float64 it is a numeric solution whose defect is
 * bounded; the second arithmetic tries the flow itself, whose defect is 0.
 */
export interface FlowCurve {
  /** At the flow's times; none where no such curve is known, or the flow is known in closed form */
  readonly states: readonly FlowState[];
  readonly relativeDefect: Real;
  /** The flow certificate of all curves with this defect: its conditions, radii and rate are slightly worse */
  readonly certificate: FlowCertificate;
}

/**
 * Gradient flow: theta' = -grad L, blocks `trained` (u among them), c = 1/sqrt 2. Where `applies`:
 * gain <= gainBound < 1, path length <= radius, sigma_n(Z) >= c alpha0, loss(t) <= e^{-rate t} loss(0).
 */
export interface FlowCertificate {
  /** True or false where certain */
  readonly applies: boolean | null;
  readonly c: Real;
  /** sigma_n(Z_0) and its square */
  readonly alpha0: Real;
  readonly lambda0: Real;
  readonly initialGain: Real;
  /** R = ||r_0|| / (c alpha0) */
  readonly radius: Real;
  /** qbar = min(gamma (||A_0|| + R), (1 + q_0)/2); q_0 where A is frozen */
  readonly gainBound: Real;
  /** ||u_0|| + R, ||v_0|| + R (v trained), ||Z_0|| + (1 - c) alpha0 */
  readonly uBound: Real;
  readonly vBound: Real;
  readonly zeta: Real;
  /** Block speeds per residual, and radii of the blocks; 0 where frozen */
  readonly gA: Real;
  readonly gW: Real;
  readonly rhoA: Real;
  readonly rhoW: Real;
  /** (H1') gamma (||A_0|| + rhoA) <= gainBound, (H2') drift = gamma rhoA ||Z_0||_F + s ||X|| rhoW <= allowance */
  readonly gainReach: Real;
  readonly drift: Real;
  readonly allowance: Real;
  /** 2 c^2 lambda0 = lambda0: loss(t) <= e^{-rate t} loss(0) */
  readonly rate: Real;
  /** The stronger, simpler hypotheses with qbar = gamma (||A_0|| + R): gainBound < 1, drift <= allowance */
  readonly simple: {
    readonly applies: boolean | null;
    readonly gainBound: Real;
    readonly drift: Real;
    readonly allowance: Real;
  };
}

/**
 * Gradient descent with step size eta <= stepSizeMax = 1/Lambda. Where `applies` (which asks for the step size of the
 * instance only if it has one): gain <= gainBound, sigma_n(Z_k) >= c alpha0, ||r_{k+1}|| <= (1 - eta contraction) ||r_k||,
 * loss_k <= (1 - eta rate)^k loss_0.
 */
export interface DescentCertificate {
  readonly applies: boolean | null;
  readonly c: Real;
  readonly alpha0: Real;
  readonly lambda0: Real;
  readonly initialGain: Real;
  /** 4 ||r_0|| / (c alpha0): radius of (u, v) */
  readonly rhoLin: Real;
  readonly radius: Real;
  /** (1 + q_0)/2 */
  readonly gainBound: Real;
  readonly uBound: Real;
  readonly vBound: Real;
  readonly kappa: Real;
  readonly zeta: Real;
  readonly zetaF: Real;
  readonly gA: Real;
  readonly gW: Real;
  readonly rhoA: Real;
  readonly rhoW: Real;
  readonly psi: Real;
  readonly Lambda: Real;
  readonly epsilon: Real;
  /** h1: gamma (||A_0|| + rhoA) <= gainBound; h2: drift <= allowance; h3: epsilon <= epsilonMax = c^2 lambda0 / 4 */
  readonly gainReach: Real;
  readonly drift: Real;
  readonly allowance: Real;
  readonly epsilonMax: Real;
  readonly stepSizeMax: Real;
  /** (3/4) c^2 lambda0 */
  readonly contraction: Real;
  /** lambda0 / 2 */
  readonly rate: Real;
}
