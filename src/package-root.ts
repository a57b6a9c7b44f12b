import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

function find(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error("lemmacheck's package.json is missing: the installation is damaged");
    folder = parent;
  }
  return folder;
}

/** The folder of lemmacheck's own package.json: the repository, or node_modules/lemmacheck. */
export const packageRoot: string = find();

/** Name and version of the running lemmacheck. */
export function toolVersion(): { readonly name: string; readonly version: string } {
  const { name, version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as {
    name: string;
    version: string;
  };
  return { name, version };
}
