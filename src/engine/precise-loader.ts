import type { PreciseLoader, PreciseView } from "./api.js";

let loaded: Promise<PreciseView | undefined> | undefined;

/** Loads the repository's second arithmetic, once for the process. */
export const loadPrecise: PreciseLoader = () => {
  loaded ??= import("../precise/index.js").then((module) => module.preciseView as PreciseView);
  return loaded;
};
