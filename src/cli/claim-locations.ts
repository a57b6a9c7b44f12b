import { readdirSync, readFileSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import type { ClaimLocation, RunRecord } from "../engine/run-record.js";
import { packageRoot } from "../package-root.js";

/** The path as a record names it, with "/"; undefined outside the current folder, where no reader could follow it. */
function below(path: string): string | undefined {
  const short = relative(process.cwd(), resolve(path));
  const parts = short.split(sep);
  return short === "" || parts[0] === ".." || isAbsolute(short) ? undefined : parts.join("/");
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** The line, from 1, on which a source text gives a claim its id; else the first that quotes the id. */
export function lineOfId(text: string, id: string): number | undefined {
  const lines = text.split("\n");
  const quoted = ['"', "'", "`"].map((quote) => `${quote}${id}${quote}`);
  const quotes = (line: string): boolean => quoted.some((word) => line.includes(word));
  const index = lines.findIndex((line) => /\bid\s*:/.test(line) && quotes(line));
  const line = index >= 0 ? index : lines.findIndex(quotes);
  return line < 0 ? undefined : line + 1;
}

/** Files of one folder of claims with these endings; none where there is no such folder. */
function claimFilesIn(folder: string, endings: RegExp): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => endings.test(name) && !/\.(test|d)\.ts$/.test(name))
      .sort()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** Where the built-in claims on one paper are written: their sources, or the one file that is installed of them in another project. */
function builtInSources(paper: string): readonly string[] {
  const sources = claimFilesIn(join(packageRoot, "properties", paper), /\.ts$/);
  return sources.length > 0 ? sources : [join(packageRoot, "dist", "properties", "index.js")];
}

/**
 * The record with the file and line of each claim whose source lies below the current folder: what code-scanning views
 * hang a finding on. Sources are searched for the id, so that nothing has to be written by hand.
 */
export function withLocations(record: RunRecord, claimFiles: readonly string[]): RunRecord {
  const texts = new Map<string, string | undefined>();
  const locate = (id: string): ClaimLocation | undefined => {
    const paper = id.slice(0, id.indexOf("/"));
    for (const path of [...claimFiles.filter((file) => file !== "-"), ...builtInSources(paper)]) {
      const file = below(path);
      if (file === undefined) continue;
      if (!texts.has(path)) texts.set(path, textOf(path));
      const line = lineOfId(texts.get(path) ?? "", id);
      if (line !== undefined) return { file, line };
    }
    return undefined;
  };
  return {
    ...record,
    claims: record.claims.map((claim) => {
      const location = locate(claim.id);
      return location === undefined ? claim : { ...claim, location };
    }),
  };
}
