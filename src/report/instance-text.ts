import type { Json } from "../claims/model.js";
import { exactNumber } from "./numbers.js";

/** Rows and columns shown of a matrix; what is beyond is elided and counted. */
const SHOWN = 8;
/** Characters that the entries of one row may take: columns beyond are elided too. */
const ROW_WIDTH = 88;

function entry(value: Json): string {
  return typeof value === "number" ? exactNumber(value) : typeof value === "string" ? value : JSON.stringify(value);
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

function isMatrix(value: Json): value is readonly (readonly Json[])[] {
  return isList(value) && value.length > 0 && value.every((row) => isList(row) && row.every((cell) => !isList(cell)));
}

function matrixLines(rows: readonly (readonly Json[])[]): readonly string[] {
  const top = rows.slice(0, SHOWN).map((row) => row.map(entry));
  const widths = top[0].map((_, column) => Math.max(...top.map((row) => (row[column] ?? "").length)));
  let columns = 0;
  for (let used = 0; columns < Math.min(SHOWN, widths.length); columns++) {
    used += widths[columns] + 2;
    if (columns > 0 && used > ROW_WIDTH) break;
  }
  const lines = top.map((row) => {
    const cells = row.slice(0, columns).map((cell, column) => cell.padStart(widths[column]));
    return `[ ${cells.join("  ")}${row.length > columns ? "  …" : ""} ]`;
  });
  const elided = rows.length > SHOWN || rows[0].length > columns;
  return elided ? [...lines, `… (${rows.length} x ${rows[0].length})`] : lines;
}

function fieldLines(name: string, value: Json): readonly string[] {
  if (isMatrix(value)) {
    const label = `${name} = `;
    return matrixLines(value).map((line, index) => (index === 0 ? label : " ".repeat(label.length)) + line);
  }
  if (isList(value) && value.every((cell) => typeof cell === "number" || typeof cell === "string")) {
    const cells = value.slice(0, 2 * SHOWN).map(entry);
    const more = value.length > cells.length ? `, … (${value.length} entries)` : "";
    return [`${name} = (${cells.join(", ")}${more})`];
  }
  if (value !== null && typeof value === "object" && !isList(value)) {
    const inner = Object.entries(value).flatMap(([key, part]) => fieldLines(key, part as Json));
    return [`${name}:`, ...inner.map((line) => `  ${line}`)];
  }
  return [`${name} = ${isList(value) ? JSON.stringify(value) : entry(value)}`];
}

/** An instance as lines of text: scalars, vectors and small matrices by name, entries as exact doubles. */
export function instanceLines(instance: Json): readonly string[] {
  if (instance === null || typeof instance !== "object" || isList(instance)) return [JSON.stringify(instance)];
  return Object.entries(instance as Readonly<Record<string, Json>>)
    .filter(([name]) => name !== "model")
    .flatMap(([name, value]) => fieldLines(name, value));
}

/** "implicit-relu", or "instance" where the file form names no model. */
export function modelOf(instance: Json): string {
  const model =
    instance !== null && typeof instance === "object" && !isList(instance)
      ? (instance as Readonly<Record<string, Json>>).model
      : undefined;
  return typeof model === "string" ? model : "instance";
}
