import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ErrorObject, ValidateFunction } from "ajv";
import { packageRoot } from "../package-root.js";

export type SchemaName = "run" | "counterexample";

const compiled = new Map<SchemaName, ValidateFunction>();

/** The schema's validator, compiled once; ajv is loaded when it is first needed. */
async function validatorOf(name: SchemaName): Promise<ValidateFunction> {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const { Ajv2020 } = await import("ajv/dist/2020.js");
  const schema = JSON.parse(readFileSync(join(packageRoot, "schemas", `${name}.schema.json`), "utf8")) as object;
  // Our own schemas are held against the meta-schema in a test; here that would take longer than all the rest.
  const options = {
    allErrors: false,
    strict: true,
    allowUnionTypes: true,
    validateSchema: false,
    meta: false,
  } as const;
  const validator = new Ajv2020({ ...options, code: { optimize: false } }).compile(schema);
  compiled.set(name, validator);
  return validator;
}

/** Null for a valid document; else one line that says where it is wrong and what was expected. */
export async function schemaError(name: SchemaName, document: unknown): Promise<string | null> {
  const validate = await validatorOf(name);
  if (validate(document)) return null;
  return lineOf((validate.errors as readonly ErrorObject[])[0]);
}

function lineOf(error: ErrorObject): string {
  const place = error.instancePath === "" ? "the document" : error.instancePath.slice(1).replaceAll("/", ".");
  const allowed = error.params.allowedValue ?? error.params.allowedValues;
  return `${place} ${error.message ?? "is not valid"}${allowed === undefined ? "" : ` (${JSON.stringify(allowed)})`}`;
}
