import { inflateSync } from "node:zlib";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { escapeText, isolate } from "./escape.js";
import { heatMap } from "./heat-map.js";
import { hexDouble, instanceFigures, shapesOf } from "./instance.js";
import { mathml } from "./mathml.js";
import { matrixMathml } from "./matrix.js";
import { assemble, ifRoom } from "./parts.js";

/** Chunks of a PNG by the layout of its specification: length, type, data, checksum. */
function pngOf(picture: string): { readonly width: number; readonly height: number; readonly rows: Buffer[] } {
  const bytes = Buffer.from(/base64,([^"]+)"/.exec(picture)?.[1] ?? "", "base64");
  assert.equal([...bytes.subarray(0, 8)], [137, 80, 78, 71, 13, 10, 26, 10]);
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    chunks.set(bytes.toString("latin1", at + 4, at + 8), bytes.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const header = chunks.get("IHDR") ?? Buffer.alloc(13);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  assert.equal([...header.subarray(8)], [4, 3, 0, 0, 0], "four bits, indexed");
  assert.equal([chunks.get("PLTE")?.length, chunks.get("tRNS")?.length], [45, 15]);
  const pixels = inflateSync(chunks.get("IDAT") ?? Buffer.alloc(0));
  const stride = 1 + Math.ceil(width / 2);
  return {
    width,
    height,
    rows: Array.from({ length: height }, (_, i) => pixels.subarray(i * stride, (i + 1) * stride)),
  };
}

test("a heat map has a pixel an entry: zero, seven steps up, seven steps down", () => {
  const { picture, legend } = heatMap(
    [
      [7, 1, 1e-30],
      [0, -3.5, -7],
    ],
    "A",
  );
  const { width, height, rows } = pngOf(picture);
  assert.equal([width, height], [3, 2]);
  assert.equal(
    rows.map((row) => row.toString("hex")),
    ["007110", "000be0"],
  );
  assert.is(legend, "entries from -7 to 7");
  assert.match(
    picture,
    /^<img class="heat" alt="Heat map of A: entries from -7 to 7" width="66" height="44" src="data:image\/png;base64,/,
  );
});

test("of a large matrix each cell shows the largest entry of a block, and the legend says so", () => {
  const rows = Array.from({ length: 200 }, (_, i) =>
    Array.from({ length: 100 }, (_, j) => (i === 5 && j === 3 ? -2 : 1)),
  );
  const { picture, legend } = heatMap(rows, "X");
  const { width, height, rows: pixels } = pngOf(picture);
  assert.equal([width, height], [50, 67]);
  // Blocks of 3 x 2: row 5 is in block 1, column 3 in block 1: the lower half of byte 1, after the filter's byte 0.
  assert.is(pixels[1][1], 0x4e);
  assert.match(legend, /each cell the largest of 3 × 2 entries/);
  assert.ok(picture.length < 2000);
});

test("typeset matrices: short decimals as they are, long ones rounded and said so", () => {
  const exact = matrixMathml([[0.25, -3, 1.5e-9]]);
  assert.is(exact.rounded, false);
  assert.match(
    exact.mathml,
    /<mn>0\.25<\/mn>.*<mo>−<\/mo><mn>3<\/mn>.*<mn>1\.5<\/mn><mo>·<\/mo><msup><mn>10<\/mn><mrow><mo>−<\/mo><mn>9<\/mn><\/mrow><\/msup>/,
  );
  const long = instanceFigures({ model: "m", A: [[1 / 3]] });
  assert.match(long, /<mn>0\.333333<\/mn>/);
  assert.match(long, /rounded to 6 digits, exact under “hex”/);
  assert.match(long, /0x1\.5555555555555p-2/);
  // Layers of a network are matrices of their own; what is no number is shown as it is.
  assert.match(
    instanceFigures({ model: "m", weights: [[[1, 2]], [[3]]] }),
    /weights\[0\], 1 × 2[\s\S]*weights\[1\], 1 × 1/,
  );
  assert.match(instanceFigures({ model: "m", odd: [["<b>"]] }), /&lt;b>|&lt;b&gt;/);
  assert.equal([0, -0, 1, -0.125, 2 ** -1074].map(hexDouble), [
    "0x0p+0",
    "-0x0p+0",
    "0x1p+0",
    "-0x1p-3",
    "0x0.0000000000001p-1022",
  ]);
});

test("the shapes of an instance in a line", () => {
  const instance = {
    model: "m",
    gamma: 0.5,
    A: [
      [1, 2],
      [3, 4],
    ],
    y: [1, 2, 3, 4, 5],
    weights: [[[1, 2]], [[3]]],
    descent: { steps: [3, 4] },
  };
  assert.is(shapesOf(instance), "gamma 0.5, A 2 × 2, y of 5, weights[0] 1 × 2, weights[1] 1 × 1, descent.steps 3 4");
});

test("formulas without what browsers do not need; what is no formula stays text", () => {
  assert.is(mathml("\\gamma"), "<math><mi>γ</mi></math>");
  assert.match(
    mathml("\\|A\\| \\le \\tfrac{1}{2}"),
    /<mi>∥<\/mi>.*<mfrac displaystyle="false" scriptlevel="0"><mn>1<\/mn><mn>2<\/mn><\/mfrac>/,
  );
  assert.not.match(mathml("x^2 + \\frac{\\frac{1}{2}}{3}"), /annotation|semantics|xmlns|katex/);
  assert.is(mathml("\\notacommand <img>"), '<code class="tex">\\notacommand &lt;img&gt;</code>');
});

test("text is escaped; only what may have a direction is isolated", () => {
  assert.is(isolate('a "b" <c> &'), 'a "b" &lt;c&gt; &amp;');
  assert.is(isolate("שלום"), "<bdi>שלום</bdi>");
  assert.is(escapeText("\u202ex"), "⟨U+202E⟩x");
});

test("choices are filled in order of priority, within the limit", () => {
  const text = (letter: string, length: number) => letter.repeat(length);
  const parts = [
    "<",
    ifRoom(2, () => text("c", 50), "-"),
    ifRoom(0, () => text("a", 60), "-"),
    ifRoom(1, () => text("b", 30), "-"),
    ">",
  ];
  assert.is(assemble(parts, 1000), `<${text("c", 50)}${text("a", 60)}${text("b", 30)}>`);
  assert.is(assemble(parts, 100), `<-${text("a", 60)}${text("b", 30)}>`, "the last one finds no room");
  assert.is(assemble(parts, 10), "<--->");
  const steps = {
    least: "-",
    fuller: [
      { priority: 0, text: () => text("x", 90) },
      { priority: 1, text: () => "yy" },
    ],
  };
  assert.is(assemble([steps], 50), "-", "no step is left out on the way up");
  assert.is(assemble([steps], 95), "yy");
  assert.is(assemble(["<tr><td>1</td><td>2</td></tr></table>"], 99), "<tr><td>1<td>2</table>");
});

test.run();
