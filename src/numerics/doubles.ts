/**
 * Short arrays of doubles, many at a time. Node keeps the memory of every typed array of more than 64 bytes apart and looks
 * after it one by one, which costs more (0.4 to 1.3 microseconds each) than what is computed in most of them: a trial makes
 * a thousand. So short ones are cut from slabs, which Node frees as a whole once no array of theirs is in use; the values are
 * the same. Nobody may therefore look at `buffer`: it is shared.
 */
const SLAB_BYTES = 65_536;
/** Longer arrays cost more to fill than to allocate, and would leave large ends of slabs unused. */
const LONGEST_CUT = 1024;

let slab = new ArrayBuffer(SLAB_BYTES);
let used = 0;

/** `length` zeros. @throws RangeError for a length that is no count. */
export function zeros(length: number): Float64Array {
  if (!(length > 0 && length <= LONGEST_CUT)) return new Float64Array(length);
  let start = used;
  if (start + 8 * length > SLAB_BYTES) {
    slab = new ArrayBuffer(SLAB_BYTES);
    start = 0;
  }
  const array = new Float64Array(slab, start, length);
  used = start + 8 * array.length;
  return array;
}

/** The same doubles in an array of their own. */
export function copyOf(values: Float64Array): Float64Array {
  const copy = zeros(values.length);
  if (values.length > 32) copy.set(values);
  else for (let k = 0; k < values.length; k++) copy[k] = values[k];
  return copy;
}

/** f of each, in order. */
export function mapped(values: Float64Array, f: (value: number, index: number) => number): Float64Array {
  const result = zeros(values.length);
  for (let k = 0; k < values.length; k++) result[k] = f(values[k], k);
  return result;
}
