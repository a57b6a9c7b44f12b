import { writeFileSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Loader, Message, Plugin } from "esbuild";
import { InputError } from "../errors.js";
import { temporaryFolder } from "./temporary.js";

/** A claim file that has been read. */
export interface ClaimSource {
  /** As the user wrote it, for messages. */
  readonly name: string;
  /** Absolute; relative imports and packages are looked for from its folder. */
  readonly path: string;
  readonly text: string;
}

/** The module that `"lemmacheck"` means in a claim file: the one that is running. */
const ENTRY = new URL(import.meta.url.endsWith(".ts") ? "../index.ts" : "../index.js", import.meta.url);

/** Leaves packages where they are, found from the importing file's own folder; bundles relative imports. */
const packagesStayOutside: Plugin = {
  name: "packages-stay-outside",
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async (request) => {
      if (request.pluginData === "resolving" || request.kind === "entry-point") return undefined;
      if (request.path === "lemmacheck") return { path: ENTRY.href, external: true };
      if (request.path.startsWith("node:")) return { path: request.path, external: true };
      const { kind, resolveDir, importer } = request;
      const found = await build.resolve(request.path, { kind, resolveDir, importer, pluginData: "resolving" });
      if (found.errors.length > 0) return { errors: found.errors };
      return { path: found.external ? found.path : pathToFileURL(found.path).href, external: true };
    });
  },
};

const LOADERS: Readonly<Record<string, Loader>> = {
  ".ts": "ts",
  ".mts": "ts",
  ".cts": "ts",
  ".js": "js",
  ".mjs": "js",
  ".cjs": "js",
};

function describe({ location, text }: Message, source: ClaimSource): string {
  if (location === null) return `${source.name}: ${text}`;
  const file = resolve(location.file) === source.path ? source.name : location.file;
  return `${file}:${location.line}:${location.column + 1}: ${text}`;
}

/**
 * Bundles a claim file (TypeScript or JavaScript) to one module on disk and returns its URL. Source maps are inline, so
 * that stack traces name the lines of the claim file.
 * @throws InputError "file:line:column: …" if it doesn't compile.
 */
export async function compileClaimFile(source: ClaimSource): Promise<URL> {
  const { build } = await import("esbuild");
  const extension = extname(source.path);
  const output = join(temporaryFolder(), `${basename(source.path, extension)}.mjs`);
  try {
    const { outputFiles } = await build({
      stdin: {
        contents: source.text,
        loader: LOADERS[extension],
        resolveDir: dirname(source.path),
        sourcefile: source.path,
      },
      outfile: output,
      bundle: true,
      write: false,
      platform: "node",
      format: "esm",
      target: "node20",
      sourcemap: "inline",
      sourcesContent: false,
      keepNames: true,
      logLevel: "silent",
      plugins: [packagesStayOutside],
    });
    writeFileSync(output, outputFiles[0].contents);
    return pathToFileURL(output);
  } catch (error) {
    const messages = (error as { errors?: readonly Message[] }).errors ?? [];
    if (messages.length === 0) throw new InputError(`${source.name}: can't be compiled: ${String(error)}`);
    const more = messages.length > 1 ? ` (and ${messages.length - 1} more)` : "";
    throw new InputError(`${describe(messages[0], source)}${more}; a claim file must compile`);
  }
}

/** "line:column" of the topmost stack frame that lies in the claim file; undefined where there is none. */
export function lineInStack(error: unknown, { path }: ClaimSource): string | undefined {
  if (!(error instanceof Error) || typeof error.stack !== "string") return undefined;
  for (const [, place, line, column] of error.stack.matchAll(
    /(?:\(|at (?:async )?)((?:file:\/\/)?\/[^()\n]*?):(\d+):(\d+)\)?$/gm,
  ))
    if ((place.startsWith("file://") ? fileURLToPath(place) : place) === path) return `${line}:${column}`;
  return undefined;
}
