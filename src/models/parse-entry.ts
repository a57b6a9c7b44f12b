import type { Json } from "../claims/model.js";
import { InputError } from "../errors.js";
import { parseNumber } from "../numerics/parse-number.js";
import { found } from "./schema.js";

/**
 * One number of a file: a finite JSON number, or a string that means the double nearest to it ("1/6", "0x1.8p-3",
 * "1e-3"). The zero is always +0.
 * @throws InputError for anything else; `rule` says what was expected: "entries must be finite numbers".
 */
export function parseEntry(json: Json | undefined, at: string, rule: string): number {
  const value = typeof json === "string" ? parseNumber(json) : json;
  if (typeof value === "number" && Number.isFinite(value)) return value === 0 ? 0 : value;
  if (json === undefined) throw new InputError(`${at} is missing; ${rule}`);
  const hint = typeof json === "string" ? ', or text like "1/6", "0x1.8p-3" or "1e-3"' : "";
  throw new InputError(`${at} is ${found(json)}; ${rule}${hint}`);
}
