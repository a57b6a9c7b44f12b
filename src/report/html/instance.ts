import { matrixTex, numberTex } from "../reproduce/literals.js";
import type { InstanceJson } from "../reproduce/quantity.js";
import { escapeHtml } from "./escape.js";
import { formatNumber } from "./format.js";
import { mathml } from "./mathml.js";
import { heatMap } from "./plots.js";

/** Matrices up to this many entries are typeset; larger ones are shown as heat maps only. */
const TYPESET_ENTRIES = 48;

const SYMBOLS: Readonly<Record<string, string>> = {
  gamma: "\\gamma",
  Phi: "\\Phi",
  featureScale: "s",
  otherStart: "Z'_0",
  start: "Z_0",
  equilibrium: "Z",
};

const isMatrix = (value: unknown): value is readonly (readonly number[])[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((row) => Array.isArray(row) && row.every((x) => typeof x === "number"));
const isVector = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.length > 0 && value.every((x) => typeof x === "number");

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

function figure(name: string, value: readonly (readonly number[])[]): string {
  const columns = value[0].length;
  const symbol =
    SYMBOLS[name.split(".").at(-1) ?? name] ??
    (/^[A-Za-z]$/.test(name) ? name : `\\text{${name.replaceAll(/[^A-Za-z0-9. ]/g, "")}}`);
  const typeset = value.length * columns <= TYPESET_ENTRIES ? mathml(`${symbol} = ${matrixTex(value)}`) : "";
  const map = value.length * columns > 3 ? heatMap(value, name) : "";
  const flat = value.flat();
  const hex =
    flat.length <= TYPESET_ENTRIES && flat.some((x) => !Number.isInteger(x))
      ? `<details><summary>hex</summary><pre tabindex="0">${escapeHtml(value.map((row) => row.map(hexDouble).join("  ")).join("\n"))}</pre></details>`
      : "";
  return `<figure tabindex="0">${typeset}${map}<figcaption>${escapeHtml(name)}, ${value.length} × ${columns}</figcaption>${hex}</figure>`;
}

function figures(instance: InstanceJson, prefix: string): readonly string[] {
  return Object.entries(instance).flatMap(([name, value]): readonly string[] => {
    const full = `${prefix}${name}`;
    if (name === "model") return [];
    if (typeof value === "number")
      return [
        `<figure tabindex="0">${mathml(`${SYMBOLS[name] ?? `\\text{${name.replaceAll(/[^A-Za-z0-9]/g, "")}}`} = ${numberTex(value)}`)}<figcaption>${escapeHtml(full)}${Number.isInteger(value) ? "" : ` = ${escapeHtml(hexDouble(value))}`}</figcaption></figure>`,
      ];
    if (isMatrix(value)) return [figure(full, value)];
    if (isVector(value))
      return [
        figure(
          full,
          value.map((x) => [x]),
        ),
      ];
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return figures(value as InstanceJson, `${full}.`);
    return [
      `<figure tabindex="0"><code>${escapeHtml(JSON.stringify(value), 300)}</code><figcaption>${escapeHtml(full)}</figcaption></figure>`,
    ];
  });
}

/** An instance as typeset matrices and heat maps. */
export const instanceFigures = (instance: InstanceJson): string =>
  `<div class="matrices">${figures(instance, "").join("")}</div>`;

/** One line for tables: shapes and the scalars. */
export function instanceSummary(instance: InstanceJson): string {
  const parts = Object.entries(instance).flatMap(([name, value]) =>
    typeof value === "number"
      ? [`${name} = ${formatNumber(value)}`]
      : isMatrix(value)
        ? [`${name} ${value.length}×${value[0].length}`]
        : [],
  );
  return escapeHtml(parts.join(", "), 200);
}
