import type { Enclosure } from "../numerics/real.js";

/** A double in at most `digits` significant digits, without trailing zeros: 0.9, 5.26316, 1e-12. */
export function shortNumber(value: number, digits = 6): string {
  if (!Number.isFinite(value)) return "unknown";
  if (Object.is(value, -0)) return "0";
  const [mantissa, exponent] = value.toPrecision(digits).split("e");
  const trimmed = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  return exponent === undefined ? trimmed : `${trimmed}e${exponent.replace("+", "")}`;
}

/** An entry of an instance: the shortest decimal that is the same double. */
export const exactNumber = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

/**
 * An enclosure as text: as many digits as its radius supports, and the radius: "0.526315789473684 ± 6e-17"; only the
 * number where the radius is 0.
 */
export function ballText(ball: Enclosure | null): string {
  if (ball === null || !Number.isFinite(ball.rad)) return "unknown";
  if (ball.rad === 0) return exactNumber(ball.mid);
  const magnitude = Math.abs(ball.mid);
  const known = magnitude > ball.rad ? Math.ceil(Math.log10(magnitude / ball.rad)) + 1 : 2;
  const shown = shortNumber(ball.mid, Math.min(17, Math.max(2, known)));
  // What the shown midpoint loses by rounding goes into the shown radius: the text encloses what the ball encloses.
  return `${shown} ± ${shortNumber(roundedUp(ball.rad + Math.abs(Number(shown) - ball.mid)), 2)}`;
}

/** Rounded up in the second digit, so that the printed radius is never too small. */
function roundedUp(radius: number): number {
  const text = radius.toPrecision(2);
  if (Number(text) >= radius) return Number(text);
  const exponent = Math.floor(Math.log10(radius)) - 1;
  return Number((Number(text) + 10 ** exponent).toPrecision(2));
}

/** 12345 as "12,345". */
export const count = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ",");

/** A share as a percentage that is "0 %" only for none and "100 %" only for all. */
export function percentage(part: number, whole: number): string {
  if (whole === 0 || part === 0) return "0 %";
  if (part === whole) return "100 %";
  const share = (100 * part) / whole;
  if (share < 0.01) return "<0.01 %";
  if (share > 99.99) return ">99.99 %";
  return `${share < 10 ? shortNumber(share, 2) : shortNumber(share, 3)} %`;
}

/** A ratio of left to right side; shows that it is below 1 however close it is. */
export function ratioText(ratio: number | null): string {
  if (ratio === null) return "–";
  if (ratio < 1 && ratio > 0.9999) return `1 - ${(1 - ratio).toExponential(0)}`;
  return shortNumber(ratio, 4);
}

/** Milliseconds as "850 ms", "12.3 s" or "2 min 05 s". */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}

/** "1 trial", "2 trials" */
export const plural = (amount: number, noun: string): string => `${count(amount)} ${noun}${amount === 1 ? "" : "s"}`;
