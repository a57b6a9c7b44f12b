// How much scratch the kernels take, in doubles, and which of the twins is worth a call.

/** Inner indices packed at a time, as in assembly/pack.ts. */
export const innerBlock = 256;
export const roundedUp = (columns: number): number => (columns + 3) & ~3;
/** B's panels, and 64 rows of A where that is packed as well. */
export const packSize = (columns: number, inner: number): number =>
  Math.min(innerBlock, inner) * (roundedUp(columns) + 64);
/** B is packed where it would not stay in the second-level cache, and where enough rows share the packing. */
export const isLarge = (rows: number, columns: number, inner: number): boolean => columns * inner > 32768 && rows >= 16;

/** Up to so much work, arrays that would have to be copied are not worth it (bench/kernels.mjs). */
export const fewTerms = 128;
export const fewRows = 5;
