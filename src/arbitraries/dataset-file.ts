import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { Dataset } from "../claims/instances.js";
import { InputError } from "../errors.js";
import { looksLikeIdx, parseIdx, parseIdxLabels } from "./idx-file.js";
import { unitRows } from "./unit-rows.js";

/** How a data file is read. */
export interface ReadDatasetOptions {
  /** Name of the CSV column that is the target; for IDX images, path of the label file (found by its name otherwise). */
  readonly target?: string;
  /** Leave rows as they are; where left out, each is scaled to Euclidean norm 1. */
  readonly raw?: boolean;
}

/** Rows of samples as a file gives them. */
export interface Table {
  readonly rows: number;
  readonly columns: number;
  /** Row-major, finite. */
  readonly values: Float64Array;
  readonly target?: Float64Array;
  /** How messages name a row: "image 7", "line 12". */
  readonly rowName: (row: number) => string;
}

/** Larger files are refused once unpacked. */
const LARGEST_FILE = 2 ** 30;

/**
 * Reads a real data set: IDX (MNIST's format, images of any element type) or CSV with a header line, gzipped or not;
 * `-` reads standard input. Text in the CSV's target column becomes 0, 1, 2, … in order of first appearance. Beside
 * IDX images named `…images-idx3…`, labels named `…labels-idx1…` are read too.
 * @throws InputError, one line: unreadable, truncated, malformed, empty, a text column, a missing or non-finite value,
 * a row of zeros that can't be scaled, an unknown target
 * @example
 * const iris = await instances.readDataset("fixtures/datasets/iris.csv", { target: "species" });
 * iris.rows; // → 150
 */
export async function readDataset(path: string, options: ReadDatasetOptions = {}): Promise<Dataset> {
  const name = path === "-" ? "standard input" : basename(path);
  const file = await readInput(path);
  const bytes = await unpacked(file, path);
  const table = looksLikeIdx(bytes, name)
    ? await readIdx(bytes, path, options)
    : (await import("./csv-file.js")).parseCsv(bytes, path, options.target);
  return {
    name,
    rows: table.rows,
    columns: table.columns,
    values: options.raw === true ? table.values : unitRows(table, path),
    ...(table.target === undefined ? {} : { target: table.target }),
    digest: createHash("sha256").update(file).digest("hex"),
  };
}

async function readIdx(bytes: Uint8Array, path: string, options: ReadDatasetOptions): Promise<Table> {
  const images = parseIdx(bytes, path);
  const sibling = path === "-" ? null : siblingLabels(path);
  const labelsPath = options.target ?? sibling;
  if (labelsPath === null) return images;
  let labels: Uint8Array;
  try {
    labels = await readInput(labelsPath);
  } catch (error) {
    if (options.target === undefined) return images;
    throw error;
  }
  return { ...images, target: parseIdxLabels(await unpacked(labels, labelsPath), labelsPath, images.rows, path) };
}

/** `train-labels-idx1-ubyte.gz` for `train-images-idx3-ubyte.gz`; null where the name follows no such pattern. */
function siblingLabels(path: string): string | null {
  const name = basename(path);
  if (!/images[-.]idx3/.test(name)) return null;
  return join(dirname(path), name.replace("images", "labels").replace("idx3", "idx1"));
}

async function readInput(path: string): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = path === "-" ? await readStandardInput() : await readFile(path);
  } catch (error) {
    throw new InputError(`data set ${path}: ${reason(error)}; expected an IDX or CSV file`);
  }
  if (bytes.length === 0) throw new InputError(`data set ${path}: the file is empty; expected IDX or CSV`);
  return bytes;
}

async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

function reason(error: unknown): string {
  switch (codeOf(error)) {
    case "ENOENT":
    case "ENOTDIR":
      return "there is no such file";
    case "EISDIR":
      return "this is a folder";
    case "EACCES":
    case "EPERM":
      return "no permission to read it";
    case "ERR_FS_FILE_TOO_LARGE":
      return "the file is too large (over 2 GiB)";
    default:
      return `can't be read (${codeOf(error)})`;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

async function unpacked(bytes: Uint8Array, path: string): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  let content: Uint8Array;
  try {
    content = await promisify(gunzip)(bytes, { maxOutputLength: LARGEST_FILE });
  } catch (error) {
    const code = codeOf(error);
    if (code === "Z_BUF_ERROR") throw new InputError(`data set ${path}: the gzip file is cut short; fetch it again`);
    if (code === "ERR_BUFFER_TOO_LARGE")
      throw new InputError(`data set ${path}: unpacks to more than 1 GiB; take a part of it`);
    throw new InputError(`data set ${path}: the gzip file is damaged (${code}); fetch it again`);
  }
  if (content.length === 0) throw new InputError(`data set ${path}: the gzip file holds nothing; expected IDX or CSV`);
  return content;
}
