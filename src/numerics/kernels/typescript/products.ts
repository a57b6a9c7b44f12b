import type { GramForm, ProductForm } from "../kernels.js";

/** Eight-lane dot product of x[xStart …] and y[yStart …]; see kernels.ts for the order. */
export function dotAt(n: number, x: Float64Array, xStart: number, y: Float64Array, yStart: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let s4 = 0;
  let s5 = 0;
  let s6 = 0;
  let s7 = 0;
  const whole = n - (n % 8);
  let i = xStart;
  let j = yStart;
  for (const end = xStart + whole; i < end; i += 8, j += 8) {
    s0 += x[i] * y[j];
    s1 += x[i + 1] * y[j + 1];
    s2 += x[i + 2] * y[j + 2];
    s3 += x[i + 3] * y[j + 3];
    s4 += x[i + 4] * y[j + 4];
    s5 += x[i + 5] * y[j + 5];
    s6 += x[i + 6] * y[j + 6];
    s7 += x[i + 7] * y[j + 7];
  }
  const rest = n - whole;
  if (rest > 0) s0 += x[i] * y[j];
  if (rest > 1) s1 += x[i + 1] * y[j + 1];
  if (rest > 2) s2 += x[i + 2] * y[j + 2];
  if (rest > 3) s3 += x[i + 3] * y[j + 3];
  if (rest > 4) s4 += x[i + 4] * y[j + 4];
  if (rest > 5) s5 += x[i + 5] * y[j + 5];
  if (rest > 6) s6 += x[i + 6] * y[j + 6];
  return s0 + s4 + (s2 + s6) + (s1 + s5 + (s3 + s7));
}

export function squaredDistance(n: number, x: Float64Array, y: Float64Array): number {
  const s = new Float64Array(8);
  for (let k = 0; k < n; k++) {
    const d = x[k] - y[k];
    s[k & 7] += d * d;
  }
  return s[0] + s[4] + (s[2] + s[6]) + (s[1] + s[5] + (s[3] + s[7]));
}

export function scale(n: number, factor: number, x: Float64Array): void {
  for (let k = 0; k < n; k++) x[k] *= factor;
}

export function addMultiple(n: number, factor: number, x: Float64Array, y: Float64Array): void {
  for (let k = 0; k < n; k++) y[k] += factor * x[k];
}

/** C = A B or C += A B with A(i, k) = a[i aRow + k aStep], B(k, j) = b[k bStep + j bColumn]; C is rows x columns. */
export function stridedGemm(
  rows: number,
  columns: number,
  inner: number,
  a: Float64Array,
  aRow: number,
  aStep: number,
  b: Float64Array,
  bStep: number,
  bColumn: number,
  c: Float64Array,
  accumulate: boolean,
): void {
  if (!accumulate) c.fill(0, 0, rows * columns);
  const blockRows = rows - (rows % 2);
  const blockColumns = columns - (columns % 4);
  for (let i = 0; i < blockRows; i += 2)
    for (let j = 0; j < blockColumns; j += 4) {
      const upper = i * columns + j;
      const lower = upper + columns;
      let c00 = c[upper];
      let c01 = c[upper + 1];
      let c02 = c[upper + 2];
      let c03 = c[upper + 3];
      let c10 = c[lower];
      let c11 = c[lower + 1];
      let c12 = c[lower + 2];
      let c13 = c[lower + 3];
      let p = i * aRow;
      let q = j * bColumn;
      for (let k = 0; k < inner; k++, p += aStep, q += bStep) {
        const a0 = a[p];
        const a1 = a[p + aRow];
        const b0 = b[q];
        const b1 = b[q + bColumn];
        const b2 = b[q + 2 * bColumn];
        const b3 = b[q + 3 * bColumn];
        c00 += a0 * b0;
        c01 += a0 * b1;
        c02 += a0 * b2;
        c03 += a0 * b3;
        c10 += a1 * b0;
        c11 += a1 * b1;
        c12 += a1 * b2;
        c13 += a1 * b3;
      }
      c[upper] = c00;
      c[upper + 1] = c01;
      c[upper + 2] = c02;
      c[upper + 3] = c03;
      c[lower] = c10;
      c[lower + 1] = c11;
      c[lower + 2] = c12;
      c[lower + 3] = c13;
    }
  for (let i = 0; i < rows; i++)
    for (let j = i < blockRows ? blockColumns : 0; j < columns; j++) {
      let sum = c[i * columns + j];
      for (let k = 0, p = i * aRow, q = j * bColumn; k < inner; k++, p += aStep, q += bStep) sum += a[p] * b[q];
      c[i * columns + j] = sum;
    }
}

export function gemm(
  form: ProductForm,
  rows: number,
  columns: number,
  inner: number,
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  accumulate = false,
): void {
  if (form === "AB") stridedGemm(rows, columns, inner, a, inner, 1, b, columns, 1, c, accumulate);
  else if (form === "AtB") stridedGemm(rows, columns, inner, a, 1, rows, b, columns, 1, c, accumulate);
  else stridedGemm(rows, columns, inner, a, inner, 1, b, 1, inner, c, accumulate);
}

export function multiplyVector(rows: number, columns: number, a: Float64Array, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < rows; i++) y[i] = dotAt(columns, a, i * columns, x, 0);
}

export function multiplyTransposedVector(
  rows: number,
  columns: number,
  a: Float64Array,
  x: Float64Array,
  y: Float64Array,
): void {
  y.fill(0, 0, columns);
  for (let i = 0; i < rows; i++) {
    const factor = x[i];
    for (let j = 0, p = i * columns; j < columns; j++) y[j] += a[p + j] * factor;
  }
}

/** Products commute exactly, so both triangles of the plain product are equal bit for bit. */
export function gramMatrix(form: GramForm, rows: number, columns: number, a: Float64Array, g: Float64Array): void {
  if (form === "AtA") gemm("AtB", columns, columns, rows, a, a, g);
  else gemm("ABt", rows, rows, columns, a, a, g);
}
