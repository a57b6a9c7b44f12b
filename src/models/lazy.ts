/** A value computed at its first use and kept: instances are immutable, so it never changes. */
export function lazy<T>(compute: () => T): () => T {
  let known = false;
  let value: T;
  return () => {
    if (!known) {
      value = compute();
      known = true;
    }
    return value;
  };
}

/** The same for a family of values with a numeric index: step k of a run. */
export function lazyByIndex<T>(compute: (index: number) => T): (index: number) => T {
  const known = new Map<number, T>();
  return (index) => {
    const value = known.get(index) ?? compute(index);
    known.set(index, value);
    return value;
  };
}
