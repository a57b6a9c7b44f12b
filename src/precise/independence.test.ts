import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";

/**
 * The two arithmetics must not share a wrong line: nothing that runs in precise/ comes from outside of it, and nothing in
 * numerics/ or models/ comes from precise/. Types may cross.
 */

const SOURCE = dirname(dirname(fileURLToPath(import.meta.url)));

/** What a module loads when it runs. `import { type A }` still loads the module; `import type { A }` does not. */
function loaded(text: string): string[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/^\s*\/\/.*$/gm, "");
  const named = code.matchAll(/\b(?:import|export)\s+(?!type\b)(?:[\w$*\s{},]+?\s+from\s+)?["']([^"']+)["']/g);
  const dynamic = code.matchAll(/\b(?:import|require)\s*\(\s*["']([^"']+)["']/g);
  return [...named, ...dynamic].map((match) => match[1]);
}

function modulesIn(folder: string): string[] {
  return readdirSync(join(SOURCE, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !name.split(sep).includes("testing"))
    .map((name) => join(SOURCE, folder, name));
}

/** The folder of src/ that a relative import leads to; undefined for packages. */
function folderOf(file: string, target: string): string | undefined {
  return target.startsWith(".") ? relative(SOURCE, join(dirname(file), target)).split(sep)[0] : undefined;
}

function crossings(folder: string, isForbidden: (target: string) => boolean): string[] {
  return modulesIn(folder).flatMap((file) =>
    loaded(readFileSync(file, "utf8"))
      .filter((target) => isForbidden(folderOf(file, target) ?? "package"))
      .map((target) => `${relative(SOURCE, file)} loads ${target}`),
  );
}

test("precise/ loads nothing from outside of it", () => {
  assert.ok(modulesIn("precise").length > 50);
  assert.equal(
    crossings("precise", (folder) => folder !== "precise"),
    [],
  );
});

test("numerics/, models/ and claims/ load nothing from precise/", () => {
  for (const folder of ["numerics", "models", "claims", "arbitraries"])
    assert.equal(
      crossings(folder, (target) => target === "precise"),
      [],
    );
});

test("what loads a module is seen, what only names its types is not", () => {
  const text = `
    import type { Matrix } from "../numerics/matrix.js";
    import { Ball } from "../numerics/ball.js";
    import { type Real, unknown } from "../numerics/real.js";
    import {
      add,
      type Enclosure,
    } from "../numerics/products.js";
    import * as all from "../numerics/norms.js";
    export { twice } from "../models/lazy.js";
    export type { Field } from "../models/schema.js";
    import "../models/index.js";
    const later = () => import("../numerics/jacobi.js");
    // import { no } from "../numerics/no.js";
    /* import { none } from "../numerics/none.js"; */
  `;
  assert.equal(loaded(text), [
    "../numerics/ball.js",
    "../numerics/real.js",
    "../numerics/products.js",
    "../numerics/norms.js",
    "../models/lazy.js",
    "../models/index.js",
    "../numerics/jacobi.js",
  ]);
  assert.is(folderOf(join(SOURCE, "precise", "implicit", "layer.ts"), "../../numerics/ball.js"), "numerics");
  assert.is(folderOf(join(SOURCE, "precise", "implicit", "layer.ts"), "../budget.js"), "precise");
});

test.run();
