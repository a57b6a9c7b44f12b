/** Families of random instances, one for each model: `instances.implicitLayer({…})` in a claim file. */

export { type ReadDatasetOptions, readDataset } from "./dataset-file.js";
export { type ImplicitLayerInstances, implicitLayer } from "./implicit-layer.js";
export type { ImplicitLayerOptions } from "./layer-options.js";
