/** What starts threads: loaded only where there are any. */
export { InProcessRunner } from "./in-process-runner.js";
export { PoolRunner } from "./pool-runner.js";
export { loadPrecise } from "./precise-loader.js";
export { withDataset } from "./prepared.js";
