import { formatNumber } from "./format.js";

type Rows = readonly (readonly number[])[];

/** Decimals up to this long are written out; others are rounded, and the caption says so. */
const LONGEST = 10;

function entry(value: number): { readonly text: string; readonly rounded: boolean } {
  const exact = String(value);
  return exact.length <= LONGEST ? { text: exact, rounded: false } : { text: formatNumber(value, 6), rounded: true };
}

/** A number in MathML: 0.25, −3, 1.5 · 10⁻⁹. */
function numberMathml(text: string): string {
  const sign = text.startsWith("-") ? "<mo>−</mo>" : "";
  const [mantissa, exponent] = text.replace(/^-/, "").split("e");
  if (exponent === undefined) return `${sign}<mn>${mantissa}</mn>`;
  const power = Number(exponent);
  return `${sign}<mn>${mantissa}</mn><mo>·</mo><msup><mn>10</mn><mrow>${power < 0 ? "<mo>−</mo>" : ""}<mn>${Math.abs(power)}</mn></mrow></msup>`;
}

/** A typeset matrix, and whether an entry was rounded in it. One column of markup a cell: far smaller than TeX would make it. */
export function matrixMathml(rows: Rows): { readonly mathml: string; readonly rounded: boolean } {
  let rounded = false;
  const cells = rows.map((row) =>
    row.map((value) => {
      const shown = entry(value);
      rounded ||= shown.rounded;
      return `<mtd>${numberMathml(shown.text)}</mtd>`;
    }),
  );
  const table = cells.map((row) => `<mtr>${row.join("")}</mtr>`).join("");
  // The parentheses are borders: stretched glyphs need a mathematical font, which not every machine has.
  return { mathml: `<mtable class="m">${table}</mtable>`, rounded };
}

/** The same for one number. */
export function scalarMathml(value: number): { readonly mathml: string; readonly rounded: boolean } {
  const { text, rounded } = entry(value);
  return { mathml: `<mrow>${numberMathml(text)}</mrow>`, rounded };
}
