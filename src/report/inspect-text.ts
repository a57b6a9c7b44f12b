import type { Json } from "../claims/model.js";
import type { Enclosure } from "../numerics/real.js";
import { ballText, exactNumber, shortNumber } from "./numbers.js";
import type { Painter } from "./verdicts.js";

/** The document of `inspect --json`. */
export interface Inspection {
  readonly model: string;
  readonly shape: Readonly<Record<string, number>>;
  readonly quantities: Readonly<Record<string, Json>>;
}

type JsonObject = Readonly<Record<string, Json>>;

const isObject = (value: Json): value is JsonObject =>
  value !== null && typeof value === "object" && !Array.isArray(value);
const isBall = (value: Json): value is JsonObject & Enclosure =>
  isObject(value) && typeof value.mid === "number" && typeof value.rad === "number";
const isEnclosedMatrix = (
  value: Json,
): value is { readonly value: readonly (readonly number[])[]; readonly rad: number } =>
  isObject(value) && Array.isArray(value.value) && typeof value.rad === "number";

/** Entries of a matrix or list that are shown. */
const SHOWN = 8;

function scalar(value: Json): string {
  if (value === null) return "unknown";
  if (isBall(value)) return ballText(value);
  return typeof value === "number" ? exactNumber(value) : String(value);
}

/** A part of a list's member: a matrix, or a list, by its size (its entries are in the JSON). */
function brief(value: Json): string {
  if (isEnclosedMatrix(value)) {
    const [first] = value.value;
    return Array.isArray(first) ? `(${value.value.length} x ${first.length})` : `(${value.value.length} entries)`;
  }
  if (Array.isArray(value)) return `(${value.length} entries)`;
  return isObject(value) && !isBall(value) ? `(${Object.keys(value).join(", ")})` : scalar(value);
}

function lines(name: string, value: Json, indent: string, paint: Painter): readonly string[] {
  const head = `${indent}${name.padEnd(Math.max(0, 30 - indent.length))} `;
  if (value === null || isBall(value) || typeof value !== "object") {
    const text = scalar(value);
    return [head + (text === "unknown" ? paint.dim(text) : text)];
  }
  if (isEnclosedMatrix(value)) {
    const rows = value.value.slice(0, SHOWN).map((row) => {
      const cells = row.slice(0, SHOWN).map((entry) => shortNumber(entry, 8).padStart(14));
      return `${indent}  [${cells.join(" ")}${row.length > SHOWN ? " …" : ""} ]`;
    });
    const [first] = value.value;
    const shape = `${value.value.length} x ${first?.length ?? 0}`;
    const more = value.value.length > SHOWN ? [`${indent}  …`] : [];
    return [`${head}${shape}, Frobenius norm of the error at most ${shortNumber(value.rad, 2)}`, ...rows, ...more];
  }
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    if (list.length === 0) return [`${head}none`];
    const shown = list.slice(0, SHOWN).map((member) =>
      isObject(member) && !isBall(member)
        ? Object.entries(member)
            .map(([key, part]) => `${key} ${brief(part as Json)}`)
            .join("  ")
        : scalar(member),
    );
    const more = list.length > SHOWN ? [`${indent}  … ${list.length} in all`] : [];
    return [head.trimEnd(), ...shown.map((text) => `${indent}  ${text}`), ...more];
  }
  return [
    head.trimEnd(),
    ...Object.entries(value).flatMap(([key, part]) => lines(key, part as Json, `${indent}  `, paint)),
  ];
}

/** Every derived quantity of an instance with its error radius, one a line. */
export function renderInspection({ model, shape, quantities }: Inspection, paint: Painter): string {
  const sizes = Object.entries(shape).map(([name, size]) => `${name} ${size}`);
  return [
    `${paint.bold(model)}: ${sizes.join(", ")}`,
    paint.dim("a ± r encloses the true value; unknown is what could not be certified"),
    ...Object.entries(quantities).flatMap(([name, value]) => lines(name, value, "", paint)),
  ].join("\n");
}
