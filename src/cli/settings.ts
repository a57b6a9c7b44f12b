import { existsSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { InputError } from "../errors.js";
import { didYouMean } from "../models/nearest-word.js";
import { displayName, readJson } from "./input.js";
import { type CommonFlags, PROFILES, type Profile, parseDuration, SEED, TRIALS, WORKERS } from "./options.js";

/** Options of a command after the configuration file and the command line: what is left out has the engine's default. */
export interface Settings {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
  readonly raw: boolean;
  readonly claims: readonly string[];
  readonly seed?: number;
  readonly trials?: number;
  readonly profile?: Profile;
  /** Milliseconds. */
  readonly time?: number;
  readonly workers?: number;
  readonly out?: string;
  readonly data?: string;
  readonly target?: string;
}

const DEFAULT_CONFIG = "lemmacheck.config.json";

/** JSON Schema of the configuration file, also in schemas/config.schema.json. */
export const CONFIG_SCHEMA = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "lemmacheck.config.json",
  description: "Options of lemmacheck that a project sets for all commands; the command line wins.",
  type: "object",
  additionalProperties: false,
  properties: {
    $schema: { type: "string" },
    json: { type: "boolean" },
    seed: { type: "integer", ...SEED },
    trials: { type: "integer", ...TRIALS },
    profile: { enum: PROFILES },
    time: { type: "string", pattern: "^\\d+(\\.\\d+)?(ms|s|min|m|h)$", description: "60s, 500ms, 2m, 1h" },
    workers: { type: "integer", ...WORKERS },
    out: { type: "string", minLength: 1 },
    data: { type: "string", minLength: 1 },
    target: { type: "string" },
    raw: { type: "boolean" },
    claims: { type: "array", items: { type: "string", minLength: 1 } },
    quiet: { type: "boolean" },
    color: { type: "boolean" },
  },
} as const;

type ConfigFile = Omit<CommonFlags, "time" | "config"> & { readonly time?: string };

/**
 * The settings of a command: command line over configuration file over defaults. Paths in a configuration file are
 * relative to its folder.
 * @throws InputError, in one line, for a configuration file that is missing, no JSON, or has an unknown or wrong key.
 */
export async function settingsOf(flags: CommonFlags): Promise<Settings> {
  const file = flags.config ?? (existsSync(DEFAULT_CONFIG) ? DEFAULT_CONFIG : undefined);
  const fromFile: CommonFlags = file === undefined ? {} : await readConfig(file);
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined)) as CommonFlags;
  const merged = { ...fromFile, ...given };
  if (merged.data === undefined && given.target !== undefined)
    throw new InputError("--target names a column of a data set; give the data set with --data FILE");
  if (merged.data === undefined && given.raw === true)
    throw new InputError("--raw is about the rows of a data set; give the data set with --data FILE");
  const claims = given.claims !== undefined && given.claims.length > 0 ? given.claims : (fromFile.claims ?? []);
  return {
    ...merged,
    claims,
    json: merged.json ?? false,
    quiet: merged.quiet ?? false,
    color: merged.color ?? true,
    raw: merged.raw ?? false,
  };
}

async function readConfig(file: string): Promise<CommonFlags> {
  const json = readJson(file);
  const { Ajv } = await import("ajv");
  const validate = new Ajv({ allErrors: false, verbose: true }).compile<ConfigFile>(CONFIG_SCHEMA);
  if (!validate(json)) {
    const [error] = validate.errors ?? [];
    const key = error.instancePath.slice(1).replaceAll("/", ".");
    throw new InputError(`${displayName(file)}: ${describeConfigError(error.keyword, error.params, key, error.data)}`);
  }
  const folder = file === "-" ? "." : dirname(file);
  const beside = (path: string): string => (isAbsolute(path) || path === "-" ? path : join(folder, path));
  const { $schema: _, time, ...rest } = json as ConfigFile & { readonly $schema?: string };
  return {
    ...rest,
    ...(time === undefined ? {} : { time: parseDuration(time) }),
    ...(rest.out === undefined ? {} : { out: beside(rest.out) }),
    ...(rest.data === undefined ? {} : { data: beside(rest.data) }),
    ...(rest.claims === undefined ? {} : { claims: rest.claims.map(beside) }),
  };
}

function describeConfigError(
  keyword: string,
  params: Readonly<Record<string, unknown>>,
  key: string,
  found: unknown,
): string {
  if (keyword === "additionalProperties") {
    const unknown = String(params.additionalProperty);
    return `unknown key ${JSON.stringify(unknown)}; ${didYouMean(unknown, Object.keys(CONFIG_SCHEMA.properties))}`;
  }
  if (key === "") return "expected a JSON object with options as keys";
  const shown = JSON.stringify(found)?.slice(0, 60);
  const [name] = key.split(".");
  const expected: Readonly<Record<string, string>> = {
    profile: PROFILES.map((value) => JSON.stringify(value)).join(" or "),
    time: 'a duration such as "60s", "500ms", "2m" or "1h"',
    seed: `a whole number from ${SEED.minimum} to ${SEED.maximum}`,
    trials: `a whole number from ${TRIALS.minimum} to ${TRIALS.maximum}`,
    workers: `a whole number from ${WORKERS.minimum} to ${WORKERS.maximum}`,
    claims: "a list of file names",
    out: "a path",
    data: "a path",
    target: "a text",
    $schema: "a text",
  };
  return `${JSON.stringify(key)}: expected ${expected[name] ?? "true or false"}, found ${shown}`;
}
