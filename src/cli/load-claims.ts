import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { AnyClaim } from "../claims/claim.js";
import { InputError } from "../errors.js";
import { alternatives } from "../models/nearest-word.js";
import { type ClaimSource, compileClaimFile, lineInStack } from "./compile-claims.js";
import { displayName, isFolder, readText } from "./input.js";
import { watched } from "./load-watchdog.js";

/** Milliseconds that a claim file may take to load: far above any computation of constants. */
const LOAD_LIMIT = 30_000;
/** A loop that never waits can only be stopped from outside, a little later; it is spoken of sooner. */
const PATIENCE = { notice: 5000, limit: LOAD_LIMIT + 5000 };

const CLAIM_FILE = /\.[cm]?[jt]s$/;

/** A claim file that has been compiled and imported. */
export interface ClaimFile {
  /** Path as the user wrote it. */
  readonly file: string;
  /** URL of the compiled module, for workers. */
  readonly module: string;
  readonly claims: readonly AnyClaim[];
}

/**
 * The module of the claims that come with lemmacheck: dist/src/cli -> dist/properties, src/cli -> properties. Computed,
 * so that the compiler sees no import upwards.
 */
export const builtInModule = (): URL =>
  new URL(`../../properties/index.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`, import.meta.url);

/** The claims that come with lemmacheck, in their listed order. */
export async function loadBuiltInClaims(): Promise<readonly AnyClaim[]> {
  const { claims } = (await import(builtInModule().href)) as { readonly claims: readonly AnyClaim[] };
  return claims;
}

/**
 * Loads claim files: each is compiled, imported, and its exported claims are collected.
 * @param taken ids that are in use already
 * @throws InputError, naming file and line, for a file that is missing, a folder, doesn't compile, throws, exports no
 * claim, or uses an id twice.
 */
