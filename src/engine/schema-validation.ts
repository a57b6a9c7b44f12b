import type { ErrorObject } from "ajv";
import type { SchemaName } from "./schema-validators.js";

export type { SchemaName };

/** Null for a valid document; else one line that says where it is wrong and what was expected. */
export async function schemaError(name: SchemaName, document: unknown): Promise<string | null> {
  const { loadValidator } = await import("./schema-validators.js");
  const validate = await loadValidator(name);
  if (validate(document)) return null;
  return lineOf((validate.errors as readonly ErrorObject[])[0]);
}

function lineOf(error: ErrorObject): string {
  const place = error.instancePath === "" ? "the document" : error.instancePath.slice(1).replaceAll("/", ".");
  const allowed = error.params.allowedValue ?? error.params.allowedValues;
  return `${place} ${error.message ?? "is not valid"}${allowed === undefined ? "" : ` (${JSON.stringify(allowed)})`}`;
}
