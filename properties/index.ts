import type { AnyClaim } from "lemmacheck";
import alphaCertificates from "./chatterjee-2022/alpha-certificates.js";
import descentCriterion from "./chatterjee-2022/descent-criterion.js";
import firstLayerPl from "./chatterjee-2022/first-layer-pl.js";
import flowCriterion from "./chatterjee-2022/flow-criterion.js";
import flowIntegralCriterion from "./chatterjee-2022/flow-integral-criterion.js";
import gaussNewtonCriterion from "./chatterjee-2022/gauss-newton-criterion.js";
import integralCriterionSharp from "./chatterjee-2022/integral-criterion-sharp.js";
import leastOutputWeightThreshold from "./chatterjee-2022/least-output-weight-threshold.js";
import outputWeightThreshold from "./chatterjee-2022/output-weight-threshold.js";
import perturbedFlow from "./chatterjee-2022/perturbed-flow.js";
import positiveInitAlpha from "./chatterjee-2022/positive-init-alpha.js";
import positiveInitConverges from "./chatterjee-2022/positive-init-converges.js";
import stepWithoutGradientBound from "./chatterjee-2022/step-without-gradient-bound.js";
import clippedGradientRate from "./extended/clipped-gradient-rate.js";
import deepLinearBalance from "./extended/deep-linear-balance.js";
import homogeneousBalance from "./extended/homogeneous-balance.js";
import orthogonalDeepLinear from "./extended/orthogonal-deep-linear.js";
import pMatrix from "./extended/p-matrix.js";
import perronFrobenius from "./extended/perron-frobenius.js";
import plLinearRate from "./extended/pl-linear-rate.js";
import reluNtkGram from "./extended/relu-ntk-gram.js";
import reluNtkPositiveDefinite from "./extended/relu-ntk-positive-definite.js";
import sineSquarePl from "./extended/sine-square-pl.js";
import sllLipschitz from "./extended/sll-1-lipschitz.js";
import equilibriumGram from "./gao-2021/equilibrium-gram-at-initialization.js";
import gaussianNorm from "./gao-2021/gaussian-norm.js";
import gradientFlow2021 from "./gao-2021/gradient-flow-linear-rate.js";
import gramAtInitialization from "./gao-2021/gram-at-initialization.js";
import kernelPositiveDefinite from "./gao-2021/kernel-positive-definite.js";
import reluKernel from "./gao-2021/relu-kernel.js";
import activationPatternRadius from "./gao-2022/activation-pattern-radius.js";
import equilibriumExistsUnique from "./gao-2022/equilibrium-exists-unique.js";
import equilibriumLipschitz from "./gao-2022/equilibrium-lipschitz.js";
import equilibriumNormBounds from "./gao-2022/equilibrium-norm-bounds.js";
import gradientDescent from "./gao-2022/gradient-descent-linear-rate.js";
import gradientFlow from "./gao-2022/gradient-flow-linear-rate.js";
import gramLowerBound from "./gao-2022/gram-lower-bound.js";
import gramStability from "./gao-2022/gram-stability.js";
import implicitGradient from "./gao-2022/implicit-gradient.js";
import inputGradient from "./gao-2022/input-gradient.js";
import linearWidth from "./gao-2022/linear-width.js";
import picardContracts from "./gao-2022/picard-contracts.js";
import tangentKernelDecomposition from "./gao-2022/tangent-kernel-decomposition.js";
import unrolledTruncation from "./gao-2022/unrolled-truncation.js";
import gaussianImbalance from "./min-2021/gaussian-imbalance.js";
import imbalanceConserved from "./min-2021/imbalance-conserved.js";
import imbalanceDrift from "./min-2021/imbalance-drift.js";
import imbalancePl from "./min-2021/imbalance-pl.js";
import imbalanceRate from "./min-2021/imbalance-rate.js";
import minNormDistance from "./min-2021/min-norm-distance.js";
import minNormInvariantSet from "./min-2021/min-norm-invariant-set.js";
import widthMinNorm from "./min-2021/width-min-norm.js";

/**
 * Every claim that comes with lemmacheck, in the order in which it is run and listed.
 * @example
 * import { claims } from "lemmacheck/claims";
 * claims.some(({ id }) => id === "gao-2022/picard-contracts"); // → true
 */
export const claims: readonly AnyClaim[] = [
  equilibriumExistsUnique,
  picardContracts,
  equilibriumNormBounds,
  gramLowerBound,
  equilibriumLipschitz,
  unrolledTruncation,
  implicitGradient,
  inputGradient,
  activationPatternRadius,
  tangentKernelDecomposition,
  gramStability,
  gradientFlow,
  gradientDescent,
  linearWidth,
  gaussianNorm,
  reluKernel,
  kernelPositiveDefinite,
  gramAtInitialization,
  equilibriumGram,
  gradientFlow2021,
  imbalanceConserved,
  imbalanceDrift,
  imbalancePl,
  imbalanceRate,
  minNormInvariantSet,
  minNormDistance,
  gaussianImbalance,
  widthMinNorm,
  flowCriterion,
  perturbedFlow,
  flowIntegralCriterion,
  integralCriterionSharp,
  gaussNewtonCriterion,
  alphaCertificates,
  descentCriterion,
  stepWithoutGradientBound,
  firstLayerPl,
  positiveInitAlpha,
  outputWeightThreshold,
  leastOutputWeightThreshold,
  positiveInitConverges,
  perronFrobenius,
  pMatrix,
  plLinearRate,
  sineSquarePl,
  clippedGradientRate,
  deepLinearBalance,
  homogeneousBalance,
  orthogonalDeepLinear,
  reluNtkGram,
  reluNtkPositiveDefinite,
  sllLipschitz,
];