export async function loadClaimFiles(
  files: readonly string[],
  taken: readonly AnyClaim[],
): Promise<readonly ClaimFile[]> {
  process.setSourceMapsEnabled(true);
  const owners = new Map<string, string>(taken.map(({ id }) => [id, "lemmacheck itself"]));
  const loaded: ClaimFile[] = [];
  for (const file of distinct(files)) {
    const { source, ...claimFile } = await loadClaimFile(file);
    for (const { id } of claimFile.claims) {
      const owner = owners.get(id);
      if (owner !== undefined)
        throw new InputError(
          `${source.name}${lineOf(source, `["'\`]${escaped(id)}["'\`]`)}: the id ${JSON.stringify(id)} is used by ${owner === source.name ? "another claim of this file" : owner} already; choose another`,
        );
      owners.set(id, source.name);
    }
    loaded.push(claimFile);
  }
  return loaded;
}

/** The first spelling of each file: "a.ts" and "./a.ts" are one. */
function distinct(files: readonly string[]): readonly string[] {
  const paths = files.map((file) => (file === "-" ? file : resolve(file)));
  return files.filter((_, index) => paths.indexOf(paths[index]) === index);
}

async function loadClaimFile(file: string): Promise<LoadedFile> {
  const source = readSource(file);
  const url = await compileClaimFile(source);
  let exported: Readonly<Record<string, unknown>>;
  try {
    exported = await watched(source.name, PATIENCE, () => withinLimit(import(url.href), source.name));
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(loadFailure(error, source));
  }
  return { file, module: url.href, claims: collect(exported, source.name), source };
}

interface LoadedFile extends ClaimFile {
  readonly source: ClaimSource;
}

function readSource(file: string): ClaimSource {
  if (file === "-") return { name: displayName(file), path: resolve("standard-input.ts"), text: readText(file) };
  if (!CLAIM_FILE.test(file) && existsSync(file) && !isFolder(file))
    throw new InputError(`${file}: no claim file by its name; expected .ts, .mts, .js or .mjs`);
  return { name: file, path: resolve(file), text: readText(file) };
}

async function withinLimit<T>(loading: Promise<T>, file: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new InputError(`${file}: still loading after ${LOAD_LIMIT / 1000} s; a claim file must only define claims`),
        ),
      LOAD_LIMIT,
    );
    // Unreferenced: where nothing else is left to wait for, the process ends at once, and the exit guard says so.
    timer.unref();
  });
  try {
    return await Promise.race([loading, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** One line for whatever importing the compiled file threw. */
function loadFailure(error: unknown, source: ClaimSource): string {
  const message = error instanceof Error ? error.message : String(error);
  const missing = /does not provide an export named '([^']+)'/.exec(message);
  if (missing !== null && /\/index\.[jt]s'/.test(message))
    return `${source.name}${lineOf(source, `\\b${escaped(missing[1])}\\b`)}: "lemmacheck" exports no ${JSON.stringify(missing[1])}; see docs/cli.md for the names, and type-check the file`;
  const line = lineInStack(error, source);
  const kind = error instanceof Error && error.name !== "Error" ? `${error.name}: ` : "";
  return `${source.name}${line === undefined ? "" : `:${line}`}: throws when it is loaded: ${kind}${message}`;
}

function isClaim(value: unknown): value is AnyClaim {
  if (value === null || typeof value !== "object") return false;
  const candidate = value as Partial<Record<keyof AnyClaim, unknown>>;
  const instances = candidate.instances as { readonly draw?: unknown } | undefined;
  return (
    typeof candidate.id === "string" &&
    typeof candidate.title === "string" &&
    typeof candidate.revision === "number" &&
    typeof instances?.draw === "function" &&
    typeof candidate.then === "object"
  );
}

/** Claims among the exports: the default one (a claim or a list), and named ones. The same object counts once. */
function collect(exported: Readonly<Record<string, unknown>>, file: string): readonly AnyClaim[] {
  const claims = new Set<AnyClaim>();
  for (const [name, value] of Object.entries(exported)) {
    const members: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const [index, member] of members.entries()) {
      if (isClaim(member)) claims.add(member);
      else if (name === "default")
        throw new InputError(
          `${file}: the default export${Array.isArray(value) ? `'s member ${index}` : ""} is no claim (found ${typeName(member)}); write export default claim({ … }) or a list of claims`,
        );
    }
  }
  if (claims.size === 0) {
    const names = Object.keys(exported);
    const found =
      names.length === 0
        ? "it exports nothing"
        : `it exports ${alternatives(names.slice(0, 3))}, which ${names.length === 1 ? "is no claim" : "are no claims"}`;
    throw new InputError(`${file}: no claim in it: ${found}; write export default claim({ … })`);
  }
  return [...claims];
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "object" && "id" in value && "then" in value) return "a plain object: wrap it in claim({ … })";
  return Array.isArray(value) ? "an array" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");

/** ":line" of the last place in a file that matches; nothing when none does. */
function lineOf({ text }: ClaimSource, pattern: string): string {
  const index = text.split("\n").findLastIndex((line) => new RegExp(pattern).test(line));
  return index < 0 ? "" : `:${index + 1}`;
}

/** Built-in and user claims, and which of them run when no pattern is given. */
export interface ClaimSelection {
  readonly builtIn: readonly AnyClaim[];
  readonly files: readonly ClaimFile[];
  /** Everything that patterns choose from. */
  readonly all: readonly AnyClaim[];
  /** What runs without a pattern: the user's claims if there are any, else the built-in ones. */
  readonly byDefault: readonly AnyClaim[];
}

/** All claims: the built-in ones, and those of the given files. */
export async function loadClaims(files: readonly string[]): Promise<ClaimSelection> {
  const builtIn = await loadBuiltInClaims();
  const loaded = files.length === 0 ? [] : await loadClaimFiles(files, builtIn);
  const own = loaded.flatMap(({ claims }) => claims);
  return { builtIn, files: loaded, all: [...builtIn, ...own], byDefault: own.length > 0 ? own : builtIn };
}
