import type { RunRecord } from "../engine/api.js";
import { schemaError } from "../engine/schema-validation.js";

/**
 * The text of run.json.
 * @throws Error if the record isn't what the published JSON Schema says: a defect of lemmacheck.
 */
export async function runJson(record: RunRecord): Promise<string> {
  const text = `${JSON.stringify(record, null, 2)}\n`;
  const problem = await schemaError("run", JSON.parse(text));
  if (problem !== null) throw new Error(`the run record departs from its schema: ${problem}`);
  return text;
}
