import type { RunRecord } from "../engine/api.js";
import { RUN_SCHEMA } from "../engine/run-record.js";
import { schemaError } from "../engine/schema-validation.js";
import { InputError } from "../errors.js";

/**
 * A run record as it was read from a file.
 * @param at the file's name, for messages
 * @throws InputError, one line, for another schema, a future version, or a record that was cut or edited.
 */
export async function readRun(document: unknown, at: string): Promise<RunRecord> {
  const schema =
    typeof document === "object" && document !== null && "schema" in document ? document.schema : undefined;
  if (schema !== RUN_SCHEMA) {
    const found = typeof schema === "string" ? JSON.stringify(schema.slice(0, 80)) : "no schema";
    const advice =
      typeof schema === "string" && /^lemmacheck\/run@\d+$/.test(schema)
        ? "; written by another version of lemmacheck"
        : "; expected a run.json of lemmacheck run";
    throw new InputError(`${at}: schema must be ${JSON.stringify(RUN_SCHEMA)}, found ${found}${advice}`);
  }
  const problem = await schemaError("run", document);
  if (problem !== null) throw new InputError(`${at}: no valid run record: ${problem}`);
  return document as RunRecord;
}
