import { existsSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { InputError } from "../errors.js";
import type { PreciseView, ReplayFiles, ReplayResult } from "./api.js";
import { checkData } from "./check.js";
import { type CorpusEntry, isSetAside, jsonFilesBelow, readCounterexample } from "./corpus.js";
import { loadPrecise } from "./precise-loader.js";
import { prepare } from "./prepared.js";

/**
 * Judges a stored counterexample again, hypotheses included. An instance that violates a hypothesis now has left the
 * domain, and is reported as that, never as passed.
 */
export function replayEntry(entry: CorpusEntry, precise: PreciseView | undefined): ReplayResult {
  if (isSetAside(entry)) return { file: entry.name, claim: entry.claim, status: "set aside", warning: entry.warning };
  const { mutant, instance } = entry.file;
  const check = checkData(prepare(entry.claim, mutant), entry.data, precise);
  const subject = mutant === undefined ? entry.claim.id : `${entry.claim.id}, mutant ${JSON.stringify(mutant)}`;
  const shared = {
    file: entry.name,
    claim: entry.claim.id,
    ...(mutant === undefined ? {} : { mutant }),
    check,
    instance,
  };
  switch (check.verdict) {
    case "violated":
      return { ...shared, status: "violated" };
    case "holds":
      return { ...shared, status: "holds", warning: `${entry.name}: ${subject} holds on it now` };
    case "vacuous":
      return {
        ...shared,
        status: "left the domain",
        warning: `${entry.name} left the domain of ${subject}: ${check.reason}`,
      };
    case "undecided":
    case "error":
      return {
        ...shared,
        status: check.verdict,
        warning: `${entry.name}: ${subject} is ${check.verdict} now: ${check.reason}`,
      };
  }
}

/**
 * Judges stored counterexamples again; folders are walked. Never throws for what stands in a file.
 * @throws InputError for a path that does not exist.
 * @example
 * import { claims } from "lemmacheck/claims";
 * const results = await replayFiles([], claims);
 * results.length; // → 0
 */
export const replayFiles: ReplayFiles = async (paths, claims, options = {}) => {
  const precise = await (options.precise ?? loadPrecise)();
  const results: ReplayResult[] = [];
  for (const path of paths) {
    if (!existsSync(path)) throw new InputError(`${path}: no such file or folder; expected a counterexample file`);
    for (const { name, file } of filesOf(path))
      results.push(replayEntry(await readCounterexample(file, name, claims), precise));
  }
  return results;
};

function filesOf(path: string): readonly { readonly name: string; readonly file: string }[] {
  if (!statSync(path).isDirectory()) return [{ name: path, file: resolve(path) }];
  return jsonFilesBelow(path).map((file) => ({ name: join(path, relative(path, file)).split(sep).join("/"), file }));
}
