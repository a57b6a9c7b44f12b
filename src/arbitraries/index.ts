/** Families of random instances, one for each model: `instances.implicitLayer({…})` in a claim file. */

export { type ReadDatasetOptions, readDataset } from "./dataset-file.js";
export { type DeepLinearOptions, deepLinear } from "./deep-linear.js";
export { type FeedforwardInstances, type FeedforwardOptions, feedforward } from "./feedforward.js";
export { type GaussianLayerDesign, gaussianLayer } from "./gaussian-layer.js";
export { type GaussianMatrixDesign, type GaussianMatrixInstances, gaussianMatrix } from "./gaussian-matrix.js";
export { type GaussianNetworkDesign, gaussianNetwork } from "./gaussian-network.js";
export { homogeneous } from "./homogeneous.js";
export { type ImplicitLayerInstances, implicitLayer } from "./implicit-layer.js";
export type { ImplicitLayerOptions } from "./layer-options.js";
export { type LinearNetworkInstances, type LinearNetworkOptions, linearNetwork } from "./linear-network.js";
export { type ObjectiveInstances, type ObjectiveOptions, objective } from "./objective.js";
export {
  type FirstLayerDesign,
  firstLayer,
  type InputSetOptions,
  inputSets,
  type ReluKernelInstances,
} from "./relu-kernel.js";
export { sllLayer } from "./sll-layer.js";
export { type TrainedLayerInstances, trainedLayer } from "./trained-layer.js";
export type { TrainedLayerOptions } from "./training-options.js";
