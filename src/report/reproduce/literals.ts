/** Numbers and matrices of an instance file in the syntax of scripts and of TeX. Doubles round-trip exactly. */

type Rows = readonly (readonly number[])[];

/** The shortest decimal that is this double; powers of ten in TeX. */
export function numberTex(value: unknown): string {
  const text = String(value);
  const [mantissa, exponent] = text.split("e");
  return exponent === undefined ? text : `${mantissa}\\cdot 10^{${Number(exponent)}}`;
}

export function matrixTex(matrix: unknown): string {
  const rows = (matrix as Rows).map((row) => row.map(numberTex).join(" & "));
  return `\\begin{pmatrix} ${rows.join(" \\\\ ")} \\end{pmatrix}`;
}

/** A vector, as a column. */
export const vectorTex = (vector: unknown): string => matrixTex((vector as readonly number[]).map((x) => [x]));

/** `name = value` for each field that the instance has, with commas between. */
export function fieldsTex(
  instance: Readonly<Record<string, unknown>>,
  names: Readonly<Record<string, string>>,
): string {
  const shown = Object.entries(names).filter(([field]) => instance[field] !== undefined);
  return shown.map(([field, name]) => `${name} = ${valueTex(instance[field])}`).join(",\\quad ");
}

function valueTex(value: unknown): string {
  if (!Array.isArray(value))
    return typeof value === "string" ? `\\text{${value.replaceAll(/[^\w -]/g, "")}}` : numberTex(value);
  return Array.isArray(value[0]) ? matrixTex(value) : vectorTex(value);
}
