/**
 * The public API, and the only module that properties/ and users' claim files import.
 *
 * To write a claim: `claim`, `instances`, the relations `atMost`, `below`, `equals`, `near`, and the functions that combine
 * quantities (`plus(1, layer.gain)`, `over("4/9", x)`: a number is that double exactly, a text that rational exactly).
 * To run claims from a program: `runCampaign`, `checkInstance`, `mutateClaims`, `sharpenClaim`, `replayFiles`.
 */

// ---------------------------------------------------------------- claims

export type { Operand } from "./claims/arithmetic.js";
export {
  absolute,
  exponential,
  largest,
  logarithm,
  minus,
  negate,
  over,
  plus,
  positivePart,
  power,
  product,
  smallest,
  square,
  squareRoot,
  sum,
  times,
} from "./claims/arithmetic.js";
export type {
  AnyClaim,
  Claim,
  ClaimParts,
  FailureBound,
  Mutant,
  Necessity,
  Paper,
  Provenance,
  Quantifier,
  Statement,
} from "./claims/claim.js";
export { applyMutant, claim, withoutHypotheses } from "./claims/claim.js";
export type { Inequality, Relation } from "./claims/inequality.js";
export { atMost, below, equals, near } from "./claims/inequality.js";
export type { Curve, CurvePoint, Observation } from "./claims/observation.js";
export type { ScalingStatement } from "./claims/scaling.js";

// ---------------------------------------------------------------- instances

export * as instances from "./arbitraries/index.js";
export type { Dataset, Drawn, Instances, Stratum } from "./claims/instances.js";
export type { Json, Model, Rung, Simplification } from "./claims/model.js";
export type { DeepLinearData } from "./models/deep-linear/data.js";
export type { DeepLinear } from "./models/deep-linear/view.js";
export type { ActivationData, FeedforwardData } from "./models/feedforward/data.js";
export type { Feedforward, FeedforwardPoint } from "./models/feedforward/view.js";
export type { GaussianMatrixData } from "./models/gaussian-matrix/data.js";
export type { GaussianMatrix } from "./models/gaussian-matrix/view.js";
export type { HomogeneousData } from "./models/homogeneous/data.js";
export type { HomogeneousNetwork } from "./models/homogeneous/view.js";
export { type CertificateSource, descentCertificate, flowCertificate } from "./models/implicit-relu/certificates.js";
export type {
  FeatureData,
  ImplicitData,
  OtherLayerData,
  TrainedBlock,
} from "./models/implicit-relu/data.js";
export type {
  DerivativeForm,
  DescentCertificate,
  FlowCertificate,
  FlowCurve,
  FlowState,
  InputDerivativeForm,
  TangentKernel,
  TrainedLayer,
  TrainingState,
} from "./models/implicit-relu/training-view.js";
export type { ImplicitLayer, LayerColumn, LayerPair, PicardRun } from "./models/implicit-relu/view.js";
export { modelByName, modelNames, parseInstance } from "./models/index.js";
export type { LinearNetworkData } from "./models/linear-network/data.js";
export type { LinearDescent, LinearFlow, LinearNetwork, LinearNetworkPoint } from "./models/linear-network/view.js";
export type { ObjectiveData } from "./models/objective/data.js";
export type { Objective, ObjectivePoint } from "./models/objective/view.js";
export type { ReluKernelData } from "./models/relu-kernel/data.js";
export type { ReluKernel } from "./models/relu-kernel/view.js";
export type { SllActivation, SllLayerData } from "./models/sll-layer/data.js";
export type { SllLayer } from "./models/sll-layer/view.js";

// ---------------------------------------------------------------- numbers

export { Ball } from "./numerics/ball.js";
export { Matrix } from "./numerics/matrix.js";
export type { Arithmetic, Enclosure, Evidence, Order, Real } from "./numerics/real.js";

// ---------------------------------------------------------------- judging and running

export type { InequalityVerdict, Judgement, UndecidedReason } from "./claims/judgement.js";
export { judgeAll, judgeInequality } from "./claims/judgement.js";
export type {
  Budgets,
  CampaignEvents,
  CampaignOptions,
  CampaignResult,
  CheckOptions,
  CheckResult,
  ClaimMutation,
  Finding,
  InstanceVerdict,
  MutateOptions,
  ReplayResult,
  SharpenOptions,
  SharpenResult,
} from "./engine/api.js";
export { checkInstance, mutateClaims, replayFiles, runCampaign, sharpenClaim } from "./engine/index.js";
export type {
  ClaimRecord,
  ClaimVerdict,
  Confirmation,
  CounterexampleRecord,
  CurveRecord,
  JudgementJson,
  MutantRecord,
  NecessityRecord,
  ObservationRecord,
  RunRecord,
} from "./engine/run-record.js";
export { InputError } from "./errors.js";
