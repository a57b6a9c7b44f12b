import { InputError } from "../errors.js";

/** Budgets that a run may be given by name. */
export const PROFILES = ["smoke", "ci", "nightly"] as const;
export type Profile = (typeof PROFILES)[number];

/** The options that every command takes. `undefined`: not given on the command line. */
export interface CommonFlags {
  readonly json?: boolean;
  readonly seed?: number;
  readonly trials?: number;
  readonly profile?: Profile;
  readonly time?: number;
  readonly workers?: number;
  readonly out?: string;
  readonly data?: string;
  readonly target?: string;
  readonly raw?: boolean;
  readonly claims?: readonly string[];
  readonly config?: string;
  readonly quiet?: boolean;
  readonly color?: boolean;
}

/** A whole number in a range, as parsers of options and the configuration file's schema share it. */
export interface WholeNumber {
  readonly minimum: number;
  readonly maximum: number;
}
export const SEED: WholeNumber = { minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
export const TRIALS: WholeNumber = { minimum: 1, maximum: 1_000_000_000 };
export const WORKERS: WholeNumber = { minimum: 1, maximum: 256 };

function wholeNumber({ minimum, maximum }: WholeNumber): (text: string) => number {
  return (text) => {
    const value = /^[-+]?\d+(_\d+)*$/.test(text) ? Number(text.replaceAll("_", "")) : Number.NaN;
    if (!(value >= minimum && value <= maximum))
      throw new InputError(`expected a whole number from ${minimum} to ${maximum}, found ${JSON.stringify(text)}`);
    return value;
  };
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 };

/** A duration such as "60s", "500ms", "2m" or "1h" in milliseconds. @throws InputError for other text. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|min|m|h)$/.exec(text);
  const value = match === null ? Number.NaN : Number(match[1]) * UNITS[match[2]];
  if (!(value > 0 && value <= 2 ** 31 - 1))
    throw new InputError(`expected a duration such as 60s, 500ms, 2m or 1h, found ${JSON.stringify(text)}`);
  return value;
}

const path = (text: string): string => {
  if (text === "") throw new InputError("expected a path, found an empty text");
  return text;
};

const text = (value: string): string => value;

/** For stricli. An option that has no effect on a command is accepted there and hidden from its help. */
const FLAGS = {
  json: {
    kind: "boolean",
    optional: true,
    withNegated: false,
    brief: "Print one JSON document on stdout, nothing else there",
  },
  seed: {
    kind: "parsed",
    parse: wholeNumber(SEED),
    optional: true,
    placeholder: "N",
    brief: "Seed of the random instances (default: fixed, printed)",
  },
  trials: {
    kind: "parsed",
    parse: wholeNumber(TRIALS),
    optional: true,
    placeholder: "N",
    brief: "Trials per claim (default: the profile's)",
  },
  profile: { kind: "enum", values: PROFILES, optional: true, brief: "Budgets by name (default: ci)" },
  time: {
    kind: "parsed",
    parse: parseDuration,
    optional: true,
    placeholder: "60s",
    brief: "Draw no new trials after this time",
  },
  workers: {
    kind: "parsed",
    parse: wholeNumber(WORKERS),
    optional: true,
    placeholder: "N",
    brief: "Worker threads (default: all cores); results do not depend on it",
  },
  out: {
    kind: "parsed",
    parse: path,
    optional: true,
    placeholder: "DIR",
    brief: "Folder for the report (default: reports/latest)",
  },
  data: {
    kind: "parsed",
    parse: path,
    optional: true,
    placeholder: "FILE",
    brief: "Draw the data sets' rows from this IDX or CSV file",
  },
  target: {
    kind: "parsed",
    parse: text,
    optional: true,
    placeholder: "COLUMN",
    brief: "With --data CSV: the column of labels",
  },
  raw: { kind: "boolean", optional: true, withNegated: false, brief: "With --data: don't scale the rows to unit norm" },
  claims: {
    kind: "parsed",
    parse: path,
    variadic: true,
    optional: true,
    placeholder: "FILE",
    brief: "Claim files of your own (.ts, .mts, .js, .mjs); several may follow",
  },
  config: {
    kind: "parsed",
    parse: path,
    optional: true,
    placeholder: "FILE",
    brief: "Configuration file (default: lemmacheck.config.json, if present)",
  },
  quiet: { kind: "boolean", optional: true, withNegated: false, brief: "No progress and no notes on stderr" },
  color: { kind: "boolean", optional: true, brief: "Never colour the output (also: NO_COLOR=1)" },
} as const;

export type OptionName = keyof typeof FLAGS;

type Shown<T> = { readonly [K in keyof T]: T[K] & { readonly hidden: boolean } };

/** The common options as stricli's parameters; the ones named are listed in the command's help. */
export function commonFlags(...shown: readonly OptionName[]): Shown<typeof FLAGS> {
  const always: readonly OptionName[] = ["json", "claims", "config", "quiet", "color"];
  const listed = new Set<string>([...always, ...shown]);
  return Object.fromEntries(
    Object.entries(FLAGS).map(([name, flag]) => [name, { ...flag, hidden: !listed.has(name) }]),
  ) as Shown<typeof FLAGS>;
}

/** `--instance FILE`, which `check` and `inspect` require. */
export const instanceFlag = {
  kind: "parsed",
  parse: path,
  placeholder: "FILE",
  brief: "Instance file (JSON; - for standard input)",
} as const;

/** What help calls the value of each option that takes one. */
export const PLACEHOLDERS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(FLAGS).flatMap(([name, flag]) => ("placeholder" in flag ? [[name, flag.placeholder]] : [])),
  ),
  profile: "NAME",
  instance: "FILE",
  mutant: "NAME",
  baseline: "FILE",
  format: "NAMES",
  only: "GLOBS",
  event: "NAME",
  inputs: "DIM",
  samples: "LIST",
  replicates: "N",
  claim: "ID",
  across: "AXIS",
  upward: "AXIS",
  rows: "N",
};

/** Long names of all options that take a value, of any command: what the argument scanner must not mistake for a name. */
export const OPTIONS_WITH_VALUE: ReadonlySet<string> = new Set([
  ...Object.entries(FLAGS)
    .filter(([, flag]) => flag.kind !== "boolean")
    .map(([name]) => name),
  "instance",
  "mutant",
  "baseline",
  "format",
  "only",
  "event",
  "inputs",
  "samples",
  "replicates",
  "claim",
  "across",
  "upward",
  "rows",
]);
