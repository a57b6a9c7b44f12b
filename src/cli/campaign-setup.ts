import { existsSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import type { AnyClaim } from "../claims/claim.js";
import type { Dataset } from "../claims/instances.js";
import type { CorpusFolder, ProfileName } from "../engine/api.js";
import { InputError } from "../errors.js";
import { packageRoot } from "../package-root.js";
import { loadClaims } from "./load-claims.js";
import { selectByPattern } from "./patterns.js";
import type { Settings } from "./settings.js";

/** The seed when none is given: fixed, so that two runs of one version say the same. */
export const DEFAULT_SEED = 1;
export const DEFAULT_OUT = join("reports", "latest");
/** The most rows of a data set that one instance takes. */
const MOST_ROWS: Readonly<Record<ProfileName, number>> = { smoke: 24, ci: 64, nightly: 500 };

const FIXTURES = "fixtures/counterexamples";

/** Claims that patterns select, and what else a run needs to know of the loaded ones. */
export interface Selection {
  readonly claims: readonly AnyClaim[];
  /** Ids of all loaded claims, selected or not. */
  readonly known: readonly string[];
  /** Those of `claims` that come with lemmacheck. */
  readonly builtIn: readonly AnyClaim[];
  /** URLs of the compiled claim files, for worker threads. */
  readonly modules: readonly string[];
}

/** Claims that patterns select; without a pattern the user's own, else all. */
export async function selectClaims(settings: Settings, patterns: readonly string[]): Promise<readonly AnyClaim[]> {
  return (await select(settings, patterns)).claims;
}

/** The same, with what else was loaded. */
export async function select(settings: Settings, patterns: readonly string[]): Promise<Selection> {
  const { all, builtIn, byDefault, files } = await loadClaims(settings.claims);
  const claims = patterns.length === 0 ? byDefault : selectByPattern(all, patterns);
  return {
    claims,
    builtIn: claims.filter((claim) => builtIn.includes(claim)),
    known: all.map(({ id }) => id),
    modules: files.map(({ module }) => module),
  };
}

/**
 * The claims that trials can judge. Studies among others are passed over; where nothing else is selected, a run would
 * pass without having judged anything.
 * @throws InputError where all of the claims are studies
 */
export function withoutStudies(claims: readonly AnyClaim[]): readonly AnyClaim[] {
  const judged = claims.filter(({ quantifier }) => quantifier.kind !== "study");
  if (judged.length === 0 && claims.length > 0)
    throw new InputError(
      `${claims[0].id} is a study, which single trials do not judge; use lemmacheck study ${claims[0].id}`,
    );
  return judged;
}

/** The committed corpus: of the project in the current folder, else the one that comes with lemmacheck. */
export function fixturesFolder(): CorpusFolder | undefined {
  const directory = [FIXTURES, join(packageRoot, FIXTURES)].find((folder) => existsSync(folder));
  return directory === undefined ? undefined : { label: FIXTURES, directory };
}

/** Where a run puts what it finds. */
export const findingsFolder = (out: string): CorpusFolder => ({
  label: "counterexamples",
  directory: join(out, "counterexamples"),
});

/** A path as a command would write it: relative to the current folder where it lies inside. */
export function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short === "" || short.startsWith("..") || isAbsolute(short) ? path : short;
}

/** A word of a command line for a POSIX shell. */
export const shellWord = (word: string): string =>
  /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** The command that judges a counterexample again, for the file names that a record holds. */
export function replayCommand(out: string, settings: Settings): (file: string) => string {
  const fixtures = fixturesFolder();
  const claims = settings.claims.length === 0 ? [] : ["--claims", ...settings.claims];
  return (file) => {
    const inFixtures = fixtures !== undefined && file.startsWith(`${FIXTURES}/`);
    const path = inFixtures ? join(fixtures.directory, file.slice(FIXTURES.length + 1)) : join(out, file);
    return ["lemmacheck", "replay", shortPath(path), ...claims].map(shellWord).join(" ");
  };
}

/** The data set of --data; undefined where none is given. @throws InputError naming file and place. */
export async function datasetOf(settings: Settings): Promise<Dataset | undefined> {
  if (settings.data === undefined) return undefined;
  const { readDataset } = await import("../arbitraries/index.js");
  const dataset = await readDataset(settings.data, {
    raw: settings.raw,
    ...(settings.target === undefined ? {} : { target: settings.target }),
  });
  return { ...dataset, most: MOST_ROWS[settings.profile ?? "ci"] };
}

/** With --data, at least one claim must be able to use it: a run that says it used real data must have. */
export function requireDatasetUse(claims: readonly AnyClaim[], dataset: Dataset): void {
  if (claims.some(({ instances }) => instances.withDataset?.(dataset) !== undefined)) return;
  throw new InputError(
    `--data ${dataset.name}: none of the selected claims has instances that take rows of a data set`,
  );
}
