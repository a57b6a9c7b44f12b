import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ValidateFunction } from "ajv";
import { packageRoot } from "../package-root.js";

export type SchemaName = "run" | "counterexample";

const compiled = new Map<SchemaName, ValidateFunction>();

/**
 * The schema's validator, compiled once. The build puts code that ajv has written in this module's place
 * (scripts/build.mjs, the same options): there neither ajv nor a schema is read.
 */
export async function loadValidator(name: SchemaName): Promise<ValidateFunction> {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const { Ajv2020 } = await import("ajv/dist/2020.js");
  const schema = JSON.parse(readFileSync(join(packageRoot, "schemas", `${name}.schema.json`), "utf8")) as object;
  // Our own schemas are held against the meta-schema in a test; here that would take longer than all the rest.
  const options = { strict: true, allowUnionTypes: true, validateSchema: false, meta: false } as const;
  const validator = new Ajv2020({ ...options, code: { optimize: false } }).compile(schema);
  compiled.set(name, validator);
  return validator;
}
