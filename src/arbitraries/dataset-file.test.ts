import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { InputError } from "../errors.js";
import { readDataset } from "./index.js";

const FIXTURES = fileURLToPath(new URL("../../fixtures/datasets/", import.meta.url));
let folder = "";

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), "lemmacheck-dataset-"));
});
test.after(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** An IDX file: element type, dimensions, elements already in bytes. */
function idx(type: number, dimensions: readonly number[], elements: Uint8Array | readonly number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header[2] = type;
  header[3] = dimensions.length;
  dimensions.forEach((size, i) => {
    header.writeUInt32BE(size, 4 + 4 * i);
  });
  return Buffer.concat([header, Buffer.from(elements as Uint8Array)]);
}

/** Reads the file and expects one line of complaint that matches all of the given parts. */
async function refused(path: string, options: { target?: string; raw?: boolean }, ...parts: RegExp[]): Promise<void> {
  try {
    await readDataset(path, options);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    assert.not.match(error.message, /\n/);
    assert.ok(error.message.includes(path === "" ? "" : path), error.message);
    for (const part of parts) assert.match(error.message, part);
    return;
  }
  assert.unreachable(`${path} was read`);
}

test("MNIST's zeros and ones: shape, unit rows, labels found by the file's name, digest", async () => {
  const path = join(FIXTURES, "mnist-zero-one-images-idx3-ubyte.gz");
  const data = await readDataset(path);
  assert.equal([data.name, data.rows, data.columns], ["mnist-zero-one-images-idx3-ubyte.gz", 1000, 784]);
  assert.is(data.digest, "c75a3632f23ceda8b977710fd051778f6053f775837d72e50f17c75c2d9f3f6f");
  for (let i = 0; i < 1000; i += 37) {
    const norm = Math.hypot(...data.values.subarray(784 * i, 784 * (i + 1)));
    assert.ok(Math.abs(norm - 1) < 1e-14, `row ${i}: ${norm}`);
  }
  assert.equal(Array.from(data.target ?? []).slice(0, 5), [0, 1, 0, 1, 0]);
  assert.is(
    data.target?.reduce((sum, label) => sum + label, 0),
    500,
  );
  const raw = await readDataset(path, { raw: true });
  assert.ok(raw.values.every((value) => Number.isInteger(value) && value >= 0 && value <= 255));
  assert.ok(raw.values.some((value) => value > 200));
});

test("iris: four measurements, species as 0, 1, 2; without --target the text column is refused", async () => {
  const path = join(FIXTURES, "iris.csv");
  const raw = await readDataset(path, { target: "species", raw: true });
  assert.equal([raw.name, raw.rows, raw.columns], ["iris.csv", 150, 4]);
  assert.equal(Array.from(raw.values.slice(0, 4)), [5.1, 3.5, 1.4, 0.2]);
  assert.equal(Array.from(raw.values.slice(-4)), [5.9, 3, 5.1, 1.8]);
  for (let label = 0; label < 3; label++) {
    assert.is(raw.target?.filter((value) => value === label).length, 50);
    assert.is(raw.target?.[50 * label], label);
  }
  const unit = await readDataset(path, { target: "species" });
  const norm = Math.sqrt(5.1 ** 2 + 3.5 ** 2 + 1.4 ** 2 + 0.2 ** 2);
  assert.ok(Math.abs(unit.values[0] - 5.1 / norm) < 1e-15);
  await refused(path, {}, /line 2, column "species": "setosa" is text/, /--target species/);
  await refused(path, { target: "kind" }, /no column "kind"/, /"sepal_length", .*"species"/);
});

test("every element type of IDX, big-endian, two dimensions or more", async () => {
  const cases: [number, Uint8Array | number[], number[]][] = [
    [8, [0, 1, 200, 255], [0, 1, 200, 255]],
    [9, [0, 1, 200, 255], [0, 1, -56, -1]],
    [11, [0, 1, 1, 0, 255, 254, 127, 255], [1, 256, -2, 32767]],
    [12, [0, 0, 0, 7, 255, 255, 255, 255, 0, 1, 0, 0, 128, 0, 0, 0], [7, -1, 65536, -(2 ** 31)]],
    [13, bytesOf(4, (view, i) => view.setFloat32(4 * i, [1.5, -0.25, 1e10, 3][i], false)), [1.5, -0.25, 1e10, 3]],
    [14, bytesOf(8, (view, i) => view.setFloat64(8 * i, [0.1, -1e300, 5e-324, 3][i], false)), [0.1, -1e300, 5e-324, 3]],
  ];
  for (const [type, elements, values] of cases) {
    const data = await readDataset(await file(`type${type}.idx`, idx(type, [2, 2], elements)), { raw: true });
    assert.equal([data.rows, data.columns, ...data.values], [2, 2, ...values]);
    assert.is(data.target, undefined);
  }
  const cube = await readDataset(await file("cube.bin", idx(8, [2, 1, 3], [1, 2, 3, 4, 5, 6])), { raw: true });
  assert.equal([cube.rows, cube.columns, ...cube.values], [2, 3, 1, 2, 3, 4, 5, 6]);
});

function bytesOf(size: number, write: (view: DataView, i: number) => void): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * size));
  for (let i = 0; i < 4; i++) write(view, i);
  return new Uint8Array(view.buffer);
}

