/** Six significant digits, integers as they are, powers of ten spelled out; "unknown" for what is not known. */
export function formatNumber(value: number | null | undefined, digits = 6): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "unknown";
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  const magnitude = Math.abs(value);
  const text = magnitude >= 1e6 || magnitude < 1e-4 ? value.toExponential(digits - 1) : value.toPrecision(digits);
  const [mantissa, exponent] = text.split("e");
  const short = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  return exponent === undefined ? short : `${short}e${Number(exponent)}`;
}

/** 12345 -> "12 345", with a space that does not break. */
export const formatCount = (value: number): string => String(value).replaceAll(/\B(?=(\d{3})+(?!\d))/g, "\u202f");

/** A share as a percentage with a sensible number of digits. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return "–";
  const share = (100 * part) / whole;
  return `${share === 0 || share === 100 ? share : share < 0.1 ? share.toPrecision(1) : share.toFixed(1)} %`;
}
