// Medians and cells of the benchmark's tables.

/** The median of the numbers that are there; undefined where there are none. */
export function median(numbers) {
  const sorted = numbers.filter((x) => x !== undefined && Number.isFinite(x)).sort((a, b) => a - b);
  if (sorted.length === 0) return undefined;
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** Three digits, whole numbers from 1000 on; a dash for what was not measured. */
export function number(x, digits = 3) {
  if (x === undefined || !Number.isFinite(x)) return "–";
  return x >= 1000 ? String(Math.round(x)) : Number(x.toPrecision(digits)).toString();
}

export const times = (x) => (x === undefined || !Number.isFinite(x) ? "–" : `${number(x)}×`);
export const row = (cells) => `| ${cells.join(" | ")} |`;
/** The line under a head: `words` columns of text, `figures` of numbers. */
export const rule = (words, figures) => row([...Array(words).fill("---"), ...Array(figures).fill("---:")]);
