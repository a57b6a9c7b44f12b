import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { AnyClaim } from "../claims/claim.js";
import type { Json } from "../claims/model.js";
import { InputError } from "../errors.js";
import type { CorpusFolder } from "./api.js";
import { writeAtomically } from "./atomic-write.js";
import { digestOf } from "./canonical.js";
import { messageOf } from "./evaluate.js";
import { prepare } from "./prepared.js";
import type { Confirmation, Found, ShrinkStory } from "./run-record.js";
import { schemaError } from "./schema-validation.js";

export const COUNTEREXAMPLE_SCHEMA = "lemmacheck/counterexample@1";

/** The content of a counterexample file (schemas/counterexample.schema.json): values, never only a seed. */
export interface CounterexampleFile {
  readonly schema: typeof COUNTEREXAMPLE_SCHEMA;
  readonly claim: string;
  readonly revision: number;
  readonly mutant?: string;
  readonly instance: Json;
  readonly found: Found;
  readonly confirmation: Confirmation;
  /** The instance as it was drawn; null before shrinking. */
  readonly shrunkFrom: Json | null;
  readonly shrink?: ShrinkStory;
  /** Of claim, mutant and instance: tells a file that was edited by hand. Files made by hand may go without. */
  readonly digest?: string;
}

/** Files above this size are no counterexamples. */
const LARGEST_FILE = 64 * 2 ** 20;

/** The digest that a file carries. */
export function contentDigest(file: Pick<CounterexampleFile, "claim" | "mutant" | "instance">): string {
  return digestOf({ claim: file.claim, mutant: file.mutant ?? null, instance: file.instance });
}

/**
 * Where a finding stands below its corpus: "<paper>/<claim>/<digest>.json", the digest of the instance as it was first
 * found. The name stays when the content is replaced by the shrunk instance, so that what was announced is always there.
 */
export function findingName(claim: string, mutant: string | undefined, found: Json): string {
  return `${claim}/${contentDigest({ claim, ...(mutant === undefined ? {} : { mutant }), instance: found })}.json`;
}

/** Writes the file, whole at every moment, and returns its absolute path. */
export function writeCounterexample(folder: CorpusFolder, name: string, file: CounterexampleFile): string {
  const path = join(folder.directory, ...name.split("/"));
  const content: CounterexampleFile = { ...file, digest: contentDigest(file) };
  writeAtomically(path, `${JSON.stringify(content, null, 2)}\n`);
  return path;
}

/** A counterexample file that can be judged. */
export interface StoredCounterexample {
  /** As messages and the record name it. */
  readonly name: string;
  readonly path: string;
  readonly file: CounterexampleFile;
  readonly claim: AnyClaim;
  readonly data: unknown;
}

/** A file that was set aside, with the one line that says why. */
export interface SetAside {
  readonly name: string;
  readonly claim: string | null;
  readonly warning: string;
}

export type CorpusEntry = StoredCounterexample | SetAside;

export function isSetAside(entry: CorpusEntry): entry is SetAside {
  return "warning" in entry;
}

/**
 * All JSON files below the folder, in the order of their names; none where the folder does not exist. Files of the claims
 * in `passedOver` are left out.
 */
export async function readCorpus(
  folder: CorpusFolder,
  claims: readonly AnyClaim[],
  passedOver: ReadonlySet<string> = new Set(),
): Promise<readonly CorpusEntry[]> {
  const entries: CorpusEntry[] = [];
  for (const path of jsonFilesBelow(folder.directory)) {
    const name = `${folder.label}/${relative(folder.directory, path).split(sep).join("/")}`;
    const entry = await entryOf(path, name, claims, passedOver);
    if (entry !== null) entries.push(entry);
  }
  return entries;
}

/** Absolute paths of the JSON files below a folder, sorted; dot files (unfinished writes) are left out. */
export function jsonFilesBelow(directory: string): readonly string[] {
  let names: string[];
  try {
    names = readdirSync(directory, { recursive: true, encoding: "utf8" });
  } catch {
    return [];
  }
  const parts = (name: string): readonly string[] => name.split(sep);
  return names
    .filter((name) => name.endsWith(".json") && !parts(name).some((part) => part.startsWith(".")))
    .sort()
    .map((name) => join(directory, name));
}

/** Reads one file; whatever is wrong with it becomes one line. Never throws. */
export async function readCounterexample(
  path: string,
  name: string,
  claims: readonly AnyClaim[],
): Promise<CorpusEntry> {
  return (await entryOf(path, name, claims, new Set())) as CorpusEntry;
}

/** The same; null for a file about a claim that is passed over, which is not looked at any closer. */
async function entryOf(
  path: string,
  name: string,
  claims: readonly AnyClaim[],
  passedOver: ReadonlySet<string>,
): Promise<CorpusEntry | null> {
  let known: string | null = null;
  const setAside = (why: string): SetAside => ({ name, claim: known, warning: `${name} set aside: ${why}` });
  try {
    const status = statSync(path);
    if (!status.isFile()) return setAside("it is no file; expected a counterexample in JSON");
    if (status.size > LARGEST_FILE) return setAside(`it has ${status.size} bytes; expected at most ${LARGEST_FILE}`);
    const text = readFileSync(path, "utf8");
    if (text.trim() === "") return setAside("it is empty; expected a counterexample in JSON");
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (error) {
      return setAside(`it is not JSON, cut off or edited by hand (${messageOf(error)})`);
    }
    if (isAbout(json, passedOver)) return null;
    const foreign = schemaTrouble(json);
    if (foreign !== null) return setAside(foreign);
    const wrong = await schemaError("counterexample", json);
    if (wrong !== null) return setAside(`${wrong}; expected the form of ${COUNTEREXAMPLE_SCHEMA}`);
    const file = json as CounterexampleFile;
    known = file.claim;
    if (file.digest !== undefined && file.digest !== contentDigest(file))
      return setAside(
        "its digest does not match its content, so it was edited by hand; remove the digest to have it judged as it is",
      );
    const claim = claims.find(({ id }) => id === file.claim);
    if (claim === undefined) return setAside(`it is about the claim ${file.claim}, which is not among those loaded`);
    if (file.mutant !== undefined && !Object.hasOwn(claim.mutants, file.mutant))
      return setAside(`it is about the mutant ${JSON.stringify(file.mutant)}, which ${file.claim} does not have`);
    return { name, path, file, claim, data: prepare(claim).model.parse(file.instance, "instance") };
  } catch (error) {
    return setAside(error instanceof InputError ? error.message : messageOf(error));
  }
}

function isAbout(json: unknown, claims: ReadonlySet<string>): boolean {
  return (
    typeof json === "object" &&
    json !== null &&
    "claim" in json &&
    typeof json.claim === "string" &&
    claims.has(json.claim)
  );
}

/** Tells documents of other programs and of later versions from broken ones. */
function schemaTrouble(json: unknown): string | null {
  if (json === null || typeof json !== "object" || Array.isArray(json) || !("schema" in json))
    return `it has no "schema"; expected ${JSON.stringify(COUNTEREXAMPLE_SCHEMA)}`;
  const { schema } = json;
  if (schema === COUNTEREXAMPLE_SCHEMA) return null;
  const later = typeof schema === "string" ? /^lemmacheck\/counterexample@(\d+)$/.exec(schema) : null;
  if (later !== null) return `it has schema ${schema}, of another lemmacheck; this one reads ${COUNTEREXAMPLE_SCHEMA}`;
  return `its schema is ${JSON.stringify(schema)?.slice(0, 80)}; expected ${JSON.stringify(COUNTEREXAMPLE_SCHEMA)}`;
}
