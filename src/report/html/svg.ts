import { escapeHtml } from "./escape.js";

/** An inline picture with words for those who can't see it. */
export const svg = (width: number, height: number, title: string, body: string, className = "plot"): string =>
  `<svg class="${className}" role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><title>${escapeHtml(title, 300)}</title>${body}</svg>`;

/** Coordinates to a tenth of a pixel. */
export const round = (value: number): number => Math.round(value * 10) / 10;

/** The part of a path that is a rectangle. */
export const box = (x: number, y: number, width: number, height: number): string =>
  `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}z`;
