import type { InstanceJson } from "../reproduce/quantity.js";
import { escapeText } from "./escape.js";
import { formatNumber } from "./format.js";
import { heatMap } from "./heat-map.js";
import { mathml } from "./mathml.js";
import { matrixMathml, scalarMathml } from "./matrix.js";

/** Matrices up to this many entries are typeset; larger ones are shown as heat maps only. */
const TYPESET_ENTRIES = 48;
/** Figures of one instance; the rest is counted. */
const MOST_FIGURES = 24;

const SYMBOLS: Readonly<Record<string, string>> = {
  gamma: "\\gamma",
  Phi: "\\Phi",
  featureScale: "s",
  otherStart: "Z'_0",
  start: "Z_0",
  equilibrium: "Z",
  stepSize: "\\eta",
  radius: "r",
  x0: "x_0",
};

const isVector = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.length > 0 && value.every((x) => typeof x === "number");
const isMatrix = (value: unknown): value is readonly (readonly number[])[] =>
  Array.isArray(value) && value.length > 0 && value.every((row) => isVector(row) && row.length === value[0].length);

/** The double in base 2, exactly: 0x1.8p-3. */
export function hexDouble(value: number): string {
  if (value === 0) return Object.is(value, -0) ? "-0x0p+0" : "0x0p+0";
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = (bits & 0xfffffffffffffn).toString(16).padStart(13, "0").replace(/0+$/, "");
  const power = exponent === 0 ? -1022 : exponent - 1023;
  return `${value < 0 ? "-" : ""}0x${exponent === 0 ? 0 : 1}${fraction === "" ? "" : `.${fraction}`}p${power < 0 ? "" : "+"}${power}`;
}

/** The letter of a field; its name where it has none. */
function symbol(name: string): string {
  const last = name.split(".").at(-1) ?? name;
  const tex = SYMBOLS[last] ?? (/^[A-Za-z]$/.test(last) ? last : `\\text{${name.replaceAll(/[^A-Za-z0-9. ]/g, "")}}`);
  return mathml(tex).replaceAll(/^<math>|<\/math>$/g, "");
}

/** All bits of the entries, folded away. */
const hexBlock = (rows: readonly (readonly number[])[]): string =>
  rows.flat().some((x) => !Number.isInteger(x))
    ? `<details><summary>hex</summary><pre tabindex="0">${escapeText(rows.map((row) => row.map(hexDouble).join("  ")).join("\n"))}</pre></details>`
    : "";

function matrixFigure(name: string, rows: readonly (readonly number[])[]): string {
  const entries = rows.length * rows[0].length;
  const small = entries <= TYPESET_ENTRIES;
  const { mathml: typeset, rounded } = small ? matrixMathml(rows) : { mathml: "", rounded: false };
  const map =
    entries > 3 && rows.some((row) => row.some((x) => x !== 0)) ? heatMap(rows, name) : { picture: "", legend: "" };
  const caption = [
    `${name}, ${rows.length} × ${rows[0].length}`,
    ...(rounded ? ["rounded to 6 digits, exact under “hex”"] : []),
    ...(small || map.legend === "" ? [] : [map.legend]),
  ];
  return `<figure tabindex="0">${small ? `<math><mrow>${symbol(name)}<mo>=</mo>${typeset}</mrow></math>` : ""}${map.picture}<figcaption>${escapeText(caption.join("; "), 300)}</figcaption>${small ? hexBlock(rows) : ""}</figure>`;
}

function scalarFigure(name: string, value: number): string {
  const exact = Number.isInteger(value) ? "" : ` = ${hexDouble(value)}`;
  return `<figure tabindex="0"><math><mrow>${symbol(name)}<mo>=</mo>${scalarMathml(value).mathml}</mrow></math><figcaption>${escapeText(`${name}${exact}`, 300)}</figcaption></figure>`;
}

function figures(value: unknown, name: string): readonly string[] {
  if (typeof value === "number") return [scalarFigure(name, value)];
  if (isMatrix(value)) return [matrixFigure(name, value)];
  if (isVector(value))
    return [
      matrixFigure(
        name,
        value.map((x) => [x]),
      ),
    ];
  // Lists of matrices (the layers of a network) and nested records.
  if (Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === "object"))
    return value.flatMap((entry, index) => figures(entry, `${name}[${index}]`));
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return Object.entries(value).flatMap(([key, entry]) => figures(entry, name === "" ? key : `${name}.${key}`));
  return [
    `<figure tabindex="0"><code>${escapeText(JSON.stringify(value), 300)}</code><figcaption>${escapeText(name, 300)}</figcaption></figure>`,
  ];
}

/** An instance as typeset matrices and heat maps. */
export function instanceFigures(instance: InstanceJson): string {
  const { model: _, ...fields } = instance;
  const all = figures(fields, "");
  const more = all.length > MOST_FIGURES ? `<p class="soft">and ${all.length - MOST_FIGURES} more fields</p>` : "";
  return `<div class="matrices">${all.slice(0, MOST_FIGURES).join("")}</div>${more}`;
}

const texts = new WeakMap<object, string>();

/** An instance as in its file, in one line; written once, since wide ones take megabytes. */
export function instanceText(instance: unknown): string {
  if (typeof instance !== "object" || instance === null) return JSON.stringify(instance);
  const known = texts.get(instance) ?? JSON.stringify(instance);
  texts.set(instance, known);
  return known;
}

/** Shapes and short values in a line: "gamma 1, A 6 × 6, Phi 6 × 3, descent.steps 5". */
export function shapesOf(instance: InstanceJson): string {
  const parts = (value: unknown, name: string): readonly string[] => {
    if (typeof value === "number") return [`${name} ${formatNumber(value)}`];
    if (typeof value === "string") return name === "model" ? [] : [`${name} ${value}`];
    if (isMatrix(value)) return [`${name} ${value.length} × ${value[0].length}`];
    if (Array.isArray(value)) {
      if (value.every((entry) => isMatrix(entry)))
        return value.flatMap((entry, index) => parts(entry, `${name}[${index}]`));
      return value.length <= 4 ? [`${name} ${value.join(" ")}`] : [`${name} of ${value.length}`];
    }
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, entry]) => parts(entry, name === "" ? key : `${name}.${key}`));
  };
  return parts(instance, "").join(", ");
}
