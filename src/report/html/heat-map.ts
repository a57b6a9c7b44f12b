import { deflateSync } from "node:zlib";
import { escapeHtml } from "./escape.js";
import { formatNumber } from "./format.js";

type Rows = readonly (readonly number[])[];

/** Steps of magnitude of either sign; with zero they fit four bits a cell. */
const LEVELS = 7;
/** A picture has at most so many rows and columns; of larger matrices each cell shows several entries. */
const MOST_CELLS = 96;
/** Blue and orange of the Okabe-Ito set, of a middle lightness that shows on light and on dark paper. */
const [POSITIVE, NEGATIVE, ZERO] = [
  [43, 140, 214],
  [224, 112, 26],
  [128, 128, 128],
];

/** The entry of largest magnitude of each block, so that nothing large gets lost. */
function blocks(rows: Rows, height: number, width: number): Rows {
  const result: number[][] = [];
  for (let i = 0; i < rows.length; i += height) {
    const line: number[] = [];
    for (let j = 0; j < rows[0].length; j += width) {
      let largest = 0;
      for (let k = i; k < Math.min(i + height, rows.length); k++)
        for (let l = j; l < Math.min(j + width, rows[k].length); l++)
          if (Math.abs(rows[k][l]) > Math.abs(largest)) largest = rows[k][l];
      line.push(largest);
    }
    result.push(line);
  }
  return result;
}

/** Colour 0 is zero, 1 to 7 positive, 8 to 14 negative; every nonzero entry is distinguishable from zero. */
function colour(value: number, largest: number): number {
  if (value === 0 || largest === 0) return 0;
  const step = Math.max(1, Math.min(LEVELS, Math.ceil((LEVELS * Math.abs(value)) / largest)));
  return value > 0 ? step : LEVELS + step;
}

const CRC = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  let crc = 0xffffffff;
  for (const byte of body) crc = CRC[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE((crc ^ 0xffffffff) >>> 0, body.length + 4);
  return framed;
}

/** Colours and their opacities: magnitudes fade into the paper. */
const PALETTE = Buffer.from([ZERO, ...Array(LEVELS).fill(POSITIVE), ...Array(LEVELS).fill(NEGATIVE)].flat());
const OPACITY = Buffer.from([
  40,
  ...[POSITIVE, NEGATIVE].flatMap(() =>
    Array.from({ length: LEVELS }, (_, k) => 60 + Math.round((195 * k) / (LEVELS - 1))),
  ),
]);

/** A PNG with four bits a pixel (W3C PNG, third edition: indexed colour, section 11.2). */
function png(cells: readonly (readonly number[])[]): Buffer {
  const [height, width] = [cells.length, cells[0].length];
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([4, 3, 0, 0, 0], 8);
  const stride = 1 + Math.ceil(width / 2);
  const pixels = Buffer.alloc(stride * height);
  for (const [i, row] of cells.entries())
    for (const [j, value] of row.entries()) pixels[i * stride + 1 + (j >> 1)] |= j % 2 === 0 ? value << 4 : value;
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk("IHDR", header),
    chunk("PLTE", PALETTE),
    chunk("tRNS", OPACITY),
    chunk("IDAT", deflateSync(pixels, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Signs and magnitudes of a matrix as a picture, and what it shows in words. */
export function heatMap(rows: Rows, name: string): { readonly picture: string; readonly legend: string } {
  const [height, width] = [Math.ceil(rows.length / MOST_CELLS), Math.ceil(rows[0].length / MOST_CELLS)];
  const shown = height * width === 1 ? rows : blocks(rows, height, width);
  let [least, largest, top] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const row of rows)
    for (const value of row) {
      least = Math.min(least, value);
      largest = Math.max(largest, value);
      top = Math.max(top, Math.abs(value));
    }
  const image = png(shown.map((row) => row.map((value) => colour(value, top))));
  const cell = Math.max(2, Math.min(22, Math.floor(220 / Math.max(shown.length, shown[0].length))));
  const range = `entries from ${formatNumber(least, 3)} to ${formatNumber(largest, 3)}`;
  const grouped = height * width === 1 ? "" : `; each cell the largest of ${height} × ${width} entries`;
  return {
    picture: `<img class="heat" alt="${escapeHtml(`Heat map of ${name}: ${range}`, 120)}" width="${shown[0].length * cell}" height="${shown.length * cell}" src="data:image/png;base64,${image.toString("base64")}">`,
    legend: `${range}${grouped}`,
  };
}
