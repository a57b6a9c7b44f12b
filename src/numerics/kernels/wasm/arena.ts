import type { WasmExports } from "./module.js";

const pageBytes = 65536;
/** First size of the memory; the system backs pages with storage only when they are touched. */
const initialBytes = 256 * 2 ** 20;
const maximalBytes = 2 ** 31;
const aligned = (bytes: number): number => (bytes + 63) & ~63;

/**
 * The module's memory as a stack: resident arrays that `allocate` handed out below, the call's own copies and scratch
 * above. Growing detaches every view of the old memory, so it happens only while no resident array is alive.
 */
export class Arena {
  readonly #memory: WasmExports["memory"];
  /** First address above the module's own tables; so no array has address 0, which means "none". */
  readonly #base: number;
  #buffer: ArrayBuffer;
  #doubles: Float64Array;
  #integers: Int32Array;
  /** End of the resident arrays. */
  #resident: number;
  /** End of the current call's copies and scratch; never below `#resident`. */
  #top: number;

  constructor({ memory, freeAddress }: WasmExports) {
    this.#memory = memory;
    this.#base = aligned(freeAddress());
    this.#resident = this.#base;
    this.#top = this.#base;
    for (let bytes = initialBytes; bytes > memory.buffer.byteLength; bytes /= 4)
      try {
        memory.grow(Math.ceil((bytes - memory.buffer.byteLength) / pageBytes));
      } catch {
        // The system refuses that much address space: a quarter will do, and larger calls run in TypeScript.
      }
    this.#buffer = memory.buffer;
    this.#doubles = new Float64Array(this.#buffer);
    this.#integers = new Int32Array(this.#buffer);
  }

  /** Whether `bytes` more fit above the top, growing the memory if that harms nobody. */
  #room(bytes: number): boolean {
    const needed = this.#top + bytes;
    if (needed <= this.#buffer.byteLength) return true;
    if (this.#resident !== this.#base || needed > maximalBytes) return false;
    try {
      this.#memory.grow(Math.ceil((needed * 1.25 - this.#buffer.byteLength) / pageBytes));
    } catch {
      return false;
    }
    this.#buffer = this.#memory.buffer;
    this.#doubles = new Float64Array(this.#buffer);
    this.#integers = new Int32Array(this.#buffer);
    return true;
  }

  /** A zeroed resident array, or an ordinary one where the memory has no room left. */
  allocate(length: number): Float64Array {
    const bytes = aligned(length * 8);
    if (!this.#room(bytes)) return new Float64Array(length);
    const array = new Float64Array(this.#buffer, this.#top, length).fill(0);
    this.#top += bytes;
    this.#resident = this.#top;
    return array;
  }

  scope<T>(work: () => T): T {
    const start = this.#resident;
    try {
      return work();
    } finally {
      this.#resident = start;
      this.#top = start;
    }
  }

  /** Begins a call that places at most `doubles` doubles in at most eight pieces; false if they don't fit. */
  begin(doubles: number): boolean {
    this.#top = this.#resident;
    return this.#room(doubles * 8 + 8 * 64);
  }

  isResident(array: Float64Array): boolean {
    return array.buffer === this.#buffer;
  }

  /** Address of scratch for `length` doubles. */
  scratch(length: number): number {
    const address = this.#top;
    this.#top += aligned(length * 8);
    return address;
  }

  /** Address of an array that the call writes to without reading it. */
  output(array: Float64Array, length: number): number {
    return array.buffer === this.#buffer ? array.byteOffset : this.scratch(length);
  }

  /** Address of an array that the call reads: its own where it is resident, else that of a copy of its first entries. */
  input(array: Float64Array, length: number): number {
    if (array.buffer === this.#buffer) return array.byteOffset;
    const address = this.scratch(length);
    const doubles = this.#doubles;
    const start = address >> 3;
    if (length > 48) doubles.set(array.length === length ? array : array.subarray(0, length), start);
    else for (let k = 0; k < length; k++) doubles[start + k] = array[k];
    return address;
  }

  inputIntegers(array: Int32Array, length: number): number {
    const address = this.scratch((length + 1) >> 1);
    for (let k = 0; k < length; k++) this.#integers[(address >> 2) + k] = array[k];
    return address;
  }

  /** Copies results back to an array that is not resident: only copies stand above the resident arrays. */
  finish(array: Float64Array, length: number, address: number): void {
    if (address < this.#resident) return;
    const start = address >> 3;
    if (length > 48) array.set(this.#doubles.subarray(start, start + length));
    else for (let k = 0; k < length; k++) array[k] = this.#doubles[start + k];
  }

  finishIntegers(array: Int32Array, length: number, address: number): void {
    for (let k = 0; k < length; k++) array[k] = this.#integers[(address >> 2) + k];
  }
}
