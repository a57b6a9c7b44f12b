import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { displayName, readText } from "./input.js";
import { temporaryFolder } from "./temporary.js";

/**
 * Paths that exist on disk for paths of which one may be "-": standard input is copied to a temporary file.
 * `restore` puts "standard input" in place of that file's path in a text.
 */
export function onDisk(paths: readonly string[]): { readonly files: readonly string[]; restore(text: string): string } {
  if (!paths.includes("-")) return { files: paths, restore: (text) => text };
  const copy = join(temporaryFolder(), "standard-input.json");
  writeFileSync(copy, readText("-"));
  return {
    files: paths.map((path) => (path === "-" ? copy : path)),
    restore: (text) => text.replaceAll(copy, displayName("-")),
  };
}
