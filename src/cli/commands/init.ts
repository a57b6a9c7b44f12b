import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { buildCommand } from "@stricli/core";
import { InputError } from "../../errors.js";
import { type CliContext, EXIT } from "../context.js";
import { COMMANDS, describeCommand } from "../help.js";
import { type CommonFlags, commonFlags } from "../options.js";

const EXIT_CODES = `Exit codes:
  0  the files are there: written now, or kept as they were
  2  the folder can't be written to, or its package.json is no JSON object`;

type PackageJson = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is PackageJson =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** npm's rules for names: lower case, no leading dot or underscore, URL-safe, at most 214 characters. */
const packageName = (folder: string): string =>
  basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+|-+$/g, "")
    .slice(0, 214) || "claims";

function readPackage(path: string): PackageJson {
  try {
    const json: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (isObject(json)) return json;
  } catch {
    // Said below.
  }
  throw new InputError(`${path}: no JSON object; mend it or move it away, then try again`);
}

/**
 * The existing package.json with what it lacks; its own entries stay, and a package is not asked for twice. Name, type and
 * "private" are only given to one that is hardly begun: they'd change what an existing package is.
 */
function completed(existing: PackageJson, wanted: PackageJson): PackageJson {
  const installed = { ...(existing.dependencies as PackageJson), ...(existing.devDependencies as PackageJson) };
  const fresh = ["name", "main", "exports", "scripts"].every((key) => existing[key] === undefined);
  const merged: Record<string, unknown> = { ...existing };
  for (const [key, value] of Object.entries(wanted)) {
    const own = existing[key];
    if (key === "devDependencies") {
      const missing = Object.entries(value as PackageJson).filter(([name]) => !Object.hasOwn(installed, name));
      if (missing.length > 0) merged[key] = { ...(isObject(own) ? own : {}), ...Object.fromEntries(missing) };
    } else if (key === "scripts") {
      const { test, ...others } = isObject(own) ? own : {};
      // What `npm init` writes for a project without tests is no test.
      const real = typeof test === "string" && !test.includes("no test specified") ? { test } : {};
      merged[key] = { ...(value as PackageJson), ...others, ...real };
    } else if (fresh && own === undefined) merged[key] = value;
  }
  return merged;
}

async function initialize(this: CliContext, flags: CommonFlags, directory = "."): Promise<void> {
  const { settingsOf } = await import("../settings.js");
  const { toolVersion } = await import("../../package-root.js");
  const { FILES, packageParts } = await import("../init/templates.js");
  const { shellWord } = await import("../campaign-setup.js");
  const output = await this.output(await settingsOf({ ...flags }));
  const folder = resolve(directory);
  if (existsSync(folder) && !statSync(folder).isDirectory())
    throw new InputError(`${directory}: is a file; expected a folder`);
  const packagePath = join(folder, "package.json");
  const existing = existsSync(packagePath) ? readPackage(packagePath) : {};
  const project = completed(existing, packageParts(packageName(folder), toolVersion().version));
  const written: string[] = [];
  const kept: string[] = [];
  const put = (name: string, text: string, replace: boolean): void => {
    const path = join(folder, name);
    if (existsSync(path) && !replace) {
      kept.push(name);
      return;
    }
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    } catch (error) {
      throw new InputError(`${path}: can't be written to (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
    }
    written.push(name);
  };
  const text = `${JSON.stringify(project, null, 2)}\n`;
  put("package.json", text, JSON.stringify(project) !== JSON.stringify(existing));
  for (const [name, content] of Object.entries(FILES)) put(name, content, false);
  if (flags.json === true) output.print(JSON.stringify({ folder: directory, written, kept }, null, 2));
  else {
    for (const name of written) output.print(`wrote ${name}`);
    for (const name of kept) output.print(`kept  ${name} (it was there)`);
    output.print("\nNext:");
    if (directory !== ".") output.print(`  cd ${shellWord(directory)}`);
    for (const [command, what] of STEPS) output.print(`  ${command.padEnd(47)}${what}`.trimEnd());
  }
  this.process.exitCode = EXIT.held;
}

const STEPS = [
  ["npm install", ""],
  ["npx lemmacheck run", "the claim that holds: exit code 0"],
  ["npx lemmacheck run --claims claims/refuted.ts", "the false one: a counterexample, exit code 1"],
  ["npm test", "the claim as a test of node:test"],
] as const;

export const init = buildCommand<CommonFlags, [string?], CliContext>({
  func: initialize,
  parameters: {
    flags: commonFlags(),
    positional: {
      kind: "tuple",
      parameters: [
        {
          brief: "Folder of the project; created where it is missing (default: the current one)",
          parse: String,
          placeholder: "DIR",
          optional: true,
        },
      ],
    },
  },
  docs: {
    brief: COMMANDS.init,
    fullDescription: describeCommand(
      `Writes a project around a first claim: one claim file that holds, one that is refuted (and says why), a
test, lemmacheck.config.json, tsconfig.json, a GitHub Actions workflow (tries the claims, comments,
uploads SARIF and the report, gates). Files that exist are kept; package.json gets what it lacks.`,
      ["lemmacheck init", "lemmacheck init my-claims"],
      EXIT_CODES,
    ),
    customUsage: ["[options] [DIR]"],
  },
});
