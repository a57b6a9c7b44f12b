/** Numbers and matrices of an instance file in the syntax of scripts and of TeX. Doubles round-trip exactly. */

type Rows = readonly (readonly number[])[];

export const pythonMatrix = (matrix: unknown): string => `np.array(${JSON.stringify(matrix)}, dtype=float)`;

export const typescriptMatrix = (matrix: unknown): string => JSON.stringify(matrix);

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