test("labels: beside the images, or named by --target; counted against them", async () => {
  const images = await file("some-images-idx3-ubyte", idx(8, [3, 1, 2], [1, 2, 3, 4, 5, 6]));
  assert.is((await readDataset(images)).target, undefined);
  await file("some-labels-idx1-ubyte", idx(8, [3], [7, 8, 9]));
  assert.equal(Array.from((await readDataset(images)).target ?? []), [7, 8, 9]);
  const other = await file("other.gz", gzipSync(idx(8, [3], [1, 1, 2])));
  assert.equal(Array.from((await readDataset(images, { target: other })).target ?? []), [1, 1, 2]);
  const short = await file("short", idx(8, [2], [1, 1]));
  await refusedTarget(images, short, /2 labels for the 3 images of/);
  await refusedTarget(images, images, /a label file has one dimension, this has 3/);
  await refusedTarget(images, join(folder, "none"), /there is no such file/);
  await refusedTarget(images, join(FIXTURES, "iris.csv"), /must be an IDX file of labels/);
  const nan = await file("nan", idx(13, [3], bytesOf(4, (view, i) => view.setFloat32(4 * i, Number.NaN)).slice(0, 12)));
  await refusedTarget(images, nan, /label 0 is NaN/);
});

async function refusedTarget(images: string, target: string, message: RegExp): Promise<void> {
  try {
    await readDataset(images, { target });
  } catch (error) {
    assert.instance(error, InputError);
    assert.match((error as InputError).message, message);
    assert.ok((error as InputError).message.includes(target));
    return;
  }
  assert.unreachable();
}

