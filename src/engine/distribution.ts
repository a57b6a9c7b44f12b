/**
 * Values met by trials, in memory that does not grow with their number: one by one up to `KEPT_VALUES`, beyond that how
 * many lie in each of fixed bins. Which of the two it is depends on how many there are in all, so merging is associative:
 * any split of the trials gives the same.
 */
export interface Distribution {
  readonly count: number;
  readonly least: number;
  readonly greatest: number;
  /** All values, in the order of the trials; null once there are too many. */
  readonly values: readonly number[] | null;
  /** Number of values by bin; null while they are few. */
  readonly bins: Readonly<Record<string, number>> | null;
}

export const KEPT_VALUES = 8192;

/** A bin is a sign, an exponent and ten digits of the mantissa: 0.1 % of the value wide. */
const DROPPED_BITS = 10;
const VIEW = new DataView(new ArrayBuffer(8));

function binOf(value: number): number {
  VIEW.setFloat64(0, value);
  return VIEW.getUint32(0) >>> DROPPED_BITS;
}

/** The bin's end that is nearer to zero. */
function edgeOf(bin: number): number {
  VIEW.setUint32(0, (bin << DROPPED_BITS) >>> 0);
  VIEW.setUint32(4, 0);
  return VIEW.getFloat64(0);
}

function binned(values: readonly number[], bins: Record<string, number>): Record<string, number> {
  for (const value of values) {
    const bin = binOf(value);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  return bins;
}

/** The distribution of finite values, at least one. */
export function distributionOf(values: readonly number[]): Distribution {
  const few = values.length <= KEPT_VALUES;
  return {
    count: values.length,
    least: values.reduce((a, b) => (b < a ? b : a)),
    greatest: values.reduce((a, b) => (b > a ? b : a)),
    values: few ? values : null,
    bins: few ? null : binned(values, {}),
  };
}

/** Both together, the values of `first` before those of `second`. */
export function mergeDistributions(first: Distribution, second: Distribution): Distribution {
  const count = first.count + second.count;
  const ends = { least: Math.min(first.least, second.least), greatest: Math.max(first.greatest, second.greatest) };
  if (count <= KEPT_VALUES)
    return { count, ...ends, values: [...(first.values ?? []), ...(second.values ?? [])], bins: null };
  const bins: Record<string, number> = { ...first.bins };
  for (const [bin, size] of Object.entries(second.bins ?? {})) bins[bin] = (bins[bin] ?? 0) + size;
  binned(first.values ?? [], bins);
  binned(second.values ?? [], bins);
  return { count, ...ends, values: null, bins };
}

/** The lower one of two values in the middle; where values are binned its bin's end nearer to zero, less than 0.1 % off. */
export function medianOf({ count, values, bins }: Distribution): number {
  const rank = Math.floor((count - 1) / 2);
  if (values !== null) return Float64Array.from(values).sort()[rank];
  const edges = Object.entries(bins ?? {}).map(([bin, size]) => ({ edge: edgeOf(Number(bin)), size }));
  // Negative values: the edge nearer to zero is the bin's upper end, and bins still sort by their edges; -0 before 0.
  edges.sort((a, b) => a.edge - b.edge || (Object.is(a.edge, -0) ? -1 : 1));
  let passed = 0;
  for (const { edge, size } of edges) {
    passed += size;
    if (passed > rank) return edge;
  }
  return Number.NaN;
}
