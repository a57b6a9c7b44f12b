import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Message, Plugin } from "esbuild";
import { InputError } from "../errors.js";

let folder: string | undefined;

/** A folder of this process for compiled claim files; removed when the process ends. */
function cacheFolder(): string {
  if (folder === undefined) {
    const created = mkdtempSync(join(tmpdir(), "lemmacheck-"));
    process.once("exit", () => rmSync(created, { recursive: true, force: true }));
    folder = created;
  }
  return folder;
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
      if (found.external) return { path: found.path, external: true };
      return { path: pathToFileURL(found.path).href, external: true };
    });
  },
};

function describe(message: Message, file: string): string {
  const { location, text } = message;
  if (location === null) return `${file}: ${text}`;
  return `${resolve(location.file) === resolve(file) ? file : location.file}:${location.line}:${location.column + 1}: ${text}`;
}

/**
 * Bundles a claim file (TypeScript or JavaScript) to one module on disk and returns its URL. Source maps are inline, so
 * that stack traces name the lines of the claim file.
 * @param file path as the user wrote it, for messages
 * @throws InputError "file:line:column: …" if it doesn't compile.
 */
export async function compileClaimFile(file: string): Promise<URL> {
  const { build } = await import("esbuild");
  const output = join(mkdtempSync(join(cacheFolder(), "claims-")), `${basename(file).replace(/\.[^.]*$/, "")}.mjs`);
  try {
    const { outputFiles } = await build({
      entryPoints: [resolve(file)],
      absWorkingDir: process.cwd(),
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
    const messages = (error as { errors?: readonly Message[] }).errors;
    if (messages === undefined || messages.length === 0)
      throw new InputError(`${file}: can't be compiled: ${String(error)}`);
    const more = messages.length > 1 ? ` (and ${messages.length - 1} more)` : "";
    throw new InputError(`${describe(messages[0], file)}${more}; a claim file must compile`);
  }
}

/**
 * "line:column" of the topmost stack frame inside the claim file's folder of sources, through its source map; undefined
 * where the stack has none.
 */
export function lineInStack(error: unknown, file: string): string | undefined {
  if (!(error instanceof Error) || typeof error.stack !== "string") return undefined;
  const wanted = resolve(file);
  for (const match of error.stack.matchAll(/(?:\(|at )((?:file:\/\/)?\/?[^()\n]*?):(\d+):(\d+)\)?$/gm)) {
    const path = match[1].startsWith("file://") ? fileURLToPath(match[1]) : match[1];
    if (path === wanted || path.replace(/\.mjs$/, "") === wanted) return `${match[2]}:${match[3]}`;
  }
  return undefined;
}

/** The folder a path lies in, as an absolute path. */
export const folderOf = (file: string): string => dirname(resolve(file));
