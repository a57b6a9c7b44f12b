/** The engine's front: what the command line, the adapters and the public API call. */
export type * from "./api.js";
export { runCampaign } from "./campaign.js";
export { canonicalJson } from "./canonical.js";
export { checkInstance, judgementJson } from "./check.js";
export { COUNTEREXAMPLE_SCHEMA, type CounterexampleFile } from "./corpus.js";
export { mutateClaims } from "./mutation.js";
export { loadPrecise } from "./precise-loader.js";
export { budgetsOf, PROFILES } from "./profiles.js";
export { replayFiles } from "./replay.js";
export type * from "./run-record.js";
export { RUN_SCHEMA } from "./run-record.js";
export { type SchemaName, schemaError } from "./schema-validation.js";
export { sharpenClaim } from "./sharpen.js";
