import { InputError } from "../errors.js";
import type { Table } from "./dataset-file.js";

/**
 * IDX, the format of the MNIST files: two zero bytes, a byte for the element type, a byte for the number of dimensions,
 * each dimension as a big-endian 32-bit integer, then the elements, big-endian, last dimension fastest.
 */

interface ElementType {
  readonly name: string;
  readonly bytes: number;
  readonly read: (view: DataView, offset: number) => number;
}

const ELEMENT_TYPES: Readonly<Record<number, ElementType>> = {
  8: { name: "unsigned byte", bytes: 1, read: (view, offset) => view.getUint8(offset) },
  9: { name: "signed byte", bytes: 1, read: (view, offset) => view.getInt8(offset) },
  11: { name: "short", bytes: 2, read: (view, offset) => view.getInt16(offset, false) },
  12: { name: "int", bytes: 4, read: (view, offset) => view.getInt32(offset, false) },
  13: { name: "float", bytes: 4, read: (view, offset) => view.getFloat32(offset, false) },
  14: { name: "double", bytes: 8, read: (view, offset) => view.getFloat64(offset, false) },
};

/** By content (CSV text holds no zero byte), or by a name as MNIST's files have it. */
export function looksLikeIdx(bytes: Uint8Array, name: string): boolean {
  return bytes[0] === 0 || /[-.]idx\d|[-.]ubyte/.test(name);
}

interface Elements {
  readonly dimensions: readonly number[];
  readonly values: Float64Array;
}

function parseElements(bytes: Uint8Array, path: string): Elements {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = ELEMENT_TYPES[bytes[2]];
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0 || type === undefined || bytes[3] === 0) {
    const magic = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("");
    throw new InputError(
      `data set ${path}: wrong magic number 0x${magic}; an IDX file of images starts with 0x00000803`,
    );
  }
  const header = 4 + 4 * bytes[3];
  if (bytes.length < header)
    throw new InputError(
      `data set ${path}: the file is cut short inside its header (${bytes.length} of ${header} bytes)`,
    );
  const dimensions = Array.from({ length: bytes[3] }, (_, i) => view.getUint32(4 + 4 * i, false));
  const count = dimensions.reduce((product, size) => product * size, 1);
  if (count === 0)
    throw new InputError(`data set ${path}: a dimension is 0 (${dimensions.join(" x ")}), so it holds nothing`);
  const expected = header + count * type.bytes;
  if (bytes.length !== expected)
    throw new InputError(
      `data set ${path}: ${bytes.length < expected ? "the file is cut short" : "the file is too long"}: ` +
        `${dimensions.join(" x ")} elements of type ${type.name} take ${expected} bytes, it has ${bytes.length}`,
    );
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = type.read(view, header + i * type.bytes);
  return { dimensions, values };
}

/** Images (or any array of two dimensions or more): one row for each index of the first dimension. */
export function parseIdx(bytes: Uint8Array, path: string): Table {
  const { dimensions, values } = parseElements(bytes, path);
  const [rows, ...rest] = dimensions;
  if (rest.length === 0)
    throw new InputError(`data set ${path}: has one dimension only, as label files have; give the file of the images`);
  const columns = values.length / rows;
  const rowName = (row: number) => `image ${row} (counted from 0)`;
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i]))
      throw new InputError(
        `data set ${path}: ${rowName(Math.floor(i / columns))}, element ${i % columns} is ${values[i]}; expected a number`,
      );
  return { rows, columns, values, rowName };
}

/** Labels for `rows` images. */
export function parseIdxLabels(bytes: Uint8Array, path: string, rows: number, imagesPath: string): Float64Array {
  if (!looksLikeIdx(bytes, path))
    throw new InputError(`data set ${path}: the target of IDX images must be an IDX file of labels`);
  const { dimensions, values } = parseElements(bytes, path);
  if (dimensions.length !== 1)
    throw new InputError(`data set ${path}: a label file has one dimension, this has ${dimensions.length}`);
  if (dimensions[0] !== rows)
    throw new InputError(`data set ${path}: ${dimensions[0]} labels for the ${rows} images of ${imagesPath}`);
  const unknown = values.findIndex((value) => !Number.isFinite(value));
  if (unknown >= 0) throw new InputError(`data set ${path}: label ${unknown} is ${values[unknown]}; expected a number`);
  return values;
}