test("IDX files that are cut short, too long, empty, huge by their header or of another kind", async () => {
  const good = idx(8, [2, 2], [1, 2, 3, 4]);
  await refused(
    await file("cut.idx", good.subarray(0, -1)),
    {},
    /cut short: 2 x 2 elements .* take 16 bytes, it has 15/,
  );
  await refused(await file("long.idx", Buffer.concat([good, good])), {}, /too long/);
  await refused(await file("header.idx", good.subarray(0, 9)), {}, /cut short inside its header \(9 of 12 bytes\)/);
  await refused(await file("three.idx", good.subarray(0, 3)), {}, /wrong magic number/);
  await refused(
    await file("type.idx", idx(7, [2, 2], [1, 2, 3, 4])),
    {},
    /wrong magic number 0x00000702/,
    /0x00000803/,
  );
  await refused(await file("flat.idx", idx(8, [], [])), {}, /wrong magic number 0x00000800/);
  await refused(await file("x-images-idx3-ubyte", "hello, world\n"), {}, /wrong magic number 0x68656c6c/);
  await refused(await file("zero.idx", idx(8, [0, 4], [])), {}, /a dimension is 0 \(0 x 4\)/);
  const huge = idx(14, [0xffffffff, 0xffffffff, 0xffffffff], []);
  await refused(await file("huge.idx", huge), {}, /cut short/);
  await refused(await file("labels.idx", idx(8, [4], [1, 2, 3, 4])), {}, /one dimension only, as label files have/);
  const nan = idx(
    13,
    [2, 2],
    bytesOf(4, (view, i) => view.setFloat32(4 * i, i === 3 ? Number.NaN : 1)),
  );
  await refused(await file("nan.idx", nan), {}, /image 1 \(counted from 0\), element 1 is NaN/);
  await refused(await file("black.idx", idx(8, [2, 2], [1, 2, 0, 0])), {}, /image 1 .* is all zeros/, /--raw/);
  const black = await readDataset(join(folder, "black.idx"), { raw: true });
  assert.equal(Array.from(black.values), [1, 2, 0, 0]);
});

test("gzip: whole, cut short, damaged, of nothing", async () => {
  const packed = gzipSync("a,b\n3,4\n");
  const data = await readDataset(await file("good.csv.gz", packed));
  assert.equal([data.rows, data.columns, ...data.values], [1, 2, 0.6, 0.8]);
  await refused(await file("cut.gz", packed.subarray(0, 20)), {}, /gzip file is cut short/);
  const damaged = Buffer.from(packed);
  damaged[15] ^= 0xff;
  await refused(await file("damaged.gz", damaged), {}, /gzip file is (damaged|cut short)/);
  await refused(await file("nothing.gz", gzipSync("")), {}, /gzip file holds nothing/);
});

test("files that are not there, folders, empty files, other formats", async () => {
  await refused(join(folder, "missing.csv"), {}, /there is no such file/);
  await mkdir(join(folder, "sub"), { recursive: true });
  await refused(join(folder, "sub"), {}, /this is a folder/);
  await refused(join(await file("plain", "a\n1"), "below"), {}, /there is no such file/);
  await refused(await file("empty.csv", ""), {}, /the file is empty/);
  await refused(await file("zip", Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 1])), {}, /neither IDX nor text/);
  await refused(await file("latin.csv", Buffer.from([0x61, 0x0a, 0xe9])), {}, /not UTF-8 text/);
  await refused(await file("utf16.csv", Buffer.from("\ufeffa\n1\n", "utf16le")), {}, /UTF-16/);
});

test("CSV: line ends, byte order mark, quotes, blanks, signs and exponents", async () => {
  const text = '\ufeff a ,"b, or c",d\r\n1, 2.5 ,"-3"\r\n\r\n+4e2,.5,6.\n7,8,1E-2\r';
  const data = await readDataset(await file("mixed.csv", text), { raw: true });
  assert.equal([data.rows, data.columns], [3, 3]);
  assert.equal(Array.from(data.values), [1, 2.5, -3, 400, 0.5, 6, 7, 8, 0.01]);
  const named = await readDataset(join(folder, "mixed.csv"), { raw: true, target: "b, or c" });
  assert.equal([...named.values, ...(named.target ?? [])], [1, -3, 400, 6, 7, 0.01, 2.5, 0.5, 8]);
});

test("CSV: what is wrong, in which line and column", async () => {
  const bad: [string, string, ...RegExp[]][] = [
    ["missing", "a,b\n1,2\n3,\n", /line 3, column "b": the cell is missing/],
    ["text", "a,b\n1,2\n3,x\n", /line 3, column "b": "x" is text; expected a number/, /--target b\)/],
    ["awkward", 'a,"b c"\n1,x\n', /--target "b c"\)/],
    ["hex", "a\n0x10\n", /"0x10" is text/],
    ["nan", "a\nNaN\n", /line 2, column "a": "NaN" is not a finite number/],
    ["infinite", "a\n-inf\n", /"-inf" is not a finite number/],
    ["huge", "a\n1e999\n", /"1e999" is beyond the range of doubles/],
    ["long cell", `a\n${"x".repeat(500)}\n`, /"x{40}…" is text/],
    ["ragged", "a,b\n1,2\n3,4,5\n", /line 3 has 3 cells, the header has 2/],
    ["short row", "a,b\n1\n", /line 2 has 1 cells, the header has 2/],
    ["after a quoted line end", 'a,b\n1,"2"\n"3\n4",5\n', /line 4, column "a": "3\\n4" is text/],
    ["no header", "1,2\n3,4\n", /line 1 holds numbers; expected a header line/],
    ["twice", "a,a\n1,2\n", /two columns are named "a"/],
    ["nameless", "a,,c\n1,2,3\n", /column 2 has no name/],
    ["header only", "a,b\n", /has a header line but no rows/],
    ["blank", "\n \n\n", /blank lines only/],
    ["semicolons", "a;b\n1;2\n", /separated by semicolons; expected commas/],
    ["tabs", "a\tb\n1\t2\n", /separated by tabs/],
    ["open quote", 'a,b\n1,"2\n', /line 2 is not CSV: a quotation mark is never closed/],
    ["stray quote", 'a,b\n1,"2"x\n', /line 2 is not CSV: a stray quotation mark/],
    ["zeros", "a,b\n1,2\n\n0,0\n", /line 4 is all zeros/, /--raw/],
  ];
  for (const [name, text, ...parts] of bad) await refused(await file(`${name}.csv`, text), {}, ...parts);
});

test("standard input, by the name -", () => {
  const script = `import { readDataset } from ${JSON.stringify(new URL("./index.ts", import.meta.url).href)};
    console.log(JSON.stringify(await readDataset("-", { raw: true }), (key, value) => key === "values" ? [...value] : value));`;
  const options = ["--conditions=lemmacheck-source", "--import", "tsx", "--input-type=module", "--eval", script];
  const cwd = fileURLToPath(new URL("../../", import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, options, {
    cwd,
    input: gzipSync("a,b\n1,2\n"),
    encoding: "utf8",
  });
  assert.match(stdout, /"name":"standard input","rows":1,"columns":2,"values":\[1,2\]/, stderr);
});

test("CSV targets: numbers stay, classes are numbered as they appear, gaps are refused", async () => {
  const path = await file("target.csv", "y,x,kind\n3.5,1,b\n-1,2,a\n0,3,b\n7,4,c\n");
  const target = async (name: string) => Array.from((await readDataset(path, { target: name })).target ?? []);
  await refused(path, { target: "y" }, /line 2, column "kind": "b" is text/);
  assert.equal(await target("kind"), [0, 1, 0, 2]);
  const numbers = await readDataset(await file("numbers.csv", "y,x\n3.5,1\n-1,2\n"), { target: "y" });
  assert.equal([...(numbers.target ?? []), ...numbers.values], [3.5, -1, 1, 1]);
  const gap = await file("gap.csv", "y,x\na,1\n,2\n");
  await refused(gap, { target: "y" }, /line 3, column "y": the target is missing/);
  await refused(await file("alone.csv", "y\na\n"), { target: "y" }, /no column beside the target/);
});

test("rows of extreme size are scaled without overflow or underflow", async () => {
  const path = await file("extreme.csv", "a,b\n3e300,4e300\n3e-310,4e-310\n-5e-324,0\n");
  const { values } = await readDataset(path);
  const expected = [0.6, 0.8, 0.6, 0.8, -1, 0];
  values.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]) < 1e-10, `${value}`);
  });
});

test.run();
